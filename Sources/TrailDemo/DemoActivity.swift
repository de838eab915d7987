/// An entry of Cognito's user-activity log.
struct DemoEntry {
  /// The keys of an entry but its account.
  struct Keys {
    var event: String
    var result: StaticString
    var factor: StaticString = "unknown"
    var user = ""
    var sub = ""
    var client = ""
    var pool: String
    var region: String
    var id = ""
    var request = ""
    var address: DemoAddress?
  }

  var identity: UInt64
  var time: Int
  var milliseconds: Int
  var account: Int
  /// The place of its pool, which decides where it is exported to.
  var pool: Int
  var json: [UInt8]
  var keys: Keys

  /// Adds the values of the keys.
  func add(to rules: inout DemoKeyRules, account: String?) {
    rules.add(.event, text: keys.event)
    rules.add(.source, "cognito-idp.user-activity")
    rules.add(.kind, "cognito")
    rules.add(.result, keys.result)
    rules.add(.mfa, keys.factor)
    rules.add(.user, text: keys.user)
    rules.add(.sub, text: keys.sub)
    rules.add(.client, text: keys.client)
    rules.add(.pool, text: keys.pool)
    rules.add(.region, text: keys.region)
    rules.add(.id, text: keys.id)
    rules.add(.request, text: keys.request)
    if let address = keys.address { rules.add(address) }
    if let account { rules.add(.recipient, text: account) }
  }
}

/// Makes the entries of sign-ins: `InProgress` first, `Pass` or `Fail` then.
struct DemoActivity {
  let world: DemoWorld
  let writer: DemoShapeWriter

  private static let places = [
    ("Sapporo", "Japan"), ("Osaka", "Japan"), ("Tokyo", "Japan"), ("null", "null"),
  ]
  private static let devices = [
    "Chrome 122, Windows 10", "Safari 17, iOS 17", "Other, Other", "Firefox 123, Mac OS X 10",
  ]

  /// One entry of a login.
  private struct Step {
    var response: String
    var challenges: [String]
    var delay: Int
  }

  private static func steps(_ login: DemoLogin) -> [Step] {
    // A user has a second factor or has none, whatever the login.
    let hasFactor = login.subject % 3 == 1
    let password = Step(response: "InProgress", challenges: ["Password:Success"], delay: 0)
    switch login.kind {
    case .signUp: return [Step(response: "Pass", challenges: [], delay: 0)]
    case .passed where hasFactor:
      let asked = Step(response: "InProgress", challenges: ["Password:Success"], delay: 3)
      let both = ["Password:Success", "Mfa:Success"]
      return [password, asked, Step(response: "Pass", challenges: both, delay: 21)]
    case .passed:
      return [password, Step(response: "Pass", challenges: ["Password:Success"], delay: 1)]
    case .failed where hasFactor:
      let both = ["Password:Success", "Mfa:Failure"]
      return [password, Step(response: "Fail", challenges: both, delay: 14)]
    case .failed:
      return [
        Step(response: "InProgress", challenges: [], delay: 0),
        Step(response: "Fail", challenges: ["Password:Failure"], delay: 1),
      ]
    }
  }

  /// The entries of a login.
  func entries(_ login: DemoLogin) -> [DemoEntry] {
    Self.steps(login).enumerated().map { number, step in
      var entry = entry(login, step, Self.id(login.seed, entry: number))
      entry.identity = DemoRandom.mix(login.seed &+ 77 &+ UInt64(number))
      return entry
    }
  }

  /// Whether all entries of a login have one id.
  static func hasOneID(_ login: UInt64) -> Bool { DemoRandom.mix(login ^ 31) & 1 == 0 }

  /// The seed of the id of one of a login's entries; half of the logins have one id for all.
  static func id(_ login: UInt64, entry number: Int) -> UInt64 {
    let shared = DemoRandom.mix(login ^ 32)
    return hasOneID(login) ? shared : DemoRandom.mix(shared &+ UInt64(number))
  }

