/// Numbers for pairs of numbers, in the order in which they come.
///
/// An answer of a million events looks up several million pairs: a dictionary with a keyed hash takes most
/// of its time for the hash. Pairs come from ordinals of a segment, and which of them there are is up
/// to whoever writes logs, so places are spread by a multiplication and a seed of the process.
package struct PairNumbers {
  /// The pairs, by number.
  package private(set) var pairs: [UInt64] = []
  /// Number + 1 by slot; 0 is free.
  private var slots: [UInt32]
  private let seed: UInt64

  private static let processSeed = UInt64.random(in: .min ... .max) | 1

  package init() {
    slots = [UInt32](repeating: 0, count: 64)
    seed = PairNumbers.processSeed
  }

  /// How many pairs there are.
  package var count: Int { pairs.count }

  /// The number of a pair, known or new: then it is the ``count`` before.
  package mutating func number(_ pair: UInt64) -> UInt32 {
    var slot = place(pair)
    while slots[slot] != 0 {
      let number = slots[slot] - 1
      if pairs[Int(number)] == pair { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    pairs.append(pair)
    slots[slot] = UInt32(pairs.count)
    if pairs.count * 2 > slots.count { grow() }
    return UInt32(pairs.count - 1)
  }

  /// Both halves of the product of 128 bits: the upper one alone would leave small differences together.
  private func place(_ pair: UInt64) -> Int {
    let product = (pair ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (number, pair) in pairs.enumerated() {
      var slot = place(pair)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }
}

/// The values of groups: a row a group, a column a field.
struct GroupKeys {
  let arity: Int
  private var values: [UInt32] = []
  private(set) var count: Int

  /// One group of everything, which no field divides.
  init() {
    arity = 0
    count = 1
  }

  /// No groups.
  init(arity: Int) {
    self.arity = arity
    count = 0
  }

  subscript(group: Int, field: Int) -> UInt32 { values[group * arity + field] }

  /// The values of a field, group by group.
  func values(_ field: Int) -> [UInt32] {
    (0..<count).map { values[$0 * arity + field] }
  }

  /// Adds a group: one of others, whose fields are one fewer, and the value of the last field.
  mutating func append(_ other: GroupKeys, _ group: Int, _ value: UInt32) {
    for field in 0..<other.arity { values.append(other[group, field]) }
    values.append(value)
    count += 1
  }
}
