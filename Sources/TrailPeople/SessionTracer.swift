internal import TrailEvents
package import TrailSearch

/// Follows sessions backwards to where they came from and forwards to what came from them.
///
/// Belongs to one thread.
package struct SessionTracer {
  /// The longest chain that is followed upwards.
  private static let longestChain = 10

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
    let session = try reader.session(of: event)
    var trace = SessionTrace()
    trace.tree = session
    trace.tree.issue = try reader.issue(of: session)?.issue
    try descend(&trace.tree, depth: depth)
    trace.chain = [session]
    try climb(session, &trace)
    return trace
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
        if trace.origin.isEmpty { trace.origin = SessionTracer.origin(of: session, trace.signIn) }
        return
      }
      trace.chain[trace.chain.count - 1].issue = found.issue
      let parent = try reader.session(of: found.event)
      if found.event.name.hasSuffix("WithSAML") || found.event.name.hasSuffix("WithWebIdentity") {
        trace.signIn = try reader.signIn(of: session)
        trace.origin = "vouched for by an identity provider outside of AWS"
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

  private static func origin(of session: SessionTrace.Session, _ signIn: SignIn?) -> String {
    if signIn != nil { return "a sign-in" }
    if session.key?.hasPrefix("AKIA") ?? false { return "a long-term access key" }
    if session.type == "Root" { return "the root user" }
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
