internal import TrailEvents
internal import TrailSearch

/// Sign-ins through IAM Identity Center: at the portal, from there into an account, and the member
/// account's own record of it.
struct PortalSignIns {
  /// Events that belong to one sign-in at the portal may lie this far apart, in ms.
  private static let workflowWindow: Int64 = 15 * 60_000
  /// The usual length of a session of the portal, in ms.
  private static let sessionLength: Int64 = 8 * 3_600_000
  /// How far clocks and the order of delivery may be off, in ms.
  private static let tolerance: Int64 = 5_000
  /// How much later than the portal the member account may record the console session, in ms.
  private static let entryWindow: Int64 = 120_000
  private static let creationTolerance: Int64 = 2_000

  /// A sign-in at the portal.
  struct Portal {
    private(set) var events: [SignInEvent] = []
    private(set) var isPassed = false
    var start: Int64 { events.first?.time ?? 0 }

    init(_ event: SignInEvent) { append(event) }

    mutating func append(_ event: SignInEvent) {
      events.append(event)
      if event.name == "UserAuthentication", event.result == .success { isPassed = true }
    }
  }

  /// The events that may be some of these, beside ``SignInField/entryNames``.
  static let names: [String] = [
    "CredentialChallenge", "CredentialVerification", "UserAuthentication", "ConsoleLogin",
  ]

  /// Whether an event is one of these.
  static func takes(_ event: SignInEvent) -> Bool {
    switch event.name {
    case "CredentialChallenge", "CredentialVerification", "UserAuthentication":
      event.isFrom("signin")
    case "Federate", "GetRoleCredentials": event.isFrom("sso")
    case "ConsoleLogin": event.isFrom("signin") && isReservedRole(event)
    default: false
    }
  }

  private static func isReservedRole(_ event: SignInEvent) -> Bool {
    event.role?.hasPrefix("AWSReservedSSO_") ?? false
  }

  /// Names by user id, learned from records that have both.
  private var names: [String: String] = [:]

  /// Numbers of sign-ins at the portal by the session of the portal that federations name.
  private var bySession: [String: Int] = [:]
  /// The same the other way round.
  private var sessions: [Int: String] = [:]
  /// Sessions of which the records leave open to which sign-in they belong.
  private var openSessions: Set<String> = []
  /// Numbers of sign-ins at the portal by each id and name of their person.
  private var byPerson: [String: [Int]] = [:]
  /// Console logins of member accounts by account and permission set.
  private var entries: [String: Entries] = [:]

  /// Console logins with the same account and permission set.
  private final class Entries {
    /// In the order of time.
    var logins: [SignInEvent] = []
    /// Of each, whether a federation took it.
    var isTaken: [Bool] = []

    func append(_ login: SignInEvent) {
      logins.append(login)
      isTaken.append(false)
    }

    /// The logins that no federation took.
    var rest: [SignInEvent] { zip(logins, isTaken).filter { !$1 }.map(\.0) }

    /// Takes of the free logins in a span of time the one that differs least, the first of several;
    /// those that do not fit have no difference.
    func take(
      in span: ClosedRange<Int64>, _ difference: (SignInEvent) -> Int64?
    ) -> SignInEvent? {
      var low = 0
      var high = logins.count
      while low < high {
        let middle = (low + high) / 2
        if logins[middle].time < span.lowerBound { low = middle + 1 } else { high = middle }
      }
      var best: (index: Int, difference: Int64)?
      while low < logins.count, logins[low].time <= span.upperBound {
        if !isTaken[low], let found = difference(logins[low]), found < best?.difference ?? .max {
          best = (low, found)
        }
        low += 1
      }
      guard let best else { return nil }
      isTaken[best.index] = true
      return logins[best.index]
    }
  }

  /// Federations by their time.
  private var federations: [Int64: [SignInEvent]] = [:]

  private static func place(_ account: String?, _ permissionSet: String?) -> String {
    (account ?? "") + " " + (permissionSet ?? "").lowercased()
  }

  /// The words under which a person is looked for: the id, and the name.
  private func persons(_ event: SignInEvent) -> [String] {
    [PortalSignIns.userID(event), name(of: event)?.lowercased()].compactMap { $0 }
  }

