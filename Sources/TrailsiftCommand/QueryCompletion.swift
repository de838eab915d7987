internal import ArgumentParser
internal import Trailsift

/// What a shell offers while a query is typed: keys, and their values from the index.
enum QueryCompletion {
  /// Values that are offered at most.
  private static let limit = 60

  static let kind = CompletionKind.custom { words, index, prefix in
    switch CompletionShell.requesting {
    case .bash?:
      // bash takes a word apart at colons, and replaces what stands behind the last one.
      let typed = joined(words, index: index, prefix: prefix)
      let kept = typed.lastIndex(of: ":").map { typed[...$0].count } ?? 0
      return candidates(words: words, prefix: typed).map { String($0.dropFirst(kept)) }
    case .zsh?:
      // A colon ends the word and begins its description.
      return candidates(words: words, prefix: prefix.filter { $0 != "\\" }).map {
        $0.replacing(":", with: "\\:")
      }
    default: return candidates(words: words, prefix: prefix)
    }
  }

  /// The word before the cursor, put together again from the pieces that bash made at its colons.
  static func joined(_ words: [String], index: Int, prefix: String) -> String {
    guard index < words.count else { return prefix }
    func isColons(_ word: String) -> Bool { !word.isEmpty && word.allSatisfy { $0 == ":" } }
    // Right behind a colon the word that is completed is empty, the word at the cursor the colon.
    var text = isColons(words[index]) ? words[index] : prefix
    var first = index
    while first > 1, isColons(words[first]) || isColons(words[first - 1]) {
      first -= 1
      text = words[first] + text
    }
    return text
  }

  static let keys = CompletionKind.custom { _, _, prefix in
    let done = prefix.lastIndex(of: ",").map { prefix[...$0] } ?? ""
    return QueryKeys.names.map { done + $0 }.filter { $0.hasPrefix(prefix) }
  }

  private static func candidates(words: [String], prefix: String) -> [String] {
    let dash = prefix.hasPrefix("-") ? "-" : ""
    let text = prefix.dropFirst(dash.count)
    guard let mark = text.firstIndex(of: ":") else {
      return QueryKeys.names.filter { $0.hasPrefix(text) }.map { dash + $0 + ":" }
    }
    let key = String(text[..<mark])
    let typed = text[text.index(after: mark)...]
    let done = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
    let start = String(typed.dropFirst(done.count))
    // A shell that asks must not be told of errors: without an index there is nothing to offer.
    guard let paths = try? IndexLocation.find(options: indexes(words)),
      let index = try? EventIndex(paths: paths),
      let values = try? index.values(of: key, startingWith: start, limit: limit)
    else { return [] }
    return values.filter { value in
      !value.unicodeScalars.contains {
        $0.properties.isWhitespace || "'\"\\,()".unicodeScalars.contains($0)
      }
        && TerminalText.visible(value) == value
    }.map { "\(dash)\(key):\(done)\($0)" }
  }

  /// The indexes that the words name, in each way that `-I` can be written.
  ///
  /// bash makes words of their own of `=`.
  static func indexes(_ words: [String]) -> [String] {
    var found: [String] = []
    for (number, word) in words.enumerated() {
      if word.hasPrefix("--index=") {
        found.append(String(word.dropFirst(8)))
      } else if word == "-I" || word == "--index" {
        let next = number + 1 < words.count && words[number + 1] == "=" ? number + 2 : number + 1
        if next < words.count { found.append(words[next]) }
      }
    }
    return found
  }
}
