internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSearch
internal import TrailSegment

/// Makes the rows of a report whose rows are events: the columns that every report has, then its
/// own.
struct EventTable: Sendable {
  private enum Source: Sendable {
    case key(EventKey)
    case derived(DerivedField)
    /// The number of a path among ``paths``.
    case path(Int)
    /// A test of what stands at a path.
    case flag(RequestFlag, Int)
    /// A part of what stands at a path.
    case denial(DenialText, Int)
    /// What a policy in what stands at a path says.
    case policy(PolicyText, Int)
    /// What members of each element of an array say, at the first of several paths that has one.
    case elements([String], Range<Int>)
    case blank
  }

  private let definition: ReportDefinition
  private let further: [ReportTable.Column]
  private let zone: ZoneRules
  private var sources: [Source] = []
  /// The paths that the rows read from records.
  private(set) var paths: [RecordPath] = []

  /// The column that tells what digests say of the source.
  private static let digestColumn = "source_digest"

  /// The largest number of a record whose text is looked up once.
  private static let knownNumbers = 4_000

  /// How many columns stand before those of the definition.
  static let commonCount = Common.allCases.count
  /// The names of the columns that all reports of events have.
  static let commonNames: [String] = Common.allCases.map(\.column.name)

  /// The names of the columns that definitions add in other ways than as columns.
  static let furtherNames: [String] =
    ["burst", "hour", Undoings.column, RowVersions.column, FirstRows.column]
    + [ReportTable.changeColumn, digestColumn] + ReportTable.chainColumns.map(\.name)

  /// The columns that every report has.
  private enum Common: Int, CaseIterable {
    case localTime, utcTime, account, actor, type, event, outcome, address, region, agent, id, file,
      record

    var column: ReportTable.Column {
      switch self {
      case .localTime: ReportTable.Column("time_local", .localTime)
      case .utcTime: ReportTable.Column("time_utc", .utcTime)
      case .account: ReportTable.Column("account", key: .account)
      case .actor: ReportTable.Column("actor", key: .user)
      case .type: ReportTable.Column("actor_type", key: .type)
      case .event: ReportTable.Column("event", key: .event)
      case .outcome: ReportTable.Column("outcome", key: .result)
      case .address: ReportTable.Column("source_ip", key: .ip)
      case .region: ReportTable.Column("region", key: .region)
      case .agent: ReportTable.Column("user_agent", key: .agent)
      case .id: ReportTable.Column("event_id", key: .id)
      case .file: ReportTable.Column("source_file", key: .file)
      case .record: ReportTable.Column("record_no")
      }
    }
  }

  /// What digests say of each source, by its path; `nil` when they were not asked.
  private let verdicts: [String: String]?

  init(_ definition: ReportDefinition, zone: ZoneRules, verdicts: [String: String]? = nil) {
    self.definition = definition
    self.zone = zone
    self.verdicts = verdicts
    further =
      (definition.bursts.isEmpty ? [] : [ReportTable.Column("burst")])
      + (definition.followsChains ? ReportTable.chainColumns : [])
      + (definition.undone == nil ? [] : [ReportTable.Column(Undoings.column, .localTime)])
      + (definition.versions == nil ? [] : [ReportTable.Column(RowVersions.column)])
      + (definition.firstOf.isEmpty ? [] : [ReportTable.Column(FirstRows.column)])
      + (definition.changeMinutes == nil ? [] : [ReportTable.Column(ReportTable.changeColumn)])
      + (verdicts == nil ? [] : [ReportTable.Column(EventTable.digestColumn)])
      + (definition.groups.contains("hour") ? [ReportTable.Column("hour")] : [])
    for column in definition.columns {
      if let derived = column.derived {
        sources.append(.derived(derived))
        continue
      }
      guard let field = column.field else {
        sources.append(.blank)
        continue
      }
      if let key = EventKey.named(field) {
        let recorded = RecordedKey.paths(key)
        sources.append(
          recorded.isEmpty
            ? .key(key)
            : .elements(RecordedKey.members, paths.count..<(paths.count + recorded.count)))
        paths += recorded
      } else if let path = RecordPath(field) {
        let all = [path] + column.alternatives.compactMap { RecordPath($0) }
        let range = paths.count..<(paths.count + all.count)
        sources.append(
          column.flag.map { .flag($0, paths.count) }
            ?? column.denial.map { .denial($0, paths.count) }
            ?? column.policy.map { .policy($0, paths.count) }
            ?? (column.each.isEmpty && all.count == 1
              ? .path(paths.count) : .elements(column.each, range)))
        paths += all
      } else {
        sources.append(.blank)
      }
    }
  }

