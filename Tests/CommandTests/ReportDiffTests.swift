import Foundation
import Testing
import TrailTestSupport

/// `report diff`: what it tells of two folders, in words, as JSON and by its exit status.
@Suite struct ReportDiffTests {
  private static func record(
    _ number: Int, _ event: String, day: Int, more: String = ""
  ) -> String {
    let digits = number < 10 ? "0\(number)" : "\(number)"
    return
      "{\"eventVersion\":\"1.08\",\"eventID\":\"000000\(digits)-0000-4000-8000-000000000000\","
      + "\"eventName\":\"\(event)\",\"eventTime\":\"2024-03-\(day)T01:00:00Z\","
      + "\"eventSource\":\"cloudtrail.amazonaws.com\",\"awsRegion\":\"us-east-1\","
      + "\"sourceIPAddress\":\"192.0.2.1\",\"recipientAccountId\":\"111122223333\","
      + "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"alice\"}\(more)}"
  }

  private func write(
    _ records: [String], to name: String, in directory: TemporaryDirectory
  ) throws {
    let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
    _ = try directory.write(Array(text.utf8), to: name)
  }

  private func report(
    _ names: [String], to folder: String, in directory: TemporaryDirectory, more: [String] = []
  ) throws {
    let index = try CommandRun(["index", "archive"], in: directory.path)
    #expect(index.status == 0, "\(index.errors)")
    let run = try CommandRun(
      ["report"] + names + ["--month", "2024-03", "--out", folder] + more, in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Two folders: in the new one an event came, one went with its file, and one has another result.
  private func folders(_ formats: String = "csv,jsonl") throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try write(
      [Self.record(1, "StopLogging", day: 10), Self.record(2, "StopLogging", day: 11)],
      to: "archive/a.json", in: directory)
    try write([Self.record(3, "DeleteTrail", day: 12)], to: "archive/b.json", in: directory)
    try report(["CIS-05", "IAM-7"], to: "old", in: directory, more: ["-o", formats])
    try write(
      [
        Self.record(1, "StopLogging", day: 10, more: ",\"errorCode\":\"AccessDenied\""),
        Self.record(2, "StopLogging", day: 11), Self.record(4, "UpdateTrail", day: 13),
      ], to: "archive/a.json", in: directory)
    try FileManager.default.removeItem(atPath: directory.path + "/archive/b.json")
    let forget = try CommandRun(["forget", "--source", "b.json", "--yes"], in: directory.path)
    #expect(forget.status == 0, "\(forget.errors)")
    try report(["CIS-05", "LOG-2"], to: "new", in: directory, more: ["-o", formats])
    return directory
  }

  @Test(arguments: ["csv", "jsonl", "csv,jsonl"])
  func `rows are found again by their event`(formats: String) throws {
    let directory = try folders(formats)
    let run = try CommandRun(["report", "diff", "old", "new"], in: directory.path)
    #expect(run.status == 1, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    let table = lines.first { $0.hasPrefix("CIS-05 ") }
    #expect(table?.split(separator: " ") == ["CIS-05", "3", "3", "1", "1", "1"])
    #expect(lines.contains { $0.hasPrefix("IAM-7") && $0.hasSuffix("only in OLD") })
    #expect(lines.contains { $0.hasPrefix("LOG-2") && $0.hasSuffix("only in NEW") })
    #expect(lines.contains { $0.hasPrefix("  + 2024-03-13") && $0.contains("UpdateTrail") })
    #expect(lines.contains { $0.hasPrefix("  - 2024-03-12") && $0.contains("DeleteTrail") })
    #expect(lines.contains { $0.hasPrefix("  ~ 2024-03-10") })
    #expect(lines.contains("      outcome: success → denied"))
    #expect(lines.contains("sources: 0 added, 1 removed, 1 changed"))
  }

  @Test func `JSON tells all, and more than the text shows`() throws {
    let directory = try folders()
    let run = try CommandRun(
      ["report", "diff", "old", "new", "-o", "json", "-n", "1"], in: directory.path)
    #expect(run.status == 1, "\(run.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(json["different"] as? Bool == true)
    #expect(json["whole"] as? Bool == true)
    let reports = try #require(json["reports"] as? [[String: Any]])
    let cis = try #require(reports.first { $0["id"] as? String == "CIS-05" })
    let changed = try #require(cis["changed"] as? [[String: Any]])
    let columns = try #require(changed.first?["columns"] as? [[String: Any]])
    #expect(columns.map { $0["name"] as? String } == ["outcome"])
    #expect((cis["added"] as? [[String: Any]])?.count == 1)
    let sources = try #require(json["sources"] as? [[String: Any]])
    #expect(sources.map { $0["change"] as? String } == ["changed", "removed"])
    let settings = try #require(json["settings"] as? [[String: Any]])
    #expect(settings.contains { $0["name"] as? String == "generation" })
  }

  @Test func `the same is no difference`() throws {
    let directory = try TemporaryDirectory()
    try write([Self.record(1, "StopLogging", day: 10)], to: "archive/a.json", in: directory)
    try report(["CIS-05"], to: "old", in: directory)
    try report(["CIS-05"], to: "new", in: directory)
    let run = try CommandRun(["report", "diff", "old", "new"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "no differences\n")
    let json = try CommandRun(["report", "diff", "old", "new", "-o", "json"], in: directory.path)
    #expect(json.status == 0)
    #expect(json.output.contains("\"different\":false"))
  }

  @Test func `a folder that was altered is told and is no good comparison`() throws {
    let directory = try folders()
    let path = directory.path + "/old/CIS-05.csv"
    try (String(contentsOfFile: path, encoding: .utf8).replacing("alice", with: "mallory"))
      .write(toFile: path, atomically: false, encoding: .utf8)
    let run = try CommandRun(["report", "diff", "old", "new"], in: directory.path)
    #expect(run.status == 2)
    #expect(
      run.errors.contains(
        "not as its manifest says: old/CIS-05.csv: its SHA-256 differs: it was changed"))
    // What differs is told all the same.
    #expect(run.output.contains("actor: mallory → alice"))
    try FileManager.default.removeItem(atPath: path)
    let gone = try CommandRun(["report", "diff", "old", "new"], in: directory.path)
    #expect(gone.status == 2)
  }

  @Test func `hours and reports without rows are told`() throws {
    let directory = try TemporaryDirectory()
    func name(_ time: String) -> String {
      "archive/111122223333_CloudTrail_us-east-1_\(time)_abcdefghijklmnop.json"
    }
    for day in [10, 12] {
      try write(
        [Self.record(day, "StopLogging", day: day)], to: name("202403\(day)T0105Z"), in: directory)
    }
    try report(["CIS-05"], to: "old", in: directory, more: ["-o", "html"])
    try write(
      [Self.record(11, "StopLogging", day: 11)], to: name("20240311T0105Z"), in: directory)
    try report(["CIS-05"], to: "new", in: directory, more: ["-o", "csv"])
    let run = try CommandRun(["report", "diff", "old", "new"], in: directory.path)
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.output.contains("not compared: the folders have no rows in one format"))
    let hours = run.output.split(separator: "\n").first { $0.hasPrefix("111122223333") }
    #expect(
      hours?.split(separator: " ") == ["111122223333", "us-east-1", "1", "unknown", "covered"])
  }

  @Test(arguments: [
    (["report", "diff", "old"], "needs two folders"),
    (["report", "diff", "old", "nowhere"], "nowhere"),
    (["report", "diff", "old", "archive"], "there is no manifest.json"),
    (["report", "diff", "old", "old", "-o", "csv"], "writes text or json"),
    (["report", "diff", "old", "old", "--rows=-1"], "number of rows"),
  ])
  func `mistakes are told`(arguments: [String], message: String) throws {
    let directory = try TemporaryDirectory()
    try write([Self.record(1, "StopLogging", day: 10)], to: "archive/a.json", in: directory)
    try report(["CIS-05"], to: "old", in: directory)
    let run = try CommandRun(arguments, in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func `a manifest that names files elsewhere opens none`() throws {
    let directory = try folders()
    let path = directory.path + "/old/manifest.json"
    try
      (String(contentsOfFile: path, encoding: .utf8)
      .replacing("\"CIS-05.csv\"", with: "\"../CIS-05.csv\"")
      .replacing("\"id\":\"CIS-05\"", with: "\"id\":\"../CIS-05\""))
      .write(toFile: path, atomically: false, encoding: .utf8)
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
    try manifest.replacing("\"id\":\"CIS-05\"", with: "\"id\":\"../CIS-05\"")
      .write(toFile: directory.path + "/new/manifest.json", atomically: false, encoding: .utf8)
    let run = try CommandRun(["report", "diff", "old", "new"], in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("is no file of a folder"), "\(run.errors)")
  }
}
