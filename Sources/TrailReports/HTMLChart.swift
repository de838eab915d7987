internal import TrailEvents
internal import TrailIntegrity

/// Charts of a page as SVG within it.
enum HTMLChart {
  /// Bars by day.
  static func days(_ days: [(day: String, count: Int)], from first: String, count: Int) -> String {
    guard count > 0, let most = days.map(\.count).max(), most > 0 else { return "" }
    let counts = Dictionary(uniqueKeysWithValues: days.map { ($0.day, $0.count) })
    let width = max(6, min(24, 900 / count))
    var svg =
      "<svg role=\"img\" width=\"\(width * count + 60)\" height=\"86\""
      + " viewBox=\"0 0 \(width * count + 60) 86\">"
    svg += "<text x=\"0\" y=\"10\">\(ReportWords.grouped(most))</text>"
    for (index, day) in CalendarDays(first: first, count: count).enumerated() {
      let found = counts[day] ?? 0
      let height = found == 0 ? 0 : max(1, found * 60 / most)
      svg +=
        "<rect x=\"\(50 + index * width)\" y=\"\(68 - height)\" width=\"\(width - 1)\""
        + " height=\"\(height)\" fill=\"var(--bar)\"><title>\(day): \(found)</title></rect>"
      if index == 0 || day.hasSuffix("-01") || index == count - 1 {
        svg += "<text x=\"\(50 + index * width)\" y=\"82\">\(day.dropFirst(5))</text>"
      }
    }
    return svg + "</svg>"
  }

  /// The hours of each day that an archive has files of: a row an account and region, a cell a day.
  static func coverage(_ matrix: CoverageMatrix, _ zone: ZoneRules, _ words: ReportWords) -> String
  {
    guard let count = matrix.rows.first?.cells.count, count > 0 else { return "" }
    // The day of each hour in the zone of the report.
    let days = (0..<count).map { hour in
      String(zone.tableText(Timestamp(milliseconds: matrix.time(ofHour: hour))).prefix(10))
    }
    var starts: [Int] = []
    for hour in 0..<count where hour == 0 || days[hour] != days[hour - 1] { starts.append(hour) }
    let width = max(5, min(26, 1_000 / starts.count))
    let left = 210
    let height = 16
    let total = left + width * starts.count + 10
    var svg =
      "<svg role=\"img\" width=\"\(total)\" height=\"\(matrix.rows.count * height + 24)\""
      + " viewBox=\"0 0 \(total) \(matrix.rows.count * height + 24)\">"
    for (column, start) in starts.enumerated()
    where column == 0 || days[start].hasSuffix("-01") || days[start].hasSuffix("-15") {
      svg += "<text x=\"\(left + column * width)\" y=\"10\">\(days[start].dropFirst(5))</text>"
    }
    for (number, row) in matrix.rows.enumerated() {
      let y = 16 + number * height
      svg +=
        "<text x=\"0\" y=\"\(y + 11)\">"
        + HTMLText.escaped("\(row.account) \(row.region)") + "</text>"
      for (column, start) in starts.enumerated() {
        let end = column + 1 < starts.count ? starts[column + 1] : count
        let cells = row.cells[start..<end]
        svg += cell(cells, x: left + column * width, y: y, width: width, day: days[start], words)
      }
    }
    return svg + "</svg>"
  }

  /// A day: the share of its hours in each state, missing ones on top so that none is hidden.
  private static func cell(
    _ cells: ArraySlice<CoverageMatrix.Cell>, x: Int, y: Int, width: Int, day: String,
    _ words: ReportWords
  ) -> String {
    let states: [(CoverageMatrix.State, String, String)] = [
      (.missing, "var(--miss)", words("missing", "欠落")),
      (.unknown, "var(--unk)", words("unknown", "不明")),
      (.empty, "var(--empty)", words("proved empty", "空と証明")),
      (.covered, "var(--ok)", words("covered", "あり")),
    ]
    var svg = "<g>"
    var told: [String] = []
    var used = 0
    for (state, color, name) in states {
      let hours = cells.count { $0.state == state }
      if hours == 0 { continue }
      told.append("\(name) \(hours) h")
      let height = max(2, 14 * hours / max(cells.count, 1))
      let shown = min(height, 14 - used)
      if shown > 0 {
        svg +=
          "<rect x=\"\(x)\" y=\"\(y + used)\" width=\"\(width - 1)\" height=\"\(shown)\""
          + " fill=\"\(color)\"/>"
      }
      used += shown
    }
    return svg + "<title>\(day): \(told.joined(separator: ", "))</title></g>"
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
    func number(_ text: String) -> Int? {
      let numbers = text.split(separator: "-").compactMap { Int($0) }
      guard numbers.count == 3 else { return nil }
      return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).daysSince1970
    }
    guard let from = number(first), let to = number(last), to >= from else { return 0 }
    return to - from + 1
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
