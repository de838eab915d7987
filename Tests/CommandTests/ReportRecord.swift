import Foundation
import Testing
import TrailTestSupport

/// A record of CloudTrail for tests of reports, with what most tests do not care about filled in.
struct ReportRecord {
  var event: String
  var source: String
  var identity: String
  /// Behind `2024-03-`, or a whole time.
  var time = "05T01:00:00"
  var region = "us-east-1"
  var account = "111122223333"
  var address = "192.0.2.1"
  var agent = "test"
  /// Members beside the usual ones, beginning with a comma.
  var more = ""

  /// The record.
  ///
  /// - Parameter number: Gives its id; 0 to 99.
  func text(_ number: Int) -> String {
    let time = time.utf8.count > 11 ? time : "2024-03-\(time)"
    return #"{"eventVersion":"1.08","eventID":"\#(Self.id(number))","eventName":"\#(event)","#
      + #""eventTime":"\#(time)Z","eventSource":"\#(source).amazonaws.com","#
      + #""awsRegion":"\#(region)","sourceIPAddress":"\#(address)","userAgent":"\#(agent)","#
      + #""recipientAccountId":"\#(account)","userIdentity":\#(identity)\#(more)}"#
  }

  static func id(_ number: Int) -> String {
    "00000000-0000-4000-8000-0000000000" + (number < 10 ? "0\(number)" : "\(number)")
  }

  /// An index of records, and of lines of Cognito's activity log, with lists beside it.
  static func indexed(
    _ records: [ReportRecord], lines: [String] = [], lists: [String: String] = [:]
  ) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let texts = records.enumerated().map { $1.text($0 + 1) }
    _ = try directory.write(
      Array("{\"Records\":[\(texts.joined(separator: ","))]}".utf8), to: "archive/events.json")
    if !lines.isEmpty {
      _ = try directory.write(
        Array(lines.joined(separator: "\n").utf8), to: "archive/activity.jsonl")
    }
    for (name, text) in lists { _ = try directory.write(Array(text.utf8), to: name) }
    let index = try CommandRun(["index", "archive"], in: directory.path)
    #expect(index.status == 0, "\(index.errors)")
    return directory
  }

  /// The rows of a report for March 2024 on some records.
  static func rows(
    _ report: String, _ records: [ReportRecord], lines: [String] = [],
    lists: [String: String] = [:], options: [String] = []
  ) throws -> [[String: Any]] {
    let directory = try indexed(records, lines: lines, lists: lists)
    let run = try CommandRun(
      ["report", report, "--month", "2024-03", "-o", "jsonl", "--out", "r"] + options,
      in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    let text = try String(
      contentsOfFile: "\(directory.path)/r/\(report).jsonl", encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }
}
