internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// Identifiers, the links between them, and the persons that follow from these.
///
/// It grows from what is asked for: only links of the persons in question are looked up. Belongs to
/// one thread.
struct IdentityGraph {
  let searcher: Searcher
  /// Whether rows that segments keep are asked for.
  private let usesLinks: Bool
  let directories: DirectoryFiles
  /// Rows of events by their values.
  private(set) var rows: [[String?]: IdentityRow] = [:]
  /// Every link, those of equal identifiers and source together.
  private(set) var links: [IdentityLink] = []
  /// Identifiers that are proved to be one person's, in the order of their kind.
  private(set) var persons: [[Identifier]] = []
  /// Records that were wanted for a proof and could not be read.
  private(set) var notes: [String] = []
  /// Reads the events that made users, and those of sign-ins; kept, since every round asks.
  let events: SignInEventReader
  private var found: Set<Identifier> = []
  private var listed: [IdentityLink] = []
  private var asked: Set<RowQuestion> = []
  private var askedCreations: Set<RowQuestion> = []
  private var verdicts: [[String?]: Bool] = [:]
  /// The keys of the rows that carry an identifier.
  private var places: [Identifier: [[String?]]] = [:]

  /// Rounds of looking up what was found; a person rarely takes more than three.
  private static let rounds = 6
  /// Look-ups a round.
  private static let lookUps = 64
  /// Records that are read for proofs.
  private static let mostProofs = 128

  init(_ searcher: Searcher, _ directories: DirectoryFiles, usesLinks: Bool = true) {
    self.searcher = searcher
    self.usesLinks = usesLinks
    self.directories = directories
    events = SignInEventReader(searcher: searcher)
  }

  /// Takes the rows that are asked for.
  mutating func ask(_ question: RowQuestion) throws {
    guard asked.insert(question).inserted else { return }
    for span in try question.rows(searcher, usesLinks: usesLinks) {
      // Asked for events there may be a part of a row's; another question gives them all.
      if let known = rows[span.values], known.span.count >= span.count { continue }
      var row = IdentityRow(span)
      if try isProved(row) { row.confirmMentioned() }
      rows[span.values] = row
    }
  }

  /// Takes the events that made a user: their answers tell the name and the id together.
  mutating func askCreations(_ question: RowQuestion) throws {
    let condition: Query
    switch question {
    case .name(let name):
      condition = .or([.key(.target, .equal(name)), .key(.user, .equal(name))])
    case .subjects(let ids): condition = .or(ids.sorted().map { .key(.sub, .equal($0)) })
    case .principal, .events: return
    }
    guard askedCreations.insert(question).inserted else { return }
    let names = Query.or(SignInField.creatingNames.map { .key(.event, .equal($0)) })
    let hits = try searcher.hits(
      .and([names, condition, .key(.result, .equal(EventResult.success.rawValue))]),
      order: .oldestFirst, limit: IdentityGraph.mostProofs
    ).hits
    if hits.isEmpty { return }
    do {
      for event in try events.events(hits, [.createdName, .createdID, .pool]) {
        guard let link = IdentityGraph.link(ofCreation: event),
          !listed.contains(where: {
            $0.one == link.one && $0.other == link.other && $0.sample == link.sample
          })
        else { continue }
        listed.append(link)
      }
    } catch let failure as RecordFetcher.Failure {
      notes.append(failure.description)
    }
  }

