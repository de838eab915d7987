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
  static func text(_ table: ReportTable) -> [UInt8] {
    var bytes: [UInt8] = []
    let names = table.columns.map { Array((JSONText.quoted($0.name) + ":").utf8) }
    for row in table.rows {
      for index in table.columns.indices {
        bytes.append(index == 0 ? 0x7B : 0x2C)
        bytes += names[index]
        let cell = row[index]
        bytes += (table.columns[index].isNumber ? cell ?? "null" : JSONText.value(cell)).utf8
      }
      bytes += [0x7D, 0x0A]
    }
    return bytes
  }
}
