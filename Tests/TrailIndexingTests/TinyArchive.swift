import TrailEvents
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// A small archive and its index, both in one temporary directory.
struct TinyArchive {
  /// A row as a person would see it: enough to tell two states of an index apart.
  struct Row: Hashable {
    var file: String
    var record: Int
    var time: String
    var user: String
    var copies: Int
  }

  let directory: TemporaryDirectory
  var archive: String { directory.path + "/archive" }
  var index: String { directory.path + "/index" }

  init() throws { directory = try TemporaryDirectory(label: "trailsift-crash") }

  /// The files of the first run.
  func writeFirst() throws {
    try write("2024/01/01/a.json", 0..<4)
    try write("2024/01/02/b.json.gz", 4..<9)
    try write("2024/01/02/c.json", 2..<3)
  }

  /// What changes before the second run: a new file, one with copies, one that grew, a broken one.
  func writeSecond() throws {
    try write("2024/01/03/d.json.gz", 9..<14)
    try write("2024/01/01/A-copies.json", 3..<6)
    try write("2024/01/02/c.json", 2..<4)
    try directory.write(
      Array(GzipWriter().member(text(20..<23)).dropLast(9)), to: "archive/2024/01/04/e.json.gz")
  }

  private func write(_ path: String, _ records: Range<Int>) throws {
    let bytes = path.hasSuffix(".gz") ? GzipWriter().member(text(records)) : text(records)
    try directory.write(bytes, to: "archive/\(path)")
  }

  private func text(_ records: Range<Int>) -> [UInt8] {
    let all = records.map(DamagedInputs.goodRecord).joined(separator: ",")
    return Array("{\"Records\":[\(all)]}".utf8)
  }

  /// Brings an index up to date.
  @discardableResult
  func run(_ storage: any IndexStorage, index: String? = nil) throws -> IndexSummary {
    var options = IndexWriter.Options()
    options.paths = [archive]
    options.index = index ?? self.index
    options.jobs = 1
    options.program = "test"
    options.grace = 0
    return try IndexWriter(options: options, storage: storage).run { _ in }
  }

  /// The events of an index, in the order of an answer; `nil` when there is no index yet.
  static func rows(_ index: String) throws -> [Row]? {
    // No manifest is no index; anything else that is wrong is for the test to see.
    let names = try PosixStorage(path: index).list("")
    guard names.contains(where: { $0.hasPrefix("MANIFEST-") }) else { return nil }
    let snapshot = try Snapshot(storage: PosixStorage(path: index), path: index)
    for number in 0..<snapshot.segmentCount { try snapshot.segment(number).reader.verifyAll() }
    let searcher = Searcher(snapshot: snapshot)
    let rows = EventRowReader(snapshot: snapshot)
    let (hits, total) = try searcher.hits(.all, order: .oldestFirst, limit: nil)
    guard total == hits.count, try searcher.count(.all) == total else {
      throw IndexError(.corrupt, path: index, detail: "\(total) events, \(hits.count) hits")
    }
    return try hits.map { hit in
      let row = try rows.row(hit)
      return Row(
        file: Paths.display(row.file), record: row.record, time: row.time?.description ?? "",
        user: row[.user] ?? "", copies: row.copies)
    }
  }
}
