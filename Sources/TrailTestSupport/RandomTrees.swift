/// Makes queries of the whole language whose values come from an archive.
///
/// Promises: the same seed and archive give the same queries. Left out, because the pages leave
/// their meaning open or because typing them is not what is tested: control characters in regular
/// expressions, letters beyond ASCII with `/i`, and names of members with quotes.
package struct RandomTrees {
  private var random: SplitMix64
  private let events: [PlainEvent]
  private let times: [Int64]
  private let memory: PlainMemory

  /// Starts a sequence of queries about the events of `scan`.
  package init(seed: UInt64, scan: PlainScan, memory: PlainMemory) {
    random = SplitMix64(seed: seed ^ 0x9D2C_5680_3F84_D5B5)
    events = scan.canonical
    times = events.compactMap(\.time)
    self.memory = memory
  }

  /// Returns the next query.
  package mutating func next() -> PlainQuery {
    guard !events.isEmpty else { return .all }
    return tree(depth: random.pick([0, 0, 1, 1, 2, 3]), about: random.pick(events))
  }

  private mutating func tree(depth: Int, about event: PlainEvent) -> PlainQuery {
    // Mostly about one event, so that conditions have something in common.
    let other = random.chance(75) ? event : random.pick(events)
    if depth == 0 { return leaf(about: other) }
    switch random.below(10) {
    case 0, 1: return .not(tree(depth: depth - 1, about: other))
    case 2, 3, 4:
      return .or((0...(1 + random.below(2))).map { _ in tree(depth: depth - 1, about: other) })
    default:
      return .and((0...(1 + random.below(2))).map { _ in tree(depth: depth - 1, about: other) })
    }
  }

  private mutating func leaf(about event: PlainEvent) -> PlainQuery {
    switch random.below(100) {
    case 0..<2: return .all
    case 2..<12:
      let bounds = [moment(), moment()].sorted()
      return .time(
        since: random.chance(80) ? bounds[0] : nil, until: random.chance(80) ? bounds[1] : nil)
    case 12..<24: return path(about: event) ?? .all
    default: return key(about: event)
    }
  }

  private mutating func moment() -> Int64 {
    guard !times.isEmpty else { return 1_700_000_000_000 }
    return random.pick(times) + Int64(random.below(3) - 1)
  }

  // MARK: Keys

  private mutating func key(about event: PlainEvent) -> PlainQuery {
    let keys = event.values.keys.filter { $0 != "time" }.sorted()
    guard !keys.isEmpty else { return .all }
    let headline = ["user", "ip", "event", "account", "role", "source", "id", "file"]
    var key = random.pick(keys)
    if random.chance(40) { key = random.pick(headline) }
    guard let value = event.values[key]?.randomElement(using: &random) else {
      return .key(key, .any)
    }
    return .key(key, key == "ip" ? address(value) : pattern(of: value, key: key))
  }

  private mutating func address(_ value: String) -> PlainPattern {
    let all = events.flatMap { $0.values["ip"] ?? [] }
    switch random.below(8) {
    case 0, 1: return .equal(value)
    case 2:
      let other = random.pick(all)
      guard let left = PlainAddress(value)?.bytes, let right = PlainAddress(other)?.bytes,
        left.count == right.count
      else { return .between(value, nil) }
      return right.lexicographicallyPrecedes(left)
        ? .between(other, value) : .between(value, other)
    case 3: return random.chance(50) ? .between(value, nil) : .between(nil, value)
    case 4:
      let digits = value.containsBytes(":") ? 64 : random.pick([0, 8, 16, 24, 31])
      return .equal("\(value)/\(digits)")
    case 5: return .any
    case 6: return .contains(String(value.prefix(3)), ignoresCase: false)
    default: return wildcard(of: value) ?? .equal(value)
    }
  }

  private mutating func pattern(of value: String, key: String) -> PlainPattern {
    let closed = ["result", "mfa", "kind", "readonly"].contains(key)
    let isLong = value.utf8.count > 500
    switch random.below(13) {
    case 0, 1: return .equal(value)
    case 2: return .exact(value)
    case 3: return closed ? .equal(value) : .equal(recased(value, key: key))
    case 4: return .any
    case 5, 6, 7: return wildcard(of: value) ?? .equal(value)
    case 8 where !hasNoRange(key):
      let other = random.pick(events).values[key]?.first ?? value
      switch random.below(4) {
      case 0: return .between(value, nil)
      case 1: return .between(nil, value)
      case 2: return .between(value, other)
      default: return .between(other, value)
      }
    case 9 where !isLong: return regex(of: value) ?? .equal(value)
    case 11 where !closed: return .equal("zz-absent")
    default: return .equal(value)
    }
  }

  private func hasNoRange(_ key: String) -> Bool {
    ["file", "agent", "resource", "arn", "id", "request"].contains(key)
  }

  private mutating func recased(_ value: String, key: String) -> String {
    if key == "sub", !PlainSubject.isUUID(value) { return value }
    return random.chance(50) ? value.uppercased() : value.lowercased()
  }

  /// Pieces of a value with some of it replaced by `*` and `?`.
  private mutating func wildcard(of value: String) -> PlainPattern? {
    let scalars = Array(value.unicodeScalars)
    guard !scalars.isEmpty, scalars.count < 200 else { return nil }
    var pieces: [PlainPiece] = []
    func append(_ piece: PlainPiece) {
      if case .many = piece, case .many? = pieces.last { return }
      pieces.append(piece)
    }
    var index = 0
    while index < scalars.count {
      switch random.below(6) {
      case 0:
        append(.many)
        index += random.below(scalars.count - index + 1)
      case 1:
        append(.one)
        index += 1
      default:
        let count = 1 + random.below(scalars.count - index)
        let text = String(String.UnicodeScalarView(scalars[index..<(index + count)]))
        if case .literal(let before)? = pieces.last {
          pieces[pieces.count - 1] = .literal(before + text)
        } else {
          append(.literal(text))
        }
        index += count
      }
    }
    if random.chance(30) { append(.many) }
    let hasWild = pieces.contains { if case .literal = $0 { false } else { true } }
    guard hasWild else { return nil }
    if pieces.count == 1, case .many = pieces[0] { return .any }
    return .wildcard(pieces)
  }

  private mutating func regex(of value: String) -> PlainPattern? {
    let scalars = Array(value.unicodeScalars)
    let start = random.below(scalars.count)
    let count = 1 + random.below(min(12, scalars.count - start))
    let part = scalars[start..<(start + count)]
    guard
      !part.contains(where: {
        $0.value < 0x20 || $0.properties.canonicalCombiningClass != .notReordered
      })
    else { return nil }
    let text = String(String.UnicodeScalarView(part))
    let isPlain = part.allSatisfy { $0.isASCII }
    switch random.below(4) {
    case 0 where start == 0: return .starts(text)
    case 1 where start + count == scalars.count: return .ends(text)
    case 2 where isPlain: return .contains(recased(text, key: ""), ignoresCase: true)
    default: return .contains(text, ignoresCase: false)
    }
  }

  // MARK: Paths

  private mutating func path(about event: PlainEvent) -> PlainQuery? {
    var value = memory.tree(of: event)
    var steps: [PlainStep] = []
    while true {
      switch value {
      case .object(let members):
        let names = members.keys.filter { isTypable($0, isFirst: steps.isEmpty) }.sorted()
        guard !names.isEmpty, steps.isEmpty || !random.chance(6) else {
          return steps.isEmpty ? nil : .path(steps, .any)
        }
        let name = random.pick(names)
        guard let next = members[name] else { return nil }
        steps.append(.member(name))
        value = next
      case .array(let elements):
        guard !elements.isEmpty, !random.chance(6) else { return .path(steps, .any) }
        let index = random.below(elements.count)
        switch random.below(3) {
        case 0: steps.append(.element(index))
        case 1: steps.append(.anyElement)
        default: break
        }
        value = elements[index]
        if case .array = value, case .member? = steps.last { return .path(steps, .any) }
      default:
        guard let text = value.spelling, text.utf8.count < 500 else { return .path(steps, .any) }
        return .path(steps, pattern(atPath: text))
      }
    }
  }

  /// Whether a member's name can be typed in a path.
  private func isTypable(_ name: String, isFirst: Bool) -> Bool {
    let isPlain = name.utf8.allSatisfy {
      (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0)
    }
    let first = name.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) } ?? false
    if isFirst { return isPlain && first }
    return first && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'[]\\".utf8.contains($0) }
  }

  private mutating func pattern(atPath text: String) -> PlainPattern {
    if let number = Int(text), abs(number) < 1_000_000, random.chance(50) {
      return random.chance(50)
        ? .above(number - 1 + random.below(2)) : .numbers((number - 1)...(number + 2))
    }
    if let time = PlainTime.milliseconds(text), random.chance(50) {
      return .times(
        since: random.chance(70) ? time - Int64(random.below(2)) : nil,
        until: time + Int64(random.below(2)))
    }
    switch random.below(8) {
    case 0: return .any
    case 1: return .exact(text)
    case 2: return .equal(text.uppercased())
    case 3, 4: return wildcard(of: text) ?? .any
    case 5: return text.isEmpty ? .any : regex(of: text) ?? .equal(text)
    case 6
    where Int(text) == nil && PlainTime.milliseconds(text) == nil && !text.isEmpty
      && TextShape.isWord(text):
      return random.chance(50) ? .between(text, nil) : .between(nil, text)
    default: return .equal(text)
    }
  }
}

/// Shapes of text that decide how a bound of a range is read.
enum TextShape {
  /// Tells whether a text starts with a letter that starts no time in words.
  static func isWord(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return (0x61...0x7A).contains(first | 0x20) && text.utf8.count > 4
      && !["t", "n", "e", "f", "y", "l"].contains(text.prefix(1).lowercased())
  }
}
