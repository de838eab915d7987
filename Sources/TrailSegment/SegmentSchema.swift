package import TrailBytes

/// Which keys, tuple spaces and term columns a segment has.
///
/// Stored in its footer.
///
/// A segment knows keys by number only; what a key means is the business of the layers above.
package struct SegmentSchema: Hashable, Sendable {
  /// A key with a term dictionary.
  package struct Key: Hashable, Sendable {
    /// The number of the key, `1...63`.
    package var id: UInt8
    /// The order of its terms.
    package var order: TermOrder
    /// The key that also has terms of this one: those that start with ``widenedPrefix``; 0 for none.
    ///
    /// Documents have such a term by that key alone. 0 in segments of versions 1 to 3.
    package var widenedKey: UInt8
    package var widenedPrefix: String

    package init(id: UInt8, order: TermOrder, widenedKey: UInt8 = 0, widenedPrefix: String = "") {
      self.id = id
      self.order = order
      self.widenedKey = widenedKey
      self.widenedPrefix = widenedPrefix
    }
  }

  /// A table of distinct tuples of terms, and a column that names each document's tuple.
  package struct TupleSpace: Hashable, Sendable {
    /// For people: `actor`, `client`, ….
    package var name: String
    /// The members of a tuple.
    package var columns: [TupleColumn]

    package init(name: String, columns: [TupleColumn]) {
      self.name = name
      self.columns = columns
    }
  }

  /// One member of the tuples of a space.
  package struct TupleColumn: Hashable, Sendable {
    /// The key that the terms belong to.
    package var key: UInt8
    /// Whether a look-up of the key must ask this column.
    ///
    /// `false` when the key's postings already
    /// hold what stands here, and the column only serves display.
    package var isSearched: Bool

    package init(key: UInt8, isSearched: Bool) {
      self.key = key
      self.isSearched = isSearched
    }
  }

  /// A column with one term (or none) a document, for keys with too many values for a tuple.
  package typealias TermColumn = TupleColumn

  /// One value of the rows of links.
  package struct LinkColumn: Hashable, Sendable {
    /// The key that the terms belong to.
    package var key: UInt8
    /// Whether each value of the key makes a row of its own, and not the one that is shown.
    package var isEvery: Bool
    /// The terms that are told apart, all others counting as none; empty when all are.
    package var kept: [String]

    package init(key: UInt8, isEvery: Bool = false, kept: [String] = []) {
      self.key = key
      self.isEvery = isEvery
      self.kept = kept
    }
  }

  /// The keys, ascending by number.
  package var keys: [Key]
  package var tupleSpaces: [TupleSpace]
  package var termColumns: [TermColumn]
  /// One term (or none) of each document that has details; none of them is searched.
  ///
  /// Empty in segments of version 1.
  package var detailColumns: [TupleColumn]
  /// What a row of links tells.
  ///
  /// Empty in segments of versions 1 and 2.
  package var linkColumns: [LinkColumn]

  package init(
    keys: [Key], tupleSpaces: [TupleSpace], termColumns: [TermColumn],
    detailColumns: [TupleColumn] = [], linkColumns: [LinkColumn] = []
  ) {
    self.keys = keys
    self.tupleSpaces = tupleSpaces
    self.termColumns = termColumns
    self.detailColumns = detailColumns
    self.linkColumns = linkColumns
  }

  /// The same without details.
  package var withoutDetails: SegmentSchema {
    var schema = self
    let kept = Set(
      tupleSpaces.flatMap(\.columns).map(\.key) + termColumns.map(\.key))
    let own = Set(detailColumns.map(\.key)).subtracting(kept)
    schema.keys.removeAll { own.contains($0.id) }
    schema.detailColumns = []
    return schema
  }

  /// The same with the terms that the keys of another schema leave to other keys.
  package func widened(like other: SegmentSchema) -> SegmentSchema {
    var schema = self
    for place in schema.keys.indices {
      let key = other.keys.first { $0.id == schema.keys[place].id }
      schema.keys[place].widenedKey = key?.widenedKey ?? 0
      schema.keys[place].widenedPrefix = key?.widenedPrefix ?? ""
    }
    return schema
  }

  /// The same with other columns of links.
  package func linked(by columns: [LinkColumn]) -> SegmentSchema {
    var schema = self
    schema.linkColumns = columns
    return schema
  }

  func write(to writer: inout ByteWriter) {
    writer.appendVarint(keys.count)
    for key in keys {
      writer.append(key.id)
      writer.append(key.order.rawValue)
      writer.append(key.widenedKey)
      if key.widenedKey > 0 { writer.appendCounted(key.widenedPrefix) }
    }
    writer.appendVarint(tupleSpaces.count)
    for space in tupleSpaces {
      writer.appendCounted(space.name)
      SegmentSchema.write(space.columns, to: &writer)
    }
    SegmentSchema.write(termColumns, to: &writer)
    SegmentSchema.write(detailColumns, to: &writer)
    writer.appendVarint(linkColumns.count)
    for column in linkColumns {
      writer.append(column.key)
      writer.append(column.isEvery ? 1 : 0)
      writer.appendVarint(column.kept.count)
      for term in column.kept { writer.appendCounted(term) }
    }
  }

  private static func write(_ columns: [TupleColumn], to writer: inout ByteWriter) {
    writer.appendVarint(columns.count)
    for column in columns {
      writer.append(column.key)
      writer.append(column.isSearched ? 1 : 0)
    }
  }

  /// - Parameter version: That of the segment.
  package init(from cursor: inout ByteCursor, version: UInt32) throws(DecodingFailure) {
    keys = []
    tupleSpaces = []
    for _ in 0..<(try cursor.varint(atMost: 63)) {
      let id = try cursor.byte()
      let order = try cursor.byte()
      guard id < 64, let order = TermOrder(rawValue: order) else {
        throw DecodingFailure(offset: cursor.offset, reason: "key \(id) has unknown order \(order)")
      }
      var key = Key(id: id, order: order)
      if version >= 4 {
        key.widenedKey = try cursor.byte()
        if key.widenedKey > 0 { key.widenedPrefix = try cursor.countedText() }
      }
      keys.append(key)
    }
    for _ in 0..<(try cursor.varint(atMost: 32)) {
      let name = try cursor.countedText()
      tupleSpaces.append(TupleSpace(name: name, columns: try SegmentSchema.columns(&cursor)))
    }
    termColumns = try SegmentSchema.columns(&cursor)
    detailColumns = version >= 2 ? try SegmentSchema.columns(&cursor) : []
    linkColumns = version >= 3 ? try SegmentSchema.links(&cursor) : []
  }

  private static func links(_ cursor: inout ByteCursor) throws(DecodingFailure) -> [LinkColumn] {
    var columns: [LinkColumn] = []
    for _ in 0..<(try cursor.varint(atMost: 64)) {
      var column = LinkColumn(key: try cursor.byte(), isEvery: try cursor.byte() == 1)
      for _ in 0..<(try cursor.varint(atMost: 64)) { column.kept.append(try cursor.countedText()) }
      guard !column.isEvery || !columns.contains(where: \.isEvery) else {
        throw DecodingFailure(
          offset: cursor.offset, reason: "two link columns have several values a document")
      }
      columns.append(column)
    }
    return columns
  }

  private static func columns(
    _ cursor: inout ByteCursor
  ) throws(DecodingFailure) -> [TupleColumn] {
    var columns: [TupleColumn] = []
    for _ in 0..<(try cursor.varint(atMost: 64)) {
      let key = try cursor.byte()
      columns.append(TupleColumn(key: key, isSearched: try cursor.byte() == 1))
    }
    return columns
  }
}
