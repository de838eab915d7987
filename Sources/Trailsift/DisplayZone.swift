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
  public var isUTC: Bool {
    rules.hasOneOffset && rules.offset(at: 1_700_000_000).seconds == 0
  }

  /// What the head of a column of times says: `UTC`, `JST +09:00`; the name where clocks are
  /// changed, since each time then carries its own offset.
  public var heading: String {
    if isUTC { return "UTC" }
    guard rules.hasOneOffset else { return rules.name }
    let offset = rules.offset(at: 1_700_000_000)
    let spelled = ZoneRules.spelled(offset.seconds)
    let isName = offset.abbreviation.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
    return isName ? "\(offset.abbreviation) \(spelled)" : spelled
  }

  /// Cells that a time takes.
  public var width: Int { rules.hasOneOffset || isUTC ? 19 : 25 }

  func text(_ time: Timestamp) -> String {
    let seconds =
      time.milliseconds >= 0 ? time.milliseconds / 1_000 : (time.milliseconds - 999) / 1_000
    let offset = rules.offset(at: seconds)
    let local = Timestamp(milliseconds: time.milliseconds + Int64(offset.seconds) * 1_000)
    return local.tableText
      + (rules.hasOneOffset || isUTC ? "" : ZoneRules.spelled(offset.seconds))
  }
}
