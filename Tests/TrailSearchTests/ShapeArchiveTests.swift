import Testing
import TrailEvents
import TrailFiles
import TrailFormats
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// Every shape that exports have, as a file of an archive.
@Suite struct ShapeArchiveTests {
  @Test(arguments: LogShapes.all)
  func `a shape gets its state, its kind and its events`(shape: LogShape) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    _ = try archive.write(shape.bytes, to: "input")
    let indexed = try IndexedArchive(archive.path, index: index.path)
    let source = try #require(try indexed.sources().first)
    #expect(source.state.name == shape.state, "\(source.reason)")
    #expect(source.documents.count == shape.ids.count)
    #expect(source.rejected == shape.rejected, "\(source.rejections)")
    let format = try #require(SourceFormat(rawValue: source.format))
    #expect(format.name == shape.format)
    if shape.state == "skipped" || shape.state == "damaged" { #expect(!source.reason.isEmpty) }
    #expect(indexed.summary.records == shape.ids.count + shape.rejected)
    #expect(try indexed.readBack() == Set(shape.ids.compactMap { $0 }))
  }
}

extension IndexedArchive {
  /// The sources in the order of the index.
  func sources() throws -> [SourceRecord] {
    var sources: [SourceRecord] = []
    try searcher.forEachSource { sources.append($0) }
    return sources
  }

  /// Reads the records of all events again, each with its fingerprint compared.
  ///
  /// - Returns: Their ids.
  func readBack() throws -> Set<String> {
    var ids: Set<String> = []
    let (hits, total) = try searcher.hits(.all, order: .newestFirst, limit: nil)
    var read = 0
    for hit in hits {
      let segment = try searcher.snapshot.segment(hit.segment)
      try searcher.records.forEach([hit.document], in: segment) { _, record, original in
        read += 1
        if let id = record[.eventID] { ids.insert(String(decoding: id, as: UTF8.self)) }
        #expect(!original.isEmpty)
      }
    }
    #expect(read == total)
    return ids
  }
}
