/// The keys of `Documentation/Keys.md` that the look-ups of `truth.json` ask.
enum DemoKey: String, CaseIterable {
  case user, target, sub, recipient, caller
  case targetAccount = "target-account"
  case account, ip, via, event, source, region, role, permset, key, arn, resource, principal
  case pool, client, error, result, type, kind, category, readonly, mfa, agent, id, request, shared

  /// Whether letter case and width do not matter.
  var isFolded: Bool {
    switch self {
    case .user, .target, .event, .source, .region, .role, .permset, .error, .result, .type, .kind,
      .category, .readonly, .mfa:
      true
    case .sub, .recipient, .caller, .targetAccount, .account, .ip, .via, .key, .arn, .resource,
      .principal, .pool, .client, .agent, .id, .request, .shared:
      false
    }
  }

  /// The place of the key in tables.
  var index: Int { Self.places[rawValue] ?? 0 }

  private static let places = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1.rawValue, $0) }
  )
}

/// The terms that the event at hand has, as bits: one for each looked-up term.
typealias DemoTermBits = SIMD8<UInt64>

/// The looked-up terms, and which of them a value is.
///
/// A value is compared by a 64-bit hash of its folded bytes; few values get so far, because the
/// lengths of the terms of each key are checked first.
struct DemoTermTable: Sendable {
  /// The most terms there can be.
  static let limit = 512

  private struct Network {
    var high: UInt64
    var low: UInt64
    var length: Int
    var term: Int
  }

  private(set) var count = 0
  private var names: [String: Int] = [:]
  private var slots: [(hash: UInt64, term: Int)] = Array(repeating: (0, -1), count: 1_024)
  private var lengths: [UInt64] = Array(repeating: 0, count: DemoKey.allCases.count)
  private var prefixes: [(bytes: [UInt8], term: Int)] = []
  private var networks: [Network] = []

  private mutating func number(_ name: String) -> (term: Int, isNew: Bool) {
    if let old = names[name] { return (old, false) }
    precondition(count < Self.limit, "more looked-up terms than bits")
    names[name] = count
    count += 1
    return (count - 1, true)
  }

  /// Adds a term that a value must equal, and returns its bit.
  mutating func add(_ key: DemoKey, _ text: String) -> Int {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { value in
      let hash = Self.hash(key, value)
      let made = number("\(key.rawValue):\(hash)")
      guard made.isNew else { return made.term }
      var place = Int(hash & 1_023)
      while slots[place].term >= 0 { place = (place + 1) & 1_023 }
      slots[place] = (hash, made.term)
      lengths[key.index] |= 1 << UInt64(Self.foldedCount(value) & 63)
      return made.term
    }
  }

  /// Adds the term of all event names that start with `text`.
  mutating func add(eventPrefix text: String) -> Int {
    let made = number("event:\(text)*")
    if made.isNew { prefixes.append((Array(text.utf8).map(Self.lower), made.term)) }
    return made.term
  }

  /// Adds the term of all addresses in a network; IPv4 counts as mapped, from 96 bits on.
  mutating func add(_ address: DemoAddress, length: Int) -> Int {
    let made = number("ip:\(address.high)-\(address.low)/\(length)")
    if made.isNew {
      networks.append(
        Network(high: address.high, low: address.low, length: length, term: made.term)
      )
    }
    return made.term
  }

  /// Sets the bits of the terms that `value` is.
  func match(
    _ key: DemoKey,
    at place: Int,
    _ value: UnsafeBufferPointer<UInt8>,
    _ bits: inout DemoTermBits
  ) {
    if lengths[place] & (1 << UInt64(value.count & 63)) == 0, !Self.mayBeWide(key, value) {
      return
    }
    let hash = Self.hash(key, value)
    var slot = Int(hash & 1_023)
    while slots[slot].term >= 0 {
      if slots[slot].hash == hash { Self.set(slots[slot].term, &bits) }
      slot = (slot + 1) & 1_023
    }
  }

  /// Sets the bits of the prefixes that the name of an event starts with.
  func match(eventName value: UnsafeBufferPointer<UInt8>, _ bits: inout DemoTermBits) {
    for prefix in prefixes
    where value.count >= prefix.bytes.count
      && zip(prefix.bytes, value).allSatisfy({ $0 == Self.lower($1) })
    {
      Self.set(prefix.term, &bits)
    }
  }

  /// Sets the bits of the networks that hold an address.
  func match(_ address: DemoAddress, _ bits: inout DemoTermBits) {
    for network in networks {
      let highMask: UInt64 = network.length >= 64 ? .max : ~(.max >> UInt64(network.length))
      let lowMask: UInt64 = network.length <= 64 ? 0 : ~(.max >> UInt64(network.length - 64))
      if (address.high ^ network.high) & highMask == 0, (address.low ^ network.low) & lowMask == 0 {
        Self.set(network.term, &bits)
      }
    }
  }

  @inline(__always)
  static func set(_ term: Int, _ bits: inout DemoTermBits) {
    bits[term >> 6] |= 1 << UInt64(term & 63)
  }

  @inline(__always)
  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  private static func mayBeWide(_ key: DemoKey, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
    key.isFolded && value.contains { $0 >= 0x80 }
  }

  /// The bytes of the folded form: a full-width ASCII form (three bytes, EF BC/BD xx) becomes one.
  private static func foldedCount(_ value: UnsafeBufferPointer<UInt8>) -> Int {
    value.count - 2 * value.indices.count { isWide(value, $0) }
  }

  @inline(__always)
  private static func isWide(_ value: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    guard value[index] == 0xEF, index + 2 < value.count else { return false }
    return value[index + 1] == 0xBC && value[index + 2] > 0x80
      || value[index + 1] == 0xBD && value[index + 2] < 0x9F
  }

  /// FNV-1a of the key and the bytes, folded when the key is; full-width ASCII counts as ASCII.
  private static func hash(_ key: DemoKey, _ value: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 &+ UInt64(key.index) &* 0x9E37_79B9_7F4A_7C15
    let folds = key.isFolded
    var index = 0
    while index < value.count {
      var byte = value[index]
      if folds {
        if isWide(value, index) {
          byte = value[index + 2] &- 0x80 &+ (value[index + 1] == 0xBC ? 0x20 : 0x60)
          index += 2
        }
        byte = lower(byte)
      }
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      index += 1
    }
    return DemoRandom.mix(hash)
  }
}
