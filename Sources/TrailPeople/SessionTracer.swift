internal import TrailEvents
package import TrailSearch

/// Follows sessions backwards to where they came from and forwards to what came from them.
///
/// Belongs to one thread.
package struct SessionTracer {
  /// The longest chain that is followed upwards.
  private static let longestChain = 10
  /// Events without a key that are looked at for sessions of a name, the newest ones.
  private static let mostKeyless = 200

  private let searcher: Searcher
  private let reader: SessionReader

  package init(searcher: Searcher) {
    self.searcher = searcher
    reader = SessionReader(searcher: searcher)
  }

  /// Follows the session of an event.
  ///
  /// - Parameter depth: How many issues are followed downwards.
  /// - Returns: `nil` when the event has no time.
  package func trace(of start: Hit, depth: Int) throws -> SessionTrace? {
    guard let event = try reader.events([start]).first else { return nil }
    if SessionTracer.isVouched(event), let key = event.issuedKey,
      let trace = try trace(key: key, depth: depth)
    {
      return trace
    }
    if event.accessKey == nil, event[.sessionCreated] == nil,
      let signIn = try reader.signIn(with: event)
    {
      let isAtPortal = PortalSignIns.takes(event) && !event.isFrom("sso")
      return try trace(
        after: isAtPortal ? try reader.signIns(besides: signIn) : [signIn], depth: depth)
    }
    let session = try reader.session(of: event)
    var trace = SessionTrace()
    trace.tree = session
    trace.tree.issue = try reader.issue(of: session)?.issue
    try descend(&trace.tree, depth: depth)
    trace.chain = [session]
    try climb(session, &trace)
    return trace
  }

  /// Follows the sessions that an attempt to sign in began.
  ///
  /// - Parameter signIns: At least one; several are those into accounts by one sign-in at the portal.
  private func trace(after signIns: [SignIn], depth: Int) throws -> SessionTrace {
    var trace = SessionTrace()
    trace.signIn = signIns[0]
    trace.origin = "a sign-in"
    if signIns.count == 1 {
      trace.tree = try reader.session(after: signIns[0])
      trace.chain = [trace.tree]
      try descend(&trace.tree, depth: depth)
      return trace
    }
    trace.tree.user = signIns[0].person ?? signIns[0].sub
    trace.tree.gap = "accounts were entered \(signIns.count) times with this sign-in at the portal"
    trace.chain = [trace.tree]
    for signIn in signIns {
      guard let entry = signIn.events.first(where: { $0.isFrom("sso") }) else { continue }
      var session = try reader.session(after: signIn)
      session.issue = SessionTrace.Issue(
        event: entry.name, time: entry.time, id: entry.id, account: entry.account,
        reason: "same session of the portal")
      try descend(&session, depth: depth)
      trace.tree.children.append(session)
    }
    return trace
  }

  /// A session that a name may mean.
  package struct NamedSession {
    /// Its access key, or the id of its first event.
    package var key: String?
    package var role: String?
    package var account: String?
    /// Of its last event, in ms since 1970.
    package var last: Int64?
    package var events: Int
    /// Its first event.
    package var first: Hit
  }

  /// Role sessions by their name, their source identity or their principal id, the newest first.
  package func sessions(named name: String) throws -> [NamedSession] {
    let query: Query =
      name.hasPrefix("AROA") && name.contains(":")
      ? .key(.principal, .exact(name))
      : .and([.key(.user, .equal(name)), .key(.type, .equal("AssumedRole"))])
    let fields: [GroupField] = [
      .primary(EventKey.accessKey.rawValue), .primary(EventKey.role.rawValue),
      .primary(EventKey.caller.rawValue),
    ]
    let (groups, _) = try searcher.spans(query, by: [fields])
    let keyed = groups[0].compactMap { span in
      span.values[0].map { key in
        NamedSession(
          key: key, role: span.values[1], account: span.values[2], last: span.last,
          events: span.count, first: span.sample)
      }
    }
    let hasKeyless = groups[0].contains { $0.values[0] == nil }
    return (keyed + (hasKeyless ? try keyless(query, besides: keyed) : [])).sorted {
      ($1.last ?? 0, $0.key ?? "") < ($0.last ?? 0, $1.key ?? "")
    }
  }

  /// Sessions of which the records tell principal and creation, and no key.
  ///
  /// - Parameter keyed: Those with a key: what was begun at the console and goes on with a key is one
  ///   of them.
  private func keyless(
    _ query: Query, besides keyed: [NamedSession]
  ) throws -> [NamedSession] {
    let (hits, _) = try searcher.hits(
      .and([query, .not(.key(.accessKey, .any))]), order: .newestFirst,
      limit: SessionTracer.mostKeyless)
    var found: [[String?]: NamedSession] = [:]
    // Oldest first.
    for event in try reader.events(hits) {
      let mark = [event.principal, event[.sessionCreated], event.caller]
      if found[mark] == nil {
        found[mark] = NamedSession(
          key: event.id, role: event.role, account: event.caller, events: 0, first: event.hit)
      }
      found[mark]?.last = event.time
      found[mark]?.events += 1
    }
    let begun = found.keys.compactMap { mark in
      mark[1].flatMap { Timestamp($0)?.milliseconds }.map { (account: mark[2], time: $0) }
    }
    let calls = keyed.filter { session in
      guard let first = session.first.time else { return false }
      return begun.contains { start in
        start.account == session.account
          && (0...SessionReader.longestSession).contains(first - start.time)
      }
    }.sorted { ($0.last ?? 0) > ($1.last ?? 0) }
    for event in try reader.events(calls.prefix(SessionTracer.mostKeyless).map(\.first))
    where event[.sessionCreated] != nil {
      found[[event.principal, event[.sessionCreated], event.caller]] = nil
    }
    return Array(found.values)
  }

  private static func isVouched(_ event: SignInEvent) -> Bool {
    event.name.hasSuffix("WithSAML") || event.name.hasSuffix("WithWebIdentity")
  }

  /// Follows the session of an access key.
  ///
  /// - Returns: `nil` when no event has the key.
  package func trace(key: String, depth: Int) throws -> SessionTrace? {
    let query = Query.key(.accessKey, .exact(key))
    let (hits, total) = try searcher.hits(
      query, order: .oldestFirst, limit: SessionReader.mostRecords)
    if total == 0 { return nil }
    if let own = try reader.firstUse(of: key, among: hits) {
      return try trace(of: own.hit, depth: depth)
    }
    // Issued or named, and never used: there is nothing but the issue.
    var session = SessionTrace.Session()
    session.key = key
    var trace = SessionTrace()
    session.issue = try reader.issue(of: session)?.issue
    trace.tree = session
    trace.chain = [session]
    if session.issue == nil {
      trace.origin = "the key is named, and neither issued nor used in the archive"
      return trace
    }
    try climb(session, &trace)
    return trace
  }

  private func climb(_ first: SessionTrace.Session, _ trace: inout SessionTrace) throws {
    var session = first
    while trace.chain.count < SessionTracer.longestChain {
      guard let found = try reader.issue(of: session) else {
        trace.signIn = try reader.signIn(of: session)
        if trace.origin.isEmpty { trace.origin = try origin(of: session, trace.signIn) }
        return
      }
      trace.chain[trace.chain.count - 1].issue = found.issue
      let parent = try reader.session(of: found.event)
      if SessionTracer.isVouched(found.event) {
        trace.signIn = try reader.signIn(of: session)
        trace.origin = try origin(of: found.event, trace.signIn)
        return
      }
      if parent.key == nil, parent.principal == nil {
        trace.origin =
          "\(found.event.name) was called by \(parent.user ?? parent.type ?? "a service")"
        return
      }
      if trace.chain.contains(where: { $0.key == parent.key && $0.principal == parent.principal }) {
        trace.origin = "the chain leads back to itself"
        return
      }
      trace.chain.append(parent)
      session = parent
    }
    trace.origin = "the chain is longer than \(SessionTracer.longestChain) sessions"
  }

  private static let outside = "vouched for by an identity provider outside of AWS"

  /// Where a session came from that an identity provider vouched for: Identity Center is one too.
  private func origin(of event: SignInEvent, _ signIn: SignIn?) throws -> String {
    if signIn != nil { return "a sign-in" }
    let isIdentityCenter = event[.providerARN]?.contains(":saml-provider/AWSSSO_") ?? false
    return isIdentityCenter
      ? "IAM Identity Center, whose record of this sign-in is not in the archive"
      : SessionTracer.outside
  }

  private func origin(of session: SessionTrace.Session, _ signIn: SignIn?) throws -> String {
    if signIn != nil { return "a sign-in" }
    if session.type == "SAMLUser" || session.type == "WebIdentityUser" {
      return SessionTracer.outside
    }
    if session.key == nil, session.created == nil, session.type != "Root" {
      return "the record names no session"
    }
    if session.key?.hasPrefix("AKIA") ?? false { return "a long-term access key" }
    if session.type == "Root" { return "the root user" }
    if let change = try reader.roleSwitch(to: session) {
      let time = Timestamp(milliseconds: change.time).description
      return "SwitchRole at the console, \(time) \(change.id ?? "without id")"
    }
    return "no event in the archive issued this session"
  }

  private func descend(_ session: inout SessionTrace.Session, depth: Int) throws {
    for event in try reader.issues(by: session) {
      guard depth > 0 else {
        session.hidden += 1
        continue
      }
      guard var child = try reader.issued(by: event) else { continue }
      child.issue = SessionTrace.Issue(
        event: event.name, time: event.time, id: event.id, account: event.account,
        reason: child.key == nil ? "same role, session name and time" : "its answer names the key")
      if child.key != session.key { try descend(&child, depth: depth - 1) }
      session.children.append(child)
    }
  }
}
