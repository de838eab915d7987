internal import TrailEvents

/// What the bars and cells of a chart stand for: days, or of long times weeks or months, so that they
/// can be told apart on a page.
struct ChartSpans {
  private enum Unit {
    case day, week, month
  }

  /// Days one after another, `YYYY-MM-DD`.
  let days: [String]
  /// The places of the days of each span.
  let ranges: [Range<Int>]
  private let unit: Unit

  /// The most days, and the most weeks, that a chart has.
  private static let mostSpans = 150

  init(_ days: [String]) {
    self.days = days
    unit =
      days.count <= ChartSpans.mostSpans
      ? .day : days.count <= 7 * ChartSpans.mostSpans ? .week : .month
    var starts: [Int] = []
    for place in days.indices
    where place == 0 || unit == .day || ChartSpans.begins(unit, days, place) {
      starts.append(place)
    }
    ranges = starts.indices.map { number in
      starts[number]..<(number + 1 < starts.count ? starts[number + 1] : days.count)
    }
  }

  /// Whether a week or a month begins with a day that is not the first.
  private static func begins(_ unit: Unit, _ days: [String], _ place: Int) -> Bool {
    // Weeks begin on Mondays; 1970-01-05 was one.
    unit == .month
      ? days[place].hasSuffix("-01")
      : CalendarDays.number(days[place]).map { ($0 - 4) % 7 == 0 } ?? false
  }

  /// `2024-03-04`, `2024-03-04 – 2024-03-10`, `2024-03`.
  func name(_ span: Int) -> String {
    let range = ranges[span]
    switch unit {
    case .day: return days[range.lowerBound]
    case .week:
      return range.count == 1
        ? days[range.lowerBound]
        : "\(days[range.lowerBound]) – \(days[range.upperBound - 1])"
    case .month: return String(days[range.lowerBound].prefix(7))
    }
  }

  /// What stands below a span: at the start of a month the day or the month, of months the year.
  ///
  /// - Parameter always: Whether a day is told that starts no month.
  func label(_ span: Int, always: Bool) -> String? {
    let range = ranges[span]
    let first = days[range.lowerBound]
    switch unit {
    case .day: return always || first.hasSuffix("-01") ? String(first.dropFirst(5)) : nil
    case .week:
      return days[range].first { $0.hasSuffix("-01") }.map { String($0.prefix(7)) }
    case .month: return first.dropFirst(5).hasPrefix("01") ? String(first.prefix(4)) : nil
    }
  }
}

/// Days of the calendar one after another, as `YYYY-MM-DD`.
struct CalendarDays: Sequence {
  private let first: CivilDate?
  private let count: Int

  init(first: String, count: Int) {
    let numbers = first.split(separator: "-").compactMap { Int($0) }
    self.first =
      numbers.count == 3
      ? CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) : nil
    self.count = count
  }

  /// The number of days from one to another, both counted.
  static func count(from first: String, to last: String) -> Int {
    guard let from = number(first), let to = number(last), to >= from else { return 0 }
    return to - from + 1
  }

  /// The number of days from 1970-01-01 to a day; `nil` for what is no day.
  static func number(_ text: String) -> Int? {
    let numbers = text.split(separator: "-").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).daysSince1970
  }

  func makeIterator() -> AnyIterator<String> {
    guard let first else { return AnyIterator { nil } }
    var next = 0
    let start = first.daysSince1970
    return AnyIterator {
      guard next < count else { return nil }
      defer { next += 1 }
      let date = CivilDate(daysSince1970: start + next)
      func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: Swift.max(0, width - text.count)) + text
      }
      return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }
  }
}
