import TrailEvents
import TrailTestSupport

/// An archive about made-up people, with the sign-ins and identities that it must give.
///
/// Everything is made from a seed. People share addresses, one person signs in from two places at a
/// time, steps lie at the edges of their windows, and events of one second come in any order.
struct PeopleTruth {
  /// An attempt to sign in, told by its events.
  struct Attempt: Hashable {
    var ids: Set<String>
    var kind: String
    var verdict: String
    var mfa: String
    var match: String
    var account: String?
    var person: String?
  }

  /// Records by the account that got them.
  private(set) var records: [String: [String]] = [:]
  /// Entries of Cognito's activity log.
  private(set) var entries: [String] = []
  private(set) var attempts: Set<Attempt> = []
  /// Names of people of Identity Center by user id.
  private(set) var centerNames: [String: String] = [:]
  /// Names of users of a pool by sub.
  private(set) var poolNames: [String: String] = [:]
  /// A person whose records span sources, and what of them is proved to be one.
  struct Span {
    /// Keys that mean the same person, and the ids of all events that are the person's.
    var keys: [String]
    var events: Set<String>
    var name: String
  }

  private(set) var spans: [Span] = []
  /// Events that renew tokens.
  private(set) var renewals: Set<String> = []
  /// User ids that share a name.
  private(set) var reused: (name: String, ids: [String]) = ("", [])

  static let center = "111122223333"
  static let members = ["444455556666", "555566667777"]
  /// An account whose trail is not in the archive.
  static let absent = "999900001111"

  /// A chain of sessions, from the last one up to where the archive ends.
  struct Chain {
    var keys: [String]
    var origin: String
  }

  private(set) var chains: [Chain] = []

  private var random: SplitMix64
  private var time: Int64 = 1_711_929_600_000
  private var serial = 0

  init(seed: UInt64, people: Int) {
    random = SplitMix64(seed: seed)
    for person in 0..<people {
      let name = "user\(person)"
      let address = "203.0.113.\(person / 3)"
      for _ in 0..<3 {
        // Several people behind one address sign in within the same minutes.
        playConsole(name, address)
        playUnknownUser(address)
        playPortal(name, Self.centerID(person), address, isNew: person % 2 == 0)
        playPool(name, "0784fae8-0000-7000-8000-\(padded(person))", address)
        playFederation(name, address)
      }
      playChain(name, address)
      time += 20_000
    }
    playReusedName()
    for person in 0..<3 { playSpanning(person) }
  }

  private static func centerID(_ person: Int) -> String {
    "94482488-3041-7026-18f3-\(String(10_000_000_000 + person))0"
  }

  private func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// The texts of files of CloudTrail by name, none of which holds all that belongs together.
  var files: [(name: String, text: String)] {
    records.sorted { $0.key < $1.key }.flatMap { account, records in
      (0..<5).map { part in
        let some = records.enumerated().filter { $0.offset % 5 == part }.map(\.element)
        return (
          "\(account)-\(part).json", "{\"Records\":[\(some.joined(separator: ",\n"))]}"
        )
      }
    }
  }

  // MARK: Records

  private mutating func newID() -> String {
    serial += 1
    // Of two events of one second neither id need be the smaller.
    return "\(random.hex(8))-0000-4000-8000-\(padded(serial))"
  }

  /// Writes a record; returns its id.
  private mutating func record(
    _ source: String, _ name: String, at time: Int64, _ account: String, _ address: String,
    agent: String = "Mozilla/5.0", identity: String, rest: String = ""
  ) -> String {
    let id = newID()
    let text = """
      {"eventVersion":"1.09","userIdentity":\(identity),\
      "eventTime":"\(Timestamp(milliseconds: time).description)",\
      "eventSource":"\(source).amazonaws.com","eventName":"\(name)","awsRegion":"us-east-1",\
      "sourceIPAddress":"\(address)","userAgent":"\(agent)","eventID":"\(id)",\
      "recipientAccountId":"\(account)"\(rest)}
      """
    if account != Self.absent { records[account, default: []].append(text) }
    return id
  }

  private mutating func expect(
    _ kind: String, _ ids: [String], _ verdict: String, _ mfa: String, _ account: String?,
    _ person: String?, match: String = "exact"
  ) {
    attempts.insert(
      Attempt(
        ids: Set(ids), kind: kind, verdict: verdict, mfa: mfa, match: match, account: account,
        person: person))
  }

