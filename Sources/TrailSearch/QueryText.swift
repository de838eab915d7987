internal import TrailEvents
internal import TrailFormats

/// The canonical spelling of queries: read again, it gives the same query.
///
/// Times are absolute and in UTC, files of values are written out, bare words carry their keys.
extension Query: CustomStringConvertible {
  package var description: String { text(inside: 0) }

  /// The text; in parentheses when the surroundings bind more tightly.
  ///
  /// - Parameter level: 0 whole query or a part of OR, 1 part of AND, 2 behind NOT.
  private func text(inside level: Int) -> String {
    switch self {
    case .all: return level > 0 ? "()" : ""
    case .and(let parts):
      if parts.isEmpty { return "()" }
      if parts.count == 1 { return parts[0].text(inside: level) }
      let text = parts.map { $0.text(inside: 1) }.joined(separator: " ")
      return level > 1 ? "(\(text))" : text
    case .or(let parts):
      if parts.isEmpty { return "-()" }
      if parts.count == 1 { return parts[0].text(inside: level) }
      if let short = Query.alternatives(parts) { return short }
      let text = parts.map { $0.text(inside: 0) }.joined(separator: " OR ")
      return level > 0 ? "(\(text))" : text
    case .not(let part): return "-" + part.text(inside: 2)
    case .key(let key, let pattern): return Query.term(key.name + pattern.text)
    case .path(let path, let pattern): return path.description + pattern.text
    case .time(let from, let to): return "time" + ValuePattern.times(from: from, to: to).text
    }
  }

  /// `key:a,b` for alternatives of one key.
  private static func alternatives(_ parts: [Query]) -> String? {
    var name: String?
    var values: [String] = []
    for part in parts {
      let (other, pattern): (String, ValuePattern)
      switch part {
      case .key(let key, let found): (other, pattern) = (key.name, found)
      case .path(let path, let found): (other, pattern) = (path.description, found)
      default: return nil
      }
      guard name == nil || name == other, pattern.isListable else { return nil }
      name = other
      values.append(String(pattern.text.dropFirst()))
    }
    return name.map { term("\($0):\(values.joined(separator: ","))") }
  }

  /// A term that is not taken for a whole ARN: `arn:"aws"…` where the value begins like one.
  private static func term(_ text: String) -> String {
    let mark = "arn:aws"
    return text.hasPrefix(mark) ? "arn:\"aws\"" + text.dropFirst(mark.count) : text
  }
}

extension ValuePattern {
  /// Whether it may be one of several values after a colon.
  fileprivate var isListable: Bool {
    switch self {
    case .equal, .prefix, .wildcard, .between: true
    default: false
    }
  }

  /// The operator and the value.
  var text: String {
    switch self {
    case .equal(let value): return ":" + ValuePattern.quoted(value)
    case .exact(let value): return "=" + ValuePattern.quoted(value)
    case .prefix(let value): return ":" + ValuePattern.quotedPart(value) + "*"
    case .any: return ":*"
    case .wildcard(let parts):
      var text = ":"
      for (index, part) in parts.enumerated() {
        switch part {
        case .literal(let literal): text += ValuePattern.quotedPart(literal, isFirst: index == 0)
        case .one: text += "?"
        case .many: text += "*"
        }
      }
      return text
    case .regex(let pattern, let ignoresCase):
      return "~/" + ValuePattern.escapedSlashes(pattern) + (ignoresCase ? "/i" : "/")
    case .between(let from, let to):
      return ":" + (from.map(ValuePattern.quoted) ?? "") + ".."
        + (to.map(ValuePattern.quoted) ?? "")
    case .numbers(let range): return range.text
    case .times(let from, let to):
      func time(_ bound: Int64) -> String { Timestamp(milliseconds: bound).description }
      switch (from, to) {
      case (nil, nil): return ":*"
      case (let from?, nil): return ">=" + time(from)
      case (nil, let to?): return "<" + time(to)
      case (let from?, let to?): return ":[\(time(from)),\(time(to)))"
      }
    }
  }

  /// Signs that mean something outside quotes.
  private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || "\"'()*?,|\\".unicodeScalars.contains(scalar)
  }

  private static let openers = "@[/~<>=!".unicodeScalars

  private static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let opens = scalars.first.map { openers.contains($0) } ?? true
    let hasRange = zip(scalars, scalars.dropFirst()).contains { $0 == "." && $1 == "." }
    return opens || hasRange || scalars.contains(where: isSpecial)
      || ["OR", "AND", "NOT", "or", "and", "not"].contains(text)
      ? inQuotes(text) : text
  }

  /// Text beside a wildcard: signs are escaped one by one, since quotes open only at a start.
  private static func quotedPart(_ text: String, isFirst: Bool = true) -> String {
    var result = String.UnicodeScalarView()
    var isAfterDot = false
    for scalar in text.unicodeScalars {
      let opens = isFirst && result.isEmpty && (openers.contains(scalar) || scalar == ".")
      if isSpecial(scalar) || opens || (scalar == "." && isAfterDot) { result.append("\\") }
      isAfterDot = scalar == "."
      result.append(scalar)
    }
    return String(result)
  }

  private static func inQuotes(_ text: String) -> String {
    var result = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    result.append("\"")
    return String(result)
  }

  private static func escapedSlashes(_ pattern: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if scalar == "/", !isEscaped { result.append("\\") }
      isEscaped = scalar == "\\" && !isEscaped
      result.append(scalar)
    }
    return String(result)
  }
}

extension NumberRange {
  fileprivate var text: String {
    func number(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
    switch (from, to) {
    case (nil, nil): return ":*"
    case (let from?, nil): return (hasFrom ? ">=" : ">") + number(from)
    case (nil, let to?): return (hasTo ? "<=" : "<") + number(to)
    case (let from?, let to?): return ":\(number(from))..\(number(to))"
    }
  }
}
