internal import TrailEvents
internal import TrailFormats

/// The characters of the arguments of a command as one query.
enum QueryArguments {
  /// The characters with their columns; a blank separates arguments.
  static func signs(of arguments: [String]) -> [QuerySign] {
    var signs: [QuerySign] = []
    var column = 1
    for argument in arguments {
      if column > 1 {
        signs.append(QuerySign(character: " ", column: column - 1, isLiteral: false))
      }
      // Scalars, not characters: a combining mark behind a colon would hide it.
      let characters = argument.unicodeScalars.map { Character($0) }
      let literal = wholeValue(argument, characters)
      for (offset, character) in characters.enumerated() {
        signs.append(
          QuerySign(
            character: character, column: column + offset,
            isLiteral: literal.map { $0.contains(offset) } ?? false))
      }
      column += characters.count + 1
    }
    return signs
  }

  private static let operators: Set<Substring> = [
    "AND", "OR", "NOT", "and", "or", "not", "|", "||", "&&",
  ]

  /// The value of an argument that is a single term with blanks in its value.
  ///
  /// Its key is known, and no later word is a term, an operator or something that is known by its shape.
  /// Backslashes in it stand for themselves.
  ///
  /// - Returns: The characters of the value, a `*` at its end left out.
  private static func wholeValue(_ argument: String, _ characters: [Character]) -> Range<Int>? {
    let parts = argument.split(whereSeparator: \.isWhitespace)
    guard parts.count > 1, let first = parts.first, first.first != "(", startsTerm(first),
      !parts.dropFirst().contains(where: { startsTerm($0) || isOperator($0) })
    else { return nil }
    guard let mark = characters.firstIndex(where: { $0 == ":" || $0 == "=" }),
      mark + 1 < characters.count, !"\"'(/~[".contains(characters[mark + 1]),
      !characters[...mark].contains(where: { "~<>(".contains($0) }),
      !escapesBlank(characters), !hasQuotedAlternative(characters)
    else { return nil }
    let end = characters.last == "*" ? characters.count - 1 : characters.count
    return (mark + 1)..<max(end, mark + 1)
  }

  /// Whether a word cannot be a part of a value: an operator, or known by its shape.
  private static func isOperator(_ word: Substring) -> Bool {
    operators.contains(word.trimmed(")")) || BareWord.hasShape(String(word))
  }

  /// Whether a quote opens behind a comma or a range, as in `a,"b c"` and `.."b c"`.
  private static func hasQuotedAlternative(_ characters: [Character]) -> Bool {
    zip(characters, characters.dropFirst()).contains {
      ($0 == "," || $0 == ".") && ($1 == "\"" || $1 == "'")
    }
  }

  /// Whether somebody wrote a backslash to keep a blank in a value.
  private static func escapesBlank(_ characters: [Character]) -> Bool {
    characters.indices.contains { index in
      characters[index] == "\\" && index > 0 && !characters[index - 1].isWhitespace
        && index + 1 < characters.count && characters[index + 1].isWhitespace
    }
  }

  /// Whether a word starts with a key and an operator, dashes and parentheses before it aside.
  private static func startsTerm(_ word: Substring) -> Bool {
    let plain = word.drop { "-!(".contains($0) }
    guard let mark = plain.firstIndex(where: { ":=~<>".contains($0) }) else { return false }
    let name = plain[..<mark]
    if EventKey.named(name) != nil || RecordPath(name) != nil || QueryParser.isPerson(name) {
      return true
    }
    // A slip in a key is told rather than searched for as text.
    return name.count > 2
      && Spelling.nearest(to: name.lowercased(), among: EventKey.allCases.map(\.name)) != nil
  }
}

extension Substring {
  /// The text without some signs at its end.
  fileprivate func trimmed(_ sign: Character) -> Substring {
    var rest = self
    while rest.last == sign { rest = rest.dropLast() }
    return rest
  }
}