  // MARK: Sessions

  /// Roles assumed one from another, by two chains of equal names in the same seconds; of one chain
  /// the account that recorded an issue may be missing.
  private mutating func playChain(_ name: String, _ address: String) {
    let length = 2 + random.below(4)
    for chain in 0..<2 {
      var keys = ["AKIA\(random.hex(8).uppercased())\(padded(serial).suffix(4))"]
      let cut = random.chance(40) ? 1 + random.below(length) : nil
      for step in 0...length {
        let account = Self.members[step % 2]
        let key = keys[keys.count - 1]
        let identity =
          step == 0
          ? """
          {"type":"IAMUser","principalId":"AIDAEXAMPLE\(padded(chain))","accountId":"\(account)",\
          "userName":"\(name)","accessKeyId":"\(key)"}
          """
          : """
          {"type":"AssumedRole","principalId":"AROAEXAMPLE00000\(step):\(name)",\
          "accountId":"\(account)","accessKeyId":"\(key)",\
          "arn":"arn:aws:sts::\(account):assumed-role/Step\(step)/\(name)",\
          "sessionContext":{"attributes":{"creationDate":\
          "\(Timestamp(milliseconds: time + Int64(step) * 1_000).description)"}}}
          """
        _ = record(
          "s3", "ListBuckets", at: time + Int64(step) * 1_000, account, address,
          identity: identity)
        if step == length { break }
        serial += 1
        let next = "ASIA\(random.hex(8).uppercased())\(padded(serial).suffix(4))"
        _ = record(
          "sts", "AssumeRole", at: time + Int64(step + 1) * 1_000,
          step + 1 == cut ? Self.absent : account, address, identity: identity,
          rest: """
            ,"requestParameters":{"roleArn":"arn:aws:iam::\(account):role/Other\(step + 1)",\
            "roleSessionName":"\(name)"},\
            "responseElements":{"credentials":{"accessKeyId":"\(next)"}}
            """)
        keys.append(next)
      }
      let known = cut.map { Array(keys[$0...]) } ?? keys
      chains.append(
        Chain(
          keys: known.reversed(),
          origin: cut == nil
            ? "a long-term access key" : "no event in the archive issued this session"))
    }
    time += 600_000
  }

  // MARK: Console

  private mutating func playConsole(_ name: String, _ address: String) {
    let account = random.pick(Self.members)
    let identity =
      "{\"type\":\"IAMUser\",\"accountId\":\"\(account)\",\"userName\":\"\(name)\"}"
    let agent = "Mozilla/\(serial)"
    func check(_ truth: inout PeopleTruth, _ start: Int64) -> String {
      truth.record(
        "signin", "CheckMfa", at: start, account, address, agent: agent, identity: identity,
        rest: ",\"responseElements\":{\"CheckMfa\":\"Success\"}")
    }
    func login(
      _ truth: inout PeopleTruth, _ start: Int64, _ isPassed: Bool, _ mfa: String
    )
      -> String
    {
      let outcome =
        isPassed
        ? ",\"responseElements\":{\"ConsoleLogin\":\"Success\"}"
        : ",\"errorMessage\":\"Failed authentication\","
          + "\"responseElements\":{\"ConsoleLogin\":\"Failure\"}"
      return truth.record(
        "signin", "ConsoleLogin", at: start, account, address, agent: agent, identity: identity,
        rest: outcome + ",\"additionalEventData\":{\"MFAUsed\":\"\(mfa)\"}")
    }
    let start = time
    switch random.below(6) {
    case 0:
      let id = login(&self, start, true, "No")
      expect("console", [id], "ok", "no", account, name)
    case 1:
      let id = login(&self, start, false, "No")
      expect("console", [id], "FAIL password, no MFA set", "unknown", account, name)
    case 2:
      // In one second, and at the end of the window.
      for (offset, gap) in [(Int64(0), Int64(0)), (1_200_000, 600_000)] {
        let first = check(&self, start + offset)
        let second = login(&self, start + offset + gap, true, "Yes")
        expect("console", [first, second], "ok", "yes", account, name)
      }
    case 3:
      // A second beyond the window: two attempts.
      let first = check(&self, start)
      let second = login(&self, start + 601_000, true, "Yes")
      expect("console", [first], "abandoned at the MFA prompt", "unknown", account, name)
      expect("console", [second], "ok", "yes", account, name)
    case 4:
      let first = check(&self, start)
      let second = login(&self, start + 14_000, false, "Yes")
      expect("console", [first, second], "FAIL password or MFA code", "yes", account, name)
    default:
      let first = check(&self, start)
      expect("console", [first], "abandoned at the MFA prompt", "unknown", account, name)
    }
    time += 2_400_000
  }

