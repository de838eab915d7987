internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// Makes the cards of persons out of a graph.
///
/// Belongs to one thread.
struct PersonCards {
  let searcher: Searcher
  let graph: IdentityGraph
  /// The span of time whose events are counted; links are those of all times.
  let time: Query
  /// The names of each person of the graph, in lower case.
  private let names: [Set<String>]

  /// - Parameter time: The span of time whose events are counted; links are those of all times.
  init(searcher: Searcher, graph: IdentityGraph, time: Query) {
    self.searcher = searcher
    self.graph = graph
    self.time = time
    names = graph.persons.map { person in
      Set(person.filter(\.kind.isName).map { $0.value.lowercased() })
    }
  }

  /// What a card counts, beside the rows of identity.
  private static let fields: [[GroupField]] = [
    IdentityRow.fieldsWithKey,
    [.primary(EventKey.ip.rawValue)],
    [.primary(EventKey.event.rawValue)],
    [.primary(EventKey.result.rawValue)],
    [.primary(EventKey.region.rawValue)],
    [.primary(EventKey.permissionSet.rawValue)],
    [.every(EventKey.permissionSet.rawValue)],
    [.every(EventKey.client.rawValue)],
    [.every(EventKey.targetAccount.rawValue)],
    [.primary(EventKey.event.rawValue), .primary(EventKey.result.rawValue)],
  ]

  /// The card of a person; `nil` for a name of which other persons have all events.
  func card(_ person: [Identifier]) throws -> IdentityCard? {
    guard var card = PersonCards.head(person) else { return nil }
    try count(&card, person)
    let ids = person.first.map { graph.ids(of: $0) } ?? []
    let isPassedOn = person.count == 1 && person[0].kind.isName && ids.count > 1
    if isPassedOn, card.events == 0 { return nil }
    let members = Set(person)
    describe(&card, members)
    card.links += graph.links.filter { members.contains($0.one) || members.contains($0.other) }
    card.links.sort(by: IdentityGraph.precedes)
    card.conflicts = conflicts(members)
    card.namesakes = namesakes(members)
    return card
  }

  /// Whether nothing is known of a person but a role session.
  static func isSession(_ person: [Identifier]) -> Bool {
    person.first?.kind == .session
      && person.allSatisfy { $0.kind == .session || $0.kind == .principal }
  }

  /// The kind, the name and the home of a person.
  static func head(_ person: [Identifier]) -> IdentityCard? {
    // Names come first; one whose home the records tell goes before one of a file.
    let names = person.filter { $0.kind.isName && $0.kind != .session }
    let id = person.first { !$0.kind.isName }
    let atHome = names.first(where: { $0.kind != .cognitoUser || place(of: $0) != nil })
    guard let lead = atHome ?? names.first ?? person.first else { return nil }
    switch lead.kind {
    case .iamUser:
      return IdentityCard(
        kind: "IAM user", title: lead.value, home: place(of: lead),
        key: id?.value
          ?? (lead.account == nil
            ? WhoKey.key(of: lead) : "arn:aws:iam::\(lead.scope):user/\(lead.value)"))
    case .untyped:
      return IdentityCard(
        kind: "user", title: lead.value, home: place(of: lead),
        key: id?.value ?? WhoKey.key(of: lead))
    case .root:
      return IdentityCard(
        kind: "root", title: "root", home: place(of: lead),
        key: "arn:aws:iam::\(lead.scope):root")
    case .session:
      return IdentityCard(
        kind: "role session", title: lead.value,
        home: "role \(lead.role ?? "-") of account \(lead.account ?? "-")",
        key: id?.value
          ?? "arn:aws:sts::\(lead.account ?? ""):assumed-role/\(lead.role ?? "")/\(lead.value)")
    case .centerUser, .cognitoUser:
      return IdentityCard(
        kind: lead.kind.rawValue, title: lead.value, home: PersonCards.place(of: lead),
        key: id?.value ?? WhoKey.key(of: lead))
    case .federatedUser:
      return IdentityCard(
        kind: lead.kind.rawValue, title: lead.value, home: place(of: lead),
        key: "arn:aws:sts::\(lead.scope):federated-user/\(lead.value)")
    case .other:
      let kind = lead.scope.isEmpty ? lead.kind.rawValue : lead.scope
      return IdentityCard(kind: kind, title: lead.value, key: id?.value ?? WhoKey.key(of: lead))
    case .centerID:
      return IdentityCard(kind: "Identity Center user", title: lead.value, key: lead.value)
    case .cognitoSub:
      return IdentityCard(kind: "Cognito user", title: lead.value, key: lead.value)
    case .principal:
      let kind = lead.value.contains(":") ? Identifier.Kind.session : .iamUser
      return IdentityCard(kind: kind.rawValue, title: lead.value, key: lead.value)
    case .subject, .accessKey:
      return IdentityCard(kind: lead.kind.rawValue, title: lead.value, key: lead.value)
    }
  }

