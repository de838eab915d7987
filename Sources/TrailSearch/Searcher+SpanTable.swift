internal import TrailEvents
internal import TrailSegment

extension Searcher {
  /// Groups the events that satisfy a query by their values, where there are very many groups.
  ///
  /// - Parameters:
  ///   - fields: One to three.
  ///   - listed: Further fields, whose values are counted in each group. Events with several values of
  ///     one count once a value; of `fields` and one of these at most one has several.
  ///   - texts: Takes in the values.
  package func spanTable(
    _ query: Query, by fields: [GroupField], listing listed: [GroupField] = [],
    texts: inout TextPool
  ) throws -> SpanTable {
    try leavingDamageOut {
      try wholeSpanTable(query, by: fields, listing: listed, texts: &texts)
    }
  }

  private func wholeSpanTable(
    _ query: Query, by fields: [GroupField], listing listed: [GroupField], texts: inout TextPool
  ) throws -> SpanTable {
    var table = SpanTable()
    // Groups of all segments by the numbers of their values: of the first, of this and the second …
    var places = [PairNumbers](repeating: PairNumbers(), count: fields.count)
    // Group and value of each list.
    var pairs = [PairNumbers](repeating: PairNumbers(), count: listed.count)
    table.lists = listed.map { _ in [] }
    for number in 0..<snapshot.segmentCount {
      let found = try documents(query, segment: number)
      table.events += found.count
      if found.isEmpty { continue }
      let reader = try snapshot.segment(number).reader
      let columns = try fields.map { try GroupColumn($0, in: reader, among: found) }
      let stored = try StoredValues(found.sorted, reader)
      let grouping = try Grouping(stored, by: columns)
      var values = [SpanTable.Values](
        repeating: SpanTable.Values(repeating: SpanTable.none), count: grouping.keys.count)
      for (field, column) in columns.enumerated() {
        let numbers = try column.numbers(
          of: grouping.keys.values(field), isAddress: fields[field].isAddress, &texts)
        for (group, number) in numbers.enumerated() { values[group][field] = number }
      }
      // By group of the segment its place among those of all.
      var groups: [UInt32] = []
      for (values, tally) in zip(values, Searcher.tallies(grouping, stored)) {
        var place: UInt32 = 0
        for field in fields.indices {
          place = places[field].number(UInt64(place) << 32 | UInt64(values[field]))
        }
        let (first, last) = tally.times(reader)
        let group = SpanTable.Group(values: values, count: tally.count, first: first, last: last)
        if Int(place) < table.groups.count {
          table.groups[Int(place)].merge(group)
        } else {
          table.groups.append(group)
        }
        groups.append(place)
      }
      var tuples = TupleCounts(grouping, stored)
      for (list, field) in listed.enumerated() {
        let column = try GroupColumn(field, in: reader, among: found)
        let counts = try tuples.counts(of: column)
        let numbers = try column.numbers(
          of: counts.map { UInt32(truncatingIfNeeded: $0.pair) }, isAddress: field.isAddress,
          &texts)
        for (count, value) in zip(counts, numbers) {
          let group = groups[Int(count.pair >> 32)]
          let place = Int(pairs[list].number(UInt64(group) << 32 | UInt64(value)))
          if place == table.lists[list].count {
            table.lists[list].append(
              SpanTable.Listed(group: Int(group), value: value, count: 0))
          }
          table.lists[list][place].count += count.count
        }
      }
    }
    return table
  }
}

/// Counts values of further fields in groups of documents.
private struct TupleCounts {
  /// A group in the upper half and a value in the lower one, and how many documents.
  typealias Count = (pair: UInt64, count: Int)

  private let grouping: Grouping
  private let stored: Searcher.StoredValues
  /// What each column holds, counted once for all fields that it tells.
  private var known: [ObjectIdentifier: [Count]] = [:]

  init(_ grouping: Grouping, _ stored: Searcher.StoredValues) {
    self.grouping = grouping
    self.stored = stored
  }

  /// The values of a field in each group, 0 for none.
  mutating func counts(of column: GroupColumn) throws(IndexError) -> [Count] {
    let packed = column.columns
    guard packed.count == 1, let source = packed.first else {
      var pairs = PairTally()
      for (place, group) in zip(grouping.places, grouping.groups) {
        try column.forEachValue(of: stored.documents[place]) { value throws(IndexError) in
          pairs.note(UInt64(group) << 32 | UInt64(value), 1)
        }
      }
      return pairs.counts
    }
    let tuples: [Count]
    if let counted = known[ObjectIdentifier(source)] {
      tuples = counted
    } else {
      let values = try stored.values(source)
      var pairs = PairTally()
      for (place, group) in zip(grouping.places, grouping.groups) {
        pairs.note(UInt64(group) << 32 | UInt64(values[place]), 1)
      }
      tuples = pairs.counts
      known[ObjectIdentifier(source)] = tuples
    }
    var pairs = PairTally()
    for tuple in tuples {
      let value = try column.value(ofStored: UInt32(truncatingIfNeeded: tuple.pair))
      pairs.note(tuple.pair & ~0xFFFF_FFFF | UInt64(value), tuple.count)
    }
    return pairs.counts
  }

  /// Counts of pairs, in the order in which they come first.
  private struct PairTally {
    private var numbers = PairNumbers()
    private var sums: [Int] = []
    private var last: (pair: UInt64, number: Int)?

    @inline(__always)
    mutating func note(_ pair: UInt64, _ count: Int) {
      // Neighbours are mostly alike.
      if let last, last.pair == pair {
        sums[last.number] += count
        return
      }
      let number = Int(numbers.number(pair))
      if number == sums.count { sums.append(0) }
      sums[number] += count
      last = (pair, number)
    }

    var counts: [Count] { zip(numbers.pairs, sums).map { ($0, $1) } }
  }
}

extension GroupColumn {
  /// The numbers in a pool of texts of some values, ``SpanTable/none`` for 0.
  ///
  /// - Parameter isAddress: Whether the values are addresses as they are stored.
  fileprivate func numbers(
    of values: [UInt32], isAddress: Bool, _ texts: inout TextPool
  ) throws(IndexError) -> [UInt32] {
    var distinct = PairNumbers()
    let places = values.map { distinct.number(UInt64($0)) }
    var numbers = [UInt32](repeating: SpanTable.none, count: distinct.count)
    // In the order of their bytes, so that numbers do not depend on hash seeds.
    let found = try self.texts(distinct.pairs.map { UInt32(truncatingIfNeeded: $0) })
    for (value, bytes) in found.sorted(by: { $0.key < $1.key }) {
      numbers[Int(distinct.number(UInt64(value)))] = bytes.withUnsafeBytes { bytes in
        isAddress
          ? texts.number(of: IPAddress(stored: bytes)?.description ?? "")
          : texts.number(of: bytes)
      }
    }
    return places.map { numbers[Int($0)] }
  }
}
