/// A JSON tree that keeps member order and number spellings, for writing odd JSON on purpose.
///
/// Literals make trees: `["type": "IAMUser", "count": .raw("1e3"), "arn": .absent]`. A member that
/// is ``absent`` is left out.
indirect enum RandomJSON {
  case absent
  /// Written as it is: numbers, `true`, `null`.
  case raw(String)
  case text(String)
  case array([RandomJSON])
  case object([(name: String, value: RandomJSON)])

  static let null = RandomJSON.raw("null")

  /// Text, or ``absent`` for `nil`.
  static func optional(_ text: String?) -> RandomJSON {
    text.map { .text($0) } ?? .absent
  }

  /// The member `name` of an object; setting ``absent`` removes it.
  subscript(name: String) -> RandomJSON {
    get {
      guard case .object(let members) = self else { return .absent }
      return members.first { $0.name == name }?.value ?? .absent
    }
    set {
      guard case .object(var members) = self else { return }
      let index = members.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, .absent): members.remove(at: index)
      case (let index?, _): members[index].value = newValue
      case (nil, .absent): return
      case (nil, _): members.append((name, newValue))
      }
      self = .object(members)
    }
  }

  /// The names of an object's members, in order.
  var names: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.name)
  }
}

extension RandomJSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByBooleanLiteral
{
  init(stringLiteral value: String) { self = .text(value) }
  init(arrayLiteral elements: RandomJSON...) { self = .array(elements) }
  init(booleanLiteral value: Bool) { self = .raw(value ? "true" : "false") }
  init(dictionaryLiteral elements: (String, RandomJSON)...) {
    self = .object(
      elements.compactMap { name, value in
        if case .absent = value { nil } else { (name, value) }
      })
  }
}

/// Writes JSON trees as text, with white space and escapes as odd as JSON allows.
struct RandomJSONWriter {
  /// How white space is used between tokens.
  enum Layout: CaseIterable {
    case minified
    case indented
    case indentedCRLF
    case scattered
  }

  let layout: Layout
  /// Of 100 characters, how many are escaped without need.
  let escapePercent: Int

  /// Chooses a way of writing; two of three files are minified without needless escapes.
  init(_ random: inout SplitMix64) {
    layout = random.chance(65) ? .minified : random.pick(Layout.allCases)
    escapePercent = random.chance(65) ? 0 : random.pick([1, 5, 40])
  }

  /// Returns `value` as text; `depth` is the number of containers around it.
  func write(_ value: RandomJSON, depth: Int = 0, _ random: inout SplitMix64) -> String {
    switch value {
    case .absent: return "null"
    case .raw(let spelling): return spelling
    case .text(let text): return quote(text, &random)
    case .array(let elements):
      let parts = elements.map { write($0, depth: depth + 1, &random) }
      return join(parts, "[", "]", depth: depth, &random)
    case .object(let members):
      let parts = members.map { member in
        let name = quote(member.name, &random) + blank(&random) + ":"
        let gap = layout == .minified ? "" : layout == .scattered ? blank(&random) : " "
        return name + gap + write(member.value, depth: depth + 1, &random)
      }
      return join(parts, "{", "}", depth: depth, &random)
    }
  }

  /// Puts `parts` between brackets, with commas and the layout's white space.
  func join(
    _ parts: [String], _ open: String, _ close: String, depth: Int, _ random: inout SplitMix64
  ) -> String {
    if parts.isEmpty { return open + blank(&random) + close }
    let lineEnd = layout == .indentedCRLF ? "\r\n" : "\n"
    var result = open
    for (index, part) in parts.enumerated() {
      if index > 0 { result += blank(&random) + "," }
      switch layout {
      case .minified: break
      case .indented, .indentedCRLF:
        result += lineEnd + String(repeating: "  ", count: depth + 1)
      case .scattered: result += blank(&random)
      }
      result += part
    }
    switch layout {
    case .minified: break
    case .indented, .indentedCRLF: result += lineEnd + String(repeating: "  ", count: depth)
    case .scattered: result += blank(&random)
    }
    return result + close
  }

  /// White space of the scattered layout; nothing in the others.
  private func blank(_ random: inout SplitMix64) -> String {
    guard layout == .scattered else { return "" }
    return random.pick(["", "", " ", "\t", "\n", "\r\n", "  \n "])
  }

  private func quote(_ text: String, _ random: inout SplitMix64) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      let isEscaped = escapePercent > 0 && random.chance(escapePercent)
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\n": result += isEscaped ? "\\u000a" : "\\n"
      case "\t": result += isEscaped ? "\\u0009" : "\\t"
      case "\r": result += "\\r"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "/" where isEscaped: result += "\\/"
      default:
        if isEscaped || scalar.value < 0x20 {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16, uppercase: random.chance(50))
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
