import Foundation
import Testing
import TrailTestSupport

/// `report`: what it writes, that it writes the same again, and how it fails.
@Suite struct ReportCommandTests {
  private static let hostile = "<img src=x onerror=alert(1)>"

  private static func record(
    _ number: Int, _ event: String, source: String, identity: String, time: String,
    more: String = ""
  ) -> String {
    "{\"eventVersion\":\"1.08\",\"eventID\":\"0000000\(number)-0000-4000-8000-00000000000\(number)\","
      + "\"eventName\":\"\(event)\",\"eventTime\":\"\(time)\","
      + "\"eventSource\":\"\(source).amazonaws.com\",\"awsRegion\":\"us-east-1\","
      + "\"sourceIPAddress\":\"192.0.2.\(number)\",\"recipientAccountId\":\"111122223333\","
      + "\"userAgent\":\"\(hostile)\",\"userIdentity\":\(identity)\(more)}"
  }

  /// Root at the console and by a service in March, a trail stopped in March, a user in February and
  /// March.
  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let root = "{\"type\":\"Root\",\"accountId\":\"111122223333\"}"
    let service =
      "{\"type\":\"Root\",\"accountId\":\"111122223333\",\"invokedBy\":\"autoscaling.amazonaws.com\"}"
    let alice = "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"accountId\":\"111122223333\"}"
    let records = [
      Self.record(
        1, "ConsoleLogin", source: "signin", identity: root, time: "2024-03-05T01:00:00Z",
        more: ",\"responseElements\":{\"ConsoleLogin\":\"Success\"},"
          + "\"additionalEventData\":{\"MFAUsed\":\"No\"}"),
      Self.record(
        2, "RunInstances", source: "ec2", identity: service, time: "2024-03-06T01:00:00Z"),
      Self.record(
        3, "StopLogging", source: "cloudtrail", identity: alice, time: "2024-03-31T16:00:00Z",
        more: ",\"requestParameters\":{\"name\":\"org-trail\"}"),
      Self.record(4, "GetObject", source: "s3", identity: alice, time: "2024-02-01T01:00:00Z"),
      Self.record(5, "GetObject", source: "s3", identity: alice, time: "2024-03-07T01:00:00Z"),
    ]
    let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/events.json")
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  private func text(_ name: String, _ directory: TemporaryDirectory) throws -> String {
    try String(contentsOfFile: "\(directory.path)/\(name)", encoding: .utf8)
  }

