internal import TrailEvents

/// Sign-ins to user pools: chains of API calls, requests of the hosted pages, and the activity log.
enum CognitoSignIns {
  /// The longest time between the steps of one sign-in, in ms: the validity of a session of a pool.
  private static let stepWindow: Int64 = 15 * 60_000
  /// How far the activity log may be off from CloudTrail, in ms.
  private static let logWindow: Int64 = 5_000

  private static let first: Set<String> = ["InitiateAuth", "AdminInitiateAuth"]
  private static let next: Set<String> = [
    "RespondToAuthChallenge", "AdminRespondToAuthChallenge",
  ]
  /// Requests of the hosted pages that check who someone is, in lower case.
  private static let pages: Set<String> = [
    "login_post", "cognitoauthentication", "login_oidc_saml_post", "saml2response_post",
    "oauth2response_get", "oauth2response_post", "mfa_post", "login_continue_post",
    "login_passkey_post", "mfa_totp_post", "selectchallenge_post",
  ]

  /// Whether an event is one of these; renewals of tokens are not.
  static func takes(_ event: SignInEvent) -> Bool {
    if event.kind == .cognito { return event.name == "SignIn" }
    guard event.isFrom("cognito-idp") else { return false }
    if first.contains(event.name) { return !isRenewal(event) }
    return next.contains(event.name) || pages.contains(event.foldedName)
  }

  /// Whether a call renews tokens of a session.
  static func isRenewal(_ event: SignInEvent) -> Bool {
    event.name == "GetTokensFromRefreshToken"
      || event[.authFlow]?.uppercased().hasPrefix("REFRESH_TOKEN") ?? false
  }

  /// A sign-in that is being put together.
  private struct Chain {
    var events: [SignInEvent]
    var last: SignInEvent { events[events.count - 1] }
  }

  /// Joins the events, which must be in the order of time.
  static func join(_ events: [SignInEvent]) -> [SignIn] {
    let log = events.filter { $0.kind == .cognito }
    let calls = events.filter { $0.kind != .cognito }
    var chains = chained(calls, by: { $0.address }) { chain, event in
      first.contains(event.name) ? false : isStep(event, after: chain.last)
    }
    let entries = chained(log, by: { _ in nil }) { chain, event in
      isSameEntry(chain.last, event)
    }
    // Numbers of entries in the order of time, and where the first one may be that is not used yet.
    var bySub: [String: (numbers: [Int], start: Int)] = [:]
    for (number, entry) in entries.enumerated() {
      if let sub = entry.events.first({ $0.sub }) {
        bySub[sub, default: ([], 0)].numbers.append(number)
      }
    }
    var isUsed = [Bool](repeating: false, count: entries.count)
    for index in chains.indices {
      let chain = chains[index]
      var subs: [String] = []
      for event in chain.events {
        if let sub = event.sub, !subs.contains(sub) { subs.append(sub) }
      }
      // No entry that begins later tells of a call.
      let latest = (chain.events.map(\.time).max() ?? 0) + logWindow
      var match: Int?
      for sub in subs {
        guard let (numbers, start) = bySub[sub] else { continue }
        let first = numbers[start...].firstIndex { !isUsed[$0] } ?? numbers.endIndex
        bySub[sub]?.start = first
        for number in numbers[first...] {
          if entries[number].events[0].time > latest { break }
          guard !isUsed[number], isSameSignIn(chain, entries[number]) else { continue }
          match = min(match ?? number, number)
          break
        }
      }
      guard let match else { continue }
      isUsed[match] = true
      chains[index].events += entries[match].events
    }
    let rest = entries.indices.filter { !isUsed[$0] }.map { entries[$0] }
    return (chains + rest).map { attempt($0.events) }
  }

  /// Puts each event behind the latest chain that it continues.
  ///
  /// - Parameter mark: What all events of a chain have in common.
  private static func chained(
    _ events: [SignInEvent], by mark: (SignInEvent) -> String?,
    continues: (Chain, SignInEvent) -> Bool
  ) -> [Chain] {
    var chains: [Chain] = []
    var open: [String?: [Int]] = [:]
    for event in events {
      let mark = mark(event)
      var candidates = open[mark] ?? []
      candidates.removeAll { event.time - chains[$0].last.time > stepWindow }
      if let index = candidates.last(where: { continues(chains[$0], event) }) {
        chains[index].events.append(event)
      } else {
        candidates.append(chains.count)
        chains.append(Chain(events: [event]))
      }
      open[mark] = candidates
    }
    return chains
  }

