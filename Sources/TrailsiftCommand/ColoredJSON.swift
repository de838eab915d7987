/// JSON with one member a line and colours for names and values.
enum ColoredJSON {
  /// The lines of a record, safe for a terminal.
  static func lines(_ text: [UInt8], _ style: TextStyle) -> [String] {
    let pretty = String(decoding: EventText.pretty(text), as: UTF8.self)
    return pretty.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let safe = TerminalText.visible(String(line))
      return style.isOn ? colored(safe, style) : safe
    }
  }

  private static func colored(_ line: String, _ style: TextStyle) -> String {
    let indent = line.prefix { $0 == " " }
    let rest = line.dropFirst(indent.count)
    guard rest.first == "\"", let end = endOfString(rest) else {
      return indent + value(rest, style)
    }
    let behind = rest[end...]
    guard behind.hasPrefix(": ") else { return indent + value(rest, style) }
    return indent + style.apply(.name, to: String(rest[..<end])) + ": "
      + value(behind.dropFirst(2), style)
  }

  private static func value(_ text: Substring, _ style: TextStyle) -> String {
    let hasComma = text.last == ","
    let body = hasComma ? text.dropLast() : text
    guard body.first == "\"" else { return String(text) }
    return style.apply(.value, to: String(body)) + (hasComma ? "," : "")
  }

  private static func endOfString(_ text: Substring) -> Substring.Index? {
    var index = text.index(after: text.startIndex)
    while index < text.endIndex {
      if text[index] == "\\" {
        index = text.index(after: index)
        if index == text.endIndex { return nil }
      } else if text[index] == "\"" {
        return text.index(after: index)
      }
      index = text.index(after: index)
    }
    return nil
  }
}
