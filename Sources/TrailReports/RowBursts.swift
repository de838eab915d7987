internal import TrailEvents

extension ReportDefinition {
  /// Rows that follow each other too quickly: failures from one address, for example.
  package struct Burst: Hashable, Sendable {
    /// The column whose values the rows have in common.
    package var column: String
    /// The column whose values are counted; `nil` for rows.
    package var distinct: String?
    /// The least number in a burst.
    package var count: Int
    /// The longest time from the first row to the last.
    package var minutes: Int

    /// In words: `3 rows of one source_ip within 5 minutes`.
    package var description: String {
      "\(count) \(distinct.map { "different \($0)" } ?? "rows") of one \(column) within \(minutes) minutes"
    }
  }
}

extension ReportTable {
  /// Names in the column `burst` what a row has in common with others of a burst.
  ///
  /// Rows must stand in the order of time; those without a time or a value are in no burst. A burst may
  /// begin at any row: all that lie in one stretch of the given length count.
  mutating func markBursts() {
    guard let target = columns.firstIndex(where: { $0.name == "burst" }),
      let time = columns.firstIndex(where: { $0.form == .localTime })
    else { return }
    var names = [[String]](repeating: [], count: keptRows)
    for burst in definition.bursts {
      guard let column = columns.firstIndex(where: { $0.name == burst.column }) else { continue }
      let distinct = burst.distinct.flatMap { name in columns.firstIndex { $0.name == name } }
      for row in rows(burst, of: column, distinct, time) { names[row].append(burst.column) }
    }
    for row in names.indices where !names[row].isEmpty {
      set(text(names[row].joined(separator: " "), in: target), row: row, column: target)
    }
  }

  private func rows(
    _ burst: ReportDefinition.Burst, of column: Int, _ distinct: Int?, _ time: Int
  ) -> [Int] {
    var byValue: [ReportCell: [Int]] = [:]
    for row in 0..<keptRows {
      let value = cell(row: row, column: column)
      if value.isNone || cell(row: row, column: time).isNone { continue }
      byValue[value, default: []].append(row)
    }
    let length = Int64(burst.minutes) * 60_000
    var found: [Int] = []
    for rows in byValue.values {
      var first = 0
      var marked = 0
      var counts: [ReportCell: Int] = [:]
      for (place, row) in rows.enumerated() {
        if let distinct { counts[cell(row: row, column: distinct), default: 0] += 1 }
        let end = cell(row: row, column: time).value
        while end - cell(row: rows[first], column: time).value > length {
          if let distinct {
            let left = cell(row: rows[first], column: distinct)
            counts[left, default: 0] -= 1
            if counts[left] == 0 { counts[left] = nil }
          }
          first += 1
        }
        let size = distinct == nil ? place - first + 1 : counts.keys.count { !$0.isNone }
        if size >= burst.count {
          marked = max(marked, first)
          found += rows[marked...place]
          marked = place + 1
        }
      }
    }
    return found
  }
}
