internal import TrailBytes

/// Counts the documents of each row of links while a segment is written or checked.
///
/// Terms are noted first, then rows of tuples are told apart by ``prepare(_:)``, then documents are added in
/// order. What is held is a few words for each different set of values, whatever the number of documents.
/// Belongs to one thread.
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
    var span: Span
  }

  /// How many documents carry some values, and which of them come first and last.
  struct Span: BitwiseCopyable {
    var count: Int
    /// The document with the earliest time, and the one with the latest; of several of one time the
    /// lowest, and of documents without a time the first.
    var first: Moment
    var last: Moment
  }

  /// A document and its time.
  struct Moment: BitwiseCopyable {
    var document: DocID
    var time: Int64
  }

  /// A value of the column that has several in a document.
  private struct Several: BitwiseCopyable {
    var document: DocID
    var value: UInt32
  }

  /// How far documents have come, in memory that needs no exclusivity checks.
  private struct Progress {
    /// The first of ``several`` that has not been taken.
    var next = 0
    var isSorted = false
    /// The number of the set that was counted last.
    var latest = 0
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
  /// Of each origin that is a tuple the number that stands for what its columns have of each row: tuples
  /// differ in members that no column has, or has no use for.
  private let classes: UnsafeMutableBufferPointer<UnsafeMutableBufferPointer<UInt32>>
  /// Of each origin the values that its columns have, by class.
  private var classValues: [[UInt32]]
  /// The place of the column that has several values in ``origins``.
  private let every: Int?
  /// One a set of values.
  private let spans = Vector<Span>()
  /// Of each link column the values that are told apart; `nil` for all.
  private var kept: [Set<UInt32>?]
  /// Values of the column that has several, by document.
  private let several = Vector<Several>()
  private let progress: UnsafeMutablePointer<Progress>

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
    every = origins.firstIndex(of: .every)
    progress = .allocate(capacity: 1)
    progress.initialize(to: Progress())
    values = .allocate(capacity: origins.count)
    values.initialize(repeating: 0)
    classes = .allocate(capacity: origins.count)
    classes.initialize(repeating: UnsafeMutableBufferPointer(start: nil, count: 0))
    classValues = origins.map { _ in [] }
    sets = TupleInterner(arity: origins.count)
    kept = schema.linkColumns.map { $0.kept.isEmpty ? nil : [] }
  }

  deinit {
    values.deallocate()
    for rows in classes { rows.deallocate() }
    classes.deallocate()
    spans.deallocate()
    several.deallocate()
    progress.deallocate()
  }

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
      if column.isEvery {
        for document in documents { several.append(Several(document: document, value: value)) }
      }
      if column.kept.contains(where: { term.elementsEqual($0.utf8) }) {
        kept[number]?.insert(value)
      }
    }
  }

  /// Tells rows of tuples apart by what columns have of them; to be called once, before documents are added.
  ///
  /// - Parameter members: Of a space the member of its tuples: ordinal + 1 by row, 0 for none.
  func prepare<Failure: Error>(
    _ members: (_ space: Int, _ member: Int) throws(Failure) -> [UInt32]
  ) throws(Failure) {
    for (place, origin) in origins.enumerated() {
      guard case .tuple(let space) = origin else { continue }
      let numbers = self.columns(of: place)
      var tables: [[UInt32]] = []
      for number in numbers {
        var table = try members(space, places[number]?.member ?? 0)
        if let kept = kept[number] {
          for row in table.indices where !kept.contains(table[row]) { table[row] = 0 }
        }
        tables.append(table)
      }
      let rowCount = tables.first?.count ?? 0
      let distinct = TupleInterner(arity: numbers.count)
      let rows = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: rowCount)
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: numbers.count) { values in
        for row in 0..<rowCount {
          for (index, table) in tables.enumerated() { values[index] = table[row] }
          rows.initializeElement(at: row, to: distinct.intern(UnsafeBufferPointer(values)))
        }
      }
      classes[place] = rows
      classValues[place] = Array(distinct.rows)
    }
  }

  /// The numbers of the columns that an origin feeds.
  private func columns(of place: Int) -> [Int] {
    columns.indices.filter { places[$0]?.origin == place }
  }

  /// Takes the next document, whose ``values`` are set but for those of the column with several: rows of
  /// tuples, and ordinals + 1 of terms.
  func add(_ document: DocID, time: Int64) {
    for (place, rows) in classes.enumerated() where rows.baseAddress != nil {
      let row = Int(values[place])
      precondition(row < rows.count)
      values[place] = rows[row]
    }
    guard let every else { return count(document, time) }
    let progress = progress
    if !progress.pointee.isSorted {
      var all = several.elements
      all.sort { ($0.document, $0.value) < ($1.document, $1.value) }
      progress.pointee.isSorted = true
    }
    values[every] = 0
    var next = progress.pointee.next
    guard next < several.count, several[next].document == document else {
      return count(document, time)
    }
    while next < several.count, several[next].document == document {
      values[every] = several[next].value
      count(document, time)
      next &+= 1
    }
    progress.pointee.next = next
  }

  private func count(_ document: DocID, _ time: Int64) {
    let moment = Moment(document: document, time: time)
    // A session calls several times in a row.
    if !isLatest { progress.pointee.latest = Int(sets.intern(UnsafeBufferPointer(values))) }
    LinkTally.add(
      Span(count: 1, first: moment, last: moment), to: spans, number: progress.pointee.latest)
  }

  /// Whether the values are those of the set that was counted last.
  private var isLatest: Bool {
    let rows = sets.rows
    let start = progress.pointee.latest &* values.count
    guard start < rows.count else { return false }
    for index in values.indices where values[index] != rows[start &+ index] { return false }
    return true
  }

  /// Adds documents to those that were added under a number before; new numbers come one by one.
  @inline(__always)
  private static func add(_ span: Span, to spans: Vector<Span>, number: Int) {
    guard number < spans.count else { return spans.append(span) }
    let known = spans.elements.baseAddress.unsafelyUnwrapped + number
    if isBefore(span.first, known.pointee.first) { known.pointee.first = span.first }
    let (last, latest) = (span.last, known.pointee.last)
    if last.time != latest.time
      ? last.time > latest.time : last.document < latest.document
    {
      known.pointee.last = last
    }
    known.pointee.count &+= span.count
  }

  /// Whether a moment goes before another one; those without a time come last.
  private static func isBefore(_ left: Moment, _ right: Moment) -> Bool {
    if left.time == right.time { return left.document < right.document }
    if left.time == SegmentBuilder.noTime { return false }
    return right.time == SegmentBuilder.noTime || left.time < right.time
  }

  /// The rows, ascending by first document and then by values.
  func finished() -> [Row] {
    let arity = columns.count
    // Where each column's value stands among those of its origin's class; `nil` where it is the value itself.
    let ofClass: [(count: Int, index: Int)?] = columns.indices.map { column in
      guard let place = places[column], case .tuple = origins[place.origin] else { return nil }
      let numbers = self.columns(of: place.origin)
      return (numbers.count, numbers.firstIndex(of: column) ?? 0)
    }
    // Sets that differ in terms that a column does not tell apart are one.
    let united = TupleInterner(arity: arity)
    let spans = Vector<Span>(capacity: max(self.spans.count, 1))
    defer { spans.deallocate() }
    let all = UnsafeBufferPointer(sets.rows)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: arity) { values in
      values.initialize(repeating: 0)
      for number in 0..<self.spans.count {
        for column in 0..<arity {
          guard let place = places[column] else { continue }
          let value = all[number &* origins.count &+ place.origin]
          if let (count, index) = ofClass[column] {
            values[column] = classValues[place.origin][Int(value) * count + index]
          } else {
            values[column] = kept[column]?.contains(value) ?? true ? value : 0
          }
        }
        LinkTally.add(
          self.spans[number], to: spans, number: Int(united.intern(UnsafeBufferPointer(values))))
      }
    }
    let members = UnsafeBufferPointer(united.rows)
    let order = (0..<spans.count).sorted { left, right in
      let (one, other) = (spans[left].first.document, spans[right].first.document)
      return one != other
        ? one < other
        : members[(left * arity)..<((left + 1) * arity)]
          .lexicographicallyPrecedes(members[(right * arity)..<((right + 1) * arity)])
    }
    return order.map { number in
      Row(
        values: Array(members[(number * arity)..<((number + 1) * arity)]), span: spans[number])
    }
  }
}
