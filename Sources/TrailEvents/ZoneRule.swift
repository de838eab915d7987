/// A rule of the variable `TZ` (POSIX.1-2017, 8.3): `EST5EDT,M3.2.0,M11.1.0`, `JST-9`.
struct ZoneRule: Sendable {
  private var standard: ZoneRules.Offset
  private var summer: ZoneRules.Offset?
  private var start = Change(day: .month(3, 2, 0), seconds: 7_200)
  private var end = Change(day: .month(11, 1, 0), seconds: 7_200)

  private struct Change: Sendable {
    enum Day: Sendable {
      /// `Jn`: day 1…365, 29 February never counted.
      case julian(Int)
      /// `n`: day 0…365, 29 February counted.
      case zeroBased(Int)
      /// `Mm.w.d`: weekday d (0 is Sunday) of week w of month m, week 5 the last one.
      case month(Int, Int, Int)
    }

    var day: Day
    /// Local seconds after midnight; may lie outside the day.
    var seconds: Int

    /// Local seconds since 1970 of the change in a year.
    func local(in year: Int) -> Int64 {
      let january = CivilDate(year: year, month: 1, day: 1).daysSince1970
      let isLeap = CivilDate.daysInMonth(year: year, month: 2) == 29
      let days: Int
      switch day {
      case .julian(let number): days = january + number - 1 + (isLeap && number >= 60 ? 1 : 0)
      case .zeroBased(let number): days = january + number
      case .month(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1).daysSince1970
        // 1970-01-01 was a Thursday.
        let firstWeekday = ((first + 4) % 7 + 7) % 7
        var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        while day >= CivilDate.daysInMonth(year: year, month: month) { day -= 7 }
        days = first + day
      }
      return Int64(days) * 86_400 + Int64(seconds)
    }
  }

  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    guard let name = ZoneRule.name(&rest), let offset = ZoneRule.clock(&rest, limit: 24) else {
      return nil
    }
    standard = ZoneRules.Offset(seconds: -offset, abbreviation: name)
    guard !rest.isEmpty else { return }
    guard let other = ZoneRule.name(&rest) else { return nil }
    var seconds = standard.seconds + 3_600
    if let first = rest.first, first != 0x2C {
      guard let offset = ZoneRule.clock(&rest, limit: 24) else { return nil }
      seconds = -offset
    }
    summer = ZoneRules.Offset(seconds: seconds, abbreviation: other)
    if rest.isEmpty { return }
    guard let start = ZoneRule.change(&rest), let end = ZoneRule.change(&rest), rest.isEmpty else {
      return nil
    }
    self.start = start
    self.end = end
  }

  private static func name(_ rest: inout ArraySlice<UInt8>) -> String? {
    if rest.first == 0x3C {
      guard let close = rest.firstIndex(of: 0x3E) else { return nil }
      defer { rest = rest[(close + 1)...] }
      return String(decoding: rest[(rest.startIndex + 1)..<close], as: UTF8.self)
    }
    let letters = rest.prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
    guard letters.count >= 3 else { return nil }
    rest = rest.dropFirst(letters.count)
    return String(decoding: letters, as: UTF8.self)
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { $0 &- 0x30 < 10 }
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private static func clock(_ rest: inout ArraySlice<UInt8>, limit: Int) -> Int? {
    var sign = 1
    if rest.first == 0x2D || rest.first == 0x2B { sign = rest.popFirst() == 0x2D ? -1 : 1 }
    guard let hours = number(&rest), hours <= limit else { return nil }
    var seconds = hours * 3_600
    for unit in [60, 1] where rest.first == 0x3A {
      rest = rest.dropFirst()
      guard let part = number(&rest), part <= 59 else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
    guard rest.popFirst() == 0x2C else { return nil }
    let day: Change.Day
    switch rest.first {
    case 0x4A:
      rest = rest.dropFirst()
      guard let number = number(&rest), (1...365).contains(number) else { return nil }
      day = .julian(number)
    case 0x4D:
      rest = rest.dropFirst()
      guard let month = number(&rest), (1...12).contains(month), rest.popFirst() == 0x2E,
        let week = number(&rest), (1...5).contains(week), rest.popFirst() == 0x2E,
        let weekday = number(&rest), (0...6).contains(weekday)
      else { return nil }
      day = .month(month, week, weekday)
    default:
      guard let number = number(&rest), (0...365).contains(number) else { return nil }
      day = .zeroBased(number)
    }
    guard rest.first == 0x2F else { return Change(day: day, seconds: 7_200) }
    rest = rest.dropFirst()
    return clock(&rest, limit: 167).map { Change(day: day, seconds: $0) }
  }

  /// Whether clocks are changed twice a year.
  var hasSummer: Bool { summer != nil }

  /// The offset at an instant, in seconds since 1970.
  func offset(at instant: Int64) -> ZoneRules.Offset {
    guard let summer else { return standard }
    let local = instant + Int64(standard.seconds)
    let days = Int((local >= 0 ? local : local - 86_399) / 86_400)
    let year = CivilDate(daysSince1970: days).year
    let starts = start.local(in: year) - Int64(standard.seconds)
    let ends = end.local(in: year) - Int64(summer.seconds)
    let isSummer =
      starts < ends ? instant >= starts && instant < ends : instant >= starts || instant < ends
    return isSummer ? summer : standard
  }
}
