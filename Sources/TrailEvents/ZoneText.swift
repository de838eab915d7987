extension ZoneRules {
  /// An instant at which offsets are looked up that never change.
  private static let anyInstant: Int64 = 1_700_000_000

  /// Whether it is UTC.
  package var isUTC: Bool { hasOneOffset && offset(at: ZoneRules.anyInstant).seconds == 0 }

  /// What the head of a column of times says: `UTC`, `JST +09:00`; the name where clocks are
  /// changed, since each time then carries its own offset.
  package var heading: String {
    if isUTC { return "UTC" }
    guard hasOneOffset else { return name }
    let offset = offset(at: ZoneRules.anyInstant)
    let spelled = ZoneRules.spelled(offset.seconds)
    let isName = offset.abbreviation.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
    return isName ? "\(offset.abbreviation) \(spelled)" : spelled
  }

  /// A time as clocks of the zone show it, `YYYY-MM-DD hh:mm:ss`; with the offset where clocks are
  /// changed.
  package func tableText(_ time: Timestamp) -> String {
    let seconds =
      time.milliseconds >= 0 ? time.milliseconds / 1_000 : (time.milliseconds - 999) / 1_000
    let offset = offset(at: seconds)
    let local = Timestamp(milliseconds: time.milliseconds + Int64(offset.seconds) * 1_000)
    return local.tableText
      + (hasOneOffset || isUTC ? "" : ZoneRules.spelled(offset.seconds))
  }
}
