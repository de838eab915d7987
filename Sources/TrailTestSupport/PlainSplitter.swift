/// Finds the elements of `{"Records":[…]}` in a text that may end anywhere.
///
/// Representation: only strings and brackets are looked at, so that what precedes damage can be
/// used. Whether an element is JSON at all is for `PlainJSON` to say.
struct PlainSplitter {
  /// What the outermost shape of the text is.
  enum Shape {
    /// Nothing but white space.
    case blank
    /// An object with a member `Records` that is an array or `null`.
    case records
    /// Something else.
    case other
  }

  private(set) var shape = Shape.other
  /// The bytes of each complete element, in order.
  private(set) var elements: [ArraySlice<UInt8>] = []
  /// The offset at which the text stopped making sense; `nil` when it was complete.
  private(set) var damage: Int?

  private let text: [UInt8]
  private var index = 0

  init(_ text: [UInt8]) {
    self.text = text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    skipSpace()
    if index == text.count {
      shape = .blank
    } else if text[index] == UInt8(ascii: "{") {
      index += 1
      if !readMembers() { damage = index }
      skipSpace()
      if damage == nil, index < text.count { damage = index }
    }
  }

  /// Returns the offset after the closing quote of the string at `start`; `nil` without one.
  static func endOfString(in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    var index = start + 1
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\""): return index + 1
      default: index += 1
      }
    }
    return nil
  }

  /// Reads up to and with the closing brace; `false` when the text breaks off or makes no sense.
  private mutating func readMembers() -> Bool {
    skipSpace()
    if take("}") { return true }
    while true {
      skipSpace()
      guard let name = takeValue(), name.first == UInt8(ascii: "\"") else { return false }
      skipSpace()
      guard take(":") else { return false }
      skipSpace()
      if PlainJSON.parse(name)?.spelling == "Records" {
        guard readRecords() else { return false }
      } else {
        guard takeValue() != nil else { return false }
      }
      skipSpace()
      if take("}") { return true }
      guard take(",") else { return false }
    }
  }

  private mutating func readRecords() -> Bool {
    guard take("[") else {
      guard let value = takeValue() else { return false }
      if case .null? = PlainJSON.parse(value) { shape = .records }
      return true
    }
    shape = .records
    elements = []
    skipSpace()
    if take("]") { return true }
    while true {
      skipSpace()
      guard let element = takeValue() else { return false }
      elements.append(element)
      skipSpace()
      if take("]") { return true }
      guard take(",") else { return false }
    }
  }

  /// Takes one value of any type; `nil` when there is none.
  ///
  /// When the text ends before the value does, the index goes to the end of the text.
  private mutating func takeValue() -> ArraySlice<UInt8>? {
    var end = index
    var depth = 0
    repeat {
      guard end < text.count else { return breakOff() }
      switch text[end] {
      case UInt8(ascii: "\""):
        guard let next = Self.endOfString(in: text[...], from: end) else { return breakOff() }
        end = next
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        end += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { return nil }
        depth -= 1
        end += 1
      default:
        if depth > 0 {
          end += 1
        } else {
          end = endOfScalar(from: end)
          // A number or word at the very end may be only the beginning of one.
          guard end < text.count else { return breakOff() }
          guard end > index else { return nil }
        }
      }
    } while depth > 0
    defer { index = end }
    return text[index..<end]
  }

  private mutating func breakOff() -> ArraySlice<UInt8>? {
    index = text.count
    return nil
  }

  private func endOfScalar(from start: Int) -> Int {
    let stops = Set(",:]}[{\" \t\r\n".utf8)
    return text[start...].firstIndex { stops.contains($0) } ?? text.count
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
  }
}