  /// The pool or the account of a name; `nil` when only a file tells the name.
  private static func place(of name: Identifier) -> String? {
    switch name.kind {
    case .centerUser where name.scope.hasPrefix("d-"): return "identity store \(name.scope)"
    case .centerUser, .iamUser, .root, .federatedUser, .untyped:
      return name.scope.isEmpty ? nil : "account \(name.scope)"
    default: break
    }
    // The id of a pool starts with its region; a path of a file holds a dot or a slash.
    let isPool = name.scope.contains("_") && !name.scope.contains { $0 == "/" || $0 == "." }
    return isPool ? "pool \(name.scope)" : nil
  }

  /// The events of a person; `nil` when only directories know them.
  func own(_ person: [Identifier]) -> Query? {
    let members = Set(person)
    // What a file alone tells has no events of its own.
    let parts = person.filter { graph.span(of: [$0]) != nil }.map { identifier in
      let strangers = graph.ids(of: identifier).filter { !members.contains($0) }
      return strangers.isEmpty
        ? identifier.ownQuery
        : .and([identifier.ownQuery, .not(.or(strangers.map(\.ownQuery)))])
    }
    return parts.count > 1 ? .or(parts) : parts.first
  }

  /// Counts the events of a person.
  private func count(_ card: inout IdentityCard, _ person: [Identifier]) throws {
    let members = Set(person)
    guard let own = own(person) else { return }
    let (groups, total) = try searcher.spans(.and([own, time]), by: PersonCards.fields)
    card.events = total
    for span in groups[2] {
      card.first = [card.first, span.first].compactMap { $0 }.min()
      card.last = [card.last, span.last].compactMap { $0 }.max()
    }
    var keys: [Identifier: [Identifier: IdentityLink]] = [:]
    var keySpans: [EventSpan] = []
    var roleSpans: [EventSpan] = []
    var accounts: [IdentityCard.Value] = []
    for span in groups[0] {
      let row = IdentityRow(span)
      if let account = row.recipient ?? row.caller {
        accounts.append(value(account, span, note: graph.directories.accountName(account)))
      }
      // An administrator's call about the person tells of the administrator's role and key.
      let isActor = graph.rows[row.values].map { !members.isDisjoint(with: $0.identifiers) }
      guard isActor ?? false else { continue }
      if let link = row.keyLink {
        keys[link.one, default: [:]][link.other] =
          try keys[link.one]?[link.other].map { try $0.merged(with: link, searcher) } ?? link
      }
      keySpans.append(span)
      if row.type == "AssumedRole" { roleSpans.append(span) }
    }
    card.add(.keys, keySpans, at: 10)
    card.add(.roles, roleSpans, at: 6)
    card.add(.pools, groups[0], at: 9)
    card.add(.accounts, accounts)
    card.links += keys.values.flatMap(\.values)
    card.add(.addresses, groups[1])
    card.add(.events, groups[2])
    card.add(.results, groups[3])
    card.add(.regions, groups[4])
    card.add(.permissionSets, groups[5])
    card.add(.permissionSets, groups[6])
    card.add(.clients, groups[7])
    for span in groups[8] {
      guard let account = span.values[0] else { continue }
      let name = graph.directories.accountName(account)
      card.add(
        .accounts, [value(account, span, note: name.map { "\($0), entered" } ?? "entered")])
    }
    card.signInEvents = SignInCounts.events(groups[9])
  }

