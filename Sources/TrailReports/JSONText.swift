/// JSON as text, members in the order in which they are given.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

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
    for row in table.rows {
      var members: [(String, String)] = []
      for (column, cell) in zip(table.columns, row) {
        members.append(
          (column.name, column.isNumber ? cell ?? "null" : JSONText.value(cell)))
      }
      bytes += (JSONText.object(members) + "\n").utf8
    }
    return bytes
  }
}
