package import TrailEvents
internal import TrailSegment

/// Events with equal values, and when they happened.
package struct EventSpan: Sendable {
  /// One value a field, `nil` for events without one; bytes that are not UTF-8 are replaced.
  package var values: [String?]
  package var count: Int
  /// The earliest and the latest time in ms since 1970; `nil` when no record tells one.
  package var first: Int64?
  package var last: Int64?
  /// The earliest of the events.
  package var sample: Hit

  /// Takes in events that come under the same heading.
  package mutating func merge(_ other: EventSpan) {
    count += other.count
    let isEarlier = other.first.map { time in first.map { time < $0 } ?? true } ?? false
    if isEarlier { sample = other.sample }
    first = [first, other.first].compactMap { $0 }.min()
    last = [last, other.last].compactMap { $0 }.max()
  }
}

extension Searcher {
  private struct Tally {
    var count = 0
    var first = UInt64.max
    var last: UInt64 = 0
    var document: DocID = 0
  }

  /// Groups the events that satisfy a query by their values, several times over.
  ///
  /// - Parameter lists: Fields of each grouping; at most one of them has several values an event
  ///   (``GroupField/every(_:)``), and such an event counts in the group of each.
  /// - Returns: The groups of each list in no order, and the number of events.
  package func spans(
    _ query: Query, by lists: [[GroupField]]
  ) throws -> (groups: [[EventSpan]], total: Int) {
    try leavingDamageOut { try wholeSpans(query, by: lists) }
  }

  private func wholeSpans(
    _ query: Query, by lists: [[GroupField]]
  ) throws -> (groups: [[EventSpan]], total: Int) {
    var total = 0
    var merged = [[[String?]: EventSpan]](repeating: [:], count: lists.count)
    for number in 0..<snapshot.segmentCount {
      let found = try documents(query, segment: number)
      total += found.count
      if found.isEmpty { continue }
      for (index, fields) in lists.enumerated() {
        for span in try spans(found, number, fields) {
          if merged[index][span.values] == nil {
            merged[index][span.values] = span
          } else {
            merged[index][span.values]?.merge(span)
          }
        }
      }
    }
    return (merged.map { Array($0.values) }, total)
  }

  private func spans(
    _ documents: DocumentSet, _ number: Int, _ fields: [GroupField]
  ) throws -> [EventSpan] {
    let reader = try snapshot.segment(number).reader
    let times = try reader.times()
    let columns = try fields.map { try GroupColumn($0, in: reader, among: documents) }
    var tallies: [[UInt32]: Tally] = [:]
    var key: [UInt32] = []
    var others: [(field: Int, value: UInt32)] = []
    func note(_ key: [UInt32], _ document: DocID, _ time: UInt64) {
      var tally = tallies[key] ?? Tally()
      tally.count += 1
      if time > 0 {
        if time < tally.first { tally.document = document }
        tally.first = min(tally.first, time)
        tally.last = max(tally.last, time)
      } else if tally.count == 1 {
        tally.document = document
      }
      tallies[key] = tally
    }
    for document in documents.sorted {
      key.removeAll(keepingCapacity: true)
      others.removeAll(keepingCapacity: true)
      for (field, column) in columns.enumerated() {
        try column.forEachValue(of: document) { value throws(IndexError) in
          if key.count == field { key.append(value) } else { others.append((field, value)) }
        }
      }
      let time = try times.value(at: document)
      note(key, document, time)
      for (field, value) in others {
        var other = key
        other[field] = value
        note(other, document, time)
      }
    }
    let texts = try columns.enumerated().map { field, column in
      try column.texts(Set(tallies.keys.map { $0[field] })).mapValues { bytes in
        guard fields[field] == .primary(EventKey.ip.rawValue) else {
          return String(decoding: bytes, as: UTF8.self)
        }
        return bytes.withUnsafeBytes { IPAddress(stored: $0) }?.description ?? ""
      }
    }
    return tallies.map { key, tally in
      let first = tally.first == .max ? nil : reader.time(ofStored: tally.first)
      return EventSpan(
        values: key.indices.map { texts[$0][key[$0]] }, count: tally.count, first: first,
        last: tally.last == 0 ? nil : reader.time(ofStored: tally.last),
        sample: Hit(segment: number, document: tally.document, time: first))
    }
  }

  /// The values of a key that a pattern matches, in order and each once.
  ///
  /// - Parameter limit: The most that are taken of each segment.
  package func values(
    of key: EventKey, matching pattern: ValuePattern, limit: Int
  ) throws -> [String] {
    try leavingDamageOut { try wholeValues(of: key, matching: pattern, limit: limit) }
  }

  private func wholeValues(
    of key: EventKey, matching pattern: ValuePattern, limit: Int
  ) throws -> [String] {
    var found: Set<String> = []
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let reader = try snapshot.segment(number).reader
      guard let dictionary = try reader.dictionary(key.rawValue) else { continue }
      var left = limit
      for range in try TermMatching(key: key, pattern: pattern).ranges(in: dictionary) {
        for ordinal in range.prefix(left) {
          found.insert(String(decoding: try dictionary.term(at: ordinal), as: UTF8.self))
        }
        left -= min(left, range.count)
      }
    }
    return found.sorted()
  }
}
