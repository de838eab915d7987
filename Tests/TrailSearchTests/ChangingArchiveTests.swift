import Testing
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// An archive that arrives in pieces and whose files are replaced: after every run the index
/// answers like a plain scan of what lies there now.
@Suite struct ChangingArchiveTests {
  /// What an index must agree on with a plain scan.
  private struct Counts: Equatable {
    var records: Int
    var rejected: Int
    var duplicates: Int
    var idConflicts: Int
    var places: [String]

    init(_ scan: PlainScan) {
      records = scan.records
      rejected = scan.rejected
      duplicates = scan.duplicates
      idConflicts = scan.idConflicts
      places = scan.canonical.map { "\($0.path)#\($0.record)" }.sorted()
    }

    init(_ indexed: IndexedArchive) throws {
      let statistics = try indexed.searcher.statistics(checkingFiles: false)
      records = statistics.records
      rejected = statistics.rejected
      duplicates = statistics.duplicates
      idConflicts = statistics.idConflicts
      places = try indexed.places(.all)
    }
  }

  @Test(arguments: UInt64(1)...16)
  func `replaced files take their copies and conflicts with them`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let origin = try TemporaryDirectory()
    _ = try RandomArchive.write(to: origin.path, seed: seed)
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let files = try PlainScan(root: origin.path).sources.map(\.path).sorted()
    let storage = PosixStorage(path: origin.path)
    var present: Set<String> = []
    for round in 0..<12 {
      // A file of the list arrives, or takes the place of one that is there.
      let name = random.pick(files)
      let content = random.chance(40) ? name : random.pick(files)
      try archive.write(try storage.read(content), to: name)
      present.insert(name)
      let indexed = try IndexedArchive(archive.path, index: index.path)
      let expected = Counts(try PlainScan(root: archive.path))
      #expect(try Counts(indexed) == expected, "seed \(seed), round \(round)")
      if random.chance(30) {
        _ = try IndexedArchive.compacted(index.path)
        let merged = try IndexedArchive(opening: index.path)
        #expect(try Counts(merged) == expected, "merged, seed \(seed), round \(round)")
      }
    }
    // Forgetting a source, and removing its file, is as if it had never been there.
    while present.count > 1 {
      let name = random.pick(present.sorted())
      present.remove(name)
      try forget(name, index.path)
      try PosixStorage(path: archive.path).remove(name)
      let left = try IndexedArchive(opening: index.path)
      let expected = Counts(try PlainScan(root: archive.path))
      #expect(try Counts(left) == expected, "seed \(seed), without \(name)")
    }
    let check = try IndexCheck(storage: PosixStorage(path: index.path), path: index.path)
      .run(.deep)
    #expect(check.findings == [], "seed \(seed)")
    #expect(check.compared == 1 && check.absent == 0)
  }

  private func forget(_ name: String, _ index: String) throws {
    let storage = PosixStorage(path: index)
    var criteria = SourceSelection.Criteria()
    criteria.path = name
    let searcher = Searcher(snapshot: try Snapshot(storage: storage, path: index))
    let selection = try searcher.select(criteria)
    #expect(selection.count == 1)
    let removal = SourceRemoval(index: index, program: "tests", storage: storage, grace: 0)
    try removal.run(selection.sources, generation: selection.generation)
  }
}
