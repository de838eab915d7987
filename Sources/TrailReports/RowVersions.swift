internal import TrailEvents

/// What rows of a report put in the place of what stood there before: statements of a policy in the place
/// of those of its last version.
struct RowVersions: Sendable {
  /// The column that tells.
  static let column = "difference"
  /// What stands between two parts of a version.
  private static let mark = "; "

  /// Of each row that puts a version, by the place of its record, what is different.
  private var differences: [[String?]: Localized] = [:]

  /// - Parameter table: The answer of ``WholeArchive/definition(of:)``, in the order of time.
  init(_ rule: ReportDefinition.Versions, _ table: ReportTable) {
    func place(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
    guard let version = place(rule.column), let event = place("event"),
      let outcome = place("outcome")
    else { return }
    let marks = rule.marks.map { $0.compactMap(place) }
    let records = WholeArchive.Places(table)
    // Of each thing the parts of the version that was put last.
    var known: [[String?]: [String]] = [:]
    for row in 0..<table.keptRows {
      func text(_ column: Int) -> String? { table.string(row: row, column: column) }
      let name = text(event)?.split(separator: ":").last.map(String.init) ?? ""
      let put = text(version)
      if put == nil, !rule.gone.contains(name) { continue }
      // Calls name a policy by name or by its ARN, which ends in the name.
      let thing = marks.map { columns in
        columns.lazy.compactMap(text).first?.split(separator: "/").last.map(String.init)
      }
      let parts = put?.split(separator: RowVersions.mark).map(String.init) ?? []
      differences[records.place(row, table)] = RowVersions.difference(
        from: known[thing], to: parts)
      if text(outcome) == EventResult.success.rawValue { known[thing] = parts }
    }
  }

  private static func difference(from old: [String]?, to new: [String]) -> Localized {
    guard let old else {
      return Localized("no earlier version in the archive", "アーカイブに以前の版がない")
    }
    let changes =
      new.filter { !old.contains($0) }.map { "+ \($0)" }
      + old.filter { !new.contains($0) }.map { "- \($0)" }
    if changes.isEmpty { return Localized("none", "違いなし") }
    let text = changes.joined(separator: mark)
    return Localized(text, text)
  }

  /// What is different in the row at a place; `nil` for one that puts no version.
  fileprivate func difference(_ place: [String?]) -> Localized? { differences[place] }
}

extension ReportTable {
  /// Says of each row that puts a version what is different from the one before.
  mutating func fillVersions(_ versions: RowVersions) {
    guard let column = columns.firstIndex(where: { $0.name == RowVersions.column }) else { return }
    let records = WholeArchive.Places(self)
    for row in 0..<keptRows {
      guard let difference = versions.difference(records.place(row, self)) else { continue }
      set(sentence(difference, in: column), row: row, column: column)
    }
  }
}
