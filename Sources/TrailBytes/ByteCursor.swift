/// What was wrong with bytes that were to be decoded, and where.
package struct DecodingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Offset from the start of the decoded bytes.
  package var offset: Int
  /// What was expected and what was found, in words.
  package var reason: String

  package init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }

  package var description: String { "\(reason) at byte \(offset)" }
}

/// A position in bytes that moves forward and never passes the end.
///
/// Every read is checked against what is left, so bytes from disk cannot cause a trap.
/// The memory must outlive the cursor.
package struct ByteCursor {
  /// The bytes that are read.
  package let bytes: UnsafeRawBufferPointer
  /// The offset of the next byte, in `0...bytes.count`.
  package var offset: Int { position }
  @usableFromInline var position: Int

  package init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.bytes = bytes
    position = min(max(offset, 0), bytes.count)
  }

  /// The number of bytes not read yet.
  package var remaining: Int { bytes.count - offset }

  private func need(_ count: Int) throws(DecodingFailure) {
    guard count >= 0, count <= remaining else {
      throw DecodingFailure(
        offset: offset, reason: "needed \(count) bytes, found \(remaining)")
    }
  }

  /// Reads one byte.
  package mutating func byte() throws(DecodingFailure) -> UInt8 {
    try need(1)
    defer { position += 1 }
    return bytes[offset]
  }

  /// Reads a fixed-width little-endian integer.
  package mutating func fixed<Number: FixedWidthInteger>(
    _ type: Number.Type = Number.self
  ) throws(DecodingFailure) -> Number {
    try need(MemoryLayout<Number>.size)
    defer { position += MemoryLayout<Number>.size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// Reads an unsigned LEB128 varint of at most ten bytes.
  @inlinable
  package mutating func varint() throws(DecodingFailure) -> UInt64 {
    // Most numbers of an index are below 128.
    if position < bytes.count, let base = bytes.baseAddress {
      let byte = base.load(fromByteOffset: position, as: UInt8.self)
      if byte < 0x80 {
        position &+= 1
        return UInt64(byte)
      }
    }
    return try longVarint()
  }

  @usableFromInline
  mutating func longVarint() throws(DecodingFailure) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    var position = self.position
    while true {
      guard position < bytes.count else {
        self.position = position
        throw DecodingFailure(offset: position, reason: "a varint ends early")
      }
      let byte = bytes[position]
      position &+= 1
      if shift == 63, byte > 1 {
        self.position = position
        throw DecodingFailure(offset: position, reason: "a varint is longer than 64 bits")
      }
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        self.position = position
        return result
      }
      shift &+= 7
    }
  }

  /// Reads a varint that must be at most `limit`: a count, a length or an offset.
  package mutating func varint(atMost limit: Int) throws(DecodingFailure) -> Int {
    let start = offset
    let number = try varint()
    guard number <= UInt64(max(limit, 0)) else {
      throw DecodingFailure(offset: start, reason: "\(number) is above its limit \(limit)")
    }
    return Int(number)
  }

  /// Reads `count` varints of at most 32 bits each.
  ///
  /// One loop over the bytes, which takes eight small numbers at a time: files with tens of thousands of
  /// them are read by every command that opens an index.
  package mutating func varints(_ count: Int) throws(DecodingFailure) -> [UInt32] {
    // Every number takes a byte at least, so a wrong count cannot ask for memory without end.
    try need(count)
    var failure: DecodingFailure?
    var position = self.position
    let numbers = [UInt32](unsafeUninitializedCapacity: count) { numbers, initialized in
      guard let base = bytes.baseAddress else { return }
      while initialized < count {
        if initialized &+ 8 <= count, position &+ 8 <= bytes.count {
          let eight = base.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
          if eight & 0x8080_8080_8080_8080 == 0 {
            for place in 0..<8 {
              numbers.initializeElement(
                at: initialized &+ place,
                to: UInt32(truncatingIfNeeded: eight &>> UInt64(8 &* place)) & 0xFF)
            }
            initialized &+= 8
            position &+= 8
            continue
          }
        }
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
          guard position < bytes.count else {
            failure = DecodingFailure(offset: position, reason: "a varint ends early")
            return
          }
          let byte = bytes[position]
          position &+= 1
          number |= UInt64(byte & 0x7F) &<< shift
          if byte < 0x80 { break }
          shift &+= 7
          guard shift < 35 else {
            failure = DecodingFailure(
              offset: position, reason: "a varint is longer than 32 bits")
            return
          }
        }
        guard let small = UInt32(exactly: number) else {
          failure = DecodingFailure(offset: position, reason: "a varint is longer than 32 bits")
          return
        }
        numbers.initializeElement(at: initialized, to: small)
        initialized &+= 1
      }
    }
    if let failure { throw failure }
    self.position = position
    return numbers
  }

  /// Reads a zigzag varint.
  package mutating func signedVarint() throws(DecodingFailure) -> Int64 {
    let raw = try varint()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// Reads `count` bytes without copying them.
  package mutating func take(_ count: Int) throws(DecodingFailure) -> UnsafeRawBufferPointer {
    try need(count)
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
  }

  /// Reads a varint length and that many bytes, without copying them.
  package mutating func counted() throws(DecodingFailure) -> UnsafeRawBufferPointer {
    try take(try varint(atMost: remaining))
  }

  /// Reads a varint length and that many bytes as text; bytes that are not UTF-8 are replaced.
  package mutating func countedText() throws(DecodingFailure) -> String {
    String(decoding: try counted(), as: UTF8.self)
  }
}