  /// A table with a row for each of some events, in their order.
  ///
  /// - Parameters:
  ///   - texts: What was read from records.
  ///   - request: The number of the request for these events and ``paths``.
  ///   - segment: Gives the segment of a number in the snapshot, with readers of this thread.
  func table(
    _ hits: [Hit], condition: String, texts: RecordTexts, request: Int,
    segment: (Int) throws -> Snapshot.Segment
  ) throws -> ReportTable {
    var table = ReportTable(
      definition: definition,
      columns: Common.allCases.map(\.column) + definition.columns.map { ReportTable.Column($0) }
        + further,
      zone: zone, condition: condition)
    table.addRows(hits.count)
    table.events = hits.count
    let review = RequestReview()
    let elements = ElementTexts()
    // What is made of a value, by column: requests and resources come again and again.
    var memos = [CellMemo](repeating: CellMemo(), count: sources.count)
    // Document and row in one word, by segment: columns are read in the order of documents.
    var places: [Int: [UInt64]] = [:]
    for (row, hit) in hits.enumerated() {
      table.set(ReportCell(hit.time), row: row, column: Common.localTime.rawValue)
      table.set(ReportCell(hit.time), row: row, column: Common.utcTime.rawValue)
      places[hit.segment, default: []].append(UInt64(hit.document) << 32 | UInt64(row))
    }
    for (number, unsorted) in places.sorted(by: { $0.key < $1.key }) {
      let sorted = unsorted.sorted()
      let rows = sorted.map { Int($0 & 0xFFFF_FFFF) }
      let documents = sorted.map { DocID($0 >> 32) }
      try fill(&table, rows, from: EventColumns(documents, of: try segment(number)))
      texts.forEach(documents, segment: number, request: request) { place, id, values in
        if let id {
          let column = Common.id.rawValue
          table.set(table.text(id, in: column), row: rows[place], column: column)
        }
        for (index, source) in sources.enumerated() {
          let column = Common.allCases.count + index
          switch source {
          case .path(let number):
            guard let value = values[number] else { continue }
            table.set(table.text(value, in: column), row: rows[place], column: column)
          case .flag(let flag, let number):
            guard let value = values[number] else { continue }
            let cell = memos[index].cell(value) { value in
              review.holds(flag, value) ? table.text("yes", in: column) : .none
            }
            table.set(cell, row: rows[place], column: column)
          case .denial(let part, let number):
            guard let value = values[number] else { continue }
            let text = part.text(of: value)
            table.set(table.text(text, in: column), row: rows[place], column: column)
          case .policy(let part, let number):
            guard let value = values[number] else { continue }
            let cell = memos[index].cell(value) { value in
              table.text(review.text(of: part, value), in: column)
            }
            table.set(cell, row: rows[place], column: column)
          case .elements(let members, let numbers):
            for value in numbers.lazy.compactMap({ values[$0] }) {
              let cell = memos[index].cell(value) { value in
                table.text(elements.text(of: value, members), in: column)
              }
              if cell.isNone { continue }
              table.set(cell, row: rows[place], column: column)
              break
            }
          case .key, .derived, .blank: continue
          }
        }
      }
    }
    fillHours(&table)
    table.markBursts()
    table.groupChanges()
    return table
  }

  /// The hour of each row, for reports that count by it.
  private func fillHours(_ table: inout ReportTable) {
    guard let column = table.columns.firstIndex(where: { $0.name == "hour" }) else { return }
    var clock = ZoneClock(zone)
    var bytes = ReportBytes()
    for row in 0..<table.keptRows {
      let time = table.cell(row: row, column: Common.localTime.rawValue)
      if time.isNone { continue }
      bytes.removeAll()
      clock.appendLocal(time.value, to: &bytes)
      // `YYYY-MM-DD hh`
      let hour = UnsafeRawBufferPointer(rebasing: bytes.bytes.prefix(13))
      table.set(table.text(hour, in: column), row: row, column: column)
    }
  }

