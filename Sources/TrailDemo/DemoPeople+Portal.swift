/// Sign-ins through Identity Center: at the portal, and from there into accounts.
extension DemoPeople {
  /// Seconds that a session of the portal lasts.
  private static let sessionLength = 8 * 3_600
  private static let permissionSet = "Admin"
  private static let role = "AWSReservedSSO_\(permissionSet)_0123456789abcdef"
  static let storeARN = "arn:aws:identitystore::\(center):identitystore/\(store)"
  static let portalAddress = "https://\(store).awsapps.com/start/"

  /// A user of Identity Center who is at the portal; records have a new shape since July 2025.
  struct Visitor {
    var name: String
    var id: String
    var address: DemoAddress
    var isNew: Bool
    var agent = "Mozilla/5.0"

    var identity: DemoJSON {
      isNew
        ? [
          "type": "IdentityCenterUser", "accountId": "\(DemoPeople.center)",
          "onBehalfOf": ["userId": "\(id)", "identityStoreArn": "\(DemoPeople.storeARN)"],
        ]
        : [
          "type": "Unknown", "principalId": "1234567890-\(id)",
          "accountId": "\(DemoPeople.center)", "userName": "\(name)",
        ]
    }
  }

  /// How somebody signs in at the portal.
  enum PortalWay { case password, code, external, wrong, abandoned }

  mutating func signIn(
    _ visitor: Visitor, at start: Int, _ way: PortalWay = .password,
    to target: String = DemoPeople.portalAddress
  ) -> [String] {
    know(
      visitor.id, visitor.name, "Identity Center user",
      keys: ["1234567890-\(visitor.id)", "\(visitor.name)@example.com"])
    let workflow = newID()
    let all = ["CredentialChallenge", "CredentialVerification", "UserAuthentication"]
    let steps: [(event: String, type: String)] =
      switch way {
      case .password: all.map { ($0, "PASSWORD") }
      case .code:
        [
          (all[0], "PASSWORD"), (all[1], "PASSWORD"), (all[0], "TOTP"), (all[1], "TOTP"),
          (all[2], "PASSWORD,TOTP"),
        ]
      case .external: [(all[2], "EXTERNAL_IDP")]
      case .wrong: [(all[0], "PASSWORD"), (all[1], "PASSWORD")]
      case .abandoned: [(all[0], "PASSWORD")]
      }
    var ids: [String] = []
    for (number, step) in steps.enumerated() {
      let isWrong = way == .wrong && step.event == all[1]
      // All within three seconds, some of them in one.
      ids.append(
        record(
          "signin", step.event, at: start + min(number, 2), Self.center, visitor.address,
          of: visitor.id,
          Details(
            agent: visitor.agent, identity: visitor.identity,
            additional: [
              "AuthWorkflowID": "\(workflow)", "UserName": "\(visitor.name)",
              "LoginTo": "\(target)", "CredentialType": "\(step.type)",
            ],
            service: .object([(step.event, isWrong ? "Failure" : "Success")]))))
    }
    return ids
  }

  /// Enters an account at the console, and calls something there.
  private mutating func enter(
    _ account: String, _ visitor: Visitor, at start: Int
  ) -> (
    events: [String], key: String
  ) {
    let entry = federate("Federate", account, visitor, at: start)
    let (login, key) = openConsole(account, visitor, at: start)
    return (account == Self.absent ? [entry] : [entry, login], key)
  }

  private mutating func federate(
    _ event: String, _ account: String, _ visitor: Visitor, at start: Int
  ) -> String {
    record(
      "sso", event, at: start, Self.center, visitor.address, of: visitor.id,
      Details(
        agent: visitor.agent, identity: visitor.identity,
        service: ["role_name": "\(Self.permissionSet)", "account_id": "\(account)"]))
  }

