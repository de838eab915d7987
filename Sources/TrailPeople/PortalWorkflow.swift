internal import TrailEvents
package import TrailSearch

/// One attempt to sign in at the access portal of Identity Center: the events of one sign-in workflow.
package struct PortalWorkflow: Sendable {
  /// The attempt as sign-ins are told; its events are those of the workflow alone.
  package let signIn: SignIn
  /// The id of the workflow; `nil` where records name none, and person, address and time join them.
  package let id: String?
  /// Factors that were asked for, in the order of time and each once, as records spell them.
  package let asked: [String]
  /// Factors that were verified.
  package let passed: [String]
  /// Verifications that failed, and challenges that did.
  package let failures: Int
  /// From the first event to the last, ms.
  package let duration: Int64
  /// The address that was signed in to.
  package let loginTo: String?

  /// Who verifies the person.
  package enum Provider: String, Sendable {
    /// An identity provider outside AWS: what fails there is not in AWS's log.
    case external
    /// The directory of Identity Center, or an Active Directory behind it.
    case directory
  }

  /// Who verifies the person; `nil` when no event names a factor.
  package let provider: Provider?

  init(_ portal: PortalSignIns.Portal, _ signIn: SignIn) {
    self.signIn = signIn
    let events = portal.events
    id = events.lazy.compactMap { $0[.workflow] }.first
    var asked: [String] = []
    var passed: [String] = []
    for event in events {
      let types = (event[.credentialType] ?? "").split(separator: ",").map(String.init)
      for type in types where !asked.contains(type) { asked.append(type) }
      if event.name == "CredentialChallenge" || event.result != .success { continue }
      for type in types where !passed.contains(type) { passed.append(type) }
    }
    (self.asked, self.passed) = (asked, passed)
    failures = events.count { $0.result == .failure }
    duration = (events.last?.time ?? 0) - (events.first?.time ?? 0)
    loginTo = events.lazy.compactMap { $0[.loginTo] }.first
    provider = asked.isEmpty ? nil : asked.contains("EXTERNAL_IDP") ? .external : .directory
  }

  /// How far the events of a workflow may lie apart, ms.
  private static let reach: Int64 = 3_600_000

  /// The workflows that start within a span of time and of which an event satisfies a query, oldest
  /// first.
  ///
  /// - Parameters:
  ///   - query: What one of the events must satisfy, with the span.
  ///   - events: What all events of workflows satisfy: events that name nobody belong to those that do.
  ///   - span: ms since 1970.
  package static func workflows(
    _ query: Query, among events: Query, in span: Range<Int64>, searcher: Searcher
  ) throws -> [PortalWorkflow] {
    let wanted = Set(try searcher.unorderedHits(query))
    let from = span.lowerBound == .min ? nil : span.lowerBound - reach
    let to = span.upperBound == .max ? nil : span.upperBound + reach
    let hits = try searcher.unorderedHits(.and([events, .time(from: from, to: to)]))
    var joining = PortalSignIns()
    let found = try SignInEventReader(searcher: searcher).events(hits)
      .filter { PortalSignIns.takes($0) }
    return joining.portals(among: found).compactMap { portal in
      guard span.contains(portal.start), portal.events.contains(where: { wanted.contains($0.hit) })
      else { return nil }
      return PortalWorkflow(portal, joining.named(joining.atPortal(portal)))
    }
  }
}
