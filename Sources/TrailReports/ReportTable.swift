/// The answer of a report: rows, and what sums them up.
package struct ReportTable: Sendable {
  /// A column with its heading.
  package struct Column: Hashable, Sendable {
    /// The name in CSV and JSON.
    package var name: String
    package var title: Localized
    /// Whether its values are counts.
    package var isNumber = false

    init(_ name: String, isNumber: Bool = false) {
      self.name = name
      title = ColumnTitles.title(name)
      self.isNumber = isNumber
    }

    init(_ column: ReportDefinition.Column) {
      name = column.name
      title = column.title
    }
  }

  /// The rows counted by the values of one column.
  package struct Group: Sendable {
    package var column: Column
    /// Most frequent first; `nil` for rows without a value.
    package var values: [(value: String?, count: Int)]
  }

  package var definition: ReportDefinition
  package var columns: [Column]
  package var rows: [[String?]] = []
  /// Rows of the whole answer; ``rows`` may have been cut to what a page shows.
  package private(set) var rowCount = 0
  /// Events behind the rows.
  package var events = 0
  package var groups: [Group] = []
  /// Rows by day in the zone of the report, `YYYY-MM-DD`, ascending; days without any are missing.
  package var days: [(day: String, count: Int)] = []
  /// The condition that was evaluated, in canonical spelling, with the scope.
  package var condition: String

  /// Forgets the rows that no page shows: files have them.
  package mutating func keepShown() {
    if rows.count > ReportTable.shownRows { rows.removeSubrange(ReportTable.shownRows...) }
  }

  /// Rows of a table on a page.
  static let shownRows = 2_000

  /// Counts the rows by the columns that the definition names, and by day.
  mutating func summarise() {
    rowCount = rows.count
    groups = definition.groups.compactMap { name in
      guard let index = columns.firstIndex(where: { $0.name == name }) else { return nil }
      var counts: [String?: Int] = [:]
      for row in rows { counts[row[index], default: 0] += 1 }
      let values = counts.sorted { left, right in
        left.value != right.value
          ? left.value > right.value : (left.key ?? "\u{10FFFF}") < (right.key ?? "\u{10FFFF}")
      }
      return Group(column: columns[index], values: values.map { ($0.key, $0.value) })
    }
    guard let time = columns.firstIndex(where: { $0.name == "time_local" }) else { return }
    var counts: [String: Int] = [:]
    for row in rows {
      if let text = row[time] { counts[String(text.prefix(10)), default: 0] += 1 }
    }
    days = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
