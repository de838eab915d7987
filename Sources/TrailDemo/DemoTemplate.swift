/// One step of writing a part of a record.
enum DemoStep {
  case literal(DemoText)
  case slot(DemoSlot)
  case entity(UInt8)
  /// The value of a member starts here.
  case mark
  /// The value ends here and is this field; `isText` asks whether it may be an ARN in a request.
  case note(DemoField, mayBeARN: Bool)
}

/// A range of steps that writes one JSON value; the empty range writes `null`.
struct DemoTemplate: Sendable {
  var start: Int32 = 0
  var end: Int32 = 0

  static let null = DemoTemplate()
  var isNull: Bool { start == end }
}

/// Turns the short notation of the catalogue into steps.
///
///     name=$bucket,count=12,nested=(a=x,b=[(c=$region),(c=y)]),text='a, b'
///
/// is an object; `( )` encloses objects, `[ ]` arrays, `' '` text with any characters, where `=`
/// and `&` become `\u003d` and `\u0026` as AWS writes them, and a backtick becomes `\/`. A value is
/// a number, a boolean or `null` when it looks like one and a text otherwise; `#` makes it bare.
/// `$name` or `${name}` stands for a slot or an entity. Notation errors are programmer mistakes.
struct DemoTemplateCompiler {
  private(set) var pool: DemoTextPool
  private(set) var steps: [DemoStep] = []
  private var pending: [UInt8] = []
  private var input: [UInt8] = []
  private var place = 0
  private var section = DemoSection.request
  /// The text of the last `name` member, for elements of `attributes`.
  private var lastName = ""

  init(pool: DemoTextPool) { self.pool = pool }

  /// Adds a name to the pool.
  mutating func text(_ text: String) -> DemoText { pool.add(text) }

  /// Compiles the members of an object; an empty text is `null`, `()` is an object without members.
  mutating func compile(_ source: String, _ section: DemoSection) -> DemoTemplate {
    guard !source.isEmpty else { return .null }
    return build(source, section) { compiler in
      if compiler.input == Array("()".utf8) { return compiler.pending.append("{}") }
      compiler.object(section.rawValue, level: 0)
    }
  }

  /// Compiles plain text with slots, to stand inside a JSON string.
  mutating func compile(text source: String) -> DemoTemplate {
    guard !source.isEmpty else { return .null }
    return build(source, .details) { $0.segments(until: [], escapes: true) }
  }

  /// Compiles `TYPE=ARN` into one element of `resources`.
  mutating func compile(resource source: Substring, hasAccount: Bool) -> DemoTemplate {
    let parts = source.split(separator: "=", maxSplits: 1)
    precondition(parts.count == 2, "resource without type: \(source)")
    let owner = parts[1].contains("$nextAccount") ? "nextAccount" : "account"
    let account = hasAccount ? "accountId=$\(owner)," : ""
    let order = "\(account)type=\(parts[0]),ARN=\(parts[1])"
    return build(order, .resources) { $0.object("resources", level: 0) }
  }

