import Foundation
import Testing
import TrailDemo
import TrailIndexing
import TrailSearch
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

    var records: Int
    var events: Int
    var duplicates: Int
    var lookups: [LookUp]
  }

  @Test(arguments: [(1, 1, 256 << 20), (7, 2, 3 << 20)])
  func `every look-up of a demonstration archive has its known answer`(
    seed: Int, jobs: Int, memory: Int
  ) throws {
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let options = DemoOptions(events: 6_000, accounts: 5, days: 12, seed: UInt64(seed))
    _ = try DemoArchive.write(to: demo.path, options: options, progress: nil)
    let data = try Data(contentsOf: URL(fileURLWithPath: demo.path + "/truth.json"))
    let truth = try JSONDecoder().decode(Truth.self, from: data)
    let indexed = try IndexedArchive(
      demo.path + "/archive", index: index.path, jobs: jobs, memory: memory)
    #expect(indexed.summary.records == truth.records)
    #expect(indexed.summary.events == truth.events)
    #expect(indexed.summary.duplicates == truth.duplicates)
    #expect(truth.lookups.count >= 60)
    try expect(truth.lookups, of: indexed.searcher)
  }

  @Test(arguments: [UInt64(3), 4])
  func `twenty runs in random order, and their merge, answer like one run`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let demo = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let options = DemoOptions(events: 3_000, accounts: 4, days: 9, seed: seed)
    _ = try DemoArchive.write(to: demo.path, options: options, progress: nil)
    let data = try Data(contentsOf: URL(fileURLWithPath: demo.path + "/truth.json"))
    let truth = try JSONDecoder().decode(Truth.self, from: data)
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
    for searcher in [grown, merged] {
      let statistics = try searcher.statistics(checkingFiles: true)
      #expect(statistics.records == truth.records)
      #expect(statistics.events == truth.events)
      #expect(statistics.duplicates == truth.duplicates)
      #expect(statistics.missing == 0)
    }
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
