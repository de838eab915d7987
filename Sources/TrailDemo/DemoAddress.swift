/// An internet address as 128 bits; IPv4 is mapped (`::ffff:a.b.c.d`).
struct DemoAddress: Equatable, Sendable {
  var high: UInt64 = 0
  var low: UInt64 = 0

  init(high: UInt64 = 0, low: UInt64 = 0) {
    self.high = high
    self.low = low
  }

  /// The IPv4 address with these four parts.
  init(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    let number = a << 24 | b << 16 | c << 8 | d
    low = 0xFFFF_0000_0000 | UInt64(truncatingIfNeeded: number)
  }

  var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// The eight groups of an IPv6 address.
  private func group(_ index: Int) -> UInt64 {
    let half = index < 4 ? high : low
    return half >> UInt64((3 - index & 3) * 16) & 0xFFFF
  }

  /// Appends the usual text: dotted IPv4, or IPv6 by RFC 5952; `isLong` leaves the zeros in.
  func write(to bytes: inout [UInt8], isLong: Bool = false) {
    if isIPv4 {
      for shift in [24, 16, 8, 0] as [UInt64] {
        bytes.append(decimal: Int(truncatingIfNeeded: low >> shift & 0xFF))
        if shift > 0 { bytes.append(0x2E) }
      }
      return
    }
    let gap = isLong ? 8..<8 : longestGap()
    var index = 0
    while index < 8 {
      if index == gap.lowerBound {
        bytes.append("::")
        index = gap.upperBound
        continue
      }
      if index > 0, index != gap.upperBound || gap.isEmpty { bytes.append(0x3A) }
      let group = group(index)
      let digits = group > 0xFFF ? 4 : group > 0xFF ? 3 : group > 0xF ? 2 : 1
      bytes.append(hex: group, digits: digits)
      index += 1
    }
  }

  /// The first longest run of at least two groups of zero; `8..<8` when there is none.
  private func longestGap() -> Range<Int> {
    var best = 8..<8
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, group(end) == 0 { end += 1 }
      if end - start >= 2, end - start > best.count { best = start..<end }
      start = end + 1
    }
    return best
  }

  /// The usual text.
  var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The network of the first `length` bits, which are counted from 96 on for IPv4.
  func masked(_ length: Int) -> DemoAddress {
    DemoAddress(
      high: length >= 64 ? high : high & ~(.max >> UInt64(length)),
      low: length <= 64 ? 0 : length >= 128 ? low : low & ~(.max >> UInt64(length - 64))
    )
  }
}