  private mutating func playUnknownUser(_ address: String) {
    let account = random.pick(Self.members)
    let identity = """
      {"type":"IAMUser","accountId":"\(account)","accessKeyId":"",\
      "userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}
      """
    let id: String
    if random.chance(50) {
      id = record(
        "signin", "CheckMfa", at: time, account, address, agent: "curl/\(serial)",
        identity: identity, rest: ",\"responseElements\":{\"CheckMfa\":\"Failure\"}")
    } else {
      id = record(
        "signin", "ConsoleLogin", at: time, account, address, agent: "curl/\(serial)",
        identity: identity,
        rest: ",\"errorMessage\":\"No username found in supplied account\","
          + "\"responseElements\":{\"ConsoleLogin\":\"Failure\"}")
    }
    expect("console", [id], "FAIL no such user", "unknown", account, nil)
  }

  // MARK: Identity Center

  private func centerIdentity(_ name: String, _ id: String, isNew: Bool) -> String {
    let store = "arn:aws:identitystore::\(Self.center):identitystore/d-1234567890"
    return isNew
      ? """
      {"type":"IdentityCenterUser","accountId":"\(Self.center)",\
      "onBehalfOf":{"userId":"\(id)","identityStoreArn":"\(store)"}}
      """
      : """
      {"type":"Unknown","principalId":"1234567890-\(id)","accountId":"\(Self.center)",\
      "userName":"\(name)"}
      """
  }

  private mutating func portal(
    _ name: String, _ id: String, at start: Int64, _ address: String, isNew: Bool,
    isPassed: Bool = true
  ) -> [String] {
    centerNames[id] = name
    let workflow = newID()
    let identity = centerIdentity(name, id, isNew: isNew)
    var ids: [String] = []
    for (step, event) in ["CredentialChallenge", "CredentialVerification", "UserAuthentication"]
      .enumerated() where isPassed || step < 2
    {
      let outcome = step == 1 && !isPassed ? "Failure" : "Success"
      ids.append(
        record(
          "signin", event, at: start + Int64(step) * 1_000, Self.center, address,
          identity: identity,
          rest: """
            ,"additionalEventData":{"AuthWorkflowID":"\(workflow)","UserName":"\(name)",\
            "CredentialType":"PASSWORD"},"serviceEventDetails":{"\(event)":"\(outcome)"}
            """))
    }
    return ids
  }

  private mutating func federate(
    _ name: String, _ id: String, at start: Int64, _ address: String, into account: String,
    isNew: Bool
  ) -> [String] {
    let event = record(
      "sso", "Federate", at: start, Self.center, address,
      identity: centerIdentity(name, id, isNew: isNew),
      rest: """
        ,"serviceEventDetails":{"role_name":"Admin","account_id":"\(account)"}
        """)
    let created = Timestamp(milliseconds: start).description
    let role = "AWSReservedSSO_Admin_0123456789abcdef"
    let login = record(
      "signin", "ConsoleLogin", at: start + 1_000, account, address,
      identity: """
        {"type":"AssumedRole","principalId":"AROAEXAMPLE000000001:\(name)",\
        "arn":"arn:aws:sts::\(account):assumed-role/\(role)/\(name)","accountId":"\(account)",\
        "sessionContext":{"sessionIssuer":{"type":"Role","userName":"\(role)"},\
        "attributes":{"creationDate":"\(created)"}}}
        """, rest: ",\"responseElements\":{\"ConsoleLogin\":\"Success\"}")
    return account == Self.absent ? [event] : [event, login]
  }

