import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// Oddities of records: identities, names, versions, spellings.
@Suite struct OddRecordTests {
  private static func record(_ number: Int, _ members: String) -> String {
    "{\"eventVersion\":\"1.08\",\"eventID\":\"\(LogShapes.eventID(number))\",\(members)}"
  }

  /// Whether each query finds its number of the records.
  private func check(
    _ members: [String], _ expected: [(EventKey, String, Int)],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let records = members.enumerated().map { Self.record($0, $1) }
    let written = try WrittenArchive([
      ("a", "{\"Records\":[\(records.joined(separator: ","))]}"),
      ("b", records.map { LogShapes.batch([$0]) }.joined()),
    ])
    let summary = written.indexed.summary
    #expect(summary.events == members.count && summary.duplicates == members.count)
    for (key, value, count) in expected {
      let pattern = value == "*" ? ValuePattern.any : .equal(value)
      let found = try written.indexed.searcher.count(.key(key, pattern))
      #expect(found == count, "\(key.name):\(value)", sourceLocation: location)
    }
  }

  @Test func `an identity may lack its type, be null or say nothing`() throws {
    try check(
      [
        "\"userIdentity\":{\"accountId\":\"1\",\"invokedBy\":\"rds.amazonaws.com\"}",
        "\"userIdentity\":null,\"eventName\":\"A\"",
        "\"onBehalfOf\":{\"userId\":\"U-1\"},\"eventName\":\"B\"",
        "\"userIdentity\":{\"type\":\"IdentityCenterUser\",\"arn\":\"\",\"accessKeyId\":\"\"}",
      ],
      [
        (.type, "*", 1), (.via, "rds.amazonaws.com", 1), (.sub, "U-1", 1), (.user, "*", 0),
        (.arn, "*", 0), (.accessKey, "*", 0), (.caller, "1", 1), (.mfa, "idp", 1),
      ])
  }

  @Test func `Cognito's requests hold texts for objects and arrays for texts`() throws {
    func page(_ status: String, _ more: String = "") -> String {
      "\"eventSource\":\"cognito-idp.amazonaws.com\",\"errorCode\":\"\",\"errorMessage\":\"\","
        + "\"additionalEventData\":{\"responseParameters\":{\"status\":\(status)},"
        + "\"requestParameters\":{\"client_id\":[\"c-1\"],\"sub\":[\"S-1\"],"
        + "\"username\":[\"HIDDEN_DUE_TO_SECURITY_REASONS\"]},\"userPoolId\":\"p_1\"},"
        + "\"serviceEventDetails\":{\"serviceAccountId\":\"999999999999\"}\(more)"
    }
    try check(
      [
        page("200.0"), page("302"), page("404.0"), page("4.0e2"),
        "\"eventSource\":\"cognito-idp.amazonaws.com\",\"requestParameters\":{\"clientId\":\"c-1\","
          + "\"authParameters\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}",
      ],
      [
        (.result, "success", 3), (.result, "failure", 2), (.error, "*", 0), (.client, "c-1", 5),
        (.sub, "S-1", 4), (.pool, "p_1", 4), (.target, "*", 0), (.user, "*", 0),
        (.account, "999999999999", 0),
      ])
  }

  @Test func `a hidden name is nobody, and its event is found by all else`() throws {
    let hidden = "\"HIDDEN_DUE_TO_SECURITY_REASONS\""
    try check(
      [
        "\"eventName\":\"ConsoleLogin\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\(hidden)},"
          + "\"responseElements\":{\"ConsoleLogin\":\"Failure\"}",
        "\"eventName\":\"CredentialChallenge\",\"additionalEventData\":{\"UserName\":\(hidden)}",
        "\"eventName\":\"CreateGroup\",\"requestParameters\":{\"displayName\":\(hidden)}",
      ], [(.user, "*", 0), (.target, "*", 0), (.result, "failure", 1), (.event, "*", 3)])
  }

  @Test func `an address is one in all its spellings, and what is none is kept`() throws {
    try check(
      [
        "\"sourceIPAddress\":\"2001:DB8:0:0:0:0:0:12\"", "\"sourceIPAddress\":\"2001:db8::12\"",
        "\"sourceIPAddress\":\"2001:0db8:0000::0012\"", "\"sourceIPAddress\":\"AWS Internal\"",
        "\"sourceIPAddress\":\"inspector2.amazonaws.com\"", "\"sourceIPAddress\":\"redacted\"",
      ],
      [
        (.ip, "2001:db8::12", 3), (.ip, "2001:db8::/32", 3), (.via, "AWS Internal", 1),
        (.via, "inspector2.amazonaws.com", 1), (.via, "redacted", 1), (.via, "*", 3),
      ])
  }

  @Test(arguments: ["1.0", "1.02", "1.05", "1.08", "1.11", "2.0", "9.99"])
  func `every version is read`(version: String) throws {
    let record = Self.record(
      1, "\"eventName\":\"A\",\"eventSource\":\"s3.amazonaws.com\",\"managementEvent\":false"
    ).replacing("1.08", with: version)
    for text in [record, "{\"Records\":[\(record)]}", LogShapes.batch([record])] {
      let written = try WrittenArchive([("a", text)])
      #expect(written.indexed.summary.events == 1)
      #expect(try written.indexed.searcher.count(.key(.category, .equal("Data"))) == 1)
    }
  }

