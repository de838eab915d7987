import Testing
import TrailTestSupport

@testable import TrailSearch

/// Patterns of `*` and `?`, against a matcher that tries everything.
@Suite struct WildcardTests {
  /// Whether the rest of a value matches the rest of a pattern; `?` is a character with the bytes that
  /// continue it.
  private static func matches(_ value: ArraySlice<UInt8>, _ parts: ArraySlice<UInt8?>) -> Bool {
    guard let part = parts.first else { return value.isEmpty }
    let rest = parts.dropFirst()
    switch part {
    case 0x2A:
      if matches(value, rest) { return true }
      return !value.isEmpty && matches(after(value), parts)
    case nil: return !value.isEmpty && matches(after(value), rest)
    case let byte?: return value.first == byte && matches(value.dropFirst(), rest)
    }
  }

  private static func after(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let rest = value.dropFirst()
    return value.first.map { $0 >= 0xC0 } == true
      ? rest.drop { $0 & 0xC0 == 0x80 } : rest
  }

  @Test(arguments: 0..<8) func `random patterns match what trying everything matches`(
    seed: Int
  ) throws {
    var random = SplitMix64(seed: UInt64(seed) + 40)
    let letters = ["a", "b", "é", "あ"]
    var found = 0
    for _ in 0..<4_000 {
      var parts: [WildcardPart] = []
      var plain: [UInt8?] = []
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0..<3:
          parts.append(.many)
          plain.append(0x2A)
        case 3 where seed % 2 == 0:
          parts.append(.one)
          plain.append(nil)
        default:
          let text = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            letters[Int.random(in: 0..<4, using: &random)]
          }.joined()
          parts.append(.literal(text))
          plain += text.utf8.map { $0 }
        }
      }
      var value: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        // Now and then a byte that is no character.
        if Int.random(in: 0..<12, using: &random) == 0 {
          value.append([0x81, 0xE3, 0xFF][Int.random(in: 0..<3, using: &random)])
        } else {
          value += letters[Int.random(in: 0..<4, using: &random)].utf8
        }
      }
      let expected = Self.matches(value[...], plain[...])
      let matcher = try ValueMatcher(.wildcard(parts), isFolded: false)
      #expect(value.withUnsafeBytes { matcher.matches($0) } == expected, "\(parts) \(value)")
      if expected { found += 1 }
    }
    #expect(found > 200 && found < 3_800)
  }
}
