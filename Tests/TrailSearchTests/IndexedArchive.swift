import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment

/// An archive indexed in a directory, ready for questions.
struct IndexedArchive {
  let summary: IndexSummary
  let searcher: Searcher

  /// Indexes a directory.
  ///
  /// - Parameters:
  ///   - memory: Bytes for segments; a small number makes several.
  init(_ archive: String, index: String, jobs: Int = 1, memory: Int = 256 << 20) throws {
    var options = IndexWriter.Options()
    options.paths = [archive]
    options.index = index
    options.jobs = jobs
    options.memory = memory
    options.program = "tests"
    summary = try IndexWriter(options: options, storage: PosixStorage(path: index)).run { _ in }
    searcher = Searcher(snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
  }

  /// Merges all segments of an index and opens it anew.
  static func compacted(_ index: String) throws -> Searcher {
    let storage = PosixStorage(path: index)
    _ = try IndexCompaction(index: index, program: "tests", storage: storage, grace: 0).run()
    return Searcher(snapshot: try Snapshot(storage: storage, path: index))
  }

  /// An index as it is.
  init(opening index: String) throws {
    summary = IndexSummary()
    searcher = Searcher(snapshot: try Snapshot(storage: PosixStorage(path: index), path: index))
  }

  /// The events that satisfy a query as `path#record`, sorted.
  func places(_ query: Query) throws -> [String] {
    let rows = EventRowReader(snapshot: searcher.snapshot)
    return try searcher.hits(query, order: .newestFirst, limit: nil).hits.map { hit in
      let row = try rows.row(hit)
      return "\(Paths.display(row.file))#\(row.record)"
    }.sorted()
  }
}
