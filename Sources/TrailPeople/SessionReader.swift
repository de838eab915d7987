internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// Finds the events of sessions and those that issued them.
///
/// Belongs to one thread.
final class SessionReader {
  /// Records that are read for one question at most.
  static let mostRecords = 2_000
  /// Calls that are named of a session.
  private static let mostNames = 5

  private let searcher: Searcher
  private let reader: SignInEventReader

  init(searcher: Searcher) {
    self.searcher = searcher
    reader = SignInEventReader(searcher: searcher)
  }

  /// Reads events, in the order of time.
  func events(_ hits: [Hit]) throws -> [SignInEvent] { try reader.events(hits) }

  /// The first event that a key did, of those that name it.
  func firstUse(of key: String, among hits: [Hit]) throws -> SignInEvent? {
    for hit in hits where try reader.columns(hit).accessKey == key {
      if let event = try events([hit]).first { return event }
    }
    return nil
  }

  private func events(_ query: Query) throws -> [SignInEvent] {
    let (hits, _) = try searcher.hits(
      query, order: .oldestFirst, limit: SessionReader.mostRecords)
    return try events(hits)
  }

  private static func named(_ names: [String]) -> Query {
    .or(names.map { .key(.event, .equal($0)) })
  }

  // MARK: Sessions

  /// The session that an event belongs to, with what it did.
  ///
  /// - Parameter byKey: Whether its key tells what belongs to it, or its principal and creation alone.
  func session(of event: SignInEvent, byKey: Bool = true) throws -> SessionTrace.Session {
    var session = SessionTrace.Session()
    session.key = byKey || event[.sessionCreated] == nil ? event.accessKey : nil
    session.principal = event.principal
    session.created = event[.sessionCreated]
    session.user = event.user
    session.role = event.role
    session.type = event.type
    session.account = event.caller ?? event.account
    session.sourceIdentity = event[.sourceIdentity]
    if session.key == nil, session.created == nil {
      // Nothing tells which other events of the principal belong to it.
      session.events = 1
      session.names = [(name: event.name, count: 1)]
      session.first = event.time
      session.last = event.time
    } else {
      try count(&session)
    }
    return session
  }

  /// Counts what a session did: by its key, or by its principal and time of creation.
  private func count(_ session: inout SessionTrace.Session) throws {
    var names: [String: Int] = [:]
    func add(_ name: String, _ time: Int64?) {
      session.events += 1
      names[name, default: 0] += 1
      guard let time else { return }
      session.first = min(session.first ?? time, time)
      session.last = max(session.last ?? time, time)
    }
    if let key = session.key {
      let (hits, _) = try searcher.hits(
        .key(.accessKey, .exact(key)), order: .oldestFirst, limit: nil)
      for hit in hits {
        let columns = try reader.columns(hit)
        // The key may also be one that the event issued or is about.
        if columns.accessKey == key { add(columns.action.name, hit.time) }
      }
    } else if let principal = session.principal {
      // Nothing is done with a session before it is created, nor after the longest one ends.
      let created = session.created.flatMap { Timestamp($0)?.milliseconds }
      let span = created.map {
        Query.time(from: $0 - SessionReader.tolerance, to: $0 + SessionReader.longestSession)
      }
      for event in try events(
        .and([.key(.principal, .exact(principal))] + (span.map { [$0] } ?? [])))
      where event[.sessionCreated] == session.created { add(event.name, event.time) }
    }
    session.names = names.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(SessionReader.mostNames).map { (name: $0.key, count: $0.value) }
  }

  // MARK: Issues

