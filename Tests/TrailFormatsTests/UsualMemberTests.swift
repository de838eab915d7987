import Testing
import TrailTestSupport

@testable import TrailFormats

/// Members as they usually stand are passed by a loop of their own: what is found must be what is found
/// where blanks stand between names, colons and values, which that loop never passes.
@Suite struct UsualMemberTests {
  /// A JSON value that can be spelled in two ways.
  private indirect enum Value {
    case plain(String)
    case object([(String, Value)])
    case array([Value])

    func spelled(_ colon: String, _ comma: String) -> String {
      switch self {
      case .plain(let text): text
      case .array(let values):
        "[" + values.map { $0.spelled(colon, comma) }.joined(separator: comma) + "]"
      case .object(let members):
        "{"
          + members.map { "\"\($0.0)\"" + colon + $0.1.spelled(colon, comma) }
          .joined(separator: comma) + "}"
      }
    }
  }

  /// Values of which each is told apart from its neighbours somewhere.
  private static let texts = [
    "\"\"", "\"-\"", "\"--\"", "\"x\"", "\"plain text\"", "\"a\"", "\"arn:\"", "\"arn\"",
    "\"arn:aws:iam::111122223333:role/Admin\"", "\"another\"", "\"back\\\\slash\"",
    "\"\\u0061rn:x\"",
    "\"HIDDEN_DUE_TO_SECURITY_REASONS\"", "\"HIDDEN_DUE_TO_SECURITY_REASON_\"",
    "\"123456789012345678901234567890\"", "\"tail\\\"\"", "\"日本語\"", "null", "true", "false", "0",
    "-12.5e3", "nothing", "\"{\"", "\"}\"", "\"a,b\"", "\"a\\\",\\\"b\\\":\\\"c\"",
  ]

  /// Names that are fields somewhere, and others that are like them.
  private static let names = [
    "eventVersion", "eventSource", "eventTime", "awsRegion", "sourceIPAddress", "userAgent",
    "errorCode",
    "errorMessage", "requestID", "eventID", "readOnly", "managementEvent", "eventCategory",
    "recipientAccountId", "recipientAccountIx", "vpcEndpointAccountId", "sharedEventID",
    "sessionCredentialFromConsole", "sessionCredentialFromConsola", "userName", "roleArn", "key",
    "bucketName", "ConsoleLogin", "CheckMfa", "sub", "e", "", "eventnam\\u0065", "type",
    "accountId",
    "principalType", "userIdentity", "tlsDetails", "resources", "userNames",
  ]
  private static let objects = [
    "requestParameters", "responseElements", "additionalEventData", "serviceEventDetails",
    "tlsDetails",
    "userIdentity", "insightDetails", "user", "credentials",
  ]

  private static func value(_ random: inout SplitMix64, depth: Int) -> Value {
    if depth < 4, random.chance(12) {
      return .array((0..<random.below(4)).map { _ in value(&random, depth: depth + 1) })
    }
    return .plain(random.pick(texts))
  }

  private static func object(_ random: inout SplitMix64, depth: Int) -> Value {
    var members: [(String, Value)] = []
    for _ in 0..<random.below(depth == 0 ? 24 : 7) {
      if depth < 4, random.chance(25) {
        let inner = random.chance(15) ? .plain("null") : object(&random, depth: depth + 1)
        members.append((random.pick(objects), inner))
      } else {
        members.append((random.pick(names), value(&random, depth: depth)))
      }
    }
    if depth == 0 {
      members.insert(("eventName", .plain("\"N\"")), at: random.below(members.count + 1))
    }
    return .object(members)
  }

  private struct Found: Equatable {
    var fields: [RecordField: String] = [:]
    var items: [String] = []
    var known: Int

    init(_ record: RecordExtractor) {
      known = record.knownMembers
      record.loadIdentity()
      for field in RecordField.allCases {
        fields[field] = record[field].map { String(decoding: $0, as: UTF8.self) }
        // What has a value is told, and nobody asks for the value otherwise.
        if record[field] != nil {
          #expect(record.valuePresence.pointee.hasAny(of: RecordPresence(fields: [field])))
        }
      }
      items = record.items.map { "\($0.list) \(String(decoding: $0.value, as: UTF8.self))" }
    }
  }

  private static func found(_ text: String) -> [Found] {
    let log = LogReader.plain
    var found: [Found] = []
    log.begin()
    _ = PaddedText(text).withBytes { bytes in
      log.read(bytes, offset: 0, isLast: true) { _, _, _ in found.append(Found(log.record)) }
    }
    return found
  }

  @Test(arguments: 0..<150)
  func `records without blanks give what they give with blanks`(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let records = (0..<20).map { _ in Self.object(&random, depth: 0) }
    let compact = records.map { $0.spelled(":", ",") }.joined(separator: ",")
    let all = Self.found("{\"Records\":[\(compact)]}")
    #expect(all.count == records.count)
    for (record, found) in zip(records, all) {
      let wide = record.spelled(" : ", " ,\n ")
      #expect(Self.found("{\"Records\":[\(wide)]}") == [found], "\(wide)")
      let half = record.spelled(": ", ",")
      #expect(Self.found("{\"Records\":[\(half)]}") == [found], "\(half)")
    }
  }

  @Test func `a record that ends early or breaks off gives no more than the general way`() {
    let whole = """
      {"eventName":"N","eventSource":"s.amazonaws.com","readOnly":true,"requestParameters":{"userName":"u"},\
      "errorCode":"E"}
      """
    // Each cut, and each byte replaced by one that breaks the grammar, in both spellings.
    for (index, _) in whole.utf8.enumerated() {
      let cut = String(decoding: Array(whole.utf8)[..<index], as: UTF8.self)
      #expect(Self.found("{\"Records\":[\(cut)").isEmpty, "\(cut)")
      for replacement in [
        UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"),
      ] {
        var bytes = Array(whole.utf8)
        bytes[index] = replacement
        let broken = String(decoding: bytes, as: UTF8.self)
        // Behind names, and not inside a value.
        let wide = broken.replacing(/([A-Za-z])":/) { "\($0.1)\" :" }
        #expect(
          Self.found("{\"Records\":[\(broken)]}") == Self.found("{\"Records\":[\(wide)]}"),
          "\(broken)")
      }
    }
  }
}
