import TrailTestSupport

/// Text with the readable bytes behind it that the scanner asks for.
struct PaddedText {
  private var bytes: [UInt8]
  let count: Int

  /// - Parameter padding: What follows the text; it must not matter.
  init(_ text: some Collection<UInt8>, padding: UInt8 = 0x20) {
    count = text.count
    bytes = Array(text) + [UInt8](repeating: padding, count: 64)
  }

  init(_ text: String) { self.init(Array(text.utf8)) }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }
}

/// Makes JSON that is legal and as odd as it may be.
struct OddJSON {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func blank() -> String {
    random.chance(70) ? "" : random.pick([" ", "\n", "\r\n\t", "   ", "\t"])
  }

  mutating func string() -> String {
    let parts = (0..<random.below(5)).map { _ in
      random.pick([
        "a", "\\\"", "\\\\", "\\u0041", "\\ud83d\\ude42", "{", "]", ":", ",", "トレイル", "\\/", "é",
        " ", "\\n", "abcdefghijklmnopqrstuvwxyz0123456789", "\\\\\\\\", "null", "🙂",
      ])
    }
    return "\"\(parts.joined())\""
  }

  mutating func value(depth: Int) -> String {
    switch random.below(depth > 0 ? 7 : 4) {
    case 0, 1: return string()
    case 2: return random.pick(["0", "-1.5e+10", "123456789012", "1E5"])
    case 3: return random.pick(["true", "false", "null"])
    case 4, 5:
      let members = (0..<random.below(4)).map { _ in
        blank() + string() + blank() + ":" + blank() + value(depth: depth - 1) + blank()
      }
      return "{" + blank() + members.joined(separator: ",") + "}"
    default:
      let elements = (0..<random.below(4)).map { _ in
        blank() + value(depth: depth - 1) + blank()
      }
      return "[" + blank() + elements.joined(separator: ",") + "]"
    }
  }
}
