internal import TrailEvents
internal import TrailFormats
internal import TrailIntegrity
internal import TrailPeople
package import TrailSearch

/// Evaluates reports on an index.
///
/// All reports of a run share one reading of records: what only a record tells, an event id for
/// example, is read once for all of them. Belongs to one thread.
package final class ReportEvaluator {
  private let searcher: Searcher
  private let scope: ReportScope
  private let rows: EventRowReader

  package init(searcher: Searcher, scope: ReportScope) {
    self.searcher = searcher
    self.scope = scope
    rows = EventRowReader(snapshot: searcher.snapshot)
  }

  /// Events within the scope: those that were examined.
  package func examined() throws -> Int { try searcher.count(scope.query) }

  /// Sources whose records could not be read, and why: rows lack what only these records tell, and
  /// conditions on paths could not be judged.
  package private(set) var failures: [String] = []

  /// Calls `body` with the tables of some reports, in their order.
  ///
  /// One table is in memory at a time.
  package func tables(
    _ definitions: [ReportDefinition], _ body: (ReportTable) throws -> Void
  ) throws {
    var unreadable: Set<String> = []
    searcher.unreadable = { unreadable.insert($0.description) }
    defer { searcher.unreadable = nil }
    var selected: [[Hit]] = []
    var wanted: [Hit: [RecordPath]] = [:]
    for definition in definitions {
      guard definition.selection == .events else {
        selected.append([])
        continue
      }
      let (hits, _) = try searcher.hits(try query(definition), order: .oldestFirst, limit: nil)
      selected.append(hits)
      let paths = EventTable.paths(definition)
      for hit in hits {
        var known = wanted[hit] ?? []
        for path in paths where !known.contains(path) { known.append(path) }
        wanted[hit] = known
      }
    }
    let (values, failed) = try searcher.values(of: wanted)
    unreadable.formUnion(failed.map(\.description))
    for (definition, hits) in zip(definitions, selected) {
      var table: ReportTable
      switch definition.selection {
      case .events:
        let reader = EventTable(definition, zone: scope.zone)
        table = reader.empty(condition: try query(definition).description)
        for hit in hits {
          if searcher.snapshot.isExcluded(hit.segment) { continue }
          let paths = wanted[hit] ?? []
          table.rows.append(reader.cells(try rows.row(hit), values[hit], paths))
        }
        table.events = table.rows.count
      case .signIns(let filter): table = try signIns(definition, filter)
      case .activity(let keys): table = try activity(definition, keys, isFirst: false)
      case .firstSeen(let keys): table = try activity(definition, keys, isFirst: true)
      case .gaps: table = try gaps(definition)
      }
      table.summarise()
      try body(table)
    }
    failures = unreadable.sorted()
  }

  private func query(_ definition: ReportDefinition) throws -> Query {
    scope.limiting(definition.query.isEmpty ? .all : try QueryParser.parse([definition.query]))
  }

  // MARK: Sign-ins

  private func signIns(
    _ definition: ReportDefinition, _ filter: ReportDefinition.SignInFilter
  ) throws -> ReportTable {
    let query = try query(definition)
    var table = ReportTable(
      definition: definition,
      columns: [
        "time_local", "time_utc", "kind", "user", "sub", "verdict", "outcome", "mfa", "source_ip",
        "account", "permission", "match_quality", "event_ids",
      ].map { ReportTable.Column($0) },
      condition: filter.description + (query == .all ? "" : ": \(query)"))
    func fits(_ value: String, _ wanted: [String]) -> Bool {
      wanted.isEmpty || wanted.contains(value)
    }
    for signIn in try SignInReport(query, searcher: searcher).signIns.reversed()
    where fits(signIn.kind.rawValue, filter.kinds)
      && fits(signIn.verdict.name, filter.outcomes) && fits(signIn.factor.rawValue, filter.factors)
    {
      let time = Timestamp(milliseconds: signIn.time)
      table.events += signIn.events.count
      table.rows.append([
        scope.zone.tableText(time), time.description, signIn.kind.rawValue, signIn.person,
        signIn.sub, signIn.verdict.text, signIn.verdict.name, signIn.factor.rawValue,
        signIn.address, signIn.account, signIn.into, signIn.quality.rawValue,
        signIn.events.compactMap(\.id).joined(separator: " "),
      ])
    }
    return table
  }

  // MARK: Gaps

  private func gaps(_ definition: ReportDefinition) throws -> ReportTable {
    var options = CoverageMatrix.Options()
    options.from = scope.from
    options.to = scope.to
    options.expected = ReportEvaluator.expected
    let matrix = try CoverageMatrix(searcher, query: scope.untimedQuery, options: options)
    var table = ReportTable(
      definition: definition,
      columns: ["account", "region", "from", "to"].map { ReportTable.Column($0) }
        + [
          ReportTable.Column("hours", isNumber: true), ReportTable.Column("proved"),
          ReportTable.Column("missing_files", isNumber: true), ReportTable.Column("reason"),
        ],
      condition: "hours without files; stretches of more than a day where digests tell nothing")
    table.rows = matrix.gaps.map { gap in
      let span = gap.span
      let hours = (span.upperBound - span.lowerBound + 3_599_999) / 3_600_000
      return [
        gap.account, gap.region, scope.zone.tableText(.init(milliseconds: span.lowerBound)),
        scope.zone.tableText(.init(milliseconds: span.upperBound)), String(hours),
        gap.isProved ? "yes" : "no", String(gap.files), gap.reason,
      ]
    }
    return table
  }

  /// The longest silence that is not told where there are no digests: a day.
  private static let expected: Int64 = 86_400_000

  // MARK: Activity

  private func activity(
    _ definition: ReportDefinition, _ keys: [String], isFirst: Bool
  ) throws -> ReportTable {
    let query = try query(definition)
    let fields = try keys.map { try GroupField(named: $0) }
    var table = ReportTable(
      definition: definition,
      columns: keys.map { ReportTable.Column($0) } + [
        ReportTable.Column("events", isNumber: true), ReportTable.Column("first_seen"),
        ReportTable.Column("last_seen"), ReportTable.Column("days_since", isNumber: true),
      ] + definition.columns.map { ReportTable.Column($0) }, condition: query.description)
    let (groups, total) = try searcher.spans(query, by: [fields])
    table.events = total
    var known: Set<[String?]> = []
    if isFirst, let from = scope.from {
      var before = scope
      before.from = nil
      before.to = from
      let earlier = definition.query.isEmpty ? .all : try QueryParser.parse([definition.query])
      known = Set(
        try searcher.spans(before.limiting(earlier), by: [fields]).groups[0].map(\.values))
    }
    let end = try scope.to ?? searcher.timeRange().map { $0.upperBound + 1 }
    let found = groups[0].filter { group in
      group.values.contains { $0 != nil } && !known.contains(group.values)
    }.sorted { left, right in
      if left.count != right.count { return left.count > right.count }
      return left.values.map { $0 ?? "" }.lexicographicallyPrecedes(right.values.map { $0 ?? "" })
    }
    for group in found {
      let days = zip(end, group.last).map { ($0 - 1 - $1) / 86_400_000 }
      table.rows.append(
        group.values + [
          String(group.count), group.first.map { scope.zone.tableText(.init(milliseconds: $0)) },
          group.last.map { scope.zone.tableText(.init(milliseconds: $0)) }, days.map { String($0) },
        ] + definition.columns.map { _ in nil })
    }
    return table
  }
}

/// Both values, when both are known.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
  guard let first, let second else { return nil }
  return (first, second)
}
