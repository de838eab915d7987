internal import TrailEvents

/// In which order conditions that must all hold are asked.
enum QueryPlan {
  /// Cheap and selective conditions first, those that read records last; otherwise as written.
  static func ordered(_ parts: [Query]) -> [Query] {
    parts.enumerated()
      .sorted { (cost($0.element), $0.offset) < (cost($1.element), $1.offset) }
      .map(\.element)
  }

  /// Keys whose values are found by postings alone; others need the scan of a column, which is
  /// restricted to the documents that are left.
  private static let postingKeys: Set<EventKey> = [
    .user, .sub, .account, .ip, .event, .error, .resource, .target, .targetAccount, .pool, .client,
    .shared,
  ]

  private static func cost(_ query: Query) -> Int {
    if query.readsRecords { return 100 }
    switch query {
    case .all: return 9
    case .time: return 1
    case .key(.id, _): return 0
    case .key(.request, _): return 7
    case .key(.file, _): return 6
    case .key(let key, let pattern):
      let scansDictionary =
        switch pattern {
        case .wildcard, .regex: 2
        case .any: 3
        default: 0
        }
      return (postingKeys.contains(key) ? 2 : 4) + scansDictionary
    case .path: return 100
    case .not(let part): return cost(part) + 3
    case .and(let parts): return parts.map(cost).min() ?? 9
    case .or(let parts): return (parts.map(cost).max() ?? 0) + 1
    }
  }
}

/// What was done to answer a query, condition by condition.
package final class QueryTrace {
  /// What was done for one condition, over all segments.
  package struct Step: Sendable {
    /// The condition in canonical spelling.
    package var condition: String
    /// Terms of the dictionaries that matched; `nil` where none are asked.
    package var terms: Int?
    /// Documents found for the condition by itself.
    package var documents = 0
    /// Documents left of all conditions so far; `nil` where the condition stands alone.
    package var left: Int?
    /// Records read; 0 for conditions that the index answered.
    package var records = 0
    package var bytes = 0
    package var sources = 0
  }

  /// The conditions in the order in which they were asked.
  package private(set) var steps: [Step] = []
  private var places: [Query: Int] = [:]

  package init() {}

  private func place(_ query: Query) -> Int {
    if let known = places[query] { return known }
    places[query] = steps.count
    steps.append(Step(condition: query.description))
    return steps.count - 1
  }

  func note(_ query: Query, terms: Int?, documents: Int) {
    let place = place(query)
    if let terms { steps[place].terms = (steps[place].terms ?? 0) + terms }
    steps[place].documents += documents
  }

  func left(_ query: Query, _ count: Int) {
    // A negation was noted as what it negates.
    let place =
      switch query {
      case .not(let part): places[part]
      default: places[query]
      }
    guard let place else { return }
    if case .not = query { steps[place].condition = query.description }
    steps[place].left = (steps[place].left ?? 0) + count
  }

  func read(_ query: Query, records: Int, bytes: Int, sources: Int, left: Int) {
    let place = place(query)
    steps[place].records += records
    steps[place].bytes += bytes
    steps[place].sources += sources
    steps[place].left = (steps[place].left ?? 0) + left
  }
}
