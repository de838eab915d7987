/// What rows of reports are told about that are no rows of theirs: sessions by which a role was assumed,
/// calls that undid a change, what the archive has before the period.
struct RelatedRows: Sendable {
  /// The calls that handed out credentials.
  var chains: RoleChains?
  /// By the id of the report.
  var undoings: [String: Undoings] = [:]
  /// By the id of the report.
  var versions: [String: RowVersions] = [:]
  /// By the id of the report.
  var firsts: [String: FirstRows] = [:]

  /// Fills the columns of a table that these tell.
  func fill(_ table: inout ReportTable) {
    let id = table.definition.id
    if table.definition.followsChains, let chains { table.fillChains(chains) }
    if let rule = table.definition.undone, let undoings = undoings[id] {
      table.fillUndone(undoings, rule)
    }
    if let versions = versions[id] { table.fillVersions(versions) }
    if let firsts = firsts[id] { table.fillFirst(firsts) }
  }
}

extension ReportDefinition {
  /// Whether rows are told about others that have to be known first.
  var needsRelatedRows: Bool {
    followsChains || undone != nil || versions != nil || !firstOf.isEmpty
  }
}
