import Foundation
import Testing
import TrailTestSupport

/// What reports put together: chains of roles, bursts, use by month, verdicts of digests.
@Suite struct ReportJoinTests {
  private static func record(
    _ number: Int, _ event: String, _ source: String, time: String, identity: String,
    more: String = "", ip: String = "192.0.2.1"
  ) -> String {
    let id = "000000\(number < 10 ? "0" : "")\(number)-0000-4000-8000-000000000000"
    return "{\"eventVersion\":\"1.08\",\"eventID\":\"\(id)\",\"eventName\":\"\(event)\","
      + "\"eventTime\":\"\(time)\",\"eventSource\":\"\(source).amazonaws.com\","
      + "\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"\(ip)\",\"userAgent\":\"aws-cli\","
      + "\"recipientAccountId\":\"111122223333\",\"userIdentity\":\(identity)\(more)}"
  }

  private static func user(_ name: String, key: String? = nil) -> String {
    let key = key.map { ",\"accessKeyId\":\"\($0)\"" } ?? ""
    return "{\"type\":\"IAMUser\",\"userName\":\"\(name)\",\"accountId\":\"111122223333\"\(key)}"
  }

  private static func session(_ role: String, key: String) -> String {
    "{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/\(role)/s\","
      + "\"accountId\":\"111122223333\",\"accessKeyId\":\"\(key)\",\"sessionContext\":"
      + "{\"sessionIssuer\":{\"type\":\"Role\",\"userName\":\"\(role)\","
      + "\"arn\":\"arn:aws:iam::111122223333:role/\(role)\"}}}"
  }

  private static func assumed(_ role: String, _ key: String) -> String {
    ",\"requestParameters\":{\"roleArn\":\"arn:aws:iam::111122223333:role/\(role)\","
      + "\"roleSessionName\":\"s\"},\"responseElements\":{\"credentials\":"
      + "{\"accessKeyId\":\"\(key)\"}}"
  }

  private func report(
    _ records: [String], _ arguments: [String]
  ) throws -> (directory: TemporaryDirectory, run: CommandRun) {
    let directory = try TemporaryDirectory()
    let text = "{\"Records\":[" + records.joined(separator: ",\n") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/events.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let run = try CommandRun(["report"] + arguments + ["--out", "r"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return (directory, run)
  }

  private func rows(
    _ name: String, _ directory: TemporaryDirectory, in folder: String = "r"
  ) throws -> [[String: String]] {
    let path = "\(directory.path)/\(folder)/\(name).jsonl"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return (object ?? [:]).compactMapValues { $0 as? String ?? ($0 as? Int).map(String.init) }
    }
  }

  @Test func `a chain of roles leads to whoever began it`() throws {
    let (directory, _) = try report(
      [
        // Before the period, and of a session that is still valid in it.
        Self.record(
          1, "AssumeRole", "sts", time: "2024-02-29T20:00:00Z",
          identity: Self.user("alice", key: "AKIAAAAAAAAAAAAAAAAA"),
          more: Self.assumed("First", "ASIA1111111111111111")),
        Self.record(
          2, "AssumeRole", "sts", time: "2024-03-01T01:00:00Z",
          identity: Self.session("First", key: "ASIA1111111111111111"),
          more: Self.assumed("Second", "ASIA2222222222222222")),
        Self.record(
          3, "AssumeRole", "sts", time: "2024-03-01T01:30:00Z",
          identity: Self.session("Second", key: "ASIA2222222222222222"),
          more: Self.assumed("Third", "ASIA3333333333333333")),
        // Its key is used in its own issue: no chain without an end.
        Self.record(
          4, "AssumeRole", "sts", time: "2024-03-02T00:00:00Z",
          identity: Self.session("Loop", key: "ASIA4444444444444444"),
          more: Self.assumed("Loop", "ASIA4444444444444444")),
      ], ["ROLE-1", "--month", "2024-03"])
    let rows = try rows("ROLE-1", directory)
    #expect(rows.map { $0["depth"] } == ["2", "3", "2"])
    #expect(rows.prefix(2).allSatisfy { $0["chain_root"] == "alice" })
    #expect(
      rows[1]["chain"]
        == "alice > 111122223333/First > 111122223333/Second > 111122223333/Third")
    #expect(rows[1]["accounts_crossed"] == "111122223333")
    let page = try String(contentsOfFile: "\(directory.path)/r/index.html", encoding: .utf8)
    #expect(page.contains("└ 111122223333/Third</td><td class=\"n\">1</td>"))
  }

