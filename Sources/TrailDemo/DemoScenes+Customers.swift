/// Scenes of application users and of the rarer kinds of identity.
extension DemoRecorder {
  /// A user of an application signs in through Cognito.
  mutating func playCustomer() {
    begin(region: 0)
    scene.subject = random.zipf(world.organization.subjects.count)
    scene.account = scene.subject % min(3, world.organization.accounts.count)
    scene.address = DemoNetworks.customer(scene.subject)
    scene.agent = random.perMille(500) ? world.tools[8] : world.browsers[scene.subject % 7]
    scene.actor.account = scene.account
    scene.actor.identity = random.perMille(800) ? .anonymous : .bare
    switch random.below(10) {
    case 0..<5: playPassword()
    case 5: record(.refreshAuth)
    case 6: record(.initiatePassword)
    case 7: record(.signUp)
    default: playHosted()
    }
  }

  private mutating func playPassword() {
    record(.initiateAuth)
    wait(upTo: 2)
    if random.perMille(120) {
      scene.error = world.catalogue.cognitoErrors + random.zipf(4)
      record(.respondFailed)
      scene.error = -1
      wait(upTo: 20)
      record(.initiateAuth)
      wait(upTo: 2)
    }
    record(.respond)
  }

  private mutating func playHosted() {
    scene.actor.identity = .accountOnly
    scene.hasLongAddress = true
    if random.perMille(200) {
      record(.hostedFailed)
      wait(upTo: 20)
    }
    record(random.perMille(200) ? .hostedConfirm : .hostedLogin)
    wait(upTo: 3)
    record(.hostedToken)
  }

  /// An application user gets credentials of an identity pool and works with them.
  mutating func playIdentityPool() {
    begin(region: 0)
    scene.subject = random.zipf(world.organization.subjects.count)
    scene.account = scene.subject % min(3, world.organization.accounts.count)
    scene.address = DemoNetworks.customer(scene.subject)
    let subject = scene.subject
    scene.actor.identity = .bare
    var taken = role(0, in: scene.account)
    taken.identity = .webRole
    taken.session = world.identityPoolSession
    scene.next = taken
    record(.identityID)
    wait(upTo: 2)
    record(.identityCredentials)
    scene.actor = taken
    for _ in 0..<random.size(median: 8, octaves: 1) {
      scene.subject = subject
      workOnce(as: .app)
    }
  }

  /// One call of a profile that keeps the scene's subject.
  private mutating func workOnce(as profile: DemoProfile) {
    wait(upTo: 8)
    record(call: world.catalogue.call(of: profile.rawValue, &random))
  }

  /// A user's program gets a federation token for a person.
  mutating func playFederated() {
    begin()
    let person = drawPerson()
    let broker = user(1 + 3 * random.zipf(5), in: scene.account)
    var taken = broker
    taken.identity = .federated
    taken.longTermKey = .none
    taken.keySeed = DemoIDs.session(nextSeed)
    taken.session = world.organization.people[person].name
    taken.created = scene.time
    seat(person)
    scene.actor = broker
    scene.next = taken
    record(.federationToken)
    scene.actor = taken
    work(random.size(median: 10, octaves: 1), as: .data, gap: 20)
  }

  /// A person comes through a SAML provider.
  mutating func playSAML() {
    begin(region: 0)
    let person = drawPerson()
    seat(person)
    var taken = role(3, in: scene.account)
    taken.session = world.organization.people[person].name
    taken.person = person
    scene.actor.identity = .samlUser
    scene.actor.person = person
    scene.next = taken
    record(.samlAssumeRole)
    scene.actor = taken
    work(random.size(median: 10, octaves: 1), as: .audit, gap: 20)
  }

  /// A person comes with a token of a web identity provider.
  mutating func playWeb() {
    begin(region: 0)
    let person = random.zipf(min(40, world.organization.people.count))
    seat(person)
    var taken = role(0, in: scene.account)
    taken.session = world.programs[2]
    taken.sessionNumber = person + 1
    scene.actor.identity = .webUser
    scene.actor.person = person
    scene.next = taken
    record(.webAssumeRole)
    scene.actor = taken
    work(random.size(median: 10, octaves: 1), as: .app, gap: 5)
  }

  /// The rarest identity types.
  mutating func playOddity() {
    begin()
    let person = drawPerson()
    seat(person)
    scene.actor = role(1, in: scene.account)
    scene.actor.person = person
    if random.perMille(600) {
      scene.actor.identity = .directory
      for _ in 0..<random.within(1...6) {
        wait(upTo: 60)
        record(.documentDownloaded)
      }
    } else {
      scene.actor.identity = .role
      record(.roleListed)
    }
  }
}
