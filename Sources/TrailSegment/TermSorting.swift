internal import TrailBytes

/// Sorts the terms of a key by eight bytes at a time.
///
/// ARNs of one service and account share dozens of bytes: a comparison of whole terms reads those
/// again and again, and misses the cache for either term. Here a term is read once for each eight
/// bytes that it shares with others.
enum TermSorting {
  typealias Keyed = (word: UInt64, term: TermID)

  /// Groups up to this size are sorted by comparing whole terms.
  private static let small = 12

  /// The terms in order.
  static func sorted(
    _ ids: [TermID], _ order: TermOrder, _ terms: TermInterner
  ) -> [TermID] {
    var keyed = ids.map { (word: order.prefix(terms.bytes($0)), term: $0) }
    if order == .bytes {
      keyed.withUnsafeMutableBufferPointer { refine($0, depth: 0, terms) }
    } else {
      // Folded forms are not at hand: their first eight bytes decide most comparisons.
      keyed.sort { left, right in
        if left.word != right.word { return left.word < right.word }
        return order.compare(terms.bytes(left.term), terms.bytes(right.term)) < 0
      }
    }
    return keyed.map(\.term)
  }

  /// Sorts terms that share `depth` bytes and whose next eight are in `word`.
  private static func refine(
    _ keyed: UnsafeMutableBufferPointer<Keyed>, depth: Int, _ terms: TermInterner
  ) {
    var keyed = keyed
    keyed.sort { $0.word < $1.word }
    var start = 0
    while start < keyed.count {
      var end = start + 1
      while end < keyed.count, keyed[end].word == keyed[start].word { end += 1 }
      if end - start > 1 {
        sortEqual(
          UnsafeMutableBufferPointer(rebasing: keyed[start..<end]), depth: depth + 8, terms)
      }
      start = end
    }
  }

  /// Sorts terms that share their first `depth` bytes, zeros taken for what is missing.
  private static func sortEqual(
    _ keyed: UnsafeMutableBufferPointer<Keyed>, depth: Int, _ terms: TermInterner
  ) {
    var keyed = keyed
    var areLonger = keyed.count > small
    if areLonger {
      for index in keyed.indices {
        let bytes = terms.bytes(keyed[index].term)
        areLonger = areLonger && bytes.count > depth
        keyed[index].word = TermOrder.bytes.prefix(
          UnsafeRawBufferPointer(rebasing: bytes[min(depth, bytes.count)...]))
      }
    }
    // A term that ends here comes before what continues it, with zeros or with anything else.
    guard areLonger else {
      return keyed.sort {
        TermOrder.compareBytes(terms.bytes($0.term), terms.bytes($1.term)) < 0
      }
    }
    refine(keyed, depth: depth, terms)
  }
}
