import Foundation

/// A parsed JSON value that remembers how its numbers were spelled.
indirect enum PlainJSON {
  case null
  case bool(Bool)
  case number(String)
  case text(String)
  case array([PlainJSON])
  case object([String: PlainJSON])

  /// Parses one value with `JSONSerialization`.
  ///
  /// Foundation forgets the spelling of numbers (`200.0`, `1e3`), so each number becomes a marked
  /// text first.
  ///
  /// - Returns: `nil` when the bytes are not one JSON value.
  static func parse(_ bytes: ArraySlice<UInt8>) -> PlainJSON? {
    let data = Data(markingNumbers(of: bytes))
    // Which of the many ways in which it is no JSON does not matter to an oracle.
    guard let value = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    else { return nil }
    return convert(value)
  }

  /// The member `name` of an object; `nil` when absent, or when this is no object.
  subscript(name: String) -> PlainJSON? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The elements of an array; none for anything else.
  var elements: [PlainJSON] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// Text, or the spelling of a number or boolean; `nil` for the rest.
  var spelling: String? {
    switch self {
    case .text(let text): text
    case .number(let spelling): spelling
    case .bool(let flag): flag ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  var isObject: Bool {
    guard case .object = self else { return false }
    return true
  }

  /// A private-use character that no test data begins with.
  private static let numberMark = "\u{10FFFD}"

  private static func convert(_ value: Any) -> PlainJSON {
    switch value {
    case let text as String:
      guard text.startsWithBytes(numberMark) else { return .text(text) }
      return .number(text.after(first: numberMark) ?? "")
    case let elements as [Any]:
      return .array(elements.map(convert))
    case let members as [String: Any]:
      return .object(members.mapValues(convert))
    case let flag as Bool:
      return .bool(flag)
    default:
      return .null
    }
  }

  private static func markingNumbers(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        let end = PlainSplitter.endOfString(in: bytes, from: index) ?? bytes.endIndex
        result += bytes[index..<end]
        index = end
      } else if byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) {
        let token = bytes[index...].prefix { numberBytes.contains($0) }
        result += isNumber(token) ? Array("\"\(numberMark)".utf8) + token + [0x22] : Array(token)
        index = token.endIndex
      } else {
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static let numberBytes = Set("0123456789+-.eE".utf8)

  /// Tells whether `token` follows the number rule of RFC 8259, section 6.
  private static func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
    var rest = token
    func dropDigits() -> Int {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = dropDigits()
    guard whole == 1 || (whole > 1 && !startsWithZero) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard dropDigits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard dropDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
