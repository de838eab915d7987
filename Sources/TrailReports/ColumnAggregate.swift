internal import TrailEvents

/// What a column tells of the events of a row that stands for several of them.
package enum ColumnAggregate: Hashable, Sendable {
  /// How many satisfy a query.
  case count(String)
  /// The share of those that satisfy a query, in percent with one decimal.
  case share(String)
  /// When one satisfied a query last.
  case last(String)
  /// The different values of a key, the most frequent first; of more than ten how many more there are.
  /// Where values are named, in lower case, only these.
  case values(String, among: Set<String> = [])

  /// The names of the members that define them.
  static let names = ["count", "share", "last", "values"]

  /// The query that events are tested with; `nil` where values are listed.
  package var query: String? {
    switch self {
    case .count(let query), .share(let query), .last(let query): query
    case .values: nil
    }
  }

  /// The result that is asked for, where a query asks for nothing else.
  ///
  /// Events have one result, so that counting by it answers the query.
  var wantedValue: String? {
    let query: String
    switch self {
    case .count(let text), .share(let text): query = text
    case .last, .values: return nil
    }
    let mark = "\(EventKey.result.name):"
    guard query.hasPrefix(mark) else { return nil }
    let wanted = String(query.dropFirst(mark.utf8.count))
    return EventResult(rawValue: wanted)?.rawValue
  }

  /// The key whose values answer it, together with others by one evaluation; `nil` when a query of its
  /// own has to.
  var listedKey: String? {
    if case .values(let key, _) = self { return key }
    return wantedValue == nil ? nil : EventKey.result.name
  }

  /// In words: `count of result:denied`.
  package var description: String {
    switch self {
    case .count(let query): "count of `\(query)`"
    case .share(let query): "percent of `\(query)`"
    case .last(let query): "last `\(query)`"
    case .values(let key, let named):
      "values of `\(key)`" + (named.isEmpty ? "" : ", \(named.count) of them")
    }
  }
}
