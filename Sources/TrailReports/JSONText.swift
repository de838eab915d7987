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
    var bytes: [UInt8] = []
    var clock = ZoneClock(table.zone)
    // What stands before a value: the end of the one before and its own name.
    let names = table.columns.enumerated().map { number, column in
      Array(((number == 0 ? "{" : ",") + JSONText.quoted(column.name) + ":").utf8)
    }
    let none = Array("null".utf8)
    for row in 0..<table.keptRows {
      for (number, column) in table.columns.enumerated() {
        bytes += names[number]
        let cell = table.cell(row: row, column: number)
        if cell.isNone {
          bytes += none
          continue
        }
        if column.form == .count {
          bytes += String(cell.value).utf8
          continue
        }
        if column.form == .text {
          table.withText(cell) { text, traits in
            if traits.contains(.needsEscapes) {
              bytes += JSONText.quoted(String(decoding: text, as: UTF8.self)).utf8
            } else {
              bytes.append(0x22)
              bytes.append(contentsOf: text)
              bytes.append(0x22)
            }
          }
          continue
        }
        bytes.append(0x22)
        if column.form == .utcTime {
          clock.appendUTC(cell.value, to: &bytes)
        } else {
          clock.appendLocal(cell.value, to: &bytes)
        }
        bytes.append(0x22)
      }
      bytes.append(0x7D)
      bytes.append(0x0A)
      try file.take(&bytes)
    }
    try file.append(bytes)
  }
}
