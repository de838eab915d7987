internal import TrailEvents

/// Times as people write them: ISO 8601, as short as they like.
package enum TimeText {
  /// The span that a text covers: `2024` the year, `2024-03` the month, `2024-03-31` the day,
  /// `2024-03-31T12` the hour, `…T12:30` the minute, `…T12:30:15` the second, with a fraction the
  /// millisecond.
  ///
  /// A zone (`Z`, `+09:00`) may follow a time of day; UTC without one.
  ///
  /// - Returns: Milliseconds since 1970, half open; `nil` when the text is no time.
  package static func span(_ text: String) -> Range<Int64>? {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      var result = 0
      for byte in bytes[range] {
        guard byte &- 0x30 < 10 else { return nil }
        result = result * 10 + Int(byte &- 0x30)
      }
      return result
    }
    guard let year = number(0..<4), year >= 1 else { return nil }
    if bytes.count == 4 {
      return days(
        CivilDate(year: year, month: 1, day: 1), CivilDate(year: year + 1, month: 1, day: 1))
    }
    guard bytes[4] == 0x2D, let month = number(5..<7), (1...12).contains(month) else { return nil }
    if bytes.count == 7 {
      let next =
        month == 12
        ? CivilDate(year: year + 1, month: 1, day: 1)
        : CivilDate(year: year, month: month + 1, day: 1)
      return days(CivilDate(year: year, month: month, day: 1), next)
    }
    guard bytes[7] == 0x2D, let day = number(8..<10),
      (1...CivilDate.daysInMonth(year: year, month: month)).contains(day)
    else { return nil }
    if bytes.count == 10 {
      let start = Int64(CivilDate(year: year, month: month, day: day).daysSince1970) * 86_400_000
      return start..<(start + 86_400_000)
    }
    // Shorter times of day are completed, then read like those of records.
    let clock = bytes[11...]
    let zoneStart = clock.firstIndex { $0 == 0x5A || $0 == 0x7A || $0 == 0x2B || $0 == 0x2D }
    let end = zoneStart ?? bytes.count
    let zone = Array(bytes[end...])
    let (completed, length): ([UInt8], Int64)
    switch end {
    case 13: (completed, length) = (Array(bytes[..<end]) + Array(":00:00".utf8), 3_600_000)
    case 16: (completed, length) = (Array(bytes[..<end]) + Array(":00".utf8), 60_000)
    case 19: (completed, length) = (Array(bytes[..<end]), 1_000)
    default: (completed, length) = (Array(bytes[..<end]), 1)
    }
    guard let time = (completed + zone).withUnsafeBytes({ Timestamp($0) }) else { return nil }
    return time.milliseconds..<(time.milliseconds + length)
  }

  private static func days(_ start: CivilDate, _ end: CivilDate) -> Range<Int64> {
    Int64(start.daysSince1970) * 86_400_000..<Int64(end.daysSince1970) * 86_400_000
  }
}
