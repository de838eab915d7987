/// An append-only buffer that numbers are written into, little-endian or as varints.
package struct ByteWriter: Sendable {
  /// The bytes written so far.
  package private(set) var bytes: [UInt8] = []

  package init(reservingCapacity capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// The number of bytes written.
  package var count: Int { bytes.count }

  /// Makes room for more bytes; doubles, so that many small requests stay cheap.
  package mutating func reserve(_ more: Int) {
    let needed = bytes.count + more
    if bytes.capacity < needed { bytes.reserveCapacity(max(needed, bytes.capacity * 2)) }
  }

  /// Forgets the bytes from a place on.
  ///
  /// - Parameter count: At most ``count``.
  package mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

  /// Appends one byte.
  package mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends bytes as they are, without a length.
  package mutating func append(contentsOf other: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: other)
  }

  /// Appends bytes as they are, without a length.
  package mutating func append(contentsOf other: [UInt8]) { bytes.append(contentsOf: other) }

  /// Appends a fixed-width integer, least significant byte first.
  package mutating func appendFixed<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends an unsigned LEB128 varint: 7 bits a byte, 1 to 10 bytes.
  package mutating func appendVarint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a varint of a count or an offset, which must not be negative.
  package mutating func appendVarint(_ number: Int) { appendVarint(UInt64(number)) }

  /// Appends a signed number as a zigzag varint.
  package mutating func appendSignedVarint(_ number: Int64) {
    appendVarint(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Appends the length of `other` as a varint, then its bytes.
  package mutating func appendCounted(_ other: UnsafeRawBufferPointer) {
    appendVarint(other.count)
    bytes.append(contentsOf: other)
  }

  /// Appends the length of `other` as a varint, then its bytes.
  package mutating func appendCounted(_ other: [UInt8]) {
    appendVarint(other.count)
    bytes.append(contentsOf: other)
  }

  /// Appends the length of the UTF-8 of `text` as a varint, then the UTF-8.
  package mutating func appendCounted(_ text: String) { appendCounted(Array(text.utf8)) }

  /// Appends zeros until the count is a multiple of `alignment`.
  package mutating func pad(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  /// Overwrites a fixed-width integer written earlier at `offset`.
  package mutating func patchFixed<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    withUnsafeBytes(of: number.littleEndian) { source in
      for (index, byte) in source.enumerated() { bytes[offset + index] = byte }
    }
  }
}
