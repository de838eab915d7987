import Testing
import TrailDemo
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

@testable import TrailPeople

/// The details that segments keep, against the records that they were taken from.
@Suite struct SignInDetailsTests {
  private func searcher(
    _ archive: String, _ index: String, memory: Int = 256 << 20
  ) throws
    -> Searcher
  {
    var options = IndexWriter.Options()
    options.paths = [archive]
    options.index = index
    options.memory = memory
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index)).run { _ in }
    return Searcher(snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
  }

  /// Compares every event that has details with its record; returns how many there are.
  private func compare(_ searcher: Searcher) throws -> Int {
    let hits = try searcher.hits(
      .or(SignInField.eventNames.map { .key(.event, .equal($0)) }), order: .oldestFirst, limit: nil
    ).hits.filter { $0.time != nil }
    let kept = try SignInEventReader(searcher: searcher).events(hits)
    let read = try SignInEventReader(searcher: searcher, usesDetails: false).events(hits)
    #expect(kept.count == hits.count && read.count == hits.count)
    for (left, right) in zip(kept, read) {
      let isSame =
        left.hit == right.hit && left.eventID == right.eventID && left.time == right.time
        && SignInField.allCases.allSatisfy { left[$0] == right[$0] }
      #expect(isSame, "\(left.name) \(left.id ?? "-")")
    }
    return kept.count
  }

  @Test(arguments: [(UInt64(5), 256 << 20), (6, 2 << 20)])
  func `details of a demonstration archive are those of its records`(
    seed: UInt64, memory: Int
  ) throws {
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try DemoArchive.write(
      to: demo.path, options: DemoOptions(events: 4_000, accounts: 5, days: 9, seed: seed),
      progress: nil)
    let searcher = try searcher(demo.path + "/archive", index.path, memory: memory)
    #expect(try compare(searcher) > 200)
    #expect(
      try SignInEventReader(searcher: searcher).unkept(
        try searcher.hits(
          .key(.event, .equal("ConsoleLogin")), order: .oldestFirst, limit: nil
        ).hits) == 0)
  }

  @Test func `details of every shape are those of its records`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for (number, shape) in LogShapes.all.enumerated() {
      _ = try archive.write(shape.bytes, to: "shape-\(number)")
    }
    #expect(try compare(try searcher(archive.path, index.path)) > 0)
  }

  @Test(arguments: UInt64(1)...6)
  func `details of random records are those of the records`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try RandomArchive.write(to: archive.path, seed: seed)
    _ = try compare(try searcher(archive.path, index.path))
  }

  @Test func `an id is told as the record spells it`() {
    #expect(EventID(high: 0, low: 0).text == nil)
    #expect(EventID("An-Id").text == "An-Id")
    #expect(
      EventID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210).text
        == "01234567-89ab-cdef-fedc-ba9876543210")
    #expect(EventID.precedes(EventID(high: 1, low: 2), EventID("1")))
    #expect(EventID.precedes(EventID(high: 1, low: 2), EventID(high: 1, low: 3)))
  }
}
