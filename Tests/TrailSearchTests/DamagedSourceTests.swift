import Testing
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// Hostile and broken sources: each becomes a named finding, and its neighbours are indexed.
@Suite struct DamagedSourceTests {
  @Test(arguments: DamagedInputs.all)
  func `a damaged source is named and its neighbours are indexed`(input: DamagedInput) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try archive.write(input.bytes, to: "b/input.json.gz")
    _ = try archive.write(Array(DamagedInputs.goodText(records: 2).utf8), to: "a/good.json")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    var found: SourceRecord?
    try indexed.searcher.forEachSource { source in
      if Paths.display(source.path) == "b/input.json.gz" { found = source }
    }
    let source = try #require(found, "the source is not accounted for")
    // A damaged source of which records could be read is partial.
    let state = source.state == .partial ? "damaged" : source.state.name
    #expect(source.state != .damaged || source.documents.isEmpty)
    #expect(source.state != .partial || !source.documents.isEmpty)
    #expect(
      input.states.map { "\($0)" }.contains(state),
      "\(source.state.name) (\(source.reason)), \(input.reason)")
    #expect(input.records.contains(source.documents.count), "\(source.documents.count) records")
    if source.state == .damaged || source.state == .skipped { #expect(!source.reason.isEmpty) }
    #expect(source.records == source.documents.count + source.rejected)
    let statistics = try indexed.searcher.statistics(checkingFiles: true)
    #expect(
      statistics.records == statistics.events + statistics.duplicates + statistics.rejected)
    // Everything that was indexed can be read back.
    let all = try indexed.searcher.hits(.all, order: .newestFirst, limit: nil).hits
    var read = 0
    for hit in all {
      let segment = try indexed.searcher.snapshot.segment(hit.segment)
      try indexed.searcher.records.forEach([hit.document], in: segment) { _, _, _ in read += 1 }
    }
    #expect(read == all.count)
  }

  @Test func `a decompression bomb is refused and leaves no event behind`() throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    var bomb: [UInt8] = []
    DamagedInputs.writeBomb(blanks: 80 << 20) { bomb.append(contentsOf: $0) }
    _ = try archive.write(bomb, to: "bomb.json.gz")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    #expect(indexed.summary.damaged == 1)
    #expect(indexed.summary.damagedSources.first?.reason.contains("refused") == true)
    #expect(try indexed.searcher.count(.all) == 0)
  }

  @Test func `a source that changed since is an error that names it, never a wrong record`() throws
  {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let text = DamagedInputs.goodText(records: 3)
    let path = try archive.write(Array(text.utf8), to: "log.json")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    let hits = try indexed.searcher.hits(.all, order: .oldestFirst, limit: nil).hits
    #expect(hits.count == 3)
    // Another record of the same length in the same place.
    _ = try archive.write(
      Array(text.replacing("\"eventID\":\"", with: "\"eventID\":\"x").utf8), to: "log.json")
    let segment = try indexed.searcher.snapshot.segment(hits[0].segment)
    let failure = #expect(throws: RecordFetcher.Failure.self) {
      try indexed.searcher.records.forEach([hits[0].document], in: segment) { _, _, _ in }
    }
    #expect(failure?.description.contains(path) == true)
  }
}
