internal import TrailEvents
internal import TrailFiles
internal import TrailSearch

/// A field of an event in output, in the order of `-o jsonl`.
public enum EventField: String, CaseIterable, Sendable {
  case time, event, source, user, sub, account, caller, ip, via, region, result, error, key, role
  case arn, type, mfa, kind, id, request, file, record, copies

  /// The key whose primary value the field shows; `nil` for what is told by the document itself.
  var eventKey: EventKey? {
    switch self {
    case .time, .id, .request, .file, .record, .copies: nil
    case .account: .recipient
    default: EventKey.named(rawValue)
    }
  }
}

/// An event as it is shown: one primary value a field.
public struct Event: Sendable {
  private var values: [EventField: String]
  private let row: EventRow
  private let found: [EventColumn: Value]
  /// Number of the record in its source, from 0.
  public let record: Int
  /// Copies of the event beside the one that is shown.
  public let copies: Int

  /// The value of a field as text; `nil` when the event has none.
  public subscript(field: EventField) -> String? { values[field] }

  let timestamp: Timestamp?

  /// The time as `YYYY-MM-DD hh:mm:ss` in a zone, for tables.
  public func tableTime(in zone: DisplayZone) -> String? { timestamp.map { zone.text($0) } }

  /// A value of a column in output.
  public enum Value: Sendable {
    case text(String)
    /// A number, a boolean, an object or an array as JSON spells it.
    case json(String)

    /// The value as plain text.
    public var text: String {
      switch self {
      case .text(let text), .json(let text): text
      }
    }
  }

  /// The value of a column; `nil` when the event has none.
  public subscript(column: EventColumn) -> Value? {
    switch column.kind {
    case .field(.record), .field(.copies):
      column.field.flatMap { values[$0] }.map { .json($0) }
    case .field(let field): values[field].map { .text($0) }
    case .key(let key): row[key].map { .text($0) }
    case .path: found[column]
    }
  }

  /// The fields that are keys.
  private static let keyFields: [(EventField, EventKey)] = EventField.allCases.compactMap { field in
    field.eventKey.map { (field, $0) }
  }

  init(_ row: EventRow, id: String?, request: String?, found: [EventColumn: Value] = [:]) {
    self.row = row
    self.found = found
    record = row.record
    copies = row.copies
    timestamp = row.time
    var values: [EventField: String] = [:]
    for (field, key) in Event.keyFields { values[field] = row[key] }
    // A record without a recipient belongs to the account of its caller.
    if values[.account] == nil { values[.account] = row[.caller] }
    values[.time] = row.time?.description
    values[.id] = id
    values[.request] = request
    values[.file] = Paths.display(row.file)
    values[.record] = String(row.record)
    values[.copies] = String(row.copies)
    self.values = values
  }
}

/// An event with the text of its record.
public struct EventRecord: Sendable {
  /// The event as it is shown.
  public let event: Event
  /// The record's original bytes.
  public let text: [UInt8]
  /// The absolute path of the source.
  public let path: String
  /// The other records of the event: path of the source below its root, absolute path,
  /// number of the record.
  public let copies: [(file: String, path: String, record: Int)]
  /// Where the index has it.
  let hit: Hit
}
