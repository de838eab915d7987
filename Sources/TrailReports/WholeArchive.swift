/// The events of a report up to the end of its period, by whomever and wherever: what a row is the first
/// of, or the next version of, does not depend on whose rows are asked for.
enum WholeArchive {
  /// The same events as those of a report, with the columns that tell kinds and versions apart.
  static func definition(of report: ReportDefinition) -> ReportDefinition {
    var names = report.firstOf
    if let versions = report.versions { names += [versions.column] + versions.marks.joined() }
    return ReportDefinition(
      id: "whole-archive", title: Localized("", ""), question: Localized("", ""),
      selection: .events, query: report.query, published: nil,
      columns: report.columns.filter { names.contains($0.name) }, groups: [], controls: [],
      notes: [], file: "", text: [])
  }

  /// The period and all before it, without the other conditions of a scope.
  static func scope(_ scope: ReportScope) -> ReportScope {
    var whole = ReportScope()
    whole.to = scope.to
    return whole
  }

  /// Where the record of a row is, by which it is found again in another table.
  struct Places {
    private let columns: [Int]

    init(_ table: ReportTable) {
      columns = ["source_file", "record_no", "event_id"].compactMap { name in
        table.columns.firstIndex { $0.name == name }
      }
    }

    func place(_ row: Int, _ table: ReportTable) -> [String?] {
      columns.map { table.string(row: row, column: $0) }
    }
  }
}
