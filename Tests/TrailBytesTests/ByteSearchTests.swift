import Testing
import TrailBytes

@Suite struct ByteSearchTests {
  @Test(
    arguments: [
      ("abcabc", "abc", 0), ("xabc", "abc", 1), ("aab", "ab", 1), ("ab", "abc", nil),
      ("", "a", nil),
      ("xyz", "z", 2),
    ] as [(String, String, Int?)])
  func `the first place of bytes is found`(text: String, wanted: String, offset: Int?) {
    let found = Array(text.utf8).withUnsafeBytes { $0.firstOffset(of: Array(wanted.utf8)) }
    #expect(found == offset)
  }
}
