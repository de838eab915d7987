import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// Published records, each found by every key that has a value in it.
@Suite struct PublishedDocumentTests {
  private static let agent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    + "Chrome/111.0.0.0 Safari/537.36"
  private static let ssoRole = "AWSReservedSSO_AdministratorAccess_5422dd0faed3c601"

  private static let values: [(key: EventKey, value: String, count: Int)] = [
    (.user, "ssouser01", 3), (.user, "SSOUSER01", 3), (.account, "sampleaccountid1", 2),
    (.account, "sampleaccountid2", 2), (.recipient, "sampleaccountid1", 2),
    (.recipient, "sampleaccountid2", 1), (.caller, "sampleaccountid1", 2),
    (.caller, "sampleaccountid2", 1), (.targetAccount, "sampleaccountid2", 1), (.ip, "1.1.1.1", 3),
    (.ip, "1.1.1.0/24", 3), (.event, "UserAuthentication", 1), (.event, "Federate", 1),
    (.event, "ConsoleLogin", 1), (.source, "signin.amazonaws.com", 2), (.source, "sso", 1),
    (.region, "ap-northeast-1", 3), (.agent, agent, 3), (.type, "Unknown", 2),
    (.type, "AssumedRole", 1), (.kind, "cloudtrail", 3), (.category, "Management", 3),
    (.readOnly, "false", 3), (.result, "success", 3), (.mfa, "idp", 1), (.mfa, "unknown", 2),
    (.sub, "95671c316d-7a6a2ff4-4eb0-414a-9447-a1decc0c7c1e", 1),
    (.sub, "7a6a2ff4-4eb0-414a-9447-a1decc0c7c1e", 1), (.role, "AdministratorAccess", 1),
    (.permissionSet, "AdministratorAccess", 2), (.role, ssoRole, 1),
    (.principal, "AROA5WQZQQJKC3BYISIHSKAIYB", 1),
    (.principal, "AROA5WQZQQJKC3BYISIHSKAIYB:ssouser01", 1), (.principal, "sampleaccountid1", 1),
    (.arn, "arn:aws:sts::sampleaccountid2:assumed-role/\(ssoRole)/ssouser01", 1),
    (
      .arn,
      "arn:aws:iam::sampleaccountid2:role/aws-reserved/sso.amazonaws.com/ap-northeast-1/\(ssoRole)",
      1
    ),
    (.id, "84aafc81-fd91-464b-8624-03bb4b45ef39", 1),
    (.id, "5cb8dfd3-a781-44a2-880e-83423ae040ce", 1),
    (.id, "60c1d7fa-615c-4c70-bb83-6b44b39941c7", 1),
    (.request, "7fbb0736-5394-4a0d-a4f6-7ce2fdc56038", 1),
    (.request, "6712e76a-fa40-41b9-82c5-6e34c0647f38", 1),
    (.error, "*", 0), (.accessKey, "", 0), (.target, "*", 0),
  ]

  private static let shapes: [(name: String, text: String)] = [
    ("one file", PublishedDocuments.identityCenterSignIn.joined(separator: "\n\n")),
    (
      "a delivery",
      "{\"Records\":[\(PublishedDocuments.identityCenterSignIn.joined(separator: ","))]}"
    ),
    (
      "a look-up page",
      "{\"Events\":["
        + PublishedDocuments.identityCenterSignIn.map {
          "{\"CloudTrailEvent\":\(LogShapes.quoted($0))}"
        }.joined(separator: ",") + "]}"
    ),
  ]

  @Test(arguments: shapes.indices)
  func `a sign-in through Identity Center is found by all its values`(index: Int) throws {
    let written = try WrittenArchive([("login.json", Self.shapes[index].text)])
    let indexed = written.indexed
    #expect(try indexed.readBack().count == 3)
    #expect(indexed.summary.events == 3 && indexed.summary.rejected == 0)
    for (key, value, count) in Self.values {
      let pattern = value == "*" ? ValuePattern.any : .equal(value)
      #expect(try indexed.searcher.count(.key(key, pattern)) == count, "\(key.name):\(value)")
    }
    let from = Timestamp("2023-03-29T12:56:43Z")?.milliseconds
    #expect(try indexed.searcher.count(.time(from: from, to: nil)) == 2)
  }

  @Test func `an entry of a user pool is found by all its values`() throws {
    let written = try WrittenArchive([("entry.json", PublishedDocuments.activityEntry)])
    let indexed = written.indexed
    #expect(try indexed.readBack().count == 1)
    let source = try #require(try indexed.sources().first)
    #expect(source.state == .indexed && source.documents.count == 1)
    let values: [(EventKey, String)] = [
      (.user, "hoge0808"), (.sub, "0784fae8-c051-70ff-b12c-0e32600fdd02"),
      (.pool, "ap-northeast-1_EcsdFoftu"), (.client, "g0n17akfs8hkb8hmlqh38r9tg"),
      (.event, "SignIn"), (.source, "cognito-idp.user-activity"), (.region, "ap-northeast-1"),
      (.kind, "cognito"), (.result, "pending"), (.mfa, "unknown"),
      (.via, "xxxx:xx:xxxx:xxxx:xxxx:xxxx:xxxx:xxxx"),
      (.id, "7f151463-1488-428f-a5c1-9f9c80cf2114"),
      (.request, "7f151463-1488-428f-a5c1-9f9c80cf2114"),
    ]
    for (key, value) in values {
      #expect(try indexed.searcher.count(.key(key, .equal(value))) == 1, "\(key.name):\(value)")
    }
    for key in [EventKey.ip, .error, .accessKey, .type, .category] {
      #expect(try indexed.searcher.count(.key(key, .any)) == 0, "\(key.name)")
    }
    let hit = try indexed.searcher.hits(.all, order: .newestFirst, limit: nil).hits.first
    #expect(hit?.time == 1_723_070_073_369)
  }

  /// Of a test of sign-ins in 2018: which user and second factor there were, and the answer.
  @Test(arguments: [
    ("CheckMfa", "Failure", "failure"), ("ConsoleLogin", "Success", "success"),
    ("ConsoleLogin", "Failure", "failure"), ("CheckMfa", "Success", "success"),
  ])
  func `console sign-ins of EventBridge have their results`(
    event: String, answer: String, result: String
  ) throws {
    let record = """
      {"eventVersion":"1.05","userIdentity":{"type":"IAMUser","userName":"alice",\
      "accountId":"111122223333"},"eventSource":"signin.amazonaws.com","eventName":"\(event)",\
      "responseElements":{"\(event)":"\(answer)"},"eventType":"AwsConsoleSignIn",\
      "eventTime":"2018-06-14T00:00:00Z","eventID":"\(LogShapes.eventID(1))"}
      """
    let envelope =
      "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"AWS Console Sign In via CloudTrail\","
      + "\"source\":\"aws.signin\",\"account\":\"444455556666\",\"detail\":\(record)}"
    let written = try WrittenArchive([
      ("event.json", envelope), ("pattern.json", PublishedDocuments.eventPattern),
    ])
    let indexed = written.indexed
    #expect(try indexed.readBack().count == 1)
    #expect(indexed.summary.events == 1 && indexed.summary.skipped == 1)
    #expect(try indexed.searcher.count(.key(.result, .equal(result))) == 1)
    #expect(try indexed.searcher.count(.key(.event, .equal(event))) == 1)
    // The record names an account, so the envelope's is none of it.
    #expect(try indexed.searcher.count(.key(.account, .equal("444455556666"))) == 0)
  }
}
