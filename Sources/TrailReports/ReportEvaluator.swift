internal import TrailEvents
internal import TrailFormats
internal import TrailIntegrity
internal import TrailPeople
package import TrailSearch

/// Evaluates reports on an index.
///
/// All reports of a run share one reading of records: what only a record tells, an event id for
/// example, is read once for all of them. Belongs to one thread.
package final class ReportEvaluator {
  private let searcher: Searcher
  private let collection: EvidenceCollection
  let scope: ReportScope
  private let inputs: ReportInputs
  private let index: IndexTables
  private let redactor: Redactor?
  /// What digests say of each source; `nil` when they were not asked.
  private let verdicts: [String: String]?
  private var knownSignIns: [Query: SignIns] = [:]
  /// The kinds of sign-ins that the reports of a run are made of: all are put together at once.
  private var signInKinds = SignInReport.allKinds

  private struct SignIns {
    var kinds: Set<SignIn.Kind>
    /// Oldest first.
    var signIns: [SignIn]
    var renewals: [SignInEvent]
  }

  /// - Parameters:
  ///   - inputs: Lists that reports compare with.
  ///   - verification: What digests say of the sources, which rows of events tell then.
  ///   - redactor: Takes values out of tables, after all else was done with them.
  ///   - program: Name and version of the program, for the evidence.
  package init(
    searcher: Searcher, scope: ReportScope,
    inputs: ReportInputs = ReportInputs(), verification: ReportEvidence.Verification? = nil,
    redactor: Redactor? = nil, program: String
  ) {
    collection = EvidenceCollection(searcher, scope, program: program)
    verdicts = verification?.verdicts
    self.searcher = searcher
    self.scope = scope
    self.inputs = inputs
    index = IndexTables(searcher, scope, inputs)
    self.redactor = redactor
  }

  /// What makes the tables evidence, when they are made.
  package func evidence() throws -> ReportEvidence {
    var evidence = try collection.evidence()
    evidence.unreadable = Set(evidence.unreadable).union(failures).sorted()
    return evidence
  }

  /// Events within the scope: those that were examined.
  package func examined() throws -> Int { try searcher.count(scope.query) }

  /// Sources whose records could not be read, and why: rows lack what only these records tell, and
  /// conditions on paths could not be judged.
  package private(set) var failures: [String] = []

  /// Calls `body` with the tables of some reports and their places in the list.
  ///
  /// Long tables come first, so that threads are busy to the end; which these are depends on the
  /// events alone.
  ///
  /// - Parameters:
  ///   - told: Called before a report is made with its id and how many were.
  package func tables(
    _ definitions: [ReportDefinition], told: ((Int, String) -> Void)? = nil,
    _ body: (Int, ReportTable) throws -> Void
  ) throws {
    signInKinds = definitions.reduce(into: []) { $0.formUnion($1.signInKinds) }
    let snapshot = searcher.snapshot
    // Tables that need no records are made while records are read.
    var pending: [Int: TableMakers.Pending] = [:]
    let makers = definitions.count > 1 ? TableMakers(snapshot, scope, inputs) : nil
    // One report alone leaves a core idle; many do when they wait for one another.
    if makers == nil { collection.begin() }
    for (number, definition) in definitions.enumerated() where definition.selection.isOfIndex {
      pending[number] = makers?.make(definition)
    }
    var unreadable: Set<String> = []
    searcher.unreadable = { unreadable.insert($0.inArchive) }
    defer { searcher.unreadable = nil }
    var requests = try definitions.map { definition in
      switch definition.selection {
      case .events:
        return RecordTexts.Request(
          try searcher.openHits(try query(definition)),
          paths: EventTable(definition, zone: scope.zone).paths)
      case .signIns(let filter):
        let columns = SignInRecords(definition)
        return RecordTexts.Request(
          OpenHits(decided: columns.hits(of: try signIns(query(definition)).filter(filter.takes))),
          paths: columns.paths)
      default: return RecordTexts.Request(.none, paths: [])
      }
    }
    let issues = definitions.contains(where: \.followsChains) ? requests.count : nil
    if issues != nil { requests.append(try issueRequest()) }
    var undoingRequests: [Int: Int] = [:]
    for (number, definition) in definitions.enumerated() {
      guard let rule = definition.undone, definition.selection == .events else { continue }
      undoingRequests[number] = requests.count
      var time = ReportScope()
      time.from = scope.from
      requests.append(try request(Undoings.definition(rule, of: definition), time))
    }
    var wholeRequests: [Int: Int] = [:]
    for (number, definition) in definitions.enumerated()
    where !definition.firstOf.isEmpty || definition.versions != nil {
      wholeRequests[number] = requests.count
      requests.append(
        try request(WholeArchive.definition(of: definition), WholeArchive.scope(scope)))
    }
    // An archive that is not there is told before long work.
    _ = try collection.archive()
    let damage = snapshot.damage.count
    let (texts, selected, failed) = try searcher.recordTexts(requests)
    // Sign-ins were put together with what the records of a segment show to be damaged.
    if snapshot.damage.count != damage { knownSignIns = [:] }
    var hits = selected
    unreadable.formUnion(failed.map(\.inArchive))
    /// The events of a request that count, in the order of rows.
    func rows(_ number: Int) throws -> [Hit] {
      try searcher.leavingDamageOut {
        try searcher.sorted(
          hits[number].filter { !snapshot.isExcluded($0.segment) }, order: .oldestFirst)
      }
    }
    func events(
      _ definition: ReportDefinition, _ number: Int, _ condition: Query
    ) throws -> ReportTable {
      try searcher.leavingDamageOut {
        try EventTable(definition, zone: scope.zone, verdicts: verdicts).table(
          try rows(number), condition: condition.description, texts: texts, request: number,
          segment: { try snapshot.segment($0) })
      }
    }
    // Tables that others are filled from, all of which are made at once.
    var sources: [Int: (definition: ReportDefinition, made: TableMakers.Pending?)] = [:]
    if let issues { sources[issues] = (RoleChains.definition, nil) }
    for (number, request) in undoingRequests {
      guard let rule = definitions[number].undone else { continue }
      sources[request] = (Undoings.definition(rule, of: definitions[number]), nil)
    }
    for (number, request) in wholeRequests {
      sources[request] = (WholeArchive.definition(of: definitions[number]), nil)
    }
    for (request, source) in sources {
      sources[request]?.made = makers?.make(
        EventTable(source.definition, zone: scope.zone, verdicts: verdicts), try rows(request),
        condition: Query.all.description, texts: texts, request: request, complete: { _ in })
    }
    let inputs = inputs
    /// Has a table of events made; what is left to be done with it is done on the thread that makes it.
    func begin(
      _ number: Int, _ related: RelatedRows, _ makers: TableMakers
    ) throws -> TableMakers.Pending {
      makers.make(
        EventTable(definitions[number], zone: scope.zone, verdicts: verdicts), try rows(number),
        condition: try query(definitions[number]).description, texts: texts, request: number
      ) { $0.complete(inputs, related) }
    }
    let order = ReportEvaluator.order(definitions, hits.map(\.count))
    var waited = 0
    var ahead = 0
    /// Has the next tables made, as many as may be under way; of those that need related rows none
    /// before these are known.
    func beginNext(_ related: RelatedRows?) throws {
      while let makers, ahead < order.count, waited < TableMakers.eventTables {
        let next = order[ahead]
        if definitions[next].selection == .events {
          if related == nil, definitions[next].needsRelatedRows { return }
          pending[next] = try begin(next, related ?? RelatedRows(), makers)
          waited += 1
        }
        ahead += 1
      }
    }
    // The longest tables need no others: they are made while these are waited for.
    try beginNext(nil)
    if waited > 0 || sources.values.contains(where: { $0.made != nil }) { try collection.collect() }
    func source(_ request: Int) throws -> ReportTable? {
      guard let (definition, pending) = sources[request] else { return nil }
      return try pending?.table(&unreadable) ?? events(definition, request, .all)
    }
    var related = RelatedRows()
    related.chains = try issues.flatMap { try source($0) }.map { RoleChains($0) }
    for (number, request) in undoingRequests {
      guard let rule = definitions[number].undone, let rows = try source(request) else { continue }
      related.undoings[definitions[number].id] = Undoings(rule, rows)
    }
    for (number, request) in wholeRequests {
      let definition = definitions[number]
      guard let rows = try source(request) else { continue }
      if !definition.firstOf.isEmpty {
        related.firsts[definition.id] = FirstRows(definition.firstOf, rows)
      }
      related.versions[definition.id] = definition.versions.map { RowVersions($0, rows) }
    }
    for (place, number) in order.enumerated() {
      let definition = definitions[number]
      try beginNext(related)
      told?(place, definition.id)
      var table: ReportTable
      switch definition.selection {
      case .events:
        let begun = pending.removeValue(forKey: number)
        if begun != nil { waited -= 1 }
        if let made = begun?.table(&unreadable) {
          table = made
        } else {
          table = try events(definition, number, try query(definition))
          table.complete(inputs, related)
        }
        hits[number] = []
      case .usage(let filter): table = try usage(definition, filter)
      case .signIns(let filter): table = try signIns(definition, filter, texts, number)
      case .subjects: table = try subjects(definition)
      case .gaps: table = try gaps(definition)
      case .activity, .firstSeen, .sessions, .workflows:
        let made = pending.removeValue(forKey: number)?.table(&unreadable)
        table = try made ?? index.table(definition)
      }
      if let need = definition.need,
        try searcher.count(scope.limiting(try QueryParser.parse([need.query]))) == 0
      {
        table.remarks.append(need.lacking)
      }
      if definition.selection != .events { table.summarise() }
      if let redactor { try redact(&table, redactor) }
      try body(number, table)
    }
    failures = unreadable.sorted()
  }

  /// The order in which tables are made: those of events by their length, and between them the others,
  /// which are this thread's own work or made long before.
  private static func order(_ definitions: [ReportDefinition], _ counts: [Int]) -> [Int] {
    let events = definitions.indices.filter { definitions[$0].selection == .events }
      .sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
    let others = definitions.indices.filter { definitions[$0].selection != .events }
    return (0..<max(events.count, others.count)).flatMap { place in
      others[min(place, others.count)...].prefix(1) + events[min(place, events.count)...].prefix(1)
    }
  }

  /// The calls that handed out the credentials of the period.
  private func issueRequest() throws -> RecordTexts.Request {
    var time = ReportScope()
    time.from = scope.from.map { $0 - RoleChains.longestSession }
    time.to = scope.to
    return try request(RoleChains.definition, time)
  }

  /// What is read of the events of a definition within a scope of its own.
  private func request(
    _ definition: ReportDefinition, _ own: ReportScope
  ) throws -> RecordTexts.Request {
    RecordTexts.Request(
      try searcher.openHits(own.limiting(try QueryParser.parse([definition.query]))),
      paths: EventTable(definition, zone: scope.zone).paths)
  }

  func query(_ definition: ReportDefinition) throws -> Query {
    try index.query(definition)
  }

  private func redact(_ table: inout ReportTable, _ redactor: Redactor) throws {
    let condition = try query(table.definition).description
    let shown = try index.query(table.definition, redactor.scope(scope)) { redactor.query($0) }
    if !condition.isEmpty {
      table.condition = table.condition.replacing(condition, with: shown.description)
    }
    table.replaceTexts { text, column in redactor.cell(text, column) }
    if !table.definition.isBuiltIn { table.definition = redactor.definition(table.definition) }
  }

  // MARK: Sign-ins

  /// - Parameters:
  ///   - texts: What was read from records.
  ///   - request: The number of the request for the events of these sign-ins.
  private func signIns(
    _ definition: ReportDefinition, _ filter: ReportDefinition.SignInFilter, _ texts: RecordTexts,
    _ request: Int
  ) throws -> ReportTable {
    let query = try query(definition)
    let taken = try signIns(query).filter(filter.takes)
    let records = SignInRecords(definition)
    let told = records.texts(of: taken, texts, request: request)
    var table = ReportTable(
      definition: definition,
      columns: [
        ReportTable.Column("time_local", .localTime), ReportTable.Column("time_utc", .utcTime),
      ]
        + [
          "kind", "user", "sub", "verdict", "outcome", "mfa", "source_ip", "account",
          "permission", "match_quality", "event_ids",
        ].map { ReportTable.Column($0, key: $0 == "source_ip" ? .ip : nil) }
        + definition.columns.map { column in
          ["entered_at", "portal_at"].contains(column.name)
            ? ReportTable.Column(column.name, .localTime) : ReportTable.Column(column)
        }, zone: scope.zone,
      condition: filter.condition(query))
    for signIn in taken {
      let time = ReportCell(signIn.time)
      table.events += signIn.events.count
      let texts: [String?] = [
        signIn.kind.rawValue, signIn.person, signIn.sub, signIn.verdict.text, signIn.verdict.name,
        signIn.factor.rawValue, signIn.address, signIn.account, signIn.into,
        signIn.quality.rawValue, signIn.events.compactMap(\.id).joined(separator: " "),
      ]
      table.add(
        [time, time] + texts.enumerated().map { table.text($1, in: $0 + 2) }
          + definition.columns.enumerated().map { number, column in
            if column.name == "entered_at" { return ReportCell(signIn.enteredAt) }
            if column.name == "portal_at" { return ReportCell(signIn.portalAt) }
            let text =
              column.field == nil
              ? signIn.detail(column.name) : records.text(number, of: signIn, told)
            return table.text(text, in: texts.count + 2 + number)
          })
    }
    return table
  }

  private func signIns(_ query: Query) throws -> [SignIn] { try attempts(query).signIns }

  /// The sign-ins of a query, oldest first, and renewals of tokens; several reports ask for the same
  /// ones.
  func attempts(_ query: Query) throws -> (signIns: [SignIn], renewals: [SignInEvent]) {
    if let known = knownSignIns[query], known.kinds.isSuperset(of: signInKinds) {
      return (known.signIns, known.renewals)
    }
    let report = try SignInReport(query, kinds: signInKinds, searcher: searcher)
    let found = SignIns(
      kinds: signInKinds, signIns: report.signIns.reversed(), renewals: report.renewals)
    knownSignIns[query] = found
    return (found.signIns, found.renewals)
  }

  private func usage(
    _ definition: ReportDefinition, _ filter: ReportDefinition.SignInFilter
  ) throws -> ReportTable {
    let query = try query(definition)
    var usage = UsageTable(zone: scope.zone)
    for signIn in try signIns(query) where filter.takes(signIn) { usage.add(signIn) }
    var table = ReportTable(
      definition: definition, columns: UsageTable.columns, zone: scope.zone,
      condition: filter.condition(query))
    usage.fill(&table, end: try index.end())
    return table
  }

  // MARK: Gaps

  private func gaps(_ definition: ReportDefinition) throws -> ReportTable {
    var options = CoverageMatrix.Options()
    options.from = scope.from
    options.to = scope.to
    options.expected = ReportEvaluator.expected
    let matrix = try CoverageMatrix(
      searcher, in: try collection.archive(), query: scope.untimedQuery, options: options)
    var table = ReportTable(
      definition: definition,
      columns: [
        ReportTable.Column("account"), ReportTable.Column("region"),
        ReportTable.Column("from", .localTime), ReportTable.Column("to", .localTime),
        ReportTable.Column("hours", .count), ReportTable.Column("proved"),
        ReportTable.Column("missing_files", .count), ReportTable.Column("reason"),
      ], zone: scope.zone,
      condition:
        "hours without files; where digests tell nothing stretches of more than a day, and those that begin when a trail is stopped or deleted"
    )
    for gap in LoggingStops.gaps(matrix, try stops()) {
      let span = gap.span
      let hours = (span.upperBound - span.lowerBound + 3_599_999) / 3_600_000
      table.add([
        table.text(gap.account, in: 0), table.text(gap.region, in: 1),
        ReportCell(span.lowerBound), ReportCell(span.upperBound), ReportCell(hours),
        table.text(gap.isProved ? "yes" : "no", in: 5), ReportCell(Int64(gap.files)),
        table.sentence(LoggingStops.reason(gap), in: 7),
      ])
    }
    return table
  }

  /// The calls of the period that stopped logging.
  private func stops() throws -> ReportTable {
    let definition = LoggingStops.definition
    let (texts, hits, failed) = try searcher.recordTexts([try request(definition, scope)])
    for failure in failed { searcher.unreadable?(failure) }
    let snapshot = searcher.snapshot
    return try searcher.leavingDamageOut {
      let rows = hits[0].filter { !snapshot.isExcluded($0.segment) }
      return try EventTable(definition, zone: scope.zone).table(
        try searcher.sorted(rows, order: .oldestFirst), condition: "", texts: texts, request: 0,
        segment: { try snapshot.segment($0) })
    }
  }

  /// The longest silence that is not told where there are no digests: a day.
  private static let expected: Int64 = 86_400_000
}

