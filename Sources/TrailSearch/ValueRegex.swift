/// A regular expression that is looked for in values.
///
/// Characters are Unicode scalars, so that a combining mark is a character of its own.
struct ValueRegex {
  private let regex: Regex<AnyRegexOutput>

  init(_ pattern: String, ignoresCase: Bool) throws(QueryError) {
    do {
      regex = try Regex(pattern).ignoresCase(ignoresCase).matchingSemantics(.unicodeScalar)
    } catch {
      throw QueryError("the regular expression `\(pattern)` is wrong: \(error)")
    }
  }

  /// What is wrong with a pattern; `nil` when nothing is.
  static func problem(_ pattern: String) -> String? {
    do {
      _ = try Regex(pattern)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Whether a part of a value satisfies the expression; bytes that are not UTF-8 are replaced.
  func matches(_ value: UnsafeRawBufferPointer) -> Bool {
    matches(String(decoding: value, as: UTF8.self))
  }

  func matches(_ text: String) -> Bool {
    // The engine fails only on expressions that it does not support, which are refused before.
    ((try? regex.firstMatch(in: text)) ?? nil) != nil
  }
}
