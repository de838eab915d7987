import Testing
import TrailBytes
import TrailTestSupport

/// Numbers written by `ByteWriter` and read back by `ByteCursor`.
@Suite struct NumberCodingTests {
  /// Every number next to a border of seven bits, and the ends of the range.
  static let edges: [UInt64] = {
    var edges: [UInt64] = [0, UInt64.max, UInt64.max - 1, 1 << 63, 1 << 32]
    for bits in stride(from: UInt64(7), through: 63, by: 7) {
      let border: UInt64 = 1 << bits
      edges += [border - 1, border, border + 1]
    }
    return edges
  }()

  /// Calls `body` with a cursor over `bytes`.
  private static func reading(
    _ bytes: [UInt8], _ body: (inout ByteCursor) throws -> Void
  ) throws {
    try bytes.withUnsafeBytes { buffer in
      var cursor = ByteCursor(buffer)
      return try body(&cursor)
    }
  }

  @Test(arguments: edges)
  func `a varint is read back and every shorter piece of it is refused`(number: UInt64) throws {
    var writer = ByteWriter()
    writer.appendVarint(number)
    #expect(writer.count == max(1, (64 - number.leadingZeroBitCount + 6) / 7))
    try Self.reading(writer.bytes) { cursor throws in
      #expect(try cursor.varint() == number)
      #expect(cursor.remaining == 0)
    }
    for length in 0..<writer.count {
      try Self.reading(Array(writer.bytes[..<length])) { cursor throws in
        #expect(throws: DecodingFailure.self) { try cursor.varint() }
      }
    }
  }

  @Test(arguments: [0, 1, -1, 63, -64, 64, -65, 1 << 40, -(1 << 40), Int64.max, Int64.min])
  func `a zigzag varint is read back`(number: Int64) throws {
    var writer = ByteWriter()
    writer.appendSignedVarint(number)
    try Self.reading(writer.bytes) { cursor throws in #expect(try cursor.signedVarint() == number) }
    #expect(writer.count == (number >= -64 && number < 64 ? 1 : writer.count))
  }

  @Test func `fixed numbers are little-endian and need all their bytes`() throws {
    var writer = ByteWriter()
    writer.appendFixed(UInt16(0x0102))
    writer.appendFixed(UInt32(0x0304_0506))
    writer.appendFixed(UInt64.max - 1)
    #expect(writer.bytes.prefix(6) == [2, 1, 6, 5, 4, 3])
    try Self.reading(writer.bytes) { cursor throws in
      #expect(try cursor.fixed(UInt16.self) == 0x0102)
      #expect(try cursor.fixed(UInt32.self) == 0x0304_0506)
      #expect(try cursor.fixed(UInt64.self) == UInt64.max - 1)
    }
    for length in 0..<8 {
      try Self.reading([UInt8](repeating: 0xFF, count: length)) { cursor throws in
        #expect(throws: DecodingFailure.self) { try cursor.fixed(UInt64.self) }
        #expect(cursor.offset == 0)
      }
    }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 63, 200], [0, 3, 30])
  func `a list of varints is read as one by one, and no shorter piece of it`(
    count: Int, percentLong: Int
  ) throws {
    var random = SplitMix64(seed: UInt64(count + percentLong))
    var writer = ByteWriter()
    let numbers = (0..<count).map { _ in
      random.chance(percentLong)
        ? UInt32(truncatingIfNeeded: random.next()) >> UInt32(random.below(26))
        : UInt32(random.below(128))
    }
    for number in numbers { writer.appendVarint(UInt64(number)) }
    let length = writer.count
    // What follows is another list's.
    writer.append(contentsOf: [0xFF, 1, 2, 3])
    try Self.reading(writer.bytes) { cursor throws in
      #expect(try cursor.varints(count) == numbers)
      #expect(cursor.offset == length)
    }
    for end in 0..<length {
      try Self.reading(Array(writer.bytes[..<end])) { cursor throws in
        #expect(throws: DecodingFailure.self) { try cursor.varints(count) }
      }
    }
  }