  /// What an event that made a user says of him; `nil` when it does not tell name and id.
  private static func link(ofCreation event: SignInEvent) -> IdentityLink? {
    guard let name = event[.createdName], let id = event[.createdID] else { return nil }
    let one: Identifier
    let other: Identifier
    switch event.source {
    case "iam.amazonaws.com":
      one = Identifier(.iamUser, name, in: event.account ?? event.caller ?? "")
      other = Identifier(.principal, id)
    case "sso-directory.amazonaws.com", "identitystore.amazonaws.com",
      "identitystore-scim.amazonaws.com":
      one = Identifier(.centerUser, name, in: event.account ?? "")
      other = Identifier(.centerID, IdentityRow.bare(id).lowercased())
    case "cognito-idp.amazonaws.com":
      one = Identifier(.cognitoUser, name, in: event[.pool] ?? "")
      other = Identifier(.cognitoSub, id.lowercased())
    default: return nil
    }
    return IdentityLink(
      one: one, other: other, source: .records("\(event.source) \(event.name)"), count: 1,
      first: event.time, last: event.time, sample: event.hit)
  }

  /// Takes an entry of a directory.
  mutating func take(_ entry: DirectoryFiles.Found) {
    if let link = DirectoryFiles.link(entry) {
      let isKnown = listed.contains {
        $0.one == link.one && $0.other == link.other && $0.source == link.source
      }
      if !isKnown { listed.append(link) }
    } else if let only = DirectoryFiles.identifier(entry.entry) ?? DirectoryFiles.name(entry) {
      found.insert(only)
    }
  }

  /// Looks up everything that belongs to the persons who have one of some identifiers.
  mutating func grow(from isSeed: (Identifier) -> Bool) throws {
    var expanded: Set<Identifier> = []
    for _ in 0..<IdentityGraph.rounds {
      try join()
      let next = self.persons(of: isSeed).joined()
        .filter { IdentityGraph.isExpanded($0) && !expanded.contains($0) }
      if next.isEmpty { return }
      for identifier in next.prefix(IdentityGraph.lookUps) {
        expanded.insert(identifier)
        try ask(identifier.question)
        if IdentityGraph.isMade(identifier) { try askCreations(identifier.question) }
        for entry in directories.entries(of: identifier) { take(entry) }
      }
    }
    try join()
  }

  /// The persons who have one of some identifiers; of a name that has several ids all of these.
  func persons(of isSeed: (Identifier) -> Bool) -> [[Identifier]] {
    let ids = Set(links.filter { $0.joins && isSeed($0.name) }.map(\.id))
    return persons.filter { person in
      person.contains { isSeed($0) || ids.contains($0) }
    }
  }

  /// Whether an event may have made a user of the name or the id.
  private static func isMade(_ identifier: Identifier) -> Bool {
    switch identifier.kind {
    case .iamUser, .centerUser, .cognitoUser, .centerID, .cognitoSub: true
    default: false
    }
  }

  /// Whether more may be learned of an identifier: a session's id says what its name says.
  private static func isExpanded(_ identifier: Identifier) -> Bool {
    switch identifier.kind {
    case .root, .accessKey: false
    case .principal: !identifier.value.contains(":")
    default: true
    }
  }

  /// Whether the record of a row says that the subject in it is who acted.
  private mutating func isProved(_ row: IdentityRow) throws -> Bool {
    guard let mentioned = row.mentioned, mentioned.kind == .centerID else { return false }
    let place = [row.user, row.principal, mentioned.value, row.source]
    if let known = verdicts[place] { return known }
    guard verdicts.count < IdentityGraph.mostProofs else {
      let note = "more than \(IdentityGraph.mostProofs) sessions name a user id; not all were read"
      if !notes.contains(note) { notes.append(note) }
      return false
    }
    var isEqual = false
    let hit = row.span.sample
    let reader = RecordPathReader()
    let paths = ["userIdentity.onBehalfOf.userId", "onBehalfOf.userId"]
      .compactMap { RecordPath($0) }
    do {
      try searcher.records.forEach(
        [hit.document], in: try searcher.snapshot.segment(hit.segment)
      ) { _, record, _ in
        for path in paths where !isEqual {
          isEqual = reader.contains(path, in: record.recordText) { value in
            let id = String(decoding: value.bytes, as: UTF8.self)
            return IdentityRow.bare(id).lowercased() == mentioned.value.lowercased()
          }
        }
      }
    } catch let failure as RecordFetcher.Failure {
      notes.append(failure.description)
    }
    verdicts[place] = isEqual
    return isEqual
  }