  @Test func `the record of the other account is joined by the key that was issued`() throws {
    let other =
      "{\"type\":\"AWSAccount\",\"accountId\":\"111122223333\",\"principalId\":\"AIDAAAAAAAAAAAAAAAAAA\"}"
    let record = Self.record(
      1, "AssumeRole", "sts", time: "2024-03-01T01:00:00Z",
      identity: Self.user("alice", key: "AKIAAAAAAAAAAAAAAAAA"),
      more: Self.assumed("Partner", "ASIA1111111111111111")
        + ",\"sharedEventID\":\"11111111-0000-4000-8000-000000000000\"")
    let copy = Self.record(
      2, "AssumeRole", "sts", time: "2024-03-01T01:00:00Z", identity: other,
      more: Self.assumed("Partner", "ASIA1111111111111111")
        + ",\"sharedEventID\":\"11111111-0000-4000-8000-000000000000\""
    ).replacing(
      "\"recipientAccountId\":\"111122223333\"", with: "\"recipientAccountId\":\"444455556666\"")
    let (directory, _) = try report([record, copy], ["XACC-1"])
    let rows = try rows("XACC-1", directory)
    #expect(rows.map { $0["chain_root"] } == ["alice", "alice"])
    #expect(rows[1]["accounts_crossed"] == "111122223333 444455556666")
  }

  @Test func `three failures of one address within five minutes are marked`() throws {
    let failure = ",\"responseElements\":{\"ConsoleLogin\":\"Failure\"}"
    let records = [(0, "a"), (2, "b"), (4, "c"), (40, "d")].enumerated().map { number, row in
      Self.record(
        number, "ConsoleLogin", "signin", time: "2024-03-01T00:0\(row.0 / 10):0\(row.0 % 10)Z",
        identity: Self.user(row.1), more: failure, ip: number < 3 ? "192.0.2.9" : "192.0.2.8")
    }
    let (directory, _) = try report(records, ["IAM-3"])
    let rows = try rows("IAM-3", directory)
    #expect(rows.map { $0["burst"] ?? "" } == ["source_ip", "source_ip", "source_ip", ""])
    #expect(rows.map { $0["hour"] } == [String](repeating: "2024-03-01 00", count: 4))
  }

  @Test func `use is counted by month, and refreshes are none`() throws {
    func call(
      _ number: Int, _ time: String, _ sub: String, flow: String, fails: Bool = false
    )
      -> String
    {
      let end =
        fails
        ? ",\"errorCode\":\"NotAuthorizedException\""
        : ",\"responseElements\":{\"authenticationResult\":{\"accessToken\":\"x\"}}"
      return Self.record(
        number, "InitiateAuth", "cognito-idp", time: time, identity: "{\"type\":\"Unknown\"}",
        more: ",\"requestParameters\":{\"authFlow\":\"\(flow)\",\"clientId\":\"c\"},"
          + "\"additionalEventData\":{\"sub\":\"\(sub)\"}" + end)
    }
    let (one, two) = (
      "2a3b4c5d-0000-4000-8000-000000000001", "2a3b4c5d-0000-4000-8000-000000000002"
    )
    let (directory, _) = try report(
      [
        call(1, "2024-03-01T01:00:00Z", one, flow: "USER_PASSWORD_AUTH"),
        call(2, "2024-03-01T02:00:00Z", one, flow: "REFRESH_TOKEN_AUTH"),
        call(3, "2024-03-20T01:00:00Z", one, flow: "USER_PASSWORD_AUTH"),
        call(4, "2024-03-31T16:00:00Z", one, flow: "USER_PASSWORD_AUTH"),
        call(5, "2024-03-10T01:00:00Z", two, flow: "USER_PASSWORD_AUTH", fails: true),
      ], ["COG-6", "--tz", "Asia/Tokyo", "--since", "2024-03-01", "--until", "2024-04-30"])
    let rows = try rows("COG-6", directory)
    #expect(rows.map { $0["month"] } == ["2024-03", "2024-03", "2024-04"])
    #expect(rows.map { $0["logins"] } == ["2", "0", "1"])
    #expect(rows.map { $0["failures"] } == ["0", "1", "0"])
    #expect(rows[0]["last_login"] == "2024-03-20 10:00:00" && rows[1]["last_login"] == nil)
  }

