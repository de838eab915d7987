internal import Trailsift

/// One JSON object on one line, its members in the order in which they are added.
///
/// It is put together as bytes: an answer may have hundreds of thousands of texts, and a `String` for
/// each of them took most of the time of a long answer.
struct JSONLine {
  private var text: [UInt8] = [UInt8(ascii: "{")]

  /// Adds a text, or null.
  mutating func add(_ name: String, _ value: String?) {
    addName(name)
    if let value { JSONLine.append(quoted: value, to: &text) } else { append("null") }
  }

  /// Adds true or false.
  mutating func add(_ name: String, _ value: Bool) { addJSON(name, value ? "true" : "false") }

  /// Adds a number.
  mutating func add(_ name: String, _ value: Int) { addJSON(name, String(value)) }

  /// Adds a number of seconds with milliseconds.
  mutating func add(_ name: String, seconds: Double) {
    let milliseconds = Int((seconds * 1_000).rounded())
    let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
    addJSON(name, "\(milliseconds / 1_000).\(fraction)")
  }

  /// Adds an object.
  mutating func add(_ name: String, _ value: JSONLine) {
    addName(name)
    append(value)
  }

  /// Adds an array of objects.
  mutating func add(_ name: String, _ values: [JSONLine]) {
    addArray(name, values) { line, value in line.append(value) }
  }

  /// Adds an array of texts.
  mutating func add(_ name: String, _ values: [String]) {
    addArray(name, values) { line, value in JSONLine.append(quoted: value, to: &line.text) }
  }

  /// Adds a value that is JSON already.
  mutating func addJSON(_ name: String, _ json: String) {
    addName(name)
    append(json)
  }

  /// Adds a value that the archive has as JSON; where it breaks the grammar, as a text.
  mutating func add(_ name: String, original json: String) {
    let line = EventText.onOneLine(json)
    if JSONGrammar.isValue(line) { addJSON(name, line) } else { add(name, json) }
  }

  private mutating func addArray<Value>(
    _ name: String, _ values: [Value], _ append: (inout JSONLine, Value) -> Void
  ) {
    addName(name)
    text.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      append(&self, value)
    }
    text.append(UInt8(ascii: "]"))
  }

  private mutating func addName(_ name: String) {
    if text.count > 1 { text.append(UInt8(ascii: ",")) }
    JSONLine.append(quoted: name, to: &text)
    text.append(UInt8(ascii: ":"))
  }

  private mutating func append(_ json: String) { text.append(contentsOf: json.utf8) }

  private mutating func append(_ line: JSONLine) {
    text.append(contentsOf: line.text)
    text.append(UInt8(ascii: "}"))
  }

  /// The object.
  var finished: String { String(decoding: bytes, as: UTF8.self) }

  /// The object, and the end of its line.
  var line: [UInt8] { bytes + [UInt8(ascii: "\n")] }

  private var bytes: [UInt8] { text + [UInt8(ascii: "}")] }

  private static func append(quoted text: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: QuotedText.json(text).utf8)
  }
}