  private func value(_ text: String, _ span: EventSpan, note: String?) -> IdentityCard.Value {
    IdentityCard.Value(text, count: span.count, first: span.first, last: span.last, note: note)
  }

  /// Adds names and ids, with the events of all times that carry them.
  private func describe(_ card: inout IdentityCard, _ members: Set<Identifier>) {
    for identifier in members {
      let span = graph.span(of: [identifier])
      let value = IdentityCard.Value(
        identifier.value, count: span?.count ?? 0, first: span?.first, last: span?.last,
        note: identifier.kind.isName ? home(identifier) : nil)
      switch identifier.kind {
      case .principal: card.add(.principals, [value])
      case .centerID, .cognitoSub, .subject: card.add(.ids, [value])
      case .accessKey: break
      default: card.add(.names, [value])
      }
      for found in graph.directories.entries(of: identifier) {
        card.add(.emails, found.entry.emails.map { IdentityCard.Value($0, note: found.file) })
        if let display = found.entry.displayName, display != identifier.value {
          card.add(.names, [IdentityCard.Value(display, note: "display name, \(found.file)")])
        }
      }
    }
  }

  /// What a name is unique in, in words.
  private func home(_ identifier: Identifier) -> String? {
    switch identifier.kind {
    case .session: "session of \(identifier.role ?? "-") in \(identifier.account ?? "-")"
    case .iamUser, .root, .centerUser, .federatedUser, .untyped, .cognitoUser:
      identifier.scope.isEmpty ? nil : "in \(identifier.scope)"
    default: identifier.scope.isEmpty ? nil : identifier.scope
    }
  }

  /// Ids with several names, and names with several ids.
  private func conflicts(_ members: Set<Identifier>) -> [IdentityCard.Conflict] {
    var conflicts: [IdentityCard.Conflict] = []
    let joining = graph.links.filter(\.joins)
    for id in members.filter({ !$0.kind.isName }).sorted(by: IdentityGraph.precedes) {
      let named = joining.filter { $0.id == id && $0.name.kind != .session }
      let names = Set(named.map { $0.name.value.lowercased() })
      if names.count > 1 {
        conflicts.append(
          IdentityCard.Conflict(text: "\(id.value) has \(names.count) names", links: named))
      }
    }
    let touched = Set(
      joining.filter { members.contains($0.name) || members.contains($0.id) }.map(\.name))
    for name in touched.sorted(by: IdentityGraph.precedes) {
      for kind in [Identifier.Kind.principal, .centerID, .cognitoSub, .subject] {
        let ids = graph.ids(of: name).filter { $0.kind == kind }
        guard ids.count > 1, name.kind != .session || kind != .principal else { continue }
        conflicts.append(
          IdentityCard.Conflict(
            text: "\(name.description) has \(ids.count) ids",
            links: joining.filter { $0.name == name && ids.contains($0.id) }))
      }
    }
    return conflicts
  }

  /// Other persons with a name of this one.
  private func namesakes(_ members: Set<Identifier>) -> [IdentityCard.Value] {
    let names = Set(members.filter(\.kind.isName).map { $0.value.lowercased() }).subtracting([
      "root"
    ])
    var values: [IdentityCard.Value] = []
    for (person, others) in zip(graph.persons, self.names)
    where !names.isDisjoint(with: others) && members.isDisjoint(with: person) {
      guard let head = PersonCards.head(person)
      else { continue }
      let span = graph.span(of: person)
      let home = head.home ?? person.first { $0.kind.isName }.flatMap { self.home($0) }
      values.append(
        IdentityCard.Value(
          "\(head.kind) \(head.title)", count: span?.count ?? 0, first: span?.first,
          last: span?.last, note: home))
    }
    return values.sorted { ($1.count, $0.text, $0.note ?? "") < ($0.count, $1.text, $1.note ?? "") }
  }
}
