/// A small seeded generator, so that every random test can be run again from its seed.
///
/// Promises: the same seed gives the same numbers on every machine and in every release.
/// Not for anything secret.
/// Source: Sebastiano Vigna, `splitmix64.c`, https://prng.di.unimi.it/splitmix64.c
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence that belongs to `seed`; any value is good, also 0.
  package init(seed: UInt64) {
    state = seed
  }

  /// Returns the next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Returns a number in `0..<bound`; `bound` is at least 1.
  ///
  /// The remainder is a little uneven, which no test here can notice.
  package mutating func below(_ bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  /// Answers `true` in `percent` of 100 cases.
  package mutating func chance(_ percent: Int) -> Bool {
    below(100) < percent
  }

  /// Returns one of `choices`, which is not empty.
  package mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[below(choices.count)]
  }

  /// Returns `count` lower-case hex digits.
  package mutating func hex(_ count: Int) -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<count).map { _ in pick(digits) })
  }

  /// Returns a random UUID in lower case, 8-4-4-4-12.
  package mutating func uuid() -> String {
    [hex(8), hex(4), hex(4), hex(4), hex(12)].joined(separator: "-")
  }
}
