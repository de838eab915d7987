import Foundation

/// An IPv4 or IPv6 address as the plain scan compares it.
///
/// Representation: 4 or 16 bytes. An IPv4-mapped IPv6 address (`::ffff:1.2.3.4`) becomes 4 bytes.
struct PlainAddress: Equatable {
  let bytes: [UInt8]

  /// Reads an address with the C library's strict `inet_pton`.
  ///
  /// Leading zeros in IPv4 fields, zone ids, brackets and ports are not part of an address.
  init?(_ text: String) {
    guard !text.utf8.contains(0) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &buffer) == 1 {
      bytes = Array(buffer[..<4])
    } else if inet_pton(AF_INET6, text, &buffer) == 1 {
      let isMapped = buffer[..<10].allSatisfy { $0 == 0 } && buffer[10...11] == [0xFF, 0xFF]
      bytes = isMapped ? Array(buffer[12...]) : buffer
    } else {
      return nil
    }
  }

  /// The one spelling: dotted decimal, or RFC 5952 (lower case, the longest run of two or more
  /// zero groups as `::`, the first of equals).
  var text: String {
    if bytes.count == 4 {
      return bytes.map { String($0) }.joined(separator: ".")
    }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
    var longest = 0..<0
    for start in 0..<8 {
      let length = groups[start...].prefix { $0 == 0 }.count
      if length >= 2, length > longest.count { longest = start..<(start + length) }
    }
    func spelled(_ part: ArraySlice<Int>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if longest.isEmpty { return spelled(groups[...]) }
    return spelled(groups[..<longest.lowerBound]) + "::" + spelled(groups[longest.upperBound...])
  }
}

/// A range of addresses written `address/bits`.
struct PlainNetwork {
  private let base: [UInt8]
  private let bits: Int

  /// Reads a range; bits of the address beyond the length are ignored.
  ///
  /// A range inside `::ffff:0:0/96` is one of IPv4.
  init?(_ text: String) {
    guard
      let head = text.before(first: "/"), let tail = text.after(first: "/"),
      let address = PlainAddress(head), let length = Int(tail), length >= 0
    else { return nil }
    let isMapped = address.bytes.count == 4 && head.containsBytes(":")
    if isMapped {
      guard (96...128).contains(length) else { return nil }
      bits = length - 96
    } else {
      guard length <= address.bytes.count * 8 else { return nil }
      bits = length
    }
    base = address.bytes
  }

  /// Tells whether `address` is of the same family and has the same leading bits.
  func contains(_ address: PlainAddress) -> Bool {
    guard address.bytes.count == base.count else { return false }
    return (0..<bits).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return address.bytes[bit / 8] & mask == base[bit / 8] & mask
    }
  }
}
