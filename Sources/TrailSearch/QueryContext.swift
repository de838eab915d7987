/// What a query needs to know beside its text.
package struct QueryContext {
  /// How times are read.
  package var times: TimeContext
  /// The values of a file of values, one a line.
  package var list: (String) throws(QueryError) -> [String]
  /// The events of a person, whatever name or id they carry.
  package var person: (String) throws(QueryError) -> Query

  /// - Parameters:
  ///   - times: How times are read; in UTC from the clock when nothing is said.
  ///   - list: Reads the values of `@file`; refused when nothing is said.
  ///   - person: Finds the person of `person:KEY`; refused when nothing is said.
  package init(
    times: TimeContext = TimeContext(),
    list: @escaping (String) throws(QueryError) -> [String] = { (name) throws(QueryError) in
      throw QueryError("values from a file (`@\(name)`) cannot be read here")
    },
    person: @escaping (String) throws(QueryError) -> Query = { (key) throws(QueryError) in
      throw QueryError("`person:\(key)` needs an index to ask")
    }
  ) {
    self.times = times
    self.list = list
    self.person = person
  }
}

/// A query that was read, and what a person should be told of how.
package struct ParsedQuery: Sendable {
  package var query: Query
  /// How bare words and AND beside OR were read.
  package var notes: [String]
}
