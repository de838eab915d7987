package import TrailEvents

/// When work is expected: `day,hours`, a day being a weekday or a date.
///
/// A date goes before its weekday; a weekday that is not named has no hours. At least one weekday
/// must be named: without any, everything would be out of hours.
package struct WorkCalendar: Sendable {
  /// Seconds of a day in which work is expected; `nil` for none.
  private typealias Hours = Range<Int>?

  /// From Thursday, the day of 1970-01-01.
  private var weekdays: [Hours] = Array(repeating: nil, count: 7)
  private var dates: [Int: Hours] = [:]

  static let columns = [
    InputTable.Column(names: ["day", "日"]), InputTable.Column(names: ["hours", "時間"]),
    InputTable.Column(names: ["note", "備考"], isNeeded: false),
  ]

  private static let names: [String: Int] = [
    "thu": 0, "fri": 1, "sat": 2, "sun": 3, "mon": 4, "tue": 5, "wed": 6, "木": 0, "金": 1, "土": 2,
    "日": 3, "月": 4, "火": 5, "水": 6,
  ]

  init(_ table: InputTable) throws(InputError) {
    var seen: Set<Int> = []
    for row in table.rows {
      guard let hours = WorkCalendar.hours(row.values[1]) else {
        throw table.bad(
          row, "`\(row.values[1])` are no hours; write 09:00-18:00, or closed")
      }
      if let weekday = WorkCalendar.names[row.values[0].lowercased()] {
        guard seen.insert(weekday).inserted else {
          throw table.bad(row, "`\(row.values[0])` stands twice")
        }
        weekdays[weekday] = hours
      } else if let date = InputTable.day(row.values[0]) {
        guard dates.updateValue(hours, forKey: date.daysSince1970) == nil else {
          throw table.bad(row, "`\(row.values[0])` stands twice")
        }
      } else {
        throw table.bad(
          row, "`\(row.values[0])` is no day; write mon to sun, or a date like 2024-05-03")
      }
    }
    guard !seen.isEmpty else {
      throw InputError(
        file: table.file, reason: "it names no weekday, so that work would be expected on none")
    }
  }

  /// Hours; `.some(nil)` for none, `nil` for what is not understood.
  private static func hours(_ text: String) -> Hours? {
    if ["closed", "休"].contains(text.lowercased()) { return .some(nil) }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let start = seconds(parts[0]), let end = seconds(parts[1]),
      start < end
    else { return nil }
    return .some(start..<end)
  }

  private static func seconds(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, (1...2).contains(parts[0].count),
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1_440
    else { return nil }
    return hour * 3_600 + minute * 60
  }

  /// Whether work is expected at an instant.
  ///
  /// - Parameter zone: Whose days and hours the calendar means.
  package func isWorkTime(_ time: Timestamp, _ zone: ZoneRules) -> Bool {
    let milliseconds = Int(time.milliseconds)
    let seconds = (milliseconds - (milliseconds % 1_000 + 1_000) % 1_000) / 1_000
    let local = seconds + zone.offset(at: Int64(seconds)).seconds
    let day = (local - (local % 86_400 + 86_400) % 86_400) / 86_400
    let hours = dates[day] ?? weekdays[(day % 7 + 7) % 7]
    return hours?.contains(local - day * 86_400) ?? false
  }
}
