internal import Dispatch
internal import TrailEvents
internal import TrailFormats
package import TrailSearch

/// The sign-ins of a span of time.
package struct SignInReport: Sendable {
  /// Newest first.
  package var signIns: [SignIn] = []
  /// Calls that renewed tokens of user pools, newest first; nobody signed in by them.
  package private(set) var renewals: [SignInEvent] = []
  /// Events that look like parts of sign-ins and are in none, by name.
  package var others: [String: Int] = [:]

  private static func query(_ names: [String]) -> Query {
    .or(names.map { .key(.event, .equal($0)) })
  }

  /// All events of sign-ins; two of them have names that other services use too.
  static let all: Query = .or([
    query(SignInField.signInNames),
    .and([query(SignInField.entryNames), .key(.source, .equal("sso"))]),
  ])

  /// Events that may be parts of sign-ins of some kinds; ``all`` for all kinds.
  static func events(of kinds: Set<SignIn.Kind>) -> Query {
    if kinds == SignInReport.allKinds { return all }
    var names: Set<String> = []
    var parts: [Query] = []
    for kind in kinds {
      switch kind {
      case .console, .root: names.formUnion(ConsoleSignIns.names)
      case .sso: names.formUnion(PortalSignIns.names)
      case .federated: names.formUnion(FederatedSignIns.names)
      case .cognito:
        let others = ConsoleSignIns.names + PortalSignIns.names + FederatedSignIns.names
        names.formUnion(SignInField.signInNames.filter { !others.contains($0) })
      }
    }
    if !names.isEmpty { parts.append(query(names.sorted())) }
    if kinds.contains(.sso) {
      parts.append(.and([query(SignInField.entryNames), .key(.source, .equal("sso"))]))
    }
    return .or(parts)
  }

  /// Every kind of sign-in.
  package static let allKinds = Set(SignIn.Kind.allCases)

  /// What joins ask of events; the rest is of those who follow sessions.
  private static let fields = SignInField.allCases.filter {
    ![.issuedKey, .sourceIdentity, .createdID, .createdName].contains($0)
  }

  /// How far the parts of a sign-in may lie apart, in ms: the session of the portal.
  private static let reach: Int64 = 8 * 3_600_000
  /// Events that can be looked at in the time that reading one record takes.
  private static let recordCost = 100

  /// Finds and joins the sign-ins of which at least one event satisfies a query.
  ///
  /// - Parameters:
  ///   - query: What an event must satisfy; its bounds of time are those in which the sign-ins must
  ///     start, and their other events may lie outside.
  ///   - kinds: Which sign-ins are of use: others are not put together, and ``others`` and
  ///     ``renewals`` tell of the events of these kinds alone. Renewals come with
  ///     ``SignIn/Kind/cognito``.
  package init(
    _ query: Query, kinds: Set<SignIn.Kind> = SignInReport.allKinds, searcher: Searcher
  ) throws {
    let reader = SignInEventReader(searcher: searcher)
    let (query, span) = SignInReport.split(query)
    if query == .all {
      let hits = try reader.candidates(.all, kinds, SignInReport.around(span))
      try countUntimed(hits, reader)
      join(try reader.events(hits, SignInReport.fields), kinds, span, nil)
    } else {
      // Of all kinds, so that the same neighbours are asked for whichever kinds are of use.
      let own = try reader.candidates(query, SignInReport.allKinds, SignInReport.around(span))
      if own.isEmpty { return }
      try countUntimed(own.filter { try reader.mayBe($0, of: kinds) }, reader)
      let hits = try SignInNeighbours(of: own, time: SignInReport.around(span), reader).hits
        .filter { try reader.mayBe($0, of: kinds) }
      join(try reader.events(Array(hits), SignInReport.fields), kinds, span, Set(own))
    }
    try nameSubs(searcher)
    try markMissingAccounts(searcher)
    sort()
  }

  /// Finds and joins the sign-ins of several people or things at once: most of their events lie side
  /// by side.
  ///
  /// - Parameters:
  ///   - queries: What an event must satisfy; bounds of time are not among it.
  ///   - time: The span of time in which the sign-ins must start.
  ///   - limit: Events that may be looked at; `nil` for as many as it takes. One whose record must
  ///     be read counts as ``recordCost``.
  /// - Returns: Of each query the sign-ins of which an event satisfies it, newest first; `nil` of one
  ///   that has too many.
  static func signIns(
    _ queries: [Query], time: Query, limit: Int?, _ reader: SignInEventReader
  ) throws -> [[SignIn]?] {
    let span = split(time).1
    var found: [[SignIn]?] = queries.map { _ in nil }
    var asked: [(place: Int, own: [Hit])] = []
    var left = limit ?? .max
    let own = try queries.map { try reader.candidates($0, allKinds, around(span)) }
    for (place, own) in own.enumerated().sorted(by: { $0.element.count < $1.element.count })
    where own.count <= left {
      left -= own.count
      asked.append((place, own))
    }
    let wanted = Set(asked.lazy.flatMap(\.own))
    let hits = try SignInNeighbours(
      of: Array(wanted), time: around(span), limit: limit ?? .max, reader
    ).hits
    if let limit {
      if hits.count > limit { return found }
      let cost = hits.count + (try reader.unkept(hits)) * (recordCost - 1)
      if cost > limit { return found }
    }
    var report = SignInReport()
    report.join(try reader.events(Array(hits), fields), allKinds, span, wanted)
    report.sort()
    for (place, own) in asked {
      let own = Set(own)
      found[place] = report.signIns.filter { $0.events.contains { own.contains($0.hit) } }
    }
    return found
  }

  private init() {}

  /// Notes the events that no sign-in can be made of because nothing tells when they happened.
  private mutating func countUntimed(_ hits: [Hit], _ reader: SignInEventReader) throws {
    for hit in hits where hit.time == nil {
      others["\(try reader.columns(hit).action.name) without a readable time", default: 0] += 1
    }
  }

  /// The span of time in which parts of sign-ins of a span may lie.
  private static func around(_ span: Range<Int64>) -> [Query] {
    if span == .min ..< .max { return [] }
    return [
      .time(
        from: span.lowerBound == .min ? nil : span.lowerBound - reach,
        to: span.upperBound == .max ? nil : span.upperBound + reach)
    ]
  }

  /// Joins events, and leaves out what is of another time and of others than asked for.
  ///
  /// - Parameter wanted: The events of which a sign-in must have one; `nil` for all.
  private mutating func join(
    _ events: [SignInEvent], _ kinds: Set<SignIn.Kind>, _ span: Range<Int64>, _ wanted: Set<Hit>?
  ) {
    join(events, kinds) { event in
      // Neighbours are of other people, or of another time.
      span.contains(event.time) && wanted?.contains(event.hit) ?? true
    }
    signIns.removeAll { signIn in
      if !span.contains(signIn.time) || !kinds.contains(signIn.kind) { return true }
      guard let wanted else { return false }
      return !signIn.events.contains { wanted.contains($0.hit) }
    }
    renewals.removeAll { !span.contains($0.time) || !(wanted?.contains($0.hit) ?? true) }
    renewals.reverse()
  }

  /// Puts the newest first.
  private mutating func sort() {
    let found = signIns
    // Times and places are moved instead of sign-ins, which hold a dozen values each.
    let order = found.enumerated().map { (time: $1.time, place: $0) }.sorted { left, right in
      if left.time != right.time { return left.time > right.time }
      guard let one = found[left.place].events.first, let other = found[right.place].events.first
      else { return false }
      return EventID.precedes(other.eventID, one.eventID)
    }
    signIns = order.map { found[$0.place] }
  }

  /// Marks entries for the command line into accounts of which the archive has no record at all: their
  /// half is missing, as that of the console is where no login is there.
  private mutating func markMissingAccounts(_ searcher: Searcher) throws {
    var known: [String: Bool] = [:]
    for index in signIns.indices {
      let signIn = signIns[index]
      guard signIn.kind == .sso, signIn.verdict == .success, let account = signIn.account,
        signIn.quality != .parentOnly, signIn.quality != .memberOnly,
        signIn.events.contains(where: { $0.name == "GetRoleCredentials" })
      else { continue }
      if known[account] == nil {
        known[account] = try searcher.occurs(.recipient, .exact(account))
      }
      if known[account] == true { continue }
      signIns[index].quality = .parentOnly
      signIns[index].reasons.append("no record of account \(account) is in the archive")
    }
  }

  /// Names the people of whom the records tell nothing but a sub, where a directory file does.
  private mutating func nameSubs(_ searcher: Searcher) throws {
    guard signIns.contains(where: { $0.person == nil && $0.sub != nil }) else { return }
    let directories = try DirectoryFiles(searcher)
    for index in signIns.indices where signIns[index].person == nil {
      guard let sub = signIns[index].sub,
        let found = directories.entries(of: sub).first(where: { $0.entry.name != nil })
      else { continue }
      signIns[index].person = found.entry.name
      signIns[index].reasons.append(SignIn.directoryReason + found.file)
    }
  }

  /// Counts events of the services that people sign in to, of which no rule speaks, by name.
  package static func unruled(_ query: Query, searcher: Searcher) throws -> [String: Int] {
    let services: Query = .or(
      ["signin", "cognito-idp"].map { .key(.source, .equal("\($0).amazonaws.com")) })
    let (groups, _) = try searcher.spans(
      .and([query, services, .not(SignInReport.query(SignInField.signInNames))]),
      by: [[.primary(EventKey.event.rawValue), .primary(EventKey.source.rawValue)]])
    var counts: [String: Int] = [:]
    for span in groups[0] {
      guard let name = span.values[0] else { continue }
      // Of a user pool only the pages are for people who sign in.
      let isPage = name.hasSuffix("_POST") || name.hasSuffix("_GET")
      if span.values[1] == "signin.amazonaws.com" || isPage {
        counts[name, default: 0] += span.count
      }
    }
    return counts
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

  /// Joins events, and counts those of no rule.
  ///
  /// - Parameter isAsked: Whether an event is of those that were asked for.
  private mutating func join(
    _ events: [SignInEvent], _ kinds: Set<SignIn.Kind>, _ isAsked: (SignInEvent) -> Bool
  ) {
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
        let isRenewal = CognitoSignIns.isRenewal(event)
        if isRenewal { renewals.append(event) }
        if isAsked(event) {
          others[isRenewal ? "\(event.name) (token renewal)" : event.name, default: 0] += 1
        }
      }
    }
    // Kinds share names of events, so some of other kinds are here without their partners.
    if kinds.isDisjoint(with: [.console, .root]) { console = [] }
    if !kinds.contains(.sso) { portal = [] }
    if !kinds.contains(.federated) { federated = [] }
    if !kinds.contains(.cognito) { cognito = [] }
    let (consoles, portals, federations, users) = (console, portal, federated, cognito)
    // No event belongs to two of these, so that two cores can work on a long answer.
    let parts = [
      Joined {
        var joining = PortalSignIns()
        return joining.join(portals)
      },
      Joined {
        ConsoleSignIns.join(consoles) + FederatedSignIns.join(federations)
          + CognitoSignIns.join(users)
      },
    ]
    if events.count >= SignInReport.manyEvents {
      DispatchQueue.concurrentPerform(iterations: parts.count) { parts[$0].run() }
    } else {
      for part in parts { part.run() }
    }
    for part in parts { signIns += part.signIns }
  }

  /// Events that are worth the start of a worker.
  private static let manyEvents = 2_000

  /// Sign-ins that are put together by one worker, and read when all have ended.
  private final class Joined: @unchecked Sendable {
    private let join: @Sendable () -> [SignIn]
    private(set) var signIns: [SignIn] = []

    init(_ join: @escaping @Sendable () -> [SignIn]) { self.join = join }

    func run() { signIns = join() }
  }
}
