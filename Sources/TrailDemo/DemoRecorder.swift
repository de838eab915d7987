/// Where a record stands in the unit's buffer, and what decides the file it goes to.
struct DemoRecordPlace {
  var start: Int
  var count: Int
  var time: Int
  var account: Int
  var region: Int
  var isLate: Bool
}

/// Writes the records of one unit of work and counts the look-ups that find them.
///
/// A record is written once, member by member in the order AWS uses:
///
///     eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress
///     userAgent [errorCode errorMessage] requestParameters responseElements
///     [additionalEventData] requestID eventID readOnly [resources] eventType managementEvent
///     recipientAccountId [sharedEventID] [vpcEndpointId] [addendum] [serviceEventDetails]
///     eventCategory [tlsDetails] [sessionCredentialFromConsole]
///
/// Each value that feeds a key is noted as it is written; ``DemoKeyRules`` then decides which
/// look-ups the event counts for.
struct DemoRecorder {
  let world: DemoWorld
  let pool: UnsafeBufferPointer<UInt8>
  let steps: UnsafeBufferPointer<DemoStep>
  let unit: Int
  /// The seconds in which all events of the unit happen.
  let window: Range<Int>
  var random: DemoRandom
  var scene = DemoScene()
  private(set) var buffer: [UInt8] = []
  private(set) var records: [DemoRecordPlace] = []
  /// The events found by each look-up.
  private(set) var counts: [Int]
  /// How many events are still to be written.
  private(set) var remaining: Int
  private var rules: DemoKeyRules
  /// The entity of each kind that this event has chosen, and the event that chose it.
  private(set) var chosen: [(number: Int, ordinal: Int)]
  /// The events that other exports may hold, too.
  var noted: [DemoNoted] = []
  var logins: [DemoLogin] = []
  /// Whether all events are noted, because the other exports alone hold them.
  var notesAll = false
  private var mark = 0
  /// The pooled text that the value since `mark` consists of, when it was written escaped.
  private var escaped = DemoText.none

  init(
    world: DemoWorld,
    unit: DemoUnit,
    pool: UnsafeBufferPointer<UInt8>,
    steps: UnsafeBufferPointer<DemoStep>
  ) {
    self.world = world
    self.pool = pool
    self.steps = steps
    self.unit = unit.number
    window = unit.window
    random = DemoRandom(seed: world.options.seed, part: UInt64(1_000_000 + unit.number))
    remaining = unit.events
    rules = DemoKeyRules(terms: world.lookUps.terms)
    counts = Array(repeating: 0, count: world.lookUps.items.count)
    chosen = Array(repeating: (0, -1), count: DemoEntity.allCases.count)
    buffer.reserveCapacity(unit.events * 1_700)
    records.reserveCapacity(unit.events)
  }

  /// The number of events written, which is also the number of the next one.
  var ordinal: Int { records.count }

  /// The seed of the ids of the next event.
  var nextSeed: UInt64 { DemoWorld.eventSeed(world.options, unit: unit, ordinal: ordinal) }

  /// Writes the scene as an event of a script.
  mutating func record(_ script: DemoScript) {
    record(call: world.catalogue.firstScript + script.rawValue)
  }

  /// Writes the scene as an event of a call; nothing once the unit has all its events.
  mutating func record(call number: Int) {
    guard remaining > 0 else { return }
    remaining -= 1
    let call = world.catalogue.calls[number]
    let start = buffer.count
    let isLate = random.perMille(3)
    let region = call.isGlobal ? DemoOrganization.globalRegion : scene.region
    let callerRegion = scene.region
    scene.region = region
    scene.call = number
    rules.begin()
    write(call, isLate: isLate)
    let outcome = scene.error >= 0 ? world.catalogue.errors[scene.error].outcome : .none
    Self.apply(&rules, buffer, pool, outcome)
    if scene.via.isEmpty { rules.add(scene.address) }
    world.lookUps.count(rules.bits, at: scene.time, into: &counts)
    if notesAll || number >= world.catalogue.firstScript && !world.options.isS3Only { note(number) }
    records.append(
      DemoRecordPlace(
        start: start,
        count: buffer.count - start,
        time: scene.time,
        account: scene.account,
        region: region,
        isLate: isLate
      )
    )
    scene.region = callerRegion
  }

