import Foundation
import Testing
import TrailTestSupport

/// The joins of sign-ins, each row of the tables of outcomes with records of its own.
@Suite struct LoginsCommandTests {
  /// A sign-in event at `12:MM:SS` of one day; `extra` holds further members.
  private static func record(
    _ id: Int, _ time: String, _ event: String, source: String = "signin", user: String? = "alice",
    account: String = "111122223333", address: String = "192.0.2.1", _ extra: String
  ) -> String {
    let name = user.map { "\"\($0)\"" } ?? "\"HIDDEN_DUE_TO_SECURITY_REASONS\""
    let identity =
      extra.contains("\"userIdentity\"")
      ? ""
      : "\"userIdentity\":{\"type\":\"IAMUser\",\"accountId\":\"\(account)\",\"userName\":\(name)},"
    return """
      {"eventVersion":"1.08",\(identity)"eventTime":"2024-03-01T12:\(time)Z",\
      "eventSource":"\(source).amazonaws.com","eventName":"\(event)","awsRegion":"us-east-1",\
      "sourceIPAddress":"\(address)","userAgent":"Mozilla/5.0",\
      "eventID":"00000000-0000-4000-8000-\(String(100_000_000_000 + id))",\
      "recipientAccountId":"\(account)",\(extra)}
      """
  }

  private static func check(
    _ id: Int, _ time: String, _ result: String, user: String? = "alice"
  )
    -> String
  {
    record(id, time, "CheckMfa", user: user, "\"responseElements\":{\"CheckMfa\":\"\(result)\"}")
  }

  private static func login(
    _ id: Int, _ time: String, _ result: String, user: String? = "alice", mfa: String = "No",
    message: String? = nil, address: String = "192.0.2.1"
  ) -> String {
    let error = message.map { ",\"errorMessage\":\"\($0)\"" } ?? ""
    return record(
      id, time, "ConsoleLogin", user: user, address: address,
      "\"responseElements\":{\"ConsoleLogin\":\"\(result)\"},\"additionalEventData\":"
        + "{\"MFAUsed\":\"\(mfa)\"}\(error)")
  }

  struct Row: Equatable, CustomStringConvertible {
    var person: String?
    var verdict: String
    var mfa: String
    var into: String?
    var match: String
    var events: Int

    var description: String {
      "\(person ?? "-") | \(verdict) | \(mfa) | \(into ?? "-") | \(match) | \(events)"
    }
  }

  /// What `logins` makes of records, oldest first.
  private func logins(_ records: [String], _ arguments: [String] = []) throws -> [Row] {
    let directory = try TemporaryDirectory()
    let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/log.json")
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    let found = try CommandRun(
      ["logins", "--oldest-first", "-o", "jsonl"] + arguments, in: directory.path)
    #expect(found.errors.isEmpty, "\(found.errors)")
    return try found.lines.map { line in
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return Row(
        person: json["person"] as? String, verdict: json["verdict"] as? String ?? "",
        mfa: json["mfa"] as? String ?? "", into: json["into"] as? String,
        match: json["match"] as? String ?? "",
        events: (json["events"] as? [Any])?.count ?? 0)
    }
  }

