internal import Trailsift

/// Rows as CSV (RFC 4180) or TSV.
struct DelimitedText {
  let out: Output
  let isTabbed: Bool
  /// Whether a byte-order mark and CRLF are written, as Excel in Japanese wants.
  let hasMark: Bool

  /// A cell that a spreadsheet would run as a formula gets an apostrophe before it (CWE-1236).
  static func guarded(_ text: String) -> String {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
    return "'" + text
  }

  func writeMark() {
    if hasMark { out.write([0xEF, 0xBB, 0xBF]) }
  }

  func write(_ cells: [String?]) {
    let line = cells.map { cell in
      let text = DelimitedText.guarded(cell ?? "")
      return isTabbed ? DelimitedText.tabbed(text) : DelimitedText.quoted(text)
    }.joined(separator: isTabbed ? "\t" : ",")
    out.write(line + (hasMark ? "\r\n" : "\n"))
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    var result = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      if scalar == "\"" { result.append("\"") }
      result.append(scalar)
    }
    result.append("\"")
    return String(result)
  }

  /// Tabs and line breaks have no place in TSV: they are spelled `\t`, `\n`, `\r`.
  private static func tabbed(_ text: String) -> String {
    var result = "".unicodeScalars
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": result.append(contentsOf: "\\t".unicodeScalars)
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
