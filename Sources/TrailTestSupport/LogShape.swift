/// A source in one of the shapes that exports have, with what a reader must make of it.
package struct LogShape: Sendable, CustomStringConvertible {
  /// What it is, in a few words; unique in the catalogue.
  package let name: String
  /// The file.
  package let bytes: [UInt8]
  /// The name of its format, empty for none.
  package let format: String
  /// The name of the state that the source gets.
  package let state: String
  /// The event ids of its records in order, `nil` for a record without one.
  package let ids: [String?]
  /// Elements that give no event and are counted.
  package let rejected: Int

  /// The name.
  package var description: String { name }

  /// Whether it is packed by gzip.
  package var isPacked: Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The text without gzip around it.
  package var text: [UInt8] { LogShape.unpacked(bytes) }

  /// Bytes without gzip around them.
  package static func unpacked(_ bytes: [UInt8]) -> [UInt8] {
    var text = bytes
    while PlainInflate.isGzip(text) { text = PlainInflate.inflate(text).text }
    return text
  }
}

/// A catalogue of the shapes in which records of CloudTrail and Cognito are found on disk.
///
/// Sources are named beside each shape: guides of AWS ("CloudTrail User Guide", "CloudWatch Logs
/// User Guide", "Data Firehose Developer Guide", "Cognito Developer Guide"), the API references of
/// the services, and the output of the AWS CLI. All names and numbers are made up.
package enum LogShapes {
  /// The whole catalogue, a few dozens of kilobytes.
  package static let all: [LogShape] =
    deliveries + streams + lookups + envelopes + activities + tables + tools + lines + others
    + unread

  /// The shapes that hold records and lose none.
  package static let whole: [LogShape] = all.filter { !$0.ids.isEmpty && $0.rejected == 0 }

  static func shape(
    _ name: String, _ text: String, _ format: String = "cloudtrail", _ state: String = "indexed",
    ids: [Int] = [1, 2], rejected: Int = 0
  ) -> LogShape {
    shape(name, Array(text.utf8), format, state, ids: ids, rejected: rejected)
  }

  static func shape(
    _ name: String, _ bytes: [UInt8], _ format: String = "cloudtrail",
    _ state: String = "indexed", ids: [Int] = [1, 2], rejected: Int = 0
  ) -> LogShape {
    LogShape(
      name: name, bytes: bytes, format: format, state: state, ids: ids.map { eventID($0) },
      rejected: rejected)
  }

  // MARK: Parts

  /// The id of a record.
  package static func eventID(_ number: Int) -> String {
    let digits = String(number)
    return "00000001-1111-4222-8333-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// A minimal record of CloudTrail ("CloudTrail record contents").
  package static func record(_ number: Int) -> String {
    """
    {"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE\(number)",\
    "arn":"arn:aws:iam::111122223333:user/user-\(number)","accountId":"111122223333",\
    "accessKeyId":"AKIAEXAMPLE\(number)","userName":"user-\(number)"},\
    "eventTime":"2025-01-15T02:03:0\(number % 10)Z","eventSource":"s3.amazonaws.com",\
    "eventName":"ListBuckets","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.\(number)",\
    "userAgent":"[aws-cli/2.17.0]","requestParameters":{"Host":"s3.amazonaws.com"},\
    "responseElements":null,"requestID":"EXAMPLEREQ\(number)","eventID":"\(eventID(number))",\
    "readOnly":true,"eventType":"AwsApiCall","managementEvent":true,\
    "recipientAccountId":"111122223333","eventCategory":"Management"}
    """
  }

  /// The same record over several lines.
  package static func prettyRecord(_ number: Int) -> String {
    record(number).replacing(",\"", with: ",\n  \"").replacing("{\"", with: "{\n  \"")
  }

  /// A text as a JSON string.
  package static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
        "\n", with: "\\n")
      + "\""
  }

  /// A text in base64, as it is or packed by gzip.
  package static func base64(_ text: String, isPacked: Bool = true) -> String {
    let bytes = isPacked ? GzipWriter().member(Array(text.utf8)) : Array(text.utf8)
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var result = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)] + [0, 0]
      let bits = part.prefix(3).reduce(0) { $0 << 8 | Int($1) }
      let count = min(bytes.count - start, 3) + 1
      for place in 0..<4 {
        result.append(place < count ? digits[bits >> (18 - 6 * place) & 63] : "=")
      }
    }
    return result
  }

  /// An event of a page of `lookup-events`, as version 1 or 2 of the AWS CLI prints it.
  package static func lookupItem(_ number: Int, version: Int = 1) -> String {
    let time =
      version == 1 ? "173690658\(number % 10).0" : "\"2025-01-15T11:03:0\(number % 10)+09:00\""
    return """
      {"EventId":"\(eventID(number))","EventName":"ListBuckets","ReadOnly":"true",\
      "AccessKeyId":"AKIAEXAMPLE\(number)","EventTime":\(time),"EventSource":"s3.amazonaws.com",\
      "Username":"user-\(number)","Resources":[{"ResourceType":"AWS::S3::Bucket",\
      "ResourceName":"bucket-\(number)"}],"CloudTrailEvent":\(quoted(record(number)))}
      """
  }

  /// An event of EventBridge ("Events from AWS services" of its guide).
  package static func busEvent(_ number: Int) -> String {
    """
    {"version":"0","id":"bus-\(number)","detail-type":"AWS API Call via CloudTrail",\
    "source":"aws.s3","account":"111122223333","time":"2025-01-15T02:03:09Z","region":"us-east-1",\
    "resources":[],"detail":\(record(number))}
    """
  }

  /// A batch of a subscription ("Real-time processing of log data with subscriptions").
  package static func batch(_ messages: [String]) -> String {
    let events = messages.enumerated().map { number, message in
      "{\"id\":\"3800000000000000\(number)\",\"timestamp\":1736906580000,"
        + "\"message\":\(quoted(message))}"
    }
    return """
      {"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"/aws/vendedlogs/app",\
      "logStream":"s1","subscriptionFilters":["all"],"logEvents":[\(events.joined(separator: ","))]}
      """
  }

  /// An entry of Cognito's user-activity log ("Exporting user pool logs").
  package static func activity(_ number: Int, response: String = "Pass") -> String {
    """
    {"eventTimestamp":"173690658000\(number % 10)","eventSource":"USER_AUTH_EVENTS",\
    "logLevel":"INFO","message":{"version":"1","eventId":"\(eventID(number))",\
    "eventType":"SignIn","userSub":"0784fae8-0000-7000-8000-00000000000\(number % 10)",\
    "userName":"taro\(number)","userPoolId":"ap-northeast-1_EXAMPLE01",\
    "clientId":"1exampleclient00000000000","creationDate":"Wed Jan 15 02:03:00 UTC 2025",\
    "eventResponse":"\(response)","riskLevel":"","riskDecision":"PASS",\
    "challenges":["Password:Success"],"deviceName":"Other, Other",\
    "ipAddress":"2001:db8:0:0:0:0:0:\(number)","requestId":"\(eventID(number))","idpName":"",\
    "compromisedCredentialDetected":"false","city":"Sapporo","country":"Japan",\
    "hasContextData":"true"},"logSourceId":{"userPoolId":"ap-northeast-1_EXAMPLE01"}}
    """
  }
}
