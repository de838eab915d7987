internal import TrailEvents

/// What rows of a report put in the place of what stood there before: statements of a policy in the place
/// of those of its last version.
struct RowVersions: Sendable {
  /// The column that tells.
  static let column = "difference"
  /// What stands between two parts of a version.
  private static let mark = "; "

  private let rule: ReportDefinition.Versions
  /// Of each thing the parts of the version that was put last.
  private var known: [[String?]: [String]] = [:]

  init(_ rule: ReportDefinition.Versions) { self.rule = rule }

  /// Takes in the rows of a table, which must be in the order of time, and tells what is different.
  ///
  /// - Parameter tell: Takes the number of a row and the difference; not called for rows that put no
  ///   version.
  mutating func take(_ table: ReportTable, tell: (Int, String) -> Void = { _, _ in }) {
    func place(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
    guard let version = place(rule.column), let event = place("event"),
      let outcome = place("outcome")
    else { return }
    let marks = rule.by.map { $0.split(separator: "|").compactMap { place(String($0)) } }
    for row in 0..<table.keptRows {
      func text(_ column: Int) -> String? { table.string(row: row, column: column) }
      let name = text(event)?.split(separator: ":").last.map(String.init) ?? ""
      let isGone = rule.gone.contains(name)
      let put = text(version)
      if put == nil, !isGone { continue }
      // Calls name a policy by name or by its ARN, which ends in the name.
      let key = marks.map { columns in
        columns.lazy.compactMap(text).first?.split(separator: "/").last.map(String.init)
      }
      let parts = put.map { $0.components(RowVersions.mark) } ?? []
      tell(row, difference(from: known[key], to: parts))
      if text(outcome) == EventResult.success.rawValue { known[key] = parts }
    }
  }

  private func difference(from old: [String]?, to new: [String]) -> String {
    guard let old else { return "no earlier version in the archive" }
    let changes =
      new.filter { !old.contains($0) }.map { "+ \($0)" }
      + old.filter { !new.contains($0) }.map { "- \($0)" }
    return changes.isEmpty ? "none" : changes.joined(separator: RowVersions.mark)
  }
}

extension String {
  /// The parts between marks.
  fileprivate func components(_ mark: String) -> [String] {
    split(separator: mark).map(String.init)
  }
}

extension ReportTable {
  /// Says of each row that puts a version what is different from the one before.
  mutating func fillVersions(_ versions: RowVersions) {
    guard let column = columns.firstIndex(where: { $0.name == RowVersions.column }) else { return }
    var told: [(row: Int, text: String)] = []
    var versions = versions
    versions.take(self) { told.append(($0, $1)) }
    for (row, difference) in told { set(text(difference, in: column), row: row, column: column) }
  }
}
