/// Reads `eventTime` as Keys.md describes it, by counting days one rule at a time.
enum PlainTime {
  /// Returns milliseconds since 1970-01-01T00:00:00Z.
  ///
  /// - Parameter text: `YYYY-MM-DDThh:mm:ss`, a blank allowed for the `T`, then perhaps `.` and
  ///   digits (cut to milliseconds, not rounded), then perhaps `Z`, `±hh:mm` or `±hhmm`.
  /// - Returns: `nil` for anything else, also for a date that no calendar has.
  static func milliseconds(_ text: String) -> Int64? {
    var rest = Substring(text)
    guard
      let year = digits(4, from: &rest), drop("-", from: &rest),
      let month = digits(2, from: &rest), drop("-", from: &rest),
      let day = digits(2, from: &rest), drop("T", from: &rest) || drop(" ", from: &rest),
      let hour = digits(2, from: &rest), drop(":", from: &rest),
      let minute = digits(2, from: &rest), drop(":", from: &rest),
      let second = digits(2, from: &rest),
      (1...12).contains(month), (1...daysIn(month, of: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }

    var thousandths = 0
    if drop(".", from: &rest) {
      let fraction = rest.prefix { ("0"..."9").contains($0) && $0.isASCII }
      guard !fraction.isEmpty else { return nil }
      thousandths = Int((fraction + "00").prefix(3)) ?? 0
      rest = rest.dropFirst(fraction.count)
    }
    guard let zoneMinutes = zone(rest) else { return nil }

    let days = daysBefore(year: year) + daysBefore(month: month, of: year) + day - 1
    let minutes = (days * 24 + hour) * 60 + minute - zoneMinutes
    return Int64((minutes * 60 + second) * 1000 + thousandths)
  }

  private static func zone(_ text: Substring) -> Int? {
    if text.isEmpty || text == "Z" { return 0 }
    var rest = text
    let sign: Int
    if drop("+", from: &rest) {
      sign = 1
    } else if drop("-", from: &rest) {
      sign = -1
    } else {
      return nil
    }
    guard let hours = digits(2, from: &rest) else { return nil }
    _ = drop(":", from: &rest)
    guard let minutes = digits(2, from: &rest), rest.isEmpty, hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }

  private static func daysIn(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysBefore(month: Int, of year: Int) -> Int {
    (1..<month).reduce(0) { $0 + daysIn($1, of: year) }
  }

  private static func daysBefore(year: Int) -> Int {
    if year >= 1970 {
      return (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
    }
    return -(year..<1970).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
  }

  private static func digits(_ count: Int, from rest: inout Substring) -> Int? {
    let head = rest.prefix(count)
    guard head.count == count, head.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    rest = rest.dropFirst(count)
    return Int(head)
  }

  private static func drop(_ character: Character, from rest: inout Substring) -> Bool {
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
  }
}
