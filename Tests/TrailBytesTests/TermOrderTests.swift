import Testing
import TrailBytes
import TrailTestSupport

@Suite struct TermOrderTests {
  private static let letters = Array("aAbBzZ09-_ａＡｚｱアｶﾞガｶか漢ÀàΣσ🙂 \u{3099}").map(String.init)

  /// Texts that often share a folded form, and some bytes that are no text.
  private static func term(_ random: inout SplitMix64) -> [UInt8] {
    var bytes = (0..<random.below(5)).flatMap { _ in Array(random.pick(letters).utf8) }
    if random.chance(10) { bytes.append(UInt8(random.below(256))) }
    return bytes
  }

  private static func compare(_ order: TermOrder, _ left: [UInt8], _ right: [UInt8]) -> Int {
    left.withUnsafeBytes { left in right.withUnsafeBytes { order.compare(left, $0) } }
  }

  private static func sign(_ left: [UInt8], _ right: [UInt8]) -> Int {
    left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
  }

  @Test(arguments: 0..<8)
  func `the folded order compares folded forms, then bytes`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      let left = Self.term(&random)
      let right = Self.term(&random)
      let folded = Self.sign(
        left.withUnsafeBytes { TextFolding.fold($0) },
        right.withUnsafeBytes { TextFolding.fold($0) })
      let expected = folded != 0 ? folded : Self.sign(left, right)
      #expect(Self.compare(.folded, left, right) == expected, "seed \(seed): \(left) \(right)")
      #expect(Self.compare(.bytes, left, right) == Self.sign(left, right))
      let foldedOrder = left.withUnsafeBytes { left in
        right.withUnsafeBytes { TermOrder.compareFolded(left, $0) }
      }
      #expect(foldedOrder == folded, "seed \(seed): \(left) \(right)")
    }
  }

  @Test(arguments: [TermOrder.bytes, .folded])
  func `the order is total`(order: TermOrder) {
    var random = SplitMix64(seed: 99)
    let terms = (0..<60).map { _ in Self.term(&random) }
    for left in terms {
      #expect(Self.compare(order, left, left) == 0)
      for right in terms {
        let forth = Self.compare(order, left, right)
        #expect(forth == -Self.compare(order, right, left))
        #expect((forth == 0) == (left == right))
        for third in terms where forth < 0 && Self.compare(order, right, third) < 0 {
          #expect(Self.compare(order, left, third) < 0)
        }
      }
    }
  }

  @Test func `spellings of one folded form are neighbours`() {
    let terms = ["alice", "ALICE", "Ａlice", "alicf", "ALICD", "alice-2", "ｱ", "ア", "ィ"]
      .map { Array($0.utf8) }
    let sorted = terms.sorted { Self.compare(.folded, $0, $1) < 0 }
      .map { String(decoding: $0, as: UTF8.self) }
    #expect(
      sorted == ["ALICD", "ALICE", "alice", "Ａlice", "alice-2", "alicf", "ア", "ｱ", "ィ"])
  }
}
