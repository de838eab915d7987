/// The fields of the event at hand, noted while it is written, and the rules of
/// `Documentation/Keys.md` that make keys of them.
///
/// A fact points at bytes in the buffer of records or in the pool of names (when the record holds
/// them escaped). Nothing is read back from JSON.
struct DemoKeyRules {
  struct Fact {
    var field: DemoField
    var isPooled: Bool
    var start: Int
    var count: Int
  }

  typealias Bytes = UnsafeBufferPointer<UInt8>

  let terms: DemoTermTable
  private(set) var facts: [Fact] = []
  private var first: [Int]
  /// The bits of the terms that the event has.
  private(set) var bits = DemoTermBits()

  init(terms: DemoTermTable) {
    self.terms = terms
    first = Array(repeating: -1, count: DemoField.allCases.count)
  }

  /// Forgets the event before.
  mutating func begin() {
    for fact in facts { first[Int(fact.field.rawValue)] = -1 }
    facts.removeAll(keepingCapacity: true)
    bits = DemoTermBits()
  }

  /// Notes a field that has just been written.
  mutating func note(_ field: DemoField, start: Int, count: Int, isPooled: Bool = false) {
    if first[Int(field.rawValue)] < 0 { first[Int(field.rawValue)] = facts.count }
    facts.append(Fact(field: field, isPooled: isPooled, start: start, count: count))
  }

  /// Adds a value of a key, and what follows from it.
  mutating func add(_ key: DemoKey, _ value: Bytes) {
    guard !value.isEmpty, !value.equals("-"), !value.equals("HIDDEN_DUE_TO_SECURITY_REASONS")
    else { return }
    terms.match(key, at: key.index, value, &bits)
    switch key {
    case .recipient, .caller, .targetAccount: add(.account, value)
    case .event: terms.match(eventName: value, &bits)
    case .role: addPermissionSet(ofRole: value)
    case .sub:
      if value.hasStorePrefix { terms.match(.sub, at: DemoKey.sub.index, value.from(11), &bits) }
    default: break
    }
  }

  mutating func add(_ key: DemoKey, _ text: StaticString) {
    text.withUTF8Buffer { terms.match(key, at: key.index, $0, &bits) }
  }

  mutating func add(_ address: DemoAddress) { terms.match(address, &bits) }

  /// The value of the first fact of a field; empty when it was not written.
  func value(_ field: DemoField, in buffer: Bytes, _ pool: Bytes) -> Bytes {
    let place = first[Int(field.rawValue)]
    return place < 0 ? Bytes(start: nil, count: 0) : value(of: facts[place], in: buffer, pool)
  }

  func value(of fact: Fact, in buffer: Bytes, _ pool: Bytes) -> Bytes {
    let source = fact.isPooled ? pool : buffer
    return Bytes(rebasing: source[fact.start..<fact.start + fact.count])
  }

  func has(_ field: DemoField) -> Bool { first[Int(field.rawValue)] >= 0 }

  /// `permset` of `AWSReservedSSO_P_` + 16 hex digits.
  private mutating func addPermissionSet(ofRole role: Bytes) {
    let prefix = 15
    guard role.starts(with: "AWSReservedSSO_"), role.count > prefix + 17 else { return }
    let end = role.count - 17
    guard role[end] == 0x5F, role[(end + 1)...].allSatisfy(\.isHexDigit) else { return }
    add(.permset, Bytes(rebasing: role[prefix..<end]))
  }
}

extension UnsafeBufferPointer<UInt8> {
  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && starts(with: text)
  }

  func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { other in
      for index in other.indices where self[index] != other[index] { return false }
      return true
    }
  }

  /// What follows the first `start` bytes.
  func from(_ start: Int) -> Self { Self(rebasing: self[Swift.min(start, count)...]) }

  func first(_ byte: UInt8) -> Int? { firstIndex(of: byte) }

  /// The offset behind the first `text`, `nil` when it does not occur.
  func end(of text: StaticString) -> Int? {
    let length = text.utf8CodeUnitCount
    guard count >= length else { return nil }
    for start in 0...count - length where from(start).starts(with: text) { return start + length }
    return nil
  }

  /// What follows the last `/`; the whole when there is none.
  var lastPart: Self { from((lastIndex(of: 0x2F) ?? -1) + 1) }

  /// The fifth field of an ARN; empty when there is none or it is `aws`.
  var accountOfARN: Self {
    guard starts(with: "arn:") else { return from(count) }
    var start = 0
    var colons = 0
    for index in indices where self[index] == 0x3A {
      colons += 1
      if colons == 4 { start = index + 1 }
      if colons == 5 {
        let field = Self(rebasing: self[start..<index])
        return field.equals("aws") ? from(count) : field
      }
    }
    return from(count)
  }

  /// Whether this is ten hex digits, `-` and a UUID.
  var hasStorePrefix: Bool {
    guard count == 47, self[10] == 0x2D else { return false }
    for index in indices {
      switch index {
      case 10, 19, 24, 29, 34: if self[index] != 0x2D { return false }
      default: if !self[index].isHexDigit { return false }
      }
    }
    return true
  }
}

extension UInt8 {
  var isHexDigit: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 6 }
}
