internal import TrailSearch

/// Different values in one cell, the most frequent first.
struct ValueList {
  /// The values with their counts.
  private var counts: [String: Int] = [:]

  /// Values of a cell; how many more there are is said behind them.
  private static let shown = 10

  init() {}

  /// The values of a column of some rows.
  ///
  /// - Parameter named: The values that count, in lower case; empty when all do.
  init(_ rows: [Int], _ column: Int, of table: ReportTable, among named: Set<String>) {
    var cells: [ReportCell: Int] = [:]
    for row in rows { cells[table.cell(row: row, column: column), default: 0] += 1 }
    for (cell, count) in cells {
      let text = table.string(cell, column: column)
      if named.isEmpty || named.contains(text?.lowercased() ?? "") { add(text, count) }
    }
  }

  mutating func add(_ value: String?, _ count: Int) {
    guard let value, !value.isEmpty else { return }
    counts[ValueList.shortened(value), default: 0] += count
  }

  /// A service's domain goes without saying.
  private static func shortened(_ text: String) -> String {
    let domain = ".amazonaws.com"
    return text.hasSuffix(domain) ? String(text.dropLast(domain.utf8.count)) : text
  }

  /// `192.0.2.1 192.0.2.2 +3`; `nil` for no value.
  var text: String? {
    if counts.isEmpty { return nil }
    let sorted = counts.sorted { left, right in
      left.value != right.value
        ? left.value > right.value : left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
    return ValueList.text(sorted.prefix(ValueList.shown).map(\.key), of: sorted.count)
  }

  /// Values with semicolons between them where some have blanks, and how many more there are.
  private static func text(_ shown: [String], of count: Int) -> String {
    let separator = shown.contains { $0.utf8.contains(0x20) } ? "; " : " "
    let rest = count - shown.count
    return (shown + (rest > 0 ? ["+\(rest)"] : [])).joined(separator: separator)
  }

  /// The texts of the lists of many groups.
  ///
  /// - Parameters:
  ///   - listed: The values of all groups.
  ///   - named: The values that count, in lower case; empty when all do.
  /// - Returns: By place of a group the text of its list; groups without values are missing.
  static func texts(
    _ listed: [SpanTable.Listed], among named: Set<String>, _ texts: inout TextPool
  ) -> [Int: String] {
    // By number of a text that of its shortened spelling, once for all groups; `none` for those that
    // do not count.
    var spellings = [UInt32?](repeating: nil, count: texts.count)
    // Values of a group, which differ until they are shortened.
    var pairs = PairNumbers()
    var counts: [Int] = []
    for entry in listed where entry.value != SpanTable.none {
      let spelling: UInt32
      if let known = spellings[Int(entry.value)] {
        spelling = known
      } else {
        let text = texts.text(entry.value)
        let counts = !text.isEmpty && (named.isEmpty || named.contains(text.lowercased()))
        spelling = counts ? texts.number(of: shortened(text)) : SpanTable.none
        spellings[Int(entry.value)] = spelling
      }
      if spelling == SpanTable.none { continue }
      let place = Int(pairs.number(UInt64(entry.group) << 32 | UInt64(spelling)))
      if place == counts.count { counts.append(0) }
      counts[place] += entry.count
    }
    let ranks = texts.ranks()
    let sorted = zip(pairs.pairs, counts)
      .map { (group: Int($0 >> 32), text: UInt32(truncatingIfNeeded: $0), count: $1) }
      .sorted { left, right in
        if left.group != right.group { return left.group < right.group }
        if left.count != right.count { return left.count > right.count }
        return ranks[Int(left.text)] < ranks[Int(right.text)]
      }
    var lists: [Int: String] = [:]
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end].group == sorted[start].group { end += 1 }
      let first = sorted[start..<end].prefix(shown).map { texts.text($0.text) }
      lists[sorted[start].group] = text(first, of: end - start)
      start = end
    }
    return lists
  }
}
