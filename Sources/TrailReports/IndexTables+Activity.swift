internal import TrailEvents
internal import TrailSearch

/// Reports whose rows count events with equal values.
extension IndexTables {
  /// How many columns stand between the keys and those of the definition.
  private static let commonCount = 4

  func activity(_ definition: ReportDefinition, _ keys: [String]) throws -> ReportTable {
    let query = try query(definition)
    let fields = try keys.map { try GroupField(named: $0) }
    var table = ReportTable(
      definition: definition,
      columns: keys.map { ReportTable.Column($0) } + [
        ReportTable.Column("events", .count), ReportTable.Column("first_seen", .localTime),
        ReportTable.Column("last_seen", .localTime), ReportTable.Column("days_since", .count),
      ] + definition.columns.map { ReportTable.Column($0) }, zone: scope.zone,
      condition: query.description)
    var texts = TextPool()
    let listed = definition.columns.enumerated().compactMap { index, column in
      column.aggregate?.listedKey.map { (column: index, key: $0) }
    }
    var aggregates = definition.columns.map { _ in [SpanTable.Values: GroupValue]?.none }
    // One evaluation for all of them: a condition may have to read records.
    let distinct = listed.map(\.key).reduce(into: [String]()) { keys, key in
      if !keys.contains(key) { keys.append(key) }
    }
    let spans = try searcher.spanTable(
      query, by: fields, listing: try distinct.map { try GroupField(named: $0) }, texts: &texts)
    table.events = spans.events
    var found = spans.groups
    for (column, key) in listed {
      guard let list = distinct.firstIndex(of: key) else { continue }
      aggregates[column] = GroupValue.values(
        spans.lists[list], of: found, definition.columns[column].aggregate, &texts)
    }
    let wide = definition.includesEarlier ? try untilEnd(definition) : query
    if definition.includesEarlier, let from = scope.from {
      let known = Set(found.map(\.values))
      let earlier: Query = .and([wide, .time(from: nil, to: from)])
      for var group in try searcher.spanTable(earlier, by: fields, texts: &texts).groups
      where !known.contains(group.values) {
        (group.count, group.first) = (0, nil)
        found.append(group)
      }
    }
    let end = try end()
    let review = try ActivityReview(
      self, definition, keys, fields, found, query: wide, end: end, texts: &texts)
    var leavers: LeaverUse?
    if let list = inputs.leavers, definition.inputs.contains(.leavers) {
      leavers = try list.use(
        of: query, among: wide, by: fields, texts: &texts, searcher: searcher, zone: scope.zone)
    }
    for (index, column) in definition.columns.enumerated() where aggregates[index] == nil {
      aggregates[index] = try column.aggregate.map {
        try values($0, query, wide: wide, by: fields, texts: &texts)
      }
    }
    // The cell of each text, by column.
    var cells = keys.indices.map { _ in [ReportCell](repeating: .none, count: texts.count) }
    let groups = IndexTables.sorted(found, texts)
    table.addRows(groups.count)
    for (row, group) in groups.enumerated() {
      for column in keys.indices where group.values[column] != SpanTable.none {
        let number = group.values[column]
        if cells[column][Int(number)].isNone {
          cells[column][Int(number)] = texts.withBytes(of: number) { table.text($0, in: column) }
        }
        table.set(cells[column][Int(number)], row: row, column: column)
      }
      let days = IndexTables.days(from: group.last, to: end)
      table.set(ReportCell(Int64(group.count)), row: row, column: keys.count)
      table.set(ReportCell(group.first), row: row, column: keys.count + 1)
      table.set(ReportCell(group.last), row: row, column: keys.count + 2)
      table.set(ReportCell(days), row: row, column: keys.count + 3)
      let leaver = leavers?.rows[group.values]
      for (index, column) in definition.columns.enumerated() {
        let place = keys.count + IndexTables.commonCount + index
        let cell: ReportCell
        if let values = aggregates[index] {
          cell = table.cell(values[group.values], of: column.aggregate, place, group.count)
        } else {
          switch column.input {
          case .leftOn?: cell = table.text(leaver?.leftOn.text, in: place)
          case .eventsAfterLeaving?: cell = ReportCell(leaver.map { Int64($0.events) })
          case .reviewFlags?, .keyFlags?:
            cell = table.text(
              ReviewFlag.text(review.flags(group, days: days, leaver)), in: place)
          case .keyAge?: cell = table.text(review.keyAges(group.values), in: place)
          case .allowedRegion?:
            func value(_ key: String) -> String? {
              keys.firstIndex(of: key).flatMap { column in
                let number = group.values[column]
                return number == SpanTable.none ? nil : texts.text(number)
              }
            }
            let answer = inputs.regions.flatMap { regions in
              value("region").map { regions.allows($0, in: value("account")) ? "yes" : "no" }
            }
            cell = table.text(answer, in: place)
          default: cell = .none
          }
        }
        table.set(cell, row: row, column: place)
      }
    }
    for unseen in review.unseen(leavers?.unseen ?? []) {
      table.add(row(unseen, keys, definition, &table))
    }
    return table
  }

