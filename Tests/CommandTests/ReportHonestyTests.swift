import Foundation
import Testing
import TrailTestSupport

/// A report of an archive that lost something says so, however quietly it was lost.
@Suite struct ReportHonestyTests {
  private static let day = "archive/AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/05"

  private static func name(_ hour: Int) -> String {
    "\(day)/111122223333_CloudTrail_us-east-1_20240305T0\(hour)05Z_abcdefghijklmno\(hour).json.gz"
  }

  private static func record(_ number: Int, time: String?, event: String = "StopLogging") -> String
  {
    let alice = #"{"type":"IAMUser","userName":"alice","accountId":"111122223333"}"#
    let text = ReportRecord(
      event: event, source: "cloudtrail", identity: alice, time: time ?? "05T01:00:00",
      more: #","readOnly":false"#
    ).text(number)
    return time == nil ? text.replacing(#""eventTime":"2024-03-05T01:00:00Z","#, with: "") : text
  }

  private static func file(_ records: [String]) -> [UInt8] {
    GzipWriter().member(Array(#"{"Records":[\#(records.joined(separator: ","))]}"#.utf8))
  }

  /// An archive of two log files: one that is whole, of 01 h, and one that holds `content`, of 02 h.
  private static func archive(_ content: [UInt8]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    _ = try directory.write(file([record(1, time: "05T01:00:00")]), to: name(1))
    _ = try directory.write(content, to: name(2))
    return directory
  }

  private static func report(
    _ directory: TemporaryDirectory, _ options: [String] = ["--month", "2024-03"]
  ) throws -> (run: CommandRun, manifest: String) {
    let run = try CommandRun(["report", "CIS-05", "--out", "r"] + options, in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return (
      run, try String(contentsOfFile: "\(directory.path)/r/manifest.json", encoding: .utf8)
    )
  }

  private static let destroyed: [String: [UInt8]] = [
    "nothing": [], "zeros": [UInt8](repeating: 0, count: 700),
    "gzip of nothing": GzipWriter().member([]),
    "no records": GzipWriter().member(Array(#"{"nothing":[]}"#.utf8)),
    "numbers": GzipWriter().member(Array(#"{"Records":[1,2,3]}"#.utf8)),
    "an error": GzipWriter().member(Array("<Error><Code>AccessDenied</Code></Error>".utf8)),
    "text": Array("hello\n".utf8), "a byte": [0x1F],
  ]

  @Test(arguments: destroyed.keys.sorted())
  func `a log file that is none any more is damage`(content: String) throws {
    let directory = try Self.archive(try #require(Self.destroyed[content]))
    let index = try CommandRun(["index", "archive"], in: directory.path)
    #expect(index.status == 3, "\(index.errors)")
    let (run, manifest) = try Self.report(directory)
    #expect(manifest.contains(#""complete": false"#))
    #expect(run.errors.contains("damaged"))
    let coverage = try String(
      contentsOfFile: "\(directory.path)/r/coverage.csv", encoding: .utf8)
    #expect(coverage.contains("us-east-1,2024-03-05T01:00:00Z,covered,1"))
    #expect(coverage.contains("us-east-1,2024-03-05T02:00:00Z,missing,0"))
  }

  @Test func `a log file without records is none`() throws {
    let directory = try Self.archive(Self.file([]))
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let (run, manifest) = try Self.report(directory)
    #expect(manifest.contains(#""complete": true"#), "\(run.errors)")
  }

  @Test func `records that are no events are told`() throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: "05T02:00:00"), "7"]))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let (run, manifest) = try Self.report(directory)
    #expect(manifest.contains(#""complete": false"#))
    #expect(run.errors.contains("Records of 1 file could not be read as events"))
  }

  @Test func `events without a time are in no period, and told`() throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: nil)]))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let (run, manifest) = try Self.report(directory)
    #expect(manifest.contains(#""complete": false"#))
    #expect(run.errors.contains("1 event without a usable time is in no period"))
    try FileManager.default.removeItem(atPath: "\(directory.path)/r")
    // Without a period it is a row.
    let whole = try Self.report(directory, [])
    #expect(whole.manifest.contains(#""rows": 2"#) || whole.manifest.contains(#""rows":2"#))
    #expect(whole.manifest.contains(#""complete": true"#), "\(whole.run.errors)")
  }

  @Test func `events of exports without a place for their outcome are told`() throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: "05T02:00:00")]))
    let table =
      "Event time,User name,Event name,Event source,Event ID,Recipient Account Id\n"
      + "2024-03-05T03:00:00Z,alice,AttachUserPolicy,iam.amazonaws.com,x-1,111122223333\n"
    _ = try directory.write(Array(table.utf8), to: "archive/a.csv")
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let (run, manifest) = try Self.report(directory)
    #expect(manifest.contains(#""complete": false"#))
    #expect(run.errors.contains("1 event comes from exports that do not tell what came of it"))
  }

  @Test(arguments: [["--month", "2030-01"], ["--account", "999999999999"]])
  func `a scope that the archive has nothing of is told`(options: [String]) throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: "05T02:00:00")]))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let (run, manifest) = try Self.report(directory, options)
    #expect(manifest.contains(#""complete": false"#))
    #expect(run.errors.contains("The archive has nothing of these accounts and this period"))
  }

  @Test func `events of one id are told`() throws {
    let directory = try Self.archive(Self.file([Self.record(1, time: "05T02:00:00")]))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let (_, manifest) = try Self.report(directory)
    #expect(manifest.contains(#""id_conflicts": 1"#))
    let text = try String(contentsOfFile: "\(directory.path)/r/report.md", encoding: .utf8)
    #expect(text.contains("1 event has the id of another event"))
  }

  @Test func `what a query leaves out is not said to be missing`() throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: "05T02:00:00")]))
    let path = Self.name(3).replacing("us-east-1", with: "eu-west-1")
    let record = Self.record(3, time: "05T03:00:00", event: "GetTrail")
    _ = try directory.write(
      Self.file([record.replacing("us-east-1", with: "eu-west-1")]), to: path)
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let (run, manifest) = try Self.report(
      directory, ["--month", "2024-03", "--query", "event:Nothing"])
    #expect(manifest.contains(#""complete": true"#), "\(run.errors)")
    try FileManager.default.removeItem(atPath: "\(directory.path)/r")
    _ = try Self.report(directory, ["--month", "2024-03", "--query", "region:eu-west-1"])
    let text = try String(contentsOfFile: "\(directory.path)/r/report.md", encoding: .utf8)
    #expect(text.contains("eu-west-1") && !text.contains("no log files of us-east-1"))
  }

  @Test func `a file that was changed after indexing is told by every report`() throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: "05T02:00:00")]))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    _ = try directory.write(
      Self.file([Self.record(2, time: "05T02:00:00", event: "GetTrailStatus")]), to: Self.name(2))
    let run = try CommandRun(["report", "REG-1", "--out", "r"], in: directory.path)
    #expect(run.errors.contains("1 file of the archive was changed after indexing"))
  }

  @Test func `a report of one's own in the place of one of the program says so`() throws {
    let directory = try Self.archive(Self.file([Self.record(2, time: "05T02:00:00")]))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    let own = "id: CIS-05\ntitle: Trails\nquestion: Which?\nselect: events\nquery: event:None\n"
    _ = try directory.write(Array(own.utf8), to: "own/mine.yaml")
    let (_, manifest) = try Self.report(directory, ["--reports", "own"])
    #expect(manifest.contains(#""defined_in":"mine.yaml""#))
    let page = try String(contentsOfFile: "\(directory.path)/r/index.html", encoding: .utf8)
    #expect(page.contains("an own one, mine.yaml"))
    _ = try directory.write(Array(own.utf8), to: "own/again.yaml")
    let again = try CommandRun(["report", "--list", "--reports", "own"], in: directory.path)
    #expect(again.status == 2 && again.errors.contains("again.yaml defines CIS-05, too"))
    let absent = try CommandRun(["report", "--list", "--reports", "absent"], in: directory.path)
    #expect(absent.status == 2 && absent.errors.contains("no such directory"))
  }

  @Test func `hours without files that follow a stopped trail are told with it`() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(
      Self.file([
        Self.record(1, time: "05T01:00:30"), Self.record(2, time: "05T01:00:00", event: "GetTrail"),
      ]), to: Self.name(1))
    _ = try directory.write(Self.file([Self.record(3, time: "05T05:00:00")]), to: Self.name(5))
    _ = try directory.write(
      Self.file([Self.record(4, time: "05T06:00:00", event: "X")]), to: Self.name(6))
    _ = try CommandRun(["index", "archive"], in: directory.path)
    for (options, ends) in [([], false), (["--month", "2024-03"], true)] as [([String], Bool)] {
      let run = try CommandRun(
        ["report", "LOG-2", "-o", "csv", "--out", ends ? "m" : "r"] + options, in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
      let text = try String(
        contentsOfFile: "\(directory.path)/\(ends ? "m" : "r")/LOG-2.csv", encoding: .utf8)
      let rows = text.split(whereSeparator: \.isNewline).dropFirst()
      let stopped = rows.filter { $0.contains("after StopLogging at 2024-03-05T01:00:30Z") }
      // The second one, at 05 h, is followed by a file.
      #expect(stopped.count == 1 && !text.contains("05:00:00Z ("), "\(text)")
      #expect(stopped.first?.contains(",2024-03-05 01:00:30,2024-03-05 05:00:00,4,no,0,") ?? false)
      // A month has whole days without files before and behind.
      #expect(rows.count == (ends ? 3 : 1))
    }
  }

  @Test func `an account without files of us-east-1 is named`() throws {
    let directory = try TemporaryDirectory()
    let path = Self.name(1).replacing("us-east-1", with: "eu-west-1")
    _ = try directory.write(Self.file([Self.record(1, time: "05T01:00:00")]), to: path)
    _ = try CommandRun(["index", "archive"], in: directory.path)
    _ = try Self.report(directory)
    let text = try String(contentsOfFile: "\(directory.path)/r/report.md", encoding: .utf8)
    #expect(text.contains("There are no log files of us-east-1 of 1 account (111122223333)"))
    let options = ["--redact", "account", "--redact-key", "key", "--out", "hidden"]
    let run = try CommandRun(["report", "CIS-05"] + options, in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    let hidden = try String(
      contentsOfFile: "\(directory.path)/hidden/report.md", encoding: .utf8)
    let told = hidden.split(separator: "\n").first { $0.contains("no log files of us-east-1") }
    #expect(told != nil && !(told?.contains("111122223333") ?? true))
  }
}
