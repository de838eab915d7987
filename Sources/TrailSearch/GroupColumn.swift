internal import TrailEvents
internal import TrailSegment

/// The values of a grouping field in one segment, as numbers: 0 for none.
///
/// Belongs to one thread.
struct GroupColumn {
  private enum Source {
    /// One number a document, which stands for a value through a table.
    case column(PackedColumnReader, table: [UInt32]?)
    /// The first column that has a value; the second one's are told apart by ``secondBit``.
    case either(PackedColumnReader, [UInt32], PackedColumnReader, [UInt32])
    case several([DocID: [UInt32]])
    case file(SourceTableReader)
    case none
  }

  private let source: Source
  private let reader: SegmentReader
  private let keys: [UInt8]

  /// Marks values of the second column of two.
  private static let secondBit: UInt32 = 1 << 31

  init(
    _ field: GroupField, in reader: SegmentReader, among documents: DocumentSet
  )
    throws(IndexError)
  {
    self.reader = reader
    switch field {
    case .file:
      keys = []
      source = .file(try reader.sources())
    case .account:
      let recipient = EventKey.recipient.rawValue
      let caller = EventKey.caller.rawValue
      keys = [recipient, caller]
      guard case .column(let first, let firstTable?)? = try GroupColumn.column(recipient, reader),
        case .column(let second, let secondTable?)? = try GroupColumn.column(caller, reader)
      else {
        source = .none
        return
      }
      source = .either(first, firstTable, second, secondTable)
    case .primary(let key):
      keys = [key]
      source = try GroupColumn.column(key, reader) ?? .none
    case .every(let key):
      keys = [key]
      var values: [DocID: [UInt32]] = [:]
      if let dictionary = try reader.dictionary(key) {
        let postings = try reader.postings(key)
        let documents = DocumentSet(sorted: documents.sorted, universe: documents.universe)
        var terms: [(TermOrdinal, TermPostings)] = []
        try dictionary.forEach(in: 0..<TermOrdinal(dictionary.count)) { ordinal, _, found in
          terms.append((ordinal, found))
        }
        for (ordinal, found) in terms {
          let both = try postings.documents(found, within: documents).intersection(documents)
          for document in both.sorted { values[document, default: []].append(ordinal + 1) }
        }
      }
      source = .several(values)
    }
  }

  private static func column(
    _ key: UInt8, _ reader: SegmentReader
  ) throws(IndexError) -> Source? {
    for (space, schema) in reader.schema.tupleSpaces.enumerated() {
      // The first member of a key is the one that is shown.
      guard let column = schema.columns.firstIndex(where: { $0.key == key }) else { continue }
      return .column(
        try reader.tupleColumn(space), table: try reader.tupleMember(space: space, column: column))
    }
    guard let index = reader.schema.termColumns.firstIndex(where: { $0.key == key }) else {
      return nil
    }
    return .column(try reader.termColumn(index), table: nil)
  }

  /// Calls `body` with each value of a document, with 0 when it has none.
  @inline(__always)
  func forEachValue(
    of document: DocID, _ body: (UInt32) throws(IndexError) -> Void
  ) throws(IndexError) {
    switch source {
    case .column(let column, _): try body(value(ofStored: value(column, document)))
    case .either(let first, _, let second, _):
      let found = try value(ofStored: value(first, document))
      try body(found > 0 ? found : value(ofSecond: value(second, document)))
    case .several(let values):
      guard let found = values[document] else { return try body(0) }
      for value in found { try body(value) }
    case .file(let sources):
      try body(UInt32(truncatingIfNeeded: try sources.index(ofDocument: document) + 1))
    case .none: try body(0)
    }
  }

  /// The columns that hold the values, the second for documents without one in the first; none for
  /// fields that have several values or stand elsewhere.
  var columns: [PackedColumnReader] {
    switch source {
    case .column(let column, _): [column]
    case .either(let first, _, let second, _): [first, second]
    case .several, .file, .none: []
    }
  }

