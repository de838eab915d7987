internal import TrailBytes
internal import TrailEvents

/// A query that cannot be understood, with its place.
package struct QueryError: Error, CustomStringConvertible {
  /// What is wrong and what to write instead.
  package var reason: String
  /// Character of the query where it shows, from 1; `nil` for a value from elsewhere.
  package var column: Int?

  package init(_ reason: String, column: Int? = nil) {
    self.reason = reason
    self.column = column
  }

  package var description: String {
    column.map { "\(reason) (at character \($0) of the query)" } ?? reason
  }
}

/// Reads queries: `key:value` terms, all of which must hold.
///
/// ```
/// user:alice event:Get* ip:203.0.113.0/24     all three
/// event:PutObject,DeleteObject                any of the values
/// -account:111122223333  NOT user:root        must not hold
/// user="佐藤 花子"                             exact bytes; quotes keep blanks
/// resource:*                                  any value
/// ```
package enum QueryParser {
  /// Parses the arguments of a command.
  ///
  /// An argument is a query of its own, and all must hold. An argument that is one term whose
  /// value has blanks needs no quotes beside the shell's: `'user:John Smith'`.
  ///
  /// - Throws: ``QueryError``.
  package static func parse(_ arguments: [String]) throws(QueryError) -> Query {
    var terms: [Query] = []
    var isNegated = false
    for word in try words(of: arguments) {
      if word.characters == ["N", "O", "T"] || word.characters == ["n", "o", "t"] {
        isNegated.toggle()
        continue
      }
      if ["AND", "and"].contains(String(word.characters)) { continue }
      if ["OR", "or", "|", "(", ")"].contains(String(word.characters)) {
        throw QueryError(
          "`\(String(word.characters))` is not supported yet: give alternatives as key:a,b",
          column: word.column)
      }
      var term = try parse(word)
      if isNegated { term = .not(term) }
      isNegated = false
      terms.append(term)
    }
    if isNegated { throw QueryError("nothing follows NOT") }
    return terms.isEmpty ? .all : (terms.count == 1 ? terms[0] : .and(terms))
  }

  /// A word of the query; quoted characters are marked.
  private struct Word {
    var characters: [Character] = []
    var isQuoted: [Bool] = []
    var column: Int
  }

  /// Whether a text is a term that must not hold, written with a dash: `-user:alice`.
  package static func isNegatedTerm(_ text: String) -> Bool {
    guard text.hasPrefix("-"), let mark = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
      return false
    }
    return EventKey.named(text[text.index(after: text.startIndex)..<mark]) != nil
  }

  private static func words(of arguments: [String]) throws(QueryError) -> [Word] {
    var all: [Word] = []
    var column = 1
    for argument in arguments {
      if let whole = wholeTerm(argument, column: column) {
        all.append(whole)
      } else {
        for word in try words(argument) {
          var placed = word
          placed.column += column - 1
          all.append(placed)
        }
      }
      column += argument.count + 1
    }
    return all
  }

  /// The argument as one word when it is a single term with blanks in its value: its key is known
  /// and no later word starts with a key or is an operator.
  private static func wholeTerm(_ argument: String, column: Int) -> Word? {
    let parts = argument.split(whereSeparator: \.isWhitespace)
    guard parts.count > 1, let first = parts.first, keyLength(first) != nil,
      !parts.dropFirst().contains(where: {
        keyLength($0) != nil || ["AND", "OR", "NOT", "and", "or", "not", "|"].contains($0)
      })
    else { return nil }
    let value = argument.drop { $0 != ":" && $0 != "=" }.dropFirst()
    guard let start = value.first, start != "\"", start != "'" else { return nil }
    let head = argument.count - value.count
    let characters = Array(argument)
    let isWild = characters.last == "*"
    return Word(
      characters: characters,
      isQuoted: characters.indices.map {
        $0 >= head && !(isWild && $0 == characters.count - 1)
      }, column: column)
  }

  /// The length of the known key that a word starts with, `-` not counted.
  private static func keyLength(_ word: Substring) -> Int? {
    let plain = word.hasPrefix("-") || word.hasPrefix("!") ? word.dropFirst() : word
    guard let mark = plain.firstIndex(where: { $0 == ":" || $0 == "=" }),
      EventKey.named(plain[..<mark]) != nil
    else { return nil }
    return plain.distance(from: plain.startIndex, to: mark)
  }

  private static func words(_ text: String) throws(QueryError) -> [Word] {
    var words: [Word] = []
    var current: Word?
    var quote: (mark: Character, column: Int)?
    var isEscaped = false
    for (index, character) in text.enumerated() {
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
          continue
        } else if character == open.mark {
          quote = nil
          continue
        }
        current?.characters.append(character)
        current?.isQuoted.append(true)
      } else if character.isWhitespace {
        if let word = current { words.append(word) }
        current = nil
      } else {
        if current == nil { current = Word(column: index + 1) }
        // A quote opens only where a value may start: O'Brien keeps his.
        let opens =
          (character == "\"" || character == "'")
          && (current?.characters.last.map { ":=,".contains($0) } ?? true)
        if opens {
          quote = (character, index + 1)
        } else {
          current?.characters.append(character)
          current?.isQuoted.append(false)
        }
      }
    }
    if let quote { throw QueryError("a quote is not closed", column: quote.column) }
    if let word = current { words.append(word) }
    return words
  }

  private static func parse(_ word: Word) throws(QueryError) -> Query {
    if let first = word.characters.first, first == "-" || first == "!", word.isQuoted[0] == false,
      word.characters.count > 1
    {
      var rest = word
      rest.characters.removeFirst()
      rest.isQuoted.removeFirst()
      rest.column += 1
      return .not(try parse(rest))
    }
    let mark = word.characters.indices.first {
      !word.isQuoted[$0] && (word.characters[$0] == ":" || word.characters[$0] == "=")
    }
    guard let mark, mark > 0 else {
      let text = String(word.characters)
      throw QueryError(
        "`\(text)` names no key: write key:value, for example \(likelyKey(text).name):\(text)",
        column: word.column)
    }
    let name = String(word.characters[..<mark])
    guard let key = EventKey.named(name) else {
      throw QueryError(unknownKey(name), column: word.column)
    }
    let isExact = word.characters[mark] == "="
    var patterns: [Query] = []
    var start = mark + 1
    for index in start...word.characters.count {
      let isEnd =
        index == word.characters.count
        || (word.characters[index] == "," && !word.isQuoted[index] && !isExact)
      guard isEnd else { continue }
      patterns.append(
        try term(
          key, isExact: isExact, characters: Array(word.characters[start..<index]),
          isQuoted: Array(word.isQuoted[start..<index]), column: word.column))
      start = index + 1
    }
    return patterns.count == 1 ? patterns[0] : .or(patterns)
  }

  private static func term(
    _ key: EventKey, isExact: Bool, characters: [Character], isQuoted: [Bool], column: Int
  ) throws(QueryError) -> Query {
    let text = String(characters)
    if text.isEmpty {
      throw QueryError(
        "`\(key.name)` has no value: write \(key.name):value, or \(key.name):* for any",
        column: column)
    }
    if isExact { return .key(key, .exact(text)) }
    let isWild = characters.last == "*" && isQuoted.last == false
    let body = isWild ? Array(characters.dropLast()) : characters
    if zip(body, isQuoted).contains(where: { ($0 == "*" || $0 == "?") && !$1 }),
      key != .agent, key != .resource, key != .request
    {
      throw QueryError(
        "`*` is supported at the end of a value only; quote the value to search for the sign",
        column: column)
    }
    if key == .time {
      guard let span = TimeText.span(text) else {
        throw QueryError(
          "`\(text)` is no time: write 2024-03-31 or 2024-03-31T12:00:00Z", column: column)
      }
      return .time(from: span.lowerBound, to: span.upperBound)
    }
    if !isWild, let allowed = closedValues(of: key),
      !allowed.contains(String(decoding: TextFolding.fold(text), as: UTF8.self))
    {
      throw QueryError(
        "`\(text)` is no value of \(key.name): \(allowed.joined(separator: ", "))", column: column)
    }
    if isWild { return .key(key, body.isEmpty ? .any : .prefix(String(body))) }
    return .key(key, .equal(text))
  }

  /// The values of a key that has few, all known beforehand.
  private static func closedValues(of key: EventKey) -> [String]? {
    switch key {
    case .result: EventResult.allCases.map(\.rawValue)
    case .mfa: FactorState.allCases.map(\.rawValue)
    case .kind: EventKind.allCases.map(\.rawValue)
    case .readOnly: ["true", "false"]
    default: nil
    }
  }

  /// The key that a value without one most likely belongs to, by its shape.
  private static func likelyKey(_ text: String) -> EventKey {
    let bytes = Array(text.utf8)
    if IPAddress(text) != nil || IPNetwork(text) != nil { return .ip }
    if bytes.count == 12, bytes.allSatisfy({ $0 &- 0x30 < 10 }) { return .account }
    if bytes.withUnsafeBytes({ SubjectID.isUUID($0) }) { return .id }
    if text.hasPrefix("arn:") { return .arn }
    if text.hasPrefix("AKIA") || text.hasPrefix("ASIA") { return .accessKey }
    if text.hasPrefix("AROA") || text.hasPrefix("AIDA") { return .principal }
    if text.hasSuffix(".amazonaws.com") { return .source }
    return .user
  }

  private static func unknownKey(_ name: String) -> String {
    if name.contains(".") {
      return "`\(name)`: paths into the record are not supported yet; search by a key and filter "
        + "the records of `-o raw`"
    }
    let names = EventKey.allCases.map(\.name)
    if let near = Spelling.nearest(to: name.lowercased(), among: names) {
      return "unknown key `\(name)`; did you mean `\(near)`?"
    }
    return "unknown key `\(name)`; the keys are \(names.joined(separator: ", "))"
  }
}

/// Guesses at what was meant.
enum Spelling {
  /// The nearest word by edit distance, when it is near enough to be a slip.
  static func nearest(to word: String, among words: [String]) -> String? {
    let scored = words.map { (distance(Array(word), Array($0)), $0) }
    guard let best = scored.min(by: { $0.0 < $1.0 }), best.0 <= max(1, word.count / 3) else {
      return nil
    }
    return best.1
  }

  /// Levenshtein's distance.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substituted = diagonal + (right[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
