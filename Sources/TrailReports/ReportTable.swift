package import TrailEvents
internal import TrailSearch

/// What a row has in a column; ``ReportTable`` knows what it stands for.
package struct ReportCell: Hashable, Sendable, BitwiseCopyable {
  /// The number of a text, a count, or a time in ms since 1970, as the column says.
  let value: Int64

  /// No value.
  package static let none = ReportCell(value: .min)

  fileprivate init(value: Int64) { self.value = value }

  /// A count, or a time in ms since 1970; `nil` is no value.
  package init(_ number: Int64?) { value = number ?? .min }

  package var isNone: Bool { value == .min }
}

extension ReportTable {
  /// The time of a cell of such a column, in ms since 1970; `nil` for no value.
  func milliseconds(_ cell: ReportCell) -> Int64? { cell.isNone ? nil : cell.value }

  /// The time of a row in such a column, in ms since 1970; `nil` for no value.
  func time(row: Int, column: Int) -> Int64? { milliseconds(cell(row: row, column: column)) }
}

/// The answer of a report: rows, and what sums them up.
///
/// A row has eight bytes a column: texts are kept once, times and counts are spelled when they are
/// written.
package struct ReportTable: Sendable {
  /// A column with its heading.
  package struct Column: Hashable, Sendable {
    /// What its cells are.
    package enum Form: Hashable, Sendable {
      case text
      case count
      /// A time in the zone of the report.
      case localTime
      /// A time in UTC.
      case utcTime
    }

    /// The name in CSV and JSON.
    package var name: String
    package var title: Localized
    package var form: Form
    /// The key whose values it shows; `nil` for columns of other things and of paths.
    package var key: EventKey?
    /// Whether it is a path whose values name people and feed no key: names that a caller gave a session.
    var namesPeople = false

    init(_ name: String, _ form: Form = .text, key: EventKey? = nil) {
      self.name = name
      title = ColumnTitles.title(name)
      self.form = form
      self.key = key ?? EventKey.named(name)
    }

    init(_ column: ReportDefinition.Column) {
      name = column.name
      title = column.title
      form =
        switch column.aggregate {
        case .count?: .count
        case .last?: .localTime
        default: column.input?.isNumber ?? false ? .count : .text
        }
      key = column.derived?.key ?? column.field.flatMap { EventKey.named($0) }
      namesPeople = ([column.field].compactMap { $0 } + column.alternatives).contains { path in
        Column.membersOfPeople.contains { path.hasSuffix(".\($0)") }
      }
    }

    /// Members of records that hold what people call a session of theirs.
    ///
    /// Source: the API reference of AWS STS, AssumeRole.
    private static let membersOfPeople = ["roleSessionName", "sourceIdentity"]

    /// Whether its values are counts.
    package var isNumber: Bool { form == .count }
  }

  /// The rows counted by the values of one column.
  package struct Group: Sendable {
    /// The number of the column.
    package var column: Int
    /// The most frequent values, most frequent first.
    package var values: [(value: ReportCell, count: Int)]
    /// How many more values there are, and the rows that have them.
    package var rest: (values: Int, rows: Int)
  }

  /// A cell of a column that is a sentence; in other columns the same text may be a value.
  private struct Sentence: Hashable {
    var cell: ReportCell
    var column: Int
  }

  package var definition: ReportDefinition
  package let columns: [Column]
  let zone: ZoneRules
  /// Row after row.
  private var cells: [ReportCell] = []
  private var texts = TextPool()
  /// What pages in Japanese say in the place of cells that are sentences of Trailsift's own.
  private var sentences: [Sentence: String] = [:]
  /// By text, what writers must mind.
  private(set) var traits: [TextTraits] = []
  /// Rows of the whole answer; those behind ``keptRows`` are in files only.
  package private(set) var rowCount = 0
  /// Rows whose cells are here.
  package private(set) var keptRows = 0
  /// Events behind the rows.
  package var events = 0
  package private(set) var groups: [Group] = []
  /// Rows by day in the zone of the report, `YYYY-MM-DD`, ascending; days without any are missing.
  package private(set) var days: [(day: String, count: Int)] = []
  /// Chains of role assumptions, for a report that follows them.
  package internal(set) var tree: [ChainLine] = []
  /// What a reader must know of this answer alone.
  package internal(set) var remarks: [Localized] = []
  /// The condition that was evaluated, in canonical spelling, with the scope.
  package var condition: String

  init(
    definition: ReportDefinition, columns: [Column], zone: ZoneRules, condition: String
  ) {
    self.definition = definition
    self.columns = columns
    self.zone = zone
    self.condition = condition
  }

  // MARK: Making rows

  /// The cell for a text.
  ///
  /// What it stands for is replaced by ``replaceTexts(_:)`` alone.
  mutating func text(_ bytes: UnsafeRawBufferPointer, in column: Int) -> ReportCell {
    noted(texts.number(of: bytes))
  }

  /// The cell for a text; see ``text(_:in:)-(UnsafeRawBufferPointer,_)``.
  mutating func text(_ text: String?, in column: Int) -> ReportCell {
    guard var text else { return .none }
    return text.withUTF8 { self.text(UnsafeRawBufferPointer($0), in: column) }
  }

  /// The cell for a sentence that is no value of a record: files for programs have it in English, pages
  /// in their language.
  mutating func sentence(_ text: Localized, in column: Int) -> ReportCell {
    let cell = self.text(text.english, in: column)
    if text.japanese != text.english {
      sentences[Sentence(cell: cell, column: column)] = text.japanese
    }
    return cell
  }

  private mutating func noted(_ number: TextPool.Number) -> ReportCell {
    if Int(number) == traits.count {
      traits.append(texts.withBytes(of: number) { TextTraits($0) })
    }
    return ReportCell(value: Int64(number))
  }

  /// Makes room for rows, to be filled by ``set(_:row:column:)``.
  mutating func addRows(_ count: Int) {
    cells += [ReportCell](repeating: .none, count: count * columns.count)
    rowCount += count
    keptRows += count
  }

  /// Adds a row with a cell for each column.
  mutating func add(_ row: [ReportCell]) {
    precondition(row.count == columns.count, "a row has a cell a column")
    cells += row
    rowCount += 1
    keptRows += 1
  }

  /// Puts the rows into another order.
  ///
  /// - Parameter order: The number of each row, as it is now, at its new place.
  mutating func reorder(_ order: [Int]) {
    precondition(order.count == keptRows, "every row has a place")
    let width = columns.count
    var isDone = [Bool](repeating: false, count: keptRows)
    var first: [ReportCell] = []
    // In a circle each row goes where the one before it was: a second table of a hundred megabytes is
    // more than what stands in it.
    cells.withUnsafeMutableBufferPointer { cells in
      for start in 0..<keptRows where !isDone[start] && order[start] != start {
        first.removeAll(keepingCapacity: true)
        first += cells[(start * width)..<((start + 1) * width)]
        var place = start
        while order[place] != start {
          let row = order[place]
          for column in 0..<width { cells[place * width + column] = cells[row * width + column] }
          isDone[place] = true
          place = row
        }
        for column in 0..<width { cells[place * width + column] = first[column] }
        isDone[place] = true
      }
    }
  }

  @inline(__always)
  mutating func set(_ cell: ReportCell, row: Int, column: Int) {
    cells[row * columns.count + column] = cell
  }

  // MARK: Reading rows

  /// A cell of a row in `0..<keptRows`.
  @inline(__always)
  package func cell(row: Int, column: Int) -> ReportCell { cells[row * columns.count + column] }

  /// Calls `body` with the bytes of a cell that is a text.
  @inline(__always)
  func withText<Result>(
    _ cell: ReportCell, _ body: (UnsafeRawBufferPointer, TextTraits) throws -> Result
  ) rethrows -> Result {
    let number = TextPool.Number(truncatingIfNeeded: cell.value)
    return try texts.withBytes(of: number) { try body($0, traits[Int(number)]) }
  }

  /// Calls `body` with the bytes of a cell that is a text, as a page in a language has it.
  func withText<Result>(
    _ cell: ReportCell, column: Int, in language: ReportLanguage,
    _ body: (UnsafeRawBufferPointer, TextTraits) throws -> Result
  ) rethrows -> Result {
    guard language == .japanese, !sentences.isEmpty,
      var text = sentences[Sentence(cell: cell, column: column)]
    else { return try withText(cell, body) }
    return try text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      return try body(bytes, TextTraits(bytes))
    }
  }

  /// Calls `body` with the rows that are here, for a writer that goes through all of them.
  func withRows<Result>(_ body: (ReportRowMemory) throws -> Result) rethrows -> Result {
    try cells.withUnsafeBufferPointer { cells in
      try traits.withUnsafeBufferPointer { traits in
        try texts.withMemory { texts in
          try body(
            ReportRowMemory(
              rows: keptRows, forms: columns.map(\.form), cells: cells, traits: traits,
              texts: texts))
        }
      }
    }
  }

  /// What a cell says; `nil` for no value.
  package func string(_ cell: ReportCell, column: Int) -> String? {
    if cell.isNone { return nil }
    switch columns[column].form {
    case .text: return withText(cell) { bytes, _ in String(decoding: bytes, as: UTF8.self) }
    case .count: return String(cell.value)
    case .localTime: return zone.tableText(Timestamp(milliseconds: cell.value))
    case .utcTime: return Timestamp(milliseconds: cell.value).description
    }
  }

  /// What a row says in a column; `nil` for no value.
  package func string(row: Int, column: Int) -> String? {
    string(cell(row: row, column: column), column: column)
  }

  // MARK: Summing up

  /// Rows of a table on a page.
  static let shownRows = 2_000
  /// Values of a group on a page.
  static let shownValues = 10

  /// Forgets the rows that no page shows, and the texts of these: files have them.
  package mutating func keepShown() {
    var kept = ReportTable(
      definition: definition, columns: columns, zone: zone, condition: condition)
    kept.rowCount = rowCount
    kept.keptRows = min(rowCount, ReportTable.shownRows)
    (kept.events, kept.days, kept.groups, kept.tree) = (events, days, groups, tree)
    kept.remarks = remarks
    var known: [ReportCell: ReportCell] = [:]
    kept.cells.reserveCapacity(kept.keptRows * columns.count)
    for row in 0..<kept.keptRows {
      for column in columns.indices {
        kept.cells.append(moved(cell(row: row, column: column), column, to: &kept, &known))
      }
    }
    for index in groups.indices {
      for place in groups[index].values.indices {
        kept.groups[index].values[place].value = moved(
          groups[index].values[place].value, groups[index].column, to: &kept, &known)
      }
    }
    for (sentence, text) in sentences {
      guard let cell = known[sentence.cell] else { continue }
      kept.sentences[Sentence(cell: cell, column: sentence.column)] = text
    }
    self = kept
  }

  /// Replaces texts: in rows, groups and the condition, and so in every format.
  mutating func replaceTexts(_ replace: (_ text: String, _ column: Column) -> String) {
    var other = ReportTable(
      definition: definition, columns: columns, zone: zone, condition: condition)
    var known = columns.map { _ in [ReportCell: ReportCell]() }
    func replaced(_ cell: ReportCell, _ column: Int) -> ReportCell {
      if cell.isNone || columns[column].form != .text { return cell }
      if let cell = known[column][cell] { return cell }
      let text = string(cell, column: column).map { replace($0, columns[column]) }
      let new = other.text(text, in: column)
      known[column][cell] = new
      return new
    }
    for place in cells.indices { cells[place] = replaced(cells[place], place % columns.count) }
    for group in groups.indices {
      for place in groups[group].values.indices {
        groups[group].values[place].value = replaced(
          groups[group].values[place].value, groups[group].column)
      }
    }
    if let chain = columns.first(where: { $0.name == "chain" }) {
      for line in tree.indices { tree[line].name = replace(tree[line].name, chain) }
    }
    for (sentence, text) in sentences {
      guard let cell = known[sentence.column][sentence.cell] else { continue }
      other.sentences[Sentence(cell: cell, column: sentence.column)] = replace(
        text, columns[sentence.column])
    }
    (texts, traits, sentences) = (other.texts, other.traits, other.sentences)
  }

  /// The cell that says the same in another table.
  private func moved(
    _ cell: ReportCell, _ column: Int, to other: inout ReportTable,
    _ known: inout [ReportCell: ReportCell]
  ) -> ReportCell {
    if cell.isNone || columns[column].form != .text { return cell }
    if let new = known[cell] { return new }
    let new = withText(cell) { bytes, _ in other.noted(other.texts.number(of: bytes)) }
    known[cell] = new
    return new
  }

  /// Says what the days are of, for rows that have none of their own.
  mutating func setDays(_ counts: [(day: String, count: Int)]) { days = counts }

  /// Counts the rows by the columns that the definition names, and by day.
  mutating func summarise() {
    groups = definition.groups.compactMap { name in
      guard let column = columns.firstIndex(where: { $0.name == name }) else { return nil }
      let group = group(by: column)
      // A column that compares with a list is empty where nobody gave one.
      let isInput = definition.columns.contains { $0.name == name && $0.input != nil }
      return isInput && group.values.allSatisfy(\.value.isNone) ? nil : group
    }
    guard let time = columns.firstIndex(where: { $0.form == .localTime && $0.name == "time_local" })
    else { return }
    var clock = ZoneClock(zone)
    var counts: [Int64: Int] = [:]
    for row in 0..<rowCount {
      let cell = cell(row: row, column: time)
      if !cell.isNone { counts[clock.localDay(cell.value), default: 0] += 1 }
    }
    days = counts.sorted { $0.key < $1.key }.map { (ZoneClock.text(ofDay: $0.key), $0.value) }
  }

  private func group(by column: Int) -> Group {
    var counts: [ReportCell: Int] = [:]
    var last = ReportCell.none
    var run = 0
    for row in 0..<rowCount {
      let cell = cell(row: row, column: column)
      // Neighbours are often alike.
      if cell != last {
        if run > 0 { counts[last, default: 0] += run }
        last = cell
        run = 0
      }
      run += 1
    }
    if run > 0 { counts[last, default: 0] += run }
    // A hundred thousand sets of changes have an order that nobody sees: the first few are enough.
    var first: [(value: ReportCell, count: Int)] = []
    for (value, count) in counts {
      if first.count == ReportTable.shownValues, let least = first.last,
        !precedes((value, count), least, column)
      {
        continue
      }
      let place = first.firstIndex { precedes((value, count), $0, column) } ?? first.count
      first.insert((value, count), at: place)
      if first.count > ReportTable.shownValues { first.removeLast() }
    }
    return Group(
      column: column, values: first,
      rest: (counts.count - first.count, rowCount - first.reduce(0) { $0 + $1.count }))
  }

  /// The order of the values of a group: frequent ones first.
  private func precedes(
    _ left: (value: ReportCell, count: Int), _ right: (value: ReportCell, count: Int),
    _ column: Int
  ) -> Bool {
    left.count != right.count
      ? left.count > right.count : precedes(left.value, right.value, column)
  }

  /// The order of values that are equally frequent: no value comes last.
  private func precedes(_ left: ReportCell, _ right: ReportCell, _ column: Int) -> Bool {
    if left.isNone || right.isNone { return !left.isNone }
    guard columns[column].form == .text else { return left.value < right.value }
    return withText(left) { one, _ in
      withText(right) { other, _ in one.lexicographicallyPrecedes(other) }
    }
  }
}
