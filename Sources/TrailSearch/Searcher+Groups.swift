internal import TrailEvents
internal import TrailFiles
internal import TrailSegment

/// A group of events with equal values.
package struct EventGroup: Hashable, Sendable {
  /// One value a field, `nil` for events without one.
  package var values: [[UInt8]?]
  package var count: Int
}

extension Searcher {
  /// Numbers of up to three values of a segment.
  private struct Numbers: Hashable {
    var first: UInt32 = 0
    var second: UInt32 = 0
    var third: UInt32 = 0

    subscript(_ index: Int) -> UInt32 { index == 0 ? first : index == 1 ? second : third }
  }

  /// Counts the events that satisfy a query by their values.
  ///
  /// - Parameter fields: One to three.
  /// - Returns: The groups, most frequent first and then in the order of their bytes; and the number
  ///   of events, which is less than the sum where an event has several values.
  package func groups(
    _ query: Query, by fields: [GroupField]
  ) throws -> (groups: [EventGroup], total: Int) {
    try leavingDamageOut { try wholeGroups(query, by: fields) }
  }

  private func wholeGroups(
    _ query: Query, by fields: [GroupField]
  ) throws -> (groups: [EventGroup], total: Int) {
    var total = 0
    var single: [[UInt8]?: Int] = [:]
    var several: [[[UInt8]?]: Int] = [:]
    for number in 0..<snapshot.segmentCount {
      let found = try documents(query, segment: number)
      total += found.count
      if found.isEmpty { continue }
      let reader = try snapshot.segment(number).reader
      let columns = try fields.map { field throws(IndexError) in
        try GroupColumn(field, in: reader, among: found)
      }
      if columns.count == 1, let counts = try columns[0].histogram(found) {
        let texts = try columns[0].texts(counts.keys)
        for (value, count) in counts { single[texts[value], default: 0] += count }
        continue
      }
      let counts = try Searcher.count(found, columns)
      let texts = try columns.enumerated().map { index, column throws(IndexError) in
        try column.texts(Set(counts.keys.map { $0[index] }))
      }
      for (numbers, count) in counts {
        let values = texts.indices.map { texts[$0][numbers[$0]] }
        if values.count == 1 {
          single[values[0], default: 0] += count
        } else {
          several[values, default: 0] += count
        }
      }
    }
    var groups = single.map { EventGroup(values: [$0.key], count: $0.value) }
    groups += several.map { EventGroup(values: $0.key, count: $0.value) }
    groups.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      return Searcher.precedes(left.values, right.values)
    }
    for (index, field) in fields.enumerated() where field.isAddress {
      for group in groups.indices {
        groups[group].values[index] = groups[group].values[index].flatMap { bytes in
          bytes.withUnsafeBytes { IPAddress(stored: $0) }.map { Array($0.description.utf8) }
        }
      }
    }
    return (groups, total)
  }

  private static func precedes(_ left: [[UInt8]?], _ right: [[UInt8]?]) -> Bool {
    for (one, other) in zip(left, right) where one != other {
      guard let one else { return false }
      guard let other else { return true }
      return one.lexicographicallyPrecedes(other)
    }
    return false
  }

  private static func count(
    _ documents: DocumentSet, _ columns: [GroupColumn]
  ) throws(IndexError) -> [Numbers: Int] {
    var counts: [Numbers: Int] = [:]
    for document in documents.sorted {
      try columns[0].forEachValue(of: document) { first throws(IndexError) in
        guard columns.count > 1 else {
          counts[Numbers(first: first), default: 0] += 1
          return
        }
        try columns[1].forEachValue(of: document) { second throws(IndexError) in
          guard columns.count > 2 else {
            counts[Numbers(first: first, second: second), default: 0] += 1
            return
          }
          try columns[2].forEachValue(of: document) { third throws(IndexError) in
            counts[Numbers(first: first, second: second, third: third), default: 0] += 1
          }
        }
      }
    }
    return counts
  }
}
