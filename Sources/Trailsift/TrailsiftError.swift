internal import TrailSearch

/// A failure that ends a command, in words for the person who ran it.
public struct TrailsiftError: Error, Sendable, CustomStringConvertible {
  /// A place in a query.
  public struct Place: Sendable {
    /// The whole query.
    public let query: String
    /// The number of the character where the mistake shows, from 1; one behind the last at the end.
    public let column: Int
  }

  /// What went wrong and what to do about it.
  public let description: String
  /// Where in a query it shows; `nil` for failures of other kinds.
  public let place: Place?

  /// A failure in the given words.
  public init(_ description: String) {
    self.description = description
    place = nil
  }

  private init(_ error: QueryError) {
    description = error.description
    if let query = error.query, let column = error.column {
      place = Place(query: query, column: column)
    } else {
      place = nil
    }
  }

  /// Turns any error into one.
  static func from(_ error: any Error) -> TrailsiftError {
    if let error = error as? QueryError { return TrailsiftError(error) }
    return error as? TrailsiftError ?? TrailsiftError("\(error)")
  }
}

/// What this program calls itself.
public enum Trailsift {
  /// The version, as `--version` prints it.
  public static let version = "0.1.0"
}