  /// The member account's side of a session; the key is that of its calls.
  private mutating func openConsole(
    _ account: String, _ visitor: Visitor, at start: Int
  ) -> (
    login: String, key: String
  ) {
    func session(_ key: String?) -> DemoJSON {
      let context: DemoJSON = [
        "sessionIssuer": [
          "type": "Role", "accountId": "\(account)", "userName": "\(Self.role)",
        ],
        "attributes": ["creationDate": "\(DemoStamp.iso(start))", "mfaAuthenticated": "false"],
      ]
      let arn = "arn:aws:sts::\(account):assumed-role/\(Self.role)/\(visitor.name)"
      var members: [(String, DemoJSON)] = [
        ("type", "AssumedRole"), ("principalId", "AROA\(account):\(visitor.name)"),
        ("arn", .text(arn)), ("accountId", .text(account)),
      ]
      if let key { members.append(("accessKeyId", .text(key))) }
      return .object(members + [("sessionContext", context)])
    }
    let login = record(
      "signin", "ConsoleLogin", at: start + 1, account, visitor.address,
      Details(
        agent: visitor.agent, identity: session(nil), response: ["ConsoleLogin": "Success"],
        additional: ["MFAUsed": "No"]))
    let key = newKey("ASIA")
    _ = record(
      "s3", "ListBuckets", at: start + 2, account, visitor.address,
      Details(agent: visitor.agent, identity: session(key)))
    return (login, key)
  }