extension SignIn {
  /// When the member account was entered, ms since 1970.
  fileprivate var enteredAt: Int64? {
    kind == .sso ? events.last { $0.name == "ConsoleLogin" }?.time : nil
  }

  /// When the person passed the sign-in at the portal, ms since 1970.
  fileprivate var portalAt: Int64? {
    kind == .sso ? events.last { $0.name == "UserAuthentication" }?.time : nil
  }

  /// What a further column of sign-ins says; `nil` for columns that people fill in.
  fileprivate func detail(_ name: String) -> String? {
    switch name {
    case "risk": return risk
    case "city": return city
    case "login_to": return events.lazy.compactMap { $0[.loginTo] }.first
    case "credentials":
      var types: [String] = []
      for event in events {
        if let type = event[.credentialType], !types.contains(type) { types.append(type) }
      }
      return types.isEmpty ? nil : types.joined(separator: " ")
    case "how":
      if events.contains(where: { $0.name == "Federate" }) { return "console" }
      return events.contains { $0.name == "GetRoleCredentials" } ? "CLI or SDK" : nil
    default: return nil
    }
  }
}

extension ReportDefinition {
  /// The kinds of sign-ins that rows are made of; none where rows are made of something else.
  fileprivate var signInKinds: Set<SignIn.Kind> {
    switch selection {
    case .signIns(let filter), .usage(let filter):
      filter.kinds.isEmpty
        ? SignInReport.allKinds : Set(filter.kinds.compactMap { SignIn.Kind(rawValue: $0) })
    case .subjects: [.cognito]
    case .events, .activity, .firstSeen, .sessions, .workflows, .gaps: []
    }
  }
}

extension ReportDefinition.SignInFilter {
  fileprivate func takes(_ signIn: SignIn) -> Bool {
    func fits(_ value: String, _ wanted: [String]) -> Bool {
      wanted.isEmpty || wanted.contains(value)
    }
    return fits(signIn.kind.rawValue, kinds) && fits(signIn.verdict.name, outcomes)
      && fits(signIn.factor.rawValue, factors)
  }

  fileprivate func condition(_ query: Query) -> String {
    description + (query == .all ? "" : ": \(query)")
  }
}

extension ReportTable {
  /// Does what is done with a table of events when its rows are there.
  fileprivate mutating func complete(_ inputs: ReportInputs, _ related: RelatedRows) {
    compareEvents(with: inputs)
    related.fill(&self)
    summarise()
  }
}
