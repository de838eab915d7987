/// The text of a delivered log file, made up and the same in every run.
enum SampleLog {
  /// Readable bytes that must follow a text that `LogReader` is given.
  static let padding = 64

  /// An object with an array `Records` of about 1.4 KB an element.
  static func text(records count: Int) -> [UInt8] {
    let records = (0..<count).map(record).joined(separator: ",")
    return Array("{\"Records\":[\(records)]}".utf8)
  }

  private static let names = ["GetObject", "AssumeRole", "DescribeInstances", "PutObject"]

  private static func record(_ number: Int) -> String {
    let account = 100_000_000_000 + number % 7
    let user = "user-\(number % 23)"
    let session = "arn:aws:sts::\(account):assumed-role/deploy/\(user)"
    let principal = "AROAEXAMPLEEXAMPLE\(100 + number % 23)"
    let minute = 10 + number % 50
    let identity = """
      {"type":"AssumedRole","principalId":"\(principal):\(user)","arn":"\(session)",\
      "accountId":"\(account)","accessKeyId":"ASIAEXAMPLEEXAMPL\(100 + number % 31)",\
      "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"\(principal)",\
      "arn":"arn:aws:iam::\(account):role/deploy","accountId":"\(account)","userName":"deploy"},\
      "webIdFederationData":{},"attributes":{"creationDate":"2026-03-01T08:00:00Z",\
      "mfaAuthenticated":"false"}}}
      """
    let parameters = """
      {"bucketName":"archive-\(number % 5)","Host":"archive.s3.eu-west-1.amazonaws.com",\
      "key":"reports/2026/03/part-\(number).parquet"}
      """
    let response = """
      {"x-amz-server-side-encryption":"aws:kms","x-amz-version-id":"v\(number)"}
      """
    let resource = "arn:aws:s3:::archive-\(number % 5)"
    return """
      {"eventVersion":"1.11","userIdentity":\(identity),"eventTime":"2026-03-01T09:\(minute):07Z",\
      "eventSource":"s3.amazonaws.com","eventName":"\(names[number % names.count])",\
      "awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.\(number % 200)",\
      "userAgent":"[aws-sdk-java/2.25.11 Linux/6.1 OpenJDK_64-Bit_Server_VM/21.0.2]",\
      "requestParameters":\(parameters),"responseElements":\(response),\
      "additionalEventData":{"SignatureVersion":"SigV4","bytesTransferredOut":\(number * 97)},\
      "requestID":"REQUEST\(100_000 + number)","eventID":"00000000-0000-4000-8000-\(account)",\
      "readOnly":true,"resources":[{"type":"AWS::S3::Bucket","ARN":"\(resource)"}],\
      "eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"\(account)",\
      "eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3"}}
      """
  }
}
