internal import TrailEvents
internal import TrailPeople
internal import TrailSearch

/// A session with where it came from and what came from it: what `trailsift trace` prints.
public struct SessionReport: Sendable {
  /// One session.
  public struct Session: Sendable {
    /// The access key; `nil` for a session that is told by its principal and time alone.
    public let key: String?
    /// The principal id.
    public let principal: String?
    /// Who acted.
    public let user: String?
    /// The role of the session.
    public let role: String?
    /// The type of identity.
    public let type: String?
    /// The account of the session.
    public let account: String?
    /// The source identity, which stays the same along a chain of roles.
    public let sourceIdentity: String?
    /// Time of its first event, UTC; `nil` when it did nothing.
    public let first: String?
    /// Time of its last event, UTC.
    public let last: String?
    /// Events that it did.
    public let events: Int
    /// The most frequent of them.
    public let names: [(name: String, count: Int)]
    /// The event that issued it; `nil` when the archive has none.
    public let issue: Issue?
    /// Sessions whose credentials it issued.
    public let children: [Session]
    /// Issues below the depth that was asked for.
    public let hidden: Int
    /// Why nothing is known of what it did; `nil` otherwise.
    public let gap: String?
  }

  /// The event that a session came from.
  public struct Issue: Sendable {
    /// The event name.
    public let event: String
    /// UTC.
    public let time: String
    /// The event id.
    public let id: String?
    /// The account that got the event.
    public let account: String?
    /// Why event and session belong together.
    public let reason: String
  }

  /// The sessions from the one asked for upwards, that one first.
  public let chain: [Session]
  /// Why nothing is told above the last one.
  public let origin: String
  /// The sign-in behind the last one, when there is one.
  public let signIn: SignInList.Entry?
  /// The session asked for, with what came from it.
  public let tree: Session
}

/// A session that a name may mean.
public struct NamedSession: Sendable {
  /// Its access key, or the id of its first event; `nil` when that has none.
  public let key: String?
  /// Its role.
  public let role: String?
  /// Its account.
  public let account: String?
  /// Time of its last event, UTC.
  public let last: String?
  /// Events that it did.
  public let events: Int
}

extension EventIndex {
  /// Follows the session of an access key, of the event with an id or the beginning of one, or with a
  /// session name, a source identity or a principal id.
  ///
  /// - Returns: `nil` when nothing has the key, the id or the name, and when several sessions have the
  ///   name: ``sessions(named:)`` lists them.
  /// - Throws: `TrailsiftError` when several events have the beginning of an id.
  public func trace(_ word: String, depth: Int) throws(TrailsiftError) -> SessionReport? {
    try answering {
      let tracer = SessionTracer(searcher: searcher)
      if let trace = try tracer.trace(key: word, depth: depth) { return SessionReport(trace) }
      let (hits, total) = try searcher.hits(
        EventQuery(id: word).query, order: .oldestFirst, limit: 2)
      guard let hit = hits.first else {
        let sessions = try tracer.sessions(named: word)
        guard let only = sessions.first, sessions.count == 1 else { return nil }
        return try tracer.trace(of: only.first, depth: depth).map { SessionReport($0) }
      }
      if total > 1, word.utf8.count < 36 {
        throw TrailsiftError("\(total) events start with `\(word)`: trailsift show \(word)")
      }
      return try tracer.trace(of: hit, depth: depth).map { SessionReport($0) }
    }
  }

  /// Role sessions by their name, their source identity or their principal id, the newest first.
  public func sessions(named name: String) throws(TrailsiftError) -> [NamedSession] {
    try answering {
      try SessionTracer(searcher: searcher).sessions(named: name).map { session in
        NamedSession(
          key: session.key, role: session.role, account: session.account,
          last: session.last.map { Timestamp(milliseconds: $0).description },
          events: session.events)
      }
    }
  }
}

extension SessionReport {
  fileprivate init(_ trace: SessionTrace) {
    self.init(
      chain: trace.chain.map { Session($0) }, origin: trace.origin,
      signIn: trace.signIn.map { SignInList.Entry($0) }, tree: Session(trace.tree))
  }
}

extension SessionReport.Session {
  fileprivate init(_ session: SessionTrace.Session) {
    func text(_ time: Int64?) -> String? {
      time.map { Timestamp(milliseconds: $0).description }
    }
    self.init(
      key: session.key, principal: session.principal, user: session.user, role: session.role,
      type: session.type, account: session.account, sourceIdentity: session.sourceIdentity,
      first: text(session.first), last: text(session.last), events: session.events,
      names: session.names,
      issue: session.issue.map {
        SessionReport.Issue(
          event: $0.event, time: Timestamp(milliseconds: $0.time).description, id: $0.id,
          account: $0.account, reason: $0.reason)
      }, children: session.children.map { SessionReport.Session($0) }, hidden: session.hidden,
      gap: session.gap)
  }
}
