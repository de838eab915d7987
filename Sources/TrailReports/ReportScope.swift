package import TrailEvents
package import TrailSearch

/// Which part of an archive reports are about, and how they tell times.
package struct ReportScope: Sendable {
  /// The first instant in ms since 1970; `nil` when the archive's own beginning is meant.
  package var from: Int64?
  /// The instant behind the last; `nil` when the archive's own end is meant.
  package var to: Int64?
  /// Only events delivered to these accounts; empty for all.
  package var accounts: [String] = []
  /// What every event must satisfy beside; `.all` for no more.
  package var condition: Query = .all
  /// The zone of times and days.
  package var zone: ZoneRules = .utc

  package init() {}

  private var parts: [Query] {
    var parts: [Query] = []
    if !accounts.isEmpty { parts.append(.or(accounts.map { .key(.recipient, .exact($0)) })) }
    if condition != .all { parts.append(condition) }
    return parts
  }

  private static func joined(_ parts: [Query]) -> Query {
    var flat: [Query] = []
    for part in parts where part != .all {
      if case .and(let inner) = part { flat += inner } else { flat.append(part) }
    }
    return flat.isEmpty ? .all : flat.count == 1 ? flat[0] : .and(flat)
  }

  /// The scope as a query without its bounds of time.
  package var untimedQuery: Query { ReportScope.joined(parts) }

  /// The scope as a query.
  package var query: Query { limiting(.all) }

  /// A query within the scope.
  func limiting(_ query: Query) -> Query {
    let time: [Query] = from == nil && to == nil ? [] : [.time(from: from, to: to)]
    return ReportScope.joined([query] + parts + time)
  }
}
