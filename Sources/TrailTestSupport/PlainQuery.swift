/// A query of the whole language, evaluated event by event over what the plain scan read.
///
/// It shares no code with the searcher: patterns are matched by recursion over Unicode scalars,
/// paths are followed in trees of `JSONSerialization`.
package indirect enum PlainQuery: Sendable {
  case all
  case and([PlainQuery])
  case or([PlainQuery])
  case not(PlainQuery)
  /// A condition on the values of a key.
  case key(String, PlainPattern)
  /// A condition on the values at a path of the record.
  case path([PlainStep], PlainPattern)
  /// `since <= time < until`.
  case time(since: Int64?, until: Int64?)

  /// Tells whether an event satisfies the query.
  package func matches(_ event: PlainEvent, _ memory: PlainMemory) -> Bool {
    switch self {
    case .all: return true
    case .and(let parts): return parts.allSatisfy { $0.matches(event, memory) }
    case .or(let parts): return parts.contains { $0.matches(event, memory) }
    case .not(let part): return !part.matches(event, memory)
    case .time(let since, let until):
      guard let time = event.time else { return false }
      return time >= since ?? .min && time < until ?? .max
    case .key(let key, let pattern):
      return (event.values[key] ?? []).contains { pattern.matches($0, key: key, memory) }
    case .path(let steps, let pattern):
      let found = PlainStep.values(at: steps[...], in: memory.tree(of: event))
      return found.contains { pattern.matches($0, memory) }
    }
  }
}

/// What was worked out for an archive before, so that ten thousand queries stay quick.
///
/// Belongs to one thread.
package final class PlainMemory {
  private var folded: [[UInt8]: String] = [:]
  private var trees: [String: PlainJSON] = [:]

  package init() {}

  func fold(_ text: String) -> String {
    // Texts that are equal to Swift may differ in their bytes.
    let key = Array(text.utf8)
    if let known = folded[key] { return known }
    let result = PlainFold.fold(text)
    folded[key] = result
    return result
  }

  func tree(of event: PlainEvent) -> PlainJSON {
    let place = "\(event.path)#\(event.record)"
    if let known = trees[place] { return known }
    let tree = PlainJSON.parse(event.bytes[...]) ?? .null
    trees[place] = tree
    return tree
  }
}

/// A step of a path into a record.
package enum PlainStep: Sendable {
  case member(String)
  case element(Int)
  case anyElement

  /// All values at a path; an array where a name is asked for stands for its objects.
  static func values(at steps: ArraySlice<PlainStep>, in value: PlainJSON) -> [PlainJSON] {
    guard let step = steps.first else {
      // An array at the end is given, and its plain elements.
      return [value] + value.elements.filter { $0.spelling != nil }
    }
    switch step {
    case .member(let name):
      if case .array(let elements) = value {
        return elements.filter(\.isObject).flatMap { values(at: steps, in: $0) }
      }
      return value[name].map { values(at: steps.dropFirst(), in: $0) } ?? []
    case .element(let number):
      let elements = value.elements
      return number < elements.count ? values(at: steps.dropFirst(), in: elements[number]) : []
    case .anyElement:
      return value.elements.flatMap { values(at: steps.dropFirst(), in: $0) }
    }
  }
}

