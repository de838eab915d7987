import Testing
import TrailTestSupport

@testable import TrailSearch

/// Numbers of groups: in the order of appearance, however many there are.
@Suite struct PairNumbersTests {
  @Test(arguments: [0, 1, 32, 33, 5_000])
  func `each pair has one number, in the order of appearance`(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    // Extremes, neighbours that differ in one half alone, and what lies far apart.
    var pairs: [UInt64] = [0, .max, 1, 1 << 32, .max - 1, .max >> 32]
    for number in 0..<UInt64(count) { pairs += [number << 32, number | 7 << 40, random.next()] }
    var distinct: [UInt64] = []
    var known: Set<UInt64> = []
    for pair in pairs where known.insert(pair).inserted { distinct.append(pair) }
    var numbers = PairNumbers()
    for _ in 0..<2 {
      for (number, pair) in distinct.enumerated() {
        #expect(numbers.number(pair) == UInt32(number))
      }
      #expect(numbers.count == distinct.count)
    }
  }

  @Test func `the values of a group are those of the one it came from and its own`() {
    var first = GroupKeys(arity: 1)
    for value: UInt32 in [5, 0, 9] { first.append(GroupKeys(), 0, value) }
    var second = GroupKeys(arity: 2)
    second.append(first, 2, 70)
    second.append(first, 0, 0)
    #expect(second.count == 2 && second.arity == 2)
    #expect(second.values(0) == [9, 5] && second.values(1) == [70, 0])
    #expect(second[1, 0] == 5 && second[0, 1] == 70)
    #expect(GroupKeys().count == 1)
  }
}
