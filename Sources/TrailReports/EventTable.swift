internal import TrailEvents
internal import TrailFormats
internal import TrailFiles
internal import TrailSearch

/// Makes the rows of a report whose rows are events: the columns that every report has, then its
/// own.
struct EventTable {
  private enum Cell {
    case key(EventKey)
    case path(RecordPath)
    case blank
  }

  private let definition: ReportDefinition
  private let zone: ZoneRules
  private let cells: [Cell]

  private static let common = [
    "time_local", "time_utc", "account", "actor", "actor_type", "event", "outcome", "source_ip",
    "region", "user_agent", "event_id", "source_file", "record_no",
  ]

  init(_ definition: ReportDefinition, zone: ZoneRules) {
    self.definition = definition
    self.zone = zone
    cells = definition.columns.map { column in
      guard let field = column.field else { return .blank }
      if let key = EventKey.named(field) { return .key(key) }
      return RecordPath(field).map { .path($0) } ?? .blank
    }
  }

  /// The paths that the rows of a report read from records.
  static func paths(_ definition: ReportDefinition) -> [RecordPath] {
    definition.columns.compactMap(\.field).compactMap { field in
      EventKey.named(field) == nil ? RecordPath(field) : nil
    }
  }

  func empty(condition: String) -> ReportTable {
    ReportTable(
      definition: definition,
      columns: EventTable.common.map { ReportTable.Column($0) }
        + definition.columns.map { ReportTable.Column($0) }, condition: condition)
  }

  /// The cells of an event.
  ///
  /// - Parameters:
  ///   - record: What only its record tells; `nil` when that cannot be read.
  ///   - paths: The paths whose values that holds.
  func cells(
    _ row: EventRow, _ record: RecordValues?, _ paths: [RecordPath]
  ) -> [String?] {
    let source = row[.source].map { $0.hasSuffix(".amazonaws.com") ? String($0.dropLast(14)) : $0 }
    let event = [source, row[.event]].compactMap { $0 }.joined(separator: ":")
    var cells: [String?] = [
      row.time.map { zone.tableText($0) }, row.time?.description, row[.recipient] ?? row[.caller],
      EventTable.actor(row), row[.type], event.isEmpty ? nil : event, row[.result],
      row[.ip] ?? row[.via], row[.region], row[.agent], record?.id,
      Paths.display(row.file), String(row.record),
    ]
    for cell in self.cells {
      switch cell {
      case .blank: cells.append(nil)
      case .key(let key): cells.append(row[key])
      case .path(let path):
        cells.append(paths.firstIndex(of: path).flatMap { record?.values[$0] })
      }
    }
    return cells
  }

  /// Who acted, as an auditor names them: the person, with the role that was worn.
  static func actor(_ row: EventRow) -> String? {
    if row[.type]?.lowercased() == "root" { return "root" }
    let name = row[.user] ?? row[.sub] ?? row[.principal] ?? row[.via]
    // AWS hides names that may be passwords typed into the wrong field.
    let shown = name == "HIDDEN_DUE_TO_SECURITY_REASONS" ? "(hidden by AWS)" : name
    guard let role = row[.permissionSet] ?? row[.role], role != shown else { return shown }
    return shown.map { "\($0) via \(role)" } ?? role
  }
}
