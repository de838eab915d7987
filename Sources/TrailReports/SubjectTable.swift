internal import TrailEvents
internal import TrailPeople
internal import TrailSearch

extension ReportEvaluator {
  /// A row a subject and client of user pools.
  func subjects(_ definition: ReportDefinition) throws -> ReportTable {
    let query = try query(definition)
    let (signIns, renewals) = try attempts(query)
    var subjects = SubjectTable()
    for signIn in signIns where signIn.kind == .cognito { subjects.add(signIn) }
    for renewal in renewals { subjects.add(renewal) }
    var table = ReportTable(
      definition: definition,
      columns: SubjectTable.columns + definition.columns.map { ReportTable.Column($0) },
      zone: scope.zone,
      condition: ReportDefinition.SignInFilter(kinds: ["cognito"]).description
        + " and renewals of tokens" + (query == .all ? "" : ": \(query)"))
    subjects.fill(&table)
    return table
  }
}

/// Counts the sign-ins and renewals of tokens of each subject at each client.
struct SubjectTable {
  private struct Place: Hashable {
    var sub: String?
    /// The name, where there is no subject.
    var user: String?
    var client: String?
  }

  private struct Use {
    var successes = 0
    var failures = 0
    var open = 0
    var renewals = 0
    var failedRenewals = 0
    var flows = ValueList()
    var challenge: String?
    var error: String?
    var first: Int64
    var last: Int64
    var lastLogin: Int64?
  }

  private struct Name {
    var user: String
    var source: String
  }

  private var uses: [Place: Use] = [:]
  /// What subjects are called, and where that stands; the first one found.
  private var names: [String: Name] = [:]
  private var events = 0

  static let columns: [ReportTable.Column] = [
    ReportTable.Column("sub"), ReportTable.Column("user"), ReportTable.Column("user_from"),
    ReportTable.Column("client"), ReportTable.Column("logins", .count),
    ReportTable.Column("failures", .count), ReportTable.Column("unfinished", .count),
    ReportTable.Column("renewals", .count), ReportTable.Column("failed_renewals", .count),
    ReportTable.Column("auth_flows"), ReportTable.Column("last_challenge"),
    ReportTable.Column("last_error"), ReportTable.Column("first_seen", .localTime),
    ReportTable.Column("last_seen", .localTime), ReportTable.Column("last_login", .localTime),
  ]

  private mutating func note(
    _ sub: String?, _ user: String?, _ client: String?, _ time: Int64, _ change: (inout Use) -> Void
  ) {
    let place = Place(sub: sub, user: sub == nil ? user : nil, client: client)
    var use = uses[place] ?? Use(first: time, last: time)
    use.first = min(use.first, time)
    use.last = max(use.last, time)
    change(&use)
    uses[place] = use
  }

  mutating func add(_ signIn: SignIn) {
    events += signIn.events.count
    if let sub = signIn.sub, let user = signIn.person, names[sub] == nil {
      let file = signIn.reasons.lazy.compactMap { reason in
        reason.hasPrefix(SignIn.directoryReason)
          ? String(reason.dropFirst(SignIn.directoryReason.count)) : nil
      }.first
      let isSub = user.lowercased() == sub.lowercased()
      names[sub] = Name(user: user, source: isSub ? "name is the sub" : file ?? "log")
    }
    let client = signIn.events.lazy.compactMap { $0[.client] }.first
    note(signIn.sub, signIn.person, client, signIn.time) { use in
      switch signIn.verdict {
      case .success:
        use.successes += 1
        use.lastLogin = max(use.lastLogin ?? .min, signIn.time)
      case .failed: use.failures += 1
      case .open: use.open += 1
      }
      for event in signIn.events {
        use.flows.add(event[.authFlow], 1)
        use.challenge = event[.challengeAnswered] ?? event[.challengePosed] ?? use.challenge
        use.error = event.error ?? use.error
      }
    }
  }

  /// Counts a renewal of tokens, by which nobody signed in.
  mutating func add(_ renewal: SignInEvent) {
    events += 1
    note(renewal.sub, renewal.user, renewal[.client], renewal.time) { use in
      use.renewals += 1
      if renewal.result != .success {
        use.failedRenewals += 1
        use.error = renewal.error ?? use.error
      }
      use.flows.add(renewal[.authFlow], 1)
    }
  }

  /// Fills a table: those who signed in most often first, then in the order of subjects.
  func fill(_ table: inout ReportTable) {
    func precedes(_ left: String?, _ right: String?) -> Bool {
      (left ?? "\u{10FFFF}").utf8.lexicographicallyPrecedes((right ?? "\u{10FFFF}").utf8)
    }
    let sorted = uses.sorted { left, right in
      if left.value.successes != right.value.successes {
        return left.value.successes > right.value.successes
      }
      let pairs = [
        (left.key.sub, right.key.sub), (left.key.user, right.key.user),
        (left.key.client, right.key.client),
      ]
      return pairs.first { $0 != $1 }.map { precedes($0, $1) } ?? false
    }
    for (place, use) in sorted {
      let name = place.sub.flatMap { names[$0] }
      let source = name?.source ?? (place.sub == nil ? place.user.map { _ in "log" } : "unresolved")
      table.add([
        table.text(place.sub, in: 0), table.text(name?.user ?? place.user, in: 1),
        table.text(source, in: 2), table.text(place.client, in: 3),
        ReportCell(Int64(use.successes)), ReportCell(Int64(use.failures)),
        ReportCell(Int64(use.open)), ReportCell(Int64(use.renewals)),
        ReportCell(Int64(use.failedRenewals)), table.text(use.flows.text, in: 9),
        table.text(use.challenge, in: 10), table.text(use.error, in: 11), ReportCell(use.first),
        ReportCell(use.last), ReportCell(use.lastLogin),
      ])
    }
    table.events = events
  }
}
