internal import TrailEvents
internal import TrailSearch

/// Which rows of links are asked for.
enum RowQuestion: Hashable {
  /// Those of who acts under a name, in whatever scope.
  case name(String)
  /// Those that carry one of some subs, or of user ids of Identity Center in any form.
  case subjects(Set<String>)
  /// Those of a principal id.
  case principal(String)
  /// The rows of events, which need not be all events of the rows.
  case events(Query)

  /// Holds of every event of the rows.
  private var query: Query {
    switch self {
    case .name(let name): .key(.user, .equal(name))
    case .subjects(let ids): .or(ids.sorted().map { .key(.sub, .equal($0)) })
    case .principal(let id): .key(.principal, .exact(id))
    case .events(let query): query
    }
  }

  /// Whether the values of a row are asked for.
  private func isAsked(_ values: [String?]) -> Bool {
    func value(_ field: LinkField) -> String? { values[field.rawValue] }
    switch self {
    case .name(let name): return value(.user)?.lowercased() == name.lowercased()
    case .subjects(let ids):
      return [value(.sub), value(.principal)].contains {
        $0.map { ids.contains(IdentityRow.bare($0)) } ?? false
      }
    case .principal(let id): return value(.principal) == id
    case .events: return true
    }
  }

  /// The rows, in no order.
  ///
  /// - Parameter usesLinks: Whether rows that segments keep are asked for.
  func rows(_ searcher: Searcher, usesLinks: Bool) throws -> [EventSpan] {
    // Rows are kept of all their events, and a question for events may mean a part of these.
    if case .events = self { return try searcher.links(query, usesLinks: false) { _ in true } }
    return try searcher.links(query, usesLinks: usesLinks) { isAsked($0) }
  }
}