  /// A pack has its tables made by several threads, a single report has its own made at once.
  @Test func `a report says the same alone and in a pack`() throws {
    let directory = try indexed()
    let pack = try CommandRun(["report", "all", "--out", "all"], in: directory.path)
    #expect(pack.status == 0, "\(pack.errors)")
    for id in ["CIS-03", "LOG-1", "IAM-2", "SUM-1", "CHG-1"] {
      let run = try CommandRun(["report", id, "--out", id], in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
      for file in ["\(id).csv", "\(id).jsonl", "coverage.csv", "sources.sha256"] {
        let (one, other) = (
          try text("\(id)/\(file)", directory), try text("all/\(file)", directory)
        )
        #expect(one == other, "\(id): \(file)")
      }
    }
  }

  @Test func `root by a person is found, and root by a service is not`() throws {
    let directory = try indexed()
    let run = try CommandRun(
      ["report", "cis-03", "--month", "2024-03", "--out", "r"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    let lines = try text("r/CIS-03.csv", directory).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains("root,Root,signin:ConsoleLogin,success,192.0.2.1"))
    #expect(lines[1].hasSuffix("events.json,0,,"))
    let page = try text("r/index.html", directory)
    #expect(page.contains("1 row from 1 matched event, of 4 events examined"))
    #expect(!page.contains(Self.hostile) && page.contains("&lt;img src=x onerror=alert(1)&gt;"))
    #expect(page.contains("default-src 'none'") && !page.contains("<script"))
  }

  @Test func `the month is that of the zone`() throws {
    let directory = try indexed()
    for (zone, rows) in [("UTC", 1), ("Asia/Tokyo", 0)] {
      let run = try CommandRun(
        ["report", "CIS-05", "--month", "2024-03", "--tz", zone, "--out", "r\(rows)"],
        in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try text("r\(rows)/CIS-05.csv", directory).split(separator: "\n").count == 1 + rows)
    }
    // Nothing found is an answer.
    #expect(
      try text("r0/index.html", directory)
        .contains("0 rows from 0 matched events, of 3 events examined"))
  }

  @Test func `what was there before the period is not new`() throws {
    let directory = try indexed()
    let run = try CommandRun(
      ["report", "NEW-1", "--month", "2024-03", "--out", "r"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    let rows = try text("r/NEW-1.csv", directory)
    #expect(rows.contains("alice,StopLogging,1") && !rows.contains("GetObject"))
  }

  @Test func `a pack in Japanese tells times in JST and has boxes to sign`() throws {
    let directory = try indexed()
    let run = try CommandRun(
      ["report", "jsox", "--fy", "2023", "--lang", "ja", "--bom", "--out", "r"],
      in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    let page = try text("r/index.html", directory)
    for word in ["2023-04-01 00:00:00 – 2024-04-01 00:00:00 (JST +09:00)", "作成", "確認", "承認"] {
      #expect(page.contains(word), "\(word)")
    }
    let csv = try Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/r/IAM-7.csv"))
    #expect(csv.starts(with: [0xEF, 0xBB, 0xBF]))
    #expect(String(decoding: csv, as: UTF8.self).contains("\r\n"))
  }

  @Test func `the same question gives the same bytes, and a changed byte is told`() throws {
    let directory = try indexed()
    for name in ["r1", "r2"] {
      #expect(
        try CommandRun(["report", "all", "--month", "2024-03", "--out", name], in: directory.path)
          .status == 0)
    }
    let manifest = try text("r1/manifest.json", directory)
    #expect(try text("r2/manifest.json", directory) == manifest)
    let whole = try CommandRun(["report", "verify", "r1", "r2"], in: directory.path)
    #expect(whole.status == 0, "\(whole.output)")
    _ = try directory.write(Array("forged\n".utf8), to: "r1/CIS-03.csv")
    let changed = try CommandRun(["report", "verify", "r1"], in: directory.path)
    #expect(changed.status == 1)
    #expect(changed.output == "r1/CIS-03.csv: its SHA-256 differs: it was changed\n")
  }

  @Test func `files that are gone or damaged cannot be missed`() throws {
    let directory = try indexed()
    _ = try directory.write(
      Array("{\"Records\":[{\"eventName\":\"X\",\"eventTime\":\"2024-03-01T00:00:00Z\"".utf8),
      to: "archive/torn.json")
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let run = try CommandRun(
      ["report", "CIS-03", "--month", "2024-03", "--out", "r"], in: directory.path)
    #expect(run.status == 0)
    #expect(run.errors.contains("incomplete: 1 file of the archive is damaged"))
    #expect(try text("r/index.html", directory).contains("class=\"warn\""))
    #expect(try text("r/problems.csv", directory).contains("torn.json,damaged"))
    // Every format says it, at its head and at each report, and the list of files too.
    #expect(try text("r/INCOMPLETE.txt", directory).contains("1 file of the archive is damaged"))
    let section = "The archive is incomplete or damaged: rows may be missing."
    #expect(try text("r/index.html", directory).contains("<p class=\"warn\">\(section)"))
    let markdown = try text("r/report.md", directory)
    #expect(
      markdown.contains("> **Incomplete:** \(section)") && markdown.contains("| damaged | torn"))
    #expect(try text("r/manifest.json", directory).contains("\"complete\": false"))
  }

  @Test func `a file that was changed since leaves rows that say so`() throws {
    let directory = try indexed()
    _ = try directory.write(Array("{}".utf8), to: "archive/events.json")
    let run = try CommandRun(
      ["report", "CIS-05", "CIS-03", "--month", "2024-03", "--out", "r"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("the source has changed since it was indexed"))
    // The row stays, without what only the record tells; what a path decides cannot be judged.
    let rows = try text("r/CIS-05.csv", directory).split(separator: "\n")
    #expect(rows.count == 2 && rows[1].contains("StopLogging") && !rows[1].contains("00000003-"))
    #expect(try text("r/CIS-03.csv", directory).split(separator: "\n").count == 1)
    #expect(try text("r/index.html", directory).contains("What only this file tells is missing"))
    // The same bytes wherever the archive lies.
    let missing = try text("r/INCOMPLETE.txt", directory)
    #expect(missing.contains(": events.json: the source has changed"), "\(missing)")
    #expect(!missing.contains(directory.path))
  }

  @Test func `reports of the user are read, and mistakes told with their line`() throws {
    let directory = try indexed()
    let mine =
      "id: MY-1\ntitle: Mine\nquestion: Who?\nselect: activity\nby: [user]\nquery: event:GetObject\n"
    _ = try directory.write(Array(mine.utf8), to: "mine/one.yaml")
    let run = try CommandRun(
      ["report", "MY-1", "--reports", "mine", "--out", "r", "-o", "csv"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try text("r/MY-1.csv", directory).contains("alice,2,2024-02-01 01:00:00"))
    _ = try directory.write(Array((mine + "colour: red\n").utf8), to: "mine/two.yaml")
    let wrong = try CommandRun(
      ["report", "--list", "--reports", "mine"], in: directory.path)
    #expect(wrong.status == 2 && wrong.errors.contains("mine/two.yaml:7: there is no member"))
  }

  @Test(arguments: [
    (["report"], "name a report or a pack"), (["report", "CIS-03"], "--out names the new folder"),
    (["report", "cis-3", "--out", "r"], "there is no report `cis-3`"),
    (["report", "CIS-03", "--out", "archive"], "archive is not empty"),
    (["report", "CIS-03", "--out", "r", "--quarter", "2024Q5"], "is no quarter"),
    (["report", "CIS-03", "--out", "r", "--month", "2024-13"], "--month: `2024-13` is no month"),
    (["report", "CIS-03", "--out", "r", "--month", "2024"], "--month: `2024` is no month"),
    (["report", "CIS-03", "--out", "r", "--fy", "soon"], "--fy: `soon` is no fiscal year"),
    (["report", "CIS-03", "--out", "r", "--month", "2024-03", "--fy", "2024"], "give one period"),
    (["report", "verify", "archive"], "there is no manifest.json"),
    (["report", "CIS-03", "--out", "r", "-o", "pdf"], "there is no format `pdf`"),
  ])
  func `mistakes are told`(arguments: [String], message: String) throws {
    let directory = try indexed()
    let run = try CommandRun(arguments, in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
