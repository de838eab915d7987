/// Which columns of a table stand side by side on a page, and which below their row.
///
/// A sheet of A4 has room for about a dozen columns; a table with more would be broken letter by letter.
/// What tells where a row comes from, and what is left over, stands in a second line with its headings.
struct HTMLRowLayout {
  /// Side by side.
  private(set) var main: [Int] = []
  /// Below the row.
  private(set) var below: [Int] = []
  /// Those of ``main`` that people fill in.
  private(set) var toFillIn: Set<Int> = []
  /// The column whose values stand above the rows that have them in common.
  private(set) var heading: Int?

  /// The columns that a sheet has room for.
  static let mostColumns = 11

  /// What tells where a row comes from, and what few readers look for.
  private static let origins: Set<String> = [
    "user_agent", "event_id", "event_ids", "source_file", "source_digest", "record_no",
    "actor_type", "region", "workflow",
  ]

  init(_ table: ReportTable) {
    // The page has a time once, in the zone of the report; files have both.
    let shown = table.columns.indices.filter { table.columns[$0].form != .utcTime }
    let own = Dictionary(
      table.definition.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    heading = shown.first { table.columns[$0].name == ReportTable.changeColumn }
    let isEvents = table.definition.selection == .events
    var chosen: [Int] = []
    var others: [Int] = []
    for column in shown where column != heading {
      let name = table.columns[column].name
      // An origin stands below a row of an event; where it is what is counted it stands in the row.
      let isOrigin =
        HTMLRowLayout.origins.contains(name)
        && (isEvents || name.hasPrefix("event_id") || name == "workflow")
      let definition = own[name]
      if definition?.isToFillIn ?? false {
        toFillIn.insert(column)
        chosen.append(column)
      } else if isOrigin || !table.hasValue(column: column) {
        continue
      } else if definition?.input != nil || definition?.flag != nil {
        // What somebody has to look at never makes way.
        chosen.append(column)
      } else {
        others.append(column)
      }
    }
    main = (chosen + others.prefix(max(HTMLRowLayout.mostColumns - chosen.count, 1))).sorted()
    below = shown.filter { $0 != heading && !main.contains($0) }
  }
}

extension ReportTable {
  /// Whether a row that pages show has a value in a column.
  fileprivate func hasValue(column: Int) -> Bool {
    (0..<min(keptRows, ReportTable.shownRows)).contains { !cell(row: $0, column: column).isNone }
  }
}

extension ReportDefinition.Column {
  /// Further columns of sign-ins, which are filled from what these are put together of.
  private static let ofSignIns: Set<String> = [
    "entered_at", "portal_at", "login_to", "credentials", "how", "risk", "city",
  ]

  /// Whether people fill it in.
  var isToFillIn: Bool {
    field == nil && derived == nil && input == nil && flag == nil && aggregate == nil
      && !ReportDefinition.Column.ofSignIns.contains(name)
  }
}