  @Test func `what digests find stands in the evidence`() throws {
    let trail = try SignedTrail.hours(3)
    let directory = trail.directory
    let own = "id: Q-1\ntitle: Q\nquestion: Q\nselect: events\n"
    _ = try directory.write(Array(own.utf8), to: "mine/q.yaml")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let whole = try CommandRun(
      ["report", "LOG-2", "--verify", "--out", "r"], in: directory.path)
    #expect(whole.status == 0, "\(whole.errors)")
    let list = try String(contentsOfFile: "\(directory.path)/r/digests.csv", encoding: .utf8)
    #expect(
      list.hasPrefix("path,kind,verdict,proof,digest,reason\n") && list.contains(",log,valid,"))
    // Every row of an event says what stands behind its file, on the page too.
    let signed = try CommandRun(
      ["report", "Q-1", "--reports", "mine", "--public-keys", "keys.json", "--out", "s"],
      in: directory.path)
    #expect(signed.status == 0, "\(signed.errors)")
    let events = try rows("Q-1", directory, in: "s")
    #expect(events.count == 6)
    // The newest digest has no signature here.
    #expect(
      Set(events.map { $0["source_digest"] }) == ["valid (signature)", "valid (digest)"])
    #expect(
      try String(contentsOfFile: "\(directory.path)/s/index.html", encoding: .utf8)
        .contains("<i>Digest says of the file</i> valid (signature)"))
    let plain = try CommandRun(["report", "LOG-2", "--out", "p"], in: directory.path)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/p/digests.csv"))
    #expect(
      try String(contentsOfFile: "\(directory.path)/p/index.html", encoding: .utf8)
        .contains("not asked for: --verify"))
  }

  @Test func `conditions on records select as search does`() throws {
    let records = (0..<6).map { number in
      Self.record(
        number, number % 2 == 0 ? "GetObject" : "PutObject", "s3",
        time: "2024-03-01T00:00:0\(number)Z", identity: Self.user("alice"),
        more: ",\"requestParameters\":{\"bucketName\":\"b\(number % 3)\"}")
    }
    let directory = try TemporaryDirectory()
    let text = "{\"Records\":[" + records.joined(separator: ",\n") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/events.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let queries = [
      "-requestParameters.bucketName:b0", "requestParameters.bucketName:b1",
      "event:GetObject OR requestParameters.bucketName:b1",
      "event:GetObject -requestParameters.bucketName:b0",
      "-(event:GetObject requestParameters.bucketName:b0)",
      "(event:GetObject OR requestParameters.bucketName:b1) -requestParameters.bucketName:b2",
    ]
    for (number, query) in queries.enumerated() {
      let text = "id: Q-\(number)\ntitle: Q\nquestion: Q\nselect: events\nquery: \"\(query)\"\n"
      _ = try directory.write(Array(text.utf8), to: "mine/\(number).yaml")
    }
    // All together, and so that each is read beside the others.
    let run = try CommandRun(
      ["report"] + queries.indices.map { "Q-\($0)" } + ["--reports", "mine", "--out", "r"],
      in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    for (number, query) in queries.enumerated() {
      let search = try CommandRun(
        ["search", "-o", "ids", "--oldest-first", "--", query], in: directory.path)
      let found = try rows("Q-\(number)", directory).compactMap { $0["event_id"] }
      #expect(found == search.output.split(separator: "\n").map(String.init), "\(query)")
    }
  }
}