  @Test func `every outcome of a console sign-in is told apart`() throws {
    func row(_ verdict: String, _ mfa: String, _ events: Int, person: String? = "alice") -> Row {
      Row(person: person, verdict: verdict, mfa: mfa, into: nil, match: "exact", events: events)
    }
    let wrong = "Failed authentication"
    #expect(try logins([Self.login(1, "00:00", "Success")]) == [row("ok", "no", 1)])
    #expect(
      try logins([Self.login(1, "00:00", "Failure", message: wrong)])
        == [row("FAIL password, no MFA set", "unknown", 1)])
    #expect(
      try logins([Self.check(1, "00:00", "Success"), Self.login(2, "00:14", "Success", mfa: "Yes")])
        == [row("ok", "yes", 2)])
    #expect(
      try logins([
        Self.check(1, "00:00", "Success"), Self.login(2, "00:14", "Failure", message: wrong),
      ]) == [row("FAIL password or MFA code", "unknown", 2)])
    #expect(
      try logins([Self.check(1, "00:00", "Success")])
        == [row("abandoned at the MFA prompt", "unknown", 1)])
    #expect(
      try logins([Self.check(1, "00:00", "Failure", user: nil)])
        == [row("FAIL no such user", "unknown", 1, person: nil)])
    #expect(
      try logins([
        Self.login(
          1, "00:00", "Failure", user: nil, message: "No username found in supplied account")
      ]) == [row("FAIL no such user", "unknown", 1, person: nil)])
  }

  @Test func `a check belongs to the login behind it and to no other`() throws {
    let rows = try logins([
      Self.check(1, "00:00", "Success"),
      Self.login(2, "00:10", "Failure", message: "Failed authentication"),
      Self.check(3, "00:20", "Success"), Self.login(4, "00:20", "Success", mfa: "Yes"),
      // Out of the window of ten minutes: two attempts.
      Self.check(5, "20:00", "Success"), Self.login(6, "30:01", "Success", mfa: "Yes"),
      // Another person in between takes nothing.
      Self.check(7, "40:00", "Success", user: "bob"), Self.login(8, "40:05", "Success"),
    ])
    #expect(
      rows.map(\.verdict) == [
        "FAIL password or MFA code", "ok", "abandoned at the MFA prompt", "ok",
        "abandoned at the MFA prompt", "ok",
      ])
    #expect(rows.map(\.events) == [2, 2, 1, 1, 1, 1])
    #expect(rows.map(\.person) == ["alice", "alice", "alice", "alice", "bob", "alice"])
  }

  @Test func `an address that changed within two minutes makes the join less sure`() throws {
    let rows = try logins([
      Self.check(1, "00:00", "Success"),
      Self.login(2, "01:59", "Success", mfa: "Yes", address: "198.51.100.9"),
    ])
    #expect(
      rows == [
        Row(person: "alice", verdict: "ok", mfa: "yes", into: nil, match: "inferred", events: 2)
      ])
  }

  /// Records of Identity Center; `new` is their shape since 2025, with ids and no names.
  private static func portal(
    _ id: Int, _ time: String, _ event: String, new: Bool, _ extra: String
  )
    -> String
  {
    let identity =
      new
      ? "{\"type\":\"IdentityCenterUser\",\"accountId\":\"111122223333\",\"onBehalfOf\":{\"userId\":\"94482488-3041-7026-18f3-be45837cd0e4\",\"identityStoreArn\":\"arn:aws:identitystore::111122223333:identitystore/d-1234567890\"}}"
      : "{\"type\":\"Unknown\",\"principalId\":\"111122223333\",\"accountId\":\"111122223333\",\"userName\":\"hanako\"}"
    return record(
      id, time, event,
      source: event == "Federate" || event == "GetRoleCredentials" ? "sso" : "signin",
      "\"userIdentity\":\(identity),\(extra)")
  }

  private static func entry(_ id: Int, _ time: String, created: String) -> String {
    record(
      id, time, "ConsoleLogin", account: "444455556666",
      "\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:hanako\",\"arn\":\"arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Power_User_0123456789abcdef/hanako\",\"accountId\":\"444455556666\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"userName\":\"AWSReservedSSO_Power_User_0123456789abcdef\"},\"attributes\":{\"creationDate\":\"2024-03-01T12:\(created)Z\",\"mfaAuthenticated\":\"false\"}}},"
        + "\"responseElements\":{\"ConsoleLogin\":\"Success\"},\"additionalEventData\":{\"MFAUsed\":\"No\"}"
    )
  }

  private static let target =
    "\"serviceEventDetails\":{\"role_name\":\"Power_User\",\"account_id\":\"444455556666\"}"

  private static func step(_ result: String, _ type: String, name: Bool = false) -> String {
    "\"additionalEventData\":{\"AuthWorkflowID\":\"w1\",\"CredentialType\":\"\(type)\""
      + (name ? ",\"UserName\":\"hanako\"" : "") + "},\"serviceEventDetails\":{\(result)}"
  }

  @Test func `an entry for the command line lacks a half where its account is not there`() throws {
    let records = [
      Self.portal(
        1, "00:05", "UserAuthentication", new: false,
        Self.step("\"UserAuthentication\":\"Success\"", "PASSWORD,TOTP")),
      Self.portal(2, "01:00", "GetRoleCredentials", new: false, Self.target),
    ]
    #expect(try logins(records).map(\.match) == ["parent only"])
    let there = Self.record(
      3, "05:00", "ListBuckets", source: "s3", account: "444455556666",
      "\"userIdentity\":{\"type\":\"AWSService\"}")
    #expect(try logins(records + [there]).map(\.match) == ["exact"])
  }

  @Test(arguments: [false, true])
  func `a sign-in is followed from the portal into the member account`(new: Bool) throws {
    let rows = try logins([
      Self.portal(
        1, "00:00", "CredentialChallenge", new: new,
        Self.step("\"CredentialChallenge\":\"Success\"", "PASSWORD", name: true)),
      Self.portal(
        2, "00:05", "CredentialVerification", new: new,
        Self.step("\"CredentialVerification\":\"Success\"", "TOTP")),
      Self.portal(
        3, "00:05", "UserAuthentication", new: new,
        Self.step("\"UserAuthentication\":\"Success\"", "PASSWORD,TOTP")),
      Self.portal(4, "01:00", "Federate", new: new, Self.target),
      Self.entry(5, "01:01", created: "01:00"),
    ])
    #expect(
      rows == [
        Row(
          person: "hanako", verdict: "ok", mfa: "yes", into: "Power_User", match: "exact", events: 5
        )
      ])
  }

  @Test func `halves of a sign-in through the portal are named`() throws {
    let parent = try logins([
      Self.portal(
        1, "00:00", "UserAuthentication", new: false,
        Self.step("\"UserAuthentication\":\"Success\"", "EXTERNAL_IDP")),
      Self.portal(2, "01:00", "Federate", new: false, Self.target),
    ])
    #expect(parent.map(\.match) == ["parent only"])
    #expect(parent.map(\.mfa) == ["idp"])
    let member = try logins([Self.entry(1, "01:01", created: "01:00")])
    #expect(member.map(\.match) == ["member only"])
    // Three seconds between the session and the portal: not the same session.
    let apart = try logins([
      Self.portal(1, "01:00", "Federate", new: false, Self.target),
      Self.entry(2, "01:04", created: "01:03"),
    ])
    #expect(apart.map(\.match) == ["parent only", "member only"])
  }

  @Test func `a wrong credential at the portal is a failure, and one never finished is open`()
    throws
  {
    let rows = try logins([
      Self.portal(
        1, "00:00", "CredentialVerification", new: false,
        Self.step("\"CredentialVerification\":\"Failure\"", "PASSWORD"))
    ])
    #expect(rows.map(\.verdict) == ["FAIL credential (PASSWORD)"])
    let open = try logins([
      Self.portal(
        1, "00:00", "CredentialChallenge", new: false,
        Self.step("\"CredentialChallenge\":\"Success\"", "PASSWORD"))
    ])
    #expect(open.map(\.verdict) == ["abandoned"])
    // A name that does not exist.
    let refused = try logins([
      Self.portal(
        1, "00:00", "CredentialChallenge", new: false,
        Self.step("\"CredentialChallenge\":\"Failure\"", "PASSWORD"))
    ])
    #expect(refused.map(\.verdict) == ["FAIL challenge (PASSWORD)"])
  }

  @Test func `who calls as an administrator is not the one who signs in`() throws {
    let rows = try logins([
      Self.record(
        1, "00:00", "AdminInitiateAuth", source: "cognito-idp", user: "backend",
        "\"additionalEventData\":{\"sub\":\"0784fae8-0000-7000-8000-00000000dd02\"},"
          + "\"requestParameters\":{\"clientId\":\"c\"},\"responseElements\":{\"authenticationResult\":{}}"
      ),
      Self.record(
        2, "09:00", "GetTokensFromRefreshToken", source: "cognito-idp",
        "\"additionalEventData\":{\"sub\":\"0784fae8-0000-7000-8000-00000000dd02\"}"),
    ])
    #expect(rows.map(\.person) == [nil])
    #expect(rows.map(\.verdict) == ["ok"])
  }

  /// A download of the console has no column for what came of sign-ins.
  @Test func `an export without a place for the outcome tells none`() throws {
    let directory = try TemporaryDirectory()
    let table = """
      User name,Event time,Event source,Event name,Error code,Event ID,Recipient Account Id
      alice,2024-03-01T12:00:00Z,signin.amazonaws.com,ConsoleLogin,,00000000-0000-4000-8000-100000000001,111122223333
      bob,2024-03-01T12:00:05Z,s3.amazonaws.com,GetObject,,00000000-0000-4000-8000-100000000002,111122223333
      """
    _ = try directory.write(Array(table.utf8), to: "archive/a.csv")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let told = try CommandRun(["logins", "-o", "jsonl"], in: directory.path)
    #expect(told.output.contains("\"verdict\":\"outcome not in this export\",\"outcome\":\"open\""))
    #expect(try CommandRun(["search", "-c", "result:success"], in: directory.path).output == "1\n")
    #expect(try CommandRun(["search", "-c", "-result:*"], in: directory.path).output == "1\n")
    // The record itself, in a file whose path comes later: it is found by what it says.
    _ = try directory.write(
      Array(
        "{\"Records\":[\(Self.login(1, "00:00", "Failure", message: "Failed authentication"))]}"
          .utf8), to: "archive/b.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    #expect(try CommandRun(["search", "-c", "result:failure"], in: directory.path).output == "1\n")
    #expect(
      try CommandRun(["search", "-c", "event:ConsoleLogin"], in: directory.path).output == "1\n")
  }

  @Test func `the steps of Cognito are one sign-in, and a renewal is none`() throws {
    func call(_ id: Int, _ time: String, _ event: String, _ rest: String) -> String {
      Self.record(
        id, time, event, source: "cognito-idp",
        "\"userIdentity\":{\"type\":\"Unknown\",\"principalId\":\"Anonymous\"},"
          + "\"additionalEventData\":{\"sub\":\"0784fae8-0000-7000-8000-00000000dd02\"},\(rest)")
    }
    let client = "\"clientId\":\"1exampleclient00000000000\""
    let rows = try logins([
      call(
        1, "00:00", "InitiateAuth",
        "\"requestParameters\":{\"authFlow\":\"USER_SRP_AUTH\",\(client)},\"responseElements\":{\"challengeName\":\"PASSWORD_VERIFIER\"}"
      ),
      call(
        2, "00:01", "RespondToAuthChallenge",
        "\"requestParameters\":{\"challengeName\":\"PASSWORD_VERIFIER\",\(client)},\"responseElements\":{\"authenticationResult\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}"
      ),
      call(
        3, "10:00", "InitiateAuth",
        "\"requestParameters\":{\"authFlow\":\"REFRESH_TOKEN_AUTH\",\(client)}"),
      call(
        4, "20:00", "InitiateAuth",
        "\"errorCode\":\"NotAuthorizedException\",\"requestParameters\":{\"authFlow\":\"USER_PASSWORD_AUTH\",\(client)}"
      ),
    ])
    #expect(rows.map(\.verdict) == ["ok", "FAIL NotAuthorizedException"])
    #expect(rows.map(\.events) == [2, 1])
    #expect(rows.allSatisfy { $0.into == "1exampleclient00000000000" })
  }

  @Test func `an event names the attempt that it is part of`() throws {
    let records = [
      Self.check(1, "00:00", "Success"), Self.login(2, "00:09", "Success", mfa: "Yes"),
      Self.login(3, "10:00", "Success"),
    ]
    for id in ["00000000-0000-4000-8000-100000000001", "00000000-0000-4000-8000-100000000002"] {
      let found = try logins(records, ["--id", id])
      #expect(found.map(\.events) == [2] && found.map(\.mfa) == ["yes"])
    }
    // The beginning of an id may be that of several.
    #expect(try logins(records, ["--id", "00000000"]).map(\.events) == [2, 1])
  }

  @Test func `finding nothing is said, and whether other sign-ins were there`() throws {
    let directory = try TemporaryDirectory()
    let text = "{\"Records\":[\(Self.login(1, "00:00", "Success"))]}"
    _ = try directory.write(Array(text.utf8), to: "archive/log.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let failed = try CommandRun(["logins", "--failed", "-o", "jsonl"], in: directory.path)
    #expect(failed.status == 1 && failed.output.isEmpty)
    #expect(failed.errors.contains("1 sign-in found, none is of the kind asked for"))
    let nobody = try CommandRun(["logins", "user:nobody"], in: directory.path)
    #expect(nobody.status == 1 && nobody.errors.contains("no sign-in of this query"))
  }

  @Test func `a query keeps whole sign-ins of which one event satisfies it`() throws {
    let records = [
      Self.portal(
        1, "00:00", "UserAuthentication", new: false,
        Self.step("\"UserAuthentication\":\"Success\"", "PASSWORD")),
      Self.portal(2, "01:00", "Federate", new: false, Self.target),
      Self.entry(3, "01:01", created: "01:00"), Self.login(4, "02:00", "Success"),
    ]
    let rows = try logins(records, ["recipient:444455556666"])
    #expect(rows.map(\.events) == [3])
    #expect(try logins(records, ["--kind", "console"]).map(\.person) == ["alice"])
    #expect(try logins(records, ["--no-mfa", "user:hanako"]).map(\.mfa) == ["no"])
  }

  @Test func `what looks like a sign-in and is none is counted where it was asked for`() throws {
    func other(
      _ id: Int, _ time: String, _ event: String, _ user: String, source: String = "signin"
    )
      -> String
    {
      Self.record(id, time, event, source: source, user: user, "\"responseElements\":null")
    }
    let directory = try TemporaryDirectory()
    let records = [
      Self.login(1, "00:00", "Success"), other(2, "00:01", "SwitchRole", "alice"),
      other(3, "00:02", "SwitchRole", "bob"), other(4, "00:03", "SomethingNew", "bob"),
      other(5, "00:04", "Token_POST", "bob", source: "cognito-idp"),
      other(6, "00:05", "ListUsers", "bob", source: "cognito-idp"),
      other(7, "30:00", "SwitchRole", "alice"),
    ]
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
    _ = try directory.write(Array(text.utf8), to: "archive/log.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    func footer(_ arguments: [String]) throws -> String {
      try CommandRun(["logins"] + arguments, in: directory.path).errors
        .split(separator: "\n").first { $0.hasPrefix("in no attempt") }.map(String.init) ?? ""
    }
    let start = "in no attempt to sign in, though of that kind: "
    #expect(try footer([]) == start + "SwitchRole 3, SomethingNew 1, Token_POST 1")
    // Neighbours in place and time are joined with, and not counted.
    #expect(try footer(["user:alice"]) == start + "SwitchRole 2")
    #expect(
      try footer(["user:alice", "--until", "2024-03-01T12:10"]) == start + "SwitchRole 1")
  }

  @Test func `records of the first years are of the account of the caller`() throws {
    let records = [
      Self.check(1, "00:00", "Success"), Self.login(2, "00:09", "Success", mfa: "Yes"),
      Self.login(3, "00:20", "Success").replacing("111122223333", with: "444455556666"),
    ]
    let directory = try TemporaryDirectory()
    let text = "{\"Records\":[\(records.joined(separator: ","))]}"
      .replacingOccurrences(
        of: "\"recipientAccountId\":\"[0-9]+\",", with: "", options: .regularExpression)
    _ = try directory.write(Array(text.utf8), to: "archive/log.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let run = try CommandRun(["logins", "-o", "csv", "--oldest-first"], in: directory.path)
    let accounts = run.lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)[8]
    }
    #expect(accounts == ["111122223333", "444455556666"])
  }
}
