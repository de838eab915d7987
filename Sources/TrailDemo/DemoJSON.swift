/// A value of the exports that are not written record by record.
indirect enum DemoJSON {
  /// A number, a boolean or `null`.
  case word(String)
  case text(String)
  /// Text that is JSON already.
  case raw([UInt8])
  /// JSON as the text of a string.
  case quoted([UInt8])
  case list([DemoJSON])
  case object([(String, DemoJSON)])

  /// The value on one line without blanks.
  var line: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: 0, depth: 0)
    return bytes
  }

  /// The value on many lines, each level indented by some blanks.
  func indented(by indent: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes, indent: indent, depth: 0)
    return bytes
  }

  private func write(to bytes: inout [UInt8], indent: Int, depth: Int) {
    switch self {
    case .word(let text): bytes.append(contentsOf: text.utf8)
    case .text(let text): bytes.append(quoting: text.utf8)
    case .raw(let json): bytes.append(contentsOf: json)
    case .quoted(let json): bytes.append(quoting: json)
    case .list(let items):
      bytes.append("[")
      for (number, item) in items.enumerated() {
        Self.breakLine(number > 0, &bytes, indent, depth + 1)
        item.write(to: &bytes, indent: indent, depth: depth + 1)
      }
      if !items.isEmpty { Self.breakLine(false, &bytes, indent, depth) }
      bytes.append("]")
    case .object(let members):
      bytes.append("{")
      for (number, member) in members.enumerated() {
        Self.breakLine(number > 0, &bytes, indent, depth + 1)
        bytes.append(quoting: member.0.utf8)
        bytes.append(indent > 0 ? ": " : ":")
        member.1.write(to: &bytes, indent: indent, depth: depth + 1)
      }
      if !members.isEmpty { Self.breakLine(false, &bytes, indent, depth) }
      bytes.append("}")
    }
  }

  private static func breakLine(
    _ hasComma: Bool, _ bytes: inout [UInt8], _ indent: Int, _ depth: Int
  ) {
    if hasComma { bytes.append(",") }
    guard indent > 0 else { return }
    bytes.append("\n")
    for _ in 0..<indent * depth { bytes.append(0x20) }
  }
}

extension [UInt8] {
  /// Appends text without control characters as a JSON string.
  mutating func append(quoting text: some Sequence<UInt8>) {
    append(0x22)
    for byte in text {
      if byte == 0x22 || byte == 0x5C { append(0x5C) }
      append(byte)
    }
    append(0x22)
  }
}
