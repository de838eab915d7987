internal import TrailEvents
internal import TrailSearch

/// Makes the rows of a report of what was never seen before its period.
struct FirstSeenTable {
  /// The columns that tell rows apart where combinations of several kinds are listed.
  static let keys = ["combination", "of", "seen"]

  /// Columns by whose values combinations are counted.
  static func columns(_ lists: [[String]]) -> [ReportTable.Column] {
    let counts = [
      ReportTable.Column("events", .count), ReportTable.Column("first_seen", .localTime),
      ReportTable.Column("last_seen", .localTime), ReportTable.Column("days_since", .count),
    ]
    return (lists.count == 1 ? lists[0] : keys).map { ReportTable.Column($0) } + counts
  }
}

extension IndexTables {
  func firstSeen(_ definition: ReportDefinition, _ lists: [[String]]) throws -> ReportTable {
    let query = try query(definition)
    let columns = FirstSeenTable.columns(lists)
    var table = ReportTable(
      definition: definition,
      columns: columns + definition.columns.map { ReportTable.Column($0) }, zone: scope.zone,
      condition: query.description)
    table.events = try searcher.count(query)
    table.remarks.append(try baseline())
    let end = try end()
    let width = columns.count - 4
    for names in lists {
      var texts = TextPool()
      let found = try groups(query, by: names, texts: &texts)
      var known: Set<SpanTable.Values> = []
      if let from = scope.from {
        var before = scope
        (before.from, before.to) = (nil, from)
        let own = definition.query.isEmpty ? .all : try QueryParser.parse([definition.query])
        known = Set(
          try groups(before.limiting(own), by: names, texts: &texts).map(\.values))
      }
      // What has no value in one place is no combination.
      let new = found.filter { group in
        !known.contains(group.values)
          && (lists.count == 1
            || names.indices.allSatisfy { group.values[$0] != SpanTable.none })
      }
      // The cell of each text.
      var cells = [ReportCell](repeating: .none, count: texts.count)
      func cell(_ number: UInt32, _ column: Int) -> ReportCell {
        if number == SpanTable.none { return .none }
        if cells[Int(number)].isNone {
          cells[Int(number)] = texts.withBytes(of: number) { table.text($0, in: column) }
        }
        return cells[Int(number)]
      }
      let kind =
        lists.count == 1 ? ReportCell.none : table.text(names.joined(separator: " + "), in: 0)
      var row = table.rowCount
      let sorted = IndexTables.sorted(new, texts)
      table.addRows(sorted.count)
      for group in sorted {
        var told: [ReportCell] = []
        if lists.count == 1 {
          for place in names.indices { told.append(cell(group.values[place], place)) }
        } else {
          let first = names.indices.dropLast().map { group.values[$0] }
          told = [
            kind,
            first.count == 1
              ? cell(first[0], 1)
              : table.text(first.map { texts.text($0) }.joined(separator: " · "), in: 1),
            cell(group.values[names.count - 1], 2),
          ]
        }
        precondition(told.count == width, "a column a value")
        told += [
          ReportCell(Int64(group.count)), ReportCell(group.first), ReportCell(group.last),
          ReportCell(IndexTables.days(from: group.last, to: end)),
        ]
        for (column, cell) in told.enumerated() { table.set(cell, row: row, column: column) }
        row += 1
      }
    }
    return table
  }

  /// Groups of events by keys and by what is worked out of keys.
  private func groups(
    _ query: Query, by names: [String], texts: inout TextPool
  ) throws -> [SpanTable.Group] {
    let fields = try names.map { name in
      try GroupField(named: DerivedField(rawValue: name)?.key.name ?? name)
    }
    let found = try searcher.spanTable(query, by: fields, texts: &texts).groups
    let derived = names.map { DerivedField(rawValue: $0) }
    guard derived.contains(where: { $0 != nil }) else { return found }
    var made: [SIMD2<UInt32>: UInt32] = [:]
    var merged: [SpanTable.Group] = []
    var places: [SpanTable.Values: Int] = [:]
    for var group in found {
      for (place, field) in derived.enumerated() {
        guard let field, group.values[place] != SpanTable.none else { continue }
        let key = SIMD2(UInt32(place), group.values[place])
        if made[key] == nil {
          let text = field.text(of: texts.text(group.values[place]))
          made[key] = texts.number(of: text)
        }
        group.values[place] = made[key] ?? SpanTable.none
      }
      if let place = places[group.values] {
        merged[place].merge(group)
      } else {
        places[group.values] = merged.count
        merged.append(group)
      }
    }
    return merged
  }

  /// What the period is compared with: the days of the archive before it.
  private func baseline() throws -> Localized {
    let first = try searcher.timeRange()?.lowerBound
    guard let from = scope.from, let first, first < from else {
      return Localized(
        "The archive has no events before the period: everything is seen for the first time.",
        "期間より前のイベントがアーカイブに無いため、すべてが初めてとなる。")
    }
    let days = (from - first + 86_399_999) / 86_400_000
    let start = scope.zone.tableText(Timestamp(milliseconds: first)).prefix(10)
    return Localized(
      "Compared with the \(ReportWords.counted(Int(days), "day")) before the period that the archive has events of, from \(start) on.",
      "アーカイブにある期間前の \(ReportWords.grouped(Int(days))) 日分（\(start) 以降）と比較した。")
  }
}