  private func entry(_ login: DemoLogin, _ step: Step, _ id: UInt64) -> DemoEntry {
    let random = DemoRandom.mix(login.seed ^ 33)
    let time = login.time + step.delay
    let subject = world.organization.subjects[login.subject % world.organization.subjects.count]
    let pool = writer.entity(.pool, login.pool, in: login.account)
    var keys = DemoEntry.Keys(
      event: login.kind == .signUp ? "SignUp" : "SignIn",
      result: step.response == "Pass" ? "success" : step.response == "Fail" ? "failure" : "pending",
      pool: pool,
      region: DemoOrganization.regionNames[0]
    )
    if step.challenges.contains("Mfa:Success") {
      keys.factor = "yes"
    } else if step.response == "Pass", !step.challenges.isEmpty {
      keys.factor = "no"
    }
    keys.user = writer.string(subject.name)
    keys.sub = writer.string(subject.sub)
    keys.client = writer.entity(.client, login.client, in: login.account)
    keys.id = DemoIDs.uuid(id)
    keys.request = DemoIDs.uuid(DemoIDs.request(login.seed))
    keys.address = login.address
    let place = Self.places[login.subject % 4]
    let isRisky = login.kind == .failed && random & 7 == 0
    var address: [UInt8] = []
    login.address.write(to: &address, isLong: true)
    let message: [(String, DemoJSON)] = [
      ("version", .text("1")), ("eventId", .text(keys.id)), ("eventType", .text(keys.event)),
      ("userSub", .text(keys.sub)), ("userName", .text(keys.user)), ("userPoolId", .text(pool)),
      ("clientId", .text(keys.client)), ("creationDate", .text(DemoStamp.java(time))),
      ("eventResponse", .text(step.response)), ("riskLevel", .text(isRisky ? "High" : "")),
      ("riskDecision", .text(isRisky ? "ACCOUNT_TAKEOVER" : "PASS")),
      ("challenges", .list(step.challenges.map { .text($0) })),
      ("deviceName", .text(Self.devices[login.subject / 4 % 4])),
      ("ipAddress", .text(String(decoding: address, as: UTF8.self))),
      ("requestId", .text(keys.request)), ("idpName", .text("")),
      ("compromisedCredentialDetected", .text("false")), ("city", .text(place.0)),
      ("country", .text(place.1)), ("eventFeedbackValue", .text("")),
      ("eventFeedbackDate", .text("")), ("eventFeedbackProvider", .text("")),
      ("hasContextData", .text("true")),
    ]
    let milliseconds = Int(truncatingIfNeeded: random >> 8 & 511)
    return DemoEntry(
      identity: 0, time: time, milliseconds: milliseconds, account: login.account,
      pool: login.pool,
      json: Self.json(time, milliseconds, "USER_AUTH_EVENTS", "INFO", message, pool),
      keys: keys
    )
  }

  /// The entry that says that a message to a user could not be sent.
  func notification(_ login: DemoLogin) -> DemoEntry {
    let pool = writer.entity(.pool, login.pool, in: login.account)
    let number = DemoIDs.uuid(DemoRandom.mix(login.seed ^ 34))
    let details: [(String, DemoJSON)] = [
      ("details", .text("Failed to deliver message \(number): the address is suppressed"))
    ]
    return DemoEntry(
      identity: DemoRandom.mix(login.seed ^ 35), time: login.time, milliseconds: 0,
      account: login.account, pool: login.pool,
      json: Self.json(login.time, 0, "USER_NOTIFICATION", "ERROR", details, pool),
      keys: DemoEntry.Keys(
        event: "USER_NOTIFICATION", result: "failure", pool: pool,
        region: DemoOrganization.regionNames[0]
      )
    )
  }

  private static func json(
    _ time: Int, _ milliseconds: Int, _ source: String, _ level: String,
    _ message: [(String, DemoJSON)], _ pool: String
  ) -> [UInt8] {
    DemoJSON.object([
      ("eventTimestamp", .text("\(time * 1_000 + milliseconds)")), ("eventSource", .text(source)),
      ("logLevel", .text(level)), ("message", .object(message)),
      ("logSourceId", .object([("userPoolId", .text(pool))])),
    ]).line
  }
}
