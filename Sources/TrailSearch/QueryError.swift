/// A query that cannot be understood, with its place.
package struct QueryError: Error, CustomStringConvertible {
  /// What is wrong and what to write instead.
  package var reason: String
  /// Character of the query where it shows, from 1; `nil` for a value from elsewhere.
  package var column: Int?
  /// The whole query, to show the place in.
  package var query: String?

  package init(_ reason: String, column: Int? = nil, query: String? = nil) {
    self.reason = reason
    self.column = column
    self.query = query
  }

  package var description: String {
    column.map { "\(reason) (at character \($0) of the query)" } ?? reason
  }
}
