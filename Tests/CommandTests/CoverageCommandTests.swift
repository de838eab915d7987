import Foundation
import TrailTestSupport
import Testing

/// `coverage`, `gaps`, `manifest` and what `show` says of a file, on signed trails.
@Suite struct CoverageCommandTests {
  /// The states of the hours of 5 March by hour, as `coverage -o csv` gives them.
  private func states(_ trail: SignedTrail, _ options: [String] = []) throws -> [String] {
    let run = try trail.run(
      [
        "coverage", "-o", "csv", "--since", "2024-03-05T00:00Z", "--until", "2024-03-05T07:59Z",
      ] + options)
    #expect(run.status == 0)
    return run.lines.dropFirst().map { String($0.split(separator: ",")[3]) }
  }

  @Test func `an hour is covered, proved empty, missing or unknown`() throws {
    let trail = try SignedTrail.hours(6)
    try trail.index()
    #expect(
      try states(trail)
        == Array(repeating: "covered", count: 6) + Array(repeating: "unknown", count: 2))
    try trail.remove(trail.logKey(3, 0))
    #expect(try states(trail)[2] == "missing")
    try trail.remove(trail.digestKey(5))
    #expect(try states(trail)[4] == "missing")
    let lines = try trail.run(["coverage", "-o", "jsonl"]).lines
    #expect(
      lines[2]
        == #"{"account":"111122223333","region":"us-east-1","hour":"2024-03-05T02:00:00Z","#
        + #""state":"missing","files":1,"missing":1}"#)
    let table = try trail.run(["coverage"]).output
    #expect(table.contains("111122223333  us-east-1  !\n"))
    #expect(table.contains("hours: 4 covered · 2 missing"))
    #expect(table.contains("1 file named by digests and not here"))
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `digests alone prove silence`() throws {
    let trail = try SignedTrail()
    for hour in 1...6 {
      if hour == 4 { trail.isQuiet = true }
      try trail.writeHour(hour)
    }
    try trail.index()
    #expect(
      try states(trail) == Array(repeating: "covered", count: 3)
        + Array(repeating: "empty", count: 3) + Array(repeating: "unknown", count: 2))
    #expect(try trail.findings().status == 0)
    for key in trail.digestKeys { try trail.remove(key) }
    #expect(try states(trail)[3...].allSatisfy { $0 == "unknown" })
    let table = try trail.run(["coverage"]).output
    #expect(table.contains("1 of 1 row without digests: a gap cannot be told from a quiet hour"))
  }

  @Test func `accounts without us-east-1 are those of the partition that has it`() throws {
    let directory = try TemporaryDirectory()
    func write(_ account: String, _ region: String) throws {
      let record = DamagedInputs.goodRecord(1).replacing("111122223333", with: account)
      try directory.write(
        Array("{\"Records\":[\(record)]}".utf8),
        to: "archive/AWSLogs/\(account)/CloudTrail/\(region)/2024/03/05/"
          + "\(account)_CloudTrail_\(region)_20240305T0100Z_abcdefghijklmnop.json")
    }
    func note() throws -> String? {
      #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
      return try CommandRun(["coverage"], in: directory.path).lines
        .first { $0.contains("without us-east-1") }
    }
    try write("111122223333", "us-east-1")
    try write("210987654321", "cn-north-1")
    #expect(try note() == nil)
    try write("444455556666", "eu-west-1")
    #expect(try note()?.hasPrefix("1 account without us-east-1") == true)
  }

  @Test func `files whose names tell no hour are counted, not taken for coverage`() throws {
    let trail = try SignedTrail.hours(2)
    try trail.index()
    #expect(!(try trail.run(["coverage"]).output.contains("further file")))
    // As a page saved from lookup-events: records, and a name that tells nothing.
    try trail.directory.write(
      Array("{\"Records\":[\(DamagedInputs.goodRecord(77))]}".utf8), to: "archive/page-1.json")
    // Neither an empty file nor one that is no log would be missed.
    try trail.directory.write(Array("{\"Records\":[]}".utf8), to: "archive/page-2.json")
    try trail.directory.write(Array("a note".utf8), to: "archive/note.txt")
    try trail.index()
    let told = "1 further file tells no hour by name: trailsift coverage --by event"
    #expect(try trail.run(["coverage"]).output.contains(told))
    #expect(!(try trail.run(["coverage", "--by", "event"]).output.contains("further file")))
    for (language, text) in [
      ("en", "The name of 1 further file (exports, saved pages) tells no account"),
      ("ja", "このほか 1 ファイル（エクスポート、保存したページなど）は"),
    ] {
      let run = try trail.run([
        "report", "LOG-2", "--lang", language, "--out", language, "--quiet",
      ])
      #expect(run.status == 0)
      for name in ["index.html", "report.md"] {
        #expect(
          try String(contentsOfFile: "\(trail.path)/\(language)/\(name)", encoding: .utf8).contains(
            text))
      }
      let manifest = try String(
        contentsOfFile: "\(trail.path)/\(language)/manifest.json", encoding: .utf8)
      #expect(manifest.contains("\"files_without_hours\": 1,"))
    }
  }

  @Test func `delivery, event and path are told apart`() throws {
    let trail = try SignedTrail.hours(2)
    try trail.index()
    let events = try trail.run(["coverage", "--by", "event", "-o", "jsonl"])
    // The records name another account and time than the file: both are shown.
    #expect(events.lines.contains { $0.contains("\"events\":1") || $0.contains("\"events\":4") })
    let path = try trail.run(["coverage", "--by", "path", "-o", "csv"])
    #expect(path.lines.count == 25 && path.lines.allSatisfy { !$0.contains("unknown") })
    let none = try trail.run(["coverage", "user:nobody-at-all", "-o", "csv"])
    #expect(none.status == 1 && none.output.isEmpty)
  }

  @Test func `gaps are what digests prove, and with expect what nothing proves`() throws {
    let trail = try SignedTrail.hours(6)
    try trail.index()
    let clean = try trail.run(["gaps", "--fail"])
    #expect(clean.status == 0 && clean.output.isEmpty && clean.errors.contains("no gap"))
    try trail.remove(trail.logKey(2, 0))
    try trail.remove(trail.logKey(3, 1))
    try trail.remove(trail.digestKey(5))
    let found = try trail.run(["gaps", "-o", "csv"])
    #expect(found.status == 0)
    #expect(
      found.lines == [
        "account,region,from,to,hours,proved,files,why",
        "111122223333,us-east-1,2024-03-05T01:00:00Z,2024-03-05T03:00:00Z,2,true,2,"
          + "\"named by digests, and not here\"",
        "111122223333,us-east-1,2024-03-05T04:01:31Z,2024-03-05T05:01:31Z,1,true,0,"
          + "its digest is absent; there are files",
      ])
    #expect(try trail.run(["gaps", "--fail"]).status == 1)
    for key in trail.digestKeys where FileManager.default.fileExists(atPath: trail.file(key)) {
      try trail.remove(key)
    }
    #expect(try trail.run(["gaps", "--fail"]).status == 0)
    // 00:20 00:40 01:40 02:20 03:20 03:40 04:20 04:40 05:20 05:40
    let expected = try trail.run(["gaps", "--expect", "50m", "-o", "jsonl"])
    #expect(expected.lines.count == 2 && expected.lines.allSatisfy { $0.contains("\"hours\":1,") })
    #expect(expected.lines.allSatisfy { $0.contains("\"proved\":false") })
    #expect(try trail.run(["gaps", "--expect", "1h"]).output.isEmpty)
    let edges = try trail.run([
      "gaps", "--expect", "2h", "--until", "2024-03-05T23:59:59Z", "-o", "jsonl",
    ])
    #expect(edges.lines.count == 1 && edges.output.contains("\"to\":\"2024-03-06T00:00:00Z\""))
    #expect(try trail.run(["gaps", "--expect", "soon"]).status == 2)
  }

  @Test func `a manifest proves an archive without digests`() throws {
    let directory = try TemporaryDirectory()
    for number in 0..<3 {
      try directory.write(SignedTrail.content(1, number), to: "a/file \(number).json")
    }
    try directory.write(SignedTrail.content(1, 7), to: "a/odd\\name\n.json")
    func run(_ arguments: [String]) throws -> CommandRun {
      try CommandRun(arguments, in: directory.path)
    }
    #expect(try run(["index", "a"]).status == 0)
    #expect(try run(["manifest", "m.sha256"]).status == 0)
    #expect(try run(["manifest", "m.sha256"]).status == 2)
    let text = try String(contentsOfFile: directory.path + "/m.sha256", encoding: .utf8)
    #expect(try run(["manifest", "-"]).output == text)
    #expect(text.split(separator: "\n").count == 4)
    #expect(text.contains("  odd\\\\name\\n.json\n"))
    // The tool whose format it is agrees.
    let check = Process()
    check.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    check.arguments = ["--check", "--quiet", directory.path + "/m.sha256"]
    check.currentDirectoryURL = URL(fileURLWithPath: directory.path + "/a")
    try check.run()
    check.waitUntilExit()
    #expect(check.terminationStatus == 0)
    let clean = try run(["verify", "--manifest", "m.sha256"])
    #expect(clean.status == 0 && clean.output.contains("4 valid"))
    try directory.write(SignedTrail.content(2, 2), to: "a/file 1.json")
    try directory.write(SignedTrail.content(2, 3), to: "a/more.json")
    try FileManager.default.removeItem(atPath: directory.path + "/a/file 2.json")
    for options in [[], ["--rehash"]] {
      let found = try run(
        ["verify", "--manifest", "m.sha256", "-o", "jsonl", "--findings"] + options)
      #expect(found.status == 1)
      #expect(
        found.lines.map { String($0.dropFirst(12).prefix { $0 != "\"" }) }
          == ["changed", "missing", "unexpected"])
    }
    for broken in ["", "no manifest\n", "00  a\n", String(repeating: "z", count: 64) + "  a\n"] {
      try directory.write(Array(broken.utf8), to: "broken")
      #expect(try run(["verify", "--manifest", "broken"]).status == 2)
    }
    #expect(try run(["verify", "--manifest", "m.sha256", "--account", "1"]).status == 2)
  }

  @Test func `show tells what the digest says of the file`() throws {
    let trail = try SignedTrail.hours(3)
    try trail.index()
    func shown(_ key: String) throws -> String {
      let found = try trail.run(["search", "file:\(key)", "-o", "ids"])
      let id = try #require(found.lines.first)
      return try trail.run(["show", id]).output
    }
    #expect(
      try shown(trail.logKey(2, 0)).contains(
        "its file is named by the digest of 2024-03-05T02:01:31Z with the right SHA-256"))
    // The record is where it was, and something was put behind it.
    let key = trail.logKey(2, 1)
    try trail.overwrite(key, try trail.bytes(of: key) + GzipWriter().member(Array(" ".utf8)))
    try trail.index()
    #expect(try shown(key).contains(": CHANGED, bytes were appended"))
    try trail.remove(trail.digestKey(3))
    try trail.index()
    #expect(try !shown(trail.logKey(3, 1)).contains("with the right SHA-256"))
  }
}
