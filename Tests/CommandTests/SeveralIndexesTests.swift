import Foundation
import Testing
import TrailTestSupport

/// `-I a -I b`: several indexes answer as one does.
@Suite struct SeveralIndexesTests {
  /// Three files of two events each, neighbours sharing one; two indexes with the middle file in
  /// both under one root, and one index of all.
  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    func write(_ number: Int) throws {
      let records = (number..<(number + 2)).map(DamagedInputs.goodRecord).joined(separator: ",")
      try directory.write(Array("{\"Records\":[\(records)]}".utf8), to: "logs/file-\(number).json")
    }
    func index(_ name: String) throws {
      #expect(try CommandRun(["index", "-I", name, "logs"], in: directory.path).status == 0)
    }
    let files = FileManager.default
    try write(0)
    try write(1)
    try index("a")
    try files.moveItem(
      atPath: directory.path + "/logs/file-0.json", toPath: directory.path + "/file-0.json")
    try write(2)
    try index("b")
    try files.moveItem(
      atPath: directory.path + "/file-0.json", toPath: directory.path + "/logs/file-0.json")
    try index("one")
    return directory
  }

  @Test func `every reading command answers like one index`() throws {
    let directory = try indexed()
    let commands = [
      ["search", "-o", "jsonl"], ["search", "-o", "raw"],
      ["search", "-o", "csv", "--oldest-first"],
      ["search", "-l"], ["count"], ["count", "--by", "user", "-o", "jsonl"],
      ["timeline", "-o", "jsonl"], ["logins", "-o", "jsonl"], ["sources", "-o", "jsonl"],
    ]
    for command in commands {
      let one = try CommandRun(command + ["-I", "one"], in: directory.path)
      let run = try CommandRun(command + ["-I", "a", "-I", "b"], in: directory.path)
      #expect(run.status == one.status, "\(command)")
      #expect(run.lines.sorted() == one.lines.sorted(), "\(command)")
      if command[0] == "search" { #expect(run.output == one.output, "\(command)") }
      let variable = try CommandRun(
        command, in: directory.path, environment: ["TRAILSIFT_INDEX": "a:b:a"])
      #expect(variable.output == run.output, "\(command)")
    }
    let id = try #require(
      try CommandRun(["search", "-o", "ids", "-I", "a"], in: directory.path).lines.first)
    let shown = try CommandRun(["show", id, "-I", "b", "-I", "a"], in: directory.path)
    let one = try CommandRun(["show", id, "-I", "one"], in: directory.path)
    #expect(shown.output == one.output)
    #expect(shown.output.contains("copy"))
  }

  @Test func `pages of several indexes go on`() throws {
    let directory = try indexed()
    let both = ["-I", "a", "-I", "b", "-o", "ids"]
    let whole = try CommandRun(["search"] + both, in: directory.path).lines
    var pages: [String] = []
    var token: String?
    while pages.count < whole.count {
      let run = try CommandRun(
        ["search", "-n", "1"] + both + (token.map { ["--after", $0] } ?? []), in: directory.path)
      #expect(run.lines.count == 1)
      pages += run.lines
      guard let start = run.errors.range(of: "--after ") else { break }
      token = String(run.errors[start.upperBound...].prefix { $0 != " " })
    }
    #expect(pages == whole)
  }

  @Test func `stats tells all together and each`() throws {
    struct Report: Decodable {
      var index: String?
      var events: Int
      var records: Int
      var duplicates: Int
      var indexes: [Report]?
    }
    let directory = try indexed()
    let run = try CommandRun(
      ["stats", "-I", "a", "-I", "b", "-o", "json"], in: directory.path)
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.events == 4)
    #expect(report.records == 6)
    #expect(report.duplicates == 2)
    let parts = (report.indexes ?? []).map { "\($0.index ?? "-") \($0.events)" }
    #expect(parts == ["a 3", "b 3"])
    let table = try CommandRun(["stats", "-I", "a", "-I", "b"], in: directory.path)
    #expect(table.output.hasPrefix("2 indexes together\nevents        4\n"))
  }

  @Test func `a damaged index makes the answer incomplete`() throws {
    let directory = try indexed()
    let segments = directory.path + "/b/segments/"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: segments).first { $0.hasSuffix(".seg") })
    var bytes = try Data(contentsOf: URL(fileURLWithPath: segments + name))
    bytes[bytes.count - 40] ^= 1
    try bytes.write(to: URL(fileURLWithPath: segments + name))
    let run = try CommandRun(
      ["search", "-I", "a", "-I", "b", "-o", "jsonl"], in: directory.path)
    #expect(run.status == 2)
    #expect(run.lines.count == 4)
    #expect(run.lines.last == "{\"complete\":false}")
    #expect(run.errors.contains("b/segments/\(name)"))
    let absent = try CommandRun(["count", "-I", "a", "-I", "c"], in: directory.path)
    #expect(absent.status == 2)
    #expect(absent.output.isEmpty && absent.errors.contains("c: there is no index here"))
  }

  @Test func `what works on one index refuses several`() throws {
    let directory = try indexed()
    for command in [
      ["index", "logs"], ["compact"], ["forget", "--source", "x"], ["commit", "b"], ["check"],
      ["doctor"],
    ] {
      let run = try CommandRun(command + ["-I", "a", "-I", "b"], in: directory.path)
      #expect(run.status == 2 && run.errors.contains("give one -I"), "\(command)")
      let variable = try CommandRun(
        command, in: directory.path, environment: ["TRAILSIFT_INDEX": "a:b"])
      #expect(variable.status == 2 && variable.errors.contains("names 2 indexes"), "\(command)")
    }
  }

  @Test func `a file that was changed counts as it was seen last`() throws {
    let directory = try indexed()
    let records = [1, 7].map(DamagedInputs.goodRecord).joined(separator: ",")
    try directory.write(Array("{\"Records\":[\(records)]}".utf8), to: "logs/file-1.json")
    #expect(try CommandRun(["index", "-I", "b", "logs"], in: directory.path).status == 0)
    #expect(try CommandRun(["index", "-I", "one", "logs"], in: directory.path).status == 0)
    let one = try CommandRun(["search", "-I", "one", "-o", "jsonl"], in: directory.path)
    for order in [["-I", "a", "-I", "b"], ["-I", "b", "-I", "a"]] {
      let run = try CommandRun(["search", "-o", "jsonl"] + order, in: directory.path)
      #expect(run.output == one.output)
    }
  }
}