  /// Joins the events, which must be in the order of time.
  mutating func join(_ events: [SignInEvent]) -> [SignIn] {
    let portals = portals(among: events)
    for (number, portal) in portals.enumerated() {
      for person in Set(portal.events.flatMap { persons($0) }) {
        byPerson[person, default: []].append(number)
      }
    }
    for event in events where event.name == "ConsoleLogin" {
      let place = PortalSignIns.place(event.account, event.permissionSet)
      if let known = entries[place] {
        known.append(event)
      } else {
        let first = Entries()
        first.append(event)
        entries[place] = first
      }
    }
    var used: Set<Int> = []
    var found: [SignIn] = []
    let entered = events.filter { $0.isFrom("sso") }
    federations = Dictionary(grouping: entered, by: \.time)
    for federation in entered {
      found.append(into(federation, portals, &used))
    }
    for (number, portal) in portals.enumerated() where !used.contains(number) {
      found.append(atPortal(portal))
    }
    for entry in entries.values.lazy.flatMap(\.rest) {
      var signIn = SignIn(
        .sso, [entry], verdict: .of(entry, reason: reason(entry)),
        factor: .idp, quality: .memberOnly,
        reasons: ["the portal's records of this session are not in the archive"])
      signIn.into = entry.permissionSet
      found.append(signIn)
    }
    for index in found.indices where found[index].person == nil {
      found[index] = named(found[index])
    }
    return found
  }

  /// The sign-ins at the portal among events, which must be in the order of time.
  mutating func portals(among events: [SignInEvent]) -> [Portal] {
    for event in events {
      guard let sub = PortalSignIns.userID(event), let name = event[.userName] ?? event.user
      else { continue }
      names[sub] = name
    }
    return portals(events.filter { $0.isFrom("signin") && $0.name != "ConsoleLogin" })
  }

  private func reason(_ event: SignInEvent) -> String {
    event[.errorMessage] ?? event.error ?? "failure"
  }

  /// The bare id of the user of Identity Center, with the old and the new shape of records.
  private static func userID(_ event: SignInEvent) -> String? {
    let id = event[.onBehalfOf] ?? event.sub
    return id.map { $0.utf8.count > 36 ? String(decoding: $0.utf8.suffix(36), as: UTF8.self) : $0 }
  }

  /// Whether two events are of one person: by id when both have one, otherwise by name.
  private func isSamePerson(_ left: SignInEvent, _ right: SignInEvent) -> Bool {
    if let first = PortalSignIns.userID(left), let second = PortalSignIns.userID(right) {
      return first == second
    }
    guard let first = name(of: left), let second = name(of: right) else { return false }
    return first.lowercased() == second.lowercased()
  }

  private func name(of event: SignInEvent) -> String? {
    event.user ?? event[.userName] ?? PortalSignIns.userID(event).flatMap { names[$0] }
  }

  // MARK: At the portal

  private func portals(_ events: [SignInEvent]) -> [Portal] {
    var portals: [Portal] = []
    var byWorkflow: [String: Int] = [:]
    // Without a workflow's id only the last sign-in of a person from an address may go on.
    var lastOf: [String: Int] = [:]
    for event in events {
      if let workflow = event[.workflow] {
        if let number = byWorkflow[workflow] {
          portals[number].append(event)
          continue
        }
        byWorkflow[workflow] = portals.count
      } else {
        let from = "\(event.address ?? "") \(event.agent ?? "") "
        let key = from + (persons(event).first ?? "")
        if let number = lastOf[key], let last = portals[number].events.last,
          !portals[number].isPassed, event.time - last.time <= PortalSignIns.workflowWindow,
          isSamePerson(last, event)
        {
          portals[number].append(event)
          continue
        }
        lastOf[key] = portals.count
      }
      portals.append(Portal(event))
    }
    return portals
  }

  func atPortal(_ portal: Portal) -> SignIn {
    var signIn = SignIn(
      .sso, portal.events, verdict: verdict(portal), factor: factor(portal),
      reasons: workflowReason(portal))
    signIn.portal = portal.events.first?.hit
    signIn.into = application(portal)
    return signIn
  }

