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

    init(_ title: String, limit: Int = 40, isNumber: Bool = false) {
      self.title = title
      self.limit = limit
      self.isNumber = isNumber
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
  /// Cells below which no column is cut.
  private static let leastWidth = 8

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

  /// Takes cells from the widest columns until the table fits.
  private func fit(_ total: Int) {
    while widths.reduce(0, +) + 2 * (widths.count - 1) > total {
      guard let widest = widths.indices.dropFirst().max(by: { widths[$0] < widths[$1] }),
        widths[widest] > TextTable.leastWidth
      else { return }
      widths[widest] -= 1
    }
  }

  private func write(_ row: Row) {
    var line = ""
    for (column, cell) in row.cells.enumerated() {
      let text = out.isTerminal ? TerminalText.cut(cell, to: widths[column]) : cell
      let padding = String(repeating: " ", count: max(0, widths[column] - TerminalText.width(text)))
      let styled = row.styles[column].map { out.style.apply($0, to: text) } ?? text
      let isLast = column == row.cells.count - 1
      line += columns[column].isNumber ? padding + styled : styled + (isLast ? "" : padding)
      if !isLast { line += "  " }
    }
    out.write(line + "\n")
  }

  /// Prints what is not printed yet; an empty table prints nothing.
  func finish() {
    if widths.isEmpty, !rows.isEmpty { begin() }
  }
}
