import Foundation
import Testing
import TrailTestSupport

/// Which events the reports list: each record of ``ReportCase`` in exactly the reports it names.
@Suite struct ReportSelectionTests {
  /// The rows of a report, by column.
  private static func rows(_ name: String, in folder: String) throws -> [[String: String]] {
    let text = try String(contentsOfFile: "\(folder)/\(name).jsonl", encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return (object ?? [:]).compactMapValues { value in
        value as? String ?? (value as? Int).map(String.init)
      }
    }
  }

  @Test func `every record is in the reports it names and in no other`() throws {
    let cases =
      ReportCase.all.enumerated().map { (ReportCase.id($0), $1.name, $1.reports) }
      + ActivityCase.all.enumerated().map { (ActivityCase.id($0), $1.name, $1.reports) }
    #expect(Set(cases.map(\.1)).count == cases.count)
    let directory = try TemporaryDirectory()
    let records = ReportCase.all.enumerated().map { $1.record($0) }
    let text = "{\"Records\":[" + records.joined(separator: ",\n") + "]}"
    _ = try directory.write(Array(text.utf8), to: "archive/events.json")
    let activity = ActivityCase.all.enumerated().map { $1.line($0) }.joined(separator: "\n")
    _ = try directory.write(Array(activity.utf8), to: "archive/activity.jsonl")
    let index = try CommandRun(["index", "archive"], in: directory.path)
    #expect(index.status == 0, "\(index.errors)")
    let run = try CommandRun(
      ["report", "all", "--month", "2024-03", "--out", "r", "-o", "jsonl"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    var found = [Set<String>](repeating: [], count: cases.count)
    for report in Self.ofEvents {
      for row in try Self.rows(report, in: directory.path + "/r") {
        let place = try #require(
          cases.indices.first { row["event_id"] == cases[$0].0 }, "\(report): \(row)")
        let isNew = found[place].insert(report).inserted
        #expect(isNew, "\(report) lists \(cases[place].1) twice")
      }
    }
    // Reports that put events together: the events that satisfy their conditions.
    for report in Self.ofGroups {
      let explained = try CommandRun(["report", report, "--explain"], in: directory.path).output
      let line = try #require(
        explained.split(separator: "\n").first { $0.hasPrefix("  condition ") })
      let condition = line.dropFirst(14).drop { $0 == " " }
      let search = try CommandRun(
        ["search", "-o", "ids", "--", String(condition)], in: directory.path)
      for id in search.output.split(separator: "\n") {
        let place = try #require(cases.indices.first { id == cases[$0].0 }, "\(report): \(id)")
        found[place].insert(report)
      }
    }
    for ((_, name, reports), found) in zip(cases, found) {
      let missing = reports.subtracting(found).sorted()
      let excess = found.subtracting(reports).sorted()
      #expect(
        missing.isEmpty && excess.isEmpty,
        "\(name): missing in \(missing), not expected in \(excess)")
    }
    // A report that no case names would be tested by nothing.
    for report in Self.ofEvents + Self.ofGroups {
      #expect(cases.contains { $0.2.contains(report) }, "\(report)")
    }
  }

  /// Reports whose rows stand for several events each.
  private static let ofGroups = ["IDC-2", "IAM-8"]

  /// The reports whose rows are events.
  private static let ofEvents =
    [
      "IDC-3", "IAM-2", "IAM-3", "IAM-4", "IAM-5", "LOG-1", "LOG-3", "CHG-1", "CHG-2",
      "S3-1", "SEC-1", "XACC-1", "ROLE-1", "COG-3", "COG-4", "COG-5",
    ] + (1...15).map { $0 < 10 ? "CIS-0\($0)" : "CIS-\($0)" }
}
