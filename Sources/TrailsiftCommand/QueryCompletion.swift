internal import ArgumentParser
internal import Trailsift

/// What a shell offers while a query is typed: keys, and their values from the index.
enum QueryCompletion {
  /// Values that are offered at most.
  private static let limit = 60

  static let kind = CompletionKind.custom { words, _, prefix in
    candidates(words: words, prefix: prefix)
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
    let option = words.firstIndex { $0 == "-I" || $0 == "--index" }
    let given = option.flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    guard let path = try? IndexLocation.find(option: given),
      let index = try? EventIndex(path: path),
      let values = try? index.values(of: key, startingWith: start, limit: limit)
    else { return [] }
    return values.filter { value in
      !value.unicodeScalars.contains {
        $0.properties.isWhitespace || "'\"\\,()".unicodeScalars.contains($0)
      }
        && TerminalText.visible(value) == value
    }.map { "\(dash)\(key):\(done)\($0)" }
  }
}
