internal import Glibc

/// A table whose columns are as wide as their first rows need, counted in cells of a terminal.
///
/// Rows are printed as they come, so a table of any length takes little memory: the first rows
/// decide the widths, later ones may stick out. On a terminal it is made to fit the width.
final class TextTable {
  /// A column.
  struct Column {
    var title: String
    /// Cells that it takes on a terminal at most.
    var limit: Int
    var isNumber: Bool
    /// Cells below which it is not cut: half of an account number is of no use.
    var least: Int
    /// Left out of a table that does not fit the terminal.
    var isOptional: Bool

    init(
      _ title: String, limit: Int = 40, isNumber: Bool = false, least: Int = 8,
      isOptional: Bool = false
    ) {
      self.title = title
      self.limit = limit
      self.isNumber = isNumber
      self.least = least
      self.isOptional = isOptional
    }
  }

  private struct Row {
    var cells: [String]
    var styles: [Int: TextStyle.Look]
  }

  private let out: Output
  private let columns: [Column]
  private var rows: [Row] = []
  private var widths: [Int] = []
  private static let measuredRows = 1_000
  /// The line that is being written.
  private var line: [UInt8] = []
  /// Columns that are left out because the terminal is narrow.
  private var left: Set<Int> = []

  init(out: Output, columns: [Column]) {
    self.out = out
    self.columns = columns
  }

  func add(_ cells: [String], styles: [Int: TextStyle.Look] = [:]) {
    let safe = cells.map(TerminalText.visible)
    let row = Row(cells: safe, styles: styles)
    if widths.isEmpty {
      rows.append(row)
      if rows.count == TextTable.measuredRows { begin() }
    } else {
      write(row)
    }
  }

  private func begin() {
    widths = columns.indices.map { column in
      var width = TerminalText.width(columns[column].title)
      for row in rows { width = max(width, TerminalText.width(row.cells[column])) }
      return out.isTerminal
        ? min(width, max(columns[column].limit, columns[column].title.count)) : width
    }
    if let total = out.columns { fit(total) }
    write(
      Row(
        cells: columns.map(\.title),
        styles: Dictionary(uniqueKeysWithValues: columns.indices.map { ($0, .heading) })))
    for row in rows { write(row) }
    rows = []
  }

  /// Takes cells from the widest columns until the table fits, and then leaves optional ones out.
  private func fit(_ total: Int) {
    let natural = widths
    while !narrow(to: total) {
      guard
        let column = columns.indices.last(where: { columns[$0].isOptional && !left.contains($0) })
      else { return }
      left.insert(column)
      widths = natural
    }
  }

  /// Whether the columns that are shown could be made to fit.
  private func narrow(to total: Int) -> Bool {
    let shown = columns.indices.filter { !left.contains($0) }
    while shown.reduce(0, { $0 + widths[$1] }) + 2 * (shown.count - 1) > total {
      let cuttable = shown.dropFirst().filter { widths[$0] > columns[$0].least }
      guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { return false }
      widths[widest] -= 1
    }
    return true
  }

  private func write(_ row: Row) {
    line.removeAll(keepingCapacity: true)
    let last = columns.indices.last { !left.contains($0) }
    for (column, cell) in row.cells.enumerated() where left.isEmpty || !left.contains(column) {
      let text = out.isTerminal ? TerminalText.cut(cell, to: widths[column]) : cell
      let padding = max(0, widths[column] - TerminalText.width(text))
      let styled = row.styles[column].map { out.style.apply($0, to: text) } ?? text
      let isLast = column == last
      if columns[column].isNumber {
        line += repeatElement(0x20, count: padding)
        line += styled.utf8
      } else {
        line += styled.utf8
        if !isLast { line += repeatElement(0x20, count: padding) }
      }
      if !isLast { line += [0x20, 0x20] }
    }
    line.append(0x0A)
    out.write(line)
  }

  /// Prints what is not printed yet; an empty table prints nothing.
  func finish() {
    if widths.isEmpty, !rows.isEmpty { begin() }
  }
}
