internal import TrailSearch

/// What rows of a report have in some columns, to tell which of them are the first of their kind.
struct FirstRows: Sendable {
  /// The column that tells.
  static let column = "first_time"

  /// What was seen before the period.
  private var known: Set<[String?]> = []

  /// The same events as those of a report, with the columns that tell kinds and versions apart.
  static func definition(of report: ReportDefinition) -> ReportDefinition {
    var names = report.firstOf
    if let versions = report.versions {
      names += [versions.column] + versions.by.flatMap { $0.split(separator: "|").map(String.init) }
    }
    return ReportDefinition(
      id: "earlier", title: Localized("", ""), question: Localized("", ""), selection: .events,
      query: report.query, published: nil,
      columns: report.columns.filter { names.contains($0.name) }, groups: [], controls: [],
      notes: [], file: "", text: [])
  }

  /// Nothing is before the period.
  init() {}

  /// - Parameter earlier: The answer of ``definition(of:)`` before the period.
  init(_ names: [String], _ earlier: ReportTable) {
    let columns = FirstRows.columns(names, earlier)
    for row in 0..<earlier.keptRows { known.insert(FirstRows.values(row, columns, earlier)) }
  }

  fileprivate static func columns(_ names: [String], _ table: ReportTable) -> [Int] {
    names.compactMap { name in table.columns.firstIndex { $0.name == name } }
  }

  fileprivate static func values(
    _ row: Int, _ columns: [Int], _ table: ReportTable
  ) -> [String?] {
    columns.map { table.string(row: row, column: $0) }
  }

  /// Whether values were not seen yet; now they are.
  fileprivate mutating func isNew(_ values: [String?]) -> Bool { known.insert(values).inserted }
}

extension ReportTable {
  /// Says of each row, which must be in the order of time, whether it is the first of its kind.
  mutating func fillFirst(_ rows: FirstRows, _ names: [String]) {
    guard let column = columns.firstIndex(where: { $0.name == FirstRows.column }) else { return }
    let places = FirstRows.columns(names, self)
    let (yes, no) = (text("yes", in: column), text("no", in: column))
    var rows = rows
    for row in 0..<keptRows {
      set(rows.isNew(FirstRows.values(row, places, self)) ? yes : no, row: row, column: column)
    }
  }
}
