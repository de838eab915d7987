/// Scenes of programs, services and users with keys.
extension DemoRecorder {
  /// A program takes its role and works with it for up to an hour.
  mutating func playProgram() {
    begin()
    let number = random.zipf(world.organization.count(of: Int(DemoEntity.role.index), in: 0))
    let profile = DemoProfile.allCases[number % DemoProfile.allCases.count]
    var actor = role(number, in: scene.account)
    dress(&actor, as: profile)
    if random.perMille(600) || ordinal == 0 { issue(actor, .serviceAssumeRole) }
    scene.actor = actor
    work(min(400, random.size(median: 24, octaves: 2)), as: profile, gap: 3)
  }

  /// Decides what the session of a program is called and where it runs.
  private mutating func dress(_ actor: inout DemoActor, as profile: DemoProfile) {
    let organization = world.organization
    let machine = random.zipf(60)
    switch random.below(10) {
    case 0..<3:
      actor.identity = .instanceRole
      actor.session = organization.entity(.instance, machine, in: scene.account)
      scene.address = DemoNetworks.inside(scene.account, machine)
      scene.hasEndpoint = random.perMille(500)
    case 3..<6:
      actor.session = organization.entity(.function, random.zipf(40), in: scene.account)
      scene.address =
        random.perMille(300)
        ? DemoNetworks.machine(scene.account, machine)
        : DemoNetworks.gateway(scene.account, &random)
      scene.agent = world.tools[8]
    case 6..<8:
      actor.session = world.programs[random.below(world.programs.count)]
      actor.sessionNumber = scene.time - random.below(3_600)
      scene.address = DemoNetworks.gateway(scene.account, &random)
    case 8:
      actor.identity = .podRole
      actor.session = organization.entity(.unit, random.zipf(20), in: scene.account)
      scene.address = DemoNetworks.inside(scene.account, 200 + machine)
    default:
      actor.identity = .delegatedRole
      actor.session = world.programs[profile.rawValue % world.programs.count]
      actor.service = world.services[random.zipf(world.services.count)]
      scene.via = actor.service
      scene.agent = actor.service
    }
  }

  /// Writes that a service takes the role for its program.
  private mutating func issue(_ actor: DemoActor, _ script: DemoScript) {
    let kept = scene
    scene.actor = DemoActor()
    scene.actor.identity = .service
    scene.actor.service = world.services[random.zipf(4)]
    scene.via = scene.actor.service
    scene.agent = scene.actor.service
    scene.hasEndpoint = false
    scene.next = actor
    record(script)
    scene = kept
  }

  /// A user with a long-term key at a command line or in a program.
  mutating func playUser() {
    begin()
    let number = random.zipf(30)
    scene.actor = user(number, in: scene.account)
    let isHuman = number % 3 == 0
    if isHuman {
      let agent = scene.agent
      seat(drawPerson())
      scene.agent = agent
    } else {
      scene.address = DemoNetworks.gateway(scene.account, &random)
    }
    let profiles: [DemoProfile] = [.deploy, .data, .ops, .console]
    work(
      min(200, random.size(median: 14, octaves: 2)),
      as: profiles[number % 4],
      gap: isHuman ? 30 : 4
    )
  }

  /// A service calls others for itself.
  mutating func playService() {
    begin()
    scene.actor.identity = .service
    scene.actor.service = world.services[random.zipf(world.services.count)]
    scene.via = scene.actor.service
    scene.agent = scene.actor.service
    if random.perMille(60) { scene.via = world.internalAddress }
    let scripts: [DemoScript] = [
      .serviceDecrypt, .serviceDataKey, .serviceBucketACL, .serviceLogObject,
    ]
    let script = scripts[random.below(scripts.count)]
    for _ in 0..<random.size(median: 9, octaves: 2) {
      wait(upTo: 5)
      record(script)
    }
  }

  /// A service reports what it did; such events have no identity type.
  mutating func playServiceEvent() {
    let events: [(script: DemoScript, service: Int)] = [
      (.secretRotated, 11), (.keyRotated, 1), (.taskReplaced, 2), (.backupCompleted, 10),
    ]
    begin()
    let event = events[random.below(events.count)]
    scene.actor.identity = .serviceEvent
    scene.actor.account = scene.account
    scene.actor.service = world.services[event.service]
    scene.via = scene.actor.service
    scene.agent = scene.actor.service
    record(event.script)
  }

  /// A program reads a great many objects in a few minutes.
  mutating func playBurst() {
    begin()
    let number = 4 + 8 * random.below(5)
    var actor = role(number, in: scene.account)
    actor.session = world.programs[1]
    actor.sessionNumber = scene.time
    scene.actor = actor
    scene.address = DemoNetworks.inside(scene.account, random.zipf(200))
    scene.hasEndpoint = true
    let most = max(1, remaining / 4)
    work(min(most, random.size(median: 350, octaves: 2)), as: .data, gap: 1)
  }

  /// A caller takes a role in another account: two records share an id, then the role works.
  mutating func playChain() {
    begin(region: unit == 0 && ordinal == 0 ? 0 : nil)
    let organization = world.organization
    let caller = unit == 0 && ordinal == 0 ? 0 : drawAccount()
    let target =
      (caller + 1 + random.zipf(max(1, organization.accounts.count - 1)))
      % organization.accounts.count
    let person = drawPerson()
    scene.account = caller
    seat(person)
    scene.agent = world.tools[random.zipf(4)]
    var actor = portalRole(random.zipf(8), person: person, in: caller)
    actor.keySeed = DemoRandom.mix(actor.keySeed)
    let isUser = random.perMille(300)
    if isUser { actor = user(3 * random.zipf(10), in: caller) }
    var taken = role(8 * random.zipf(6), in: target)
    taken.identity = .sourcedRole
    taken.session = organization.people[person].name
    taken.sourceIdentity = organization.people[person].name
    actor.sourceIdentity = taken.sourceIdentity
    scene.actor = actor
    scene.next = taken
    if caller != target {
      scene.sharedSeed = DemoIDs.shared(nextSeed)
      scene.requestSeed = DemoIDs.request(nextSeed)
    }
    record(.assumeRole)
    if caller != target {
      scene.account = target
      scene.actor.identity = isUser ? .foreignUser : .foreignRole
      record(.foreignAssumeRole)
    }
    scene.sharedSeed = 0
    scene.requestSeed = 0
    scene.account = target
    scene.actor = taken
    work(min(150, random.size(median: 14, octaves: 2)), as: .deploy, gap: 20)
    if random.perMille(400) { playForeign(actor, isUser: isUser, in: target) }
  }

  /// Another account reads a bucket: its owner sees only the account and the principal.
  private mutating func playForeign(_ actor: DemoActor, isUser: Bool, in account: Int) {
    scene.actor = actor
    scene.actor.identity =
      random.perMille(150) ? .foreignAccount : isUser ? .foreignUser : .foreignRole
    for _ in 0..<random.size(median: 12, octaves: 2) {
      wait(upTo: 10)
      record(.foreignGetObject)
    }
  }
}
