/// A failure that ends a command, in words for the person who ran it.
public struct TrailsiftError: Error, Sendable, CustomStringConvertible {
  /// What went wrong and what to do about it.
  public let description: String

  /// A failure in the given words.
  public init(_ description: String) { self.description = description }

  /// Turns any error into one.
  static func from(_ error: any Error) -> TrailsiftError {
    error as? TrailsiftError ?? TrailsiftError("\(error)")
  }
}

/// What this program calls itself.
public enum Trailsift {
  /// The version, as `--version` prints it.
  public static let version = "0.1.0"
}
