import Foundation
import Testing
import TrailTestSupport

/// `report sample`: rows that everybody draws again, and that depend on the seed alone.
@Suite struct ReportSampleTests {
  private func folder() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let records = (0..<40).map { number in
      let digits = number < 10 ? "0\(number)" : "\(number)"
      return
        #"{"eventVersion":"1.08","eventID":"000000\#(digits)-0000-4000-8000-000000000000","#
        + #""eventName":"StopLogging","eventTime":"2024-03-05T01:00:\#(digits)Z","#
        + #""eventSource":"cloudtrail.amazonaws.com","awsRegion":"us-east-1","#
        + #""sourceIPAddress":"192.0.2.1","recipientAccountId":"111122223333","userAgent":"=1+1","#
        + #""userIdentity":{"type":"IAMUser","userName":"alice"}}"#
    }
    _ = try directory.write(
      Array("{\"Records\":[\(records.joined(separator: ","))]}".utf8), to: "archive/a.json")
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let run = try CommandRun(
      ["report", "CIS-05", "CIS-03", "--out", "r", "-o", "csv"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  @Test func `the same seed draws the same rows, in the order of the report`() throws {
    let directory = try folder()
    let one = try CommandRun(["report", "sample", "r", "cis-05", "-n", "5"], in: directory.path)
    #expect(one.status == 0, "\(one.errors)")
    #expect(one.lines.count == 6)
    #expect(one.lines[0].hasPrefix("row,time_local,"))
    let manifest = try String(
      contentsOfFile: directory.path + "/r/manifest.json", encoding: .utf8)
    let seed = try #require(one.errors.split(separator: " ").last).dropLast()
    #expect(manifest.contains("\"root\": \"\(seed)\""))
    #expect(one.errors.contains("5 of 40 rows of"))
    let numbers = one.lines.dropFirst().compactMap { Int($0.prefix { $0 != "," }) }
    #expect(numbers == numbers.sorted() && Set(numbers).count == 5)
    // The rows are those of the report, byte for byte, with their number before them.
    let rows = try String(contentsOfFile: directory.path + "/r/CIS-05.csv", encoding: .utf8)
      .split(separator: "\n")
    for line in one.lines.dropFirst() {
      let number = try #require(Int(line.prefix { $0 != "," }))
      #expect(line == "\(number),\(rows[number])")
    }
    let again = try CommandRun(
      ["report", "sample", "r", "CIS-05", "-n", "5", "--seed", String(seed)], in: directory.path)
    #expect(again.output == one.output)
    let other = try CommandRun(
      ["report", "sample", "r", "CIS-05", "-n", "5", "--seed", "other"], in: directory.path)
    #expect(other.output != one.output)
    // A larger sample holds the smaller one.
    let more = try CommandRun(["report", "sample", "r", "CIS-05", "-n", "9"], in: directory.path)
    #expect(Set(one.lines).isSubset(of: more.lines) && more.lines.count == 10)
  }

  @Test func `all rows are drawn of a small report, and none of an empty one`() throws {
    let directory = try folder()
    let all = try CommandRun(
      ["report", "sample", "r", "CIS-05", "-n", "100", "-o", "jsonl"], in: directory.path)
    #expect(all.lines.count == 40)
    #expect(all.lines[0].hasPrefix("{\"row\":1,\"time_local\":"))
    let none = try CommandRun(["report", "sample", "r", "CIS-03"], in: directory.path)
    #expect(none.status == 0 && none.output.isEmpty)
    #expect(none.errors.contains("0 of 0 rows"))
  }

  @Test(arguments: [
    (["r"], "needs a folder and a report"), (["r", "CIS-09"], "there is no report `CIS-09`"),
    (["archive", "CIS-05"], "there is no manifest.json"), (["r", "CIS-05", "-n", "0"], "-n"),
    (["r", "CIS-05", "-o", "html"], "writes csv or jsonl"),
  ])
  func `mistakes are told`(arguments: [String], message: String) throws {
    let directory = try folder()
    let run = try CommandRun(["report", "sample"] + arguments, in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func `nothing is drawn of a folder that was altered`() throws {
    let directory = try folder()
    _ = try directory.write(Array("forged\n".utf8), to: "r/CIS-05.csv")
    let run = try CommandRun(["report", "sample", "r", "CIS-05"], in: directory.path)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errors.contains("rows are drawn of whole folders only"))
  }
}
