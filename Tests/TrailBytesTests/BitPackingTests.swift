import Testing
import TrailBytes
import TrailTestSupport

@Suite struct BitPackingTests {
  static let counts = [0, 1, 2, 127, 128, 129]

  @Test(arguments: 0...64, counts)
  func `packed values equal a plain array`(width: Int, count: Int) {
    var random = SplitMix64(seed: UInt64(width * 1_000 + count))
    let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
    // The first value is the largest: neighbours would show bits that spill over.
    let values = (0..<count).map { index in
      index % 5 == 0 ? mask : index % 7 == 0 ? 0 : random.next() & mask
    }
    var writer = ByteWriter()
    BitPacking.pack(values, width: width, into: &writer)
    #expect(writer.count == BitPacking.byteCount(count: count, width: width))
    writer.bytes.withUnsafeBytes { bytes in
      for index in 0..<count {
        #expect(BitPacking.value(at: index, width: width, in: bytes) == values[index])
      }
      let unpacked = [UInt64](unsafeUninitializedCapacity: max(count, 1)) { output, filled in
        if let base = output.baseAddress {
          BitPacking.unpack(count: count, width: width, from: bytes, into: base)
        }
        filled = count
      }
      #expect(unpacked == values)
    }
  }

  @Test(arguments: [1, 7, 13, 57, 58, 63, 64])
  func `bits stand in the order that the format document draws`(width: Int) {
    let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
    var random = SplitMix64(seed: UInt64(width))
    let values = (0..<20).map { _ in random.next() & mask }
    var bits: [UInt8] = []
    for value in values {
      for bit in 0..<width { bits.append(UInt8(value >> UInt64(bit) & 1)) }
    }
    bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
    let expected = stride(from: 0, to: bits.count, by: 8).map { start in
      (0..<8).reduce(UInt8(0)) { $0 | bits[start + $1] << UInt8($1) }
    }
    var writer = ByteWriter()
    BitPacking.pack(values, width: width, into: &writer)
    #expect(writer.bytes == expected)
  }

  @Test func `the width of a number is the place of its highest bit`() {
    #expect(BitPacking.width(of: 0) == 0)
    for width in 1...64 {
      let least = UInt64(1) << UInt64(width - 1)
      #expect(BitPacking.width(of: least) == width)
      #expect(BitPacking.width(of: least | (least - 1)) == width)
    }
  }
}
