package import TrailEvents
package import TrailFiles
package import TrailSegment

/// What is shown of an event without reading its record: the primary value of each key.
package struct EventRow: Sendable {
  package var time: Timestamp?
  /// The primary values by key; a key without a value is missing.
  ///
  /// Bytes as in the record, `ip` in
  /// its usual spelling.
  package var values: [EventKey: [UInt8]]
  /// The path of the source relative to its root.
  package var file: PathBytes
  /// Number of the record in its source, from 0.
  package var record: Int
  /// Copies of the event beside this one.
  package var copies: Int

  /// The value of a key as text; bytes that are not UTF-8 are replaced.
  package subscript(_ key: EventKey) -> String? {
    values[key].map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Reads rows of events from the columns of a snapshot.
///
/// Belongs to one thread.
package final class EventRowReader {
  private let snapshot: Snapshot
  private var terms: [TermKey: [UInt8]] = [:]
  private var copyCounts: CopyCounts?

  private struct TermKey: Hashable {
    var segment: Int
    var key: UInt8
    var ordinal: TermOrdinal
  }

  /// Terms remembered before the memory is emptied.
  private static let rememberedTerms = 100_000

  package init(snapshot: Snapshot) { self.snapshot = snapshot }

  /// Where the record of a hit is: the path of its file as it is shown, and its number there.
  package func place(of hit: Hit) throws(IndexError) -> (file: PathBytes, record: Int) {
    let source = try snapshot.segment(hit.segment).source(ofDocument: hit.document)
    return (Snapshot.displayPath(source), source.recordNumber(of: hit.document))
  }

  /// The row of a hit.
  package func row(_ hit: Hit) throws(IndexError) -> EventRow {
    let segment = try snapshot.segment(hit.segment)
    let reader = segment.reader
    let place = try place(of: hit)
    var row = EventRow(
      time: hit.time.map { Timestamp(milliseconds: $0) }, values: [:], file: place.file,
      record: place.record, copies: try copies(of: hit))
    for (space, schema) in reader.schema.tupleSpaces.enumerated() {
      let tuple = Int(try reader.tupleColumn(space).value(at: hit.document))
      for (column, member) in schema.columns.enumerated() {
        guard let key = EventKey(rawValue: member.key), row.values[key] == nil else { continue }
        let values = try reader.tupleMember(space: space, column: column)
        guard tuple < values.count else {
          throw IndexError(
            .corrupt, path: reader.path, detail: "a document has the unknown tuple \(tuple)")
        }
        row.values[key] = try value(key, stored: UInt64(values[tuple]), hit.segment, reader)
      }
    }
    for (index, column) in reader.schema.termColumns.enumerated() {
      guard let key = EventKey(rawValue: column.key) else { continue }
      let stored = try reader.termColumn(index).value(at: hit.document)
      row.values[key] = try value(key, stored: stored, hit.segment, reader)
    }
    return row
  }

  private func value(
    _ key: EventKey, stored: UInt64, _ segment: Int, _ reader: SegmentReader
  ) throws(IndexError) -> [UInt8]? {
    guard stored > 0, let ordinal = TermOrdinal(exactly: stored - 1) else { return nil }
    let place = TermKey(segment: segment, key: key.rawValue, ordinal: ordinal)
    if let known = terms[place] { return known }
    guard let dictionary = try reader.dictionary(key.rawValue) else { return nil }
    var bytes = try dictionary.term(at: ordinal)
    if key == .ip {
      let address = bytes.withUnsafeBytes { IPAddress(stored: $0) }
      guard let address else {
        throw IndexError(
          .corrupt, path: reader.path, detail: "an address has \(bytes.count) bytes")
      }
      bytes = Array(address.description.utf8)
    }
    if terms.count >= EventRowReader.rememberedTerms { terms.removeAll() }
    terms[place] = bytes
    return bytes
  }

  private func copies(of hit: Hit) throws(IndexError) -> Int {
    if copyCounts == nil { copyCounts = try CopyCounts(snapshot) }
    return copyCounts?.count(of: hit) ?? 0
  }
}
