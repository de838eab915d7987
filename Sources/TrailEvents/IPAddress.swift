/// An IPv4 or IPv6 address in one form: 16 bytes, IPv4 as `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2).
///
/// Because all addresses of a network share a prefix, a CIDR is one range of a sorted dictionary.
package struct IPAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The upper eight bytes, as a number.
  package var high: UInt64
  /// The lower eight bytes, as a number.
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (left: IPAddress, right: IPAddress) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  private static let mapped: UInt64 = 0xFFFF_0000_0000

  /// Whether this is an IPv4 address.
  package var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// The 16 bytes, most significant first: the term of the key `ip`.
  package var bytes: [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> UInt64(56 - $0 % 8 * 8)) }
  }

  /// Takes 16 bytes as stored; `nil` for any other number of bytes.
  package init?(stored bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  /// Reads an address: IPv4 as four decimal numbers without leading zeros, IPv6 as in
  /// RFC 4291 2.2 with `::` and a trailing IPv4 part; no zone, no brackets, no port.
  package init?(_ text: UnsafeRawBufferPointer) {
    guard text.count >= 2, text.count <= 45 else { return nil }
    if let value = IPAddress.ipv4(text) {
      high = 0
      low = IPAddress.mapped | UInt64(value)
      return
    }
    guard let (high, low) = IPAddress.ipv6(text) else { return nil }
    self.high = high
    self.low = low
  }

  /// Reads an address from text.
  package init?(_ text: String) {
    guard let address = Array(text.utf8).withUnsafeBytes({ IPAddress($0) }) else { return nil }
    self = address
  }

  private static func ipv4(_ text: UnsafeRawBufferPointer) -> UInt32? {
    guard text.count >= 7, text.count <= 15 else { return nil }
    var result: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var dots = 0
    for byte in text {
      if byte == 0x2E {
        guard digits > 0, dots < 3 else { return nil }
        result = result << 8 | part
        part = 0
        digits = 0
        dots += 1
      } else {
        let digit = byte &- 0x30
        // A leading zero is no decimal number to everybody: some read it as octal.
        guard digit < 10, digits < 3, digits == 0 || part > 0 else { return nil }
        part = part * 10 + UInt32(digit)
        digits += 1
        guard part <= 255 else { return nil }
      }
    }
    guard dots == 3, digits > 0 else { return nil }
    return result << 8 | part
  }

  private static func ipv6(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt64)? {
    var groups: [UInt16] = []
    var gap: Int?
    var index = 0
    if text[0] == 0x3A {
      guard text[1] == 0x3A else { return nil }
      gap = 0
      index = 2
    }
    while index < text.count {
      var end = index
      var value: UInt32 = 0
      while end < text.count, let digit = hexDigit(text[end]) {
        value = value << 4 | digit
        end += 1
        guard end - index <= 4 else { return nil }
      }
      if end < text.count, text[end] == 0x2E {
        guard let tail = ipv4(UnsafeRawBufferPointer(rebasing: text[index...])) else { return nil }
        groups.append(UInt16(truncatingIfNeeded: tail >> 16))
        groups.append(UInt16(truncatingIfNeeded: tail))
        index = text.count
        break
      }
      guard end > index else { return nil }
      groups.append(UInt16(truncatingIfNeeded: value))
      index = end
      if index == text.count { break }
      guard text[index] == 0x3A else { return nil }
      index += 1
      if index < text.count, text[index] == 0x3A {
        guard gap == nil else { return nil }
        gap = groups.count
        index += 1
      } else if index == text.count {
        return nil
      }
    }
    guard groups.count <= 8, gap == nil ? groups.count == 8 : groups.count <= 7 else { return nil }
    if let gap {
      groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
    }
    let high = groups[0..<4].reduce(0) { $0 << 16 | UInt64($1) }
    let low = groups[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
    return (high, low)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x61...0x66: UInt32(byte) - 0x57
    case 0x41...0x46: UInt32(byte) - 0x37
    default: nil
    }
  }

  /// Dotted decimal for IPv4, RFC 5952 for IPv6.
  package var description: String {
    if isIPv4 {
      return [24, 16, 8, 0].map { String(low >> UInt64($0) & 0xFF) }.joined(separator: ".")
    }
    let groups = (0..<8).map {
      UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - $0 % 4 * 16))
    }
    // The longest run of two or more zero groups becomes `::`, the first one of equals.
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    let hex = groups.map { String($0, radix: 16) }
    if best.isEmpty { return hex.joined(separator: ":") }
    return hex[..<best.lowerBound].joined(separator: ":") + "::"
      + hex[best.upperBound...].joined(separator: ":")
  }
}

/// A network: all addresses that share the first bits with one address.
package struct IPNetwork: Hashable, Sendable {
  /// The lowest address.
  package var first: IPAddress
  /// The highest address.
  package var last: IPAddress

  /// The addresses as ranges.
  ///
  /// A network of IPv6 that is wider than `::ffff:0:0/96` does not hold
  /// the IPv4 addresses, which only their form of storage puts there.
  package var ranges: [ClosedRange<IPAddress>] {
    let firstIPv4 = IPAddress(high: 0, low: 0xFFFF_0000_0000)
    let lastIPv4 = IPAddress(high: 0, low: 0xFFFF_FFFF_FFFF)
    let isWider =
      first <= firstIPv4 && last >= lastIPv4 && !(first == firstIPv4 && last == lastIPv4)
    guard isWider else { return [first...last] }
    var ranges: [ClosedRange<IPAddress>] = []
    if first < firstIPv4 { ranges.append(first...IPAddress(high: 0, low: firstIPv4.low - 1)) }
    if last > lastIPv4 { ranges.append(IPAddress(high: 0, low: lastIPv4.low + 1)...last) }
    return ranges
  }

  /// Reads `address/bits`; bits `0...32` for IPv4 and `0...128` for IPv6.
  ///
  /// Host bits are ignored.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])),
      !parts[1].isEmpty, parts[1].utf8.allSatisfy({ $0 &- 0x30 < 10 }), let bits = Int(parts[1]),
      bits <= (address.isIPv4 && !parts[0].contains(":") ? 32 : 128)
    else { return nil }
    let prefix = address.isIPv4 && !parts[0].contains(":") ? bits + 96 : bits
    let highMask = prefix >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(prefix))
    let lowMask = prefix <= 64 ? 0 : ~(prefix == 128 ? 0 : UInt64.max >> UInt64(prefix - 64))
    first = IPAddress(high: address.high & highMask, low: address.low & lowMask)
    last = IPAddress(high: address.high | ~highMask, low: address.low | ~lowMask)
  }
}
