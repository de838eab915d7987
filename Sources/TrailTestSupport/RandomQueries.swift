/// A query with what one would type for it.
package struct RandomQuery: Sendable, CustomStringConvertible {
  /// All of them must match.
  package let terms: [PlainTerm]
  /// The first millisecond of the time range, `nil` for no limit.
  package let since: Int64?
  /// The first millisecond after the time range, `nil` for no limit.
  package let until: Int64?

  /// The terms as arguments of `trailsift search`, one argument a term, without shell quoting.
  package var arguments: [String] {
    terms.map(\.description)
  }

  /// The time range as options of `trailsift search`, with UTC times; empty without a range.
  package var timeArguments: [String] {
    let since = since.map { ["--since", RandomQueries.utc($0)] } ?? []
    let until = until.map { ["--until", RandomQueries.utc($0)] } ?? []
    return since + until
  }

  /// The whole query on one line, for the message of a failing test.
  package var description: String {
    (arguments.map { "'\($0)'" } + timeArguments).joined(separator: " ")
  }
}

/// Makes queries whose values come from an archive, so that most of them find something.
///
/// Left out on purpose, because Keys.md leaves their meaning open: `*` inside a value, `*` after
/// part of an address, `=` for addresses and for a source without a dot, IPv6 networks wide enough
/// to hold the mapped IPv4 addresses, and upper-case beginnings of UUIDs.
package struct RandomQueries {
  var random: SplitMix64
  private let events: [PlainEvent]
  private let times: [Int64]

  /// Returns `count` queries about the events of `scan`, the same for the same seed and archive.
  package static func make(seed: UInt64, from scan: PlainScan, count: Int) -> [RandomQuery] {
    var maker = RandomQueries(seed: seed, scan: scan)
    return (0..<count).map { _ in maker.next() }
  }

  private init(seed: UInt64, scan: PlainScan) {
    // The archive of the same seed must not be made of the same random numbers.
    random = SplitMix64(seed: seed ^ 0x51EA_7C4B_03D9_26F8)
    events = scan.canonical
    times = events.compactMap(\.time)
  }

  private mutating func next() -> RandomQuery {
    let first = random.below(max(events.count, 1))
    var terms: [PlainTerm] = []
    for _ in 0..<random.pick([1, 1, 1, 2, 2, 3]) {
      // Mostly about one event, so that the terms have something in common.
      let index = random.chance(80) ? first : random.below(max(events.count, 1))
      terms.append(term(about: index))
    }
    var since: Int64?
    var until: Int64?
    if !times.isEmpty, random.chance(30) {
      // Ranges that begin or end exactly at an event, or a millisecond beside it.
      let bounds = [random.pick(times), random.pick(times)].sorted()
      if random.chance(75) { since = bounds[0] + Int64(random.below(3) - 1) }
      if random.chance(75) { until = bounds[1] + Int64(random.below(3) - 1) }
    }
    return RandomQuery(terms: terms, since: since, until: until)
  }

  /// Keys asked more often than the others.
  private static let headline = [
    "user", "user", "ip", "ip", "event", "account", "role", "sub", "arn",
  ]

  private mutating func term(about index: Int) -> PlainTerm {
    let absent = ["nobody", "zz-absent", "不在", "00000000-0000-4000-8000-000000000000"]
    for _ in 0..<20 where !events.isEmpty {
      let values = events[index].values.filter { $0.key != "time" }
      let keys = values.keys.sorted()
      let key = random.chance(50) ? random.pick(Self.headline) : random.pick(keys)
      guard let value = values[key]?.randomElement(using: &random) else { continue }
      if random.chance(4) { return PlainTerm(key: key, op: .matches, value: "*") }
      if key == "ip" { return PlainTerm(key: key, op: .matches, value: addressQuery(value)) }
      if random.chance(4) { return PlainTerm(key: key, op: .matches, value: random.pick(absent)) }
      if let term = term(key, value) { return term }
    }
    return PlainTerm(key: "user", op: .matches, value: random.pick(absent))
  }

  /// Returns a condition made from `value`; `nil` when it cannot be typed safely.
  private mutating func term(_ key: String, _ value: String) -> PlainTerm? {
    var op = PlainTerm.Operator.matches
    var wanted = value
    switch random.below(12) {
    case 0, 1, 2: break
    case 3:
      op = .equals
      if key == "source", !value.containsBytes(".") { return nil }
    case 4, 5: wanted = recased(value, key: key)
    case 6: wanted = PlainTerm.foldedKeys.contains(key) ? rewidened(value) : value
    case 7, 8, 9:
      let scalars = Array(value.unicodeScalars)
      let head = scalars.prefix(1 + random.below(min(scalars.count, 300)))
      wanted = String(String.UnicodeScalarView(head))
      if random.chance(40), PlainTerm.foldedKeys.contains(key) {
        wanted = recased(wanted, key: key)
      }
      guard isSafe(wanted) else { return nil }
      return PlainTerm(key: key, op: .matches, value: wanted + "*")
    case 10:
      let all = events.compactMap { $0.values[key] }.joined()
      guard let other = all.randomElement(using: &random), isSafe(other), isSafe(value)
      else { return nil }
      return PlainTerm(key: key, op: .matches, value: "\(value),\(other)")
    default:
      if key == "source" { wanted = value.before(first: ".amazonaws.com") ?? value }
      if key == "file" { wanted = (value.before(first: "/CloudTrail/") ?? value) + "/*" }
      if key == "file" {
        let head = String(decoding: Array(wanted.utf8).dropLast(), as: UTF8.self)
        return isSafe(head) ? PlainTerm(key: key, op: .matches, value: wanted) : nil
      }
    }
    return isSafe(wanted) ? PlainTerm(key: key, op: op, value: wanted) : nil
  }

  /// Tells whether `value` can be typed as part of a term without any quoting.
  private func isSafe(_ value: String) -> Bool {
    let unsafe: Set<Unicode.Scalar> = ["*", ",", "\"", "'", "(", ")", "\\"]
    let scalars = Array(value.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last, value.utf8.count <= 9000 else {
      return false
    }
    let isSpaced = first.properties.isWhitespace || last.properties.isWhitespace
    let isOperator = "=<>!~^-".unicodeScalars.contains(first)
    return !isSpaced && !isOperator && !scalars.contains { unsafe.contains($0) || $0.value < 0x20 }
  }

  private mutating func recased(_ value: String, key: String) -> String {
    // Only a whole UUID is brought to lower case by the rule for `sub`.
    if key == "sub", !PlainSubject.isUUID(value) { return value }
    return random.chance(50) ? value.uppercased() : value.lowercased()
  }
}
