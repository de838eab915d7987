internal import Trailsift

/// One JSON object on one line, its members in the order in which they are added.
struct JSONLine {
  private var text = "{"

  /// Adds a text, or null.
  mutating func add(_ name: String, _ value: String?) {
    addRaw(name, value.map(JSONLine.quoted) ?? "null")
  }

  /// Adds true or false.
  mutating func add(_ name: String, _ value: Bool) { addRaw(name, value ? "true" : "false") }

  /// Adds a number.
  mutating func add(_ name: String, _ value: Int) { addRaw(name, String(value)) }

  /// Adds a number of seconds with milliseconds.
  mutating func add(_ name: String, seconds: Double) {
    let milliseconds = Int((seconds * 1_000).rounded())
    let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
    addRaw(name, "\(milliseconds / 1_000).\(fraction)")
  }

  /// Adds an object.
  mutating func add(_ name: String, _ value: JSONLine) { addRaw(name, value.finished) }

  /// Adds an array of objects.
  mutating func add(_ name: String, _ values: [JSONLine]) {
    addRaw(name, "[" + values.map(\.finished).joined(separator: ",") + "]")
  }

  /// Adds a value that is JSON already.
  mutating func addJSON(_ name: String, _ json: String) { addRaw(name, json) }

  private mutating func addRaw(_ name: String, _ value: String) {
    if text.utf8.count > 1 { text += "," }
    text += JSONLine.quoted(name) + ":" + value
  }

  /// The object.
  var finished: String { text + "}" }

  /// A JSON string.
  static func quoted(_ text: String) -> String { QuotedText.json(text) }
}
