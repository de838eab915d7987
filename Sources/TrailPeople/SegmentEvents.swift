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

    /// Whether an event names somebody by name or by id.
    var isNamed: Bool { actor.user != nil || sub != nil }

    /// Whether an event is of a session that a provider outside AWS vouches for by SAML.
    var isFederated: Bool {
      action.name == "AssumeRoleWithSAML"
        || action.name == "ConsoleLogin" && actor.type == "AssumedRole"
          && actor.permissionSet == nil
    }
  }

  final class Actor: Sendable {
    let type, user, role, permissionSet, caller, principal: String?
    /// See ``Identifier/bareName(_:)``.
    let bareName: String?

    init(_ value: (EventKey) throws -> String?) rethrows {
      type = try value(.type)
      user = try value(.user)
      bareName = user.map(Identifier.bareName)
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
    /// The name in lower case.
    let folded: String
    /// The source without `.amazonaws.com`; empty for one without that.
    let service: String
    let kind: EventKind

    init(_ value: (EventKey) throws -> String?) rethrows {
      name = try value(.event) ?? ""
      source = try value(.source) ?? ""
      folded = name.lowercased()
      service = source.hasSuffix(".amazonaws.com") ? String(source.dropLast(14)) : ""
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
    /// `nil` when the record cannot tell it.
    let result: EventResult?
    let factor: FactorState

    init(_ value: (EventKey) throws -> String?) rethrows {
      error = try value(.error)
      result = try value(.result).flatMap { EventResult(rawValue: $0) }
      factor = try value(.mfa).flatMap { FactorState(rawValue: $0) } ?? .unknown
    }
  }

  private let reader: SegmentReader
  private let details: SegmentDetails?
  /// Of each space the column of documents, and the members by key: the first that has a value counts.
  private let spaces: [(rows: PackedColumnReader, members: [UInt8: [[UInt32]]])]
  private var actors = Parts<Actor>()
  private var clients = Parts<Client>()
  private var actions = Parts<Action>()
  private var places = Parts<Place>()
  private var outcomes = Parts<Outcome>()
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

  /// The ids and kept details of rows, which must ascend, in their order.
  ///
  /// - Parameter fields: The fields that are of use; others are missing.
  func details(
    _ rows: [Int], _ fields: [SignInField]
  ) throws -> (ids: [EventID], values: SignInValues) {
    var values = SignInValues(fields: fields, rows: rows.count)
    guard let details else { return (rows.map { _ in EventID(nil) }, values) }
    var columns: [UInt8: [(field: SignInField, stored: [UInt32])]] = [:]
    for field in fields {
      let key = reader.schema.detailColumns[field.rawValue].key
      columns[key, default: []].append((field, try details.values(field.rawValue, of: rows)))
    }
    for (key, columns) in columns.sorted(by: { $0.key < $1.key }) {
      guard let dictionary = try reader.dictionary(key) else { continue }
      // By ordinal + 1 the number of its text; first 1 for those that are wanted. A dictionary of details
      // is mostly made of what is asked for here.
      var numbers = [UInt32](repeating: 0, count: dictionary.count + 1)
      for column in columns {
        for value in column.stored where value > 0 {
          guard Int(value) < numbers.count else {
            throw IndexError(
              .corrupt, path: reader.path, detail: "details have the unknown term \(value)")
          }
          numbers[Int(value)] = 1
        }
      }
      let wanted = numbers.indices.filter { numbers[$0] > 0 }.map { TermOrdinal($0 - 1) }
      try dictionary.forEach(of: wanted) { ordinal, bytes in
        numbers[Int(ordinal) + 1] = values.number(String(decoding: bytes, as: UTF8.self))
      }
      for column in columns {
        for (row, value) in column.stored.enumerated() where value > 0 {
          values.set(numbers[Int(value)], row: row, column.field)
        }
      }
    }
    let ids = try details.ids(rows).enumerated().map { row, id in
      id.high | id.low != 0
        ? EventID(high: id.high, low: id.low) : EventID(values[row, .eventID])
    }
    return (ids, values)
  }

  /// What the columns tell of an event.
  func columns(_ document: DocID) throws -> Columns { try columns([document])[0] }

  /// What the columns tell of events, which must ascend.
  func columns(_ documents: [DocID]) throws -> [Columns] {
    let actors = try parts(.actor, documents, &actors) { try Actor($0) }
    let clients = try parts(.client, documents, &clients) { try Client($0) }
    let actions = try parts(.action, documents, &actions) { try Action($0) }
    let places = try parts(.place, documents, &places) { try Place($0) }
    let outcomes = try parts(.outcome, documents, &outcomes) { try Outcome($0) }
    let subs = try terms(.sub, documents)
    let accessKeys = try terms(.accessKey, documents)
    return documents.indices.map { index in
      Columns(
        actor: actors[index], client: clients[index], action: actions[index],
        place: places[index], outcome: outcomes[index], sub: subs[index],
        accessKey: accessKeys[index])
    }
  }

  /// Who acted, and whether an id of the person is told beside that, of events, which must ascend.
  func actors(_ documents: [DocID]) throws -> [(actor: Actor, hasSub: Bool)] {
    let actors = try parts(.actor, documents, &actors) { try Actor($0) }
    let subs = try stored(.sub, documents) ?? documents.map { _ in 0 }
    return zip(actors, subs).map { (actor: $0, hasSub: $1 > 0) }
  }

  /// What the rows of a table of tuples tell, each made once.
  private struct Parts<Part> {
    /// By row the place in ``made`` + 1; 0 for one that is not made.
    private var places: [UInt32] = []
    private(set) var made: [Part] = []

    /// The rows among some that are not made yet, each once; what is told of them must then be
    /// appended in this order.
    mutating func new(among rows: [UInt64], of count: Int) -> [Int] {
      if places.isEmpty { places = [UInt32](repeating: 0, count: count) }
      var new: [Int] = []
      for row in rows where places[Int(row)] == 0 {
        new.append(Int(row))
        places[Int(row)] = UInt32(made.count + new.count)
      }
      return new
    }

    mutating func append(_ part: Part) { made.append(part) }

    subscript(row: UInt64) -> Part { made[Int(places[Int(row)]) - 1] }
  }

  private func parts<Part>(
    _ tuple: EventTuple, _ documents: [DocID], _ known: inout Parts<Part>,
    _ make: ((EventKey) throws -> String?) throws -> Part
  ) throws -> [Part] {
    let space = spaces[tuple.rawValue]
    let rows = try space.rows.values(at: documents)
    let count = space.members.values.first?.first?.count ?? 0
    if let row = rows.first(where: { $0 >= UInt64(count) }) {
      throw IndexError(
        .corrupt, path: reader.path, detail: "a document has the unknown tuple \(row)")
    }
    let new = known.new(among: rows, of: count)
    for (key, members) in space.members {
      try load(
        key,
        new.compactMap { row in members.lazy.map { $0[row] }.first { $0 > 0 } })
    }
    for row in new {
      known.append(
        try make { key in
          for member in space.members[key.rawValue] ?? [] where member[row] > 0 {
            return try text(key.rawValue, member[row])
          }
          return nil
        })
    }
    return rows.map { known[$0] }
  }

  /// Ordinals + 1 of the terms of a column; `nil` for a key without one.
  private func stored(_ key: EventKey, _ documents: [DocID]) throws -> [UInt32]? {
    guard
      let column = reader.schema.termColumns.firstIndex(where: { $0.key == key.rawValue })
    else { return nil }
    return try reader.termColumn(column).values(at: documents)
      .map { UInt32(truncatingIfNeeded: $0) }
  }

  private func terms(_ key: EventKey, _ documents: [DocID]) throws -> [String?] {
    guard let stored = try stored(key, documents) else { return documents.map { _ in nil } }
    try load(key.rawValue, stored)
    return try stored.map { $0 == 0 ? nil : try text(key.rawValue, $0) }
  }

  private static func place(_ key: UInt8, _ stored: UInt32) -> UInt64 {
    UInt64(key) << 32 | UInt64(stored)
  }

  private func text(_ key: UInt8, _ stored: UInt32) throws -> String? {
    if let known = texts[SegmentEvents.place(key, stored)] { return known }
    try load(key, [stored])
    return texts[SegmentEvents.place(key, stored)]
  }

  /// Makes texts of terms, those of one block of the dictionary together.
  ///
  /// - Parameter stored: Ordinals + 1 in any order; 0 stands for none.
  private func load(_ key: UInt8, _ stored: [UInt32]) throws {
    guard let dictionary = try reader.dictionary(key) else { return }
    var ordinals: [TermOrdinal] = []
    var last: UInt32 = 0
    for number in stored.filter({ $0 > 0 }).sorted() where number > last {
      last = number
      if texts[SegmentEvents.place(key, number)] == nil { ordinals.append(number - 1) }
    }
    var damage: IndexError?
    try dictionary.forEach(of: ordinals) { ordinal, bytes in
      let place = SegmentEvents.place(key, ordinal + 1)
      guard key == EventKey.ip.rawValue else {
        texts[place] = String(decoding: bytes, as: UTF8.self)
        return
      }
      if let address = IPAddress(stored: bytes) {
        texts[place] = address.description
      } else {
        damage = IndexError(
          .corrupt, path: reader.path, detail: "an address has \(bytes.count) bytes")
      }
    }
    if let damage { throw damage }
  }
}
