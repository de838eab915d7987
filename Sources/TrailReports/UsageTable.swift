internal import TrailEvents
internal import TrailPeople

/// Makes the rows of a report about use: one a month and person, from sign-ins.
struct UsageTable {
  private struct Use {
    var user: String?
    var sub: String?
    var attempts = 0
    var logins = 0
    var failures = 0
    var first: Int64
    var last: Int64?
  }

  private struct Place: Hashable {
    var month: String
    var person: String
  }

  private var uses: [Place: Use] = [:]
  /// People who got in, by day.
  private var people: [Int64: Set<String>] = [:]
  private var events = 0
  private var clock: ZoneClock

  init(zone: ZoneRules) { clock = ZoneClock(zone) }

  /// Counts an attempt; one that names nobody is of the person `–`.
  mutating func add(_ signIn: SignIn) {
    let person = signIn.sub ?? signIn.person ?? ""
    let day = clock.localDay(signIn.time)
    let place = Place(month: String(ZoneClock.text(ofDay: day).prefix(7)), person: person)
    var use = uses[place] ?? Use(first: signIn.time)
    use.user = use.user ?? signIn.person
    use.sub = use.sub ?? signIn.sub
    use.attempts += 1
    use.first = min(use.first, signIn.time)
    if signIn.verdict == .success {
      use.logins += 1
      use.last = max(use.last ?? .min, signIn.time)
      people[day, default: []].insert(person)
    } else if signIn.verdict.isFailure {
      use.failures += 1
    }
    uses[place] = use
    events += signIn.events.count
  }

  static let columns: [ReportTable.Column] = [
    ReportTable.Column("month"), ReportTable.Column("user"), ReportTable.Column("sub"),
    ReportTable.Column("logins", .count), ReportTable.Column("failures", .count),
    ReportTable.Column("attempts", .count), ReportTable.Column("first_seen", .localTime),
    ReportTable.Column("last_login", .localTime), ReportTable.Column("days_since", .count),
  ]

  /// Fills a table: months ascending, in each the people with most sign-ins first.
  ///
  /// - Parameter end: The instant behind the period, ms since 1970.
  func fill(_ table: inout ReportTable, end: Int64?) {
    let sorted = uses.sorted { left, right in
      if left.key.month != right.key.month { return left.key.month < right.key.month }
      if left.value.logins != right.value.logins { return left.value.logins > right.value.logins }
      return left.key.person.utf8.lexicographicallyPrecedes(right.key.person.utf8)
    }
    for (place, use) in sorted {
      var days: Int64?
      if let end, let last = use.last { days = (end - 1 - last) / 86_400_000 }
      table.add([
        table.text(place.month, in: 0), table.text(use.user, in: 1), table.text(use.sub, in: 2),
        ReportCell(Int64(use.logins)), ReportCell(Int64(use.failures)),
        ReportCell(Int64(use.attempts)), ReportCell(use.first), ReportCell(use.last),
        ReportCell(days),
      ])
    }
    table.events = events
    table.setDays(
      people.sorted { $0.key < $1.key }.map { (ZoneClock.text(ofDay: $0.key), $0.value.count) })
  }
}