  private func verdict(_ portal: Portal) -> SignIn.Verdict {
    if portal.isPassed { return .success }
    let failures = portal.events.filter { $0.result == .failure }
    // A challenge is refused to a name that does not exist, and a verification fails later.
    guard let failed = failures.last(where: { $0.name != "CredentialChallenge" }) ?? failures.last
    else { return .open("abandoned") }
    let credential = failed[.credentialType].map { " (\($0))" } ?? ""
    return .failed((failed.name == "CredentialChallenge" ? "challenge" : "credential") + credential)
  }

  private func factor(_ portal: Portal) -> FactorState {
    let types = portal.events.filter { $0.result == .success && $0.name != "CredentialChallenge" }
      .compactMap { $0[.credentialType] }
      .flatMap { $0.split(separator: ",").map(String.init) }
    if types.contains("EXTERNAL_IDP") { return .idp }
    if types.contains(where: { ["TOTP", "WEBAUTHN", "EMAIL_OTP", "SMARTCARD"].contains($0) }) {
      return .yes
    }
    if types.isEmpty || !portal.isPassed { return .unknown }
    return .no
  }

  /// The application that was signed in to, when it is not the access portal.
  private func application(_ portal: Portal) -> String? {
    let targets = portal.events.compactMap { $0[.loginTo] }
    guard let target = targets.first, !target.contains(".awsapps.com/start") else {
      return portal.isPassed ? "portal" : nil
    }
    return target
  }

  private func workflowReason(_ portal: Portal) -> [String] {
    guard portal.events.count > 1 else { return [] }
    if let id = portal.events[0][.workflow] {
      return ["\(portal.events.count) events of sign-in workflow \(id)"]
    }
    return ["\(portal.events.count) events of one person, address and agent within 15 min"]
  }

  // MARK: Into an account

  private mutating func into(
    _ federation: SignInEvent, _ portals: [Portal], _ used: inout Set<Int>
  ) -> SignIn {
    let account = federation[.enteredAccount]
    let permissionSet = federation[.enteredRole]
    var events = [federation]
    var start: Hit?
    var reasons: [String] = []
    var factor = FactorState.unknown
    var quality = SignIn.Quality.exact
    let session = federation[.credentialID]
    let ofSession = session.flatMap { bySession[$0] }
    let found =
      ofSession.map { ($0, portals[$0], true) } ?? portal(for: federation, among: portals)
    if let (number, portal, isAlone) = found {
      if used.insert(number).inserted {
        events += portal.events
        reasons += workflowReason(portal)
      }
      factor = self.factor(portal)
      start = portal.events.first?.hit
      let seconds = (federation.time - (portal.events.last?.time ?? federation.time)) / 1_000
      let isFirm = federation[.onBehalfOf] != nil
      let isSameAddress = portal.events.last?.address == federation.address
      reasons.append(
        "\(federation.name) \(seconds) s after the sign-in at the portal, same "
          + (ofSession != nil ? "session of the portal" : isFirm ? "user id" : "user name")
          + (isSameAddress ? " and address" : ""))
      if !isAlone {
        reasons.append("it is the latest of several sign-ins at the portal that fit")
      }
      if let session {
        bySession[session] = number
        sessions[number] = session
        if ofSession == nil, !isSameAddress || !isAlone { openSessions.insert(session) }
        if openSessions.contains(session) { quality = .inferred }
      } else if !isSameAddress || !isAlone {
        quality = .inferred
      }
    } else {
      reasons.append("no sign-in at the portal is seen before: the session is older, or not logged")
      quality = .inferred
    }
    let isConsole = federation.name == "Federate"
    if let entry = takeEntry(for: federation, account, permissionSet) {
      events.append(entry)
      reasons.append(
        "ConsoleLogin in \(account ?? "-") by AWSReservedSSO_\(permissionSet ?? "")_…, "
          + "session of the user, created \(difference(entry, federation)) s apart")
      let isSameName = entry.user?.lowercased() == name(of: federation)?.lowercased()
      if entry.address != federation.address || !isSameName { quality = .inferred }
    } else if isConsole, federation.result == .success {
      quality = .parentOnly
      reasons.append(
        "no ConsoleLogin of this session in account \(account ?? "-") is in the archive")
    }
    var signIn = SignIn(
      .sso, events, verdict: .of(federation, reason: reason(federation)),
      factor: factor, quality: quality, reasons: reasons)
    signIn.portal = start
    signIn.account = account ?? federation.account
    signIn.into = permissionSet.map { isConsole ? $0 : "\($0) (CLI)" }
    return signIn
  }

