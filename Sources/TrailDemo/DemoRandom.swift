/// A seeded generator of random numbers (SplitMix64) with the few draws the archive needs.
///
/// Integers only: no result depends on a floating-point library.
struct DemoRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A generator of its own for a part of the archive: equal parts give equal numbers.
  init(seed: UInt64, part: UInt64, ordinal: UInt64 = 0) {
    state = Self.mix(Self.mix(seed ^ 0x7472_6169_6c73_6966) &+ part) &+ Self.mix(ordinal &+ 1)
  }

  /// The finalizer of SplitMix64: every bit of the result depends on every bit of `value`.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    let result = Self.mix(state)
    state &+= 0x9E37_79B9_7F4A_7C15
    return result
  }

  /// A number in `0..<bound`; `bound` must be positive.
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in `range`.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True in `count` of 1,000 draws.
  mutating func perMille(_ count: Int) -> Bool { below(1_000) < count }

  /// An index in `0..<count` where the first are met often and the last seldom (Zipf by octaves:
  /// each of 0, 1–2, 3–6, 7–14 … is met equally often).
  mutating func zipf(_ count: Int) -> Int {
    let octaves = count.bitWidth - count.leadingZeroBitCount
    while true {
      let octave = below(octaves)
      let index = (1 << octave) - 1 + below(1 << octave)
      if index < count { return index }
    }
  }

  /// A size around `median` with a long tail, at least 1: the median times 2 to a power that is
  /// the sum of four uniform draws, in steps of a sixteenth of an octave.
  mutating func size(median: Int, octaves: Int) -> Int {
    var sixteenths = -2 * 16 * octaves
    for _ in 0..<4 { sixteenths += below(16 * octaves + 1) }
    let whole = sixteenths >> 4
    let part = sixteenths & 15
    // 2^(part/16) is close to 1 + part/16 within 6 %, enough for a size.
    let scaled = median * (16 + part)
    return max(1, whole >= 0 ? (scaled << whole) >> 4 : scaled >> (4 - whole))
  }

  /// Puts `items` in random order.
  mutating func shuffle<Item>(_ items: inout [Item]) {
    guard items.count > 1 else { return }
    for index in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(index, below(index + 1))
    }
  }
}