  /// The event that issued a session, and how that is known.
  func issue(
    of session: SessionTrace.Session
  ) throws -> (event: SignInEvent, issue: SessionTrace.Issue)? {
    if let key = session.key {
      let found = try events(
        .and([.key(.accessKey, .exact(key)), SessionReader.named(SignInField.issuingNames)]))
      if let event = found.first(where: { $0.issuedKey == key }) {
        return (event, SessionReader.issue(event, "its answer names the key"))
      }
    }
    // The key may be another one than the answer named, as with Identity Center: the role's
    // session and the second of its creation are the same.
    guard let principal = session.principal, let created = session.created,
      let mark = principal.firstIndex(of: ":"), let time = Timestamp(created)?.milliseconds
    else { return nil }
    let name = String(principal[principal.index(after: mark)...])
    let found = try events(
      .and([
        SessionReader.named(SignInField.issuingNames),
        .time(from: time - SessionReader.tolerance, to: time + SessionReader.tolerance + 1),
      ]))
    let fitting = found.filter { event in
      event[.sessionName] == name && event.issuedRole == session.role
        && (event.issuedAccount ?? session.account) == session.account
    }
    let doubt = fitting.count > 1 ? ", the first of \(fitting.count) that fit" : ""
    return fitting.first.map {
      ($0, SessionReader.issue($0, "same role, session name and time\(doubt)"))
    }
  }

  /// The change of role at the console that began a session.
  func roleSwitch(to session: SessionTrace.Session) throws -> SignInEvent? {
    guard let principal = session.principal, let created = session.created else { return nil }
    return try events(
      .and([.key(.principal, .exact(principal)), SessionReader.named(["SwitchRole"])])
    ).first { $0[.sessionCreated] == created }
  }

  /// How far creation and issue may lie apart, in ms.
  private static let tolerance: Int64 = 2_000

  private static func issue(_ event: SignInEvent, _ reason: String) -> SessionTrace.Issue {
    SessionTrace.Issue(
      event: event.name, time: event.time, id: event.id, account: event.account, reason: reason)
  }

  /// The successful calls of a session that handed out credentials.
  func issues(by session: SessionTrace.Session) throws -> [SignInEvent] {
    let names = SessionReader.named(SignInField.issuingNames)
    if let key = session.key {
      return try events(.and([.key(.accessKey, .exact(key)), names])).filter {
        $0.accessKey == key && $0.result == .success
      }
    }
    guard let principal = session.principal, session.created != nil else { return [] }
    return try events(.and([.key(.principal, .exact(principal)), names])).filter {
      $0[.sessionCreated] == session.created && $0.result == .success
    }
  }

  /// The session whose credentials an event handed out; `nil` when it names none.
  func issued(by event: SignInEvent) throws -> SessionTrace.Session? {
    guard let key = event.issuedKey else { return nil }
    let used = try searcher.hits(
      .and([.key(.accessKey, .exact(key)), .not(SessionReader.named(SignInField.issuingNames))]),
      order: .oldestFirst, limit: SessionReader.mostRecords
    ).hits
    if let own = try firstUse(of: key, among: used) { return try session(of: own) }
    var session = SessionTrace.Session()
    session.key = key
    session.role = event.issuedRole
    session.user = event[.sessionName] ?? event.user
    session.account = event.account
    return session
  }

  // MARK: Sign-ins

  /// The sign-in behind a session.
  ///
  /// That of a console login of the same principal, whose record names the same creation or, as those of IAM
  /// users and root do not name any, happened in its second; or that of the entry through Identity Center into the
  /// session's account and permission set in that second. What fits several is not guessed.
  func signIn(of session: SessionTrace.Session) throws -> SignIn? {
    guard let created = session.created, let time = Timestamp(created)?.milliseconds else {
      return nil
    }
    if let principal = session.principal {
      let logins = try events(
        .and([.key(.principal, .exact(principal)), .key(.event, .equal("ConsoleLogin"))]))
      let login =
        logins.first { $0[.sessionCreated] == created }
        ?? logins.first {
          $0[.sessionCreated] == nil && $0.result == .success
            && abs($0.time - time) <= SessionReader.tolerance
        }
      if let login { return try signIn(with: login) }
    }
    guard let role = session.role, let account = session.account,
      role.hasPrefix(SessionReader.reservedRole)
    else { return nil }
    let entries = try events(
      .and([
        SessionReader.named(["Federate", "GetRoleCredentials"]),
        .time(from: time - SessionReader.tolerance, to: time + SessionReader.tolerance + 1),
      ])
    ).filter { entry in
      entry.isFrom("sso") && entry.result == .success && entry[.enteredAccount] == account
        && role.hasPrefix("\(SessionReader.reservedRole)\(entry[.enteredRole] ?? "")_")
    }
    let fitting = try entries.compactMap { try signIn(with: $0) }
    if fitting.count == 1 { return fitting[0] }
    let own = fitting.filter { signIn in
      signIn.person != nil && signIn.person?.lowercased() == session.user?.lowercased()
    }
    return own.count == 1 ? own[0] : nil
  }

