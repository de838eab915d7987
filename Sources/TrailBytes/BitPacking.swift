/// Numbers of a common width, written one after another without gaps.
///
/// Value `i` of width `w` stands in bits `i*w ..< (i+1)*w` of a little-endian bit stream; the last
/// byte is filled with zeros. Widths are `0...64`.
public enum BitPacking {
  /// The number of bits that `number` needs: `0...64`.
  package static func width(of number: UInt64) -> Int { 64 - number.leadingZeroBitCount }

  /// The bytes that `count` values of `width` bits take.
  package static func byteCount(count: Int, width: Int) -> Int { (count * width + 7) / 8 }

  /// Appends `values`, each less `minimum`, with `width` bits; every difference must fit.
  package static func pack(
    _ values: UnsafeBufferPointer<UInt64>, less minimum: UInt64 = 0, width: Int,
    into writer: inout ByteWriter
  ) {
    guard width > 0, !values.isEmpty else { return }
    let size = byteCount(count: values.count, width: width)
    withUnsafeTemporaryAllocation(byteCount: size + 8, alignment: 8) { memory in
      guard let start = memory.baseAddress else { return }
      var place = start
      var pending: UInt64 = 0
      var filled = 0
      for number in values {
        let value = number &- minimum
        pending |= value &<< UInt64(truncatingIfNeeded: filled)
        filled &+= width
        if filled >= 64 {
          place.storeBytes(of: pending.littleEndian, as: UInt64.self)
          place += 8
          filled &-= 64
          // What did not fit, of a value that ended with the word nothing.
          pending = filled == 0 ? 0 : value &>> UInt64(truncatingIfNeeded: width &- filled)
        }
      }
      if filled > 0 { place.storeBytes(of: pending.littleEndian, as: UInt64.self) }
      writer.append(contentsOf: UnsafeRawBufferPointer(start: start, count: size))
    }
  }

  /// Appends `values` with `width` bits each; every value must fit.
  package static func pack(
    _ values: [UInt64], less minimum: UInt64 = 0, width: Int, into writer: inout ByteWriter
  ) {
    values.withUnsafeBufferPointer { pack($0, less: minimum, width: width, into: &writer) }
  }

  /// Reads value number `index`.
  ///
  /// `bytes` must hold it; see ``byteCount(count:width:)``.
  @inlinable @inline(__always)
  public static func value(
    at index: Int, width: Int, in bytes: UnsafeRawBufferPointer
  ) -> UInt64 {
    if width == 0 { return 0 }
    let bit = index &* width
    let byte = bit >> 3
    let shift = UInt64(bit & 7)
    let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) &- 1
    // One unaligned load covers widths up to 57; it may only be used where eight bytes are there.
    if width <= 57, byte &+ 8 <= bytes.count {
      let word = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
      return (word >> shift) & mask
    }
    var result: UInt64 = 0
    var have: UInt64 = 0
    var position = byte
    var skip = shift
    while have < UInt64(width), position < bytes.count {
      result |= (UInt64(bytes[position]) >> skip) << have
      have += 8 - skip
      skip = 0
      position += 1
    }
    return result & mask
  }

  /// Reads the first `count` values into `output`, which must have room for them.
  package static func unpack(
    count: Int, width: Int, from bytes: UnsafeRawBufferPointer,
    into output: UnsafeMutablePointer<UInt64>
  ) {
    var index = 0
    // Where one load of eight bytes covers a value, no value needs a look at what is left.
    if width > 0, width <= 57, bytes.count >= 8, let base = bytes.baseAddress {
      let safe = min(count, ((bytes.count - 8) * 8 + 7) / width + 1)
      let mask: UInt64 = (1 << UInt64(width)) &- 1
      var bit = 0
      while index < safe {
        let word = UInt64(
          littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
        output[index] = (word &>> UInt64(truncatingIfNeeded: bit & 7)) & mask
        bit &+= width
        index &+= 1
      }
    }
    while index < count {
      output[index] = value(at: index, width: width, in: bytes)
      index &+= 1
    }
  }

  /// How many of the first `count` values of width 1 are 1; `bytes` must hold them.
  package static func ones(count: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    var found = 0
    var bit = 0
    while bit + 64 <= count {
      found += bytes.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self).nonzeroBitCount
      bit += 64
    }
    while bit < count {
      let left = min(8, count - bit)
      let mask = UInt8(truncatingIfNeeded: (1 << left) - 1)
      found += (bytes[bit >> 3] & mask).nonzeroBitCount
      bit += left
    }
    return found
  }
}
