import TrailEvents
import TrailFiles
import TrailSearch
import TrailSegment
import TrailTestSupport

/// A segment that somebody damaged, or made up with right checksums.
///
/// The input begins with a byte that says which: 0 for a whole file behind it, else edits of a
/// good segment, three bytes each (offset, value), after which all checksums are made right.
/// Promises: opening, checking and asking end with an answer or an `IndexError`.
final class SegmentTarget: FuzzTarget {
  private static let good = SourcesTarget.segment(
    of: "{\"Records\":[" + (0..<6).map(DamagedInputs.goodRecord).joined(separator: ",") + "]}")
  private static let layout: Resealed.Layout = {
    do {
      return try Resealed.Layout(good)
    } catch {
      fatalError("\(error)")
    }
  }()

  func run(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else { return }
    let rest = bytes.dropFirst()
    var segment = first == 0 ? Array(rest) : SegmentTarget.good
    if first != 0 {
      var edits = rest
      while edits.count >= 3 {
        let edit = Array(edits.prefix(3))
        edits = edits.dropFirst(3)
        segment[(Int(edit[0]) << 8 | Int(edit[1])) % segment.count] = edit[2]
      }
      segment = Resealed.segment(segment, SegmentTarget.layout)
    }
    do {
      let reader = try SegmentReader(MappedFile(bytes: segment, path: "segment"))
      try? SegmentCheck(reader).run()
      try SegmentTarget.ask(segment, documents: reader.documentCount)
    } catch is IndexError {
      // What a damaged segment should give.
    } catch {
      fatalError("an error without a name: \(error)")
    }
  }

  /// Asks everything that is asked of segments, records aside.
  private static func ask(_ segment: [UInt8], documents: Int) throws {
    let id = "0123456789abcdef0123"
    let entry = Manifest.Segment(
      id: id, byteCount: segment.count, documentCount: documents, exclusions: 0)
    let manifest = Manifest(
      generation: 1, program: "fuzzer", roots: [Array("/none".utf8)], segments: [entry])
    let storage = MemoryStorage([
      FileNames.manifest(1): manifest.encoded, FileNames.segment(id): segment,
    ])
    let searcher = Searcher(snapshot: try Snapshot(storage: storage, path: "index"))
    for key in [EventKey.user, .ip, .event, .error, .account, .region, .arn, .accessKey, .file] {
      for pattern in [ValuePattern.any, .prefix("a"), .equal("203.0.113.7")] {
        _ = try searcher.count(.key(key, pattern))
      }
    }
    let rows = EventRowReader(snapshot: searcher.snapshot)
    for order in [Searcher.Order.newestFirst, .oldestFirst] {
      for hit in try searcher.hits(.all, order: order, limit: 5).hits { _ = try? rows.row(hit) }
    }
    _ = try searcher.groups(.all, by: [.primary(EventKey.user.rawValue)])
    _ = try searcher.groups(.all, by: [.file, .every(EventKey.resource.rawValue)])
    _ = try searcher.statistics(checkingFiles: false)
    _ = try searcher.terms(of: "ip", startingWith: "", limit: 10)
  }
}
