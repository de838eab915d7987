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
    for lookUp in truth.lookups {
      var parts = [try QueryParser.parse(lookUp.query)]
      let from = try lookUp.since.map { try #require(TimeText.span($0)).lowerBound }
      let to = try lookUp.until.map { try #require(TimeText.span($0)).upperBound }
      if from != nil || to != nil { parts.append(.time(from: from, to: to)) }
      #expect(
        try indexed.searcher.count(.and(parts)) == lookUp.count, "\(lookUp.name): \(lookUp.query)")
    }
  }
}
