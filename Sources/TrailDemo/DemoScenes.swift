/// What happens in a unit of time: scenes, one after the other, until all its events are written.
extension DemoRecorder {
  private enum Scene: CaseIterable {
    case program, portal, user, service, serviceEvent, signIn, root, customer, chain, federated
    case saml, web, identityPool, oddity, burst

    /// How many of 1,000 scenes are of this kind.
    var weight: Int {
      switch self {
      case .program: 285
      case .portal: 130
      case .user: 95
      case .service: 130
      case .serviceEvent: 90
      case .signIn: 60
      case .root: 8
      case .customer: 120
      case .chain: 25
      case .federated: 8
      case .saml: 10
      case .web: 10
      case .identityPool: 10
      case .oddity: 12
      case .burst: 7
      }
    }
  }

  /// Plays scenes until the unit has all its events.
  mutating func play() {
    // The first scene of each unit takes a role; look-ups ask for its ids.
    if unit == 0 { playChain() } else { playProgram() }
    while remaining > 0 { play(drawScene()) }
  }

  private mutating func drawScene() -> Scene {
    var drawn = random.below(1_000)
    for scene in Scene.allCases {
      drawn -= scene.weight
      if drawn < 0 { return scene }
    }
    return .program
  }

  private mutating func play(_ kind: Scene) {
    switch kind {
    case .program: playProgram()
    case .portal: playPortal()
    case .user: playUser()
    case .service: playService()
    case .serviceEvent: playServiceEvent()
    case .signIn: playSignIn()
    case .root: playRoot()
    case .customer: playCustomer()
    case .chain: playChain()
    case .federated: playFederated()
    case .saml: playSAML()
    case .web: playWeb()
    case .identityPool: playIdentityPool()
    case .oddity: playOddity()
    case .burst: playBurst()
    }
  }

  /// Starts a scene at a time of the unit, in an account and a region.
  mutating func begin(account: Int? = nil, region: Int? = nil) {
    scene = DemoScene()
    scene.time = drawTime()
    scene.account = account ?? drawAccount()
    scene.region = region ?? drawRegion()
    scene.agent = world.tools[random.zipf(world.tools.count)]
  }

  mutating func drawAccount() -> Int {
    let count = world.organization.accounts.count
    // The management account is quieter than the first members.
    let drawn = random.zipf(count)
    return count > 1 && random.perMille(700) ? (drawn + 1) % count : drawn
  }

  private mutating func drawRegion() -> Int {
    let drawn = random.below(100)
    return drawn < 72 ? 0 : drawn < 86 ? 1 : drawn < 95 ? 2 : 3
  }

  /// A time of the unit by the curve of the day.
  private mutating func drawTime() -> Int {
    var total = 0
    for hour in stride(from: window.lowerBound, to: window.upperBound, by: 3_600) {
      total += DemoClock.weight(ofHour: hour)
    }
    var drawn = random.below(total)
    for hour in stride(from: window.lowerBound, to: window.upperBound, by: 3_600) {
      drawn -= DemoClock.weight(ofHour: hour)
      if drawn < 0 { return hour + random.below(3_600) }
    }
    return window.lowerBound
  }

  /// Lets up to `gap` seconds pass; a scene that would leave the unit goes on at random within it.
  mutating func wait(upTo gap: Int) {
    scene.time += random.below(gap + 1)
    if scene.time >= window.upperBound {
      let start = max(window.lowerBound, scene.actor.created)
      let rest = window.upperBound - start
      scene.time = rest > 0 ? start + random.below(rest) : window.upperBound - 1
    }
  }

  /// Writes calls of a profile by the scene's actor, some of them failing.
  mutating func work(_ count: Int, as profile: DemoProfile, gap: Int) {
    for _ in 0..<count {
      guard remaining > 0 else { return }
      wait(upTo: gap)
      scene.subject = random.zipf(world.organization.subjects.count)
      let call = world.catalogue.call(of: profile.rawValue, &random)
      let errors = world.catalogue.calls[call].errors
      scene.error = random.perMille(42) ? errors.lowerBound + random.zipf(errors.count) : -1
      record(call: call)
    }
    scene.error = -1
  }

  /// A role of an account, as the actor of a session that starts now.
  mutating func role(_ number: Int, in account: Int) -> DemoActor {
    var actor = DemoActor()
    actor.identity = .assumedRole
    actor.account = account
    actor.name = world.organization.entity(.role, number, in: account)
    actor.principal = world.organization.entity(.rolePrincipal, number, in: account)
    actor.created = scene.time
    actor.seed = nextSeed
    actor.keySeed = DemoIDs.session(actor.seed)
    return actor
  }

  /// A person's role in an account by a permission set.
  mutating func portalRole(_ set: Int, person: Int, in account: Int) -> DemoActor {
    var actor = role(0, in: account)
    actor.name = world.organization.entity(.ssoRole, set, in: account)
    actor.principal = world.organization.entity(.ssoPrincipal, set, in: account)
    actor.path = world.portalPath
    actor.session = world.organization.people[person].name
    actor.person = person
    return actor
  }

  /// An IAM user of an account with a long-term key.
  func user(_ number: Int, in account: Int) -> DemoActor {
    let organization = world.organization
    var actor = DemoActor()
    actor.identity = .user
    actor.account = account
    actor.name = organization.entity(.user, number, in: account)
    actor.principal = organization.entity(.userPrincipal, number, in: account)
    actor.longTermKey = organization.entity(.userKey, number, in: account)
    actor.seed = nextSeed
    return actor
  }

  /// Puts a person before a browser, in the office or at home.
  mutating func seat(_ person: Int) {
    let one = world.organization.people[person]
    scene.agent = world.browsers[one.browser]
    switch random.below(10) {
    case 0..<6: scene.address = DemoNetworks.inOffice(one.office, &random)
    case 6..<8: scene.address = one.homeAddress
    default:
      scene.address = DemoAddress(high: one.homeNetwork, low: random.next() | 1)
    }
  }

  mutating func drawPerson() -> Int { random.zipf(world.organization.people.count) }
}
