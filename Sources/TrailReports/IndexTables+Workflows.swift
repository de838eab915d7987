internal import TrailEvents
internal import TrailPeople
internal import TrailSearch

extension IndexTables {
  /// A row a sign-in workflow of Identity Center.
  func workflows(_ definition: ReportDefinition) throws -> ReportTable {
    let query = try query(definition)
    var table = ReportTable(
      definition: definition,
      columns: [
        ReportTable.Column("time_local", .localTime), ReportTable.Column("time_utc", .utcTime),
        ReportTable.Column("workflow"), ReportTable.Column("user"), ReportTable.Column("sub"),
        ReportTable.Column("factors_asked"), ReportTable.Column("factors_passed"),
        ReportTable.Column("failures", .count), ReportTable.Column("outcome"),
        ReportTable.Column("seconds", .count), ReportTable.Column("login_to"),
        ReportTable.Column("provider_type"), ReportTable.Column("source_ip", key: .ip),
        ReportTable.Column("account"), ReportTable.Column("event_ids"),
      ] + definition.columns.map { ReportTable.Column($0) }, zone: scope.zone,
      condition: query.description)
    let own = definition.query.isEmpty ? .all : try QueryParser.parse([definition.query])
    let workflows = try PortalWorkflow.workflows(
      query, among: own, in: (scope.from ?? .min)..<(scope.to ?? .max), searcher: searcher)
    for workflow in workflows {
      let signIn = workflow.signIn
      let outcome =
        switch signIn.verdict {
        case .success: "signed in"
        case .failed: "failed"
        case .open: "abandoned"
        }
      let time = ReportCell(signIn.time)
      func text(_ text: String?, _ column: Int) -> ReportCell { table.text(text, in: column) }
      let row = [
        time, time, text(workflow.id, 2), text(signIn.person, 3), text(signIn.sub, 4),
        text(WorkflowText.list(workflow.asked), 5), text(WorkflowText.list(workflow.passed), 6),
        ReportCell(Int64(workflow.failures)), text(outcome, 8),
        ReportCell(workflow.duration / 1_000), text(workflow.loginTo, 10),
        text(workflow.provider?.rawValue, 11), text(signIn.address, 12),
        text(signIn.account, 13), text(WorkflowText.list(signIn.events.compactMap(\.id)), 14),
      ]
      table.add(row + definition.columns.map { _ in .none })
      table.events += signIn.events.count
    }
    return table
  }
}

private enum WorkflowText {
  /// Texts in one cell; `nil` for none.
  static func list(_ texts: [String]) -> String? {
    texts.isEmpty ? nil : texts.joined(separator: " ")
  }
}
