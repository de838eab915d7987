internal import TrailEvents

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
      bytes += DelimitedSpelling.comma(cell ?? "").utf8
    }
    bytes += isForExcel ? [0x0D, 0x0A] : [0x0A]
  }
}