  private func difference(_ entry: SignInEvent, _ federation: SignInEvent) -> Int64 {
    abs((entry.creationTime ?? entry.time) - federation.time) / 1_000
  }

  /// The sign-in of the person before that fits best, by address, then by agent, then by time, and
  /// whether it is the only one that fits so well.
  private func portal(
    for federation: SignInEvent, among portals: [Portal]
  ) -> (Int, Portal, isAlone: Bool)? {
    var best: (number: Int, rank: Int)?
    var isAlone = true
    // Numbers ascend with time: the latest one comes first, and beyond the longest session none fits.
    for numbers in persons(federation).map({ byPerson[$0] ?? [] }) {
      for number in numbers.reversed() {
        let start = portals[number].start
        if federation.time - start > PortalSignIns.sessionLength { break }
        guard start <= federation.time + PortalSignIns.tolerance, number != best?.number,
          mayBe(number, portals, of: federation)
        else { continue }
        let rank = rank(portals[number], federation)
        if let best, rank <= best.rank {
          if rank < best.rank { continue }
          isAlone = false
          if number < best.number { continue }
        } else {
          isAlone = true
        }
        best = (number, rank)
      }
    }
    return best.map { ($0.number, portals[$0.number], isAlone) }
  }

  /// Whether a sign-in at the portal may be that of a federation: one sign-in has one session.
  private func mayBe(_ number: Int, _ portals: [Portal], of federation: SignInEvent) -> Bool {
    let portal = portals[number]
    if let own = sessions[number], let session = federation[.credentialID], own != session {
      return false
    }
    let account = portal.events.first?.account
    return portal.isPassed && (account == nil || account == federation.account)
      && portal.events.contains { isSamePerson($0, federation) }
  }

  private func rank(_ portal: Portal, _ federation: SignInEvent) -> Int {
    (portal.events.contains { $0.address == federation.address } ? 2 : 0)
      + (portal.events.contains { $0.agent == federation.agent } ? 1 : 0)
  }

  /// Takes the member account's record of a federation out of those that are left.
  private mutating func takeEntry(
    for federation: SignInEvent, _ account: String?, _ permissionSet: String?
  ) -> SignInEvent? {
    guard federation.name == "Federate", let account, let permissionSet,
      let name = name(of: federation)
    else { return nil }
    let place = PortalSignIns.place(account, permissionSet)
    let id = PortalSignIns.userID(federation)
    let span =
      (federation.time - PortalSignIns.tolerance)...(federation.time + PortalSignIns.entryWindow)
    return entries[place]?.take(in: span) { entry in
      guard
        PortalSignIns.isSessionName(entry.user, of: name)
          || id != nil && PortalSignIns.userID(entry) == id
      else { return nil }
      let created = entry.creationTime ?? federation.time
      let difference = abs(created - federation.time)
      guard difference <= PortalSignIns.creationTolerance,
        difference == 0 || !hasOther(than: federation, at: created)
      else { return nil }
      return difference
    }
  }

  /// Whether the person entered the same account in the same way at another time, to the second: the
  /// session that was created then is that one's, though its neighbour has lost its own.
  private func hasOther(than federation: SignInEvent, at time: Int64) -> Bool {
    (federations[time] ?? []).contains { other in
      other[.enteredAccount] == federation[.enteredAccount]
        && other[.enteredRole] == federation[.enteredRole] && isSamePerson(other, federation)
    }
  }

  /// Whether a session may be of a user: with a directory of Windows the name that was typed may have
  /// its domain before or behind it, and the session has it without.
  private static func isSessionName(_ session: String?, of name: String) -> Bool {
    guard let session else { return false }
    return session.lowercased() == name.lowercased()
      || Identifier.bareName(session) == Identifier.bareName(name)
  }

  func named(_ signIn: SignIn) -> SignIn {
    guard signIn.person == nil else { return signIn }
    var named = signIn
    named.person = signIn.events.first { name(of: $0) }
    return named
  }
}
