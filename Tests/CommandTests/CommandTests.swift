import Foundation
import Testing
import TrailTestSupport

/// The command as a user and a script meet it: output, messages and exit status.
@Suite struct CommandTests {
  /// The sign-in through IAM Identity Center of one person, as two accounts log it: the records
  /// have the shapes of AWS's "Understanding IAM Identity Center sign-in events", with account ids
  /// that are not twelve digits.
  private static let signIn = """
    {"Records":[
    {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:ssouser01","arn":"arn:aws:sts::sampleaccountid2:assumed-role/AWSReservedSSO_AdministratorAccess_5422dd0faed3c601/ssouser01","accountId":"sampleaccountid2","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","arn":"arn:aws:iam::sampleaccountid2:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_5422dd0faed3c601","accountId":"sampleaccountid2","userName":"AWSReservedSSO_AdministratorAccess_5422dd0faed3c601"},"attributes":{"creationDate":"2023-03-29T12:56:43Z","mfaAuthenticated":"false"}}},"eventTime":"2023-03-29T12:56:44Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.1","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"No"},"eventID":"60c1d7fa-0000-4000-8000-000000000003","recipientAccountId":"sampleaccountid2"},
    {"eventVersion":"1.08","userIdentity":{"type":"Unknown","principalId":"95671c316d-7a6a2ff4-4eb0-414a-9447-a1decc0c7c1e","accountId":"sampleaccountid1","userName":"ssouser01"},"eventTime":"2023-03-29T12:56:43Z","eventSource":"sso.amazonaws.com","eventName":"Federate","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.1","eventID":"5cb8dfd3-0000-4000-8000-000000000002","recipientAccountId":"sampleaccountid1","serviceEventDetails":{"role_name":"AdministratorAccess","account_id":"sampleaccountid2"}},
    {"eventVersion":"1.08","userIdentity":{"type":"Unknown","principalId":"sampleaccountid1","arn":"","accountId":"sampleaccountid1","accessKeyId":"","userName":"ssouser01"},"eventTime":"2023-03-29T12:55:53Z","eventSource":"signin.amazonaws.com","eventName":"UserAuthentication","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.1","eventID":"84aafc81-0000-4000-8000-000000000001","recipientAccountId":"sampleaccountid1","serviceEventDetails":{"UserAuthentication":"Success"}}
    ]}
    """

  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.signIn.utf8), to: "archive/signin.json")
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  @Test func `one person is followed across both accounts in time order`() throws {
    let directory = try indexed()
    let found = try CommandRun(
      ["search", "user:ssouser01", "--oldest-first", "-o", "jsonl"], in: directory.path)
    #expect(found.status == 0)
    let events = try found.lines.map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(
      events.map { $0["event"] as? String } == ["UserAuthentication", "Federate", "ConsoleLogin"])
    #expect(
      events.map { $0["account"] as? String }
        == ["sampleaccountid1", "sampleaccountid1", "sampleaccountid2"])
    #expect(events.last?["mfa"] as? String == "idp")
    let entered = try CommandRun(["search", "-c", "account:sampleaccountid2"], in: directory.path)
    #expect(entered.output == "2\n")
    let set = try CommandRun(
      ["search", "-c", "permset:administratoraccess"], in: directory.path)
    #expect(set.output == "2\n")
  }

  @Test func `the members of a line of jsonl keep their order`() throws {
    let directory = try indexed()
    let line = try #require(
      try CommandRun(["search", "-n", "1", "-o", "jsonl"], in: directory.path).lines.first)
    let names = [
      "time", "event", "source", "user", "sub", "account", "caller", "ip", "via", "region",
      "result", "error", "key", "role", "arn", "type", "mfa", "kind", "id", "request", "file",
      "record", "copies",
    ]
    var rest = Substring(line)
    for name in names {
      let found = try #require(rest.range(of: "\"\(name)\":"), "\(name) is missing or out of order")
      rest = rest[found.upperBound...]
    }
    #expect(line.contains("\"error\":null"))
    #expect(line.contains("\"file\":\"signin.json\",\"record\":0,\"copies\":0"))
  }

  @Test func `raw gives the original record on one line`() throws {
    let directory = try indexed()
    let raw = try CommandRun(
      ["search", "event:Federate", "-o", "raw"], in: directory.path)
    let original = try #require(
      Self.signIn.split(separator: "\n").first { $0.contains("Federate") })
    #expect(raw.output == original.dropLast() + "\n")
    let ids = try CommandRun(["search", "event:Federate", "-o", "ids"], in: directory.path)
    #expect(ids.output == "5cb8dfd3-0000-4000-8000-000000000002\n")
  }

  @Test func `show takes the beginning of an id and lists several`() throws {
    let directory = try indexed()
    let shown = try CommandRun(["show", "60c1d7fa"], in: directory.path)
    #expect(shown.status == 0)
    #expect(shown.output.contains("ConsoleLogin") && shown.output.contains("signin.json"))
    #expect(try CommandRun(["show", "ffff"], in: directory.path).status == 1)
    let raw = try CommandRun(
      ["show", "--raw", "60c1d7fa-0000-4000-8000-000000000003"], in: directory.path)
    #expect(raw.output.hasPrefix("{\"eventVersion\":\"1.08\""))
    #expect(raw.lines.count == 1)
  }

  @Test func `exit status tells found, not found and error apart`() throws {
    let directory = try indexed()
    #expect(try CommandRun(["search", "-c", "user:nobody"], in: directory.path).status == 1)
    let unknown = try CommandRun(["search", "usr:alice"], in: directory.path)
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("did you mean `user`"))
    #expect(unknown.output.isEmpty)
    #expect(try CommandRun(["search", "--no-such-flag"], in: directory.path).status == 2)
    #expect(try CommandRun(["search", "--since", "soon"], in: directory.path).status == 2)
    #expect(try CommandRun(["--version"], in: directory.path).status == 0)
    let negated = try CommandRun(["search", "-c", "-event:Federate"], in: directory.path)
    #expect(negated.output == "2\n")
  }

  @Test func `an index is found by option, by variable and upward`() throws {
    let directory = try indexed()
    let index = directory.path + "/.trailsift"
    let elsewhere = try TemporaryDirectory()
    let none = try CommandRun(["stats"], in: elsewhere.path)
    #expect(none.status == 2)
    for place in ["-I", "TRAILSIFT_INDEX", ".trailsift"] {
      #expect(none.errors.contains(place), "\(none.errors)")
    }
    #expect(try CommandRun(["stats", "-I", index], in: elsewhere.path).status == 0)
    #expect(
      try CommandRun(["stats"], in: elsewhere.path, environment: ["TRAILSIFT_INDEX": index]).status
        == 0)
    #expect(try CommandRun(["stats"], in: directory.path + "/archive").status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: index)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func `a folder without logs is told plainly and every file is accounted for`() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array("hello\n".utf8), to: "papers/letter.txt")
    _ = try directory.write(Array("{\"a\":1}".utf8), to: "papers/other.json")
    let run = try CommandRun(["index", "papers"], in: directory.path)
    #expect(run.status == 0)
    #expect(run.output.contains("No records of CloudTrail or Cognito were found"))
    let sources = try CommandRun(["sources", "-o", "jsonl"], in: directory.path)
    #expect(sources.lines.count == 2)
    #expect(sources.lines.allSatisfy { $0.contains("\"state\":\"skipped\"") })
  }

  @Test func `a missing path is an error and makes no index`() throws {
    let directory = try TemporaryDirectory()
    let run = try CommandRun(["index", "nowhere"], in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("nowhere"))
    #expect(!FileManager.default.fileExists(atPath: directory.path + "/.trailsift"))
  }

  @Test func `a truncated gzip is named with its offset and the rest is indexed`() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.signIn.utf8), to: "archive/good.json")
    let whole = try #require(
      DamagedInputs.all.first { $0.bytes.starts(with: [0x1F, 0x8B]) && $0.bytes.count > 40 })
    _ = try directory.write(
      Array(whole.bytes.dropLast(whole.bytes.count / 3)), to: "archive/cut.json.gz")
    let run = try CommandRun(["index", "archive", "-o", "json"], in: directory.path)
    #expect(run.status == 3)
    #expect(run.errors.contains("cut.json.gz") && run.errors.contains("at byte"))
    #expect(run.output.contains("\"damaged\":1"))
    #expect(try CommandRun(["search", "-c", "user:ssouser01"], in: directory.path).output == "3\n")
    // Known damage is told again.
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 3)
  }

  @Test func `a second run reads nothing again and a grown archive only what is new`() throws {
    let directory = try indexed()
    let again = try CommandRun(["index", "archive", "-o", "json"], in: directory.path)
    #expect(again.output.contains("\"new\":0,\"changed\":0,\"unchanged\":1"))
    _ = try directory.write(Array(Self.signIn.utf8), to: "archive/copy.json")
    let grown = try CommandRun(["index", "archive", "-o", "json"], in: directory.path)
    #expect(grown.output.contains("\"new\":1"))
    #expect(grown.output.contains("\"events\":0,\"duplicates\":3"))
    let statistics = try CommandRun(["stats", "-o", "json"], in: directory.path)
    #expect(statistics.output.contains("\"records\":6,\"events\":3,\"duplicates\":3"))
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "3\n")
    let copies = try CommandRun(["search", "-n", "1", "-o", "jsonl"], in: directory.path)
    // `copy.json` precedes `signin.json` and became the canonical copy.
    #expect(copies.output.contains("\"file\":\"copy.json\",\"record\":0,\"copies\":1"))
  }

  @Test(arguments: [["archive/signin.json", "archive"], ["archive", "archive/signin.json"]])
  func `a file and its directory on one command line are one source`(paths: [String]) throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.signIn.utf8), to: "archive/signin.json")
    let run = try CommandRun(["index", "-o", "json"] + paths, in: directory.path)
    #expect(run.output.contains("\"seen\":1,\"new\":1"))
    #expect(run.output.contains("\"records\":3,\"events\":3,\"duplicates\":0"))
  }

  @Test func `a changed source replaces its old events in one step`() throws {
    let directory = try indexed()
    _ = try directory.write(
      Array(Self.signIn.replacing("ssouser01", with: "renamed1").utf8), to: "archive/signin.json")
    let run = try CommandRun(["index", "archive", "-o", "json"], in: directory.path)
    #expect(run.output.contains("\"changed\":1"))
    #expect(try CommandRun(["search", "-c", "user:ssouser01"], in: directory.path).output == "0\n")
    #expect(try CommandRun(["search", "-c", "user:renamed1"], in: directory.path).output == "3\n")
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "3\n")
  }

  @Test func `control characters of a log do not reach the table`() throws {
    let directory = try TemporaryDirectory()
    let record =
      "{\"Records\":[{\"eventVersion\":\"1.08\",\"eventID\":\"e-1\",\"eventName\":\"A\\u001b[31mB\","
      + "\"eventTime\":\"2024-01-01T00:00:00Z\"}]}"
    _ = try directory.write(Array(record.utf8), to: "a/x.json")
    #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    let table = try CommandRun(["search"], in: directory.path)
    #expect(!table.output.contains("\u{1B}"))
    #expect(table.output.contains("A\\u{1B}[31mB"))
  }
}
