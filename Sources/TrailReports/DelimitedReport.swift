internal import TrailEvents

/// Writes a table as CSV (RFC 4180).
///
/// Cells that a spreadsheet would take for a formula begin with an apostrophe: names and user
/// agents are chosen by whoever calls.
struct DelimitedReport: Sendable {
  /// Whether it begins with a byte-order mark and ends lines with CRLF, for Excel.
  let isForExcel: Bool

  /// Writes a table piece by piece.
  func write(_ table: ReportTable, to file: ReportFile) throws {
    var bytes = ReportBytes(capacity: ReportFile.pieceSize * 2)
    bytes.append(head(table.columns.map(\.name)))
    var clock = ZoneClock(table.zone)
    try table.withRows { rows in
      var spelled = SpelledTexts(rows) { DelimitedSpelling.comma($0) }
      var place = 0
      for _ in 0..<rows.rows {
        for column in rows.forms.indices {
          if column > 0 { bytes.append(0x2C) }
          let cell = rows.cells[place]
          place += 1
          if cell.isNone { continue }
          switch rows.forms[column] {
          case .text:
            let number = Int(cell.value)
            if rows.traits[number].contains(.needsQuotes) {
              spelled.append(number, of: rows, to: &bytes)
            } else {
              bytes.append(rows.text(number))
            }
          case .count: bytes.append(Array(DelimitedSpelling.comma(String(cell.value)).utf8))
          case .localTime: clock.appendLocal(cell.value, to: &bytes)
          case .utcTime: clock.appendUTC(cell.value, to: &bytes)
          }
        }
        if isForExcel { bytes.append(0x0D) }
        bytes.append(0x0A)
        try file.take(&bytes)
      }
    }
    try file.append(bytes.bytes)
  }

  /// A short table of texts.
  func text(names: [String], rows: [[String?]]) -> [UInt8] {
    var bytes = head(names)
    for row in rows { append(row, to: &bytes) }
    return bytes
  }

  private func head(_ names: [String]) -> [UInt8] {
    var bytes: [UInt8] = isForExcel ? [0xEF, 0xBB, 0xBF] : []
    append(names, to: &bytes)
    return bytes
  }

  private func append(_ cells: [String?], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      bytes += DelimitedSpelling.comma(cell ?? "").utf8
    }
    end(&bytes)
  }

  private func end(_ bytes: inout [UInt8]) {
    if isForExcel { bytes.append(0x0D) }
    bytes.append(0x0A)
  }
}
