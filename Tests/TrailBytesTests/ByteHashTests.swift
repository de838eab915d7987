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

  static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64, forTable: Bool) -> UInt64 {
    forTable ? ByteHash.tableHash(bytes, seed: seed) : ByteHash.hash(bytes, seed: seed)
  }

  @Test(arguments: [false, true])
  func `the seeded hashes depend on every byte, the length and the seed`(forTable: Bool) {
    var seen: Set<UInt64> = []
    // Past the lengths at which texts are taken in larger steps: 16, 64, and two steps of 32 more.
    for length in 0...140 {
      let zeros = [UInt8](repeating: 0, count: length)
      seen.insert(zeros.withUnsafeBytes { Self.hash($0, seed: 7, forTable: forTable) })
      for index in 0..<length {
        var bytes = zeros
        bytes[index] = 1
        seen.insert(bytes.withUnsafeBytes { Self.hash($0, seed: 7, forTable: forTable) })
      }
    }
    #expect(seen.count == 141 + 140 * 141 / 2)
    let text = Array("arn:aws:iam::111122223333:user/alice".utf8)
    let seeded = text.withUnsafeBytes { bytes in
      (0..<50).map { Self.hash(bytes, seed: $0, forTable: forTable) }
    }
    #expect(Set(seeded).count == 50)
  }

  @Test(arguments: [false, true], [3, 24, 70])
  func `equal bytes at different addresses have equal hashes`(forTable: Bool, length: Int) {
    let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
    let expected = text.withUnsafeBytes { Self.hash($0, seed: 1, forTable: forTable) }
    for shift in 1...9 {
      let moved = [UInt8](repeating: 9, count: shift) + text + [UInt8(shift)]
      moved.withUnsafeBytes { bytes in
        let part = UnsafeRawBufferPointer(rebasing: bytes[shift..<(shift + length)])
        #expect(Self.hash(part, seed: 1, forTable: forTable) == expected)
      }
    }
  }

  /// Requests that name many buckets of one scheme differ in a few bits: the upper half of the hash gives
  /// the slot and the mark in it, so that few of them may share it.
  @Test func `texts that differ in a number spread over a table`() {
    let slots = (0..<20_000).map { number in
      Array("arn:aws:s3:::example-bucket/logs/2024/03/01/part-\(number).json.gz".utf8)
        .withUnsafeBytes { ByteHash.tableHash($0, seed: 0x1234_5678) >> 32 }
    }
    // Of 20,000 random numbers of 32 bits 0.05 pairs are equal; of those of 16 bits 17,200 are distinct.
    #expect(Set(slots).count >= 19_998)
    let lower = Set(slots.map { $0 & 0xFFFF })
    #expect((16_900...17_500).contains(lower.count))
  }
}
