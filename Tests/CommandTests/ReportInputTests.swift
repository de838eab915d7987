import Foundation
import Testing
import TrailTestSupport

/// Reports compared with lists: what they say with one, and what without.
@Suite struct ReportInputTests {
  private static func record(
    _ number: Int, _ event: String, _ source: String, by identity: String, at time: String
  ) -> String {
    "{\"eventVersion\":\"1.08\",\"eventID\":\"0000000\(number)-0000-4000-8000-000000000000\","
      + "\"eventName\":\"\(event)\",\"eventTime\":\"2024-03-\(time)Z\","
      + "\"eventSource\":\"\(source).amazonaws.com\",\"awsRegion\":\"us-east-1\","
      + "\"sourceIPAddress\":\"192.0.2.1\",\"recipientAccountId\":\"111122223333\","
      + "\"readOnly\":false,\"userIdentity\":\(identity)}"
  }

  private static func user(_ name: String) -> String {
    "{\"type\":\"IAMUser\",\"userName\":\"\(name)\",\"accountId\":\"111122223333\"}"
  }

  private static func other(_ account: String) -> String {
    "{\"type\":\"AWSAccount\",\"principalId\":\"AIDAOTHER\",\"accountId\":\"\(account)\"}"
  }

  private func indexed(_ lists: [String: String] = [:]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let records = [
      // 10:00 and 20:00 of Friday 8 March in JST, and 10:00 of Saturday.
      Self.record(1, "CreateQueue", "sqs", by: Self.user("alice"), at: "08T01:00:00"),
      Self.record(2, "CreateQueue", "sqs", by: Self.user("alice"), at: "08T11:00:00"),
      Self.record(3, "CreateQueue", "sqs", by: Self.user("Bob"), at: "09T01:00:00"),
      // The last second of 8 March in JST, and the first of 9 March.
      Self.record(4, "CreateQueue", "sqs", by: Self.user("Bob"), at: "08T14:59:59"),
      Self.record(5, "CreateQueue", "sqs", by: Self.user("Bob"), at: "08T15:00:00"),
      Self.record(6, "AssumeRole", "sts", by: Self.other("444455556666"), at: "08T02:00:00"),
      Self.record(7, "AssumeRole", "sts", by: Self.other("999988887777"), at: "08T03:00:00"),
    ]
    let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/events.json")
    for (name, text) in lists { _ = try directory.write(Array(text.utf8), to: name) }
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  private func report(
    _ name: String, _ options: [String], in directory: TemporaryDirectory
  ) throws -> [[String: Any]] {
    let run = try CommandRun(
      ["report", name, "--month", "2024-03", "--tz", "Asia/Tokyo", "--out", "r"] + options,
      in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return try text("\(name).jsonl", directory).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  private func text(_ name: String, _ directory: TemporaryDirectory) throws -> String {
    try String(contentsOfFile: "\(directory.path)/r/\(name)", encoding: .utf8)
  }

  @Test func `a leaver who was seen before the period alone has one row`() throws {
    let carol = #"{"type":"IAMUser","userName":"carol","accountId":"111122223333"}"#
    let rows = try ReportRecord.rows(
      "IAM-7",
      [
        ReportRecord(event: "GetUser", source: "iam", identity: carol, time: "2024-01-05T01:00:00")
      ], lists: ["left.csv": "user,left_on\ncarol,2024-02-29\n"],
      options: ["--leavers", "left.csv"])
    #expect(rows.count == 1)
    #expect(rows.first?["left_on"] as? String == "2024-02-29")
    #expect(rows.first?["events"] as? Int == 0)
  }

  @Test func `leavers have their last day, and what they did after it`() throws {
    let directory = try indexed([
      "left.csv": "user,left_on\nbob,2024-03-08\nalice,2024-03-31\nzoe,2024-02-29\n"
    ])
    let rows = try report("IAM-7", ["--leavers", "left.csv"], in: directory)
    func row(_ user: String) -> [String: Any]? { rows.first { $0["user"] as? String == user } }
    let bob = try #require(row("Bob"))
    // The last day counts whole in the zone of the report: the second before midnight is no finding.
    #expect(bob["left_on"] as? String == "2024-03-08")
    #expect(bob["after_leaving"] as? Int == 2)
    #expect(bob["events"] as? Int == 3)
    let alice = try #require(row("alice"))
    #expect(alice["left_on"] as? String == "2024-03-31")
    #expect(alice["after_leaving"] as? Int == 0)
    // On the list and not in the log.
    let zoe = try #require(row("zoe"))
    #expect(zoe["events"] as? Int == 0)
    #expect(zoe["left_on"] as? String == "2024-02-29")
    #expect(try text("report.md", directory).contains("Compared with the list of leavers left"))
    let manifest = try text("manifest.json", directory)
    #expect(
      manifest.contains("\"kind\":\"leavers\",\"file\":\"left.csv\",\"rows\":3,\"sha256\":\""))
  }

  @Test func `without a list nothing is compared, and the report says so`() throws {
    let directory = try indexed()
    let rows = try report("IAM-7", [], in: directory)
    #expect(rows.allSatisfy { $0["left_on"] is NSNull && $0["after_leaving"] is NSNull })
    let page = try text("index.html", directory)
    #expect(page.contains("No list of leavers was given (--leavers): nothing was compared"))
    #expect(try text("manifest.json", directory).contains("\"lists\": []"))
  }

  @Test func `a calendar marks what happens out of hours`() throws {
    let directory = try indexed([
      "days.csv":
        "day,hours\nmon,09:00-18:00\ntue,09:00-18:00\nwed,09:00-18:00\nthu,09:00-18:00\nfri,09:00-18:00\n"
    ])
    let rows = try report("CHG-1", ["--calendar", "days.csv"], in: directory)
    let marks = rows.map { ($0["event_id"] as? String ?? "").prefix(8) + " " }
      .enumerated().map { String($1) + (rows[$0]["out_of_hours"] as? String ?? "-") }
    #expect(
      marks.sorted() == [
        "00000001 no", "00000002 yes", "00000003 yes", "00000004 yes", "00000005 yes",
      ])
  }

  @Test func `known accounts are told from unknown ones`() throws {
    let directory = try indexed(["known.csv": "アカウント,名称\r\n444455556666,監査法人\r\n"])
    let rows = try report("XACC-1", ["--known-accounts", "known.csv"], in: directory)
    #expect(rows.map { $0["caller"] as? String } == ["444455556666", "999988887777"])
    #expect(rows.map { $0["known"] as? String } == ["yes", "no"])
    #expect(rows.map { $0["caller_name"] as? String } == ["監査法人", nil])
  }

  @Test func `regions outside of the list are told`() throws {
    func allowed(_ list: String?) throws -> Set<String?> {
      let directory = try indexed(["regions.csv": list ?? ""])
      let options = list == nil ? [] : ["--regions", "regions.csv"]
      return Set(try report("REG-1", options, in: directory).map { $0["allowed"] as? String })
    }
    #expect(try allowed("region,account\nUS-EAST-1,\n") == ["yes"])
    #expect(try allowed("region,account\nus-east-1,111122223333\nap-northeast-1,\n") == ["yes"])
    #expect(try allowed("region,account\nus-east-1,999988887777\n") == ["no"])
    #expect(try allowed(nil) == [nil])
    let directory = try indexed(["wrong.csv": "リージョン\n東京\n"])
    let wrong = try CommandRun(
      ["report", "REG-1", "--regions", "wrong.csv", "--out", "w"], in: directory.path)
    #expect(wrong.status == 2 && wrong.errors.contains("wrong.csv:2: `東京` is no Region"))
  }

  @Test func `privileged identities are those of the list and root`() throws {
    let directory = try indexed([
      "priv.csv": "kind,name,note\nuser,bo*,当番\n",
      "days.csv": "day,hours\nfri,09:00-18:00\nsat,09:00-18:00\n",
    ])
    let rows = try report(
      "IAM-8", ["--privileged", "priv.csv", "--calendar", "days.csv"], in: directory)
    // Two events within an hour are one session, the one of the next morning is another.
    #expect(rows.map { $0["actor"] as? String } == ["Bob", "Bob"])
    #expect(rows.map { $0["events"] as? Int } == [2, 1])
    #expect(rows.map { $0["writes"] as? Int } == [2, 1])
    #expect(
      rows.map { $0["time_local"] as? String } == ["2024-03-08 23:59:59", "2024-03-09 10:00:00"])
    #expect(rows[0]["ended_at"] as? String == "2024-03-09 00:00:00")
    #expect(rows.map { $0["addresses"] as? String } == ["192.0.2.1", "192.0.2.1"])
    #expect(rows.map { $0["out_of_hours"] as? String } == ["yes", "no"])
    #expect(rows.allSatisfy { $0["ticket"] is NSNull })
    #expect(try text("report.md", directory).contains("user:bo"))
  }

  @Test func `a list that is wrong writes no folder`() throws {
    let directory = try indexed(["left.csv": "user,left_on\nbob,soon\n"])
    let run = try CommandRun(
      ["report", "IAM-7", "--leavers", "left.csv", "--out", "r"], in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("left.csv:2: `soon` is no day"))
    #expect(!FileManager.default.fileExists(atPath: directory.path + "/r"))
    let missing = try CommandRun(
      ["report", "IAM-7", "--leavers", "none.csv", "--out", "r"], in: directory.path)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("none.csv"))
  }
}
