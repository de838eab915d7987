internal import TrailEvents
internal import TrailSearch

/// Makes the rows of a report that tells of sessions, from a row for each of their events.
struct SessionTable {
  /// What is read of the events: columns of the index alone.
  static func events(of definition: ReportDefinition) -> ReportDefinition {
    var events = definition
    events.columns =
      ["key"].map { .init(name: $0, title: ColumnTitles.title($0), field: $0) }
      + definition.columns.compactMap { column in
        guard case .values(let field, _) = column.aggregate else { return nil }
        return .init(name: column.name, title: column.title, field: field)
      }
    (events.bursts, events.groups, events.selection) = ([], [], .events)
    (events.changeMinutes, events.followsChains) = (nil, false)
    return events
  }

  private let definition: ReportDefinition
  private let pause: Int64
  private let inputs: ReportInputs

  init(_ definition: ReportDefinition, pause: Int, inputs: ReportInputs) {
    self.definition = definition
    self.pause = Int64(pause) * 60_000
    self.inputs = inputs
  }

  private static let columns = [
    ReportTable.Column("time_local", .localTime), ReportTable.Column("time_utc", .utcTime),
    ReportTable.Column("ended_at", .localTime), ReportTable.Column("account", key: .account),
    ReportTable.Column("actor", key: .user), ReportTable.Column("actor_type", key: .type),
    ReportTable.Column("events", .count),
  ]

  /// A table with a row a session.
  ///
  /// - Parameters:
  ///   - events: The answer of ``events(of:)``, in the order of time.
  ///   - counted: Of each column of the definition that counts, whether each row is one that it counts.
  func table(_ events: ReportTable, counted: [Int: [Bool]]) -> ReportTable {
    var table = ReportTable(
      definition: definition,
      columns: SessionTable.columns + definition.columns.map { ReportTable.Column($0) },
      zone: events.zone, condition: events.condition)
    table.events = events.events
    let sessions = RowSessions(events, pause: pause)
    var rows = [[Int]](repeating: [], count: sessions.count)
    for (row, session) in sessions.numbers.enumerated() { rows[session].append(row) }
    func column(_ name: String) -> Int? { events.columns.firstIndex { $0.name == name } }
    let time = column("time_utc") ?? 0
    let copied = ["account", "actor", "actor_type"].map { column($0) }
    for rows in rows {
      var cells = [events.cell(row: rows[0], column: time)]
      cells.append(cells[0])
      cells.append(ReportCell(rows.compactMap { events.time(row: $0, column: time) }.max()))
      for (place, source) in copied.enumerated() {
        let text = source.flatMap { events.string(row: rows[0], column: $0) }
        cells.append(table.text(text, in: 3 + place))
      }
      cells.append(ReportCell(Int64(rows.count)))
      for (index, own) in definition.columns.enumerated() {
        let place = SessionTable.columns.count + index
        switch own.aggregate {
        case .count:
          cells.append(ReportCell(Int64(rows.count { counted[index]?[$0] ?? false })))
        case .values(_, let named):
          let list = column(own.name).map { ValueList(rows, $0, of: events, among: named).text }
          cells.append(table.text(list ?? nil, in: place))
        default:
          cells.append(
            own.input == .outOfHours ? outOfHours(rows, events, time, &table, place) : .none)
        }
      }
      table.add(cells)
    }
    return table
  }

  /// Whether some of the events happened out of hours.
  private func outOfHours(
    _ rows: [Int], _ events: ReportTable, _ time: Int, _ table: inout ReportTable, _ column: Int
  ) -> ReportCell {
    guard let calendar = inputs.calendar else { return .none }
    let isOutside = rows.contains { row in
      guard let time = events.time(row: row, column: time) else { return false }
      return !calendar.isWorkTime(Timestamp(milliseconds: time), events.zone)
    }
    return table.text(isOutside ? "yes" : "no", in: column)
  }
}
