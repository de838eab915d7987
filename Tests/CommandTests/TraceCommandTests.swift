import Foundation
import Testing
import TrailTestSupport

/// Chains of sessions: through issued keys, through console sessions, and where they end.
@Suite struct TraceCommandTests {
  /// A call of a session; `issued` is the key that its answer names.
  private static func call(
    _ id: Int, _ minute: Int, _ event: String, key: String?, user: String = "alice",
    role: String? = nil, created: String? = nil, issued: String? = nil
  ) -> String {
    let name =
      role.map {
        "\"type\":\"AssumedRole\",\"principalId\":\"AROA\($0):\(user)\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/\($0)/\(user)\""
      }
      ?? "\"type\":\"IAMUser\",\"userName\":\"\(user)\",\"principalId\":\"AIDAEXAMPLE\""
    let access = key.map { ",\"accessKeyId\":\"\($0)\"" } ?? ""
    let session =
      created.map {
        ",\"sessionContext\":{\"attributes\":{\"creationDate\":\"2024-03-01T12:\($0)Z\"}}"
      } ?? ""
    let answer =
      issued.map {
        ",\"requestParameters\":{\"roleArn\":\"arn:aws:iam::111122223333:role/next\",\"roleSessionName\":\"\(user)\"},\"responseElements\":{\"credentials\":{\"accessKeyId\":\"\($0)\",\"sessionToken\":\"secret\"}}"
      } ?? ""
    let source =
      issued == nil && event != "ConsoleLogin" ? "s3" : event == "ConsoleLogin" ? "signin" : "sts"
    let number = String(100_000_000_000 + id)
    let time = (minute < 10 ? "0" : "") + "\(minute)"
    return """
      {"eventVersion":"1.08","userIdentity":{\(name),"accountId":"111122223333"\(access)\(session)},\
      "eventTime":"2024-03-01T12:\(time):00Z","eventSource":"\(source).amazonaws.com",\
      "eventName":"\(event)","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1",\
      "eventID":"\(id)0000000-0000-4000-8000-\(number)","recipientAccountId":"111122223333"\(answer)}
      """
  }

  private static let chain: [String] = [
    call(1, 1, "ListBuckets", key: "AKIAEXAMPLE"),
    call(2, 2, "AssumeRole", key: "AKIAEXAMPLE", issued: "ASIAFIRST"),
    call(3, 3, "GetObject", key: "ASIAFIRST", role: "next"),
    call(4, 4, "AssumeRole", key: "ASIAFIRST", role: "next", issued: "ASIASECOND"),
    call(5, 5, "PutObject", key: "ASIASECOND", role: "next"),
    call(6, 6, "PutObject", key: "ASIASECOND", role: "next"),
    call(7, 7, "AssumeRole", key: "ASIASECOND", role: "next", issued: "ASIAUNUSED"),
  ]