  private mutating func build(
    _ source: String,
    _ section: DemoSection,
    _ body: (inout DemoTemplateCompiler) -> Void
  ) -> DemoTemplate {
    input = Array(source.utf8)
    place = 0
    self.section = section
    let start = steps.count
    body(&self)
    flush()
    precondition(place == input.count || source == "()", "left over in \(source) at \(place)")
    return DemoTemplate(start: Int32(start), end: Int32(steps.count))
  }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    steps.append(.literal(pool.add(String(decoding: pending, as: UTF8.self))))
    pending.removeAll()
  }

  private var next: UInt8 { place < input.count ? input[place] : 0 }

  private mutating func object(_ path: String, level: Int) {
    pending.append("{")
    while next != 0, next != UInt8(ascii: ")") {
      let start = place
      pending.append("\"")
      segments(until: [UInt8(ascii: "=")], escapes: false)
      pending.append("\":")
      let name = String(decoding: input[start..<place], as: UTF8.self)
      precondition(next == UInt8(ascii: "="), "member \(name) without value in \(path)")
      place += 1
      let isSub = name == "value" && lastName == "sub"
      value("\(path).\(isSub ? "sub" : name)", level: level + 1)
      if name == "name" { lastName = String(decoding: input[start..<place], as: UTF8.self) }
      if lastName.hasPrefix("name=") { lastName.removeFirst(5) }
      guard next == UInt8(ascii: ",") else { break }
      place += 1
      pending.append(",")
    }
    pending.append("}")
  }

  private mutating func value(_ path: String, level: Int) {
    switch next {
    case UInt8(ascii: "("):
      place += 1
      object(path, level: level)
      precondition(next == UInt8(ascii: ")"), "object without end in \(path)")
      place += 1
    case UInt8(ascii: "["):
      place += 1
      pending.append("[")
      while next != 0, next != UInt8(ascii: "]") {
        value(path + "[]", level: level + 1)
        guard next == UInt8(ascii: ",") else { break }
        place += 1
        pending.append(",")
      }
      pending.append("]")
      precondition(next == UInt8(ascii: "]"), "array without end in \(path)")
      place += 1
    default: scalar(path, level: level)
    }
  }

  private mutating func scalar(_ path: String, level: Int) {
    let field = DemoField.at(path)
    let mayBeARN = (section == .request || section == .response) && level <= 4
    let ends: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]")]
    let isQuoted = next == UInt8(ascii: "'")
    let isBare = next == UInt8(ascii: "#")
    if isQuoted || isBare { place += 1 }
    let plain = String(decoding: input[place...].prefix { !ends.contains($0) }, as: UTF8.self)
    let looksBare = ["true", "false", "null"].contains(plain) || Double(plain) != nil
    let isText = isQuoted || !(isBare || looksBare)
    if isText { pending.append("\"") }
    flush()
    steps.append(.mark)
    segments(until: isQuoted ? [UInt8(ascii: "'")] : ends, escapes: isQuoted)
    flush()
    if field != .none || mayBeARN && isText {
      steps.append(.note(field, mayBeARN: mayBeARN && isText))
    }
    if isText { pending.append("\"") }
    if isQuoted { place += 1 }
  }

  /// Literal text and slots up to one of `ends` or the end of the input.
  private mutating func segments(until ends: [UInt8], escapes: Bool) {
    while place < input.count, !ends.contains(next) {
      let byte = next
      switch byte {
      case UInt8(ascii: "$"): slot()
      case UInt8(ascii: "\\")
      where place + 1 < input.count && input[place + 1] == UInt8(ascii: "$"):
        pending.append(UInt8(ascii: "$"))
        place += 2
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        pending.append(UInt8(ascii: "\\"))
        pending.append(byte)
        place += 1
      case UInt8(ascii: "=") where escapes && section != .identity: escape("\\u003d")
      case UInt8(ascii: "&") where escapes: escape("\\u0026")
      case UInt8(ascii: "`"): escape("\\/")
      default:
        pending.append(byte)
        place += 1
      }
    }
  }

  private mutating func escape(_ text: StaticString) {
    pending.append(text)
    place += 1
  }

  private mutating func slot() {
    place += 1
    let isBraced = next == UInt8(ascii: "{")
    if isBraced { place += 1 }
    let start = place
    while next.isLetterOrDigit { place += 1 }
    let name = String(decoding: input[start..<place], as: UTF8.self)
    if isBraced {
      precondition(next == UInt8(ascii: "}"), "slot without end: \(name)")
      place += 1
    }
    flush()
    if let entity = DemoEntity(rawValue: name) {
      steps.append(.entity(entity.index))
    } else if let slot = DemoSlot(rawValue: name) {
      steps.append(.slot(slot))
    } else {
      preconditionFailure("no slot or entity named \(name)")
    }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 26 }
}
