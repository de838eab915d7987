/// Writes a table as CSV (RFC 4180).
///
/// Cells that a spreadsheet would take for a formula begin with an apostrophe: names and user
/// agents are chosen by whoever calls.
struct DelimitedReport {
  /// Whether it begins with a byte-order mark and ends lines with CRLF, for Excel.
  let isForExcel: Bool

  func text(_ table: ReportTable) -> [UInt8] {
    text(names: table.columns.map(\.name), rows: table.rows)
  }

  func text(names: [String], rows: [[String?]]) -> [UInt8] {
    var bytes: [UInt8] = isForExcel ? [0xEF, 0xBB, 0xBF] : []
    append(names, to: &bytes)
    for row in rows { append(row, to: &bytes) }
    return bytes
  }

  private func append(_ cells: [String?], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      bytes += DelimitedReport.cell(cell ?? "").utf8
    }
    bytes += isForExcel ? [0x0D, 0x0A] : [0x0A]
  }

  static func cell(_ text: String) -> String {
    let first = text.utf8.first
    let isFormula = first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    let isNumber = text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x2E }
    let guarded = isFormula && !(isNumber && first == 0x2D) ? "'" + text : text
    guard guarded.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
      return guarded
    }
    return "\"" + guarded.replacing("\"", with: "\"\"") + "\""
  }
}
