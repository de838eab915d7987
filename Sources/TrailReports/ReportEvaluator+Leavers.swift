internal import TrailEvents
internal import TrailSearch

/// What leavers did, by the rows of a report.
struct LeaverUse {
  /// Their last day and the events after it.
  struct Row {
    var leftOn: CivilDate
    var events: Int
  }

  var rows: [SpanTable.Values: Row] = [:]
  /// Those of whom there is no event.
  var unseen: [LeaversList.Leaver] = []
}

extension LeaversList.Leaver {
  /// Events with this name or id of the actor.
  fileprivate var query: Query {
    .or([EventKey.user, .sub, .principal].map { .key($0, .equal(user)) })
  }

  /// The instant at which the last day is over, in ms since 1970.
  fileprivate func end(_ zone: ZoneRules) -> Int64 {
    zone.instant(ofLocal: Int64(leftOn.daysSince1970 + 1) * 86_400) * 1_000
  }
}

extension CivilDate {
  /// `2024-03-31`.
  var text: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-"
      + two(month) + "-" + two(day)
  }
}

extension LeaversList {
  /// Finds what leavers did.
  ///
  /// - Parameters:
  ///   - query: What the rows count.
  ///   - wide: What rows are there for, events before the period with them where these make rows.
  ///   - fields: What they are counted by.
  func use(
    of query: Query, among wide: Query, by fields: [GroupField], texts: inout TextPool,
    searcher: Searcher,
    zone: ZoneRules
  ) throws -> LeaverUse {
    var use = LeaverUse()
    for leaver in leavers {
      let own: Query = .and([wide, leaver.query])
      let groups = try searcher.spanTable(own, by: fields, texts: &texts).groups
      if groups.isEmpty { use.unseen.append(leaver) }
      let end = leaver.end(zone)
      var after: [SpanTable.Values: Int] = [:]
      if groups.contains(where: { ($0.last ?? .min) >= end }) {
        let later: Query = .and([query, leaver.query, .time(from: end, to: nil)])
        for group in try searcher.spanTable(later, by: fields, texts: &texts).groups {
          after[group.values] = group.count
        }
      }
      for group in groups {
        // Of two names for one row the one that left first counts: it tells more.
        if let known = use.rows[group.values], known.leftOn.text <= leaver.leftOn.text { continue }
        use.rows[group.values] = LeaverUse.Row(
          leftOn: leaver.leftOn, events: after[group.values] ?? 0)
      }
    }
    return use
  }
}