  @Test func `a list has no varint above 32 bits`() throws {
    for place in 0..<17 {
      for long: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF, 0x1F], [0x80, 0x80, 0x80, 0x80, 0x80, 1]] {
        var bytes = [UInt8](repeating: 5, count: 17)
        bytes.replaceSubrange(place...place, with: long)
        try Self.reading(bytes) { cursor throws in
          #expect(throws: DecodingFailure.self) { try cursor.varints(17) }
        }
      }
    }
  }

  @Test func `a varint above 64 bits is refused`() throws {
    let longest = [UInt8](repeating: 0xFF, count: 9)
    for last: UInt8 in [0x02, 0x7F, 0x80, 0xFF] {
      try Self.reading(longest + [last, 0]) { cursor throws in
        #expect(throws: DecodingFailure.self) { try cursor.varint() }
      }
    }
    try Self.reading(longest + [1]) { cursor throws in #expect(try cursor.varint() == UInt64.max) }
  }

  @Test func `a varint above its limit is refused at its first byte`() throws {
    var writer = ByteWriter()
    writer.append(7)
    writer.appendVarint(300)
    try Self.reading(writer.bytes) { cursor throws in
      _ = try cursor.byte()
      let failure = #expect(throws: DecodingFailure.self) { try cursor.varint(atMost: 299) }
      #expect(failure?.offset == 1)
    }
    try Self.reading(Array(writer.bytes[1...])) { cursor throws in
      #expect(try cursor.varint(atMost: 300) == 300)
    }
  }

  @Test func `counted bytes and texts are read back, and cut ones refused`() throws {
    var writer = ByteWriter()
    writer.appendCounted("トレイル")
    writer.appendCounted([UInt8]())
    writer.appendCounted([0xFF, 0x41])
    try Self.reading(writer.bytes) { cursor throws in
      #expect(try cursor.countedText() == "トレイル")
      #expect(try cursor.counted().isEmpty)
      #expect(try cursor.countedText() == "\u{FFFD}A")
    }
    try Self.reading([5, 1, 2]) { cursor throws in
      #expect(throws: DecodingFailure.self) { try cursor.counted() }
    }
  }

  @Test func `padding and patching keep what stands around`() {
    var writer = ByteWriter()
    writer.append(1)
    writer.pad(to: 8)
    #expect(writer.bytes == [1, 0, 0, 0, 0, 0, 0, 0])
    writer.pad(to: 8)
    #expect(writer.count == 8)
    writer.patchFixed(UInt16(0xABCD), at: 3)
    #expect(writer.bytes == [1, 0, 0, 0xCD, 0xAB, 0, 0, 0])
  }

  @Test(arguments: 0..<64)
  func `a cursor on random bytes never passes their end`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<random.below(40)).map { _ in
      random.chance(30) ? UInt8(0xFF) : UInt8(random.below(256))
    }
    try Self.reading(bytes) { cursor throws in
      for _ in 0..<60 {
        let before = cursor.offset
        switch random.below(8) {
        case 0: _ = try? cursor.byte()
        case 1: _ = try? cursor.fixed(UInt32.self)
        case 2: _ = try? cursor.varint()
        case 3: _ = try? cursor.varint(atMost: random.below(1_000) - 10)
        case 4: _ = try? cursor.signedVarint()
        case 5: _ = try? cursor.take(random.below(9) - 1)
        case 6: if let found = try? cursor.counted() { #expect(found.count <= bytes.count) }
        default: _ = try? cursor.countedText()
        }
        #expect(cursor.offset >= before && cursor.offset <= bytes.count, "seed \(seed)")
        #expect(cursor.remaining == bytes.count - cursor.offset)
      }
    }
  }

  @Test func `a cursor that starts outside is moved to the nearest end`() {
    [UInt8](repeating: 1, count: 3).withUnsafeBytes { buffer in
      #expect(ByteCursor(buffer, at: 9).remaining == 0)
      #expect(ByteCursor(buffer, at: -1).remaining == 3)
    }
  }
}
