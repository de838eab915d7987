internal import TrailEvents
internal import TrailFormats

/// Reads queries.
///
/// ```
/// query   = and { ("OR" | "|") and }
/// and     = not { ["AND"] not }                       a blank is AND
/// not     = ("NOT" | "-" | "!") not | "(" [query] ")" | term | bare
/// term    = key op value                              op is : = ~ > >= < <= !=
/// value   = atom {"," atom} | "(" atom {["OR" | "," | "|"] atom} ")" | [atom] ".." [atom] | "*"
/// ```
/// A word without a key is recognised by its shape. See `trailsift help query`.
package struct QueryParser {
  private var scanner: QueryScanner
  private let context: QueryContext
  private var notes: [String] = []
  private var mixesOperators = false
  private var depth = 0

  /// Parentheses and negations inside one another that are read.
  private static let deepest = 100

  /// Parses the arguments of a command.
  ///
  /// An argument that is one term whose value has blanks needs no quotes beside the shell's:
  /// `'user:John Smith'`.
  ///
  /// - Throws: ``QueryError``.
  package static func parse(
    _ arguments: [String], context: QueryContext = QueryContext()
  ) throws(QueryError) -> Query {
    try read(arguments, context: context).query
  }

  /// Parses the arguments of a command and tells how they were read.
  package static func read(
    _ arguments: [String], context: QueryContext = QueryContext()
  ) throws(QueryError) -> ParsedQuery {
    var parser = QueryParser(
      scanner: QueryScanner(QueryArguments.signs(of: arguments)), context: context)
    do {
      let query = try parser.whole()
      if parser.mixesOperators { parser.notes.append("read as: \(query)") }
      return ParsedQuery(query: query, notes: parser.notes)
    } catch {
      var placed = error
      if placed.column != nil { placed.query = arguments.joined(separator: " ") }
      throw placed
    }
  }

  private init(scanner: QueryScanner, context: QueryContext) {
    self.scanner = scanner
    self.context = context
  }

  /// Whether a text is a term that must not hold, written with a dash: `-user:alice`.
  package static func isNegatedTerm(_ text: String) -> Bool {
    guard text.hasPrefix("-"), text.count > 1 else { return false }
    let rest = text.dropFirst()
    if rest.first == "(" { return true }
    let scanner = QueryScanner(QueryArguments.signs(of: [String(rest)]))
    if let field = scanner.field() {
      return EventKey.named(field.text) != nil || RecordPath(field.text) != nil
        || isPerson(field.text)
    }
    return BareWord.hasShape(String(rest))
  }

  private mutating func whole() throws(QueryError) -> Query {
    scanner.skipBlanks()
    if scanner.isAtEnd { return .all }
    let query = try alternatives()
    scanner.skipBlanks()
    guard scanner.isAtEnd else {
      throw QueryError("`)` closes nothing", column: scanner.column)
    }
    return query
  }

  private mutating func alternatives() throws(QueryError) -> Query {
    var parts = [try conjunction()]
    while true {
      scanner.skipBlanks()
      let column = scanner.column
      guard scanner.takeWord(["OR", "or", "||", "|"]) else { break }
      scanner.skipBlanks()
      if scanner.isAtEnd || scanner.peek() == ")" {
        throw QueryError("nothing follows OR", column: column)
      }
      parts.append(try conjunction())
    }
    if parts.count == 1 { return parts[0] }
    return .or(parts)
  }

  private mutating func conjunction() throws(QueryError) -> Query {
    var parts: [Query] = []
    while true {
      scanner.skipBlanks()
      if scanner.isAtEnd || scanner.peek() == ")" { break }
      if startsAlternative() {
        if parts.isEmpty {
          throw QueryError("nothing precedes OR", column: scanner.column)
        }
        if parts.count > 1 { mixesOperators = true }
        break
      }
      let column = scanner.column
      if scanner.takeWord(["AND", "and", "&&"]) {
        scanner.skipBlanks()
        if parts.isEmpty { throw QueryError("nothing precedes AND", column: column) }
        if scanner.isAtEnd || scanner.peek() == ")" || startsAlternative() {
          throw QueryError("nothing follows AND", column: column)
        }
      }
      parts.append(try negation())
    }
    if parts.isEmpty {
      throw QueryError("nothing stands between the parentheses", column: scanner.column)
    }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private func startsAlternative() -> Bool {
    var ahead = scanner
    return ahead.takeWord(["OR", "or", "||", "|"])
  }

  private mutating func negation() throws(QueryError) -> Query {
    let column = scanner.column
    depth += 1
    defer { depth -= 1 }
    guard depth <= QueryParser.deepest else {
      throw QueryError(
        "the query is nested more than \(QueryParser.deepest) levels deep", column: column)
    }
    var isNegated = false
    if scanner.takeWord(["NOT", "not"]) {
      isNegated = true
    } else if let sign = scanner.peek(), sign == "-" || sign == "!", !scanner.isBlank(at: 1) {
      isNegated = true
      scanner.advance()
    }
    guard isNegated else { return try primary() }
    scanner.skipBlanks()
    if scanner.isAtEnd || scanner.peek() == ")" {
      throw QueryError("nothing follows NOT", column: column)
    }
    return .not(try negation())
  }

  private mutating func primary() throws(QueryError) -> Query {
    guard scanner.peek() == "(" else { return try term() }
    let column = scanner.column
    scanner.advance()
    scanner.skipBlanks()
    if scanner.peek() == ")" {
      scanner.advance()
      return .all
    }
    let query = try alternatives()
    scanner.skipBlanks()
    guard scanner.peek() == ")" else {
      throw QueryError("a parenthesis is not closed", column: column)
    }
    scanner.advance()
    return query
  }

  private mutating func term() throws(QueryError) -> Query {
    let column = scanner.column
    if let (name, length) = scanner.field(), !scanner.startsWith("arn:aws") {
      let field: QueryField? =
        EventKey.named(name).map { .key($0) } ?? RecordPath(name).map { .path($0) }
      if let field {
        scanner.advance(length)
        return try condition(field, column: column)
      }
      if QueryParser.isPerson(name), scanner.peek(length) == ":" {
        scanner.advance(length + 1)
        return try person(column: column)
      }
      var ahead = scanner
      let whole = try ahead.atom(endsAtComma: false)
      guard BareWord.hasShape(whole.text) || BareWord.isAddressOfPage(whole.text) else {
        throw QueryError(QueryParser.unknownKey(name, whole.text), column: column)
      }
    }
    return try bare(column: column)
  }

  // MARK: Persons

  /// Whether a name is `person`, which stands for all names and ids of somebody.
  static func isPerson(_ name: some StringProtocol) -> Bool { name.lowercased() == "person" }

  private mutating func person(column: Int) throws(QueryError) -> Query {
    let atom = try scanner.atom(endsAtComma: false)
    if atom.text.isEmpty {
      throw QueryError("`person` has no value: write person:alice", column: column)
    }
    do throws(QueryError) {
      return try context.person(atom.text)
    } catch {
      throw QueryError(error.reason, column: column)
    }
  }

  // MARK: Terms with a key

  private mutating func condition(
    _ field: QueryField, column: Int
  ) throws(QueryError) -> Query {
    let (comparison, isNegated) = operation()
    let values = QueryValues(field: field, context: context, column: column)
    if comparison == .regex {
      let (pattern, ignoresCase, start) = try scanner.regex()
      return try values.regex(pattern, ignoresCase: ignoresCase, column: start)
    }
    if comparison == .equal, values.takesTimes, let range = scanner.halfOpenRange() {
      return try values.halfOpen(range.from, range.to, isClosed: range.isClosed)
    }
    var atoms: [QueryAtom] = []
    if scanner.peek() == "(", comparison == .equal || comparison == .exact {
      atoms = try group()
    } else {
      repeat {
        if !atoms.isEmpty { scanner.advance() }
        atoms.append(try scanner.atom(endsAtComma: comparison == .equal))
      } while scanner.peek() == "," && comparison == .equal
    }
    let query = try values.query(comparison, atoms)
    return isNegated ? .not(query) : query
  }

  private mutating func operation() -> (QueryComparison, isNegated: Bool) {
    let isColon = scanner.peek() == ":"
    if isColon { scanner.advance() }
    for (spelling, comparison) in QueryComparison.spellings where scanner.startsWith(spelling) {
      // A value may start with `~`; behind a colon only `~/` is a regular expression.
      if isColon, comparison == .regex, scanner.peek(1) != "/" { continue }
      scanner.advance(spelling.count)
      return (comparison == .unequal ? .exact : comparison, comparison == .unequal)
    }
    return (.equal, false)
  }

  /// Alternatives in parentheses: `(a OR b, "c d")`.
  private mutating func group() throws(QueryError) -> [QueryAtom] {
    let column = scanner.column
    scanner.advance()
    var atoms: [QueryAtom] = []
    while true {
      scanner.skipBlanks()
      if scanner.isAtEnd { throw QueryError("a parenthesis is not closed", column: column) }
      if scanner.peek() == ")" { break }
      if scanner.peek() == "," || scanner.takeWord(["OR", "or", "||", "|"]) {
        if scanner.peek() == "," { scanner.advance() }
        continue
      }
      if scanner.startsWith("AND ") || scanner.startsWith("NOT ") {
        throw QueryError(
          "values in parentheses are alternatives; write the key again for AND and NOT",
          column: scanner.column)
      }
      atoms.append(try scanner.atom(endsAtComma: true, isInGroup: true))
    }
    scanner.advance()
    if atoms.isEmpty {
      throw QueryError("nothing stands between the parentheses", column: column)
    }
    return atoms
  }

  private static func unknownKey(_ name: String, _ word: String) -> String {
    let names = EventKey.allCases.map(\.name)
    if let near = Spelling.nearest(to: name.lowercased(), among: names) {
      return "unknown key `\(name)`; did you mean `\(near)`? Quote it to search for the text"
    }
    return
      "unknown key `\(name)`; quote it to search for the text, or write a path into the record "
      + "with a dot (.\(name)). The keys are \(names.joined(separator: ", "))"
  }

  // MARK: Words without a key

  private mutating func bare(column: Int) throws(QueryError) -> Query {
    var parts: [Query] = []
    repeat {
      if !parts.isEmpty { scanner.advance() }
      let atom = try scanner.atom(endsAtComma: true)
      if atom.text.isEmpty, !atom.isQuoted {
        throw QueryError(
          "unexpected `\(scanner.peek().map(String.init) ?? "end of query")`", column: column)
      }
      let (query, reading) = try BareWord.read(atom, context: context)
      if !notes.contains(reading) { notes.append(reading) }
      parts.append(query)
    } while scanner.peek() == ","
    return parts.count == 1 ? parts[0] : .or(parts)
  }
}
