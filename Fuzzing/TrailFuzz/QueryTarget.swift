import TrailSearch
import TrailSegment
import TrailTestSupport

/// A query as somebody types it.
///
/// Promises: it is refused by a `QueryError`, or its canonical spelling is the same query; asking it
/// of an index whose sources are gone ends with an answer or an error.
struct QueryTarget: FuzzTarget {
  func run(_ bytes: UnsafeRawBufferPointer) {
    let text = String(decoding: bytes, as: UTF8.self)
    // A file of values is named by the query, and would be read.
    if text.contains("@") { return }
    let query: Query
    do {
      query = try QueryParser.parse([text])
    } catch {
      return
    }
    let canonical = query.description
    do {
      let again = try QueryParser.parse([canonical])
      precondition(
        again.description == canonical, "`\(canonical)` becomes `\(again.description)`")
    } catch {
      fatalError("the canonical spelling `\(canonical)` is refused: \(error)")
    }
    _ = try? QueryTarget.searcher().count(query)
  }

  private static let files: [String: [UInt8]] = {
    let id = "0123456789abcdef0123"
    let records = (0..<6).map(DamagedInputs.goodRecord).joined(separator: ",")
    let segment = SourcesTarget.segment(of: "{\"Records\":[\(records)]}")
    let entry = Manifest.Segment(
      id: id, byteCount: segment.count, documentCount: 6, exclusions: 0)
    let manifest = Manifest(
      generation: 1, program: "fuzzer", roots: [Array("/none".utf8)], segments: [entry])
    return [FileNames.manifest(1): manifest.encoded, FileNames.segment(id): segment]
  }()

  private static func searcher() throws -> Searcher {
    Searcher(snapshot: try Snapshot(storage: MemoryStorage(files), path: "index"))
  }
}
