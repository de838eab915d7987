import Testing
@testable import TrailFormats
import TrailTestSupport

@Suite struct StructureScannerTests {
  private static func positions(
    _ text: String, by scan: (UnsafePointer<UInt8>, Int) -> StructureScanner.Structure
  ) throws -> [Int] {
    try PaddedText(text).withBytes { bytes in
      let base = try #require(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      let structure = scan(base, bytes.count)
      #expect(structure.offset(structure.count) == bytes.count)
      #expect(structure.byte(structure.count) == 0)
      return (0..<structure.count).map { structure.offset($0) }
    }
  }

  @Test(arguments: 0..<200)
  func `the fast scan finds what the plain scan finds`(seed: UInt64) throws {
    var json = OddJSON(seed: seed)
    let text = json.blank() + json.value(depth: 6) + "\n" + json.value(depth: 3)
    let scanner = StructureScanner()
    let fast = try Self.positions(text) { scanner.scan($0, length: $1) }
    let plain = try Self.positions(text) { scanner.scanPlainly($0, length: $1) }
    #expect(fast == plain, "seed \(seed): \(text)")
  }

  @Test(arguments: 0..<20)
  func `both scans find the same in text that is no JSON`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let scanner = StructureScanner()
    for _ in 0..<200 {
      // Half of them without a lone quote: the fast scan gives up on strings without an end.
      let pieces = ["{", "}", "[", "]", ":", ",", " ", "a", "1", "\\", "\u{C}", "\u{1A}", "\u{7F}"]
      let quotes = seed % 2 == 0 ? ["\"a\"", "\"\"", "\"\\\\\""] : ["\"", "\\\"", "\n", "\0"]
      let bytes = (0..<random.below(80)).flatMap { _ in
        random.chance(95)
          ? Array(random.pick(pieces + quotes).utf8) : [UInt8(random.below(128) + 128)]
      }
      let found = PaddedText(bytes).withBytes { text -> ([Int], [Int]) in
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
          return ([], [])
        }
        let fast = scanner.scan(base, length: text.count)
        let positions = (0..<fast.count).map { fast.offset($0) }
        let plain = scanner.scanPlainly(base, length: text.count)
        return (positions, (0..<plain.count).map { plain.offset($0) })
      }
      #expect(found.0 == found.1, "seed \(seed): \(bytes)")
    }
  }

  @Test(arguments: [
    ("", []), (" \n", []), ("{}", [0, 1]), ("[1, 22 ,\"a]\\\"b\"]", [0, 1, 2, 4, 7, 8, 15]),
    ("{\"a\":{\"b\":null}}", [0, 1, 4, 5, 6, 9, 10, 14, 15]), ("\"\\\\\"]", [0, 4]),
  ])
  func `positions are those of structure`(text: String, expected: [Int]) throws {
    let scanner = StructureScanner()
    #expect(try Self.positions(text) { scanner.scan($0, length: $1) } == expected)
    #expect(try Self.positions(text) { scanner.scanPlainly($0, length: $1) } == expected)
  }

  @Test func `a scanner is used again for longer and shorter texts`() throws {
    let scanner = StructureScanner()
    for count in [1, 10_000, 2, 100_000, 3] {
      let text = "[" + String(repeating: "1,", count: count) + "1]"
      #expect(try Self.positions(text) { scanner.scan($0, length: $1) }.count == count * 2 + 3)
    }
  }

  @Test(arguments: ["{\"a", "[\"\u{1}\",1]", "\"a\\", "[1,\"\n\"]", "\"\\\""])
  func `text that the fast scan refuses is scanned plainly`(text: String) throws {
    let scanner = StructureScanner()
    let fast = try Self.positions(text) { scanner.scan($0, length: $1) }
    #expect(fast == (try Self.positions(text) { scanner.scanPlainly($0, length: $1) }))
    #expect(!fast.isEmpty)
  }

  @Test func `bytes behind the text do not matter`() {
    let scanner = StructureScanner()
    for padding: UInt8 in [0, 0x20, 0x22, 0x5C, 0x7B, 0x31, 0xFF] {
      PaddedText(Array("[1,\"a\",23".utf8), padding: padding).withBytes { bytes in
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let structure = scanner.scan(base, length: bytes.count)
        #expect(structure.count == 6)
        #expect(structure.scalar(5).elementsEqual("23".utf8))
        #expect(structure.string(3)?.elementsEqual("a".utf8) == true)
      }
    }
  }

  @Test func `skipping goes behind the whole value or nowhere`() {
    let scanner = StructureScanner()
    PaddedText("[{\"a\":[1,{}]},\"x\",tru").withBytes { bytes in
      guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
      let structure = scanner.scan(base, length: bytes.count)
      #expect(structure.skip(0) == nil, "the outer array does not end")
      #expect(structure.skip(1) == 11)
      #expect(structure.skip(4) == 10)
      #expect(structure.skip(12) == 13)
      #expect(structure.skip(11) == nil, "a comma is no value")
      #expect(structure.skip(14) == 15)
      #expect(structure.skip(15) == nil)
    }
  }
}

@Suite struct JSONTextTests {
  private static func unescaped(_ text: String) -> String {
    let memory = JSONText()
    return Array(text.utf8).withUnsafeBytes { bytes in
      String(decoding: memory.unescaped(bytes), as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("", ""), ("plain トレイル", "plain トレイル"), ("\\\"\\\\\\/", "\"\\/"),
    ("\\b\\f\\n\\r\\t", "\u{8}\u{C}\n\r\t"), ("\\u0041\\u00e9\\u30C8", "Aéト"),
    ("\\ud83d\\ude42!", "🙂!"), ("\\uD83D\\uDE42", "🙂"), ("\\ud83d", "\u{FFFD}"),
    ("\\ud83dx", "\u{FFFD}x"), ("\\ude42", "\u{FFFD}"), ("\\ud83d\\u0041", "\u{FFFD}A"),
    ("\\ud83d\\ud83d\\ude42", "\u{FFFD}🙂"), ("\\x41", "\\x41"), ("\\u12", "\\u12"),
    ("\\u12G4", "\\u12G4"), ("\\", "\\"), ("a\\", "a\\"), ("\\u0000", "\0"),
    ("\\\\n", "\\n"), ("\\\\\\n", "\\\n"),
  ])
  func `escapes are undone and what is none is kept`(text: String, expected: String) {
    #expect(Self.unescaped(text) == expected)
  }

  @Test func `random bytes never trap and never grow`() {
    var random = SplitMix64(seed: 4)
    let memory = JSONText()
    for round in 0..<3_000 {
      if round % 100 == 0 { memory.reset() }
      let bytes = (0..<random.below(24)).map { _ in
        random.chance(60) ? random.pick(Array("\\\\udD83e42nfx".utf8)) : UInt8(random.below(256))
      }
      bytes.withUnsafeBytes { #expect(memory.unescaped($0).count <= bytes.count) }
    }
  }
}