  @Test func `names and types come in several spellings`() throws {
    let url = "https://portal.sso.us-east-1.amazonaws.com/instance/appinstances"
    try check(
      [
        "\"eventName\":\"\(url)\"", "\"eventName\":\"ListFunctions20150331\"",
        "\"eventName\":\"Signup_POST\"", "\"eventName\":\"signup_POST\"",
        "\"eventName\":\"ConsoleLogin\",\"eventType\":\"AwsConsoleSignin\","
          + "\"responseElements\":{\"ConsoleLogin\":\"Success\"}",
        "\"eventName\":\"A\",\"eventType\":\"AwsVpceEvent\"",
        "\"eventName\":\"A\",\"eventType\":\"AwsVpceEvents\"",
      ],
      [
        (.event, url, 1), (.event, "signup_post", 2), (.event, "ListFunctions20150331", 1),
        (.kind, "network", 2), (.kind, "cloudtrail", 5),
      ])
  }

  @Test func `aggregates and insights name what they sum up`() throws {
    let shapes = LogShapes.all.filter {
      ["aggregates in an array", "an aggregate with a blank", "insights", "network activity"]
        .contains($0.name)
    }
    let written = try WrittenArchive(shapes.map { (name: $0.name, bytes: $0.bytes) })
    let searcher = written.indexed.searcher
    for (key, value, count) in [
      (EventKey.kind, "aggregated", 3), (.event, "GetObject", 3), (.event, "PutObject", 3),
      (.user, "alice", 3), (.ip, "198.51.100.9", 3), (.error, "NoSuchKey", 3),
      (.resource, "arn:aws:s3:::bucket-a", 3), (.recipient, "111122223333", 5),
      (.kind, "insight", 1), (.event, "AttachRolePolicy", 1), (.source, "iam", 1),
      (.error, "AccessDenied", 1), (.arn, "arn:aws:sts::111122223333:assumed-role/Deploy", 1),
      (.user, "kenji", 1), (.user, "null", 0), (.shared, LogShapes.eventID(99), 1),
      (.kind, "network", 1), (.account, "444455556666", 1), (.caller, "777788889999", 1),
    ] {
      #expect(try searcher.count(.key(key, .equal(value))) == count, "\(key.name):\(value)")
    }
    let from = Timestamp("2026-08-11T11:45:00Z")?.milliseconds ?? 0
    #expect(try searcher.count(.time(from: from, to: from + 1)) == 1)
  }

  @Test func `Cognito's times come as digits, numbers and words`() throws {
    let entry = LogShapes.activity(1)
    let written = try WrittenArchive([
      ("a", entry), ("b", entry.replacing("\"1736906580001\"", with: "1736906580001")),
      ("c", entry.replacing("\"1736906580001\"", with: "null")),
      ("d", entry.replacing("USER_AUTH_EVENTS", with: "USER_ACTIVITY")),
      (
        "e",
        entry.replacing("\"Pass\"", with: "\"Fail\"").replacing("\"1736906580001\"", with: "\"\"")
      ),
    ])
    let searcher = written.indexed.searcher
    let time = Timestamp("2025-01-15T02:03:00Z")?.milliseconds ?? 0
    #expect(try searcher.count(.time(from: time, to: time + 2)) == written.indexed.summary.events)
    #expect(try searcher.count(.key(.result, .equal("failure"))) == 1)
    #expect(try searcher.count(.key(.source, .equal("cognito-idp.user-activity"))) > 1)
    for (key, value) in [
      (EventKey.user, "TARO1"), (.ip, "2001:db8::1"), (.pool, "ap-northeast-1_EXAMPLE01"),
      (.region, "ap-northeast-1"), (.client, "1exampleclient00000000000"),
      (.sub, "0784fae8-0000-7000-8000-000000000001"), (.kind, "cognito"),
    ] {
      let count = try searcher.count(.key(key, .equal(value)))
      #expect(count == written.indexed.summary.events, "\(key.name)")
    }
  }

  @Test func `ids that were made unreadable are kept as they are`() throws {
    try check(
      [
        "\"recipientAccountId\":\"sampleaccountid1\",\"requestID\":\"redacted\"",
        "\"userIdentity\":{\"type\":\"IAMUser\",\"accountId\":\"08966example\",\"userName\":\"redacted\"}",
      ],
      [
        (.recipient, "sampleaccountid1", 1), (.account, "08966example", 1), (.user, "redacted", 1),
        (.request, "redacted", 1),
      ])
    let written = try WrittenArchive([("a", "{\"eventID\":\"redacted\",\"eventName\":\"A\"}")])
    #expect(try written.indexed.searcher.count(.key(.id, .equal("redacted"))) == 1)
  }

  @Test func `escapes and Japanese names are read as they are meant`() throws {
    try check(
      [
        "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"\\u5c71\\u672c\"}",
        "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"山本\"}",
        "\"userAgent\":\"a\\u003db\\u0026c\"",
        "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"\u{304B}\u{3099}\"}",
        "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"\u{304C}\"}",
      ],
      [(.user, "山本", 2), (.agent, "a=b&c", 1), (.user, "*", 4)])
  }
}