  private func indexed(_ records: [String]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/log.json")
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  private func trace(_ word: String, _ directory: TemporaryDirectory) throws -> [String: Any] {
    let run = try CommandRun(["trace", word, "-o", "json"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  private func keys(_ value: Any?) -> [String?] {
    (value as? [[String: Any]] ?? []).map { $0["key"] as? String }
  }

  @Test func `a chain of roles is followed up to the long-term key`() throws {
    let report = try trace("ASIASECOND", try indexed(Self.chain))
    #expect(keys(report["chain"]) == ["ASIASECOND", "ASIAFIRST", "AKIAEXAMPLE"])
    #expect(report["origin"] as? String == "a long-term access key")
    let session = try #require(report["session"] as? [String: Any])
    // Two calls and the issue of a key that nobody used.
    #expect(session["events"] as? Int == 3)
    #expect(keys(session["children"]) == ["ASIAUNUSED"])
  }

  @Test func `what came from a key is followed downwards as far as is asked`() throws {
    let directory = try indexed(Self.chain)
    let report = try trace("AKIAEXAMPLE", directory)
    var session = try #require(report["session"] as? [String: Any])
    var found: [String] = []
    while let child = (session["children"] as? [[String: Any]])?.first {
      found.append(child["key"] as? String ?? "-")
      session = child
    }
    #expect(found == ["ASIAFIRST", "ASIASECOND", "ASIAUNUSED"])
    let table = try CommandRun(["trace", "AKIAEXAMPLE", "--depth", "1"], in: directory.path)
    #expect(table.output.contains("ASIAFIRST") && !table.output.contains("ASIASECOND"))
    #expect(table.output.contains("1 issue more: --depth 2"))
    #expect(!table.output.contains("secret"))
  }

  @Test func `an event leads to its session, and a beginning of several is refused`() throws {
    let directory = try indexed(Self.chain)
    let report = try trace("30000000", directory)
    #expect(keys(report["chain"]) == ["ASIAFIRST", "AKIAEXAMPLE"])
    #expect(try CommandRun(["trace", "AKIANOTHING"], in: directory.path).status == 1)
  }

  @Test func `a console session is told by principal and time of creation`() throws {
    let directory = try indexed([
      Self.call(1, 1, "ConsoleLogin", key: nil, user: "bob", role: "Admin", created: "01:00"),
      Self.call(2, 2, "ListBuckets", key: nil, user: "bob", role: "Admin", created: "01:00"),
      // The same person's next session.
      Self.call(3, 9, "ListBuckets", key: nil, user: "bob", role: "Admin", created: "09:00"),
    ])
    let report = try trace("20000000", directory)
    let session = try #require(report["session"] as? [String: Any])
    #expect(session["events"] as? Int == 2)
    #expect(report["origin"] as? String == "a sign-in")
    let other = try trace("30000000", directory)
    #expect(other["origin"] as? String == "no event in the archive issued this session")
  }

  /// Its record names no creation: the second of it is that of the login.
  @Test
  func `keys of a console session lead to the login of an IAM user, and the login to all of them`()
    throws
  {
    let directory = try indexed([
      Self.call(1, 1, "ConsoleLogin", key: nil),
      Self.call(2, 2, "ListBuckets", key: "ASIAFIRST", created: "01:01"),
      Self.call(3, 3, "GetObject", key: "ASIAOTHER", created: "01:01"),
      // Another login, and a session of another time.
      Self.call(4, 5, "ConsoleLogin", key: nil),
      Self.call(5, 9, "GetObject", key: "ASIALATER", created: "09:00"),
    ])
    for key in ["ASIAFIRST", "ASIAOTHER"] {
      let report = try trace(key, directory)
      #expect(report["origin"] as? String == "a sign-in")
      #expect(report["sign_in"] as? String == "10000000-0000-4000-8000-100000000001")
    }
    let later = try trace("ASIALATER", directory)
    #expect(later["origin"] as? String == "no event in the archive issued this session")
    let session = try #require(try trace("10000000", directory)["session"] as? [String: Any])
    #expect(session["events"] as? Int == 2)
    #expect(session["principal"] as? String == "AIDAEXAMPLE")
  }

  /// An entry of Identity Center's portal into an account, at a second of 12:20.
  private static func entry(
    _ id: Int, _ event: String, second: Int, user: String, account: String = "111122223333"
  ) -> String {
    """
    {"eventVersion":"1.08","userIdentity":{"type":"Unknown","principalId":"999988887777",\
    "accountId":"999988887777","userName":"\(user)"},"eventTime":"2024-03-01T12:20:0\(second)Z",\
    "eventSource":"sso.amazonaws.com","eventName":"\(event)","awsRegion":"us-east-1",\
    "sourceIPAddress":"192.0.2.1","eventID":"\(id)000000-0000-4000-8000-1000000000\(id)",\
    "recipientAccountId":"999988887777","serviceEventDetails":{"account_id":"\(account)","role_name":"Admin"}}
    """
  }

  private static let reserved = "AWSReservedSSO_Admin_0123456789abcdef"

  @Test
  func `a session of a permission set leads to the entry through the portal, and not to another`()
    throws
  {
    let call = Self.call(
      90, 21, "ListBuckets", key: "ASIACLI", user: "hanako", role: Self.reserved, created: "20:01")
    let others = [
      Self.entry(32, "GetRoleCredentials", second: 1, user: "hanako", account: "444455556666"),
      Self.entry(33, "GetRoleCredentials", second: 9, user: "hanako"),
    ]
    let own = Self.entry(31, "GetRoleCredentials", second: 1, user: "hanako")
    let found = try trace("ASIACLI", try indexed([call, own] + others))
    #expect(found["origin"] as? String == "a sign-in")
    #expect(found["sign_in"] as? String == "31000000-0000-4000-8000-100000000031")
    let none = try trace("ASIACLI", try indexed([call] + others))
    #expect(none["origin"] as? String == "no event in the archive issued this session")
    // Of two people in one second the one with the session's name; of two with that name none.
    let taro = Self.entry(34, "GetRoleCredentials", second: 1, user: "taro")
    let chosen = try trace("ASIACLI", try indexed([call, taro, own]))
    #expect(chosen["sign_in"] as? String == "31000000-0000-4000-8000-100000000031")
    let twin = Self.entry(35, "GetRoleCredentials", second: 2, user: "hanako")
    #expect(try trace("ASIACLI", try indexed([call, own, twin]))["sign_in"] as? String == nil)
  }

  @Test func `Identity Center is no identity provider outside of AWS`() throws {
    func saml(_ provider: String) -> String {
      """
      {"eventVersion":"1.08","userIdentity":{"type":"SAMLUser","principalId":"x:hanako","userName":"hanako"},\
      "eventTime":"2024-03-01T12:20:01Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithSAML",\
      "awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","eventID":"70000000-0000-4000-8000-100000000070",\
      "recipientAccountId":"111122223333","requestParameters":{"principalArn":\
      "arn:aws:iam::111122223333:saml-provider/\(provider)","roleSessionName":"hanako",\
      "roleArn":"arn:aws:iam::111122223333:role/\(Self.reserved)"},\
      "responseElements":{"credentials":{"accessKeyId":"ASIASAML"}}}
      """
    }
    let call = Self.call(
      90, 21, "ListBuckets", key: "ASIASAML", user: "hanako", role: Self.reserved, created: "20:01")
    let center = try trace(
      "ASIASAML", try indexed([call, saml("AWSSSO_0123456789abcdef_DO_NOT_DELETE")]))
    #expect(
      center["origin"] as? String
        == "IAM Identity Center, whose record of this sign-in is not in the archive")
    let outside = try trace("ASIASAML", try indexed([call, saml("okta")]))
    #expect(outside["origin"] as? String == "vouched for by an identity provider outside of AWS")
  }

  @Test func `a key that was issued and never used shows its issue`() throws {
    let report = try trace("ASIAUNUSED", try indexed(Self.chain))
    #expect(
      keys(report["chain"]) == ["ASIAUNUSED", "ASIASECOND", "ASIAFIRST", "AKIAEXAMPLE"])
  }

  @Test func `a session is found by its name and by its source identity`() throws {
    let bob = Self.call(8, 8, "GetObject", key: "ASIAOTHER", user: "bob", role: "ops")
      .replacing(
        "\"accessKeyId\":\"ASIAOTHER\"",
        with: "\"accessKeyId\":\"ASIAOTHER\",\"sessionContext\":{\"sourceIdentity\":\"carol\"}")
    let directory = try indexed(Self.chain + [bob])
    for word in ["bob", "carol", "AROAops:bob"] {
      #expect(keys(try trace(word, directory)["chain"]) == ["ASIAOTHER"], "\(word)")
    }
    // Of several sessions none is chosen.
    let run = try CommandRun(["trace", "alice"], in: directory.path)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errors.contains("`alice` may mean 2 sessions"))
    #expect(run.errors.contains("trailsift trace ASIASECOND   role next · account 111122223333"))
    #expect(try CommandRun(["trace", "nobody"], in: directory.path).status == 1)
    // Sessions at the console, which have no key, are told apart by their creation.
    let logins = [(1, "01:00"), (2, "02:00")].map { minute, created in
      Self.call(
        minute, minute, "ConsoleLogin", key: nil, user: "dora", role: "ops", created: created)
    }
    let other = try indexed(logins)
    let console = try CommandRun(["trace", "dora"], in: other.path)
    #expect(console.errors.contains("2 sessions") && console.errors.contains("1 event"))
    // A call with a key, of the session that was begun at 02:00, makes no third one.
    let call = Self.call(
      3, 3, "ListBuckets", key: "ASIADORA", user: "dora", role: "ops", created: "02:00")
    let third = try indexed(logins + [call])
    let both = try CommandRun(["trace", "dora"], in: third.path)
    #expect(both.errors.contains("2 sessions") && both.errors.contains("trailsift trace ASIADORA"))
  }

  /// What is done at the portal: into the account 444455556666 at 12:02:00.
  private static func portal(_ id: Int, _ second: Int, _ event: String, _ rest: String) -> String {
    """
    {"eventVersion":"1.09","userIdentity":{"type":"Unknown","principalId":"1234567890-94482488-3041-7026-18f3-be45837cd0e4",\
    "accountId":"111122223333","userName":"hanako"},"eventTime":"2024-03-01T12:02:0\(second)Z",\
    "eventSource":"\(event == "UserAuthentication" ? "signin" : "sso").amazonaws.com",\
    "eventName":"\(event)","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1",\
    "eventID":"\(id)0000000-0000-4000-8000-000000000000","recipientAccountId":"111122223333",\
    "serviceEventDetails":{\(rest)}}
    """
  }

  private static let target = "\"role_name\":\"Admin\",\"account_id\":\"444455556666\""

  /// A call of the session that was created at 12:02:05, or some seconds later.
  private static func member(_ id: Int, later: Int = 0) -> String {
    let role = "AWSReservedSSO_Admin_0123456789abcdef"
    return """
      {"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:hanako",\
      "arn":"arn:aws:sts::444455556666:assumed-role/\(role)/hanako","accountId":"444455556666",\
      "accessKeyId":"ASIAMEMBER\(id)","sessionContext":{"sessionIssuer":{"type":"Role",\
      "userName":"\(role)"},"attributes":{"creationDate":"2024-03-01T12:02:0\(5 + later)Z"}}},\
      "eventTime":"2024-03-01T12:04:00Z","eventSource":"s3.amazonaws.com","eventName":"ListBuckets",\
      "awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1",\
      "eventID":"\(id)0000000-0000-4000-8000-000000000000","recipientAccountId":"444455556666"}
      """
  }

  @Test(arguments: ["Federate", "GetRoleCredentials"])
  func `an event of the portal leads to the session in the account`(event: String) throws {
    let records = [
      Self.portal(1, 0, "UserAuthentication", "\"UserAuthentication\":\"Success\""),
      Self.portal(2, 5, event, Self.target),
      // Three seconds apart is another session.
      Self.member(3, later: 3),
    ]
    for id in ["10000000", "20000000"] {
      let report = try trace(id, try indexed(records + [Self.member(4, later: 2)]))
      #expect(
        keys(report["chain"]) == ["ASIAMEMBER4"] && report["origin"] as? String == "a sign-in")
      let events = report["sign_in_events"] as? [[String: Any]] ?? []
      #expect(events.map { $0["event"] as? String } == ["UserAuthentication", event])
    }
    // Without the account's records the gap has a name.
    let directory = try indexed(records)
    let report = try trace("20000000", directory)
    let session = try #require(report["session"] as? [String: Any])
    #expect(
      session["gap"] as? String == "the account's records of this session are not in the archive")
    #expect(session["account"] as? String == "444455556666" && session["events"] as? Int == 0)
    let text = try CommandRun(["trace", "20000000"], in: directory.path).output
    #expect(text.contains("sign-in  2024-03-01T12:02:00Z  sso  hanako  ok"))
    #expect(text.contains("├ UserAuthentication") && text.contains("└ \(event)"))
  }

  @Test func `a sign-in at the portal leads into all accounts that were entered with it`() throws {
    let other = Self.target.replacing("444455556666", with: "777788889999")
    let directory = try indexed([
      Self.portal(1, 0, "UserAuthentication", "\"UserAuthentication\":\"Success\""),
      Self.portal(2, 5, "Federate", Self.target), Self.portal(3, 8, "Federate", other),
      Self.member(4),
    ])
    let session = try #require(try trace("10000000", directory)["session"] as? [String: Any])
    #expect(
      session["gap"] as? String
        == "accounts were entered 2 times with this sign-in at the portal")
    let children = try #require(session["children"] as? [[String: Any]])
    #expect(children.map { $0["account"] as? String } == ["444455556666", "777788889999"])
    #expect(children.map { $0["key"] as? String } == ["ASIAMEMBER4", nil])
    let issues = children.map { ($0["issue"] as? [String: Any])?["id"] as? String ?? "" }
    #expect(issues.map { $0.prefix(1) } == ["2", "3"])
    let text = try CommandRun(["trace", "10000000"], in: directory.path).output
    #expect(text.contains("└ Federate  2024-03-01T12:02:08Z"))
    // The entry itself leads into its account alone.
    #expect(keys(try trace("20000000", directory)["chain"]) == ["ASIAMEMBER4"])
  }

  @Test func `what began no session says so`() throws {
    let failed =
      Self.call(1, 1, "CheckMfa", key: nil)
      .replacing("s3.amazonaws.com", with: "signin.amazonaws.com")
      .dropLast() + ",\"responseElements\":{\"CheckMfa\":\"Failure\"}}"
    let directory = try indexed([
      String(failed), Self.portal(2, 0, "UserAuthentication", "\"UserAuthentication\":\"Success\""),
      Self.call(3, 3, "PutObject", key: nil),
    ])
    func gap(_ id: String) throws -> String? {
      (try trace(id, directory)["session"] as? [String: Any])?["gap"] as? String
    }
    #expect(try gap("10000000") == "no session began: FAIL no such user")
    #expect(
      try gap("20000000")
        == "no account was entered with this sign-in, as far as the archive tells")
    // A record without key and creation names no session: other events of the user are not its.
    let report = try trace("30000000", directory)
    #expect(report["origin"] as? String == "the record names no session")
    #expect((report["session"] as? [String: Any])?["events"] as? Int == 1)
  }

  @Test func `a changed role comes from the console, and a SAML session from its provider`() throws
  {
    let change = Self.call(1, 1, "SwitchRole", key: nil, user: "bob", role: "ops", created: "01:00")
      .replacing("s3.amazonaws.com", with: "signin.amazonaws.com")
    let directory = try indexed([
      change,
      Self.call(2, 2, "ListBuckets", key: "ASIABOB", user: "bob", role: "ops", created: "01:00"),
      Self.call(3, 3, "AssumeRoleWithSAML", key: nil, issued: "ASIASAML")
        .replacing("\"IAMUser\"", with: "\"SAMLUser\""),
      Self.call(4, 4, "ListBuckets", key: "ASIASAML", role: "next"),
    ])
    #expect(
      try trace("ASIABOB", directory)["origin"] as? String
        == "SwitchRole at the console, 2024-03-01T12:01:00Z 10000000-0000-4000-8000-100000000001")
    for word in ["30000000", "ASIASAML"] {
      let report = try trace(word, directory)
      #expect(keys(report["chain"]) == ["ASIASAML"])
      #expect(report["origin"] as? String == "vouched for by an identity provider outside of AWS")
    }
  }

  @Test func `a session that two calls may have issued says so`() throws {
    let issues = [1, 2].map {
      Self.call($0, $0, "AssumeRole", key: "AKIAEXAMPLE", issued: "ASIAHIDDEN\($0)")
    }
    .map { $0.replacing("T12:02:00Z", with: "T12:01:01Z") }
    let directory = try indexed(
      issues + [Self.call(3, 3, "GetObject", key: "ASIAUSED", role: "next", created: "01:00")])
    let chain = try #require(try trace("ASIAUSED", directory)["chain"] as? [[String: Any]])
    let reason = (chain.first?["issue"] as? [String: Any])?["reason"] as? String
    #expect(reason == "same role, session name and time, the first of 2 that fit")
  }
}
