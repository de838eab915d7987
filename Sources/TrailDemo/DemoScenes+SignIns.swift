/// Scenes of people who sign in.
extension DemoRecorder {
  /// A person signs in at the portal, enters an account and works at its console.
  mutating func playPortal() {
    begin(account: 0, region: 0)
    let person = drawPerson()
    seat(person)
    // In the second half of the time the records have their new shape.
    let isNew = scene.time >= DemoClock.end - world.options.days * DemoClock.day / 2
    var visitor = DemoActor()
    visitor.person = person
    visitor.seed = nextSeed
    visitor.created = scene.time
    visitor.identity = isNew ? .centerUser : person % 17 == 5 ? .directoryUser : .oldCenterUser
    scene.actor = visitor
    guard playAuthentication(person) else { return }
    if !isNew { scene.actor.identity = .portalUser }
    wait(upTo: 20)
    record(.listApplications)
    enterAccount(person)
  }

  /// The sign-in events of the portal; false when it fails.
  private mutating func playAuthentication(_ person: Int) -> Bool {
    if person % 6 == 1 {
      record(.externalAuthentication)
      return true
    }
    record(.credentialChallenge)
    wait(upTo: 15)
    if random.perMille(90) {
      record(.credentialVerificationFailed)
      if random.perMille(400) { return false }
      wait(upTo: 30)
    }
    record(.credentialVerification)
    wait(upTo: 2)
    record(.userAuthentication)
    return true
  }

  /// Enters an account: the role that the portal names signs in there one second later.
  private mutating func enterAccount(_ person: Int) {
    let account = drawAccount()
    let set = (person + random.zipf(3)) % 8
    wait(upTo: 40)
    scene.permissionSet = set
    scene.next.account = account
    let isCommandLine = random.perMille(250)
    record(isCommandLine ? .roleCredentials : .federate)
    var actor = portalRole(set, person: person, in: account)
    actor.identity = .portalRole
    scene.actor = actor
    scene.account = account
    if !isCommandLine {
      scene.time = min(scene.time + 1, window.upperBound - 1)
      record(.portalLogin)
    }
    scene.actor.identity = .consoleRole
    scene.isConsole = !isCommandLine
    if isCommandLine {
      scene.agent = world.tools[random.zipf(3)]
    } else if random.perMille(400) {
      scene.agent = world.consoleAgent
    }
    let profile: DemoProfile = set == 1 || set == 3 || set == 5 ? .audit : .console
    work(min(300, random.size(median: 18, octaves: 2)), as: profile, gap: 25)
  }

  /// An IAM user signs in at the console: every combination of device, password and code.
  mutating func playSignIn() {
    begin(region: DemoOrganization.globalRegion)
    let person = drawPerson()
    seat(person)
    let number = 3 * random.zipf(10)
    if random.perMille(150) { return playUnknownUser() }
    let hasDevice = number % 2 == 0
    var actor = user(number, in: scene.account)
    actor.longTermKey = .none
    actor.keySeed = DemoIDs.session(nextSeed)
    actor.isMultiFactor = hasDevice
    actor.created = scene.time
    for attempt in 0..<3 {
      if hasDevice {
        scene.actor = actor
        scene.actor.identity = .signingInUser
        scene.error = -1
        record(.checkMfa)
        wait(upTo: 14)
      }
      let fails = random.perMille(attempt == 0 ? 200 : 350)
      scene.actor = actor
      if fails {
        scene.actor.identity = .signingInUser
        scene.error = world.catalogue.signInErrors
        record(.consoleLoginFailed)
        wait(upTo: 30)
        continue
      }
      scene.error = -1
      scene.actor.identity = .consoleUser
      record(hasDevice ? .factorLogin : .consoleLogin)
      return workAtConsole(actor)
    }
    scene.error = -1
  }

  private mutating func workAtConsole(_ actor: DemoActor) {
    scene.isConsole = true
    if random.perMille(120) {
      var role = portalRole(0, person: 0, in: scene.account)
      role.identity = .portalRole
      role.name = world.organization.entity(.role, 5, in: scene.account)
      role.principal = world.organization.entity(.rolePrincipal, 5, in: scene.account)
      role.path = .none
      role.session = actor.name
      scene.actor = role
      scene.next = actor
      scene.isConsole = false
      record(.switchRole)
      scene.actor.identity = .consoleRole
      scene.isConsole = true
    }
    scene.region = 0
    work(min(60, random.size(median: 8, octaves: 2)), as: .console, gap: 30)
  }

  /// Someone tries a name that does not exist: the name is hidden.
  private mutating func playUnknownUser() {
    scene.address = DemoNetworks.stranger(&random)
    scene.actor.identity = .unknownUser
    scene.actor.account = scene.account
    scene.error = world.catalogue.signInErrors + 1
    for _ in 0..<random.within(1...5) {
      record(random.perMille(500) ? .checkMfaFailed : .consoleLoginUnknown)
      wait(upTo: 10)
    }
    scene.error = -1
  }

  /// The root user of an account signs in, or someone asks for its password.
  mutating func playRoot() {
    begin(region: DemoOrganization.globalRegion)
    seat(random.zipf(4))
    scene.actor.account = scene.account
    scene.actor.identity = .root
    scene.actor.isMultiFactor = true
    scene.actor.created = scene.time
    scene.actor.keySeed = DemoIDs.session(nextSeed)
    scene.actor.name = world.organization.aliases[scene.account]
    if random.perMille(100) { record(.passwordRecovery) }
    if random.perMille(250) {
      scene.error = world.catalogue.signInErrors
      record(.rootLoginFailed)
      scene.error = -1
      wait(upTo: 20)
    }
    record(.rootLogin)
    scene.actor.identity = .consoleRoot
    scene.isConsole = true
    work(random.within(2...12), as: .console, gap: 40)
  }
}
