internal import TrailBytes
internal import TrailEvents
internal import TrailFormats

/// What stands before an operator.
enum QueryField: Hashable {
  case key(EventKey)
  case path(RecordPath)

  var name: String {
    switch self {
    case .key(let key): key.name
    case .path(let path): path.description
    }
  }
}

/// What an operator asks.
enum QueryComparison {
  case equal, exact, unequal, regex, above, atLeast, below, atMost

  /// Spellings, a longer one before those it starts with.
  static let spellings: [(String, QueryComparison)] = [
    (">=", .atLeast), ("<=", .atMost), ("!=", .unequal), (">", .above), ("<", .below),
    ("=", .exact), ("~", .regex),
  ]

  var spelling: String {
    self == .equal ? ":" : QueryComparison.spellings.first { $0.1 == self }?.0 ?? ":"
  }
}

/// Turns the values of a term into a condition on its key or path.
struct QueryValues {
  let field: QueryField
  let context: QueryContext
  /// Where the term starts.
  let column: Int

  /// Whether values may be times in square brackets.
  var takesTimes: Bool {
    switch field {
    case .key(let key): key == .time
    case .path: true
    }
  }

  /// The condition that a comparison with any of some values makes.
  func query(_ comparison: QueryComparison, _ atoms: [QueryAtom]) throws(QueryError) -> Query {
    var parts: [Query] = []
    for atom in atoms {
      if atom.text.isEmpty, !(atom.isQuoted && isPath) {
        throw QueryError(
          "`\(field.name)` has no value: write \(field.name):value, or \(field.name):* for any",
          column: column)
      }
      if atom.signs.first?.character == "@", atom.signs.first?.isLiteral == false {
        let name = String(atom.text.dropFirst())
        for line in try context.list(name) {
          let signs = line.map { QuerySign(character: $0, column: atom.column, isLiteral: false) }
          parts.append(try query(comparison, QueryAtom(signs: signs, column: atom.column)))
        }
        if parts.isEmpty {
          throw QueryError("`\(name)` holds no value", column: atom.column)
        }
      } else {
        parts.append(try query(comparison, atom))
      }
    }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private var isPath: Bool {
    if case .path = field { true } else { false }
  }

  private func condition(_ pattern: ValuePattern) -> Query {
    switch field {
    case .key(let key): .key(key, pattern)
    case .path(let path): .path(path, pattern)
    }
  }

  private func query(
    _ comparison: QueryComparison, _ atom: QueryAtom
  ) throws(QueryError) -> Query {
    switch comparison {
    case .exact, .unequal:
      if field == .key(.time) { return try time(atom) }
      return condition(.exact(atom.text))
    case .above, .atLeast, .below, .atMost: return try bounded(comparison, atom)
    case .equal, .regex: return try equal(atom)
    }
  }

  private func equal(_ atom: QueryAtom) throws(QueryError) -> Query {
    if field == .key(.time) { return try time(atom) }
    if let (from, to) = QueryValues.range(atom), hasRanges { return try between(from, to, atom) }
    let signs = atom.signs
    let wild = signs.indices.filter {
      !signs[$0].isLiteral && (signs[$0].character == "*" || signs[$0].character == "?")
    }
    if wild.isEmpty { return try plain(atom) }
    if wild == [signs.count - 1], signs.last?.character == "*" {
      let head = String(signs.dropLast().map(\.character))
      return condition(head.isEmpty ? .any : .prefix(head))
    }
    if signs.allSatisfy({ !$0.isLiteral && $0.character == "*" }) { return condition(.any) }
    var parts: [WildcardPart] = []
    var literal = ""
    for (index, sign) in signs.enumerated() {
      guard wild.contains(index) else {
        literal.append(sign.character)
        continue
      }
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = ""
      let part: WildcardPart = sign.character == "*" ? .many : .one
      if part != .many || parts.last != .many { parts.append(part) }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    return condition(.wildcard(parts))
  }

  private func plain(_ atom: QueryAtom) throws(QueryError) -> Query {
    guard case .key(let key) = field else { return condition(.equal(atom.text)) }
    if key == .ip, IPAddress(atom.text) == nil, IPNetwork(atom.text) == nil {
      throw QueryError(QueryValues.noAddress(atom.text), column: atom.column)
    }
    guard let allowed = QueryValues.closedValues(of: key) else {
      return condition(.equal(atom.text))
    }
    let folded = String(decoding: TextFolding.fold(atom.text), as: UTF8.self)
    if let value = QueryValues.synonyms[folded], allowed.contains(value) {
      return condition(.equal(value))
    }
    guard allowed.contains(folded) else {
      throw QueryError(
        "`\(atom.text)` is no value of \(key.name): \(allowed.joined(separator: ", "))",
        column: atom.column)
    }
    return condition(.equal(atom.text))
  }

  /// What is wrong with a text in the place of an address.
  static func noAddress(_ text: String) -> String {
    "`\(text)` is no address: write ip:203.0.113.7, ip:203.0.113.0/24 or ip:2001:db8::/32; "
      + "service names are under via:"
  }

  /// Other words for values of keys that have few.
  private static let synonyms = [
    "ok": "success", "fail": "failure", "failed": "failure", "deny": "denied",
    "throttle": "throttled",
  ]

  /// The values of a key that has few, all known beforehand.
  static func closedValues(of key: EventKey) -> [String]? {
    switch key {
    case .result: EventResult.allCases.map(\.rawValue)
    case .mfa: FactorState.allCases.map(\.rawValue)
    case .kind: EventKind.allCases.map(\.rawValue)
    case .readOnly: ["true", "false"]
    default: nil
    }
  }

  /// A regular expression on the values.
  func regex(
    _ pattern: String, ignoresCase: Bool, column: Int
  ) throws(QueryError) -> Query {
    if pattern.isEmpty { throw QueryError("the regular expression is empty", column: column) }
    if field == .key(.time) {
      throw QueryError("times are compared with `:`, `<` and `>`, not with `~`", column: column)
    }
    if let problem = ValueRegex.problem(pattern) {
      throw QueryError("the regular expression `\(pattern)` is wrong: \(problem)", column: column)
    }
    return condition(.regex(pattern, ignoresCase: ignoresCase))
  }

  // MARK: Ranges

  /// Whether `..` makes a range: not in values that hold it themselves, such as paths of files.
  private var hasRanges: Bool {
    switch field {
    case .key(let key): ![.file, .agent, .resource, .arn, .id, .request].contains(key)
    case .path: true
    }
  }

  /// The two sides of an unquoted `..`.
  static func range(_ atom: QueryAtom) -> (from: QueryAtom, to: QueryAtom)? {
    let signs = atom.signs
    guard
      let dots = signs.indices.first(where: { index in
        index + 1 < signs.count
          && [signs[index], signs[index + 1]].allSatisfy { !$0.isLiteral && $0.character == "." }
      })
    else { return nil }
    let from = QueryAtom(signs: Array(signs[..<dots]), column: atom.column)
    let to = QueryAtom(
      signs: Array(signs[(dots + 2)...]), column: signs[dots].column + 2)
    return (from, to)
  }

  private func between(
    _ from: QueryAtom, _ to: QueryAtom, _ atom: QueryAtom
  ) throws(QueryError) -> Query {
    let low = from.signs.isEmpty ? nil : from.text
    let high = to.signs.isEmpty ? nil : to.text
    if low == nil, high == nil {
      throw QueryError("`..` needs a value on one side at least", column: atom.column)
    }
    if case .key(let key) = field {
      if key == .ip { try checkAddresses(from, to) }
      return .key(key, .between(low, high))
    }
    let numbers = [low, high].map { $0.flatMap(QueryValues.number) }
    if (low == nil || numbers[0] != nil) && (high == nil || numbers[1] != nil) {
      return condition(.numbers(NumberRange(from: numbers[0], to: numbers[1])))
    }
    let spans = [low, high].map { $0.flatMap { try? context.times.span($0) } }
    if (low == nil || spans[0] != nil) && (high == nil || spans[1] != nil) {
      return condition(.times(from: spans[0]?.lowerBound, to: spans[1]?.upperBound))
    }
    return condition(.between(low, high))
  }

  private func checkAddresses(_ from: QueryAtom, _ to: QueryAtom) throws(QueryError) {
    for side in [from, to] where !side.signs.isEmpty && IPAddress(side.text) == nil {
      throw QueryError(QueryValues.noAddress(side.text), column: side.column)
    }
    if let low = IPAddress(from.text), let high = IPAddress(to.text) {
      if low.isIPv4 != high.isIPv4 {
        throw QueryError("a range of addresses has one family", column: from.column)
      }
      if low > high {
        throw QueryError("`\(from.text)` is above `\(to.text)`", column: from.column)
      }
    }
  }

  /// A number as JSON writes it, or with a sign.
  static func number(_ text: String) -> Double? {
    guard let first = text.utf8.first, first &- 0x30 < 10 || first == 0x2D || first == 0x2B else {
      return nil
    }
    guard !text.utf8.contains(where: { $0 | 0x20 == 0x78 || $0 | 0x20 == 0x70 }) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  private func bounded(
    _ comparison: QueryComparison, _ atom: QueryAtom
  ) throws(QueryError) -> Query {
    let text = atom.text
    switch field {
    case .key(.time):
      return try bounds(comparison, span(atom), { .time(from: $0, to: $1) })
    case .key(.ip):
      guard let address = IPAddress(text) else {
        throw QueryError(QueryValues.noAddress(text), column: atom.column)
      }
      let isLow = comparison == .above || comparison == .atLeast
      let side: Query = .key(.ip, isLow ? .between(text, nil) : .between(nil, text))
      guard comparison == .above || comparison == .below else { return side }
      return .and([side, .not(.key(.ip, .equal(address.description)))])
    case .key(let key):
      throw QueryError(
        "`\(comparison.spelling)` compares numbers and times, \(key.name) holds text; for a range "
          + "write \(key.name):a..b", column: column)
    case .path:
      if let number = QueryValues.number(text) {
        let range =
          switch comparison {
          case .above: NumberRange(from: number, hasFrom: false, to: nil)
          case .atLeast: NumberRange(from: number, to: nil)
          case .below: NumberRange(from: nil, to: number, hasTo: false)
          default: NumberRange(from: nil, to: number)
          }
        return condition(.numbers(range))
      }
      guard let span = try? context.times.span(text) else {
        throw QueryError("`\(text)` is no number and no time", column: atom.column)
      }
      return bounds(comparison, span, { condition(.times(from: $0, to: $1)) })
    }
  }

  private func bounds(
    _ comparison: QueryComparison, _ span: Range<Int64>, _ make: (Int64?, Int64?) -> Query
  ) -> Query {
    switch comparison {
    case .above: make(span.upperBound, nil)
    case .atLeast: make(span.lowerBound, nil)
    case .below: make(nil, span.lowerBound)
    default: make(nil, span.upperBound)
    }
  }

  // MARK: Times

  private func span(_ atom: QueryAtom) throws(QueryError) -> Range<Int64> {
    do {
      return try context.times.span(atom.text)
    } catch {
      throw QueryError(error.reason, column: atom.column)
    }
  }

  private func time(_ atom: QueryAtom) throws(QueryError) -> Query {
    if atom.text == "*" { return .time(from: nil, to: nil) }
    if let (from, to) = QueryValues.range(atom) {
      if from.signs.isEmpty, to.signs.isEmpty {
        throw QueryError("`..` needs a time on one side at least", column: atom.column)
      }
      let low = from.signs.isEmpty ? nil : try span(from).lowerBound
      let high = to.signs.isEmpty ? nil : try span(to).upperBound
      return .time(from: low, to: high)
    }
    let span = try span(atom)
    // An instant stands for all that follows: `time:7d` is the last seven days.
    return .time(from: span.lowerBound, to: span.isEmpty ? nil : span.upperBound)
  }

  /// `[from,to)`, or `[from,to]` with the whole unit of `to`.
  func halfOpen(
    _ from: QueryAtom, _ to: QueryAtom, isClosed: Bool
  ) throws(QueryError) -> Query {
    let low = from.text.isEmpty ? nil : try span(from).lowerBound
    let end = to.text.isEmpty ? nil : try span(to)
    let high = end.map { isClosed ? $0.upperBound : $0.lowerBound }
    if field == .key(.time) { return .time(from: low, to: high) }
    return condition(.times(from: low, to: high))
  }
}
