import CZlib
import TrailFiles
import TrailTestSupport
import Testing

@Suite struct ChecksumTests {
  /// Whoever makes the checksum, it is that of zlib: the two of the product fall back on each other.
  @Test func `all makers of a checksum agree on texts of any length and place`() {
    var random = SplitMix64(seed: 7)
    let text = (0..<70_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let lengths = Array(0...130) + [255, 256, 257, 511, 512, 513, 4_095, 4_096, 65_537, 69_990]
    for length in lengths {
      for start in [0, 1, 7] {
        let part = Array(text[start..<(start + length)])
        let expected = UInt32(truncatingIfNeeded: CZlib.crc32(0, part, UInt32(length)))
        text[start..<(start + length)].withUnsafeBytes { bytes in
          #expect(Checksum.crc32(bytes) == expected, "\(length) bytes at \(start)")
          #expect(Checksum.crc32(ofText: bytes) == expected, "\(length) bytes of text at \(start)")
        }
      }
    }
  }
}