  mutating func playPortal(
    _ name: String, _ id: String, _ address: DemoAddress, isNew: Bool, case number: Int
  ) {
    let visitor = Visitor(name: name, id: id, address: address, isNew: isNew)
    let start = time
    time += 10 * 3_600
    func expect(
      _ truth: inout DemoPeople, _ ids: [String], into: String?, _ account: String = Self.center,
      _ verdict: String = "ok", _ mfa: String = "no", match: String = "exact"
    ) {
      truth.expect("sso", ids, verdict, mfa, account, name, into: into, match: match)
    }
    switch number % 12 {
    case 0:
      let ids = signIn(visitor, at: start, .wrong)
      expect(&self, ids, into: nil, Self.center, "FAIL credential (PASSWORD)", "unknown")
      let open = signIn(visitor, at: start + 3_600, .abandoned)
      expect(&self, open, into: nil, Self.center, "abandoned", "unknown")
    case 1:
      expect(&self, signIn(visitor, at: start), into: "portal")
      let target = "https://app.example.com/"
      let ids = signIn(visitor, at: start + 3_600, .external, to: target)
      expect(&self, ids, into: target, Self.center, "ok", "idp")
    case 2:
      playTwoPlaces(visitor, at: start)
    case 3:
      // The account's own trail is missing.
      let ids = signIn(visitor, at: start, .code)
      let entry = enter(Self.absent, visitor, at: start + 5)
      expect(
        &self, ids + entry.events, into: "Admin", Self.absent, "ok", "yes", match: "parent only")
    case 4:
      // The end of the portal's session, to the second; a second later nothing tells which
      // sign-in it came from.
      let account = drawMember()
      let ids = signIn(visitor, at: start)
      let entry = enter(account, visitor, at: start + Self.sessionLength)
      expect(&self, ids + entry.events, into: "Admin", account)
      let late = enter(account, visitor, at: start + Self.sessionLength + 1)
      expect(
        &self, late.events, into: "Admin", account, "ok", "unknown", match: "inferred")
    case 5:
      // The portal's own trail does not reach back so far.
      let account = drawMember()
      let (login, key) = openConsole(account, visitor, at: start)
      expect(&self, [login], into: "Admin", account, "ok", "idp", match: "member only")
      note(Session(keys: [key], origin: "a sign-in", signIn: [login]))
    case 6:
      let account = drawMember()
      let ids = signIn(visitor, at: start, .code)
      let event = federate("GetRoleCredentials", account, visitor, at: start + 30)
      expect(&self, ids + [event], into: "Admin (CLI)", account, "ok", "yes")
    case 7:
      // Two sign-ins from one place, and one of them goes on: nothing tells which.
      let account = drawMember()
      let first = signIn(visitor, at: start)
      let second = signIn(visitor, at: start + 60, .code)
      let entry = enter(account, visitor, at: start + 120)
      expect(&self, first, into: "portal")
      expect(
        &self, second + entry.events, into: "Admin", account, "ok", "yes", match: "inferred")
    case 8:
      // The same in two browsers, which tell.
      let account = drawMember()
      let first = signIn(visitor, at: start, .code)
      var other = visitor
      other.agent = "Mozilla/5.0 (other)"
      let second = signIn(other, at: start + 60)
      let entry = enter(account, visitor, at: start + 120)
      expect(&self, first + entry.events, into: "Admin", account, "ok", "yes")
      expect(&self, second, into: "portal")
    case 9:
      // On the way from one network to the next.
      let account = drawMember()
      let ids = signIn(visitor, at: start)
      var moved = visitor
      moved.address = DemoAddress(198, 51, 100, serial % 200)
      let entry = enter(account, moved, at: start + 5)
      expect(&self, ids + entry.events, into: "Admin", account, match: "inferred")
    case 10:
      // Two accounts in one second, and one of them twice; then one account twice within seconds, of
      // which the first record was lost. The sign-in at the portal is told with
      // the first; of one second that is the smaller id.
      let ids = signIn(visitor, at: start, .code)
      let entries = Self.members.map { ($0, enter($0, visitor, at: start + 9).events) }
        .sorted { $0.1[0] < $1.1[0] }
      let again = enter(Self.members[0], visitor, at: start + 12).events
      for (account, events) in [(entries[0].0, ids + entries[0].1), entries[1]] {
        expect(&self, events, into: "Admin", account, "ok", "yes")
      }
      expect(&self, again, into: "Admin", Self.members[0], "ok", "yes")
      let lost = federate("Federate", Self.members[1], visitor, at: start + 20)
      let next = enter(Self.members[1], visitor, at: start + 21).events
      expect(&self, [lost], into: "Admin", Self.members[1], "ok", "yes", match: "parent only")
      expect(&self, next, into: "Admin", Self.members[1], "ok", "yes")
    default:
      let account = drawMember()
      let ids = signIn(visitor, at: start, .external)
      let entry = enter(account, visitor, at: start + 60)
      expect(&self, ids + entry.events, into: "Admin", account, "ok", "idp")
      note(
        Session(keys: [entry.key], origin: "a sign-in", signIn: Set(ids + entry.events)))
    }
  }

  /// Two places at once: each session goes on from where it started.
  private mutating func playTwoPlaces(_ visitor: Visitor, at start: Int) {
    var other = visitor
    other.address = DemoAddress(198, 51, 100, serial % 200)
    let first = signIn(visitor, at: start)
    let second = signIn(other, at: start + 1)
    let left = enter(Self.members[0], visitor, at: start + 9)
    let right = enter(Self.members[1], other, at: start + 9)
    for (ids, entry, account) in [
      (first, left, Self.members[0]), (second, right, Self.members[1]),
    ] {
      expect("sso", ids + entry.events, "ok", "no", account, visitor.name, into: "Admin")
      note(
        Session(keys: [entry.key], origin: "a sign-in", signIn: Set(ids + entry.events)))
    }
  }

  /// A name that passed from one person to another.
  mutating func playReusedName() {
    let ids = ["0000000000aa", "0000000000bb"].map { "94482488-3041-7026-18f3-\($0)" }
    for id in ids {
      let events = signIn(
        Visitor(name: "passedon", id: id, address: DemoAddress(192, 0, 2, 200), isNew: true),
        at: time)
      expect("sso", events, "ok", "no", Self.center, "passedon", into: "portal")
      time += 40_000
    }
    shareName(of: ids)
  }
}
