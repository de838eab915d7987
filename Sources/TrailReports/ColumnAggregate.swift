/// What a column tells of the events of a row that stands for several of them.
package enum ColumnAggregate: Hashable, Sendable {
  /// How many satisfy a query.
  case count(String)
  /// The share of those that satisfy a query, in percent with one decimal.
  case share(String)
  /// When one satisfied a query last.
  case last(String)
  /// The different values of a key, the most frequent first; of more than ten how many more there are.
  case values(String)

  /// The names of the members that define them.
  static let names = ["count", "share", "last", "values"]

  /// The query that events are tested with; `nil` where values are listed.
  package var query: String? {
    switch self {
    case .count(let query), .share(let query), .last(let query): query
    case .values: nil
    }
  }

  /// In words: `count of result:denied`.
  package var description: String {
    switch self {
    case .count(let query): "count of `\(query)`"
    case .share(let query): "percent of `\(query)`"
    case .last(let query): "last `\(query)`"
    case .values(let key): "values of `\(key)`"
    }
  }
}
