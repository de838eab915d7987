internal import TrailEvents
internal import TrailPeople
internal import TrailSearch

/// Sign-ins of people: what `trailsift logins` prints.
public struct SignInList: Sendable {
  /// One attempt to sign in, put together from its events.
  public struct Entry: Sendable {
    /// An event of the attempt.
    public struct Part: Sendable {
      let eventID: EventID
      /// The event id; `nil` when the record has none.
      public var id: String? { eventID.text }
      /// The event name.
      public let event: String
      let timestamp: Timestamp
      /// The account that got the event.
      public let account: String?

      /// UTC, as in JSON.
      public var time: String { timestamp.description }
    }

    /// `console`, `root`, `sso`, `federated` or `cognito`.
    public let kind: String
    let timestamp: Timestamp
    /// The name of the person; `nil` when the records name nobody.
    public let person: String?
    /// The person's id, of Cognito or Identity Center.
    public let sub: String?
    /// In words: `ok`, `FAIL …`, or what was left open.
    public let verdict: String
    /// `success`, `failure` or `open`.
    public let outcome: String
    /// `yes`, `no`, `idp` or `unknown`.
    public let mfa: String
    /// Where the person was.
    public let address: String?
    /// The account that was entered.
    public let account: String?
    /// The permission set, the role, or the pool and client.
    public let into: String?
    /// `exact`, `inferred`, `parent only` or `member only`.
    public let match: String
    /// What Cognito's threat protection decided, with the level of risk; `nil` when it says nothing.
    public let risk: String?
    /// Where the address lies, as Cognito has it.
    public let city: String?
    /// The events, in the order of time.
    public let parts: [Part]
    /// Why the events were put together.
    public let reasons: [String]

    /// UTC, as in JSON.
    public var time: String { timestamp.description }

    /// The time in a zone, for tables.
    public func time(in zone: DisplayZone) -> String { zone.text(timestamp) }
  }

  /// Newest first.
  public let entries: [Entry]
  /// Events that look like parts of sign-ins and are in none, by name.
  public let others: [(event: String, count: Int)]

  /// The names of kinds.
  public static let kinds: [String] = SignIn.Kind.allCases.map(\.rawValue)
}

extension EventIndex {
  /// The sign-ins of which an event satisfies a query; its span of time is that of their start.
  public func signIns(_ query: EventQuery) throws(TrailsiftError) -> SignInList {
    try answering {
      let report = try SignInReport(query.query, searcher: searcher)
      let unruled = try SignInReport.unruled(query.query, searcher: searcher)
      return SignInList(
        entries: report.signIns.map { SignInList.Entry($0) },
        others: report.others.merging(unruled) { $0 + $1 }.sorted {
          ($1.value, $0.key) < ($0.value, $1.key)
        }
        .map { (event: $0.key, count: $0.value) })
    }
  }
}

extension SignInList.Entry {
  init(_ signIn: SignIn) {
    self.init(
      kind: signIn.kind.rawValue, timestamp: Timestamp(milliseconds: signIn.time),
      person: signIn.person, sub: signIn.sub, verdict: signIn.verdict.text,
      outcome: signIn.verdict.name, mfa: signIn.factor.rawValue, address: signIn.address,
      account: signIn.account, into: signIn.into, match: signIn.quality.rawValue,
      risk: signIn.risk, city: signIn.city,
      parts: signIn.events.map {
        Part(
          eventID: $0.eventID, event: $0.name, timestamp: Timestamp(milliseconds: $0.time),
          account: $0.account)
      }, reasons: signIn.reasons)
  }
}
