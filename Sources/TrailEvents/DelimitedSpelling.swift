/// Cells as CSV (RFC 4180) and TSV spell them.
///
/// Scalars are looked at, not characters: a quote with a combining mark behind it is another
/// character, and a quote all the same to whoever reads the file.
package enum DelimitedSpelling {
  /// A cell that a spreadsheet would run as a formula gets an apostrophe before it (CWE-1236).
  package static func guarded(_ text: String) -> String {
    isFormula(text.utf8) ? "'" + text : text
  }

  /// Whether a cell begins as formulas do: with `=+-@`, also in full width, or with blanks that spreadsheets pass
  /// over.
  package static func isFormula(_ text: some Collection<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    if "=+-@\t\r\n".utf8.contains(first) { return true }
    return first == 0xEF && fullWidth.contains { text.prefix(3).elementsEqual($0) }
  }

  private static let fullWidth = ["＝", "＋", "－", "＠"].map { Array($0.utf8) }

  /// A cell of CSV, guarded, and in quotes where its content needs them.
  package static func comma(_ text: String) -> String {
    let text = guarded(text)
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

  /// A cell of TSV, guarded; tabs and line breaks have no place in it and are spelled `\t`, `\n`, `\r`.
  package static func tab(_ text: String) -> String {
    var result = "".unicodeScalars
    for scalar in guarded(text).unicodeScalars {
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
