/// Guesses at what was meant.
package enum Spelling {
  /// The nearest word by edit distance, when it is near enough to be a slip.
  package static func nearest(to word: String, among words: [String]) -> String? {
    let scored = words.map { (distance(Array(word.utf8), Array($0.utf8), limit: 64), $0) }
    guard let best = scored.min(by: { $0.0 < $1.0 }), best.0 <= slips(word.utf8.count) else {
      return nil
    }
    return best.1
  }

  /// The edits up to which a word of some bytes still counts as a slip of another.
  package static func slips(_ count: Int) -> Int { max(1, count / 3) }

  /// Levenshtein's distance in bytes; any number above `limit` when it is larger.
  package static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    if abs(left.count - right.count) > limit { return limit + 1 }
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      var least = row[0]
      for column in right.indices {
        let substituted = diagonal + (right[column] == byte ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
        least = min(least, row[column + 1])
      }
      if least > limit { return limit + 1 }
    }
    return row[right.count]
  }
}
