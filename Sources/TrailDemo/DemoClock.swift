/// Times of the archive in seconds since 1970 (UTC), and how they are written.
enum DemoClock {
  /// The end of every archive: 2024-04-01T00:00:00Z, exclusive.
  static let end = 1_711_929_600
  /// The seconds of a day.
  static let day = 86_400

  /// Activity of each hour of a working day in Japan, from midnight.
  private static let curve = [
    3, 2, 2, 2, 2, 3, 4, 7, 14, 26, 30, 30, 22, 28, 30, 30, 28, 26, 20, 14, 10, 8, 6, 4,
  ]

  /// The weight of the hour that starts at `time`: the working-day curve of Japan, a third of it
  /// at week-ends.
  static func weight(ofHour time: Int) -> Int {
    let local = time + 9 * 3_600
    // Day 0 was a Thursday.
    let weekday = (local / day + 4) % 7
    let weight = curve[local / 3_600 % 24] * 3
    return weekday == 0 || weekday == 6 ? weight / 3 : weight
  }

  /// Year, month and day of a time.
  static func date(_ time: Int) -> (year: Int, month: Int, day: Int) {
    // Days are counted from 1 March 0000, so that a leap day ends a year (Hinnant).
    let days = time / day + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    return (
      year + era * 400 + (month < 10 ? 0 : 1),
      month < 10 ? month + 3 : month - 9,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }
}

extension [UInt8] {
  /// Appends `YYYY-MM-DDThh:mm:ssZ`.
  mutating func append(time: Int) {
    append(date: time, separator: 0x2D)
    append(0x54)
    append(decimal: time / 3_600 % 24, width: 2)
    append(0x3A)
    append(decimal: time / 60 % 60, width: 2)
    append(0x3A)
    append(decimal: time % 60, width: 2)
    append(0x5A)
  }

  /// Appends year, month and day with `separator` between them, none when it is 0.
  mutating func append(date time: Int, separator: UInt8) {
    let date = DemoClock.date(time)
    append(decimal: date.year, width: 4)
    if separator != 0 { append(separator) }
    append(decimal: date.month, width: 2)
    if separator != 0 { append(separator) }
    append(decimal: date.day, width: 2)
  }

  /// Appends a time the way credentials carry it: `Mar 5, 2024, 3:04:05 AM`.
  mutating func append(expiry time: Int) {
    let names: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    let date = DemoClock.date(time)
    names.withUTF8Buffer { append(contentsOf: $0[(date.month - 1) * 3..<date.month * 3]) }
    append(0x20)
    append(decimal: date.day)
    append(", ")
    append(decimal: date.year)
    append(", ")
    let hour = time / 3_600 % 24
    append(decimal: hour % 12 == 0 ? 12 : hour % 12)
    append(0x3A)
    append(decimal: time / 60 % 60, width: 2)
    append(0x3A)
    append(decimal: time % 60, width: 2)
    append(hour < 12 ? " AM" : " PM")
  }
}
