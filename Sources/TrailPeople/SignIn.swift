package import TrailEvents
package import TrailSearch

/// One attempt of a person to sign in, put together from its events.
package struct SignIn: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// An IAM user at the console.
    case console
    case root
    /// IAM Identity Center.
    case sso
    /// SAML and web identity federation.
    case federated
    case cognito
  }

  /// How the attempt ended.
  package enum Verdict: Hashable, Sendable {
    case success
    case failed(String)
    /// It was not finished, as far as the archive tells.
    case open(String)

    /// What one event says: a failure has a reason, and an export that leaves out what came of events says
    /// nothing.
    static func of(_ event: SignInEvent, reason: @autoclosure () -> String) -> Verdict {
      guard let result = event.result else { return untold }
      return result == .success ? .success : .failed(reason())
    }

    static let untold = Verdict.open("outcome not in this export")

    package var isFailure: Bool {
      if case .failed = self { return true }
      return false
    }

    /// In words for a table.
    package var text: String {
      switch self {
      case .success: "ok"
      case .failed(let reason): "FAIL \(reason)"
      case .open(let state): state
      }
    }

    /// `success`, `failure` or `open`.
    package var name: String {
      switch self {
      case .success: "success"
      case .failed: "failure"
      case .open: "open"
      }
    }
  }

  /// How sure it is that the events belong together.
  package enum Quality: String, Sendable {
    /// The records name each other, or nothing had to be joined.
    case exact
    /// Time, person and address fit.
    case inferred
    /// Only the portal's half is in the archive.
    case parentOnly = "parent only"
    /// Only the member account's half is in the archive.
    case memberOnly = "member only"
  }

  package var kind: Kind
  /// Of the first event, in ms since 1970.
  package var time: Int64
  /// The name of the person; `nil` when the records name nobody.
  package var person: String?
  package var sub: String?
  package var verdict: Verdict
  package var factor: FactorState
  package var address: String?
  /// The account that was entered.
  package var account: String?
  /// The permission set, the role, or the pool and client.
  package var into: String?
  package var quality: Quality
  /// What a user pool's threat protection decided; `nil` when it says nothing.
  package var risk: String?
  /// Where the address lies, as a user pool has it.
  package var city: String?
  /// The first event of the sign-in at the portal that this one began with, which other sign-ins may
  /// have begun with too; `nil` when there is none.
  package var portal: Hit?
  /// The events in the order of time.
  package var events: [SignInEvent]
  /// Why the events were put together, one line for each join.
  package var reasons: [String]

  /// Begins the reason that tells which directory file named the person.
  package static let directoryReason = "name of the sub: "

  /// Puts events into one attempt.
  init(
    _ kind: Kind, _ events: [SignInEvent], verdict: Verdict, factor: FactorState,
    quality: Quality = .exact, reasons: [String] = []
  ) {
    let sorted = SignInEvent.sorted(events)
    self.kind = kind
    self.events = sorted
    self.verdict = verdict
    self.factor = factor
    self.quality = quality
    self.reasons = reasons
    time = sorted.first?.time ?? 0
    // Who calls for a user with the rights of an administrator is not the one who signs in.
    person = sorted.first { $0.isFrom("cognito-idp") && $0.name.hasPrefix("Admin") ? nil : $0.user }
    sub = sorted.first { $0.sub }
    address = sorted.first { $0.address }
    // Records of the first years name the account of the caller alone.
    account = sorted.first.flatMap { $0.account ?? $0.caller }
    if kind == .cognito {
      let decision = sorted.reversed().first { $0[.riskDecision] }
      let level = sorted.reversed().first { $0[.riskLevel] }
      risk = decision.map { decision in level.map { "\(decision) \($0)" } ?? decision }
      city = sorted.reversed().first { $0[.city] }
    }
  }
}

extension Sequence {
  /// The first value that an element has.
  func first<Value>(_ value: (Element) -> Value?) -> Value? {
    for element in self {
      if let found = value(element) { return found }
    }
    return nil
  }
}

extension SignInEvent {
  /// Events that come before others of their second: questions before answers.
  private static let leading = [
    "CheckMfa", "CredentialChallenge", "CredentialVerification", "UserAuthentication",
    "InitiateAuth", "AdminInitiateAuth", "AssumeRoleWithSAML", "Federate",
  ]

  /// The order of a list of events: by time, then as questions come before answers, then by id,
  /// then what is in progress before what it came to.
  package static func precedes(_ left: SignInEvent, _ right: SignInEvent) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.name != right.name {
      let leftRank = leading.firstIndex(of: left.name) ?? leading.count
      let rightRank = leading.firstIndex(of: right.name) ?? leading.count
      if leftRank != rightRank { return leftRank < rightRank }
    }
    // Entries of one sign-in may share their id.
    if left.eventID == right.eventID { return left.result == .pending && right.result != .pending }
    return EventID.precedes(left.eventID, right.eventID)
  }

  /// Events in the order of ``precedes(_:_:)``.
  static func sorted(_ events: [SignInEvent]) -> [SignInEvent] {
    if zip(events, events.dropFirst()).allSatisfy({ !precedes($1, $0) }) { return events }
    // Times and places are moved instead of events, which would be counted each time.
    return events.enumerated().map { (time: $1.time, place: $0) }.sorted { left, right in
      left.time != right.time
        ? left.time < right.time : precedes(events[left.place], events[right.place])
    }.map { events[$0.place] }
  }
}