/// What is asked of a value.
package enum PlainPattern: Sendable {
  case any
  /// `:value` and `=value`, an address or a network for `ip`.
  case equal(String)
  case exact(String)
  /// Pieces with `*` and `?` between them.
  case wildcard([PlainPiece])
  /// Contains a text, or starts or ends with it: what simple regular expressions say.
  case contains(String, ignoresCase: Bool)
  case starts(String)
  case ends(String)
  case between(String?, String?)
  case numbers(ClosedRange<Int>)
  case above(Int)
  case times(since: Int64?, until: Int64?)

  /// Tells whether a value of a key satisfies it.
  func matches(_ value: String, key: String, _ memory: PlainMemory) -> Bool {
    let isFolded = PlainTerm.foldedKeys.contains(key)
    switch self {
    case .equal(let text):
      let asked = PlainTerm(key: key, op: .matches, value: text)
      return asked.equals(value)
    case .exact(let text): return PlainTerm(key: key, op: .equals, value: text).equals(value)
    case .between(let from, let to) where key == "ip":
      guard let address = PlainAddress(value)?.bytes else { return false }
      let bounds = [from, to].compactMap { $0.flatMap { PlainAddress($0)?.bytes } }
      guard bounds.allSatisfy({ $0.count == address.count }) else { return false }
      if let from, let low = PlainAddress(from)?.bytes, address.lexicographicallyPrecedes(low) {
        return false
      }
      if let to, let high = PlainAddress(to)?.bytes, high.lexicographicallyPrecedes(address) {
        return false
      }
      return true
    default: return matches(value, isFolded: isFolded, memory)
    }
  }

  /// Tells whether a value at a path satisfies it; paths are compared folded.
  func matches(_ value: PlainJSON, _ memory: PlainMemory) -> Bool {
    if case .null = value { return false }
    if case .any = self { return true }
    guard let text = value.spelling else { return false }
    return matches(text, isFolded: true, memory)
  }

  private func matches(_ value: String, isFolded: Bool, _ memory: PlainMemory) -> Bool {
    func form(_ text: String) -> String { isFolded ? memory.fold(text) : text }
    switch self {
    case .any: return true
    case .equal(let text): return form(value).hasSameBytes(as: form(text))
    case .exact(let text): return value.hasSameBytes(as: text)
    case .wildcard(let pieces):
      return PlainPiece.match(
        pieces.map { $0.folded(form) }[...], Array(form(value).unicodeScalars)[...])
    case .contains(let text, let ignoresCase):
      let (left, right) =
        ignoresCase ? (value.asciiLowered, text.asciiLowered) : (value, text)
      return left.containsBytes(right)
    case .starts(let text): return value.startsWithBytes(text)
    case .ends(let text): return value.endsWithBytes(text)
    case .between(let from, let to):
      let folded = Array(form(value).utf8)
      if let from, folded.lexicographicallyPrecedes(form(from).utf8) { return false }
      if let to, Array(form(to).utf8).lexicographicallyPrecedes(folded) { return false }
      return true
    case .numbers(let range):
      return Self.number(value).map {
        $0 >= Double(range.lowerBound) && $0 <= Double(range.upperBound)
      } ?? false
    case .above(let bound): return Self.number(value).map { $0 > Double(bound) } ?? false
    case .times(let since, let until):
      guard let time = PlainTime.milliseconds(value) else { return false }
      return time >= since ?? .min && time < until ?? .max
    }
  }

  private static func number(_ text: String) -> Double? {
    let signs = Set("0123456789+-.eE".utf8)
    guard text.utf8.allSatisfy({ signs.contains($0) }) else { return nil }
    guard let first = text.utf8.first, first != UInt8(ascii: "."), first | 0x20 != 0x65 else {
      return nil
    }
    return Double(text)
  }
}

/// A piece of a pattern with wildcards.
package enum PlainPiece: Sendable {
  case literal(String)
  case one
  case many

  func folded(_ form: (String) -> String) -> PlainPiece {
    if case .literal(let text) = self { .literal(form(text)) } else { self }
  }

  /// Tells whether pieces make up a whole text, by trying.
  static func match(
    _ pieces: ArraySlice<PlainPiece>, _ text: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pieces.first else { return text.isEmpty }
    let rest = pieces.dropFirst()
    switch first {
    case .literal(let literal):
      let scalars = Array(literal.unicodeScalars)
      return text.starts(with: scalars) && match(rest, text.dropFirst(scalars.count))
    case .one: return !text.isEmpty && match(rest, text.dropFirst())
    case .many: return (0...text.count).contains { match(rest, text.dropFirst($0)) }
    }
  }
}

extension PlainScan {
  /// The places (`path#record`) of the events that satisfy a query, sorted.
  package func places(_ query: PlainQuery, _ memory: PlainMemory) -> [String] {
    canonical.filter { query.matches($0, memory) }.map { "\($0.path)#\($0.record)" }.sorted()
  }
}
