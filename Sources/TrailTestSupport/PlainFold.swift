/// The comparison that Keys.md calls *(ci)*: without regard to letter case and to width.
///
/// | from | to |
/// |---|---|
/// | U+FF01…U+FF5E, full-width ASCII | U+0021…U+007E |
/// | U+3000, the wide space | U+0020 |
/// | U+FF61…U+FF9F, half-width katakana | full-width; with U+FF9E or U+FF9F after it, composed |
/// | any letter | its Unicode lower case, code point by code point |
///
/// Nothing else changes: "が" in one code point and in two stay different.
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
      default:
        result.append(scalar)
      }
    }
    return String(result)
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
