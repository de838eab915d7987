/// The comparison that Keys.md calls *(ci)*: without regard to letter case and to width.
///
/// | from | to |
/// |---|---|
/// | U+FF01…U+FF5E, full-width ASCII | U+0021…U+007E |
/// | U+3000, the wide space | U+0020 |
/// | U+FF61…U+FF9F, half-width katakana | full-width; with U+FF9E or U+FF9F after it, composed |
/// | any letter | its Unicode lower case, code point by code point |
/// | U+3099, U+309A after the kana that they voice | composed: "が" in two code points is one |
///
/// Nothing else changes.
enum PlainFold {
  /// Returns the form in which two texts are compared by their bytes.
  static func fold(_ text: String) -> String {
    lowered(widened(text))
  }

  private static func lowered(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
    return result
  }

  private static func widened(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar.value {
      case 0xFF01...0xFF5E:
        result.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      case 0x3000:
        result.append(" ")
      case 0xFF61...0xFF9F:
        let wide = fullWidthKana[Int(scalar.value - 0xFF61)]
        if index < scalars.count, let composed = compose(wide, with: scalars[index]) {
          result.append(composed)
          index += 1
        } else {
          result.append(wide)
        }
      case 0x3099, 0x309A:
        if let last = result.last, let composed = composed(last, mark: scalar) {
          result.removeLast()
          result.append(composed)
        } else {
          result.append(scalar)
        }
      default:
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// A kana with a combining mark behind it; hiragana stand 0x60 below katakana.
  private static func composed(_ kana: Unicode.Scalar, mark: Unicode.Scalar) -> Unicode.Scalar? {
    let isHiragana = (0x3041...0x3096).contains(kana.value)
    guard let katakana = Unicode.Scalar(kana.value + (isHiragana ? 0x60 : 0)),
      // ワ and ヲ are not composed.
      katakana != "ワ", katakana != "ヲ",
      let found = (mark.value == 0x3099 ? voiced : halfVoiced)[katakana]
    else { return nil }
    return Unicode.Scalar(found.value - (isHiragana ? 0x60 : 0))
  }

  private static func compose(
    _ kana: Unicode.Scalar, with mark: Unicode.Scalar
  )
    -> Unicode.Scalar?
  {
    switch mark.value {
    case 0xFF9E: voiced[kana]
    case 0xFF9F: halfVoiced[kana]
    default: nil
    }
  }

  /// The full-width form of U+FF61, U+FF62, … in their order.
  static let fullWidthKana: [Unicode.Scalar] = Array(
    """
    。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソ\
    タチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜
    """.unicodeScalars)

  /// Kana with the voiced sound mark (dakuten).
  static let voiced = pairs(
    "カキクケコサシスセソタチツテトハヒフヘホウワヲ",
    "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヺ")

  /// Kana with the half-voiced sound mark (handakuten).
  static let halfVoiced = pairs("ハヒフヘホ", "パピプペポ")

  private static func pairs(_ plain: String, _ marked: String) -> [Unicode.Scalar: Unicode.Scalar] {
    Dictionary(
      zip(plain.unicodeScalars, marked.unicodeScalars).map { ($0, $1) },
      uniquingKeysWith: { first, _ in first })
  }
}
