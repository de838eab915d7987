import Glibc
import Testing
import TrailEvents
import TrailTestSupport

@Suite struct IPAddressTests {
  /// Spellings and the text of RFC 5952 (or dotted decimal) that they all have.
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("0.10.200.0", "0.10.200.0"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("::FFFF:c000:201", "192.0.2.1"), ("0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"),
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("0:0:0:0:0:0:0:0", "::"),
    ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("2001:0db8::0001", "2001:db8::1"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("fe80::A", "fe80::a"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"), ("::192.0.2.1", "::c000:201"),
  ])
  func `spellings of an address have one form`(text: String, canonical: String) throws {
    let address = try #require(IPAddress(text), "\(text)")
    #expect(address.description == canonical)
    #expect(IPAddress(canonical) == address)
    #expect(address.bytes.withUnsafeBytes { IPAddress(stored: $0) } == address)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4 ",
    " 1.2.3.4", "0001.2.3.4", "01.2.3.4", "1.2.3.00", "::ffff:192.0.02.1", "1.2.3.-4", "1.2.3.4/32",
    "1.2.3.4:80", "01.2.3.0x4", ":", ":1",
    "1:", "1:2", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "fe80::1%eth0", "[::1]",
    "1:2:3:4:5:6:7:192.0.2.1", "::192.0.2.1:1", "::192.0.2", "::1.2.3.256", "AWS Internal",
    "s3.amazonaws.com", "１.2.3.4",
  ])
  func `anything else is no address`(text: String) {
    #expect(IPAddress(text) == nil)
  }

  /// Glibc's spelling; it writes addresses with 96 zeros first with an IPv4 part, we do not.
  private static func systemText(_ address: IPAddress) -> String? {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let isIPv4 = address.isIPv4
    let bytes = isIPv4 ? Array(address.bytes[12...]) : address.bytes
    guard
      inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil
    else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test(arguments: 0..<4)
  func `random addresses have the system's spelling`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      var groups = (0..<8).map { _ in
        random.chance(50) ? 0 : UInt64(random.chance(30) ? random.below(16) : random.below(1 << 16))
      }
      if random.chance(30) {
        groups.replaceSubrange(0..<6, with: [0, 0, 0, 0, 0, 0xFFFF])
      } else if groups[..<6].allSatisfy({ $0 == 0 }) {
        groups[0] = 0x2001
      }
      let address = IPAddress(
        high: groups[..<4].reduce(0) { $0 << 16 | $1 },
        low: groups[4...].reduce(0) { $0 << 16 | $1 })
      let text = try #require(Self.systemText(address))
      #expect(address.description == text, "seed \(seed)")
      #expect(IPAddress(text) == address, "seed \(seed): \(text)")
      #expect(IPAddress(text.uppercased()) == address)
    }
  }

  @Test func `the order of addresses is that of their stored bytes`() {
    var random = SplitMix64(seed: 5)
    let all = (0..<200).map { _ in
      IPAddress(high: random.next() >> UInt64(random.below(64)), low: random.next())
    }
    let byBytes = all.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    #expect(all.sorted() == byBytes)
  }

  @Test func `stored bytes of another length are refused`() {
    for count in [0, 4, 15, 17] {
      let bytes = [UInt8](repeating: 0, count: count)
      #expect(bytes.withUnsafeBytes { IPAddress(stored: $0) } == nil)
    }
  }
}

@Suite struct IPNetworkTests {
  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.0", "192.0.2.255"), ("192.0.2.77/24", "192.0.2.0", "192.0.2.255"),
    ("192.0.2.1/32", "192.0.2.1", "192.0.2.1"), ("10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
    ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"), ("128.0.0.0/1", "128.0.0.0", "255.255.255.255"),
    ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::1/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
    ("2001:db8::1/65", "2001:db8::", "2001:db8::7fff:ffff:ffff:ffff"),
    ("2001:db8::1/63", "2001:db8::", "2001:db8:0:1:ffff:ffff:ffff:ffff"),
    ("2001:db8::5/128", "2001:db8::5", "2001:db8::5"),
    ("::ffff:192.0.2.0/120", "192.0.2.0", "192.0.2.255"),
    ("::ffff:0:0/96", "0.0.0.0", "255.255.255.255"),
  ])
  func `a network is the range from its first to its last address`(
    text: String, first: String, last: String
  ) throws {
    let network = try #require(IPNetwork(text))
    #expect(network.first.description == first)
    #expect(network.last.description == last)
    #expect(network.ranges == [network.first...network.last])
  }

  @Test(arguments: ["::/0", "::/64", "::/80", "::ffff:0:0/95"])
  func `a wide IPv6 network leaves out the IPv4 addresses`(text: String) throws {
    let network = try #require(IPNetwork(text))
    let inner = try #require(IPAddress("192.0.2.1"))
    let below = IPAddress(high: 0, low: 0xFFFE_FFFF_FFFF)
    let above = IPAddress(high: 0, low: 0x1_0000_0000_0000)
    #expect(!network.ranges.contains { $0.contains(inner) })
    #expect(network.ranges.contains { $0.contains(below) })
    #expect(network.ranges.contains { $0.contains(above) } == (network.last >= above))
    #expect(network.ranges.allSatisfy { $0.lowerBound >= network.first })
    #expect(network.ranges.allSatisfy { $0.upperBound <= network.last })
  }

  @Test(arguments: [
    "192.0.2.0", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/8/8",
    "192.0.2.0/x", "2001:db8::/129", "/8", "192.0.2/8", "192.0.2.0/99999999999999999999", "",
    "192.0.2.0/ 8",
  ])
  func `anything else is no network`(text: String) {
    #expect(IPNetwork(text) == nil)
  }

  @Test func `membership equals a comparison of the first bits`() throws {
    var random = SplitMix64(seed: 8)
    for _ in 0..<2_000 {
      let bits = random.below(129)
      let base = IPAddress(high: random.next() | 1 << 63, low: random.next())
      let network = try #require(IPNetwork("\(base)/\(bits)"))
      // An address that differs from the base in one bit.
      let flipped = random.below(128)
      let other = IPAddress(
        high: flipped < 64 ? base.high ^ (1 << UInt64(63 - flipped)) : base.high,
        low: flipped < 64 ? base.low : base.low ^ (1 << UInt64(127 - flipped)))
      #expect(network.ranges.contains { $0.contains(base) })
      if !other.isIPv4 {
        #expect(network.ranges.contains { $0.contains(other) } == (flipped >= bits))
      }
    }
  }
}
