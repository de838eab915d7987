internal import TrailEvents
internal import TrailSearch

/// Makes the tables of reports that the index alone answers.
///
/// Belongs to one thread.
final class IndexTables {
  let searcher: Searcher
  let scope: ReportScope
  let inputs: ReportInputs

  init(_ searcher: Searcher, _ scope: ReportScope, _ inputs: ReportInputs) {
    self.searcher = searcher
    self.scope = scope
    self.inputs = inputs
  }

  /// The table of a report whose rows are groups, sessions or workflows of events.
  func table(_ definition: ReportDefinition) throws -> ReportTable {
    switch definition.selection {
    case .activity(let keys): try activity(definition, keys)
    case .firstSeen(let lists): try firstSeen(definition, lists)
    case .sessions(let pause): try sessions(definition, pause: pause)
    case .workflows: try workflows(definition)
    case .events, .signIns, .usage, .subjects, .gaps:
      preconditionFailure("the index alone does not answer \(definition.id)")
    }
  }

  func query(_ definition: ReportDefinition) throws -> Query {
    try query(definition, scope) { $0 }
  }

  /// - Parameter told: What is made of conditions that people asked for.
  func query(
    _ definition: ReportDefinition, _ scope: ReportScope, _ told: (Query) -> Query
  ) throws -> Query {
    if let list = inputs.privileged, let query = definition.privilegedQuery {
      return scope.limiting(
        .and([
          .or([.key(.type, .equal("Root")), told(list.query)]), try QueryParser.parse([query]),
        ]))
    }
    let own = definition.query.isEmpty ? .all : try QueryParser.parse([definition.query])
    return scope.limiting(definition.isBuiltIn ? own : told(own))
  }

  /// The instant behind the period, or behind the last event.
  func end() throws -> Int64? {
    try scope.to ?? searcher.timeRange().map { $0.upperBound + 1 }
  }

  /// The sessions of events, and which of the events columns count.
  private func sessions(_ definition: ReportDefinition, pause: Int) throws -> ReportTable {
    let query = try query(definition)
    let events = SessionTable.events(of: definition)
    return try searcher.leavingDamageOut {
      let hits = try searcher.sorted(try searcher.unorderedHits(query), order: .oldestFirst)
      let table = try EventTable(events, zone: scope.zone).table(
        hits, condition: query.description, texts: RecordTexts(), request: 0,
        segment: { try searcher.snapshot.segment($0) })
      var counted: [Int: [Bool]] = [:]
      for (index, column) in definition.columns.enumerated() {
        guard case .count(let text)? = column.aggregate else { continue }
        let own = Set(
          try searcher.unorderedHits(.and([query, try QueryParser.parse([text])])))
        counted[index] = hits.map { own.contains($0) }
      }
      return SessionTable(definition, pause: pause, inputs: inputs).table(table, counted: counted)
    }
  }
}

extension ReportDefinition.Selection {
  /// Whether the index alone answers: see ``IndexTables/table(_:)``.
  var isOfIndex: Bool {
    switch self {
    case .activity, .firstSeen, .sessions, .workflows: true
    case .events, .signIns, .usage, .subjects, .gaps: false
    }
  }
}
