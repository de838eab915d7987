internal import TrailSegment

/// The documents of two segments that have one fingerprint.
///
/// Both tables are sorted. The cursor that is behind leaps to the fingerprint of the other one by
/// the heads of the blocks, so that a small segment against a large one reads about a block a
/// document of the small one.
enum FingerprintMatches {
  /// Calls `body` with the documents of either segment, for each fingerprint that both have.
  static func forEach(
    _ left: SegmentReader, _ right: SegmentReader,
    _ body: (_ lefts: [DocID], _ rights: [DocID]) -> Void
  ) throws(IndexError) {
    var first = try FingerprintCursor(left)
    var second = try FingerprintCursor(right)
    while let one = first.current, let other = second.current {
      if one < other {
        try first.advance(to: other)
      } else if other < one {
        try second.advance(to: one)
      } else {
        body(try first.group(), try second.group())
      }
    }
  }
}

/// Walks the entries of a fingerprint table in order.
private struct FingerprintCursor {
  private let table: FingerprintTableReader
  private let block = FingerprintBlock()
  /// Those of the block.
  private var fingerprints = UnsafeBufferPointer<UInt64>(start: nil, count: 0)
  /// The number of the block behind the one that is loaded, and its first fingerprint.
  private var nextBlock = 0
  private var nextFirst = UInt64.max
  private var index = 0

  init(_ reader: SegmentReader) throws(IndexError) {
    table = try reader.fingerprints()
    try load(0)
  }

  /// Loads a block, when there is one, and stands on its first entry.
  private mutating func load(_ number: Int) throws(IndexError) {
    guard number < table.blockCount else { return }
    try table.load(number, into: block)
    fingerprints = block.fingerprints
    nextBlock = number + 1
    nextFirst =
      nextBlock < table.blockCount ? try table.firstFingerprint(ofBlock: nextBlock) : .max
    index = 0
  }

  /// The fingerprint that the cursor stands on, `nil` behind the last.
  var current: UInt64? {
    index < fingerprints.count ? fingerprints[index] : nil
  }

  /// Moves to the next entry.
  private mutating func step() throws(IndexError) {
    index += 1
    if index >= fingerprints.count { try load(nextBlock) }
  }

  /// Moves to the first entry whose fingerprint is not below `target`.
  ///
  /// - Complexity: O(log *d*) heads for a leap over *d* blocks, and one block.
  mutating func advance(to target: UInt64) throws(IndexError) {
    if nextFirst < target, nextBlock < table.blockCount {
      // Some later block starts below the target: leap further and further, then halve.
      var low = nextBlock
      var step = 1
      while low + step < table.blockCount,
        try table.firstFingerprint(ofBlock: low + step) < target
      {
        low += step
        step *= 2
      }
      var high = min(low + step, table.blockCount)
      while low + 1 < high {
        let middle = (low + high) / 2
        if try table.firstFingerprint(ofBlock: middle) < target {
          low = middle
        } else {
          high = middle
        }
      }
      try load(low)
    }
    while let current, current < target { try step() }
  }

  /// The documents with the fingerprint that the cursor stands on; moves behind them.
  mutating func group() throws(IndexError) -> [DocID] {
    guard let fingerprint = current else { return [] }
    var documents: [DocID] = []
    while let current, current == fingerprint {
      documents.append(try table.document(at: index, of: block))
      try step()
    }
    return documents
  }
}
