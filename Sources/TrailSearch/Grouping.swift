internal import TrailSegment

/// Documents put into groups by their values, field by field.
struct Grouping {
  private let stored: Searcher.StoredValues
  /// Documents by their place in ``stored``; one with several values as often as it has values.
  private(set) var places: [Int]
  /// Of each of ``places``, the number of its group.
  private(set) var groups: [UInt32]
  /// Of each group its values.
  private(set) var keys = GroupKeys()

  /// Groups that are divided by one more field.
  private struct Division {
    private var numbers = PairNumbers()
    private let old: GroupKeys
    private(set) var keys: GroupKeys
    private var last: (pair: UInt64, number: UInt32)?

    init(_ old: GroupKeys) {
      self.old = old
      keys = GroupKeys(arity: old.arity + 1)
    }

    /// The number of the part of a group that has a value.
    @inline(__always)
    mutating func number(_ group: UInt32, _ value: UInt32) -> UInt32 {
      let pair = UInt64(group) << 32 | UInt64(value)
      // Neighbours are mostly alike.
      if let last, last.pair == pair { return last.number }
      let number = numbers.number(pair)
      if Int(number) == keys.count { keys.append(old, Int(group), value) }
      last = (pair, number)
      return number
    }
  }

  init(_ stored: Searcher.StoredValues, by columns: [GroupColumn]) throws(IndexError) {
    self.stored = stored
    places = Array(stored.documents.indices)
    groups = [UInt32](repeating: 0, count: places.count)
    if try !divide(byTuplesOf: columns) {
      for column in columns { try refine(column) }
    }
  }

  /// Groups by what columns hold, and then these groups by the fields that several of a column tell:
  /// there are fewer of them than documents.
  ///
  /// - Returns: `false` when no two fields have a column in common, or one has several values.
  private mutating func divide(byTuplesOf columns: [GroupColumn]) throws(IndexError) -> Bool {
    var packed: [PackedColumnReader] = []
    var sources: [Int] = []
    for column in columns {
      guard column.columns.count == 1, let source = column.columns.first else { return false }
      if let known = packed.firstIndex(where: { $0 === source }) {
        sources.append(known)
      } else {
        sources.append(packed.count)
        packed.append(source)
      }
    }
    if packed.count == columns.count { return false }
    for column in packed {
      let values = try stored.values(column)
      var division = Division(keys)
      for entry in groups.indices { groups[entry] = division.number(groups[entry], values[entry]) }
      keys = division.keys
    }
    let tuples = keys
    var parts = [UInt32](repeating: 0, count: tuples.count)
    keys = GroupKeys()
    for (column, source) in zip(columns, sources) {
      var division = Division(keys)
      for tuple in parts.indices {
        parts[tuple] = division.number(
          parts[tuple], try column.value(ofStored: tuples[tuple, source]))
      }
      keys = division.keys
    }
    for entry in groups.indices { groups[entry] = parts[Int(groups[entry])] }
    return true
  }

  /// Divides the groups by the values of one more field.
  private mutating func refine(_ column: GroupColumn) throws(IndexError) {
    var division = Division(keys)
    let packed = column.columns
    if let first = packed.first {
      let values = try stored.values(first)
      let others = try packed.dropFirst().first.map { second throws(IndexError) in
        try stored.values(second)
      }
      for entry in places.indices {
        var value = try column.value(ofStored: values[places[entry]])
        if value == 0, let others { value = try column.value(ofSecond: others[places[entry]]) }
        groups[entry] = division.number(groups[entry], value)
      }
      keys = division.keys
      return
    }
    var more: [(place: Int, group: UInt32)] = []
    for entry in places.indices {
      let group = groups[entry]
      var isFirst = true
      try column.forEachValue(
        of: stored.documents[places[entry]]
      ) { value throws(IndexError) in
        let found = division.number(group, value)
        if isFirst { groups[entry] = found } else { more.append((places[entry], found)) }
        isFirst = false
      }
    }
    for (place, group) in more {
      places.append(place)
      groups.append(group)
    }
    keys = division.keys
  }
}
