import Foundation
import Testing
import TrailTestSupport

/// `check`, `compact` and `forget` as a user and a script meet them.
@Suite struct MaintenanceTests {
  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for number in 0..<3 {
      let records = (number..<(number + 2)).map(DamagedInputs.goodRecord).joined(separator: ",")
      try directory.write(Array("{\"Records\":[\(records)]}".utf8), to: "a/file-\(number).json")
      #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    }
    return directory
  }

  @Test func `check tells a whole index from a damaged one by its status`() throws {
    let directory = try indexed()
    for flags in [[], ["--full"], ["--deep"]] {
      let run = try CommandRun(["check"] + flags, in: directory.path)
      #expect(run.status == 0)
      #expect(run.output.contains(": ok"))
    }
    let segments = directory.path + "/.trailsift/segments/"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: segments).first { $0.hasSuffix(".seg") })
    var bytes = try Data(contentsOf: URL(fileURLWithPath: segments + name))
    bytes[bytes.count - 40] ^= 1
    try bytes.write(to: URL(fileURLWithPath: segments + name))
    let run = try CommandRun(["check"], in: directory.path)
    #expect(run.status == 1)
    #expect(run.output.contains("FAULT") && run.output.contains(name))
    let elsewhere = try TemporaryDirectory()
    #expect(try CommandRun(["check"], in: elsewhere.path).status == 2)
  }

  @Test func `a link to nothing is no file that is gone`() throws {
    let directory = try indexed()
    let link = directory.path + "/a/link.json"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/nonexistent")
    #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    let stats = try CommandRun(["stats"], in: directory.path)
    #expect(stats.output.contains("1 skipped") && !stats.output.contains("missing"))
    try FileManager.default.removeItem(atPath: link)
    #expect(try CommandRun(["stats"], in: directory.path).output.contains("1 missing"))
  }

  @Test func `events without a readable time are counted where times are told`() throws {
    let directory = try TemporaryDirectory()
    let record = DamagedInputs.goodRecord(1)
    let login = record.replacing(/"eventTime":"[^"]*"/, with: "\"eventTime\":\"15/Jan/2025\"")
      .replacing(/"eventName":"[^"]*"/, with: "\"eventName\":\"ConsoleLogin\"")
      .replacing(/"eventSource":"[^"]*"/, with: "\"eventSource\":\"signin.amazonaws.com\"")
    try directory.write(Array("{\"Records\":[\(record),\(login)]}".utf8), to: "a/file.json")
    #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    #expect(try CommandRun(["stats"], in: directory.path).output.contains("without time  1:"))
    #expect(
      try CommandRun(["stats", "-o", "json"], in: directory.path).output
        .contains("\"events_without_time\":1"))
    #expect(
      try CommandRun(["doctor"], in: directory.path).output.contains(
        "1 events have no readable time"))
    let logins = try CommandRun(["logins"], in: directory.path)
    #expect(logins.status == 1)
    #expect(logins.errors.contains("ConsoleLogin without a readable time 1"))
  }

  @Test func `compact leaves one segment and the same events`() throws {
    let directory = try indexed()
    let before = try CommandRun(["search", "-o", "jsonl"], in: directory.path)
    let run = try CommandRun(["compact"], in: directory.path)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("3 → 1 segment,"))
    #expect(try CommandRun(["search", "-o", "jsonl"], in: directory.path).output == before.output)
    #expect(try CommandRun(["compact"], in: directory.path).output.hasPrefix("1 → 1 segment,"))
  }

  @Test func `forget needs to be told what, and does not ask a script`() throws {
    let directory = try indexed()
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "4\n")
    #expect(try CommandRun(["forget"], in: directory.path).status == 2)
    let dry = try CommandRun(
      ["forget", "--source", "file-1.json", "--dry-run"], in: directory.path)
    #expect(
      dry.output == "would drop 2 records of 1 file from the index (log files are never touched)\n")
    let unasked = try CommandRun(["forget", "--source", "file-1.json"], in: directory.path)
    #expect(unasked.status == 2 && unasked.errors.contains("--yes"))
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "4\n")
    // Both its events have a copy in a neighbour.
    let done = try CommandRun(["forget", "--source", "file-1.json", "--yes"], in: directory.path)
    #expect(done.status == 0)
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "4\n")
    let statistics = try CommandRun(["stats", "-o", "json"], in: directory.path)
    #expect(statistics.output.contains("\"records\":4,\"events\":4,\"duplicates\":0"))
    #expect(try CommandRun(["check", "--deep"], in: directory.path).status == 0)
    let later = try CommandRun(["forget", "--before", "2100-01-01", "--yes"], in: directory.path)
    #expect(later.status == 0)
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "0\n")
    #expect(FileManager.default.fileExists(atPath: directory.path + "/a/file-1.json"))
  }

  @Test func `an incomplete answer is told and fails unless that is allowed`() throws {
    let directory = try indexed()
    let segments = directory.path + "/.trailsift/segments/"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: segments).first { $0.hasSuffix(".seg") })
    try Data().write(to: URL(fileURLWithPath: segments + name))
    let strict = try CommandRun(["search", "-o", "jsonl"], in: directory.path)
    #expect(strict.status == 2)
    #expect(strict.errors.contains(name) && strict.errors.contains("incomplete"))
    #expect(strict.lines.last == "{\"complete\":false}")
    #expect(strict.lines.count > 1)
    let lenient = try CommandRun(
      ["search", "-o", "jsonl", "--allow-incomplete"], in: directory.path)
    #expect(lenient.status == 0)
    #expect(lenient.output == strict.output)
    let statistics = try CommandRun(["stats", "-o", "json"], in: directory.path)
    #expect(statistics.status == 2)
    #expect(statistics.output.hasSuffix("\"complete\":false}\n"))
  }

  @Test func `an index that may not be written can be searched`() throws {
    let directory = try indexed()
    let index = directory.path + "/.trailsift"
    let before = try FileManager.default.subpathsOfDirectory(atPath: index).sorted()
    for path in ["", "/segments", "/tmp"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o500], ofItemAtPath: index + path)
    }
    #expect(try CommandRun(["search", "-c"], in: directory.path).output == "4\n")
    #expect(try CommandRun(["check", "--full"], in: directory.path).status == 0)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: index).sorted() == before)
    for path in ["", "/segments", "/tmp"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: index + path)
    }
  }

  @Test func `segments built elsewhere become one index`() throws {
    let directory = try TemporaryDirectory()
    for number in 0..<4 {
      // Neighbours share an event.
      let records = (number..<(number + 2)).map(DamagedInputs.goodRecord).joined(separator: ",")
      try directory.write(Array("{\"Records\":[\(records)]}".utf8), to: "a/file-\(number).json")
    }
    for part in 0..<2 {
      let list = [0, 1].map { "a/file-\(part * 2 + $0).json" }.joined(separator: "\n") + "\n"
      try directory.write(Array(list.utf8), to: "list-\(part)")
      let run = try CommandRun(
        ["index", "--segment-only", "part-\(part)", "--files-from", "list-\(part)"],
        in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
    }
    let run = try CommandRun(["commit", "-I", "all", "part-0", "part-1"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("took 4 files in 2 segments over; 0 known already, 3 records"))
    let statistics = try CommandRun(["stats", "-I", "all", "-o", "json"], in: directory.path)
    #expect(statistics.output.contains("\"records\":8,\"events\":5,\"duplicates\":3"))
    let again = try CommandRun(["commit", "-I", "all", "part-1"], in: directory.path)
    #expect(again.output.hasPrefix("took 0 files in 0 segments over; 2 known already"))
    let merged = try CommandRun(["compact", "-I", "all", "--into", "one"], in: directory.path)
    #expect(merged.status == 0)
    for index in ["all", "one"] {
      #expect(try CommandRun(["check", "--deep", "-I", index], in: directory.path).status == 0)
      #expect(try CommandRun(["search", "-c", "-I", index], in: directory.path).output == "5\n")
    }
    // What was committed is known to later runs.
    let later = try CommandRun(["index", "-I", "all", "a", "-o", "json"], in: directory.path)
    #expect(later.output.contains("\"new\":0,\"changed\":0,\"unchanged\":4"))
    #expect(try CommandRun(["index", "-I", "all"], in: directory.path).status == 2)
  }

  @Test func `a table that was cut within a cell is told as a table`() throws {
    let directory = try TemporaryDirectory()
    let rows = "eventTime,eventName,eventID\n2024-03-05T01:00:00Z,ListBuckets,1\n"
    try directory.write(Array((rows + "2024-03-05T01:00:01Z,\"List").utf8), to: "a/cut.csv")
    #expect(try CommandRun(["index", "a"], in: directory.path).status == 3)
    let damaged = try CommandRun(["sources", "--damaged", "-o", "jsonl"], in: directory.path)
    #expect(damaged.lines.count == 1)
    #expect(damaged.output.contains("\"reason\":\"the table ends early"), "\(damaged.output)")
    #expect(damaged.output.contains("\"offset\":\(rows.utf8.count)"), "\(damaged.output)")
  }

  @Test func `inspect tells what a file holds, doctor what to do`() throws {
    let directory = try indexed()
    let index = directory.path + "/.trailsift"
    let names = try FileManager.default.contentsOfDirectory(atPath: index + "/segments").sorted()
    let files =
      [index + "/MANIFEST-0000000003"] + names.map { index + "/segments/" + $0 }
    let shown = try CommandRun(["inspect"] + files, in: directory.path)
    #expect(shown.status == 0, "\(shown.errors)")
    for text in ["generation   3", "documents      2", "is a copy of", "tuple space    actor"] {
      #expect(shown.output.contains(text), "\(text)")
    }
    let wrong = try CommandRun(["inspect", "a/file-0.json"], in: directory.path)
    #expect(wrong.status == 2 && wrong.errors.contains("no manifest"))
    #expect(!wrong.errors.contains("delete"))
    let whole = try CommandRun(["inspect", index], in: directory.path)
    #expect(whole.status == 2 && whole.errors.contains("Is a directory"))
    let well = try CommandRun(["doctor"], in: directory.path)
    #expect(well.status == 0 && well.output.hasPrefix("ok    index readable"))
    try FileManager.default.removeItem(atPath: directory.path + "/a/file-0.json")
    let ill = try CommandRun(["doctor"], in: directory.path)
    #expect(ill.status == 1 && ill.output.contains("warn  1 file"))
    // Segments that cannot be read are no sign of an index of the wrong directories.
    for name in names where name.hasSuffix(".seg") {
      try Data().write(to: URL(fileURLWithPath: index + "/segments/" + name))
    }
    let broken = try CommandRun(["doctor"], in: directory.path)
    #expect(broken.status == 1 && !broken.output.contains("holds no event"))
  }

  @Test func `inspect tells the format of the file, not of the program`() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("TrailSearchTests/Golden").path
    for format in 1...2 {
      let segments = golden + "/format-\(format)/segments"
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: segments)
          .first { $0.hasSuffix(".seg") })
      let run = try CommandRun(["inspect", segments + "/" + name], in: "/")
      #expect(run.lines.first?.hasPrefix("segment, format \(format),") == true)
    }
  }

  @Test func `a list of files may be a link or a pipe`() throws {
    let directory = try indexed()
    try directory.write(Array("a/file-0.json\na/file-1.json\n".utf8), to: "list")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path + "/link", withDestinationPath: "list")
    let run = try CommandRun(
      ["index", "-I", "linked", "--files-from", "link", "-o", "json"], in: directory.path)
    #expect(run.output.hasPrefix("{\"files\":{\"seen\":2,"), "\(run.errors)")
    // What `<(…)` of a shell is: a link to a pipe. Standard input is empty here.
    let piped = try CommandRun(
      ["index", "-I", "piped", "--files-from", "/dev/stdin", "-o", "json"], in: directory.path)
    #expect(piped.output.hasPrefix("{\"files\":{\"seen\":0,"), "\(piped.errors)")
    try directory.write(Array("192.0.2.0/24\n".utf8), to: "values")
    try FileManager.default.createSymbolicLink(
      atPath: directory.path + "/values-link", withDestinationPath: "values")
    let linked = try CommandRun(["search", "-c", "ip:@values-link"], in: directory.path)
    let direct = try CommandRun(["search", "-c", "ip:@values"], in: directory.path)
    #expect(linked.status == 0 && linked.output == direct.output, "\(linked.errors)")
    let absent = try CommandRun(
      ["index", "-I", "none", "--files-from", "nowhere"], in: directory.path)
    #expect(absent.status == 2 && absent.errors.hasPrefix("trailsift: nowhere: open: No such"))
  }
}

