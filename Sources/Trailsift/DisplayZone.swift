internal import Glibc
internal import TrailEvents
internal import TrailSearch

/// The time zone in which times are shown, and in which times without a zone are read.
public struct DisplayZone: Sendable {
  let rules: ZoneRules

  /// The variable that names a zone.
  public static let variable = "TRAILSIFT_TZ"

  /// UTC.
  public static let utc = DisplayZone(rules: .utc)

  init(rules: ZoneRules) { self.rules = rules }

  /// A zone by its name: `Asia/Tokyo`, `UTC`, `+09:00`, `JST`, `local`.
  ///
  /// - Throws: `TrailsiftError` when there is none of the name.
  public init(named name: String) throws(TrailsiftError) {
    guard let rules = TimeZoneLookup.zone(name) else {
      throw TrailsiftError(
        "there is no time zone `\(name)`: write Asia/Tokyo, UTC, +09:00 or local")
    }
    self.rules = rules
  }

  /// What the variable holds; `nil` when it is unset or empty.
  public static var variableValue: String? {
    guard let value = getenv(variable), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The zone of the variable `TZ` or of the system.
  public static func local() -> DisplayZone { DisplayZone(rules: TimeZoneLookup.local()) }

  /// The name: `Asia/Tokyo`, `UTC`.
  public var name: String { rules.name }

  /// Whether it is UTC.
  public var isUTC: Bool { rules.isUTC }

  /// What the head of a column of times says: `UTC`, `JST +09:00`; the name where clocks are
  /// changed, since each time then carries its own offset.
  public var heading: String { rules.heading }

  /// Cells that a time takes.
  public var width: Int { rules.hasOneOffset || isUTC ? 19 : 25 }

  func text(_ time: Timestamp) -> String { rules.tableText(time) }
}
