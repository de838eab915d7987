import Foundation
import Testing
import TrailDemo
import TrailFiles
import TrailFormats
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// The demonstration archive's own list of look-ups and answers.
@Suite struct TruthTests {
  private struct Truth: Decodable {
    struct LookUp: Decodable {
      var name: String
      var query: [String]
      var since: String?
      var until: String?
      var count: Int
    }

    struct Sources: Decodable {
      var indexed: Int
      var empty: Int
      var digest: Int
      var directory: Int
      var skipped: Int
    }

    var records: Int
    var events: Int
    var duplicates: Int
    var files: Int
    var sources: Sources
    var lookups: [LookUp]
  }

  @Test(arguments: [(1, 1, 256 << 20), (7, 2, 3 << 20)])
  func `every look-up of a demonstration archive has its known answer`(
    seed: Int, jobs: Int, memory: Int
  ) throws {
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let options = DemoOptions(events: 6_000, accounts: 5, days: 12, seed: UInt64(seed))
    let truth = try truth(demo, options)
    let indexed = try IndexedArchive(
      demo.path + "/archive", index: index.path, jobs: jobs, memory: memory)
    #expect(truth.lookups.count >= 230)
    try expect(truth, of: indexed)
  }

  @Test(arguments: [UInt64(3), 4])
  func `twenty runs in random order, and their merge, answer like one run`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let options = DemoOptions(events: 3_000, accounts: 4, days: 9, seed: seed)
    let truth = try truth(demo, options)
    let files = FileManager.default
    let origin = demo.path + "/archive"
    let archive = demo.path + "/grown"
    var batches = [[String]](repeating: [], count: 20)
    for case let path as String in try #require(files.enumerator(atPath: origin)) {
      var isDirectory: ObjCBool = false
      _ = files.fileExists(atPath: origin + "/" + path, isDirectory: &isDirectory)
      if !isDirectory.boolValue { batches[random.below(20)].append(path) }
    }
    for (number, batch) in batches.enumerated() {
      for path in batch {
        let target = URL(fileURLWithPath: archive + "/" + path)
        try files.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try files.linkItem(atPath: origin + "/" + path, toPath: target.path)
      }
      _ = try IndexedArchive(archive, index: index.path, jobs: 1 + number % 2)
    }
    let grown = try IndexedArchive(opening: index.path).searcher
    try expect(truth.lookups, of: grown)
    let merged = try IndexedArchive.compacted(index.path)
    #expect(merged.snapshot.segmentCount < grown.snapshot.segmentCount)
    try expect(truth.lookups, of: merged)
    for searcher in [grown, merged] { try expect(truth, ofStatisticsOf: searcher) }
  }

  @Test(arguments: [UInt64(5), 6])
  func `three overlapping indexes answer together like one`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let demo = try TemporaryDirectory()
    let options = DemoOptions(events: 3_000, accounts: 4, days: 9, seed: seed)
    let truth = try truth(demo, options)
    let files = FileManager.default
    let origin = demo.path + "/archive"
    let whole = try TemporaryDirectory()
    let one = try IndexedArchive(origin, index: whole.path).searcher
    // Of one root, seen at three moments: each time a third of the files is away. And of three
    // directories with copies of files.
    let moments = try (0..<3).map { _ in try TemporaryDirectory() }
    let others = try (0..<3).map { _ in try TemporaryDirectory() }
    let away = demo.path + "/away"
    var paths: [String] = []
    for case let path as String in try #require(files.enumerator(atPath: origin)) {
      var isDirectory: ObjCBool = false
      _ = files.fileExists(atPath: origin + "/" + path, isDirectory: &isDirectory)
      if !isDirectory.boolValue { paths.append(path) }
    }
    let absentees = paths.map { ($0, random.below(3)) }
    func link(_ path: String, to directory: String) throws {
      let target = URL(fileURLWithPath: directory + "/" + path)
      try files.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try files.linkItem(atPath: origin + "/" + path, toPath: target.path)
    }
    for (path, absent) in absentees {
      for number in 0..<3 where number != absent {
        try link(path, to: "\(demo.path)/directory-\(number)")
      }
    }
    for number in 0..<3 {
      _ = try IndexedArchive("\(demo.path)/directory-\(number)", index: others[number].path)
      try files.createDirectory(atPath: away, withIntermediateDirectories: true)
      let missing = absentees.filter { $0.1 == number }.map(\.0)
      for path in missing {
        try files.moveItem(
          atPath: origin + "/" + path,
          toPath: away + "/" + path.replacingOccurrences(of: "/", with: "%"))
      }
      _ = try IndexedArchive(origin, index: moments[number].path, memory: 2 << 20)
      for path in missing {
        try files.moveItem(
          atPath: away + "/" + path.replacingOccurrences(of: "/", with: "%"),
          toPath: origin + "/" + path)
      }
    }
    let together = try opened(moments.map(\.path))
    try expect(truth, ofStatisticsOf: together)
    try expect(truth.lookups, of: together)
    #expect(try answer(of: together) == (try answer(of: one)))
    #expect(try answer(of: try opened(moments.reversed().map(\.path))) == (try answer(of: one)))
    // Which copy stands for an event depends on the order of roots: the same as in one index.
    let copied = try opened(others.map(\.path))
    let grown = try TemporaryDirectory()
    for number in 0..<3 {
      _ = try IndexedArchive("\(demo.path)/directory-\(number)", index: grown.path)
    }
    let all = try IndexedArchive(opening: grown.path).searcher
    #expect(try answer(of: copied) == (try answer(of: all)))
    let (left, right) = (
      try copied.statistics(checkingFiles: true), try all.statistics(checkingFiles: true)
    )
    #expect(left.events == truth.events)
    #expect(left.records == right.records)
    #expect(left.duplicates == right.duplicates)
    #expect(left.sources == right.sources)
    #expect(together.snapshot.unconfirmed + copied.snapshot.unconfirmed == 0)
  }

  private func opened(_ indexes: [String]) throws -> Searcher {
    Searcher(snapshot: try Snapshot(indexes.map { (PosixStorage(path: $0), $0) }))
  }

  /// The events in order, page by page, with all that is shown of each.
  private func answer(of searcher: Searcher) throws -> [String] {
    let rows = EventRowReader(snapshot: searcher.snapshot)
    let pages = try HitPages(.all, order: .newestFirst, limit: nil, searcher: searcher)
    var lines: [String] = []
    while true {
      let hits = try pages.page()
      if hits.isEmpty { return lines }
      for hit in hits {
        let row = try rows.row(hit)
        let values = row.values.map { "\($0.key)=\($0.value)" }.sorted()
        let copies = row.copies > 0 ? try searcher.copies(of: hit).map { "\($0)" } : []
        lines.append("\(Paths.display(row.file))#\(row.record) \(values) \(copies)")
      }
    }
  }

  @Test(arguments: [
    DemoOptions(events: 1, accounts: 1, days: 1),
    DemoOptions(events: 200, accounts: 2, days: 3, seed: 5),
  ])
  func `even a small archive has every shape`(_ options: DemoOptions) throws {
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let truth = try truth(demo, options)
    let indexed = try IndexedArchive(demo.path + "/archive", index: index.path)
    try expect(truth, of: indexed)
    for kind in ["cloudtrail", "cognito", "insight", "network", "aggregated"] {
      #expect(try indexed.searcher.count(try QueryParser.parse(["kind:\(kind)"])) > 0)
    }
    var formats: Set<UInt8> = []
    try indexed.searcher.forEachSource { formats.insert($0.format) }
    let expected: [SourceFormat] = [
      .cloudTrail, .lookupEvents, .cognito, .eventBridge, .cloudWatchLogs, .messages, .table,
      .digest, .directory,
    ]
    for format in expected { #expect(formats.contains(format.rawValue), "\(format)") }
  }

  @Test func `an archive of deliveries alone has nothing else`() throws {
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let truth = try truth(demo, DemoOptions(events: 500, days: 4, isS3Only: true))
    #expect(truth.events == 500)
    #expect(truth.files == truth.sources.indexed + truth.sources.empty)
    try expect(truth, of: try IndexedArchive(demo.path + "/archive", index: index.path))
    let entries = try FileManager.default.contentsOfDirectory(atPath: demo.path + "/archive")
    #expect(entries == ["AWSLogs"])
  }

  @Test func `equal options give equal bytes`() throws {
    let first = try TemporaryDirectory()
    let second = try TemporaryDirectory()
    let options = DemoOptions(events: 300, accounts: 3, days: 2, seed: 3)
    _ = try truth(first, options)
    _ = try truth(second, options)
    let names = try FileManager.default.subpathsOfDirectory(atPath: first.path).sorted()
    #expect(names == (try FileManager.default.subpathsOfDirectory(atPath: second.path).sorted()))
    for name in names {
      let left = FileManager.default.contents(atPath: "\(first.path)/\(name)")
      #expect(left == FileManager.default.contents(atPath: "\(second.path)/\(name)"), "\(name)")
    }
  }

  /// Writes an archive and reads the answers beside it.
  private func truth(_ directory: TemporaryDirectory, _ options: DemoOptions) throws -> Truth {
    _ = try DemoArchive.write(to: directory.path, options: options, progress: nil)
    let data = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/truth.json"))
    return try JSONDecoder().decode(Truth.self, from: data)
  }

  private func expect(_ truth: Truth, of indexed: IndexedArchive) throws {
    #expect(indexed.summary.records == truth.records)
    #expect(indexed.summary.events == truth.events)
    #expect(indexed.summary.duplicates == truth.duplicates)
    try expect(truth, ofStatisticsOf: indexed.searcher)
    try expect(truth.lookups, of: indexed.searcher)
  }

  private func expect(_ truth: Truth, ofStatisticsOf searcher: Searcher) throws {
    let statistics = try searcher.statistics(checkingFiles: true)
    #expect(statistics.records == truth.records)
    #expect(statistics.events == truth.events)
    #expect(statistics.duplicates == truth.duplicates)
    #expect(statistics.rejected == 0)
    #expect(statistics.idConflicts == 0)
    #expect(statistics.missing == 0)
    #expect(statistics.sources[.indexed, default: 0] == truth.sources.indexed)
    #expect(statistics.sources[.empty, default: 0] == truth.sources.empty)
    #expect(statistics.sources[.digest, default: 0] == truth.sources.digest)
    #expect(statistics.sources[.directory, default: 0] == truth.sources.directory)
    #expect(statistics.sources[.skipped, default: 0] == truth.sources.skipped)
    #expect(statistics.sources.values.reduce(0, +) == truth.files)
  }

  private func expect(_ lookUps: [Truth.LookUp], of searcher: Searcher) throws {
    for lookUp in lookUps {
      var parts = [try QueryParser.parse(lookUp.query)]
      let from = try lookUp.since.map { try #require(TimeText.span($0)).lowerBound }
      let to = try lookUp.until.map { try #require(TimeText.span($0)).upperBound }
      if from != nil || to != nil { parts.append(.time(from: from, to: to)) }
      #expect(
        try searcher.count(.and(parts)) == lookUp.count, "\(lookUp.name): \(lookUp.query)")
    }
  }
}
