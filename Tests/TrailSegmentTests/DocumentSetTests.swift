import Testing
import TrailTestSupport

@testable import TrailSegment

@Suite struct DocumentSetTests {
  /// Sets of every representation with the sets they must equal.
  private static func pairs(
    _ random: inout SplitMix64, universe: Int
  ) -> [(DocumentSet, Set<DocID>)] {
    var pairs: [(DocumentSet, Set<DocID>)] = [(DocumentSet(universe: universe), [])]
    pairs.append((.all(universe: universe), Set(0..<DocID(universe))))
    for percent in [1, 30, 95] {
      let members = (0..<universe).filter { _ in random.chance(percent) }.map { DocID($0) }
      pairs.append((DocumentSet(sorted: members, universe: universe), Set(members)))
      let sorted = DocumentSet(sorted: members, universe: universe)
      pairs.append((DocumentSet(bitmap: sorted.bitmap, universe: universe), Set(members)))
    }
    let start = random.below(universe)
    let ranges = [start..<min(start + 70, universe), 0..<(universe / 5)]
    let inside = Set(ranges.joined().map { DocID($0) })
    pairs.append((DocumentSet(ranges: ranges, universe: universe), inside))
    return pairs
  }

  @Test(arguments: [1, 63, 64, 65, 200, 1_000])
  func `the algebra equals that of sets`(universe: Int) {
    var random = SplitMix64(seed: UInt64(universe))
    let pairs = Self.pairs(&random, universe: universe)
    for (left, leftModel) in pairs {
      #expect(left.sorted == leftModel.sorted())
      #expect(left.count == leftModel.count && left.isEmpty == leftModel.isEmpty)
      for (right, rightModel) in pairs {
        #expect(left.union(right).sorted == leftModel.union(rightModel).sorted())
        #expect(left.intersection(right).sorted == leftModel.intersection(rightModel).sorted())
        #expect(left.subtracting(right).sorted == leftModel.subtracting(rightModel).sorted())
        #expect(left.subtracting(right).count == leftModel.subtracting(rightModel).count)
      }
    }
  }

  @Test func `membership equals that of a set, also behind the end`() {
    var random = SplitMix64(seed: 2)
    for (set, model) in Self.pairs(&random, universe: 130) {
      for document in DocID(0)..<200 { #expect(set.contains(document) == model.contains(document)) }
    }
  }

  @Test func `ranges are cut at the universe`() {
    #expect(DocumentSet(ranges: [60..<900], universe: 70).sorted == Array(60..<70))
    #expect(DocumentSet(ranges: [5..<5, 80..<90], universe: 70).isEmpty)
  }
}