  private static func client(_ event: SignInEvent) -> String? {
    event[.client]
  }

  /// Whether an event answers what the one before asked for.
  private static func isStep(_ event: SignInEvent, after last: SignInEvent) -> Bool {
    guard event.account == last.account, client(event) == client(last),
      event.address == last.address
    else { return false }
    if pages.contains(event.foldedName) != pages.contains(last.foldedName) {
      return false
    }
    if let sub = event.sub, let other = last.sub, sub != other { return false }
    if event.sub == nil || last.sub == nil, event.agent != last.agent { return false }
    return !isClosed(last)
  }

  /// Whether a step ended its sign-in; a wrong code may be tried again.
  private static func isClosed(_ event: SignInEvent) -> Bool {
    if event[.tokens] != nil { return true }
    return first.contains(event.name) && event.result != .success
  }

  private static func isSameEntry(_ last: SignInEvent, _ event: SignInEvent) -> Bool {
    if let id = event.id, id == last.id { return true }
    return last.result == .pending && event.sub != nil && event.sub == last.sub
      && client(event) == client(last) && event.address == last.address
  }

  /// Whether entries of the activity log tell of a chain of calls.
  private static func isSameSignIn(_ chain: Chain, _ entry: Chain) -> Bool {
    guard let sub = entry.events.compactMap(\.sub).first,
      chain.events.contains(where: { $0.sub == sub })
    else { return false }
    return chain.events.contains { call in
      entry.events.contains {
        abs($0.time - call.time) <= logWindow && $0.address == call.address
      }
    }
  }

  private static func attempt(_ events: [SignInEvent]) -> SignIn {
    let log = events.filter { $0.kind == .cognito }
    let calls = events.filter { $0.kind != .cognito }
    var reasons: [String] = []
    if calls.count > 1 { reasons.append("\(calls.count) steps of one client, person and address") }
    if log.count > 1 { reasons.append("\(log.count) entries of the activity log of one sign-in") }
    if !log.isEmpty, !calls.isEmpty {
      reasons.append("activity log and calls: same sub and address within 5 s")
    }
    var signIn = SignIn(
      .cognito, events, verdict: verdict(calls, log), factor: factor(calls, log),
      quality: calls.count > 1 || (!log.isEmpty && !calls.isEmpty) ? .inferred : .exact,
      reasons: reasons)
    let pool = events.lazy.compactMap { $0[.pool] }.first
    let parts = [pool, events.lazy.compactMap { client($0) }.first].compactMap { $0 }
    signIn.into = parts.isEmpty ? nil : parts.joined(separator: " ")
    return signIn
  }

  private static func verdict(_ calls: [SignInEvent], _ log: [SignInEvent]) -> SignIn.Verdict {
    if let last = log.last(where: { $0.result != .pending }) {
      if last.result == .success { return .success }
      return .failed(calls.last.map { reason($0) } ?? "credential or challenge")
    }
    guard let last = calls.last else { return .open("challenge open") }
    guard let result = last.result else { return .untold }
    if result != .success { return .failed(reason(last)) }
    if last[.tokens] != nil { return .success }
    if let challenge = last[.challengePosed] {
      return .open("challenge open: \(challenge)")
    }
    return .success
  }

  private static func reason(_ event: SignInEvent) -> String {
    event.error ?? event[.errorMessage] ?? "failure"
  }

  private static func factor(_ calls: [SignInEvent], _ log: [SignInEvent]) -> FactorState {
    if log.contains(where: { $0.factor == .yes }) { return .yes }
    let factors: Set<String> = [
      "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN",
    ]
    let isAnswered = calls.contains {
      $0.result == .success && factors.contains($0[.challengeAnswered] ?? "")
    }
    if isAnswered { return .yes }
    return log.contains { $0.factor == .no } ? .no : .unknown
  }
}
