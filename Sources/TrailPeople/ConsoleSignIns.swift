internal import TrailEvents

/// Sign-ins of IAM users and of root at the console: `CheckMfa` asks whether the user needs a second
/// factor, `ConsoleLogin` tells how the whole ended.
enum ConsoleSignIns {
  /// The time that typing a code may take, in ms.
  static let codeWindow: Int64 = 10 * 60_000
  /// The same when the address changed in between, as on mobile networks.
  static let movedWindow: Int64 = 2 * 60_000

  /// The events that may be some of these.
  static let names: [String] = ["ConsoleLogin", "CheckMfa"]

  /// Whether an event is one of these.
  static func takes(_ event: SignInEvent) -> Bool {
    guard event.isFrom("signin"), names.contains(event.name) else {
      return false
    }
    return event.type == nil || event.type == "IAMUser" || event.type == "Root"
  }

  /// Whom an attempt is of: two events with another one never belong together.
  private struct Key: Hashable {
    var account: String?
    var name: String?
    /// For hidden users, who have no name.
    var address: String?
    var agent: String?

    init(_ event: SignInEvent) {
      account = event.account ?? event.caller
      name = event.user
      if name == nil {
        address = event.address
        agent = event.agent
      }
    }
  }

  /// Joins the events, which must be in the order of time.
  static func join(_ events: [SignInEvent]) -> [SignIn] {
    var byKey: [Key: [SignInEvent]] = [:]
    for event in events { byKey[Key(event), default: []].append(event) }
    var found: [SignIn] = []
    for group in byKey.values { found += joinGroup(group) }
    return found
  }

  private static func joinGroup(_ events: [SignInEvent]) -> [SignIn] {
    var checks = events.filter { $0.name == "CheckMfa" }
    var found: [SignIn] = []
    for login in events where login.name == "ConsoleLogin" {
      let fitting = checks.indices.filter { index in
        isNear(checks[index], login, within: codeWindow)
          && checks[index].address == login.address && checks[index].agent == login.agent
      }
      if let index = fitting.last {
        found.append(
          attempt(check: checks.remove(at: index), login: login, .exact, among: fitting.count))
        continue
      }
      let moved = checks.lastIndex { check in
        isNear(check, login, within: movedWindow) && check.agent == login.agent
      }
      if let moved {
        found.append(attempt(check: checks.remove(at: moved), login: login, .inferred))
      } else {
        found.append(attempt(check: nil, login: login, .exact))
      }
    }
    return found + checks.map { attempt(check: $0, login: nil, .exact) }
  }

  private static func isNear(
    _ check: SignInEvent, _ login: SignInEvent, within window: Int64
  ) -> Bool {
    check.time <= login.time && login.time - check.time <= window
  }

  /// - Parameter count: The checks that fit the login; of several the latest may be the wrong one.
  private static func attempt(
    check: SignInEvent?, login: SignInEvent?, _ quality: SignIn.Quality, among count: Int = 1
  ) -> SignIn {
    let events = [check, login].compactMap { $0 }
    let isRoot = events.contains { $0.type == "Root" }
    var reasons: [String] = []
    if let check, let login {
      let seconds = (login.time - check.time) / 1_000
      reasons.append(
        quality == .exact
          ? "CheckMfa \(seconds) s before, same account, user, address and agent"
          : "CheckMfa \(seconds) s before from another address, same account, user and agent")
      if count > 1 { reasons.append("it is the latest of \(count) that fit") }
    }
    var signIn = SignIn(
      isRoot ? .root : .console, events, verdict: verdict(check, login, isRoot: isRoot),
      factor: factor(check, login), quality: count > 1 ? .inferred : quality, reasons: reasons)
    signIn.into = isRoot ? "root" : nil
    return signIn
  }

  /// The table of outcomes; see `Documentation/SignIns.md`.
  private static func verdict(
    _ check: SignInEvent?, _ login: SignInEvent?, isRoot: Bool
  ) -> SignIn.Verdict {
    guard let login else {
      return check?.result == .failure
        ? .failed("no such user") : .open("abandoned at the MFA prompt")
    }
    guard let result = login.result else { return .untold }
    if result == .success { return .success }
    let message = login[.errorMessage]
    if message == "No username found in supplied account" { return .failed("no such user") }
    if let message, message != "Failed authentication" { return .failed(message) }
    if isRoot { return .failed("password or MFA code") }
    return check == nil ? .failed("password, no MFA set") : .failed("password or MFA code")
  }

  private static func factor(_ check: SignInEvent?, _ login: SignInEvent?) -> FactorState {
    if let login, login.factor == .yes || login.result == .success { return login.factor }
    // A user is asked for a code only when one is registered; whether it was right is not told.
    return .unknown
  }
}
