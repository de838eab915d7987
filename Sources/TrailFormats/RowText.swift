/// Writes a row of a table as the JSON text of the record that its cells were taken from: then it has the
/// fields and the paths of that record.
struct RowText {
  private(set) var bytes: [UInt8] = [0x7B]

  /// Adds a member whose value is a text.
  mutating func add(_ name: String, text: [UInt8]) {
    begin(name)
    JSONString.write(text, to: &bytes)
  }

  /// Adds a member whose value is JSON already.
  mutating func add(_ name: String, json: [UInt8]) {
    begin(name)
    bytes += json
  }

  /// Ends the record.
  mutating func end() { bytes.append(0x7D) }

  private mutating func begin(_ name: String) {
    if bytes.count > 1 { bytes.append(0x2C) }
    JSONString.write(name.utf8, to: &bytes)
    bytes.append(0x3A)
  }
}

/// A text as JSON has it: byte for byte, as cells that are not UTF-8 keep theirs, which a `String` would not.
private enum JSONString {
  static func write(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 || byte == 0x5C {
        bytes += [0x5C, byte]
      } else if byte < 0x20 {
        bytes += [0x5C, 0x75, 0x30, 0x30, 0x30 + byte >> 4, digit(byte & 0xF)]
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

/// Structures as Presto and Trino print them, `{type=Role, sessioncontext={…}}`, turned into JSON.
///
/// Source: the query results of CloudTrail Lake and Athena. Values are not quoted, so one that holds `, ` is
/// cut there. Names of structures are in lower case, those of maps are as they were.
struct QueryStructure {
  private let text: [UInt8]
  /// The names in JSON of those that are in lower case.
  private let names: [String: String]
  private var index = 0
  private var result: [UInt8] = []
  /// Whether JSON was met that has no end: nothing is taken for JSON from there on, or cells made of such
  /// beginnings would take quadratic time.
  private var hasOpenJSON = false

  /// The deepest nesting that is taken apart; CloudTrail's own is four.
  private static let deepest = 16

  /// The JSON of a text; `nil` when it is no structure.
  static func json(_ text: [UInt8], names: [String: String]) -> [UInt8]? {
    guard let first = text.first, first == 0x7B || first == 0x5B else { return nil }
    var structure = QueryStructure(text: text, names: names)
    return structure.value(depth: 0, end: 0) ? structure.result : nil
  }

  private init(text: [UInt8], names: [String: String]) {
    self.text = text
    self.names = names
  }

  /// Writes the value that begins here.
  ///
  /// - Parameter end: The bracket that ends what it stands in; 0 for none.
  private mutating func value(depth: Int, end: UInt8) -> Bool {
    guard depth < QueryStructure.deepest, index < text.count else { return false }
    if !hasOpenJSON, isJSON { return copyJSON() }
    switch text[index] {
    case 0x7B:
      result.append(0x7B)
      guard list(until: 0x7D, { $0.member(depth: depth) }) else { return false }
      result.append(0x7D)
    case 0x5B:
      result.append(0x5B)
      guard list(until: 0x5D, { $0.value(depth: depth + 1, end: 0x5D) }) else { return false }
      result.append(0x5D)
    default:
      let start = index
      skipScalar(end)
      let word = text[start..<index]
      if word.elementsEqual("null".utf8) {
        result += word
      } else {
        JSONString.write(word, to: &result)
      }
    }
    return true
  }

  /// Whether JSON begins here: the values of Lake's maps are texts, which hold what was an object in the record.
  private var isJSON: Bool {
    var place = index
    while place < text.count, "[{ \t\r\n".utf8.contains(text[place]) { place += 1 }
    return place > index && place < text.count && text[place] == 0x22
  }

  /// Copies JSON up to its last bracket; nothing when it has none.
  private mutating func copyJSON() -> Bool {
    var (place, depth, isInText) = (index, 0, false)
    while place < text.count {
      let byte = text[place]
      if isInText {
        if byte == 0x5C { place += 1 } else if byte == 0x22 { isInText = false }
      } else {
        switch byte {
        case 0x22: isInText = true
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D: depth -= 1
        default: break
        }
      }
      place += 1
      if depth == 0, !isInText {
        result += text[index..<min(place, text.count)]
        index = min(place, text.count)
        return true
      }
    }
    hasOpenJSON = true
    return false
  }

  /// Writes what stands between brackets; `item` leaves nothing behind when it fails.
  private mutating func list(until end: UInt8, _ item: (inout QueryStructure) -> Bool) -> Bool {
    index += 1
    var isFirst = true
    while index < text.count, text[index] != end {
      let before = result.count
      if !isFirst { result.append(0x2C) }
      if item(&self) {
        isFirst = false
      } else {
        // The rest of a value that held `, `.
        result.removeSubrange(before...)
        skipScalar(end)
      }
      if index + 1 < text.count, text[index] == 0x2C, text[index + 1] == 0x20 { index += 2 }
    }
    guard index < text.count else { return false }
    index += 1
    return true
  }

  /// Writes a name and its value.
  private mutating func member(depth: Int) -> Bool {
    let start = index
    while index < text.count, text[index] != 0x3D {
      if text[index] == 0x7D
        || text[index] == 0x2C && index + 1 < text.count && text[index + 1] == 0x20
      {
        index = start
        return false
      }
      index += 1
    }
    guard index < text.count else { return false }
    let name = String(decoding: text[start..<index], as: UTF8.self)
    index += 1
    JSONString.write((names[name] ?? name).utf8, to: &result)
    result.append(0x3A)
    if index < text.count, text[index] == 0x7D {
      result += [0x22, 0x22]
      return true
    }
    return value(depth: depth + 1, end: 0x7D)
  }

  /// Passes a value up to the bracket that ends what it stands in, or to a comma and a blank.
  private mutating func skipScalar(_ end: UInt8) {
    let start = index
    while index < text.count, text[index] != end {
      if text[index] == 0x2C, index + 1 < text.count, text[index + 1] == 0x20 { break }
      index += 1
    }
    // Always forward, whatever stands here.
    if index == start, index < text.count, text[index] != end, text[index] != 0x2C { index += 1 }
  }
}
