/// How the slots of templates are filled.
extension DemoRecorder {
  /// Appends what a slot stands for in a scene.
  ///
  /// `escaped` becomes the text that was written with JSON escapes, so that a field is noted as it
  /// is meant.
  static func fill(
    _ slot: DemoSlot,
    _ scene: DemoScene,
    _ world: DemoWorld,
    _ pool: UnsafeBufferPointer<UInt8>,
    _ random: inout DemoRandom,
    _ buffer: inout [UInt8],
    _ escaped: inout DemoText
  ) {
    let actor = scene.actor
    let next = scene.next
    let organization = world.organization
    func put(_ text: DemoText) { buffer.append(text, of: pool) }
    switch slot {
    case .principal: put(actor.principal)
    case .session: putSession(actor, pool, &buffer)
    case .actorAccount: put(organization.accounts[actor.account])
    case .name: put(actor.name)
    case .path: put(actor.path)
    case .accessKey: putKey(actor, pool, &buffer)
    case .created: buffer.append(time: actor.created)
    case .mfa: buffer.append(actor.isMultiFactor ? "true" : "false")
    case .mfaUsed: buffer.append(actor.isMultiFactor ? "Yes" : "No")
    case .service: put(actor.service)
    case .sourceIdentity: put(actor.sourceIdentity)
    case .issuer: put(organization.issuers[actor.account])
    case .actorARN: putARN(actor, world, pool, &buffer)
    case .personID: put(organization.people[actor.person].id)
    case .personUUID: put(organization.people[actor.person].uuid)
    case .personName: put(organization.people[actor.person].name)
    case .displayName: put(organization.people[actor.person].display)
    case .typedName:
      escaped = organization.people[actor.person].typed
      buffer.append(escaping: escaped, of: pool)
    case .personNumber: buffer.append(decimal: 1_000_001 + actor.person)
    case .store: put(organization.store)
    case .credential: buffer.append(hex: DemoRandom.mix(actor.seed ^ 7), digits: 16)
    case .workflow: buffer.append(uuid: DemoRandom.mix(actor.seed ^ 8))
    case .sub: put(organization.subjects[scene.subject].sub)
    case .subject: put(organization.subjects[scene.subject].name)
    case .webSubject:
      put(organization.regions[0])
      buffer.append(":")
      buffer.append(uuid: DemoWorld.identitySeed(world.options, subject: scene.subject))
    case .nextPrincipal: put(next.principal)
    case .nextSession: putSession(next, pool, &buffer)
    case .nextAccount: put(organization.accounts[next.account])
    case .nextName: put(next.name)
    case .nextPath: put(next.path)
    case .nextKey: putKey(next, pool, &buffer)
    case .expiry: buffer.append(expiry: scene.time + 3_600)
    case .account: put(organization.accounts[scene.account])
    case .otherAccount: put(organization.accounts[random.below(organization.accounts.count)])
    case .region: put(organization.regions[scene.region])
    case .time: buffer.append(time: scene.time)
    case .day: buffer.append(date: scene.time, separator: 0x2D)
    case .epoch: buffer.append(decimal: scene.time)
    case .permset: put(organization.permissionSets[scene.permissionSet])
    case .action:
      put(world.catalogue.calls[scene.call].service)
      buffer.append(":")
      put(world.catalogue.calls[scene.call].name)
    case .word: put(organization.words[random.zipf(organization.words.count)])
    case .japanese: put(organization.japanese[random.below(organization.japanese.count)])
    case .color: putColor(random.below(5), &buffer)
    case .privateIP:
      DemoNetworks.inside(scene.account, random.below(3_000)).write(to: &buffer)
    case .uuid, .h8, .h12, .h16, .h32, .h40, .h64, .n1, .n2, .n3, .n4, .n6, .n9, .b32, .b64,
      .token, .randomKey:
      fillRandom(slot, &random, &buffer)
    }
  }

  private static func fillRandom(
    _ slot: DemoSlot,
    _ random: inout DemoRandom,
    _ buffer: inout [UInt8]
  ) {
    let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    let base64: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    switch slot {
    case .uuid: buffer.append(uuid: random.next())
    case .h8: buffer.append(hexDigits: 8, from: &random)
    case .h12: buffer.append(hexDigits: 12, from: &random)
    case .h16: buffer.append(hexDigits: 16, from: &random)
    case .h32: buffer.append(hexDigits: 32, from: &random)
    case .h40: buffer.append(hexDigits: 40, from: &random)
    case .h64: buffer.append(hexDigits: 64, from: &random)
    case .n1: buffer.append(decimal: random.within(1...9))
    case .n2: buffer.append(decimal: random.within(10...99))
    case .n3: buffer.append(decimal: random.within(100...999))
    case .n4: buffer.append(decimal: random.within(1_000...9_999))
    case .n6: buffer.append(decimal: random.within(100_000...999_999))
    case .n9: buffer.append(decimal: random.within(100_000_000...999_999_999))
    case .b32: buffer.append(random: 17, of: letters, from: &random)
    case .randomKey: buffer.append(random: 16, of: letters, from: &random)
    case .b64: buffer.append(random: 40, of: base64, from: &random)
    default: buffer.append(random: 160, of: base64, from: &random)
    }
  }

  private static func putSession(
    _ actor: DemoActor,
    _ pool: UnsafeBufferPointer<UInt8>,
    _ buffer: inout [UInt8]
  ) {
    buffer.append(actor.session, of: pool)
    if actor.sessionNumber > 0 {
      buffer.append("-")
      buffer.append(decimal: actor.sessionNumber)
    }
  }

  private static func putKey(
    _ actor: DemoActor,
    _ pool: UnsafeBufferPointer<UInt8>,
    _ buffer: inout [UInt8]
  ) {
    if !actor.longTermKey.isEmpty { return buffer.append(actor.longTermKey, of: pool) }
    buffer.append("ASIA")
    buffer.append(accessKey: actor.keySeed)
  }

  private static func putARN(
    _ actor: DemoActor,
    _ world: DemoWorld,
    _ pool: UnsafeBufferPointer<UInt8>,
    _ buffer: inout [UInt8]
  ) {
    let isSession = !actor.session.isEmpty
    buffer.append(isSession ? "arn:aws:sts::" : "arn:aws:iam::")
    buffer.append(world.organization.accounts[actor.account], of: pool)
    buffer.append(isSession ? ":assumed-role/" : ":user/")
    buffer.append(actor.name, of: pool)
    guard isSession else { return }
    buffer.append("/")
    putSession(actor, pool, &buffer)
  }

  private static func putColor(_ number: Int, _ buffer: inout [UInt8]) {
    switch number {
    case 0: buffer.append("red")
    case 1: buffer.append("blue")
    case 2: buffer.append("green")
    case 3: buffer.append("amber")
    default: buffer.append("violet")
    }
  }
}