/// The archive beside its index: what is different is told, and nothing is written.
@Suite struct ComparisonTests {
  @Test func `sources that were changed or are gone are told without an index run`() throws {
    let directory = try TemporaryDirectory()
    for number in 0..<4 {
      let text = "{\"Records\":[\(DamagedInputs.goodRecord(number))]}"
      try directory.write(Array(text.utf8), to: "a/file-\(number).json")
    }
    #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    let compare = ["sources", "--changed", "--gone", "-o", "jsonl"]
    #expect(try CommandRun(compare, in: directory.path).output.isEmpty)
    let before = try FileManager.default.subpathsOfDirectory(atPath: directory.path + "/.trailsift")
    try directory.write(Array("{\"Records\":[]}".utf8), to: "a/file-1.json")
    try FileManager.default.removeItem(atPath: directory.path + "/a/file-2.json")
    let run = try CommandRun(compare, in: directory.path)
    #expect(run.status == 0)
    #expect(run.lines.count == 2)
    #expect(
      run.lines.first?.hasPrefix(
        "{\"path\":\"file-1.json\",\"state\":\"changed\",\"kind\":\"cloudtrail\",\"records\":1,"
          + "\"reason\":\"") == true, "\(run.output)")
    #expect(
      run.lines.last
        == "{\"path\":\"file-2.json\",\"state\":\"gone\",\"kind\":\"cloudtrail\",\"records\":1,"
        + "\"reason\":null,\"offset\":null,\"rejected\":0}", "\(run.output)")
    #expect(
      try CommandRun(["sources", "--missing"], in: directory.path).output
        == "gone              1  file-2.json\n")
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: directory.path + "/.trailsift") == before)
    #expect(try CommandRun(["sources", "--gone", "--empty"], in: directory.path).status == 2)
  }

  @Test func `a dry run of compact tells what compact does`() throws {
    let directory = try TemporaryDirectory()
    for number in 0..<3 {
      let text = "{\"Records\":[\(DamagedInputs.goodRecord(number))]}"
      try directory.write(Array(text.utf8), to: "a/file-\(number).json")
      #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    }
    let dry = try CommandRun(["compact", "--dry-run"], in: directory.path)
    #expect(dry.status == 0)
    #expect(dry.output.hasPrefix("would merge 3 → 1 segment in 1 merge, writing at most "))
    #expect(
      try CommandRun(["compact"], in: directory.path).output.hasPrefix("3 → 1 segment,"))
    #expect(
      try CommandRun(["compact", "--dry-run"], in: directory.path).output
        == "nothing to merge: 1 segment\n")
  }
}
