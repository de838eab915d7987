/// An event that another export may hold, noted when it was written.
struct DemoNoted {
  /// What decides which of the noted events are chosen.
  var rank: UInt64
  var ordinal: Int
  var call: Int
  /// The user's name and long-term key, where an item of a look-up page names them.
  var user = DemoText.none
  var key = DemoText.none
}

/// A record that another export holds.
struct DemoSample: Sendable {
  var seed: UInt64
  var json: [UInt8]
  var time: Int
  var account: Int
  var region: Int
  var call: Int
  var user: DemoText
  var key: DemoText
  /// Whether no file of CloudTrail holds it.
  var isOwn: Bool
}

/// A sign-in or sign-up of an application's user, as its activity log has it.
struct DemoLogin: Sendable {
  enum Kind: Int, Sendable { case passed, failed, signUp }

  /// The seed of the ids of the API call that it belongs to.
  var seed: UInt64
  var time: Int
  var account: Int
  var subject: Int
  var client: Int
  var pool: Int
  var address: DemoAddress
  var kind: Kind
}

/// What the other exports hold of the events of CloudTrail.
struct DemoSamples: Sendable {
  /// Records of look-up pages.
  var pages: [DemoSample] = []
  /// Records of EventBridge.
  var bridge: [DemoSample] = []
  var logins: [DemoLogin] = []

  mutating func add(_ other: DemoSamples) {
    pages += other.pages
    bridge += other.bridge
    logins += other.logins
  }
}

/// How many records the other exports hold: 2 to 4 % of the events, and never many.
struct DemoShapeBudget {
  let records: Int

  init(_ options: DemoOptions) {
    records = min(30_000, max(200, options.events / 100 * 3))
  }

  /// Copies in look-up pages; each comes about three times.
  var pages: Int { records * 13 / 100 }
  /// Records that only look-up pages hold.
  var ownPages: Int { max(8, records * 2 / 100) }
  /// Copies in EventBridge's events.
  var bridge: Int { records * 10 / 100 }
  /// Records that only EventBridge's events hold.
  var ownBridge: Int { max(8, records * 2 / 100) }
  /// Sign-ins in the activity log, which has two or three entries of each.
  var logins: Int { records * 14 / 100 }

  /// The part of a number that falls to a unit.
  static func share(_ total: Int, _ unit: DemoUnit, _ options: DemoOptions) -> Int {
    total * (unit.before + unit.events) / options.events - total * unit.before / options.events
  }
}

extension DemoRecorder {
  private static let pageScripts: Set<DemoScript> = [
    .initiateAuth, .initiatePassword, .refreshAuth, .respond, .respondFailed, .signUp,
    .hostedLogin, .hostedToken, .hostedConfirm, .hostedFailed, .switchRole, .rootLogin,
  ]
  private static let bridgeScripts: Set<DemoScript> = [
    .consoleLogin, .factorLogin, .consoleLoginFailed, .portalLogin, .switchRole, .assumeRole,
    .userAuthentication, .federate, .signUp, .keyRotated,
  ]

  /// Notes the event that has just been written.
  mutating func note(_ call: Int) {
    let script = DemoScript(rawValue: call - world.catalogue.firstScript)
    var isWanted = notesAll
    if let script {
      isWanted =
        isWanted || Self.pageScripts.contains(script) || Self.bridgeScripts.contains(script)
      noteLogin(script)
    }
    guard isWanted else { return }
    let seed = nextSeed
    var event = DemoNoted(rank: DemoRandom.mix(seed ^ 11), ordinal: ordinal, call: call)
    let actor = scene.actor
    switch actor.identity {
    case .user, .consoleUser:
      event.user = actor.name
      event.key = actor.identity == .user ? actor.longTermKey : .none
    case .consoleRole, .portalRole, .sourcedRole: event.user = actor.session
    default: break
    }
    noted.append(event)
  }

  private mutating func noteLogin(_ script: DemoScript) {
    let kind: DemoLogin.Kind
    switch script {
    case .initiatePassword, .respond, .hostedLogin: kind = .passed
    case .respondFailed: kind = .failed
    case .signUp: kind = .signUp
    default: return
    }
    let client = chosen[Int(DemoEntity.client.index)]
    let pool = chosen[Int(DemoEntity.pool.index)]
    logins.append(
      DemoLogin(
        seed: nextSeed,
        time: scene.time,
        account: scene.account,
        subject: scene.subject,
        client: client.number,
        pool: pool.ordinal == ordinal ? pool.number : client.number % 3,
        address: scene.address,
        kind: kind
      )
    )
  }

  /// What the other exports hold of the unit's events.
  func chosenSamples(of unit: DemoUnit) -> DemoSamples {
    guard !world.options.isS3Only else { return DemoSamples() }
    let budget = DemoShapeBudget(world.options)
    func chosen(_ scripts: Set<DemoScript>, _ total: Int) -> [DemoSample] {
      let some = noted.filter { event in
        DemoScript(rawValue: event.call - world.catalogue.firstScript).map(scripts.contains)
          ?? false
      }
      return
        some
        .sorted { ($0.rank, $0.ordinal) < ($1.rank, $1.ordinal) }
        .prefix(DemoShapeBudget.share(total, unit, world.options))
        .map { sample($0, isOwn: false) }
    }
    let ranked = logins.sorted {
      (DemoRandom.mix($0.seed ^ 12), $0.seed) < (DemoRandom.mix($1.seed ^ 12), $1.seed)
    }
    return DemoSamples(
      pages: chosen(Self.pageScripts, budget.pages),
      bridge: chosen(Self.bridgeScripts, budget.bridge),
      logins: Array(
        ranked.prefix(DemoShapeBudget.share(budget.logins, unit, world.options)))
    )
  }

  /// All events, which only the other exports hold.
  func ownSamples() -> [DemoSample] { noted.map { sample($0, isOwn: true) } }

  private func sample(_ event: DemoNoted, isOwn: Bool) -> DemoSample {
    let record = records[event.ordinal]
    return DemoSample(
      seed: DemoWorld.eventSeed(world.options, unit: unit, ordinal: event.ordinal),
      json: Array(buffer[record.start..<record.start + record.count]),
      time: record.time,
      account: record.account,
      region: record.region,
      call: event.call,
      user: event.user,
      key: event.key,
      isOwn: isOwn
    )
  }

  /// Plays what only look-up pages hold: customers, now and then a sign-in.
  mutating func playOwnPages() {
    while remaining > 0 {
      playCustomer()
      if random.perMille(200) { playSignIn() }
    }
  }

  /// Plays what only EventBridge's events hold.
  mutating func playOwnBridge() {
    while remaining > 0 {
      if random.perMille(500) { playSignIn() } else { playServiceEvent() }
    }
  }
}
