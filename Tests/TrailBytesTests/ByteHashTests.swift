import Testing
import TrailBytes

@Suite struct ByteHashTests {
  /// Made by an independent implementation with whole 128-bit numbers; `a` and `foobar` are also
  /// in the test vectors of draft-eastlake-fnv.
  static let vectors: [(text: [UInt8], high: UInt64, low: UInt64)] = [
    ([], 0x6C62_272E_07BB_0142, 0x62B8_2175_6295_C58D),
    (Array("a".utf8), 0xD228_CB69_6F1A_8CAF, 0x7891_2B70_4E4A_8964),
    (Array("foobar".utf8), 0x343E_1662_793C_64BF, 0x6F0D_3597_BA44_6F18),
    (Array("AWS CloudTrail".utf8), 0x672F_487E_E330_23F7, 0x8912_E7DF_11FC_2875),
    (Array(0...255), 0x8097_249A_FAE7_C216, 0x86B0_7BD6_FA33_708D),
    (Array("トレイル".utf8), 0x52C9_3784_FD01_A641, 0xA1C0_3A00_D462_8E87),
  ]

  @Test(arguments: vectors.indices)
  func `the stored hash is FNV-1a with 128 bits`(index: Int) {
    let vector = Self.vectors[index]
    let hash = vector.text.withUnsafeBytes { ByteHash.stored128($0) }
    #expect(hash == (vector.high, vector.low))
  }

  @Test func `the seeded hash depends on every byte, the length and the seed`() {
    var seen: Set<UInt64> = []
    for length in 0...40 {
      let zeros = [UInt8](repeating: 0, count: length)
      seen.insert(zeros.withUnsafeBytes { ByteHash.hash($0, seed: 7) })
      for index in 0..<length {
        var bytes = zeros
        bytes[index] = 1
        seen.insert(bytes.withUnsafeBytes { ByteHash.hash($0, seed: 7) })
      }
    }
    #expect(seen.count == 41 + 40 * 41 / 2)
    let text = Array("arn:aws:iam::111122223333:user/alice".utf8)
    let seeded = text.withUnsafeBytes { bytes in (0..<50).map { ByteHash.hash(bytes, seed: $0) } }
    #expect(Set(seeded).count == 50)
  }

  @Test func `equal bytes at different addresses have equal hashes`() {
    let text = Array("AIDAEXAMPLE:session-name".utf8)
    let expected = text.withUnsafeBytes { ByteHash.hash($0, seed: 1) }
    for shift in 1...9 {
      let moved = [UInt8](repeating: 9, count: shift) + text
      moved.withUnsafeBytes { bytes in
        let part = UnsafeRawBufferPointer(rebasing: bytes[shift...])
        #expect(ByteHash.hash(part, seed: 1) == expected)
      }
    }
  }
}
