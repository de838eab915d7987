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

  @Test func `a key that was issued and never used shows its issue`() throws {
    let report = try trace("ASIAUNUSED", try indexed(Self.chain))
    #expect(
      keys(report["chain"]) == ["ASIAUNUSED", "ASIASECOND", "ASIAFIRST", "AKIAEXAMPLE"])
  }
}
