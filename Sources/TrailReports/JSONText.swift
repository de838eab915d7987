internal import TrailEvents

/// JSON as text, members in the order in which they are given.
enum JSONText {
  static func quoted(_ text: String) -> String { JSONSpelling.quoted(text) }

  static func value(_ text: String?) -> String { text.map(quoted) ?? "null" }

  static func list(_ texts: [String]) -> String {
    "[" + texts.map(quoted).joined(separator: ",") + "]"
  }

  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
  }
}

/// Writes a table as JSON lines: one object a row, its members named as the columns.
enum JSONLinesReport {
  /// Writes a table piece by piece.
  static func write(_ table: ReportTable, to file: ReportFile) throws {
    var bytes = ReportBytes(capacity: ReportFile.pieceSize * 2)
    var clock = ZoneClock(table.zone)
    // What stands before each value, one after another: the end of the one before and its own name.
    var heads = ReportBytes()
    var ends = [0]
    for (number, column) in table.columns.enumerated() {
      heads.append(Array(((number == 0 ? "{" : ",") + JSONText.quoted(column.name) + ":").utf8))
      ends.append(heads.count)
    }
    let none = Array("null".utf8)
    try table.withRows { rows in
      var spelled = SpelledTexts(rows) { JSONText.quoted($0) }
      var place = 0
      for _ in 0..<rows.rows {
        for column in rows.forms.indices {
          bytes.append(
            UnsafeRawBufferPointer(rebasing: heads.bytes[ends[column]..<ends[column + 1]]))
          let cell = rows.cells[place]
          place += 1
          if cell.isNone {
            bytes.append(none)
            continue
          }
          switch rows.forms[column] {
          case .count: bytes.append(Array(String(cell.value).utf8))
          case .text:
            let number = Int(cell.value)
            if rows.traits[number].contains(.needsEscapes) {
              spelled.append(number, of: rows, to: &bytes)
            } else {
              bytes.append(0x22)
              bytes.append(rows.text(number))
              bytes.append(0x22)
            }
          case .utcTime:
            bytes.append(0x22)
            clock.appendUTC(cell.value, to: &bytes)
            bytes.append(0x22)
          case .localTime:
            bytes.append(0x22)
            clock.appendLocal(cell.value, to: &bytes)
            bytes.append(0x22)
          }
        }
        bytes.append(0x7D)
        bytes.append(0x0A)
        try file.take(&bytes)
      }
    }
    try file.append(bytes.bytes)
  }
}
