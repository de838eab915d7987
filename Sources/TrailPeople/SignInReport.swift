internal import TrailEvents
internal import TrailFormats
package import TrailSearch

/// The sign-ins of a span of time.
package struct SignInReport: Sendable {
  /// Newest first.
  package var signIns: [SignIn] = []
  /// Events that look like parts of sign-ins and are in none, by name.
  package var others: [String: Int] = [:]
  /// Whether more records would have to be read than were allowed; then there is no sign-in.
  package private(set) var isLeftOut = false

  /// Events that may be parts of sign-ins.
  static let names: [String] = [
    "ConsoleLogin", "CheckMfa", "CredentialChallenge", "CredentialVerification",
    "UserAuthentication", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "InitiateAuth",
    "AdminInitiateAuth", "RespondToAuthChallenge", "AdminRespondToAuthChallenge", "SignIn",
    "Login_POST", "CognitoAuthentication", "Login_OIDC_SAML_POST", "SAML2Response_POST",
    "OAuth2Response_GET", "OAuth2Response_POST", "Mfa_POST", "login_continue_POST",
    "login_passkey_POST", "mfa_totp_POST", "selectChallenge_POST", "PasswordRecoveryRequested",
    "PasswordRecoveryCompleted", "SwitchRole", "GetSigninToken", "CreateOAuth2Token",
  ]

  private static func query(_ names: [String]) -> Query {
    .or(names.map { .key(.event, .equal($0)) })
  }

  /// All events of sign-ins; two of them have names that other services use too.
  private static let all: Query = .or([
    query(names),
    .and([query(["Federate", "GetRoleCredentials"]), .key(.source, .equal("sso"))]),
  ])

  /// How far the parts of a sign-in may lie apart, in ms: the session of the portal.
  private static let reach: Int64 = 8 * 3_600_000

  /// Finds and joins the sign-ins of which at least one event satisfies a query.
  ///
  /// - Parameters:
  ///   - query: What an event must satisfy; its bounds of time are those in which the sign-ins must
  ///     start, and their other events may lie outside.
  ///   - limit: Records that may be read; `nil` for as many as it takes.
  package init(_ query: Query, limit: Int? = nil, searcher: Searcher) throws {
    let (query, span) = SignInReport.split(query)
    let time = Query.time(
      from: span.lowerBound == .min ? nil : span.lowerBound - SignInReport.reach,
      to: span.upperBound == .max ? nil : span.upperBound + SignInReport.reach)
    var wanted: Set<Hit>?
    var asked: [Query] = [SignInReport.all, time]
    if query != .all {
      let (hits, _) = try searcher.hits(
        .and([query, SignInReport.all, time]), order: .oldestFirst, limit: nil)
      wanted = Set(hits)
      asked.append(try SignInReport.neighbours(of: hits, searcher))
    }
    if let limit, try searcher.count(.and(asked)) > limit {
      isLeftOut = true
      return
    }
    let events = try SignInReport.read(.and(asked), searcher)
    join(events)
    signIns.removeAll { signIn in
      if !span.contains(signIn.time) { return true }
      guard let wanted else { return false }
      return !signIn.events.contains { wanted.contains($0.hit) }
    }
    signIns.sort { left, right in
      if left.time != right.time { return left.time > right.time }
      return (left.events.first?.id ?? "") > (right.events.first?.id ?? "")
    }
  }

  /// A query without the bounds of time that it is limited to, and these.
  private static func split(_ query: Query) -> (Query, Range<Int64>) {
    switch query {
    case .time(let from, let to): return (.all, (from ?? .min)..<(to ?? .max))
    case .and(let parts):
      var rest: [Query] = []
      var span = Int64.min..<Int64.max
      for part in parts {
        if case .time(let from, let to) = part {
          span = span.clamped(to: (from ?? .min)..<(to ?? .max))
        } else {
          rest.append(part)
        }
      }
      return (rest.isEmpty ? .all : .and(rest), span)
    default: return (query, .min ..< .max)
    }
  }

  /// Events that share a person or an address with some: only they can be their partners.
  private static func neighbours(of hits: [Hit], _ searcher: Searcher) throws -> Query {
    let rows = EventRowReader(snapshot: searcher.snapshot)
    var values: [EventKey: Set<String>] = [:]
    for hit in hits {
      let row = try rows.row(hit)
      for key in [EventKey.user, .sub, .ip] {
        if let value = row[key] { values[key, default: []].insert(value) }
      }
    }
    return .or(
      values.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { key, texts in
        texts.sorted().map { .key(key, .equal($0)) }
      })
  }

  /// Reads the events that satisfy a query, in the order of time.
  private static func read(_ query: Query, _ searcher: Searcher) throws -> [SignInEvent] {
    let (hits, _) = try searcher.hits(query, order: .oldestFirst, limit: nil)
    return try SignInEvent.read(
      hits, searcher, EventRowReader(snapshot: searcher.snapshot), RecordPathReader())
  }

  private mutating func join(_ events: [SignInEvent]) {
    var console: [SignInEvent] = []
    var portal: [SignInEvent] = []
    var federated: [SignInEvent] = []
    var cognito: [SignInEvent] = []
    for event in events {
      if ConsoleSignIns.takes(event) {
        console.append(event)
      } else if PortalSignIns.takes(event) {
        portal.append(event)
      } else if FederatedSignIns.takes(event) {
        federated.append(event)
      } else if CognitoSignIns.takes(event) {
        cognito.append(event)
      } else {
        let name = CognitoSignIns.isRenewal(event) ? "\(event.name) (token renewal)" : event.name
        others[name, default: 0] += 1
      }
    }
    signIns += ConsoleSignIns.join(console)
    var portals = PortalSignIns()
    signIns += portals.join(portal)
    signIns += FederatedSignIns.join(federated)
    signIns += CognitoSignIns.join(cognito)
  }
}
