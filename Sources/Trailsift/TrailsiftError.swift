/// A failure that ends a command, in words for the person who ran it.
public struct TrailsiftError: Error, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// Turns any error into one.
  static func from(_ error: any Error) -> TrailsiftError {
    error as? TrailsiftError ?? TrailsiftError("\(error)")
  }
}

/// What this program calls itself.
public enum Trailsift {
  public static let version = "0.1.0"
}