  private static func apply(
    _ rules: inout DemoKeyRules,
    _ buffer: [UInt8],
    _ pool: UnsafeBufferPointer<UInt8>,
    _ outcome: DemoOutcome
  ) {
    buffer.withUnsafeBufferPointer { rules.apply(in: $0, pool, outcome: outcome) }
  }

  private mutating func write(_ call: DemoCompiledCall, isLate: Bool) {
    let organization = world.organization
    let seed = nextSeed
    buffer.append("{\"eventVersion\":\"")
    // Records with `onBehalfOf` are of version 1.09 at least.
    let isOnBehalf = scene.actor.identity == .centerUser
    buffer.append(isOnBehalf ? world.centerVersion : call.version, of: pool)
    buffer.append("\",\"userIdentity\":")
    write(world.catalogue.identities[scene.actor.identity.rawValue])
    buffer.append(",\"eventTime\":\"")
    buffer.append(time: scene.time)
    member("\",\"eventSource\":\"", call.source, .source)
    member("\",\"eventName\":\"", call.name, .event)
    member("\",\"awsRegion\":\"", organization.regions[scene.region], .region)
    writeClient()
    writeError(call)
    let fails = scene.error >= 0
    buffer.append("\"requestParameters\":")
    write(call.request)
    buffer.append(",\"responseElements\":")
    write(fails && call.hasRequest ? .null : call.response)
    if !call.additional.isNull {
      buffer.append(",\"additionalEventData\":")
      write(call.additional)
    }
    if call.hasRequest {
      buffer.append(",\"requestID\":\"")
      let request = scene.requestSeed == 0 ? DemoIDs.request(seed) : scene.requestSeed
      uuid(request, .request)
      buffer.append("\"")
    }
    buffer.append(",\"eventID\":\"")
    uuid(DemoIDs.event(seed), .id)
    buffer.append("\",\"readOnly\":")
    value(call.isReadOnly ? "true" : "false", .readOnly)
    writeResources(call)
    buffer.append(",\"eventType\":\"")
    buffer.append(call.eventType, of: pool)
    buffer.append(call.isData ? "\",\"managementEvent\":false" : "\",\"managementEvent\":true")
    member(",\"recipientAccountId\":\"", organization.accounts[scene.account], .recipient)
    buffer.append("\"")
    writeRest(call, isLate: isLate)
  }

  /// `sourceIPAddress` and `userAgent`.
  private mutating func writeClient() {
    buffer.append("\",\"sourceIPAddress\":\"")
    if scene.via.isEmpty {
      scene.address.write(to: &buffer, isLong: scene.hasLongAddress)
    } else {
      member("", scene.via, .via)
    }
    buffer.append("\",\"userAgent\":\"")
    buffer.append(escaping: scene.agent, of: pool)
    rules.note(
      .agent,
      start: Int(scene.agent.start),
      count: Int(scene.agent.count),
      isPooled: true
    )
    buffer.append("\",")
  }

  private mutating func writeError(_ call: DemoCompiledCall) {
    guard scene.error >= 0 else {
      if call.hasEmptyError { buffer.append("\"errorCode\":\"\",\"errorMessage\":\"\",") }
      return
    }
    let error = world.catalogue.errors[scene.error]
    if !error.code.isEmpty {
      member("\"errorCode\":\"", error.code, .errorCode)
      buffer.append("\",")
    }
    buffer.append("\"errorMessage\":\"")
    let start = buffer.count
    for index in error.message.start..<error.message.end { step(steps[Int(index)]) }
    rules.note(.errorMessage, start: start, count: buffer.count - start)
    buffer.append("\",")
  }

  private mutating func writeResources(_ call: DemoCompiledCall) {
    guard !call.resources.isEmpty else { return }
    buffer.append(",\"resources\":[")
    for index in call.resources {
      if index > call.resources.lowerBound { buffer.append(",") }
      write(world.catalogue.resources[index])
    }
    buffer.append("]")
  }

