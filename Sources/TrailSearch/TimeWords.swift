internal import TrailEvents

/// Times in words: `7d`, `now-1d/d`, `-24h@h`, `2 hours ago`, `end-30d`, `yesterday`, `fy2024`.
struct TimeWords {
  let context: TimeContext

  private enum Unit {
    case second, minute, hour, day, week, month, year

    /// One letter, where `M` is a month and `m` a minute, or a word.
    init?(_ text: Substring) {
      switch text {
      case "s": self = .second
      case "m": self = .minute
      case "h": self = .hour
      case "d": self = .day
      case "w": self = .week
      case "M": self = .month
      case "y": self = .year
      default:
        switch text.lowercased() {
        case "sec", "secs", "second", "seconds": self = .second
        case "min", "mins", "minute", "minutes": self = .minute
        case "hr", "hrs", "hour", "hours": self = .hour
        case "day", "days": self = .day
        case "week", "weeks": self = .week
        case "mon", "month", "months": self = .month
        case "year", "years": self = .year
        default: return nil
        }
      }
    }
  }

  private var zone: ZoneRules { context.zone }

  /// Amounts up to which nothing overflows: ten thousand years of any unit.
  private static let largest: [(Unit, Int)] = [
    (.second, 315_576_000_000), (.minute, 5_259_600_000), (.hour, 87_660_000), (.day, 3_652_500),
    (.week, 521_786), (.month, 120_000), (.year, 10_000),
  ]

  /// The span that a text covers, empty for an instant; `nil` when it is no time in words.
  func span(_ text: String) throws(QueryError) -> Range<Int64>? {
    if let span = named(text.lowercased()) { return span }
    var rest = Substring(text)
    var start = context.now
    var hasAnchor = true
    if take("now", &rest) || take("T", &rest, onlyBefore: "+-") {
    } else if take("end", &rest, onlyBefore: "+-/@") {
      guard let end = context.end() else {
        throw QueryError("`\(text)`: the index holds no event with a time")
      }
      if rest.isEmpty { return end..<(end + 1) }
      start = end
    } else {
      hasAnchor = false
    }
    guard let (time, isMoved) = moved(start, &rest, hasAnchor: hasAnchor) else { return nil }
    guard isMoved || hasAnchor || rest.first == "@" || rest.first == "/" else { return nil }
    guard let mark = rest.first else { return time..<time }
    guard mark == "/" || mark == "@", let unit = Unit(rest.dropFirst()) else { return nil }
    return snapped(time, unit)
  }

  private func take(
    _ word: String, _ rest: inout Substring, onlyBefore marks: String? = nil
  )
    -> Bool
  {
    guard rest.hasPrefix(word) else { return false }
    let behind = rest.dropFirst(word.count)
    if let marks, let next = behind.first, !marks.contains(next) { return false }
    if let marks, behind.isEmpty, !marks.contains("@") { return false }
    if word == "now", let next = behind.first, !"+-/@".contains(next) { return false }
    rest = behind
    return true
  }

  /// Follows `-1d+2h`, `1d12h` or `2 hours ago` from an instant.
  private func moved(
    _ start: Int64, _ rest: inout Substring, hasAnchor: Bool
  ) -> (Int64, isMoved: Bool)? {
    var steps: [(Int, Unit)] = []
    // Without a sign an amount lies before now: `7d` is seven days ago.
    var sign = -1
    while let first = rest.first {
      if first == "/" || first == "@" { break }
      if first == "+" || first == "-" {
        sign = first == "+" ? 1 : -1
        rest = rest.dropFirst()
      } else if steps.isEmpty, hasAnchor {
        return nil
      }
      rest = rest.drop { $0 == " " }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits), digits.count <= 12 else { return nil }
      rest = rest.dropFirst(digits.count).drop { $0 == " " }
      let word = rest.prefix { $0.isASCII && $0.isLetter }
      guard let unit = Unit(word), number <= TimeWords.limit(unit) else { return nil }
      rest = rest.dropFirst(word.count)
      steps.append((sign * number, unit))
      let ago = rest.drop { $0 == " " }
      if ago.lowercased() == "ago" {
        guard sign == -1 else { return nil }
        rest = ago.dropFirst(3)
      } else if ago.first.map({ $0.isNumber || $0 == "+" || $0 == "-" }) ?? false {
        rest = ago
      }
    }
    var time = start
    for (amount, unit) in steps { time = moved(time, amount, unit) }
    return (time, !steps.isEmpty)
  }

  private static func limit(_ unit: Unit) -> Int { largest.first { $0.0 == unit }?.1 ?? 0 }

  private func moved(_ time: Int64, _ amount: Int, _ unit: Unit) -> Int64 {
    switch unit {
    case .second: return time + Int64(amount) * 1_000
    case .minute: return time + Int64(amount) * 60_000
    case .hour: return time + Int64(amount) * 3_600_000
    case .day: return LocalTime(time, in: zone).adding(days: amount).instant(in: zone)
    case .week: return LocalTime(time, in: zone).adding(days: amount * 7).instant(in: zone)
    case .month: return LocalTime(time, in: zone).adding(months: amount).instant(in: zone)
    case .year: return LocalTime(time, in: zone).adding(months: amount * 12).instant(in: zone)
    }
  }

  /// The whole unit that an instant lies in.
  private func snapped(_ time: Int64, _ unit: Unit) -> Range<Int64> {
    let local = LocalTime(time, in: zone)
    let midnight = LocalTime(date: local.date)
    switch unit {
    case .second, .minute, .hour:
      let length: Int64 = unit == .second ? 1_000 : unit == .minute ? 60_000 : 3_600_000
      // Clocks of some places differ by half an hour: the unit is that of the clock.
      let start = time - local.clock % length
      return start..<(start + length)
    case .day: return days(midnight, midnight.adding(days: 1))
    case .week:
      let monday = midnight.adding(days: -local.weekday)
      return days(monday, monday.adding(days: 7))
    case .month:
      let first = LocalTime(
        date: CivilDate(year: local.date.year, month: local.date.month, day: 1))
      return days(first, first.adding(months: 1))
    case .year:
      let first = LocalTime(date: CivilDate(year: local.date.year, month: 1, day: 1))
      return days(first, first.adding(months: 12))
    }
  }

  private func days(_ start: LocalTime, _ end: LocalTime) -> Range<Int64> {
    start.instant(in: zone)..<end.instant(in: zone)
  }

  private func named(_ word: String) -> Range<Int64>? {
    let now = context.now
    switch word {
    case "now": return now..<now
    case "today": return snapped(now, .day)
    case "yesterday": return snapped(moved(now, -1, .day), .day)
    case "this-week": return snapped(now, .week)
    case "last-week": return snapped(moved(now, -1, .week), .week)
    case "this-month": return snapped(now, .month)
    case "last-month": return snapped(moved(now, -1, .month), .month)
    case "this-year": return snapped(now, .year)
    case "last-year": return snapped(moved(now, -1, .year), .year)
    default: break
    }
    let digits = word.dropFirst(2)
    guard word.hasPrefix("fy"), digits.count == 4, let year = Int(digits), year > 0 else {
      return nil
    }
    let first = LocalTime(date: CivilDate(year: year, month: context.fiscalMonth, day: 1))
    return days(first, first.adding(months: 12))
  }
}
