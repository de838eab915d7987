/// People who are known by several names and ids, and what they did: each sign-in, session and
/// person comes with the answer that a reader of the records must give.
///
/// Everything is made from a seed. People share addresses, one person signs in from two places at a
/// time, steps lie at the edges of their windows, events of one second come in any order, and one
/// account's trail is missing. Where records leave something open, the answer says so.
package struct DemoPeople: Sendable {
  /// A record of CloudTrail with the fields that feed its keys.
  struct Record: Sendable {
    struct Fact: Sendable {
      var field: DemoField
      var start: Int
      var count: Int
    }

    var json: [UInt8] = []
    var facts: [Fact] = []
    var time: Int
    var outcome: DemoOutcome
    var address: DemoAddress
  }

  /// An attempt to sign in.
  package struct SignIn: Hashable, Sendable {
    /// The ids of its events, all of them.
    package var events: Set<String>
    package var kind: String
    package var verdict: String
    package var mfa: String
    package var match: String
    package var account: String?
    package var into: String?
    package var person: String?
  }

  /// A person, as far as records and directory files prove that names and ids are one.
  package struct Person: Sendable {
    package var name: String
    /// `Identity Center user`, `IAM user` or `Cognito user`.
    package var kind: String
    /// Keys that mean this person and nobody else, the id first.
    package var keys: [String]
    /// The ids of the events of all names and ids.
    package var events: Set<String> = []
    /// Whether another person has the name in the same place: it is neither's.
    package var isNameShared = false
  }

  /// A chain of sessions, from the last one up to where the archive ends.
  package struct Session: Sendable {
    /// The access keys, that of the last session first.
    package var keys: [String]
    /// Why nothing is told above the last key.
    package var origin: String
    /// The events of the sign-in above it.
    package var signIn: Set<String> = []
  }

  /// The account of Identity Center.
  package static let center = "666677778888"
  package static let members = ["888877776666", "999988887777"]
  /// An account whose trail is not in the archive.
  package static let absent = "999900001111"
  static let pool = "us-east-1_PEOPLE001"
  static let store = "d-1234567890"
  /// The seconds that one person needs for a round.
  private static let roundLength = 42_000

  /// Records by the account that got them.
  private(set) var records: [String: [Record]] = [:]
  /// Entries of Cognito's activity log, oldest first for each person.
  private(set) var entries: [DemoEntry] = []
  /// The attempts of all.
  package private(set) var signIns: Set<SignIn> = []
  /// The persons by id.
  package private(set) var persons: [String: Person] = [:]
  package private(set) var sessions: [Session] = []
  /// Ids of events that renew tokens: they are of a person, and no sign-ins.
  package private(set) var renewals: Set<String> = []

  var random: DemoRandom
  /// The time of the person at hand.
  var time = 0
  private(set) var serial = 0

  /// Makes everybody's records.
  ///
  /// - Parameters:
  ///   - people: How many go through each round.
  ///   - rounds: How often; one fits into a day, and three into two days.
  ///   - start: The first second, since 1970.
  package init(seed: UInt64, people: Int, rounds: Int, from start: Int) {
    random = DemoRandom(seed: seed, part: 2)
    for person in 0..<people {
      let name = "person\(person)"
      // Three people behind one address do the same within seconds.
      let address = DemoAddress(192, 0, 2, 10 + person / 3)
      let sub = "0784fae8-0000-7000-8000-\(Self.padded(person))"
      let id = "94482488-3041-7026-18f3-\(Self.padded(person))"
      for round in 0..<rounds {
        time = start + person * 20 + round * Self.roundLength
        playConsole(name, address, case: person + round * 5)
        playUnknownUser(address)
        playPortal(name, id, address, isNew: person % 2 == 0, case: person + round * 6)
        playPool(name, sub, address, case: person + round)
        playFederation(name, address, case: person + round)
      }
      playChains(name, address)
    }
    time = start
    playReusedName()
    for person in 0..<3 {
      time = start
      playSpanning(person)
    }
  }

  /// The demonstration archive's people, in its first days; fewer rounds where it has one day.
  init(_ options: DemoOptions) {
    self.init(
      seed: options.seed, people: 6, rounds: options.days > 1 ? 3 : 1,
      from: DemoClock.end - options.days * DemoClock.day)
  }

  /// The texts of log files by name; of CloudTrail's none holds all that belongs together.
  package var files: [(name: String, text: [UInt8])] {
    parts.map { ($0.name, Self.text(of: $0.records)) } + [("activity.json", activity)]
  }

  /// The activity log, an entry a line.
  var activity: [UInt8] {
    var lines: [UInt8] = []
    for entry in entries { lines += entry.json + [0x0A] }
    return lines
  }

  /// The records of each file of CloudTrail.
  var parts: [(name: String, records: [Record])] {
    records.sorted { $0.key < $1.key }.flatMap { account, records in
      (0..<5).map { part in
        let own = records.enumerated().filter { $0.offset % 5 == part }.map(\.element)
        return ("\(account)-\(part).json", own)
      }
    }
  }

  static func text(of records: [Record]) -> [UInt8] {
    var text: [UInt8] = Array("{\"Records\":[".utf8)
    for (number, record) in records.enumerated() {
      if number > 0 { text.append(",\n") }
      text += record.json
    }
    text.append("]}")
    return text
  }

  static func padded(_ number: Int, width: Int = 12) -> String {
    var bytes: [UInt8] = []
    bytes.append(decimal: number, width: width)
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Records

  mutating func newID() -> String {
    serial += 1
    // Of two events of one second neither id need be the smaller.
    return "\(hex(8))-0000-4000-8000-\(Self.padded(serial))"
  }

  mutating func hex(_ digits: Int) -> String {
    var bytes: [UInt8] = []
    bytes.append(hexDigits: digits, from: &random)
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func newKey(_ prefix: String) -> String {
    serial += 1
    return "\(prefix)\(hex(8).uppercased())\(Self.padded(serial, width: 8))"
  }

  mutating func drawMember() -> String { Self.members[random.below(Self.members.count)] }

  /// What a record has beside the members that all have.
  struct Details {
    var agent = "Mozilla/5.0"
    var identity: DemoJSON
    var errorCode = ""
    var errorMessage = ""
    var request: DemoJSON?
    var response: DemoJSON?
    var additional: DemoJSON?
    var service: DemoJSON?
  }

  /// Writes a record; returns its id.
  ///
  /// - Parameter owner: The id of the person whose event it is.
  mutating func record(
    _ source: String, _ name: String, at time: Int, _ account: String, _ address: DemoAddress,
    of owner: String? = nil, _ details: Details
  ) -> String {
    let id = newID()
    var record = Record(
      time: time, outcome: DemoOutcome(errorCode: details.errorCode), address: address)
    record.put("{\"eventVersion\":\"1.09\",\"userIdentity\":")
    record.put(details.identity, .identity)
    record.put(",\"eventTime\":\"\(DemoStamp.iso(time))\"")
    record.put("eventSource", "\(source).amazonaws.com", .source)
    record.put("eventName", name, .event)
    record.put("awsRegion", "us-east-1", .region)
    record.put(",\"sourceIPAddress\":\"\(address.text)\"")
    record.put("userAgent", details.agent, .agent)
    if !details.errorCode.isEmpty { record.put("errorCode", details.errorCode, .errorCode) }
    if !details.errorMessage.isEmpty {
      record.put("errorMessage", details.errorMessage, .errorMessage)
    }
    for (name, value, section) in [
      ("requestParameters", details.request, DemoSection.request),
      ("responseElements", details.response, .response),
      ("additionalEventData", details.additional, .additional),
    ] {
      guard let value else { continue }
      record.put(",\"\(name)\":")
      record.put(value, section)
    }
    record.put("eventID", id, .id)
    record.put("recipientAccountId", account, .recipient)
    if let service = details.service {
      record.put(",\"serviceEventDetails\":")
      record.put(service, .details)
    }
    record.put("eventCategory", "Management", .category)
    record.put("}")
    if account != Self.absent {
      records[account, default: []].append(record)
      if let owner { persons[owner]?.events.insert(id) }
    }
    return id
  }

  /// Makes a person known, once.
  mutating func know(_ id: String, _ name: String, _ kind: String, keys: [String] = []) {
    guard persons[id] == nil else { return }
    persons[id] = Person(name: name, kind: kind, keys: [id] + keys)
  }

  mutating func add(_ entry: DemoEntry, of sub: String) {
    entries.append(entry)
    persons[sub]?.events.insert(entry.keys.id)
  }

  mutating func noteRenewal(_ id: String) { renewals.insert(id) }

  mutating func note(_ session: Session) { sessions.append(session) }

  /// Says that persons have one name: what is known by the name alone is of neither.
  mutating func shareName(of ids: [String]) {
    for id in ids {
      persons[id]?.isNameShared = true
      persons[id]?.keys.removeAll { $0.contains("@") }
    }
  }

  mutating func expect(
    _ kind: String, _ ids: [String], _ verdict: String, _ mfa: String, _ account: String?,
    _ person: String?, into: String? = nil, match: String = "exact"
  ) {
    signIns.insert(
      SignIn(
        events: Set(ids), kind: kind, verdict: verdict, mfa: mfa, match: match, account: account,
        into: into, person: person))
  }
}

extension DemoPeople.Record {
  mutating func put(_ text: String) { json.append(contentsOf: text.utf8) }

  /// Writes a member that is a field.
  mutating func put(_ name: String, _ value: String, _ field: DemoField) {
    put(",\"\(name)\":\"")
    facts.append(Fact(field: field, start: json.count, count: value.utf8.count))
    put("\(value)\"")
  }

  /// Writes a part of the record, and notes its fields.
  mutating func put(_ value: DemoJSON, _ section: DemoSection) {
    put(value, at: section.rawValue, section, level: 0)
  }

  private mutating func put(_ value: DemoJSON, at path: String, _ section: DemoSection, level: Int)
  {
    switch value {
    case .object(let members):
      put("{")
      for (number, member) in members.enumerated() {
        put("\(number > 0 ? "," : "")\"\(member.0)\":")
        put(member.1, at: "\(path).\(member.0)", section, level: level + 1)
      }
      put("}")
    case .text(let text):
      let start = json.count + 1
      put("\"\(text)\"")
      let field = DemoField.at(path)
      if field != .none {
        facts.append(Fact(field: field, start: start, count: text.utf8.count))
      }
      if section == .request || section == .response, level <= 4, text.hasPrefix("arn:") {
        facts.append(Fact(field: .textARN, start: start, count: text.utf8.count))
      }
    case .word, .raw, .quoted, .list: json += value.line
    }
  }
}

extension DemoJSON: ExpressibleByStringInterpolation, ExpressibleByDictionaryLiteral {
  init(stringLiteral value: String) { self = .text(value) }

  init(dictionaryLiteral elements: (String, DemoJSON)...) { self = .object(elements) }
}
