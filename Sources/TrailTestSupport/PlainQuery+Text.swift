/// What one would type for a query: every value in quotes, so that no sign of it means anything.
extension PlainQuery: CustomStringConvertible {
  package var description: String { text(inner: false) }

  private func text(inner: Bool) -> String {
    switch self {
    case .all: return "()"
    case .and(let parts):
      return "(" + parts.map { $0.text(inner: true) }.joined(separator: " ") + ")"
    case .or(let parts):
      return "(" + parts.map { $0.text(inner: true) }.joined(separator: " OR ") + ")"
    case .not(let part): return "-" + part.text(inner: true)
    case .key(let key, let pattern): return key + pattern.text
    case .path(let steps, let pattern): return PlainStep.text(steps) + pattern.text
    case .time(let since, let until):
      return "time" + PlainPattern.times(since: since, until: until).text
    }
  }
}

extension PlainStep {
  static func text(_ steps: [PlainStep]) -> String {
    steps.enumerated().map { index, step in
      switch step {
      case .member(let name):
        let isPlain = name.utf8.allSatisfy {
          (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0)
        }
        return isPlain ? (index == 0 && steps.count > 1 ? "" : ".") + name : "[\"\(name)\"]"
      case .element(let number): return "[\(number)]"
      case .anyElement: return "[*]"
      }
    }.joined()
  }
}

extension PlainPattern {
  var text: String {
    func quoted(_ text: String) -> String {
      var result = "\"".unicodeScalars
      for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" { result.append("\\") }
        result.append(scalar)
      }
      result.append("\"")
      return String(result)
    }
    func regex(_ text: String) -> String {
      var result = "".unicodeScalars
      for scalar in text.unicodeScalars {
        if "\\/.*+?()[]{}|^$".unicodeScalars.contains(scalar) { result.append("\\") }
        result.append(scalar)
      }
      return String(result)
    }
    switch self {
    case .any: return ":*"
    case .equal(let text): return ":" + quoted(text)
    case .exact(let text): return "=" + quoted(text)
    case .wildcard(let pieces):
      return ":"
        + pieces.map { piece in
          switch piece {
          case .literal(let text):
            var result = "".unicodeScalars
            for scalar in text.unicodeScalars {
              // Only these signs mean something outside quotes.
              let isPlain =
                !scalar.properties.isWhitespace
                && !"\\*?\"'(),|.@[]/~<>=!-:".unicodeScalars.contains(scalar)
              if !isPlain { result.append("\\") }
              result.append(scalar)
            }
            return String(result)
          case .one: return "?"
          case .many: return "*"
          }
        }.joined()
    case .contains(let text, let ignoresCase):
      return "~/" + regex(text) + (ignoresCase ? "/i" : "/")
    case .starts(let text): return "~/\\A" + regex(text) + "/"
    case .ends(let text): return "~/" + regex(text) + "\\z/"
    case .between(let from, let to):
      return ":" + (from.map(quoted) ?? "") + ".." + (to.map(quoted) ?? "")
    case .numbers(let range): return ":\(range.lowerBound)..\(range.upperBound)"
    case .above(let bound): return ">\(bound)"
    case .times(let since, let until):
      switch (since, until) {
      case (nil, nil): return ":*"
      case (let since?, nil): return ">=" + RandomQueries.utc(since)
      case (nil, let until?): return "<" + RandomQueries.utc(until)
      case (let since?, let until?):
        return ":[\(RandomQueries.utc(since)),\(RandomQueries.utc(until)))"
      }
    }
  }
}
