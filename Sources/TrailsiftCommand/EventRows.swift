internal import Trailsift

/// The rows of an answer in one of the formats that show columns.
final class EventRows {
  /// The columns that are read.
  let columns: [EventColumn]
  private let format: SearchCommand.Format
  private let isChosen: Bool
  private let zone: DisplayZone
  private let hasLocalTime: Bool
  private let out: Output
  private let events: EventTable
  private let table: TextTable
  private let delimited: DelimitedText
  private var isFirst = true

  /// - Parameter zoneIsNamed: Whether a zone was asked for: CSV then has the local time too.
  init(
    format: SearchCommand.Format, columns: [EventColumn]?, zone: DisplayZone, zoneIsNamed: Bool,
    hasMark: Bool, out: Output
  ) {
    self.format = format
    isChosen = columns != nil
    self.columns = columns ?? (format == .table ? [] : EventColumn.all)
    self.zone = zone
    hasLocalTime = zoneIsNamed && !zone.isUTC && columns == nil
    self.out = out
    events = EventTable(out: out, zone: zone)
    table = TextTable(
      out: out,
      columns: self.columns.map {
        TextTable.Column(
          $0.field == .time ? "TIME (\(zone.heading))" : $0.name.uppercased(), limit: 60)
      })
    delimited = DelimitedText(out: out, isTabbed: format == .tsv, hasMark: hasMark)
  }

  func begin() {
    switch format {
    case .csv, .tsv:
      delimited.writeMark()
      var names: [String?] = columns.map(\.name)
      if hasLocalTime { names.insert("time_local", at: 1) }
      delimited.write(names)
    case .json: out.write("[")
    default: break
    }
  }

  func add(_ event: Event) {
    switch format {
    case .csv, .tsv:
      var cells = columns.map { event[$0]?.text }
      if hasLocalTime { cells.insert(event.tableTime(in: zone), at: 1) }
      delimited.write(cells)
    case .json:
      out.write((isFirst ? "\n" : ",\n") + line(event))
      isFirst = false
    case .table:
      if isChosen {
        table.add(columns.map { cell(event, $0) ?? "-" })
      } else {
        events.add(event)
      }
    default: out.write(JSONLine(event, columns).line)
    }
  }

  private func cell(_ event: Event, _ column: EventColumn) -> String? {
    column.field == .time ? event.tableTime(in: zone) : event[column]?.text
  }

  private func line(_ event: Event) -> String { JSONLine(event, columns).finished }

  func finish() {
    events.finish()
    table.finish()
    if format == .json {
      if !Completeness.isComplete {
        out.write((isFirst ? "\n" : ",\n") + "{\"complete\":false}")
        isFirst = false
      }
      out.write(isFirst ? "]\n" : "\n]\n")
    }
  }
}

extension JSONLine {
  /// An event as an object of some of its columns.
  init(_ event: Event, _ columns: [EventColumn] = EventColumn.all) {
    self.init()
    add(event, columns)
  }

  /// Adds columns of an event as members.
  mutating func add(_ event: Event, _ columns: [EventColumn] = EventColumn.all) {
    for column in columns {
      switch event[column] {
      case .json(let text)?: add(column.name, original: text)
      case .text(let text)?: add(column.name, text)
      case nil: add(column.name, nil)
      }
    }
  }
}