  /// Begins the names of roles that Identity Center makes for its permission sets.
  static let reservedRole = "AWSReservedSSO_"

  /// The attempt to sign in that an event is part of.
  func signIn(with event: SignInEvent) throws -> SignIn? {
    guard let id = event.id else { return nil }
    let report = try SignInReport(.key(.id, .exact(id)), searcher: searcher)
    return report.signIns.first { $0.events.contains { $0.hit == event.hit } }
  }

  /// The sign-ins into accounts that began with the same sign-in at the portal, oldest first; one of
  /// another kind alone.
  func signIns(besides signIn: SignIn) throws -> [SignIn] {
    guard let portal = signIn.portal else { return [signIn] }
    let person = [
      signIn.person.map { Query.key(.user, .equal($0)) },
      signIn.sub.map { Query.key(.sub, .equal($0)) },
    ].compactMap { $0 }
    let report = try SignInReport(
      .and([
        .or(person),
        .time(
          from: signIn.time - SessionReader.longestSession,
          to: signIn.time + SessionReader.longestSession),
      ]), searcher: searcher)
    let entered = report.signIns.reversed().filter { other in
      other.portal == portal && other.events.contains { $0.isFrom("sso") }
    }
    return entered.isEmpty ? [signIn] : entered
  }

  /// The longest that a session of a role or of the console lasts, in ms.
  static let longestSession: Int64 = 12 * 3_600_000
  /// Events among which the first call of a session is looked for.
  private static let mostCalls = 100

  /// The session that an attempt to sign in began; where it is not found, one that says why.
  func session(after signIn: SignIn) throws -> SessionTrace.Session {
    if let entry = signIn.events.last(where: {
      $0.name == "ConsoleLogin" && ($0.accessKey != nil || $0[.sessionCreated] != nil)
    }) {
      return try session(of: entry)
    }
    var session = SessionTrace.Session()
    session.user = signIn.person ?? signIn.sub
    session.account = signIn.account
    session.role = signIn.into
    guard signIn.verdict == .success else {
      session.gap = "no session began: \(signIn.verdict.text)"
      return session
    }
    switch signIn.kind {
    case .cognito:
      session.gap = "CloudTrail does not tell what is done with the tokens of a user pool"
    case .sso:
      guard let federation = signIn.events.last(where: { $0.isFrom("sso") }) else {
        session.gap = "no account was entered with this sign-in, as far as the archive tells"
        return session
      }
      let place: [Query] = [
        .key(.permissionSet, .equal(federation[.enteredRole] ?? "")),
        .key(.caller, .exact(federation[.enteredAccount] ?? "")),
      ]
      if let found = try firstCall(of: signIn, at: federation.time, place) {
        return try self.session(of: found)
      }
      session.gap = "the account's records of this session are not in the archive"
    case .console, .root, .federated:
      guard let login = signIn.events.last, let principal = login.principal else { break }
      if let found = try firstCall(
        of: signIn, at: login.time, [.key(.principal, .exact(principal))])
      {
        // The console changes its keys while the session goes on.
        return try self.session(of: found, byKey: signIn.kind == .federated)
      }
      session.gap = "no call of this session is in the archive"
    }
    return session
  }

  /// The first call of a session that was created at a time.
  private func firstCall(
    of signIn: SignIn, at time: Int64, _ place: [Query]
  ) throws -> SignInEvent? {
    guard let person = signIn.person else { return nil }
    let (hits, _) = try searcher.hits(
      .and(
        place + [
          .key(.user, .equal(person)),
          .time(from: time - SessionReader.tolerance, to: time + SessionReader.longestSession),
        ]), order: .oldestFirst, limit: SessionReader.mostCalls)
    return try events(hits).first { event in
      event.creationTime.map { abs($0 - time) <= SessionReader.tolerance } ?? false
    }
  }
}