  /// The value that a number of the first of ``columns`` stands for.
  @inline(__always)
  func value(ofStored stored: UInt32) throws(IndexError) -> UInt32 {
    switch source {
    case .column(_, let table?), .either(_, let table, _, _): try value(stored, table)
    default: stored
    }
  }

  /// The value that a number of the second of ``columns`` stands for.
  func value(ofSecond stored: UInt32) throws(IndexError) -> UInt32 {
    guard case .either(_, _, _, let table) = source else { return stored }
    let value = try value(stored, table)
    return value > 0 ? value | GroupColumn.secondBit : 0
  }

  @inline(__always)
  private func value(_ stored: UInt32, _ table: [UInt32]) throws(IndexError) -> UInt32 {
    guard Int(stored) < table.count else {
      throw IndexError(
        .corrupt, path: reader.path, detail: "a document has the unknown tuple \(stored)")
    }
    return table[Int(stored)]
  }

  @inline(__always)
  private func value(
    _ column: PackedColumnReader, _ document: DocID
  ) throws(IndexError) -> UInt32 {
    UInt32(truncatingIfNeeded: try column.value(at: document))
  }

  /// The number of documents a value, for a field of one column; `nil` for the others.
  ///
  /// Counts by stored number first, so that a tuple's member is looked up once a tuple.
  func histogram(_ documents: DocumentSet) throws(IndexError) -> [UInt32: Int]? {
    guard case .column(let column, let table) = source, column.blockSize >= 64 else { return nil }
    var limit = table?.count ?? 0
    if table == nil, let key = keys.first {
      limit = (try reader.dictionary(key)?.count ?? 0) + 1
    }
    var counts = [Int](repeating: 0, count: limit)
    let bitmap = documents.bitmap
    for block in 0..<column.blockCount {
      let first = block * column.blockSize
      let end = min(first + column.blockSize, column.count)
      // A block's documents are whole words of the bitmap.
      var values: UnsafeBufferPointer<UInt64>?
      var word = first >> 6
      while word << 6 < end {
        var rest = bitmap[word]
        if rest != 0 {
          let known: UnsafeBufferPointer<UInt64>
          if let values { known = values } else { known = try column.values(ofBlock: block) }
          values = known
          while rest != 0 {
            let document = word << 6 + rest.trailingZeroBitCount
            rest &= rest - 1
            let stored = known[document - first]
            guard stored < UInt64(limit) else {
              throw IndexError(
                .corrupt, path: reader.path, detail: "a document has the unknown value \(stored)")
            }
            counts[Int(stored)] += 1
          }
        }
        word += 1
      }
    }
    var result: [UInt32: Int] = [:]
    for (stored, count) in counts.enumerated() where count > 0 {
      result[table.map { $0[stored] } ?? UInt32(stored), default: 0] += count
    }
    return result
  }

  /// The bytes of some values; 0 has none.
  func texts(_ values: some Sequence<UInt32>) throws(IndexError) -> [UInt32: [UInt8]] {
    var texts: [UInt32: [UInt8]] = [:]
    if case .file(let sources) = source {
      for value in values where value > 0 {
        texts[value] = Array(try sources.source(Int(value) - 1).path)
      }
      return texts
    }
    for (number, key) in keys.enumerated() {
      let bit = number == 0 ? 0 : GroupColumn.secondBit
      var wanted: [TermOrdinal] = []
      for value in values where value > 0 && value & GroupColumn.secondBit == bit {
        wanted.append((value & ~GroupColumn.secondBit) - 1)
      }
      guard let dictionary = try reader.dictionary(key), !wanted.isEmpty else { continue }
      try dictionary.forEach(of: Set(wanted).sorted()) { ordinal, term in
        texts[(ordinal + 1) | bit] = Array(term)
      }
    }
    return texts
  }
}