  private mutating func playPortal(
    _ name: String, _ id: String, _ address: String, isNew: Bool
  ) {
    let start = time
    switch random.below(5) {
    case 0:
      let ids = portal(name, id, at: start, address, isNew: isNew, isPassed: false)
      expect("sso", ids, "FAIL credential (PASSWORD)", "unknown", Self.center, name)
    case 1:
      let ids = portal(name, id, at: start, address, isNew: isNew)
      expect("sso", ids, "ok", "no", Self.center, name)
    case 2:
      // Two places at once: each session goes on from where it started.
      let other = "198.51.100.\(serial % 250)"
      let first = portal(name, id, at: start, address, isNew: isNew)
      let second = portal(name, id, at: start + 1_000, other, isNew: isNew)
      let (one, two) = (Self.members[0], Self.members[1])
      let left = federate(name, id, at: start + 9_000, address, into: one, isNew: isNew)
      let right = federate(name, id, at: start + 9_000, other, into: two, isNew: isNew)
      expect("sso", first + left, "ok", "no", one, name)
      expect("sso", second + right, "ok", "no", two, name)
    case 3:
      let ids = portal(name, id, at: start, address, isNew: isNew)
      let entry = federate(name, id, at: start + 5_000, address, into: Self.absent, isNew: isNew)
      expect("sso", ids + entry, "ok", "no", Self.absent, name, match: "parent only")
    default:
      // The end of the portal's session, to the second.
      let account = random.pick(Self.members)
      let ids = portal(name, id, at: start, address, isNew: isNew)
      let end = start + 8 * 3_600_000
      let entry = federate(name, id, at: end, address, into: account, isNew: isNew)
      expect("sso", ids + entry, "ok", "no", account, name)
      // A second later nothing tells which sign-in it came from.
      let late = federate(name, id, at: end + 1_000, address, into: account, isNew: isNew)
      expect("sso", late, "ok", "unknown", account, name, match: "inferred")
    }
    time += 10 * 3_600_000
  }

  /// A name that passed from one person to another.
  private mutating func playReusedName() {
    let ids = ["0000000000aa", "0000000000bb"].map { "94482488-3041-7026-18f3-\($0)" }
    for id in ids {
      let events = portal("passedon", id, at: time, "192.0.2.200", isNew: true)
      expect("sso", events, "ok", "no", Self.center, "passedon")
      time += 40_000_000
    }
    reused = ("passedon", ids)
  }

  // MARK: People of several sources

  /// A person with one name everywhere: as a user of Identity Center before and after the schema of
  /// its records changed, in a role session that acts on behalf of that user, as an IAM user of two
  /// accounts, and as a user of a pool.
  ///
  /// The user id proves that the first three are one. The name alone proves nothing: the IAM users and
  /// the user of the pool are persons of their own, and so is a session of the name without proof.
  private mutating func playSpanning(_ person: Int) {
    let name = "spanning\(person)"
    let address = "192.0.2.\(100 + person)"
    let id = "a4482488-3041-7026-18f3-\(padded(person))"
    var own: Set<String> = []
    for isNew in [false, true] {
      let ids = portal(name, id, at: time, address, isNew: isNew)
      own.formUnion(ids)
      expect("sso", ids, "ok", "no", Self.center, name)
      time += 40_000_000
    }
    let account = Self.members[0]
    func session(_ role: String, _ proof: String) -> String {
      """
      {"type":"AssumedRole","principalId":"AROA\(role.uppercased())00000:\(name)",\
      "accountId":"\(account)","arn":"arn:aws:sts::\(account):assumed-role/\(role)/\(name)",\
      "sessionContext":{"sessionIssuer":{"type":"Role","userName":"\(role)"}}\(proof)}
      """
    }
    let store = "arn:aws:identitystore::\(Self.center):identitystore/d-1234567890"
    let proved = session(
      "SpanProved", ",\"onBehalfOf\":{\"userId\":\"\(id)\",\"identityStoreArn\":\"\(store)\"}")
    own.insert(record("s3", "ListBuckets", at: time, account, address, identity: proved))
    _ = record(
      "s3", "ListBuckets", at: time, account, address, identity: session("SpanOther", ""))
    spans.append(
      Span(
        keys: [id, "arn:aws:sts::\(account):assumed-role/SpanProved/\(name)"], events: own,
        name: name))
    for (number, account) in Self.members.enumerated() {
      let principal = "AIDASPANNING\(number)\(padded(person).suffix(8))"
      let identity = """
        {"type":"IAMUser","principalId":"\(principal)","accountId":"\(account)",\
        "arn":"arn:aws:iam::\(account):user/\(name)","userName":"\(name)"}
        """
      let events = (0..<2).map { _ in
        record("s3", "ListBuckets", at: time, account, address, identity: identity)
      }
      spans.append(
        Span(
          keys: [principal, "arn:aws:iam::\(account):user/\(name)"], events: Set(events),
          name: name))
    }
    let sub = "b784fae8-0000-7000-8000-\(padded(person))"
    playPool(name, sub, address)
    let ofPool = attempts.filter { $0.kind == "cognito" && $0.person == name }
    spans.append(
      Span(keys: [sub], events: ofPool.reduce(into: []) { $0.formUnion($1.ids) }, name: name))
  }

