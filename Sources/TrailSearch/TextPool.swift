internal import Glibc
internal import TrailBytes

/// Texts of a long answer, each kept once and named by a number.
///
/// A column of a million rows has few distinct values: rows hold four bytes a value, comparing two
/// is comparing numbers, and what is worked out about a text is worked out once. Numbers are given
/// in the order of appearance, so they do not depend on the seed.
package struct TextPool: Sendable {
  /// The number of a text.
  package typealias Number = UInt32

  /// The bytes of all texts one after another.
  private var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [Int] = []
  /// Numbers of texts + 1 by hash, below 32 bits of the hash; 0 is free.
  ///
  /// Most texts that are not the one are told without a look at their bytes.
  private var slots: [UInt64] = []
  private let seed: UInt64

  package init() {
    var generator = SystemRandomNumberGenerator()
    seed = generator.next()
  }

  /// The number of distinct texts.
  package var count: Int { ends.count }

  /// The number of a text, new or known; bytes that are not UTF-8 are replaced.
  package mutating func number(of text: UnsafeRawBufferPointer) -> Number {
    if !TextPool.isASCII(text) {
      // Texts of logs may hold any bytes; what is written must be readable as UTF-8.
      let repaired = String(decoding: text, as: UTF8.self)
      if !repaired.utf8.elementsEqual(text) { return number(of: repaired) }
    }
    return intern(text)
  }

  /// The number of a text, new or known.
  package mutating func number(of text: String) -> Number {
    var text = text
    return text.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  private mutating func intern(_ text: UnsafeRawBufferPointer) -> Number {
    if ends.count * 2 >= slots.count { grow() }
    let mask = slots.count - 1
    let hash = ByteHash.tableHash(text, seed: seed) >> 32
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != 0 {
      let slot = slots[place]
      let known = Number(truncatingIfNeeded: slot) - 1
      if slot >> 32 == hash, isEqual(known, text) { return known }
      place = (place + 1) & mask
    }
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[place] = hash << 32 | UInt64(ends.count)
    return UInt32(ends.count - 1)
  }

  private func range(_ number: Number) -> Range<Int> {
    (number == 0 ? 0 : ends[Int(number) - 1])..<ends[Int(number)]
  }

  private func isEqual(_ number: Number, _ text: UnsafeRawBufferPointer) -> Bool {
    let range = range(number)
    guard range.count == text.count else { return false }
    guard let other = text.baseAddress else { return true }
    return withBytes(of: number) { known in
      known.baseAddress.map { memcmp($0, other, text.count) == 0 } ?? true
    }
  }

  private mutating func grow() {
    let size = max(slots.count * 2, 64)
    precondition(size < 1 << 32, "places are told by 32 bits of a hash")
    var larger = [UInt64](repeating: 0, count: size)
    for slot in slots where slot != 0 {
      var place = Int(truncatingIfNeeded: slot >> 32) & (size - 1)
      while larger[place] != 0 { place = (place + 1) & (size - 1) }
      larger[place] = slot
    }
    slots = larger
  }

  /// Calls `body` with the bytes of a text, which are valid for the call.
  @inline(__always)
  package func withBytes<Result>(
    of number: Number, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let range = range(number)
    return try bytes.withUnsafeBytes { all in
      try body(UnsafeRawBufferPointer(rebasing: all[range]))
    }
  }

  /// All texts where they stand: text `n` ends at `ends[n]`, and begins where the one before ends.
  package struct Memory {
    package let bytes: UnsafeRawBufferPointer
    package let ends: UnsafeBufferPointer<Int>
  }

  /// Calls `body` with the memory of all texts, for those who read millions; valid for the call.
  package func withMemory<Result>(_ body: (Memory) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { bytes in
      try ends.withUnsafeBufferPointer { ends in try body(Memory(bytes: bytes, ends: ends)) }
    }
  }

  /// A text.
  package func text(_ number: Number) -> String {
    withBytes(of: number) { String(decoding: $0, as: UTF8.self) }
  }

  /// By number, the place of each text in the order of bytes.
  package func ranks() -> [UInt32] {
    let sorted = (0..<Number(ends.count)).sorted { left, right in
      withBytes(of: left) { one in
        withBytes(of: right) { other in one.lexicographicallyPrecedes(other) }
      }
    }
    var ranks = [UInt32](repeating: 0, count: ends.count)
    for (rank, number) in sorted.enumerated() { ranks[Int(number)] = UInt32(rank) }
    return ranks
  }

  private static func isASCII(_ text: UnsafeRawBufferPointer) -> Bool {
    var bits: UInt8 = 0
    for byte in text { bits |= byte }
    return bits < 0x80
  }
}
