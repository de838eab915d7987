import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// One event that reaches the archive by several ways counts once, and its copies are counted.
@Suite struct CopiesAcrossFormatsTests {
  /// The same two events in every format that carries a CloudTrail record.
  private static let ways: [(name: String, bytes: [UInt8])] = [
    ("trail.json.gz", GzipWriter().member(Array(delivery.utf8))),
    ("page-v1.json", Array("{\"Events\":[\(items(1))]}".utf8)),
    ("page-v2.json", Array("{\n\"Events\": [\n\(items(2))\n]\n}\n".utf8)),
    ("bus.json", Array("\(LogShapes.busEvent(1))\n\(LogShapes.busEvent(2))\n".utf8)),
    ("batch", Array(LogShapes.batch([LogShapes.record(1), LogShapes.record(2)]).utf8)),
    ("pretty.json", Array("[\(LogShapes.prettyRecord(1)),\n\(LogShapes.prettyRecord(2))]".utf8)),
  ]
  private static let delivery = "{\"Records\":[\(LogShapes.record(1)),\(LogShapes.record(2))]}"

  private static func items(_ version: Int) -> String {
    (1...2).map { LogShapes.lookupItem($0, version: version) }.joined(separator: ",\n")
  }

  private func check(_ indexed: IndexedArchive, ways: Int, first: String) throws {
    let statistics = try indexed.searcher.statistics(checkingFiles: true)
    #expect(statistics.records == 2 * ways && statistics.rejected == 0)
    #expect(statistics.events == 2 && statistics.duplicates == 2 * (ways - 1))
    #expect(statistics.idConflicts == 0)
    #expect(try indexed.searcher.count(.all) == 2)
    let rows = EventRowReader(snapshot: indexed.searcher.snapshot)
    for number in 1...2 {
      for query in [
        Query.key(.id, .equal(LogShapes.eventID(number))), .key(.user, .equal("user-\(number)")),
        .key(.accessKey, .equal("AKIAEXAMPLE\(number)")), .key(.ip, .equal("192.0.2.\(number)")),
      ] {
        let hits = try indexed.searcher.hits(query, order: .newestFirst, limit: nil).hits
        let hit = try #require(hits.first, "\(query)")
        #expect(hits.count == 1)
        let row = try rows.row(hit)
        #expect(row.copies == ways - 1)
        #expect(row.file.elementsEqual(Array(first.utf8)), "the first path is canonical")
      }
    }
    #expect(try indexed.readBack() == [LogShapes.eventID(1), LogShapes.eventID(2)])
  }

  @Test(arguments: 0..<6)
  func `copies in all formats are one event in every order of names`(turn: Int) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for (number, way) in Self.ways.enumerated() {
      _ = try archive.write(way.bytes, to: "\((number + turn) % 6)-\(way.name)")
    }
    let first = "0-\(Self.ways[(6 - turn) % 6].name)"
    let indexed = try IndexedArchive(archive.path, index: index.path)
    try check(indexed, ways: 6, first: first)
  }

  @Test(arguments: 0..<4)
  func `copies that arrive in separate runs are one event`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    var random = SplitMix64(seed: seed)
    let order = Self.ways.shuffled(using: &random)
    var names: [String] = []
    for (number, way) in order.enumerated() {
      names.append("\(random.below(10))-\(way.name)")
      _ = try archive.write(way.bytes, to: names[number])
      let indexed = try IndexedArchive(archive.path, index: index.path)
      try check(indexed, ways: number + 1, first: names.min() ?? "")
    }
  }

  @Test func `entries of Cognito are one event however they were delivered`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let started = LogShapes.activity(1, response: "InProgress")
    let passed = LogShapes.activity(1)
    let spread = passed.replacing(",\"", with: ",\n  \"").replacing("\":", with: "\" : ")
    _ = try archive.write(Array("\(started)\n\(passed)\n".utf8), to: "a.log")
    _ = try archive.write(Array(LogShapes.batch([passed, started]).utf8), to: "b.json")
    _ = try archive.write(Array("2025-01-15T02:03:00.001Z \(passed)\n".utf8), to: "c.txt")
    _ = try archive.write(Array(spread.utf8), to: "d.json")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    let statistics = try indexed.searcher.statistics(checkingFiles: true)
    #expect(statistics.events == 2 && statistics.duplicates == 4)
    #expect(try indexed.searcher.count(.key(.result, .equal("pending"))) == 1)
    #expect(try indexed.searcher.count(.key(.result, .equal("success"))) == 1)
    // Again, one file a run.
    let grown = try TemporaryDirectory()
    let pieces = try TemporaryDirectory()
    for (name, text) in [("d", spread), ("b", LogShapes.batch([passed, started])), ("a", started)] {
      _ = try grown.write(Array(text.utf8), to: name)
      _ = try IndexedArchive(grown.path, index: pieces.path)
    }
    let whole = try IndexedArchive(grown.path, index: pieces.path)
    #expect(try whole.searcher.count(.all) == 2)
  }

  @Test func `one action seen by two accounts is two events`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let shared = "\"sharedEventID\":\"\(LogShapes.eventID(90))\",\"readOnly\""
    let mine = LogShapes.record(1).replacing("\"readOnly\"", with: shared)
    let other = LogShapes.record(2).replacing("\"readOnly\"", with: shared)
      .replacing("\"recipientAccountId\":\"111122223333\"", with: "\"recipientAccountId\":\"4\"")
    _ = try archive.write(Array("[\(mine),\(other)]".utf8), to: "a.json")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    #expect(try indexed.searcher.count(.key(.shared, .equal(LogShapes.eventID(90)))) == 2)
    #expect(indexed.summary.duplicates == 0)
  }
}
