internal import TrailEvents

/// Sign-ins by SAML and web identity: what a provider outside of AWS vouches for.
enum FederatedSignIns {
  /// How far the console's record may lie behind the role session's start, in ms.
  private static let window: Int64 = 120_000

  /// The events that may be some of these.
  static let names: [String] = [
    "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "ConsoleLogin",
  ]

  /// Whether an event is one of these; sessions of Identity Center are not.
  static func takes(_ event: SignInEvent) -> Bool {
    switch event.name {
    case "AssumeRoleWithSAML":
      event.isFrom("sts")
        && !(event[.providerARN]?.contains("saml-provider/AWSSSO_") ?? false)
        && !(event[.roleARN]?.contains("AWSReservedSSO_") ?? false)
    case "AssumeRoleWithWebIdentity": event.isFrom("sts")
    case "ConsoleLogin":
      event.isFrom("signin") && !ConsoleSignIns.takes(event) && !PortalSignIns.takes(event)
    default: false
    }
  }

  /// Joins the events, which must be in the order of time.
  static func join(_ events: [SignInEvent]) -> [SignIn] {
    var logins: [String: [SignInEvent]] = [:]
    for event in events where event.name == "ConsoleLogin" {
      logins[place(event, event.user), default: []].append(event)
    }
    var found: [SignIn] = []
    for session in events where session.name != "ConsoleLogin" {
      var parts = [session]
      var reasons: [String] = []
      let name = session[.sessionName] ?? session.user
      if session.name == "AssumeRoleWithSAML", session.result == .success,
        let index = logins[place(session, name)]?.firstIndex(where: { login in
          login.user != nil && login.time >= session.time - 5_000
            && login.time <= session.time + window
        }), let login = logins[place(session, name)]?.remove(at: index)
      {
        parts.append(login)
        reasons.append("ConsoleLogin of the same role and session name in the same account")
      }
      found.append(attempt(parts, session, reasons))
    }
    return found + logins.values.joined().map { attempt([$0], $0, []) }
  }

  /// Account, role and session of an event: what a session and its login have in common.
  private static func place(_ event: SignInEvent, _ name: String?) -> String {
    "\(event.account ?? "") \(role(event) ?? "") \(name?.lowercased() ?? "")"
  }

  private static func role(_ event: SignInEvent) -> String? {
    if let arn = event[.roleARN] {
      return arn.split(separator: "/").last.map(String.init)
    }
    return event.role
  }

  private static func attempt(
    _ events: [SignInEvent], _ main: SignInEvent, _ reasons: [String]
  ) -> SignIn {
    let reason = main[.errorMessage] ?? main.error ?? "failure"
    var signIn = SignIn(
      .federated, events, verdict: .of(main, reason: reason), factor: .idp,
      quality: events.count > 1 ? .inferred : .exact, reasons: reasons)
    signIn.into = role(main)
    signIn.person = signIn.person ?? main[.sessionName]
    return signIn
  }
}
