internal import TrailEvents
internal import TrailSegment

extension Searcher {
  /// Values of a key that start with a text, as the key compares; for completion.
  ///
  /// - Returns: At most `limit`, ascending; nothing for keys without a dictionary.
  package func terms(
    of name: String, startingWith text: String, limit: Int
  ) throws -> [String] {
    try leavingDamageOut { try wholeTerms(of: name, startingWith: text, limit: limit) }
  }

  private func wholeTerms(
    of name: String, startingWith text: String, limit: Int
  ) throws -> [String] {
    guard let key = EventKey.named(name) else { return [] }
    let pattern: ValuePattern = text.isEmpty ? .any : .prefix(text)
    var found: Set<String> = []
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      for terms in try KeyTerms.of(key, in: try snapshot.segment(number).reader) {
        var left = limit
        for range in try terms.ranges(of: [pattern]) {
          let end = min(range.upperBound, range.lowerBound + TermOrdinal(max(left, 0)))
          guard range.lowerBound < end else { break }
          try terms.dictionary.forEach(in: range.lowerBound..<end) { _, term, _ in
            let value =
              key == .ip
              ? IPAddress(stored: term)?.description : String(validating: term, as: UTF8.self)
            if let value { found.insert(value) }
          }
          left -= Int(end - range.lowerBound)
        }
      }
    }
    return Array(found.sorted().prefix(limit))
  }
}
