internal import TrailSegment

/// The ordinals of the terms that match a condition.
struct OrdinalSet {
  /// Ascending, apart from one another.
  private(set) var ranges: [Range<TermOrdinal>] = []
  /// One bit an ordinal when there are many ranges; otherwise empty.
  private var bits: [UInt64] = []

  /// Ranges up to which asking one after the other is the quicker way.
  private static let fewRanges = 4

  init(_ unsorted: [Range<TermOrdinal>]) {
    for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] =
          last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
    }
    guard ranges.count > OrdinalSet.fewRanges, let last = ranges.last else { return }
    bits = [UInt64](repeating: 0, count: Int(last.upperBound) / 64 + 1)
    for range in ranges {
      DocumentSet.fill(&bits, Int(range.lowerBound)..<Int(range.upperBound))
    }
  }

  var isEmpty: Bool { ranges.isEmpty }

  var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether a stored value of a column, the ordinal + 1 or 0 for none, is in the set.
  func contains(stored: UInt64) -> Bool {
    guard stored > 0, stored <= UInt64(UInt32.max) else { return false }
    let ordinal = TermOrdinal(stored - 1)
    if bits.isEmpty {
      for range in ranges where range.contains(ordinal) { return true }
      return false
    }
    let word = Int(ordinal >> 6)
    return word < bits.count && bits[word] & (1 << UInt64(ordinal & 63)) != 0
  }
}
