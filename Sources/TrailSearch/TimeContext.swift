internal import Glibc
package import TrailEvents

/// What times in words are measured from.
package struct TimeContext {
  /// The present in ms since 1970.
  package var now: Int64
  /// The zone of times that name none.
  package var zone: ZoneRules
  /// The time of the last event of the archive, for `end`; `nil` when there is none.
  package var end: () -> Int64?
  /// The month in which a fiscal year starts, `1...12`.
  package var fiscalMonth: Int

  package init(
    now: Int64 = TimeContext.clock(), zone: ZoneRules = .utc,
    end: @escaping () -> Int64? = { nil }, fiscalMonth: Int = 4
  ) {
    self.now = now
    self.zone = zone
    self.end = end
    self.fiscalMonth = fiscalMonth
  }

  /// The clock of the machine in ms since 1970.
  package static func clock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// The span that a text covers, in ms since 1970, half open; empty for an instant.
  ///
  /// - Throws: ``QueryError`` for what is no time, and for `end` without an event.
  package func span(_ text: String) throws(QueryError) -> Range<Int64> {
    let trimmed = text.trimmingBlanks()
    if let span = try TimeWords(context: self).span(trimmed) { return span }
    if let span = TimeText.span(trimmed, zone: zone) { return span }
    throw QueryError(
      "`\(text)` is no time: write 2024-03-31, 2024-03-31T12:00+09:00, 7d, end-30d, yesterday or "
        + "fy2024 (see `trailsift help time`)")
  }
}

extension String {
  /// The text without blanks at both ends.
  func trimmingBlanks() -> String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}

/// A time of day of a calendar, as clocks of a zone show it.
struct LocalTime {
  var date: CivilDate
  /// Milliseconds since midnight.
  var clock: Int64

  init(date: CivilDate, clock: Int64 = 0) {
    self.date = date
    self.clock = clock
  }

  /// What the clocks of a zone show at an instant in ms since 1970.
  init(_ instant: Int64, in zone: ZoneRules) {
    let seconds = instant.flooredQuotient(1_000)
    let local = instant + Int64(zone.offset(at: seconds).seconds) * 1_000
    let days = local.flooredQuotient(86_400_000)
    date = CivilDate(daysSince1970: Int(days))
    clock = local - days * 86_400_000
  }

  /// The instant in ms since 1970.
  func instant(in zone: ZoneRules) -> Int64 {
    let local = Int64(date.daysSince1970) * 86_400_000 + clock
    let seconds = local.flooredQuotient(1_000)
    return zone.instant(ofLocal: seconds) * 1_000 + (local - seconds * 1_000)
  }

  /// The same time of day some months later; the last day of a shorter month.
  func adding(months: Int) -> LocalTime {
    let total = date.year * 12 + date.month - 1 + months
    let year = total >= 0 ? total / 12 : (total - 11) / 12
    let month = total - year * 12 + 1
    let day = min(date.day, CivilDate.daysInMonth(year: year, month: month))
    return LocalTime(date: CivilDate(year: year, month: month, day: day), clock: clock)
  }

  /// The same time of day some days later.
  func adding(days: Int) -> LocalTime {
    LocalTime(date: CivilDate(daysSince1970: date.daysSince1970 + days), clock: clock)
  }

  /// 0 for Monday to 6 for Sunday.
  var weekday: Int {
    // 1970-01-01 was a Thursday.
    ((date.daysSince1970 + 3) % 7 + 7) % 7
  }
}

extension Int64 {
  /// The quotient rounded down, also below zero.
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
