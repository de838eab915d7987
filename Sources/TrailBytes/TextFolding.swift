/// Folding of text so that letter case and East Asian width do not matter in a comparison.
///
/// ASCII letters become small; beyond ASCII every scalar takes its Unicode small form, full-width
/// ASCII forms (U+FF01–FF5E) become ASCII, U+3000 becomes a blank, and half-width katakana become
/// full-width with their voicing mark composed. Bytes that are not UTF-8 stay as they are.
/// Terms are stored unfolded and ordered by their folded form, so that one range of a dictionary
/// holds every spelling.
package enum TextFolding {
  /// Whether all bytes are ASCII, the case that needs no decoding.
  @inline(__always)
  package static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    for byte in bytes where byte >= 0x80 { return false }
    return true
  }

  /// The small form of an ASCII letter; other bytes as they are.
  @inline(__always)
  package static func asciiLower(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// The folded form of `bytes`.
  package static func fold(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    if isASCII(bytes) { return bytes.map(asciiLower) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map(asciiLower)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars { appendFolded(scalar, to: &scalars) }
    for scalar in scalars {
      result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    return result
  }

  /// The folded form of the UTF-8 of `text`.
  package static func fold(_ text: String) -> [UInt8] {
    Array(text.utf8).withUnsafeBytes { fold($0) }
  }

  private static func appendFolded(_ scalar: Unicode.Scalar, to result: inout [Unicode.Scalar]) {
    switch scalar.value {
    case 0xFF01...0xFF5E:
      if let ascii = Unicode.Scalar(scalar.value - 0xFEE0) {
        result.append(contentsOf: String(ascii).lowercased().unicodeScalars)
      }
    case 0x3000:
      result.append(" ")
    case 0xFF61...0xFF9D:
      if let full = Unicode.Scalar(wideKatakana[Int(scalar.value - 0xFF61)]) {
        result.append(full)
      }
    case 0xFF9E, 0x3099:
      composeVoicing(1, mark: scalar.value == 0xFF9E ? "\u{309B}" : scalar, in: &result)
    case 0xFF9F, 0x309A:
      composeVoicing(2, mark: scalar.value == 0xFF9F ? "\u{309C}" : scalar, in: &result)
    default:
      if scalar.isASCII {
        result.append(Unicode.Scalar(asciiLower(UInt8(scalar.value))))
      } else {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
  }

  /// Composes a voicing mark with the kana before it: in the kana blocks the voiced form follows
  /// its base by one and the half-voiced form by two.
  private static func composeVoicing(
    _ step: UInt32, mark: Unicode.Scalar, in result: inout [Unicode.Scalar]
  ) {
    guard let last = result.last else { return result.append(mark) }
    // Hiragana stand 0x60 below katakana; decide on the katakana value.
    let isHiragana = (0x3041...0x3096).contains(last.value)
    let kana = isHiragana ? last.value + 0x60 : last.value
    let voiced =
      (0x30AB...0x30C1).contains(kana) && kana % 2 == 1
      || [0x30C4, 0x30C6, 0x30C8].contains(kana)
    let rowOfHa = [0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB].contains(kana)
    if (step == 1 && (voiced || rowOfHa)) || (step == 2 && rowOfHa),
      let composed = Unicode.Scalar(last.value + step)
    {
      result[result.count - 1] = composed
    } else if step == 1, kana == 0x30A6, let composed = Unicode.Scalar(last.value + 0x4E) {
      result[result.count - 1] = composed
    } else {
      result.append(mark)
    }
  }

  /// Full-width forms of U+FF61…U+FF9D, in order.
  private static let wideKatakana: [UInt32] = [
    0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
    0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB,
    0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1,
    0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5,
    0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
    0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3,
  ]
}
