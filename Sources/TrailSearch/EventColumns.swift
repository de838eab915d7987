package import TrailEvents
package import TrailFiles
package import TrailSegment

/// What is shown of some events of one segment, column by column.
///
/// Says the same as ``EventRowReader`` of one event after the other, at a few nanoseconds a value.
/// Belongs to one thread.
package final class EventColumns {
  /// Ascending.
  package let documents: [DocID]
  private let segment: Snapshot.Segment
  private var tuples: [Int: [UInt64]] = [:]
  private var known: [EventKey: [UInt32]] = [:]

  /// - Parameter documents: Ascending doc ids of the segment.
  package init(_ documents: [DocID], of segment: Snapshot.Segment) {
    self.documents = documents
    self.segment = segment
  }

  private var reader: SegmentReader { segment.reader }

  /// The primary value of a key for each document, as a number that ``texts(_:_:)`` knows; 0 for none.
  package func values(_ key: EventKey) throws(IndexError) -> [UInt32] {
    if let values = known[key] { return values }
    var values: [UInt32]?
    if let index = reader.schema.termColumns.firstIndex(where: { $0.key == key.rawValue }) {
      values = try reader.termColumn(index).values(at: documents).map {
        UInt32(truncatingIfNeeded: $0)
      }
    } else {
      for (space, schema) in reader.schema.tupleSpaces.enumerated() {
        for (column, member) in schema.columns.enumerated() where member.key == key.rawValue {
          let table = try reader.tupleMember(space: space, column: column)
          var found = values ?? [UInt32](repeating: 0, count: documents.count)
          for (place, tuple) in try tupleNumbers(space).enumerated() where found[place] == 0 {
            guard tuple < UInt64(table.count) else {
              throw IndexError(
                .corrupt, path: reader.path, detail: "a document has the unknown tuple \(tuple)")
            }
            found[place] = table[Int(tuple)]
          }
          values = found
        }
      }
    }
    let found = values ?? [UInt32](repeating: 0, count: documents.count)
    known[key] = found
    return found
  }

  private func tupleNumbers(_ space: Int) throws(IndexError) -> [UInt64] {
    if let numbers = tuples[space] { return numbers }
    let numbers = try reader.tupleColumn(space).values(at: documents)
    tuples[space] = numbers
    return numbers
  }

  /// Makes something of the value of each document, once a distinct value.
  ///
  /// - Parameters:
  ///   - none: What stands for no value.
  ///   - make: Called with the bytes of a value as rows show them, an address in its usual spelling.
  package func map<Made>(
    _ key: EventKey, none: Made, _ make: (UnsafeRawBufferPointer) -> Made
  ) throws(IndexError) -> [Made] {
    let values = try values(key)
    guard let dictionary = try reader.dictionary(key.rawValue), values.contains(where: { $0 > 0 })
    else { return [Made](repeating: none, count: values.count) }
    var isWanted = [Bool](repeating: false, count: dictionary.count + 1)
    for value in values {
      guard Int(value) < isWanted.count else {
        throw IndexError(
          .corrupt, path: reader.path, detail: "a document has the unknown value \(value)")
      }
      isWanted[Int(value)] = true
    }
    var made = [Made](repeating: none, count: dictionary.count + 1)
    var isBad = false
    let wanted = isWanted.indices.dropFirst().filter { isWanted[$0] }.map { TermOrdinal($0 - 1) }
    try dictionary.forEach(of: wanted) { ordinal, term in
      guard key == .ip else {
        made[Int(ordinal) + 1] = make(term)
        return
      }
      guard var text = IPAddress(stored: term)?.description else {
        isBad = true
        return
      }
      made[Int(ordinal) + 1] = text.withUTF8 { make(UnsafeRawBufferPointer($0)) }
    }
    if isBad {
      throw IndexError(.corrupt, path: reader.path, detail: "an address has a wrong length")
    }
    return values.map { made[Int($0)] }
  }

  /// The texts of values of ``values(_:)``, by value; 0 has none.
  ///
  /// - Parameter values: Each once, in any order.
  package func texts(_ key: EventKey, _ values: [UInt32]) throws(IndexError) -> [UInt32: String] {
    guard let dictionary = try reader.dictionary(key.rawValue) else { return [:] }
    var texts: [UInt32: String] = [:]
    try dictionary.forEach(of: values.filter { $0 > 0 }.sorted().map { $0 - 1 }) { ordinal, term in
      texts[ordinal + 1] =
        key == .ip
        ? IPAddress(stored: term)?.description : String(decoding: term, as: UTF8.self)
    }
    return texts
  }

  /// Calls `body` with the source of each run of documents, the places of these among
  /// ``documents``, and their record numbers.
  package func forEachSource(
    _ body: (PathBytes, _ places: Range<Int>, _ record: (DocID) -> Int) throws -> Void
  ) throws {
    var start = 0
    while start < documents.count {
      let source = try segment.source(ofDocument: documents[start])
      var end = start + 1
      while end < documents.count, Int(documents[end]) < source.documents.upperBound { end += 1 }
      try body(Snapshot.displayPath(source), start..<end) { source.recordNumber(of: $0) }
      start = end
    }
  }
}