  private mutating func writeRest(_ call: DemoCompiledCall, isLate: Bool) {
    if scene.sharedSeed != 0 {
      buffer.append(",\"sharedEventID\":\"")
      uuid(scene.sharedSeed, .shared)
      buffer.append("\"")
    }
    if scene.hasEndpoint {
      buffer.append(",\"vpcEndpointId\":\"vpce-0")
      buffer.append(hex: DemoRandom.mix(UInt64(scene.account)), digits: 16)
      buffer.append("\"")
      if !call.source.isEmpty, scene.time >= DemoClock.end - 20 * DemoClock.day {
        member(
          ",\"vpcEndpointAccountId\":\"",
          world.organization.accounts[scene.account],
          .endpointAccount
        )
        buffer.append("\"")
      }
    }
    if isLate {
      buffer.append(",\"addendum\":{\"reason\":\"DELIVERY_DELAY\",\"updatedFields\":\"\",")
      buffer.append("\"originalRequestID\":\"\",\"originalEventID\":\"\"}")
    }
    if !call.details.isNull {
      buffer.append(",\"serviceEventDetails\":")
      write(call.details)
    }
    buffer.append(",\"eventCategory\":\"")
    value(call.isData ? "Data" : "Management", .category)
    buffer.append("\"")
    if call.hasTLS, scene.via.isEmpty {
      buffer.append(",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":")
      buffer.append("\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"")
      buffer.append(call.service, of: pool)
      buffer.append(".")
      if !call.isGlobal {
        buffer.append(world.organization.regions[scene.region], of: pool)
        buffer.append(".")
      }
      buffer.append("amazonaws.com\"}")
    }
    if scene.isConsole { buffer.append(",\"sessionCredentialFromConsole\":\"true\"") }
    buffer.append("}")
  }
}

extension DemoRecorder {
  /// Appends fixed text and then a name that is a field.
  private mutating func member(_ before: StaticString, _ text: DemoText, _ field: DemoField) {
    buffer.append(before)
    rules.note(field, start: buffer.count, count: Int(text.count))
    buffer.append(text, of: pool)
  }

  private mutating func value(_ text: StaticString, _ field: DemoField) {
    rules.note(field, start: buffer.count, count: text.utf8CodeUnitCount)
    buffer.append(text)
  }

  private mutating func uuid(_ seed: UInt64, _ field: DemoField) {
    rules.note(field, start: buffer.count, count: 36)
    buffer.append(uuid: seed)
  }

  /// Appends what a template says; `null` for the empty one.
  private mutating func write(_ template: DemoTemplate) {
    guard !template.isNull else { return buffer.append("null") }
    for index in template.start..<template.end { step(steps[Int(index)]) }
  }

  private mutating func step(_ step: DemoStep) {
    switch step {
    case .literal(let text): buffer.append(text, of: pool)
    case .slot(let slot): fill(slot)
    case .entity(let kind): buffer.append(entity(Int(kind)), of: pool)
    case .mark:
      mark = buffer.count
      escaped = .none
    case .note(let field, let mayBeARN):
      var start = mark
      var count = buffer.count - mark
      let isPooled = !escaped.isEmpty
      if isPooled {
        start = Int(escaped.start)
        count = Int(escaped.count)
      }
      if field != .none { rules.note(field, start: start, count: count, isPooled: isPooled) }
      if mayBeARN, !isPooled, count > 4, buffer[start] == 0x61, buffer[start + 1] == 0x72,
        buffer[start + 2] == 0x6E, buffer[start + 3] == 0x3A
      {
        rules.note(.textARN, start: start, count: count)
      }
    }
  }

  /// The entity of a kind that this event is about: the same wherever the event names it.
  private mutating func entity(_ kind: Int) -> DemoText {
    if chosen[kind].ordinal != ordinal {
      let count = world.organization.count(of: kind, in: scene.account)
      chosen[kind] = (random.zipf(count), ordinal)
      pair(kind)
    }
    return world.organization.entity(kind, chosen[kind].number, in: scene.account)
  }

  /// A user's principal id, key and device belong to the user, a role's principal id to the role.
  private mutating func pair(_ kind: Int) {
    for member in Self.companions[kind] { chosen[member] = chosen[kind] }
  }

  private static let companions: [[Int]] = {
    let groups: [[DemoEntity]] = [
      [.user, .userPrincipal, .userKey], [.role, .rolePrincipal],
      [.ssoRole, .ssoPrincipal],
    ]
    return DemoEntity.allCases.map { kind in
      groups.first { $0.contains(kind) }?.map { Int($0.index) } ?? []
    }
  }()

  private mutating func fill(_ slot: DemoSlot) {
    Self.fill(slot, scene, world, pool, &random, &buffer, &escaped)
  }
}
