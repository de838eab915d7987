import Testing
import TrailSearch
import TrailTestSupport

/// Queries of the whole language, typed, parsed and answered by the index, against a plain scan.
@Suite struct RandomTreeTests {
  static let seeds: [UInt64] = Array(101...160)

  /// Most queries are asked of small archives, so that more than ten thousand pairs of query and
  /// archive take some seconds only.
  private static func queries(records: Int) -> Int { records < 60 ? 330 : 30 }

  @Test func `more than ten thousand pairs of query and archive are asked`() throws {
    var pairs = 0
    for seed in Self.seeds {
      let archive = try TemporaryDirectory()
      pairs += Self.queries(
        records: try RandomArchive.write(to: archive.path, seed: seed).records)
    }
    #expect(pairs >= 10_000)
  }

  @Test(arguments: seeds)
  func `the index answers every query like a plain scan`(seed: UInt64) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let count = Self.queries(
      records: try RandomArchive.write(to: archive.path, seed: seed).records)
    let scan = try PlainScan(root: archive.path)
    // Some archives are indexed in several segments.
    let memory = seed % 5 == 0 ? 1 << 16 : 256 << 20
    let indexed = try IndexedArchive(archive.path, index: index.path, memory: memory)
    // Some have their records read by several workers, however few there are.
    if seed % 3 == 0 { indexed.searcher.recordWorkers = 3 }
    let known = PlainMemory()
    var trees = RandomTrees(seed: seed, scan: scan, memory: known)
    for _ in 0..<count {
      let tree = trees.next()
      let typed = tree.description
      let query: Query
      do {
        query = try QueryParser.parse([typed])
      } catch {
        Issue.record("\(typed) is not understood: \(error), seed \(seed)")
        continue
      }
      let expected = scan.places(tree, known)
      #expect(try indexed.places(query) == expected, "\(typed), read as \(query), seed \(seed)")
    }
  }
}
