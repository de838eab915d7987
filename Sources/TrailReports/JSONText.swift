/// JSON as text, members in the order in which they are given.
enum JSONText {
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }
    if isPlain { return "\"\(text)\"" }
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
