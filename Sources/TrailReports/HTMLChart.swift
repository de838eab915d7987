internal import TrailEvents
internal import TrailIntegrity

/// Charts of a page as SVG within it.
enum HTMLChart {
  /// Bars by day, of long times by week or month.
  static func days(_ days: [(day: String, count: Int)], from first: String, count: Int) -> String {
    guard count > 0, !days.isEmpty else { return "" }
    let counts = Dictionary(uniqueKeysWithValues: days.map { ($0.day, $0.count) })
    let spans = ChartSpans(Array(CalendarDays(first: first, count: count)))
    let sums = spans.ranges.map { range in
      spans.days[range].reduce(0) { $0 + (counts[$1] ?? 0) }
    }
    guard let most = sums.max(), most > 0 else { return "" }
    let width = max(6, min(24, 900 / sums.count))
    var svg =
      "<svg role=\"img\" width=\"\(width * sums.count + 60)\" height=\"86\""
      + " viewBox=\"0 0 \(width * sums.count + 60) 86\">"
    svg += "<text x=\"0\" y=\"10\">\(ReportWords.grouped(most))</text>"
    for (index, found) in sums.enumerated() {
      let height = found == 0 ? 0 : max(1, found * 60 / most)
      svg +=
        "<rect x=\"\(50 + index * width)\" y=\"\(68 - height)\" width=\"\(width - 1)\""
        + " height=\"\(height)\" fill=\"var(--bar)\">"
        + "<title>\(spans.name(index)): \(found)</title></rect>"
      if let label = spans.label(index, always: index == 0 || index == sums.count - 1) {
        svg += "<text x=\"\(50 + index * width)\" y=\"82\">\(label)</text>"
      }
    }
    return svg + "</svg>"
  }

  /// The hours that an archive has files of: a row an account and region, a cell a day, of long times
  /// a week or a month.
  static func coverage(_ matrix: CoverageMatrix, _ zone: ZoneRules, _ words: ReportWords) -> String
  {
    guard let count = matrix.rows.first?.cells.count, count > 0 else { return "" }
    // The day of each hour in the zone of the report.
    let days = (0..<count).map { hour in
      String(zone.tableText(Timestamp(milliseconds: matrix.time(ofHour: hour))).prefix(10))
    }
    var starts: [Int] = []
    for hour in 0..<count where hour == 0 || days[hour] != days[hour - 1] { starts.append(hour) }
    let spans = ChartSpans(starts.map { days[$0] })
    let width = max(5, min(26, 1_000 / spans.ranges.count))
    let left = 210
    let height = 16
    let total = left + width * spans.ranges.count + 10
    var svg =
      "<svg role=\"img\" width=\"\(total)\" height=\"\(matrix.rows.count * height + 24)\""
      + " viewBox=\"0 0 \(total) \(matrix.rows.count * height + 24)\">"
    for (column, range) in spans.ranges.enumerated() {
      let isMiddle = spans.days[range.lowerBound].hasSuffix("-15")
      if let label = spans.label(column, always: column == 0 || isMiddle) {
        svg += "<text x=\"\(left + column * width)\" y=\"10\">\(label)</text>"
      }
    }
    for (number, row) in matrix.rows.enumerated() {
      let y = 16 + number * height
      svg +=
        "<text x=\"0\" y=\"\(y + 11)\">"
        + HTMLText.escaped("\(row.account) \(row.region)") + "</text>"
      for (column, range) in spans.ranges.enumerated() {
        let end = range.upperBound < starts.count ? starts[range.upperBound] : count
        let cells = row.cells[starts[range.lowerBound]..<end]
        svg += cell(
          cells, x: left + column * width, y: y, width: width, name: spans.name(column), words)
      }
    }
    return svg + "</svg>"
  }

  /// A span: the share of its hours in each state, missing ones on top so that none is hidden.
  private static func cell(
    _ cells: ArraySlice<CoverageMatrix.Cell>, x: Int, y: Int, width: Int, name span: String,
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
    return svg + "<title>\(span): \(told.joined(separator: ", "))</title></g>"
  }
}