  // MARK: Cognito and federation

  private mutating func playPool(_ name: String, _ sub: String, _ address: String) {
    poolNames[sub] = name
    let account = Self.members[0]
    let start = time
    let identity = "{\"type\":\"Unknown\",\"principalId\":\"Anonymous\"}"
    let client = "\"clientId\":\"client\(serial % 3)\""
    let challenge = record(
      "cognito-idp", "InitiateAuth", at: start, account, address, identity: identity,
      rest: """
        ,"requestParameters":{\(client),"authFlow":"USER_SRP_AUTH"},\
        "responseElements":{"challengeName":"PASSWORD_VERIFIER"},\
        "additionalEventData":{"sub":"\(sub)"}
        """)
    let isPassed = random.chance(70)
    let outcome =
      isPassed
      ? ",\"responseElements\":{\"authenticationResult\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}"
      : ",\"errorCode\":\"NotAuthorizedException\""
    let answer = record(
      "cognito-idp", "RespondToAuthChallenge", at: start, account, address, identity: identity,
      rest: """
        ,"requestParameters":{\(client),"challengeName":"PASSWORD_VERIFIER"}\(outcome),\
        "additionalEventData":{"sub":"\(sub)"}
        """)
    // The renewal of tokens is no sign-in.
    renewals.insert(
      record(
        "cognito-idp", "InitiateAuth", at: start + 60_000, account, address, identity: identity,
        rest: """
          ,"requestParameters":{\(client),"authFlow":"REFRESH_TOKEN_AUTH"},\
          "responseElements":{"authenticationResult":{}},"additionalEventData":{"sub":"\(sub)"}
          """))
    let id = newID()
    for response in ["InProgress", isPassed ? "Pass" : "Fail"] {
      entries.append(
        """
        {"eventTimestamp":"\(start + 200)","eventSource":"USER_AUTH_EVENTS","logLevel":"INFO",\
        "message":{"version":"1","eventId":"\(id)","eventType":"SignIn","userSub":"\(sub)",\
        "userName":"\(name)","userPoolId":"us-east-1_EXAMPLE01",\(client),\
        "eventResponse":"\(response)","challenges":["Password:Success"],"ipAddress":"\(address)",\
        "riskDecision":"PASS","riskLevel":"","city":"Sapporo"},\
        "logSourceId":{"userPoolId":"us-east-1_EXAMPLE01"}}
        """)
    }
    expect(
      "cognito", [challenge, answer, id], isPassed ? "ok" : "FAIL NotAuthorizedException",
      isPassed ? "no" : "unknown", account, name, match: "inferred")
    time += 1_800_000
  }

  private mutating func playFederation(_ name: String, _ address: String) {
    let account = random.pick(Self.members)
    let role = "arn:aws:iam::\(account):role/Partner"
    let session = record(
      "sts", "AssumeRoleWithSAML", at: time, account, address,
      identity: "{\"type\":\"SAMLUser\",\"userName\":\"\(name)\"}",
      rest: """
        ,"requestParameters":{"roleArn":"\(role)","roleSessionName":"\(name)",\
        "principalArn":"arn:aws:iam::\(account):saml-provider/Partner"}
        """)
    // At the end of the window.
    let login = record(
      "signin", "ConsoleLogin", at: time + 120_000, account, address,
      identity: """
        {"type":"AssumedRole","principalId":"AROAEXAMPLE000000002:\(name)","accountId":"\(account)",\
        "arn":"arn:aws:sts::\(account):assumed-role/Partner/\(name)",\
        "sessionContext":{"sessionIssuer":{"type":"Role","userName":"Partner"}}}
        """, rest: ",\"responseElements\":{\"ConsoleLogin\":\"Success\"}")
    expect("federated", [session, login], "ok", "idp", account, name, match: "inferred")
    time += 1_800_000
  }
}
