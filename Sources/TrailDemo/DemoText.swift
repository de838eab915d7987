/// A run of bytes in the shared pool of names; copying one touches no reference count.
struct DemoText: Equatable, Sendable {
  var start: UInt32 = 0
  var count: UInt32 = 0

  /// The text without bytes, which stands for "none".
  static let none = DemoText()
  var isEmpty: Bool { count == 0 }
  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// Collects the names of the organization and the fixed parts of records, each once.
struct DemoTextPool {
  private(set) var bytes: [UInt8] = []
  private var known: [String: DemoText] = [:]

  mutating func add(_ text: String) -> DemoText {
    if let old = known[text] { return old }
    let made = add(Array(text.utf8))
    known[text] = made
    return made
  }

  mutating func add(_ text: [UInt8]) -> DemoText {
    let made = DemoText(start: UInt32(bytes.count), count: UInt32(text.count))
    bytes.append(contentsOf: text)
    return made
  }

  func string(_ text: DemoText) -> String { String(decoding: bytes[text.range], as: UTF8.self) }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  mutating func append(_ text: DemoText, of pool: UnsafeBufferPointer<UInt8>) {
    append(contentsOf: UnsafeBufferPointer(rebasing: pool[text.range]))
  }

  /// Appends text as the inside of a JSON string.
  mutating func append(escaping text: DemoText, of pool: UnsafeBufferPointer<UInt8>) {
    for byte in pool[text.range] {
      if byte == 0x22 || byte == 0x5C { append(0x5C) }
      append(byte)
    }
  }

  /// Appends a number in decimal, with leading zeros up to `width` digits.
  mutating func append(decimal number: Int, width: Int = 1) {
    var divisor = 1
    var digits = 1
    while digits < width || number / divisor >= 10 {
      divisor *= 10
      digits += 1
    }
    while divisor > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  /// Appends the low `digits` hex digits of a number, small letters.
  mutating func append(hex number: UInt64, digits: Int) {
    for place in stride(from: (digits - 1) * 4, through: 0, by: -4) {
      let nibble = UInt8(truncatingIfNeeded: number >> UInt64(place)) & 15
      append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
    }
  }

  /// Appends random hex digits.
  mutating func append(hexDigits count: Int, from random: inout DemoRandom) {
    var rest = count
    while rest > 0 {
      let digits = Swift.min(rest, 16)
      append(hex: random.next(), digits: digits)
      rest -= digits
    }
  }

  /// Appends `count` random letters and digits out of `alphabet`, which has 32 or 64 characters.
  mutating func append(random count: Int, of alphabet: StaticString, from random: inout DemoRandom)
  {
    let mask = UInt64(alphabet.utf8CodeUnitCount - 1)
    let width = UInt64(mask.nonzeroBitCount)
    alphabet.withUTF8Buffer { letters in
      var bits: UInt64 = 0
      var left: UInt64 = 0
      for _ in 0..<count {
        if left < width {
          bits = random.next()
          left = 64
        }
        append(letters[Int(bits & mask)])
        bits >>= width
        left -= width
      }
    }
  }

  /// Appends a random UUID (version 4) that `seed` alone decides.
  mutating func append(uuid seed: UInt64) {
    let high = DemoRandom.mix(seed)
    let low = DemoRandom.mix(high ^ 0x5851_F42D_4C95_7F2D)
    append(hex: high >> 32, digits: 8)
    append(0x2D)
    append(hex: high >> 16, digits: 4)
    append(0x2D)
    append(hex: high & 0x0FFF | 0x4000, digits: 4)
    append(0x2D)
    append(hex: (low >> 48) & 0x3FFF | 0x8000, digits: 4)
    append(0x2D)
    append(hex: low, digits: 12)
  }

  /// Appends the 16 characters of an access key after its prefix; `seed` alone decides them.
  mutating func append(accessKey seed: UInt64) {
    var random = DemoRandom(seed: seed)
    append(random: 16, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", from: &random)
  }
}
