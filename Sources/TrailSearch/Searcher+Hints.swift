internal import TrailBytes
internal import TrailEvents
internal import TrailFiles
internal import TrailSegment

extension Searcher {
  /// Terms up to which a dictionary is searched for values like the one that was asked for.
  private static let longestDictionary = 300_000

  /// What a person may have meant by values that no event has.
  package func hints(_ query: Query) throws -> [String] {
    try leavingDamageOut { try wholeHints(query) }
  }

  private func wholeHints(_ query: Query) throws -> [String] {
    var hints: [String] = []
    for (key, pattern) in Searcher.askedValues(query).prefix(8) {
      switch (key, pattern) {
      case (.id, .equal(let text)) where text.utf8.count < 36:
        hints.append("`\(text)` is shorter than an event id; for those that start so: id:\(text)*")
      case (.id, _), (.request, _), (.file, _), (.time, _), (.ip, _): break
      case (_, .equal(let text)):
        if let hint = try hint(key, text, pattern) { hints.append(hint) }
      default: break
      }
    }
    return hints
  }

  /// The values that must be there for the query to hold.
  private static func askedValues(_ query: Query) -> [(EventKey, ValuePattern)] {
    switch query {
    case .key(let key, let pattern): [(key, pattern)]
    case .and(let parts), .or(let parts): parts.flatMap(askedValues)
    default: []
    }
  }

  private func hint(_ key: EventKey, _ text: String, _ pattern: ValuePattern) throws -> String? {
    let wanted = TextFolding.fold(text)
    let limit = Spelling.slips(wanted.count)
    var nearest: [[UInt8]: (distance: Int, term: [UInt8])] = [:]
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let reader = try snapshot.segment(number).reader
      let isKnown = try KeyTerms.of(key, in: reader).contains { terms in
        try terms.ranges(of: [pattern]).contains { !$0.isEmpty }
      }
      if isKnown { return nil }
      guard let dictionary = try reader.dictionary(key.rawValue) else { continue }
      // Ids are not mistyped but copied: what is near to one means nothing.
      guard key.order == .folded, dictionary.count <= Searcher.longestDictionary else { continue }
      try dictionary.forEach(in: 0..<TermOrdinal(dictionary.count)) { _, term, _ in
        // Folding changes the length of text beyond ASCII only.
        let reach = TextFolding.isASCII(term) ? limit : limit * 4
        guard abs(term.count - wanted.count) <= reach else { return }
        let folded = TextFolding.fold(term)
        let distance = Spelling.distance(wanted, folded, limit: limit)
        if distance <= limit { nearest[folded] = (distance, Array(term)) }
      }
    }
    let best = nearest.values.sorted {
      ($0.distance, $0.term.count) < ($1.distance, $1.term.count)
    }.prefix(3)
    let listed = try best.map { found in
      let term = String(decoding: found.term, as: UTF8.self)
      return "\(term) (\(try count(.key(key, .equal(term)))))"
    }
    return listed.isEmpty
      ? "no \(key.name) `\(text)`"
      : "no \(key.name) `\(text)`; nearest: \(listed.joined(separator: ", "))"
  }
}
