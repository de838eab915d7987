import Foundation
import Testing
import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

/// The index against a plain scan of the same files, on random archives and random queries.
///
/// The seed is the argument of the test, so a failure names what repeats it.
@Suite struct RandomArchiveTests {
  static let seeds: [UInt64] = Array(1...40)

  /// A query of the plain scan in the terms of the searcher.
  private func query(_ random: RandomQuery) throws -> Query {
    var parts: [Query] = []
    for term in random.terms {
      let key = try #require(EventKey.named(term.key))
      switch term.op {
      case .equals: parts.append(.key(key, .exact(term.value)))
      case .matches:
        let alternatives = term.value.split(separator: ",", omittingEmptySubsequences: false)
        parts.append(
          .or(
            alternatives.map { value in
              if value == "*" { return .key(key, .any) }
              return .key(
                key,
                value.hasSuffix("*") ? .prefix(String(value.dropLast())) : .equal(String(value)))
            }))
      }
    }
    if random.since != nil || random.until != nil {
      parts.append(.time(from: random.since, to: random.until))
    }
    return .and(parts)
  }

  @Test(arguments: seeds)
  func `the index answers like a plain scan of the files`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try RandomArchive.write(to: archive.path, seed: seed)
    let scan = try PlainScan(root: archive.path)
    let indexed = try IndexedArchive(archive.path, index: index.path)
    #expect(indexed.summary.records == scan.records, "records, seed \(seed)")
    #expect(indexed.summary.rejected == scan.rejected, "rejected, seed \(seed)")
    #expect(indexed.summary.duplicates == scan.duplicates, "duplicates, seed \(seed)")
    let statistics = try indexed.searcher.statistics(checkingFiles: true)
    #expect(statistics.idConflicts == scan.idConflicts, "id conflicts, seed \(seed)")
    #expect(statistics.events == scan.canonical.count)
    for random in RandomQueries.make(seed: seed, from: scan, count: 60) {
      let expected = scan.matching(random.terms, since: random.since, until: random.until)
        .map { "\($0.path)#\($0.record)" }.sorted()
      let found = try indexed.places(try query(random))
      #expect(found == expected, "\(random), seed \(seed)")
    }
  }

  @Test(arguments: seeds.prefix(6))
  func `every value of every key is found`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try RandomArchive.write(to: archive.path, seed: seed)
    let scan = try PlainScan(root: archive.path)
    let indexed = try IndexedArchive(archive.path, index: index.path)
    var expected: [String: [String: Int]] = [:]
    for event in scan.canonical {
      for (key, values) in event.values where key != "time" {
        for value in values { expected[key, default: [:]][value, default: 0] += 1 }
      }
    }
    for (name, values) in expected {
      let key = try #require(EventKey.named(name))
      for (value, count) in values {
        let found = try indexed.searcher.count(.key(key, .exact(value)))
        // Texts that are equal to Swift but not byte by byte share an entry of the dictionary.
        if value.utf8.allSatisfy({ $0 < 0x80 }) {
          #expect(found == count, "\(name)=\(value), seed \(seed)")
        } else {
          #expect(found > 0, "\(name)=\(value), seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: seeds.prefix(8))
  func `the order of indexing does not change the answers`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let once = try TemporaryDirectory()
    let twice = try TemporaryDirectory()
    _ = try RandomArchive.write(to: archive.path, seed: seed)
    let scan = try PlainScan(root: archive.path)
    let whole = try IndexedArchive(archive.path, index: once.path)
    // The same tree again, its files arriving in another order, three runs.
    let grown = try TemporaryDirectory()
    let files = scan.sources.map(\.path).sorted()
    for turn in [2, 0, 1] {
      for (number, file) in files.enumerated() where number % 3 == turn {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: archive.path + "/" + file))
        _ = try grown.write(Array(bytes), to: file)
      }
      _ = try IndexedArchive(grown.path, index: twice.path)
    }
    let pieces = try IndexedArchive(grown.path, index: twice.path)
    let merged = try TemporaryDirectory()
    try FileManager.default.removeItem(atPath: merged.path)
    try FileManager.default.copyItem(atPath: twice.path, toPath: merged.path)
    #expect(try IndexedArchive.compacted(merged.path).snapshot.segmentCount < 4)
    let compacted = try IndexedArchive(opening: merged.path)
    let all = try whole.searcher.count(.all)
    #expect(try pieces.searcher.count(.all) == all)
    #expect(try compacted.searcher.count(.all) == all)
    for random in RandomQueries.make(seed: seed, from: scan, count: 20) {
      let query = try query(random)
      let expected = try whole.places(query)
      #expect(try pieces.places(query) == expected, "\(random), seed \(seed)")
      #expect(try compacted.places(query) == expected, "merged, \(random), seed \(seed)")
    }
  }

  @Test(arguments: [UInt64(3), 11, 17])
  func `answers come newest first, and cut answers are their beginning`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try RandomArchive.write(to: archive.path, seed: seed)
    let indexed = try IndexedArchive(archive.path, index: index.path)
    for order in [Searcher.Order.newestFirst, .oldestFirst] {
      let (all, total) = try indexed.searcher.hits(.all, order: order, limit: nil)
      #expect(all.count == total)
      for (left, right) in zip(all, all.dropFirst()) {
        switch (left.time, right.time) {
        case (let first?, let second?):
          #expect(order == .newestFirst ? first >= second : first <= second)
        case (nil, .some): Issue.record("an event without a time precedes one with a time")
        default: break
        }
      }
      for limit in [0, 1, 2, 7, 50, 127, 128, 129, total, total + 1] {
        let cut = try indexed.searcher.hits(.all, order: order, limit: limit)
        #expect(cut.hits == Array(all.prefix(limit)), "limit \(limit), seed \(seed)")
        #expect(cut.total == total)
      }
    }
  }
}
