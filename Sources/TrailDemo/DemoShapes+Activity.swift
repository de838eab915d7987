/// Cognito's user-activity log in its destinations.
///
/// A pool has one destination: S3, Firehose, or a log group, which is exported in several ways.
extension DemoShapes {
  func writeActivity() throws(DemoError) {
    let activity = DemoActivity(world: world, writer: writer)
    var destinations: [[DemoEntry]] = [[], [], []]
    for login in logins {
      destinations[(login.account + login.pool) % 3] += activity.entries(login)
    }
    let noticed = logins.filter { ($0.account + $0.pool) % 3 == 2 }
    for (number, login) in noticed.enumerated() where number % 12 == 0 {
      destinations[2].append(activity.notification(login))
    }
    for index in destinations.indices {
      destinations[index].sort { ($0.time, $0.identity) < ($1.time, $1.identity) }
    }
    try writeBuckets(destinations[0])
    try writeFirehose(destinations[1])
    let entries = destinations[2]
    // The log group was exported, and subscribed to before the last third was written.
    let third = entries.count / 3
    try writeExportTask(entries.prefix(2 * third))
    try writeSubscription(entries.suffix(entries.count - third))
    try writeFiltered(entries.suffix(12))
  }

  private func count(_ entry: DemoEntry, in path: String, account: String? = nil) {
    writer.count(entry.identity, in: path, time: entry.time) { rules in
      entry.add(to: &rules, account: account)
    }
  }

  /// Entries one after another in groups.
  private func groups(
    _ entries: some Sequence<DemoEntry>, by name: (DemoEntry) -> String
  ) -> [(name: String, entries: [DemoEntry])] {
    var groups: [String: [DemoEntry]] = [:]
    for entry in entries { groups[name(entry), default: []].append(entry) }
    return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Straight to S3: gzip of lines, the account in the key.
  private func writeBuckets(_ entries: [DemoEntry]) throws(DemoError) {
    let groups = groups(entries) { entry in
      let account = writer.account(entry.account)
      return "cognito-export/s3/AWSLogs/\(account)/vendedlogs/cognito/\(entry.keys.region)/"
        + "\(DemoStamp.day(entry.time))/\(account)_cognito_\(entry.keys.pool).log.gz"
    }
    for (path, entries) in groups {
      var lines: [UInt8] = []
      for entry in entries {
        count(entry, in: path, account: writer.account(entry.account))
        lines += entry.json + [0x0A]
      }
      try writer.write(lines, to: path, .gzip)
    }
  }

  /// Through Firehose: entries without anything between them.
  private func writeFirehose(_ entries: [DemoEntry]) throws(DemoError) {
    let groups = groups(entries) { entry in
      let day = DemoStamp.day(entry.time)
      let name = String(day.map { $0 == "/" ? "-" : $0 })
      return "cognito-export/firehose/\(day)/00/user-activity-1-\(name)-00-05-00-"
        + DemoIDs.uuid(seed(400) &+ UInt64(entry.time / DemoClock.day))
    }
    for (path, entries) in groups {
      for entry in entries { count(entry, in: path) }
      try writer.write(Array(entries.map(\.json).joined()), to: path)
    }
  }

  private func stream(_ entry: DemoEntry) -> String { "\(entry.keys.pool)-stream" }

  /// An export task of CloudWatch Logs: a time before each entry, and the task's write test.
  private func writeExportTask(_ entries: ArraySlice<DemoEntry>) throws(DemoError) {
    let folder = "cloudwatch-logs/exportedlogs/"
    try writer.write(
      Array("Permission Check Successful".utf8), to: folder + "aws-logs-write-test",
      as: \.skipped)
    let task = DemoIDs.uuid(seed(401))
    let groups = groups(entries) { "\(folder)\(task)/\(stream($0))/000000.gz" }
    for (path, entries) in groups {
      var lines: [UInt8] = []
      for entry in entries {
        count(entry, in: path)
        let digits = String(1_000 + entry.milliseconds).dropFirst()
        lines += Array("\(DemoStamp.iso(entry.time).dropLast()).\(digits)Z ".utf8)
        lines += entry.json + [0x0A]
      }
      try writer.write(lines, to: path, .gzip)
    }
  }

  /// A batch of a subscription.
  private func batch(_ entries: ArraySlice<DemoEntry>, account: Int, in path: String) -> [UInt8] {
    let owner = writer.account(account)
    let events = entries.enumerated().map { number, entry -> DemoJSON in
      count(entry, in: path, account: owner)
      return .object([
        ("id", .text("3800000000000000000000000000000000000000\(10_000_000 + number)")),
        ("timestamp", .word("\(entry.time * 1_000 + entry.milliseconds)")),
        ("message", .quoted(entry.json)),
      ])
    }
    return DemoJSON.object([
      ("messageType", .text("DATA_MESSAGE")), ("owner", .text(owner)),
      ("logGroup", .text("/aws/vendedlogs/cognito/app")), ("logStream", .text("user-activity")),
      ("subscriptionFilters", .list([.text("all")])), ("logEvents", .list(events)),
    ]).line
  }

  /// Subscriptions that Firehose brings to S3: a gzip member a batch in a file without suffix; and
  /// for the last account packed once more.
  private func writeSubscription(_ entries: ArraySlice<DemoEntry>) throws(DemoError) {
    let control = DemoJSON.object([
      ("messageType", .text("CONTROL_MESSAGE")), ("owner", .text("CloudwatchLogs")),
      ("logGroup", .text("")), ("logStream", .text("")), ("subscriptionFilters", .list([])),
      (
        "logEvents",
        .list([
          .object([
            ("id", .text("")), ("timestamp", .word("\(DemoClock.end * 1_000)")),
            ("message", .text("CWL CONTROL MESSAGE: Checking health of destination Firehose.")),
          ])
        ])
      ),
    ]).line
    let accounts = Set(entries.map(\.account)).sorted()
    for account in accounts {
      let own = entries.filter { $0.account == account }[...]
      let path =
        "cloudwatch-logs/subscription/\(writer.account(account))/2024/03/31/23/"
        + "cognito-logs-1-2024-03-31-23-50-00-" + DemoIDs.uuid(seed(402 + account))
      var members = [control]
      for start in stride(from: 0, to: own.count, by: 40) {
        members.append(
          batch(own[start..<min(own.count, start + 40)], account: account, in: path))
      }
      try writer.write(members: members, to: path)
    }
    guard let last = accounts.last else { return }
    let own = entries.filter { $0.account == last }.suffix(20)
    let path =
      "cloudwatch-logs/subscription-gzip/\(writer.account(last))/cognito-logs-2-2024-03-31.gz"
    try writer.write(batch(own, account: last, in: path), to: path, .twice)
  }

  /// What `aws logs filter-log-events` prints.
  private func writeFiltered(_ entries: ArraySlice<DemoEntry>) throws(DemoError) {
    let path = "cloudwatch-logs/tail/filter-log-events.json"
    let events = entries.enumerated().map { number, entry -> DemoJSON in
      count(entry, in: path)
      let milliseconds = entry.time * 1_000 + entry.milliseconds
      return .object([
        ("logStreamName", .text(stream(entry))), ("timestamp", .word("\(milliseconds)")),
        ("message", .quoted(entry.json)), ("ingestionTime", .word("\(milliseconds + 1_800)")),
        ("eventId", .text("3810000000000000000000000000000000000000\(10_000_000 + number)")),
      ])
    }
    let page = DemoJSON.object([("events", .list(events)), ("searchedLogStreams", .list([]))])
    try writer.write(page.indented(by: 4) + [0x0A], to: path)
  }
}