  private func fill(
    _ table: inout ReportTable, _ rows: [Int], from columns: EventColumns
  ) throws {
    func put(_ cells: [ReportCell], _ column: Int) {
      for (place, row) in rows.enumerated() {
        table.set(cells[place], row: row, column: column)
      }
    }
    func cells(_ key: EventKey, _ column: Int) throws -> [ReportCell] {
      try columns.map(key, none: ReportCell.none) { table.text($0, in: column) }
    }
    func first(_ key: EventKey, _ other: EventKey, _ column: Int) throws -> [ReportCell] {
      let main = try cells(key, column)
      if !main.contains(where: \.isNone) { return main }
      return zip(main, try cells(other, column)).map { $0.isNone ? $1 : $0 }
    }
    put(try first(.recipient, .caller, Common.account.rawValue), Common.account.rawValue)
    put(try cells(.type, Common.type.rawValue), Common.type.rawValue)
    put(try cells(.result, Common.outcome.rawValue), Common.outcome.rawValue)
    put(try first(.ip, .via, Common.address.rawValue), Common.address.rawValue)
    put(try cells(.region, Common.region.rawValue), Common.region.rawValue)
    put(try cells(.agent, Common.agent.rawValue), Common.agent.rawValue)
    put(try actors(columns, &table), Common.actor.rawValue)
    put(try events(columns, &table), Common.event.rawValue)
    for (index, source) in sources.enumerated() {
      let column = Common.allCases.count + index
      switch source {
      case .key(let key): put(try cells(key, column), column)
      case .derived(let field):
        put(
          try columns.map(field.key, none: ReportCell.none) {
            table.text(field.text(of: String(decoding: $0, as: UTF8.self)), in: column)
          }, column)
      case .path, .flag, .denial, .policy, .elements, .blank: break
      }
    }
    // By number; most sources have few records.
    var numbers: [ReportCell] = []
    try columns.forEachSource { path, places, record in
      let file = Paths.display(path)
      let cell = table.text(file, in: Common.file.rawValue)
      if let verdicts,
        let column = table.columns.lastIndex(where: { $0.name == EventTable.digestColumn })
      {
        let verdict = table.text(verdicts[file] ?? "no digest", in: column)
        for place in places { table.set(verdict, row: rows[place], column: column) }
      }
      for place in places {
        table.set(cell, row: rows[place], column: Common.file.rawValue)
        let number = record(columns.documents[place])
        while numbers.count <= min(number, EventTable.knownNumbers) {
          numbers.append(table.text(String(numbers.count), in: Common.record.rawValue))
        }
        table.set(
          number < numbers.count
            ? numbers[number] : table.text(String(number), in: Common.record.rawValue),
          row: rows[place], column: Common.record.rawValue)
      }
    }
  }

  /// `iam:CreateUser`, of each pair of service and name once.
  private func events(
    _ columns: EventColumns, _ table: inout ReportTable
  ) throws -> [ReportCell] {
    try composed([[.source], [.event]], columns) { texts in
      let source = texts[0].map {
        $0.hasSuffix(".amazonaws.com") ? String($0.dropLast(14)) : $0
      }
      let event = [source, texts[1]].compactMap { $0 }.joined(separator: ":")
      return table.text(event.isEmpty ? nil : event, in: Common.event.rawValue)
    }
  }

  private func actors(
    _ columns: EventColumns, _ table: inout ReportTable
  ) throws -> [ReportCell] {
    let parts: [[EventKey]] = [
      [.type], [.user, .sub, .principal, .via], [.permissionSet, .role],
    ]
    return try composed(parts, columns) { texts in
      let actor = EventTable.actor(type: texts[0], name: texts[1], role: texts[2])
      return table.text(actor, in: Common.actor.rawValue)
    }
  }

  /// A cell for each event that is made of several parts, once for equal parts.
  ///
  /// - Parameters:
  ///   - parts: Of the keys of a part the first one that has a value counts.
  ///   - make: Takes the text of each part.
  private func composed(
    _ parts: [[EventKey]], _ columns: EventColumns, _ make: ([String?]) -> ReportCell
  ) throws -> [ReportCell] {
    // Of each event the number of what its parts are so far.
    var groups = [UInt32](repeating: 0, count: columns.documents.count)
    var texts: [[String?]] = [[]]
    for keys in parts {
      // A value, and which of the keys has it in the upper half; 0 for none.
      var values = [UInt64](repeating: 0, count: groups.count)
      for (number, key) in keys.enumerated() {
        for (place, value) in try columns.values(key).enumerated()
        where value > 0 && values[place] == 0 {
          values[place] = UInt64(number) << 32 | UInt64(value)
        }
      }
      var distinct = PairNumbers()
      var numbers = PairNumbers()
      for (place, value) in values.enumerated() {
        groups[place] = numbers.number(
          UInt64(groups[place]) << 32 | UInt64(distinct.number(value)))
      }
      let wanted = keys.indices.map { number in
        distinct.pairs.filter { $0 >> 32 == number }.map { UInt32(truncatingIfNeeded: $0) }
      }
      let known = try zip(keys, wanted).map { try columns.texts($0, $1) }
      let told = distinct.pairs.map {
        known[Int($0 >> 32)][UInt32(truncatingIfNeeded: $0)]
      }
      texts = numbers.pairs.map { pair in
        texts[Int(pair >> 32)] + [told[Int(truncatingIfNeeded: pair & 0xFFFF_FFFF)]]
      }
    }
    let cells = texts.map(make)
    return groups.map { cells[Int($0)] }
  }

  /// Who acted, as an auditor names them: the person, with the role that was worn.
  static func actor(type: String?, name: String?, role: String?) -> String? {
    if type?.lowercased() == "root" { return "root" }
    // AWS hides names that may be passwords typed into the wrong field; the index has none then, and no
    // other user of IAM is without.
    let shown = name == nil && type == "IAMUser" ? "(hidden by AWS)" : name
    guard let role, role != shown else { return shown }
    return shown.map { "\($0) via \(role)" } ?? role
  }
}