  /// The number and the times of the events that carry one of some identifiers; `nil` when there are
  /// none.
  func span(of identifiers: some Sequence<Identifier>) -> EventSpan? {
    let keys = Set(identifiers.flatMap { places[$0] ?? [] })
    var span: EventSpan?
    for key in keys {
      guard let row = rows[key] else { continue }
      if span == nil { span = row.span } else { span?.merge(row.span) { _, _ in true } }
    }
    return span
  }

  /// The ids that a name is linked to, each once.
  func ids(of name: Identifier) -> [Identifier] {
    var ids: [Identifier] = []
    for link in links where link.joins && link.name == name && !ids.contains(link.id) {
      ids.append(link.id)
    }
    return ids
  }

  /// Makes links of all rows, and persons of the links.
  ///
  /// A name that has several ids belongs to none of them: it passed from one person to another, or
  /// the directory contradicts the records.
  private mutating func join() throws {
    var byPlace: [LinkPlace: IdentityLink] = [:]
    for link in rows.values.flatMap(\.links) + listed {
      let place = LinkPlace(one: link.one, other: link.other, source: link.source)
      byPlace[place] = try byPlace[place]?.merged(with: link, searcher) ?? link
    }
    links = byPlace.values.sorted(by: IdentityGraph.precedes)
    var all = found
    places = [:]
    for (key, row) in rows {
      for identifier in row.identifiers {
        all.insert(identifier)
        places[identifier, default: []].append(key)
      }
    }
    for link in listed { all.formUnion([link.one, link.other]) }
    // A name may have one id of each kind: a user id and a SID.
    var idsOfName: [Naming: Set<Identifier>] = [:]
    for link in links where link.joins {
      idsOfName[Naming(name: link.name, kind: link.id.kind), default: []].insert(link.id)
    }
    var leaders: [Identifier: Identifier] = [:]
    func leader(_ identifier: Identifier) -> Identifier {
      var place = identifier
      while let next = leaders[place] { place = next }
      return place
    }
    for link in links where link.joins {
      let naming = Naming(name: link.name, kind: link.id.kind)
      guard IdentityGraph.isSessionID(link) || idsOfName[naming]?.count == 1 else { continue }
      let (one, other) = (leader(link.one), leader(link.other))
      if one != other { leaders[other] = one }
    }
    persons = Dictionary(grouping: all, by: leader).values
      .map { $0.sorted(by: IdentityGraph.precedes) }
      .sorted { left, right in
        guard let one = left.first, let other = right.first else { return false }
        return IdentityGraph.precedes(one, other)
      }
  }

  /// Whether a link is that of a session and its own id, of which a role that was made anew has
  /// several.
  private static func isSessionID(_ link: IdentityLink) -> Bool {
    link.name.kind == .session && link.id.kind == .principal
  }

  private struct Naming: Hashable {
    var name: Identifier
    var kind: Identifier.Kind
  }

  private struct LinkPlace: Hashable {
    var one: Identifier
    var other: Identifier
    var source: IdentityLink.Source
  }

  static func precedes(_ left: IdentityLink, _ right: IdentityLink) -> Bool {
    if left.first != right.first {
      // What a directory says comes last.
      guard let one = left.first else { return false }
      guard let other = right.first else { return true }
      return one < other
    }
    if left.one != right.one { return precedes(left.one, right.one) }
    return precedes(left.other, right.other)
  }

  /// The order of kinds, then of values and scopes.
  static func precedes(_ left: Identifier, _ right: Identifier) -> Bool {
    let kinds = Identifier.Kind.allCases
    let (one, other) = (kinds.firstIndex(of: left.kind), kinds.firstIndex(of: right.kind))
    if let one, let other, one != other { return one < other }
    return (left.value, left.scope) < (right.value, right.scope)
  }
}
