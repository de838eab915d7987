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

    private let signIn: SignIn

    init(_ signIn: SignIn) { self.signIn = signIn }

    /// `console`, `root`, `sso`, `federated` or `cognito`.
    public var kind: String { signIn.kind.rawValue }
    /// The name of the person; `nil` when the records name nobody.
    public var person: String? { signIn.person }
    /// The person's id, of Cognito or Identity Center.
    public var sub: String? { signIn.sub }
    /// In words: `ok`, `FAIL …`, or what was left open.
    public var verdict: String { signIn.verdict.text }
    /// `success`, `failure` or `open`.
    public var outcome: String { signIn.verdict.name }
    /// `yes`, `no`, `idp` or `unknown`.
    public var mfa: String { signIn.factor.rawValue }
    /// Where the person was.
    public var address: String? { signIn.address }
    /// The account that was entered.
    public var account: String? { signIn.account }
    /// The permission set, the role, or the pool and client.
    public var into: String? { signIn.into }
    /// `exact`, `inferred`, `parent only` or `member only`.
    public var match: String { signIn.quality.rawValue }
    /// What Cognito's threat protection decided, with the level of risk; `nil` when it says nothing.
    public var risk: String? { signIn.risk }
    /// Where the address lies, as Cognito has it.
    public var city: String? { signIn.city }
    /// The events, in the order of time.
    public var parts: [Part] {
      signIn.events.map {
        Part(
          eventID: $0.eventID, event: $0.name, timestamp: Timestamp(milliseconds: $0.time),
          account: $0.account)
      }
    }
    /// How many events there are.
    public var partCount: Int { signIn.events.count }
    /// Why the events were put together.
    public var reasons: [String] { signIn.reasons }

    private var timestamp: Timestamp { Timestamp(milliseconds: signIn.time) }

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
        entries: report.signIns.map(SignInList.Entry.init),
        others: report.others.merging(unruled) { $0 + $1 }.sorted {
          ($1.value, $0.key) < ($0.value, $1.key)
        }
        .map { (event: $0.key, count: $0.value) })
    }
  }
}
