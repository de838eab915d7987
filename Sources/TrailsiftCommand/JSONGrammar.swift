/// The grammar of JSON (RFC 8259), held against texts that come from an archive before they become part of an
/// answer: one that breaks it would make the whole answer unreadable to other programs.
struct JSONGrammar {
  private let text: [UInt8]
  private var index = 0

  /// Whether a text is one value of JSON and no more.
  static func isValue(_ text: String) -> Bool {
    var grammar = JSONGrammar(text: Array(text.utf8))
    return grammar.isValue()
  }

  private init(text: [UInt8]) { self.text = text }

  /// What may stand next.
  private enum Next { case value, firstElement, name, firstName, separator }

  private mutating func isValue() -> Bool {
    // The brackets that end what was begun; nothing nests by calls, so depth costs no stack.
    var ends: [UInt8] = []
    var next = Next.value
    while true {
      skipBlanks()
      if next == .separator, ends.isEmpty { return index == text.count }
      guard index < text.count else { return false }
      let byte = text[index]
      switch next {
      case .separator:
        index += 1
        if byte == ends.last {
          ends.removeLast()
        } else if byte == 0x2C {
          next = ends.last == 0x7D ? .name : .value
        } else {
          return false
        }
      case .firstName where byte == 0x7D, .firstElement where byte == 0x5D:
        index += 1
        ends.removeLast()
        next = .separator
      case .name, .firstName:
        guard passString() else { return false }
        skipBlanks()
        guard index < text.count, text[index] == 0x3A else { return false }
        index += 1
        next = .value
      case .value, .firstElement:
        switch byte {
        case 0x7B, 0x5B:
          index += 1
          ends.append(byte + 2)
          next = byte == 0x7B ? .firstName : .firstElement
        default:
          guard byte == 0x22 ? passString() : passScalar() else { return false }
          next = .separator
        }
      }
    }
  }

  private mutating func skipBlanks() {
    while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
  }

  private mutating func passString() -> Bool {
    guard text[index] == 0x22 else { return false }
    index += 1
    while index < text.count {
      let byte = text[index]
      index += 1
      switch byte {
      case 0x22: return true
      case 0..<0x20: return false
      case 0x5C:
        guard index < text.count else { return false }
        let escape = text[index]
        index += 1
        if escape == 0x75 {
          guard text[index...].prefix(4).count(where: { JSONGrammar.isHex($0) }) == 4 else {
            return false
          }
          index += 4
        } else if !"\"\\/bfnrt".utf8.contains(escape) {
          return false
        }
      default: break
      }
    }
    return false
  }

  private mutating func passScalar() -> Bool {
    for word in ["true", "false", "null"] where text[index...].starts(with: word.utf8) {
      index += word.utf8.count
      return true
    }
    if text[index] == 0x2D { index += 1 }
    let start = index
    guard passDigits() > 0, text[start] != 0x30 || index == start + 1 else { return false }
    if index < text.count, text[index] == 0x2E {
      index += 1
      guard passDigits() > 0 else { return false }
    }
    if index < text.count, text[index] | 0x20 == 0x65 {
      index += 1
      if index < text.count, text[index] == 0x2B || text[index] == 0x2D { index += 1 }
      guard passDigits() > 0 else { return false }
    }
    return true
  }

  private mutating func passDigits() -> Int {
    let start = index
    while index < text.count, text[index] &- 0x30 < 10 { index += 1 }
    return index - start
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
  }
}
