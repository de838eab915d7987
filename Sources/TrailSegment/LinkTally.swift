internal import TrailBytes

/// Counts the documents of each row of links while a segment is written or checked.
///
/// Documents are given in order. What is held is a few words for each different set of values,
/// whatever the number of documents. Belongs to one thread.
final class LinkTally {
  /// Where a document's value of some columns is taken from.
  enum Origin: Hashable {
    case tuple(space: Int)
    case term(column: Int)
    case every
  }

  /// Values that documents carry together, and these documents.
  struct Row {
    /// Of each link column ordinal + 1, 0 for none.
    var values: [UInt32]
    var count = 0
    /// The document with the earliest time, and the one with the latest; of several of one time the
    /// lowest, and of documents without a time the first.
    var first = Moment()
    var last = Moment()
  }

  /// A document and its time.
  struct Moment {
    var document: DocID = 0
    var time = SegmentBuilder.noTime
  }

  private let columns: [SegmentSchema.LinkColumn]
  /// What must be told of each document, in this order.
  let origins: [Origin]
  /// Of each link column its place in ``origins`` and the member of a tuple; `nil` for a column that
  /// no document has a value of.
  private let places: [(origin: Int, member: Int)?]
  /// The values of the next document, one an origin; ``add(_:time:)`` takes them.
  let values: UnsafeMutableBufferPointer<UInt32>
  private let sets: TupleInterner
  private var rows: [Row] = []
  /// Of each link column the values that are told apart; `nil` for all.
  private var kept: [Set<UInt32>?]
  /// Values of the column that has several, by document.
  private var several: [(document: DocID, value: UInt32)] = []
  private var next = 0
  private var isSorted = false

  /// - Returns: `nil` when the schema has no link columns.
  init?(_ schema: SegmentSchema) {
    if schema.linkColumns.isEmpty { return nil }
    columns = schema.linkColumns
    var origins: [Origin] = []
    places = schema.linkColumns.map { column in
      guard let (origin, member) = LinkTally.origin(of: column, schema) else { return nil }
      let place = origins.firstIndex(of: origin) ?? origins.count
      if place == origins.count { origins.append(origin) }
      return (place, member)
    }
    self.origins = origins
    values = .allocate(capacity: origins.count)
    values.initialize(repeating: 0)
    sets = TupleInterner(arity: origins.count)
    kept = schema.linkColumns.map { $0.kept.isEmpty ? nil : [] }
  }

  deinit { values.deallocate() }

  private static func origin(
    of column: SegmentSchema.LinkColumn, _ schema: SegmentSchema
  ) -> (Origin, member: Int)? {
    if column.isEvery { return (.every, 0) }
    for (space, tuple) in schema.tupleSpaces.enumerated() {
      // The first member of a key is the one that is shown.
      if let member = tuple.columns.firstIndex(where: { $0.key == column.key }) {
        return (.tuple(space: space), member)
      }
    }
    return schema.termColumns.firstIndex { $0.key == column.key }.map { (.term(column: $0), 0) }
  }

  /// Whether the terms of a key must be told before the documents.
  func needsTerms(of key: UInt8) -> Bool {
    columns.contains { $0.key == key && ($0.isEvery || !$0.kept.isEmpty) }
  }

  /// Takes a term of the dictionary with the documents of its postings.
  func note(
    key: UInt8, _ term: UnsafeRawBufferPointer, value: UInt32,
    _ documents: UnsafeBufferPointer<DocID>
  ) {
    for (number, column) in columns.enumerated() where column.key == key {
      if column.isEvery { several += documents.map { ($0, value) } }
      if column.kept.contains(where: { term.elementsEqual($0.utf8) }) {
        kept[number]?.insert(value)
      }
    }
  }

  /// Takes the next document, whose ``values`` are set but for those of the column with several.
  func add(_ document: DocID, time: Int64) {
    guard let place = origins.firstIndex(of: .every) else { return count(document, time) }
    if !isSorted {
      several.sort { ($0.document, $0.value) < ($1.document, $1.value) }
      isSorted = true
    }
    values[place] = 0
    guard next < several.count, several[next].document == document else {
      return count(document, time)
    }
    while next < several.count, several[next].document == document {
      values[place] = several[next].value
      count(document, time)
      next += 1
    }
  }

  private func count(_ document: DocID, _ time: Int64) {
    let number = Int(sets.intern(UnsafeBufferPointer(values)))
    let moment = Moment(document: document, time: time)
    if number == rows.count { rows.append(Row(values: [])) }
    LinkTally.count(1, moment, moment, in: &rows[number])
  }

  private static func count(_ count: Int, _ first: Moment, _ last: Moment, in row: inout Row) {
    if row.count == 0 || isBefore(first, row.first) { row.first = first }
    let isLater =
      last.time != row.last.time
      ? last.time > row.last.time : last.document < row.last.document
    if row.count == 0 || isLater { row.last = last }
    row.count += count
  }

  /// Whether a moment goes before another one; those without a time come last.
  private static func isBefore(_ left: Moment, _ right: Moment) -> Bool {
    if left.time == right.time { return left.document < right.document }
    if left.time == SegmentBuilder.noTime { return false }
    return right.time == SegmentBuilder.noTime || left.time < right.time
  }

  /// The rows, ascending by first document and then by values.
  ///
  /// - Parameter members: Of a space the member of its tuples: ordinal + 1 by row, 0 for none.
  func finished<Failure: Error>(
    _ members: (_ space: Int, _ member: Int) throws(Failure) -> [UInt32]
  ) throws(Failure) -> [Row] {
    var tables: [[UInt32]?] = []
    for place in places {
      guard let place, case .tuple(let space) = origins[place.origin] else {
        tables.append(nil)
        continue
      }
      tables.append(try members(space, place.member))
    }
    // Tuples differ in members that no link column has: rows that are alike now become one.
    let united = TupleInterner(arity: columns.count)
    var result: [Row] = []
    var values = [UInt32](repeating: 0, count: columns.count)
    let all = UnsafeBufferPointer(sets.rows)
    for (number, row) in rows.enumerated() {
      for column in columns.indices {
        guard let place = places[column] else { continue }
        var value = all[number * origins.count + place.origin]
        if let table = tables[column] { value = table[Int(value)] }
        values[column] = kept[column]?.contains(value) ?? true ? value : 0
      }
      let place = Int(values.withUnsafeBufferPointer { united.intern($0) })
      if place == result.count { result.append(Row(values: values)) }
      LinkTally.count(row.count, row.first, row.last, in: &result[place])
    }
    return result.sorted { left, right in
      left.first.document != right.first.document
        ? left.first.document < right.first.document
        : left.values.lexicographicallyPrecedes(right.values)
    }
  }
}
