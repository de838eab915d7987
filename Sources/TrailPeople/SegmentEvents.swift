internal import TrailEvents
internal import TrailSearch
internal import TrailSegment

/// The columns of one segment as texts, each tuple and each term made into texts once.
///
/// Belongs to one thread.
final class SegmentEvents {
  /// What a segment tells of an event without its record.
  struct Columns: Sendable {
    var actor: Actor
    var client: Client
    var action: Action
    var place: Place
    var outcome: Outcome
    var sub: String?
    var accessKey: String?
  }

  final class Actor: Sendable {
    let type, user, role, permissionSet, caller, principal: String?

    init(_ value: (EventKey) throws -> String?) rethrows {
      type = try value(.type)
      user = try value(.user)
      role = try value(.role)
      permissionSet = try value(.permissionSet)
      caller = try value(.caller)
      principal = try value(.principal)
    }
  }

  final class Client: Sendable {
    let address, agent: String?

    init(_ value: (EventKey) throws -> String?) rethrows {
      address = try value(.ip)
      agent = try value(.agent)
    }
  }

  final class Action: Sendable {
    let name, source: String
    let kind: EventKind

    init(_ value: (EventKey) throws -> String?) rethrows {
      name = try value(.event) ?? ""
      source = try value(.source) ?? ""
      kind = try value(.kind).flatMap { EventKind(rawValue: $0) } ?? .cloudtrail
    }
  }

  final class Place: Sendable {
    let account, region: String?

    init(_ value: (EventKey) throws -> String?) rethrows {
      account = try value(.recipient)
      region = try value(.region)
    }
  }

  final class Outcome: Sendable {
    let error: String?
    let result: EventResult
    let factor: FactorState

    init(_ value: (EventKey) throws -> String?) rethrows {
      error = try value(.error)
      result = try value(.result).flatMap { EventResult(rawValue: $0) } ?? .success
      factor = try value(.mfa).flatMap { FactorState(rawValue: $0) } ?? .unknown
    }
  }

  private let reader: SegmentReader
  private let details: SegmentDetails?
  /// The columns of details, unpacked when the first details are asked for.
  private var detailColumns: [DetailColumn]?
  /// Of each space the column of documents, and the members by key: the first that has a value counts.
  private let spaces: [(rows: PackedColumnReader, members: [UInt8: [[UInt32]]])]
  private var actors: [UInt64: Actor] = [:]
  private var clients: [UInt64: Client] = [:]
  private var actions: [UInt64: Action] = [:]
  private var places: [UInt64: Place] = [:]
  private var outcomes: [UInt64: Outcome] = [:]
  private var texts: [UInt64: String] = [:]

  /// Keys of each space that are read.
  private static let keys: Set<UInt8> = Set(
    [
      EventKey.type, .user, .role, .permissionSet, .caller, .principal, .ip, .agent, .event,
      .source, .kind, .recipient, .region, .error, .result, .mfa,
    ].map(\.rawValue))

  init(_ reader: SegmentReader) throws {
    self.reader = reader
    details = try reader.details()
    var spaces: [(PackedColumnReader, [UInt8: [[UInt32]]])] = []
    for (space, schema) in reader.schema.tupleSpaces.enumerated() {
      var members: [UInt8: [[UInt32]]] = [:]
      for (column, member) in schema.columns.enumerated()
      where SegmentEvents.keys.contains(member.key) {
        members[member.key, default: []].append(
          try reader.tupleMember(space: space, column: column))
      }
      spaces.append((try reader.tupleColumn(space), members))
    }
    self.spaces = spaces
  }

  /// Whether details of an event are kept; otherwise its record tells them.
  func row(of document: DocID) -> Int? { details?.row(of: document) }

  /// The kept details of a row.
  func details(_ row: Int) throws -> (id: EventID, values: [SignInValue]) {
    guard let details else { return (EventID(nil), []) }
    var values: [SignInValue] = []
    values.reserveCapacity(SegmentEvents.usualValues)
    for column in try columns(of: details) where column.values[row] > 0 {
      if let text = try text(column.key, column.values[row]) {
        values.append(SignInValue(field: column.field, text: text))
      }
    }
    let id = try details.id(row)
    if id.high | id.low != 0 { return (EventID(high: id.high, low: id.low), values) }
    return (EventID(values.first { $0.field == .eventID }?.text), values)
  }

  /// A column of details, unpacked.
  private struct DetailColumn {
    var field: SignInField
    var key: UInt8
    var values: [UInt32]
  }

  /// Fields that most records have at most.
  private static let usualValues = 6

  private func columns(
    of details: SegmentDetails
  ) throws -> [DetailColumn] {
    if let detailColumns { return detailColumns }
    var columns: [DetailColumn] = []
    for (field, column) in zip(SignInField.allCases, reader.schema.detailColumns) {
      columns.append(
        DetailColumn(
          field: field, key: column.key, values: try details.column(field.rawValue)))
    }
    detailColumns = columns
    return columns
  }

  /// What the columns tell of an event.
  func columns(_ document: DocID) throws -> Columns {
    Columns(
      actor: try part(.actor, document, &actors) { try Actor($0) },
      client: try part(.client, document, &clients) { try Client($0) },
      action: try part(.action, document, &actions) { try Action($0) },
      place: try part(.place, document, &places) { try Place($0) },
      outcome: try part(.outcome, document, &outcomes) { try Outcome($0) },
      sub: try term(.sub, document), accessKey: try term(.accessKey, document))
  }

  private func part<Part>(
    _ tuple: EventTuple, _ document: DocID, _ known: inout [UInt64: Part],
    _ make: ((EventKey) throws -> String?) throws -> Part
  ) throws -> Part {
    let space = spaces[tuple.rawValue]
    let row = try space.rows.value(at: document)
    if let part = known[row] { return part }
    let part = try make { key in
      for member in space.members[key.rawValue] ?? [] {
        guard row < UInt64(member.count) else {
          throw IndexError(
            .corrupt, path: reader.path, detail: "a document has the unknown tuple \(row)")
        }
        if member[Int(row)] > 0 { return try text(key.rawValue, member[Int(row)]) }
      }
      return nil
    }
    known[row] = part
    return part
  }

  private func term(_ key: EventKey, _ document: DocID) throws -> String? {
    guard
      let column = reader.schema.termColumns.firstIndex(where: { $0.key == key.rawValue })
    else { return nil }
    let stored = try reader.termColumn(column).value(at: document)
    return stored == 0 ? nil : try text(key.rawValue, UInt32(truncatingIfNeeded: stored))
  }

  private func text(_ key: UInt8, _ stored: UInt32) throws -> String? {
    let place = UInt64(key) << 32 | UInt64(stored)
    if let known = texts[place] { return known }
    guard let bytes = try reader.dictionary(key)?.term(at: stored - 1) else { return nil }
    let text: String
    if key == EventKey.ip.rawValue {
      let address = bytes.withUnsafeBytes { IPAddress(stored: $0) }
      guard let address else {
        throw IndexError(
          .corrupt, path: reader.path, detail: "an address has \(bytes.count) bytes")
      }
      text = address.description
    } else {
      text = String(decoding: bytes, as: UTF8.self)
    }
    texts[place] = text
    return text
  }
}
