/// Cutting and comparing text by its bytes.
///
/// `String`'s own `==`, `hasPrefix` and `firstIndex` work on characters and canonical equivalence:
/// "が" in one and in two code points are equal to them, and a `:` followed by a combining mark is
/// not a `:`. Keys.md speaks of bytes, so the plain scan does too.
extension String {
  /// Tells whether both have the same UTF-8 bytes.
  package func hasSameBytes(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Tells whether the UTF-8 bytes begin with those of `prefix`.
  package func startsWithBytes(_ prefix: String) -> Bool {
    utf8.starts(with: prefix.utf8)
  }

  /// Tells whether the UTF-8 bytes end with those of `suffix`.
  func endsWithBytes(_ suffix: String) -> Bool {
    utf8.reversed().starts(with: suffix.utf8.reversed())
  }

  /// Tells whether the UTF-8 bytes of `needle` occur somewhere.
  func containsBytes(_ needle: String) -> Bool {
    rangeOfBytes(needle) != nil
  }

  /// Returns what follows the first occurrence of `separator`; `nil` when there is none.
  func after(first separator: String) -> String? {
    rangeOfBytes(separator).map { String(decoding: Array(utf8)[$0.upperBound...], as: UTF8.self) }
  }

  /// Returns what precedes the first occurrence of `separator`; `nil` when there is none.
  func before(first separator: String) -> String? {
    rangeOfBytes(separator).map { String(decoding: Array(utf8)[..<$0.lowerBound], as: UTF8.self) }
  }

  /// Returns what follows the last occurrence of the one-byte `separator`; `nil` without one.
  func after(last separator: Unicode.Scalar) -> String? {
    let bytes = Array(utf8)
    guard let index = bytes.lastIndex(of: UInt8(ascii: separator)) else { return nil }
    return String(decoding: bytes[(index + 1)...], as: UTF8.self)
  }

  /// The *last part* of Keys.md: what follows the last `/`, or the whole text.
  var lastPart: String {
    after(last: "/") ?? self
  }

  /// The text cut to at most 8,192 bytes, at the end of a code point.
  ///
  /// Keys.md says "cut there"; a cut inside a code point would not be text, so it goes back to the
  /// last boundary. Random archives hold only ASCII values of that length.
  var cut: String {
    let limit = 8192
    guard utf8.count > limit else { return self }
    var bytes = Array(utf8.prefix(limit + 1))
    while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    return String(decoding: bytes, as: UTF8.self)
  }

  /// ASCII letters in lower case, everything else as it is: for names such as `ConsoleLogin`.
  var asciiLowered: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }

  private func rangeOfBytes(_ needle: String) -> Range<Int>? {
    let bytes = Array(utf8)
    let wanted = Array(needle.utf8)
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      return start..<(start + wanted.count)
    }
    return nil
  }
}

extension Sequence<String> {
  /// Sorted by UTF-8 bytes, each value once.
  func uniqueByBytes() -> [String] {
    var result: [String] = []
    for value in sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where result.last.map({ !$0.hasSameBytes(as: value) }) ?? true {
      result.append(value)
    }
    return result
  }
}
