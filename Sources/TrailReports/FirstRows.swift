/// Which rows of a report are the first in the archive with what they have in some columns.
struct FirstRows: Sendable {
  /// The column that tells.
  static let column = "first_time"

  /// Where the rows are.
  private var places: Set<[String?]> = []

  /// - Parameters:
  ///   - names: The columns.
  ///   - table: The answer of ``WholeArchive/definition(of:)``, in the order of time.
  init(_ names: [String], _ table: ReportTable) {
    let columns = names.compactMap { name in table.columns.firstIndex { $0.name == name } }
    let records = WholeArchive.Places(table)
    var known: Set<[String?]> = []
    for row in 0..<table.keptRows
    where known.insert(columns.map { table.string(row: row, column: $0) }).inserted {
      places.insert(records.place(row, table))
    }
  }

  fileprivate func contains(_ place: [String?]) -> Bool { places.contains(place) }
}

extension ReportTable {
  /// Says of each row whether it is the first of its kind.
  mutating func fillFirst(_ rows: FirstRows) {
    guard let column = columns.firstIndex(where: { $0.name == FirstRows.column }) else { return }
    let records = WholeArchive.Places(self)
    let (yes, no) = (text("yes", in: column), text("no", in: column))
    for row in 0..<keptRows {
      set(rows.contains(records.place(row, self)) ? yes : no, row: row, column: column)
    }
  }
}
