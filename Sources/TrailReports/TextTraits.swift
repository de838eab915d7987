internal import TrailEvents

/// What writers must mind of a text; most texts go into a file as they are.
struct TextTraits: OptionSet, Sendable {
  let rawValue: UInt8

  /// A cell of CSV needs quotes or a guard.
  static let needsQuotes = TextTraits(rawValue: 1)
  /// A JSON string needs escapes.
  static let needsEscapes = TextTraits(rawValue: 2)
  /// A page needs escapes, or has something to spell out.
  static let needsMarkup = TextTraits(rawValue: 4)
  /// A page breaks a word of it where the column ends.
  static let hasLongWord = TextTraits(rawValue: 8)

  /// Bytes of the longest word that is never broken.
  private static let longestWord = 24

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ text: UnsafeRawBufferPointer) {
    var found: UInt8 = 0
    var word = 0
    var longest = 0
    TextTraits.ofBytes.withUnsafeBufferPointer { ofBytes in
      for byte in text {
        word = byte == 0x20 ? 0 : word &+ 1
        longest = max(longest, word)
        found |= ofBytes[Int(byte)].rawValue
      }
    }
    var traits = TextTraits(rawValue: found)
    if longest > TextTraits.longestWord { traits.insert(.hasLongWord) }
    switch text.first {
    // The first bytes of formulas: the rest is asked only then.
    case 0x3D?, 0x2B?, 0x2D?, 0x40?, 0x09?, 0x0A?, 0x0D?, 0xEF?:
      if DelimitedSpelling.isFormula(text) { traits.insert(.needsQuotes) }
    default: break
    }
    self = traits
  }

  private static let ofBytes: [TextTraits] = (UInt8.min...UInt8.max).map { byte in
    var traits: TextTraits = []
    switch byte {
    case 0x22: traits = [.needsQuotes, .needsEscapes, .needsMarkup]
    case 0x0A, 0x0D: traits = [.needsQuotes, .needsEscapes, .needsMarkup]
    case 0x2C: traits = .needsQuotes
    case 0x5C: traits = .needsEscapes
    case 0..<0x20, 0x7F: traits = [.needsEscapes, .needsMarkup]
    case 0x26, 0x27, 0x3C, 0x3E, 0x80...0xFF: traits = .needsMarkup
    default: break
    }
    return traits
  }
}
