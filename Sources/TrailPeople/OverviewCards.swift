internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// Makes the cards of what many people share: an address, an account, a role, a key that nobody
/// used.
///
/// Belongs to one thread.
struct OverviewCards {
  let searcher: Searcher
  let directories: DirectoryFiles
  /// The span of time whose events are counted.
  let time: Query
  let signIns: SignInCounts

  private static let fields: [[GroupField]] = [
    [
      .primary(EventKey.type.rawValue), .primary(EventKey.user.rawValue),
      .primary(EventKey.sub.rawValue), .primary(EventKey.role.rawValue),
      .primary(EventKey.caller.rawValue), .primary(EventKey.recipient.rawValue),
      .primary(EventKey.kind.rawValue), .primary(EventKey.via.rawValue),
    ],
    [.primary(EventKey.ip.rawValue)],
    [.primary(EventKey.event.rawValue), .primary(EventKey.result.rawValue)],
    [.primary(EventKey.region.rawValue)],
    [.primary(EventKey.permissionSet.rawValue)],
    [.primary(EventKey.accessKey.rawValue)],
  ]

  /// Subs without a name that are looked up in other events.
  private static let namedSubs = 50

  /// Completes a card with the events of a query; `false` when there are none.
  ///
  /// - Parameter hidden: Sections that would say again what was asked for.
  func fill(
    _ card: inout IdentityCard, _ query: Query, hidden: Set<IdentityCard.Section>
  ) throws -> Bool {
    let (groups, total) = try searcher.spans(.and([query, time]), by: OverviewCards.fields)
    if total == 0 { return false }
    card.events = total
    for span in groups[2] {
      card.first = [card.first, span.first].compactMap { $0 }.min()
      card.last = [card.last, span.last].compactMap { $0 }.max()
    }
    let names = try names(of: groups[0])
    for (section, values) in [
      (IdentityCard.Section.users, groups[0].map { user($0, names) }),
      (.roles, groups[0].compactMap { span in span.values[3].map { value($0, span, nil) } }),
      (
        .accounts,
        groups[0].compactMap { span in
          (span.values[5] ?? span.values[4]).map { value($0, span, directories.accountName($0)) }
        }
      ),
    ] where !hidden.contains(section) {
      card.add(section, values)
    }
    for (section, group, place) in [
      (IdentityCard.Section.addresses, 1, 0), (.events, 2, 0), (.results, 2, 1), (.regions, 3, 0),
      (.permissionSets, 4, 0), (.keys, 5, 0),
    ] where !hidden.contains(section) {
      card.add(section, groups[group], at: place)
    }
    card.signInEvents = SignInCounts.events(groups[2])
    return true
  }

  private func value(_ text: String, _ span: EventSpan, _ note: String?) -> IdentityCard.Value {
    IdentityCard.Value(text, count: span.count, first: span.first, last: span.last, note: note)
  }

  /// Who acted, with what tells people of one name apart.
  private func user(_ span: EventSpan, _ names: [String: String]) -> IdentityCard.Value {
    let (type, user) = (span.values[0], span.values[1])
    // The subject of an administrator's call is another one than who acted.
    let isOwn = type != "AssumedRole" && type != "IAMUser" && type != "Root"
    let sub = isOwn ? span.values[2] : nil
    let kind = span.values[6] == EventKind.cognito.rawValue ? "Cognito user" : type
    var note = [kind]
    if type == "AssumedRole" { note.append(span.values[3]) }
    if let caller = span.values[4], type != "AssumedRole" || span.values[3] != nil {
      note.append(caller)
    }
    let id = sub.map(IdentityRow.bare)
    let name = user ?? id.flatMap { names[$0] }
    if let id, name != nil { note.append("sub \(id)") }
    return value(
      name ?? id ?? span.values[7] ?? "(nobody named)", span,
      note.compactMap { $0 }.joined(separator: " · "))
  }

  /// Names of subs that no user name stands beside: by a directory, or else by other events.
  private func names(of spans: [EventSpan]) throws -> [String: String] {
    var names: [String: String] = [:]
    var unknown: Set<String> = []
    // Groups come in no order; those with the most events are named.
    let nameless = spans.filter { $0.values[1] == nil }
      .sorted { ($1.count, $0.values[2] ?? "") < ($0.count, $1.values[2] ?? "") }
    for span in nameless {
      guard let sub = span.values[2].map(IdentityRow.bare), names[sub] == nil else { continue }
      if let name = directories.entries(of: sub).compactMap({ $0.entry.name }).first {
        names[sub] = name
      } else if unknown.count < OverviewCards.namedSubs {
        unknown.insert(sub)
      }
    }
    if unknown.isEmpty { return names }
    let rows = try RowQuestion.subjects(unknown).rows(searcher, usesLinks: true)
    // Of several names the latest one is shown.
    let latest = rows.sorted {
      ($0.last ?? 0, $0.count, $0.values[1] ?? "") < ($1.last ?? 0, $1.count, $1.values[1] ?? "")
    }
    for span in latest {
      let row = IdentityRow(span)
      guard let name = row.identifiers.first, name.kind == .cognitoUser || name.kind == .centerUser
      else { continue }
      for id in row.identifiers where id.kind == .cognitoSub || id.kind == .centerID {
        names[id.value] = name.value
      }
    }
    return names
  }
}
