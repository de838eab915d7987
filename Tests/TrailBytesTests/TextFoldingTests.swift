import Testing
import TrailBytes

@Suite struct TextFoldingTests {
  private static func folded(_ text: String) -> String {
    String(decoding: TextFolding.fold(text), as: UTF8.self)
  }

  @Test(arguments: [
    ("Alice@Example.COM", "alice@example.com"),
    ("[\\]^_`{|}~@Z[", "[\\]^_`{|}~@z["),
    ("ＡＬＩＣＥ＿０９～", "alice_09~"),
    ("ａｌｉｃｅ\u{3000}ｂ", "alice b"),
    ("ﾄﾚｲﾙ", "トレイル"),
    ("ｶﾞｷﾞｸﾞｹﾞｺﾞ", "ガギグゲゴ"),
    ("ｻﾞｼﾞｽﾞｾﾞｿﾞ", "ザジズゼゾ"),
    ("ﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞ", "ダヂヅデド"),
    ("ﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞ", "バビブベボ"),
    ("ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ", "パピプペポ"),
    ("ｳﾞ", "ヴ"),
    ("ｧｨｩｪｫｬｭｮｯｰ｡｢｣､･", "ァィゥェォャュョッー。「」、・"),
    ("か\u{3099}は\u{309A}ホ\u{3099}", "がぱボ"),
    ("ΑΒΓΔΣΩ", "αβγδσω"),
    ("АБВЯЁ", "абвяё"),
    ("ÀÉÎÕÜ", "àéîõü"),
    ("漢字🙂ひらがなカタカナ", "漢字🙂ひらがなカタカナ"),
    ("", ""),
  ])
  func `case and width are folded`(text: String, expected: String) {
    #expect(Self.folded(text) == expected)
  }

  @Test(arguments: [("ｱﾞ", "ア\u{309B}"), ("ﾅﾟ", "ナ\u{309C}"), ("ﾞ", "\u{309B}"), ("aﾟ", "a\u{309C}")])
  func `a voicing mark that composes with nothing stays a mark`(text: String, expected: String) {
    #expect(Self.folded(text) == expected)
  }

  @Test func `every katakana composes as Unicode composes it`() {
    for value in 0x30A1...0x30FA {
      guard let kana = Unicode.Scalar(UInt32(value)) else { continue }
      for mark in ["\u{3099}", "\u{309A}"] {
        let text = String(kana) + mark
        // Swift compares by canonical equivalence: the composed scalar when there is one.
        #expect(Self.folded(text) == text, "U+\(String(value, radix: 16)) and \(mark)")
      }
    }
  }

  @Test func `bytes that are not UTF-8 keep everything but ASCII capitals`() {
    let bytes: [UInt8] = [0x41, 0xFF, 0x5A, 0xC3, 0x28, 0xE3, 0x81]
    let expected: [UInt8] = [0x61, 0xFF, 0x7A, 0xC3, 0x28, 0xE3, 0x81]
    #expect(bytes.withUnsafeBytes { TextFolding.fold($0) } == expected)
  }

  @Test func `folding twice changes nothing more`() {
    for value: UInt32 in [0..<0x600, 0x1E00..<0x2000, 0x3000..<0x3100, 0xFF00..<0xFFF0].joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let once = TextFolding.fold(String(scalar))
      let twice = once.withUnsafeBytes { TextFolding.fold($0) }
      #expect(once == twice, "U+\(String(value, radix: 16))")
    }
  }
}
