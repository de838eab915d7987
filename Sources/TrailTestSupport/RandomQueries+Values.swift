/// Other spellings of values: addresses, widths and times.
extension RandomQueries {
  /// Returns a spelling of the address, a network around it, or an absent one.
  mutating func addressQuery(_ address: String) -> String {
    let isIPv6 = address.containsBytes(":")
    switch random.below(10) {
    case 0, 1, 2: return address
    case 3: return isIPv6 ? "2001:db8:ffff::1" : "192.0.2.77"
    case 4: return isIPv6 ? spelledOut(address).uppercased() : "::ffff:\(address)"
    case 5: return isIPv6 ? spelledOut(address) : "\(address),198.51.100.7"
    default: return network(around: address, isIPv6: isIPv6)
    }
  }

  /// Returns the network of a random size that holds the address, with its host bits zero.
  private mutating func network(around address: String, isIPv6: Bool) -> String {
    guard let bytes = PlainAddress(address)?.bytes else { return address }
    // From 97 bits on, no network of ::/96 and its like reaches the mapped addresses.
    let isLow = bytes.prefix(10).allSatisfy { $0 == 0 }
    let bits =
      isIPv6
      ? (isLow ? 97 + random.below(32) : random.pick([16, 32, 33, 48, 63, 64, 96, 127, 128]))
      : random.pick([0, 1, 8, 15, 16, 23, 24, 25, 29, 31, 32])
    let masked = bytes.indices.map { index in
      let kept = min(8, max(0, bits - index * 8))
      return bytes[index] & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
    if !isIPv6 {
      return masked.map { String($0) }.joined(separator: ".") + "/\(bits)"
    }
    return groups(of: masked).joined(separator: ":") + "/\(bits)"
  }

  /// Returns an IPv6 address with all eight groups of four digits.
  private func spelledOut(_ address: String) -> String {
    guard let bytes = PlainAddress(address)?.bytes else { return address }
    return groups(of: bytes).joined(separator: ":")
  }

  private func groups(of bytes: [UInt8]) -> [String] {
    stride(from: 0, to: bytes.count, by: 2).map { index in
      let digits = String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
  }

  /// Returns the value with ASCII in full width and full-width katakana in half width.
  mutating func rewidened(_ value: String) -> String {
    let percent = random.pick([20, 100])
    var result = ""
    for scalar in value.unicodeScalars {
      if random.chance(percent) {
        result += Self.otherWidth(of: scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func otherWidth(of scalar: Unicode.Scalar) -> String {
    if (0x21...0x7E).contains(scalar.value) {
      return Unicode.Scalar(scalar.value + 0xFEE0).map { String($0) } ?? ""
    }
    if scalar == " " { return "\u{3000}" }
    for (marks, mark) in [(PlainFold.voiced, "\u{FF9E}"), (PlainFold.halfVoiced, "\u{FF9F}")] {
      if let plain = marks.first(where: { $0.value == scalar })?.key {
        return halfWidth(of: plain) + mark
      }
    }
    return halfWidth(of: scalar)
  }

  private static func halfWidth(of scalar: Unicode.Scalar) -> String {
    // The two marks at the end are left alone: after a kana they would become part of it.
    let table = PlainFold.fullWidthKana.dropLast(2)
    guard let index = table.firstIndex(of: scalar) else { return String(scalar) }
    return Unicode.Scalar(0xFF61 + UInt32(index)).map { String($0) } ?? String(scalar)
  }

  /// Returns the moment as `YYYY-MM-DDThh:mm:ss.mmmZ`.
  static func utc(_ milliseconds: Int64) -> String {
    let seconds = Int(milliseconds.floored(by: 1000))
    let fraction = Int(milliseconds) - seconds * 1000
    let day = Int(Int64(seconds).floored(by: 86400))
    let second = seconds - day * 86400
    let clock = [second / 3600, second / 60 % 60, second % 60]
      .map { RandomRecords.padded($0, 2) }.joined(separator: ":")
    let date = RandomRecords.date(ofDay: day)
    return "\(date)T\(clock).\(RandomRecords.padded(fraction, 3))Z"
  }
}

extension Int64 {
  /// The quotient rounded down, also for negative numbers.
  fileprivate func floored(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
