internal import TrailEvents
internal import TrailFormats
package import TrailSearch

/// The answer to "who is this?": cards, or the candidates that a key may mean.
package struct WhoReport: Sendable {
  /// What a key that is not clear may mean.
  package struct Candidate: Sendable {
    /// The key that means this alone.
    package var key: String
    /// In words.
    package var text: String
    package var events: Int
  }

  package private(set) var cards: [IdentityCard] = []
  /// Not empty when the key is not clear; then there are no cards.
  package private(set) var candidates: [Candidate] = []
  /// What could not be read.
  package private(set) var notes: [String] = []
  private let usesLinks: Bool

  /// Persons of one name that are shown one after another; more are listed.
  private static let mostCards = 8
  /// Candidates that are listed.
  private static let mostCandidates = 40

  /// Looks up a key.
  ///
  /// - Parameters:
  ///   - text: A user name, sub, e-mail address, access key, principal id, ARN, role, address or
  ///     account; `user:`, `role:` and so on before it say which is meant.
  ///   - time: The span of time whose events are counted, or ``Query/all``.
  ///   - joinsSignIns: Whether sign-ins are put together also where their events are many.
  ///   - usesLinks: Whether links that segments keep are asked for; otherwise all are worked out of
  ///     the columns.
  package init(
    _ text: String, time: Query, joinsSignIns: Bool = false, usesLinks: Bool = true,
    searcher: Searcher
  ) throws {
    self.usesLinks = usesLinks
    let signIns = SignInCounts(searcher.snapshot, time: time, joinsAll: joinsSignIns)
    let directories = try DirectoryFiles(searcher)
    notes = directories.notes
    let key = WhoKey(text)
    if key.text.isEmpty { return }
    let overview = OverviewCards(
      searcher: searcher, directories: directories, time: time, signIns: signIns)
    switch key.kind {
    case .address?:
      try show(
        IdentityCard(kind: "address", title: key.text, key: "ip:\(key.text)"),
        .key(.ip, .equal(key.text)), overview,
        hidden: key.text.contains("/") ? [] : [.addresses])
    case .account?: try showAccount(key.text, overview)
    case .role?: try showRole(key.text, overview)
    default:
      try showPersons(key, searcher, overview)
    }
  }

  private mutating func show(
    _ card: IdentityCard, _ query: Query, _ overview: OverviewCards,
    hidden: Set<IdentityCard.Section>, isListed: Bool = false
  ) throws {
    var card = card
    let counted = overview.signIns.count([query])
    let found = try overview.fill(&card, query, hidden: hidden)
    card.signIns = try counted.answer()[0]
    if found || isListed { cards.append(card) }
  }

  private mutating func showAccount(_ account: String, _ overview: OverviewCards) throws {
    var card = IdentityCard(
      kind: "account", title: account, home: overview.directories.accountName(account),
      key: "account:\(account)")
    for found in overview.directories.entries(of: account) where found.entry.kind == .account {
      card.add(
        .names, [found.entry.name].compactMap { $0 }.map { .init($0, note: found.file) })
      card.add(.emails, found.entry.emails.map { .init($0, note: found.file) })
    }
    try show(
      card, .key(.account, .exact(account)), overview, hidden: [.keys],
      isListed: card.sections[.names] != nil)
  }

  private mutating func showRole(_ role: String, _ overview: OverviewCards) throws {
    try show(
      IdentityCard(kind: "role", title: role, key: "role:\(role)"),
      .or([.key(.role, .equal(role)), .key(.permissionSet, .equal(role))]), overview,
      hidden: [.keys])
  }

  private mutating func showPersons(
    _ key: WhoKey, _ searcher: Searcher, _ overview: OverviewCards
  ) throws {
    let found = try PersonSearch(key, searcher, overview.directories, usesLinks: usesLinks)
    if let role = found.seeds.role { return try showRole(role, overview) }
    if !found.seeds.subs.isEmpty {
      candidates = found.seeds.subs.prefix(WhoReport.mostCandidates).map {
        Candidate(key: $0.id, text: $0.text, events: $0.events)
      }
      return
    }
    let graph = found.graph
    let sessions = found.persons.filter(PersonCards.isSession)
    let persons: [[Identifier]]
    if key.kind == .session {
      persons = sessions.count > 1 ? [] : sessions
    } else {
      persons =
        sessions.count > 1
        ? found.persons.filter { !PersonCards.isSession($0) } : found.persons
    }
    notes += graph.notes
    let makers = PersonCards(searcher: searcher, graph: graph, time: overview.time)
    let others = key.kind == nil ? try otherMeanings(key, searcher) : []
    if persons.count > WhoReport.mostCards || !found.persons.isEmpty && !others.isEmpty {
      list(persons, graph)
      if sessions.count > 1, let name = sessions.first?.first {
        candidates.append(
          Candidate(
            key: "session:\(name.value)", text: "role sessions named \(name.value)",
            events: graph.span(of: sessions.joined())?.count ?? 0))
      }
      candidates += others
      return
    }
    let ofSessions = sessions.count > 1 ? WhoReport.ofSessions(sessions, graph) : nil
    // Sign-ins of all are counted while all else is.
    let none = Query.or([])
    let queries = persons.map { makers.own($0) ?? none } + [ofSessions?.query ?? none]
    let counted = overview.signIns.count(queries)
    var made = try persons.map { try makers.card($0) }
    if let (empty, query) = ofSessions {
      var card = empty
      made.append(try overview.fill(&card, query, hidden: [.roles]) ? card : nil)
    }
    for (card, signIns) in zip(made, try counted.answer()) {
      guard var card else { continue }
      card.signIns = signIns
      cards.append(card)
    }
    cards.sort { ($1.events, $0.title, $0.key) < ($0.events, $1.title, $1.key) }
    if !cards.isEmpty { return }
    if others.count > 1 {
      candidates = others
    } else if let only = others.first {
      let other = WhoKey(only.key)
      if other.kind == .role {
        try showRole(key.text, overview)
      } else {
        try showAccount(key.text, overview)
      }
    } else if key.kind == .key {
      // It was issued, and nobody used it.
      try show(
        IdentityCard(
          kind: "access key", title: key.text, home: "issued, not used", key: key.text),
        .key(.accessKey, .exact(key.text)), overview, hidden: [.keys])
    }
  }

  /// One card for role sessions of one name, since a name that people share with machines may have
  /// hundreds, and the events that it counts.
  private static func ofSessions(
    _ sessions: [[Identifier]], _ graph: IdentityGraph
  ) -> (card: IdentityCard, query: Query)? {
    guard let name = sessions.first?.first else { return nil }
    let card = IdentityCard(
      kind: "role sessions", title: name.value,
      home: "of \(sessions.count) roles, not proved to be one person", key: "session:\(name.value)")
    // Sessions that are proved to be a person's are on the card of the person.
    let proved = graph.persons.joined().filter { $0.kind == .session }
      .filter { identifier in
        !sessions.contains { $0.contains(identifier) } && identifier.hasName(of: name)
      }
    var query: [Query] = [
      .key(.user, .equal(name.value)), .key(.type, .equal("AssumedRole")),
    ]
    if !proved.isEmpty { query.append(.not(.or(proved.map(\.ownQuery)))) }
    return (card, .and(query))
  }

  /// What a text may mean beside a person.
  private func otherMeanings(_ key: WhoKey, _ searcher: Searcher) throws -> [Candidate] {
    var found: [Candidate] = []
    let roles = try searcher.count(
      .or([.key(.role, .equal(key.text)), .key(.permissionSet, .equal(key.text))]))
    if roles > 0 {
      found.append(Candidate(key: "role:\(key.text)", text: "role \(key.text)", events: roles))
    }
    let accounts = try searcher.count(.key(.account, .exact(key.text)))
    if accounts > 0 {
      found.append(
        Candidate(key: "account:\(key.text)", text: "account \(key.text)", events: accounts))
    }
    return found
  }

  private mutating func list(_ persons: [[Identifier]], _ graph: IdentityGraph) {
    for person in persons {
      guard let head = PersonCards.head(person) else { continue }
      let events = graph.span(of: person)?.count ?? 0
      let home = head.home.map { " · \($0)" } ?? ""
      candidates.append(
        Candidate(key: head.key, text: "\(head.kind) \(head.title)\(home)", events: events))
    }
    candidates.sort { ($1.events, $0.key) < ($0.events, $1.key) }
    if candidates.count > WhoReport.mostCandidates {
      notes.append(
        "\(candidates.count - WhoReport.mostCandidates) more candidates are not listed")
      candidates.removeLast(candidates.count - WhoReport.mostCandidates)
    }
  }
}