  /// A row for somebody of a list of whom there is no event.
  private func row(
    _ unseen: ActivityReview.Unseen, _ keys: [String], _ definition: ReportDefinition,
    _ table: inout ReportTable
  ) -> [ReportCell] {
    var row = keys.enumerated().map { column, key in
      switch key {
      case "user": table.text(unseen.user, in: column)
      case "account": table.text(unseen.account, in: column)
      default: ReportCell.none
      }
    }
    row += [ReportCell(0), .none, .none, .none]
    for column in definition.columns {
      switch column.input {
      case .leftOn?: row.append(table.text(unseen.leftOn?.text, in: row.count))
      case .eventsAfterLeaving?: row.append(ReportCell(unseen.leftOn.map { _ in 0 }))
      case .reviewFlags?, .keyFlags?:
        row.append(table.text(ReviewFlag.text(unseen.flags), in: row.count))
      case .keyAge?: row.append(table.text(unseen.keyAges, in: row.count))
      default: row.append(.none)
      }
    }
    return row
  }

  /// The query of a definition up to the end of the period, from the archive's beginning on.
  private func untilEnd(_ definition: ReportDefinition) throws -> Query {
    var wide = scope
    wide.from = nil
    return wide.limiting(
      definition.query.isEmpty ? .all : try QueryParser.parse([definition.query]))
  }

  /// What a column tells of each group by a query of its own.
  private func values(
    _ aggregate: ColumnAggregate, _ query: Query, wide: Query, by fields: [GroupField],
    texts: inout TextPool
  ) throws -> [SpanTable.Values: GroupValue] {
    var values: [SpanTable.Values: GroupValue] = [:]
    guard let text = aggregate.query else { return values }
    var asked = query
    if case .last = aggregate { asked = wide }
    let own = try searcher.spanTable(
      .and([asked, try QueryParser.parse([text])]), by: fields, texts: &texts)
    for group in own.groups {
      values[group.values] = GroupValue(count: group.count, last: group.last)
    }
    return values
  }

  /// Whole days from an instant to the one behind the period; `nil` when one is not known.
  static func days(from time: Int64?, to end: Int64?) -> Int64? {
    guard let time, let end else { return nil }
    return (end - 1 - time) / 86_400_000
  }

  /// Groups with a value, those with most events first, then in the order of their values.
  static func sorted(_ groups: [SpanTable.Group], _ texts: TextPool) -> [SpanTable.Group] {
    let ranks = texts.ranks()
    let nothing = SpanTable.Values(repeating: SpanTable.none)
    var keyed: [(count: Int, ranks: SpanTable.Values, group: Int)] = []
    for (index, group) in groups.enumerated() where group.values != nothing {
      var places = SpanTable.Values(repeating: 0)
      for field in places.indices where group.values[field] != SpanTable.none {
        places[field] = ranks[Int(group.values[field])] + 1
      }
      keyed.append((group.count, places, index))
    }
    keyed.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      for field in left.ranks.indices where left.ranks[field] != right.ranks[field] {
        return left.ranks[field] < right.ranks[field]
      }
      return false
    }
    return keyed.map { groups[$0.group] }
  }
}

/// What a column tells of one group of events.
private struct GroupValue {
  var count = 0
  var last: Int64?
  var list: String?

  /// What a column tells of each group by the values of a key.
  static func values(
    _ listed: [SpanTable.Listed], of groups: [SpanTable.Group], _ aggregate: ColumnAggregate?,
    _ texts: inout TextPool
  ) -> [SpanTable.Values: GroupValue] {
    var values: [SpanTable.Values: GroupValue] = [:]
    if let wanted = aggregate?.wantedValue {
      let number = texts.number(of: wanted)
      for entry in listed where entry.value == number {
        values[groups[entry.group].values, default: GroupValue()].count += entry.count
      }
    } else if case .values(_, let named)? = aggregate {
      for (group, text) in ValueList.texts(listed, among: named, &texts) {
        values[groups[group].values] = GroupValue(list: text)
      }
    }
    return values
  }
}

extension ReportTable {
  /// The cell of a column that tells of several events; `nil` stands for none of them.
  fileprivate mutating func cell(
    _ value: GroupValue?, of aggregate: ColumnAggregate?, _ column: Int, _ events: Int
  ) -> ReportCell {
    switch aggregate {
    case .count?: return ReportCell(Int64(value?.count ?? 0))
    case .last?: return ReportCell(value?.last)
    case .values?: return text(value?.list, in: column)
    case .share?:
      guard events > 0 else { return .none }
      let tenths = ((value?.count ?? 0) * 2_000 + events) / (2 * events)
      return text("\(tenths / 10).\(tenths % 10)%", in: column)
    case nil: return .none
    }
  }
}
