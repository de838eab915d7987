/// Hashes of byte strings: a seeded one for tables in memory, a fixed one for what is stored.
public enum ByteHash {
  @inlinable static var multiplier: UInt64 { 0x9E37_79B9_7F4A_7C15 }
  @inlinable static var second: UInt64 { 0xD6E8_FEB8_6659_FD93 }

  @inlinable @inline(__always)
  static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// A 64-bit hash.
  ///
  /// With a fixed seed it is stored in segments (the hashes of request ids), so it
  /// must never change; tables in memory take ``tableHash(_:seed:)``.
  @inlinable @inline(__always)
  public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = bytes.count
    var state = seed ^ (UInt64(truncatingIfNeeded: count) &* second)
    guard let base = bytes.baseAddress else { return folded(state ^ multiplier, second) }
    var offset = 0
    if count >= 64 {
      // Two chains side by side: a multiplication takes several cycles and need not be waited for.
      var other = state &+ second
      while offset &+ 16 <= count {
        let left = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let right = base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
        state = folded(state ^ left, multiplier ^ seed)
        other = folded(other ^ right, second ^ seed)
        offset &+= 16
      }
      state ^= other
    }
    while offset &+ 8 <= count {
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      state = folded(state ^ word, multiplier ^ seed)
      offset &+= 8
    }
    if offset < count {
      var tail: UInt64 = 0
      if count >= 8 {
        tail = base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      } else {
        var index = 0
        while index < count {
          tail |= UInt64(base.load(fromByteOffset: index, as: UInt8.self)) << UInt64(index &* 8)
          index &+= 1
        }
      }
      state = folded(state ^ tail, second ^ seed)
    }
    return folded(state ^ multiplier, second)
  }

  /// A 64-bit hash for tables in memory alone: sixteen bytes a multiplication.
  ///
  /// Built as wyhash is (Wang Yi, public domain), with the secret mixed into both factors: a text cannot
  /// make one of them zero, and so lose what came before, without knowing the seed.
  ///
  /// - Parameter seed: Differs from process to process.
  @inlinable @inline(__always)
  public static func tableHash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = bytes.count
    let (one, other) = (multiplier ^ seed, second &+ seed)
    var state = seed ^ (UInt64(truncatingIfNeeded: count) &* second)
    guard let base = bytes.baseAddress, count > 0 else { return folded(state ^ multiplier, other) }
    @inline(__always) func word(_ offset: Int) -> UInt64 {
      base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    guard count > 16 else {
      var (first, last): (UInt64, UInt64) = (0, 0)
      if count >= 8 {
        (first, last) = (word(0), word(count &- 8))
      } else if count >= 4 {
        first = UInt64(base.loadUnaligned(as: UInt32.self))
        last = UInt64(base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      } else {
        first =
          UInt64(base.load(as: UInt8.self)) << 16
          | UInt64(base.load(fromByteOffset: count >> 1, as: UInt8.self)) << 8
          | UInt64(base.load(fromByteOffset: count &- 1, as: UInt8.self))
      }
      return folded(folded(first ^ one, last ^ state) ^ multiplier, other)
    }
    var offset = 0
    if count > 64 {
      // Chains side by side: a multiplication takes several cycles and need not be waited for.
      var beside = state &+ second
      repeat {
        state = folded(word(offset) ^ one, word(offset &+ 8) ^ state)
        beside = folded(word(offset &+ 16) ^ other, word(offset &+ 24) ^ beside)
        offset &+= 32
      } while offset &+ 32 < count
      state ^= beside
    }
    while offset &+ 16 < count {
      state = folded(word(offset) ^ one, word(offset &+ 8) ^ state)
      offset &+= 16
    }
    state = folded(word(count &- 16) ^ other, word(count &- 8) ^ state)
    return folded(state ^ multiplier, other)
  }

  /// A 128-bit hash that is stored in segments: FNV-1a with 128 bits (Fowler, Noll, Vo),
  /// eight times slower than ``hash(_:seed:)`` and the same everywhere for ever.
  package static func stored128(_ bytes: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64) {
    var high: UInt64 = 0x6C62_272E_07BB_0142
    var low: UInt64 = 0x62B8_2175_6295_C58D
    // The prime is 2^88 + 0x13B: a multiplication by 0x13B and a shift by 88 bits.
    for byte in bytes {
      low ^= UInt64(byte)
      let product = low.multipliedFullWidth(by: 0x13B)
      high = (high &* 0x13B) &+ product.high &+ (low << 24)
      low = product.low
    }
    return (high, low)
  }
}
