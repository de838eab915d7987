/// A character of a query and where it stood.
struct QuerySign: Hashable {
  var character: Character
  /// From 1, counted over all arguments with a blank between them.
  var column: Int
  /// Whether it stands for itself: quoted, escaped, or in a value that is taken whole.
  var isLiteral: Bool
}

/// One value as it was typed: its signs without the quotes.
struct QueryAtom {
  var signs: [QuerySign] = []
  var column: Int
  /// Whether quotes opened it: an empty one is a value then.
  var isQuoted = false

  var text: String { String(signs.map(\.character)) }
}

/// Walks over the characters of a query.
struct QueryScanner {
  let signs: [QuerySign]
  private(set) var position = 0

  init(_ signs: [QuerySign]) { self.signs = signs }

  /// The column of the present place; one behind the last at the end.
  var column: Int {
    position < signs.count ? signs[position].column : (signs.last?.column ?? 0) + 1
  }

  var isAtEnd: Bool { position >= signs.count }

  /// The character `offset` places on when it may mean something; `nil` for literals and the end.
  func peek(_ offset: Int = 0) -> Character? {
    let place = position + offset
    return place < signs.count && !signs[place].isLiteral ? signs[place].character : nil
  }

  /// Whether something is there that is not blank.
  func isBlank(at offset: Int = 0) -> Bool {
    let place = position + offset
    return place >= signs.count || (!signs[place].isLiteral && signs[place].character.isWhitespace)
  }

  mutating func advance(_ count: Int = 1) { position = min(position + count, signs.count) }

  mutating func skipBlanks() {
    while !isAtEnd, isBlank() { advance() }
  }

  /// Takes a word that stands alone: before a blank, a parenthesis or the end.
  mutating func takeWord(_ words: [String]) -> Bool {
    for word in words where startsWith(word) {
      let next = peek(word.count)
      let isBare = word.allSatisfy { !$0.isLetter }
      if isBlank(at: word.count) || next == "(" || next == ")" || isBare {
        advance(word.count)
        return true
      }
    }
    return false
  }

  /// Whether the next characters are these, unquoted.
  func startsWith(_ text: String) -> Bool {
    for (offset, character) in text.enumerated() where peek(offset) != character { return false }
    return true
  }

  /// What precedes the first operator of the word that starts here; `nil` when it has none.
  ///
  /// Text in brackets and quotes, as in `["aws:tag"]`, is passed over.
  func field() -> (text: String, length: Int)? {
    var offset = 0
    var text = ""
    while !isBlank(at: offset) {
      guard let character = peek(offset) else { return nil }
      switch character {
      case ":", "=", "~", "<", ">":
        return offset > 0 ? (text, offset) : nil
      case "!" where peek(offset + 1) == "=":
        return offset > 0 ? (text, offset) : nil
      case "(", ")", ",": return nil
      case "[":
        guard let length = bracketLength(at: offset) else { return nil }
        for place in offset..<(offset + length) { text.append(signs[position + place].character) }
        offset += length
        continue
      case "\"", "'": return nil
      default:
        text.append(character)
        offset += 1
      }
    }
    return nil
  }

  private func bracketLength(at start: Int) -> Int? {
    var offset = start + 1
    if let mark = peek(offset), mark == "\"" || mark == "'" {
      offset += 1
      while position + offset < signs.count, signs[position + offset].character != mark {
        offset += 1
      }
    }
    while position + offset < signs.count {
      if signs[position + offset].character == "]" { return offset - start + 1 }
      if isBlank(at: offset) { return nil }
      offset += 1
    }
    return nil
  }

  /// Signs that a backslash outside quotes makes literal; before others it stands for itself, as
  /// in `user:DOMAIN\name`.
  private static func isEscapable(_ character: Character) -> Bool {
    character.isWhitespace || "\\*?\"'(),|.@[]/~<>=!-:".contains(character)
  }

  /// Reads one value.
  ///
  /// - Parameters:
  ///   - endsAtComma: Whether an unquoted comma ends it.
  ///   - isInGroup: Whether it stands in parentheses, where `|` separates too.
  mutating func atom(endsAtComma: Bool, isInGroup: Bool = false) throws(QueryError) -> QueryAtom {
    var atom = QueryAtom(column: column)
    var depth = 0
    var mayQuote = true
    while !isBlank() {
      let sign = signs[position]
      if sign.isLiteral {
        atom.signs.append(sign)
        mayQuote = false
        advance()
        continue
      }
      switch sign.character {
      case "\"" where mayQuote, "'" where mayQuote:
        atom.isQuoted = true
        try quoted(into: &atom)
        mayQuote = false
        continue
      case "," where endsAtComma: return atom
      case "|" where isInGroup: return atom
      case ")" where depth == 0: return atom
      case ")": depth -= 1
      case "(": depth += 1
      case "\\":
        let next = position + 1
        if next < signs.count, QueryScanner.isEscapable(signs[next].character) {
          var literal = signs[next]
          literal.isLiteral = true
          atom.signs.append(literal)
          advance(2)
          mayQuote = false
          continue
        }
      default: break
      }
      atom.signs.append(sign)
      advance()
      // A quote opens where a value may start, so O'Brien keeps his.
      mayQuote = sign.character == "." && atom.signs.dropLast().last?.character == "."
    }
    return atom
  }

  private mutating func quoted(into atom: inout QueryAtom) throws(QueryError) {
    let mark = signs[position]
    advance()
    while position < signs.count {
      var sign = signs[position]
      if sign.character == mark.character, !sign.isLiteral {
        advance()
        return
      }
      if sign.character == "\\", !sign.isLiteral, position + 1 < signs.count {
        advance()
        sign = signs[position]
      }
      sign.isLiteral = true
      atom.signs.append(sign)
      advance()
    }
    throw QueryError("a quote is not closed", column: mark.column)
  }

  /// Reads `/pattern/i`, or a word or quoted text as a pattern.
  mutating func regex() throws(QueryError) -> (pattern: String, ignoresCase: Bool, column: Int) {
    let start = column
    guard peek() == "/" else {
      let word = try atom(endsAtComma: false)
      return (word.text, false, start)
    }
    advance()
    var pattern = ""
    while position < signs.count {
      let character = signs[position].character
      advance()
      if character == "\\", position < signs.count {
        if signs[position].character != "/" { pattern.append(character) }
        pattern.append(signs[position].character)
        advance()
      } else if character == "/" {
        let ignoresCase = peek() == "i"
        if ignoresCase { advance() }
        guard isBlank() || peek() == ")" else {
          throw QueryError(
            "only `i` may follow a regular expression; write \\/ for a slash inside", column: column
          )
        }
        return (pattern, ignoresCase, start)
      } else {
        pattern.append(character)
      }
    }
    throw QueryError("the regular expression is not closed with /", column: start)
  }

  /// Reads `[from,to)` or `[from,to]` as it stands; `nil` when no such range starts here.
  mutating func halfOpenRange() -> (from: QueryAtom, to: QueryAtom, isClosed: Bool)? {
    guard peek() == "[" else { return nil }
    var from = QueryAtom(column: column + 1)
    var to: QueryAtom?
    var offset = 1
    while position + offset < signs.count {
      let sign = signs[position + offset]
      offset += 1
      switch sign.character {
      case ",":
        guard to == nil else { return nil }
        to = QueryAtom(column: sign.column + 1)
      case ")", "]":
        guard let to else { return nil }
        advance(offset)
        return (from, to, sign.character == "]")
      default:
        if to == nil { from.signs.append(sign) } else { to?.signs.append(sign) }
      }
    }
    return nil
  }
}
