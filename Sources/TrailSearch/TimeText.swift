package import TrailEvents

/// Times as people write them: ISO 8601, as short as they like, or counted since 1970.
package enum TimeText {
  /// The span that a text covers.
  ///
  /// `2024` is the year, `2024-03` the month, `2024-03-31` the day,
  /// `2024-03-31T12` the hour, `…T12:30` the minute, `…T12:30:15` the second, with a fraction the
  /// millisecond. Ten digits are seconds since 1970, thirteen are milliseconds.
  ///
  /// A zone (`Z`, `+09:00`, ` JST`, ` Asia/Tokyo`) may follow a time of day; without one it is
  /// that of `zone`.
  ///
  /// - Returns: Milliseconds since 1970, half open; `nil` when the text is no time.
  package static func span(_ text: String, zone: ZoneRules = .utc) -> Range<Int64>? {
    let bytes = Array(text.utf8)
    if bytes.count == 10 || bytes.count == 13, let count = number(bytes, 0..<bytes.count) {
      return bytes.count == 13
        ? Int64(count)..<Int64(count + 1) : Int64(count) * 1_000..<Int64(count + 1) * 1_000
    }
    guard let year = number(bytes, 0..<4), year >= 1 else { return nil }
    func days(_ start: CivilDate, _ end: CivilDate) -> Range<Int64> {
      LocalTime(date: start).instant(in: zone)..<LocalTime(date: end).instant(in: zone)
    }
    if bytes.count == 4 {
      return days(
        CivilDate(year: year, month: 1, day: 1), CivilDate(year: year + 1, month: 1, day: 1))
    }
    guard bytes[4] == 0x2D, let month = number(bytes, 5..<7), (1...12).contains(month) else {
      return nil
    }
    if bytes.count == 7 {
      let first = LocalTime(date: CivilDate(year: year, month: month, day: 1))
      return days(first.date, first.adding(months: 1).date)
    }
    guard bytes[7] == 0x2D, let day = number(bytes, 8..<10),
      (1...CivilDate.daysInMonth(year: year, month: month)).contains(day)
    else { return nil }
    let date = LocalTime(date: CivilDate(year: year, month: month, day: day))
    if bytes.count == 10 { return days(date.date, date.adding(days: 1).date) }
    guard bytes.count > 12, [0x54, 0x74, 0x20].contains(bytes[10]) else { return nil }
    guard let (clock, length, end) = clock(bytes), let zone = named(bytes[end...], zone) else {
      return nil
    }
    let start = LocalTime(date: date.date, clock: clock).instant(in: zone)
    // An hour or a minute ends where the clock shows the next one, which a change of clocks moves.
    let next = clock + length
    let after =
      next < 86_400_000
      ? LocalTime(date: date.date, clock: next)
      : LocalTime(date: date.adding(days: 1).date, clock: next - 86_400_000)
    return start..<max(after.instant(in: zone), start + 1)
  }

  private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard range.upperBound <= bytes.count else { return nil }
    var result = 0
    for byte in bytes[range] {
      guard byte &- 0x30 < 10 else { return nil }
      result = result * 10 + Int(byte &- 0x30)
    }
    return result
  }

  /// The time of day from character 11 on: milliseconds, those that it covers, and where it ends.
  private static func clock(_ bytes: [UInt8]) -> (clock: Int64, length: Int64, end: Int)? {
    guard let hour = number(bytes, 11..<13), hour <= 23 else { return nil }
    var clock = Int64(hour) * 3_600_000
    guard bytes.count > 13, bytes[13] == 0x3A else { return (clock, 3_600_000, 13) }
    guard let minute = number(bytes, 14..<16), minute <= 59 else { return nil }
    clock += Int64(minute) * 60_000
    guard bytes.count > 16, bytes[16] == 0x3A else { return (clock, 60_000, 16) }
    guard let second = number(bytes, 17..<19), second <= 59 else { return nil }
    clock += Int64(second) * 1_000
    guard bytes.count > 19, bytes[19] == 0x2E || bytes[19] == 0x2C else {
      return (clock, 1_000, 19)
    }
    let digits = bytes[20...].prefix { $0 &- 0x30 < 10 }
    guard !digits.isEmpty else { return nil }
    var scale: Int64 = 100
    for digit in digits.prefix(3) {
      clock += Int64(digit &- 0x30) * scale
      scale /= 10
    }
    return (clock, 1, 20 + digits.count)
  }

  /// The zone that the rest of a time names; `zone` when nothing follows.
  private static func named(_ rest: ArraySlice<UInt8>, _ zone: ZoneRules) -> ZoneRules? {
    if rest.isEmpty { return zone }
    let text = String(decoding: rest, as: UTF8.self)
    if rest.first != 0x20 { return ZoneRules(offset: text) }
    let name = text.trimmingBlanks()
    return name.isEmpty ? nil : TimeZoneLookup.zone(name)
  }
}
