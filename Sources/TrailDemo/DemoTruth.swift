/// Writes `truth.json`: the options, the counts and the number of events each look-up finds.
///
/// Where the archive has more than deliveries, it also says what is known of people:
///
///     "people": [{"name", "kind", "keys", "name-is-shared", "events"}]
///     "sign-ins": [{"kind", "person", "verdict", "mfa", "account", "into", "match", "events"}]
///     "sessions": [{"keys", "origin", "sign-in"}]
///     "token-renewals": [ID]
///
/// in the words of `who`, `logins` and `trace`, which ``DemoPeople`` explains. `keys` of a person all mean
/// that person alone, those of a session go from the last access key up; `events` and `sign-in` are the
/// ids of all events of it, in the order of ids.
enum DemoTruth {
  /// The text of the file.
  static func text(
    options: DemoOptions,
    summary: DemoSummary,
    lookUps: DemoLookUps,
    counts: [Int],
    people: DemoPeople?
  ) -> [UInt8] {
    var text = """
      {
        "options": {"events": \(options.events), "accounts": \(options.accounts), \
      "days": \(options.days), "seed": \(options.seed), \
      "s3-only": \(options.isS3Only)},
        "records": \(summary.records),
        "events": \(summary.events),
        "duplicates": \(summary.duplicates),
        "files": \(summary.files),
        "sources": {"indexed": \(summary.sources.indexed), "empty": \(summary.sources.empty), \
      "digest": \(summary.sources.digest), "directory": \(summary.sources.directory), \
      "skipped": \(summary.sources.skipped)},
        "lookups": [

      """
    for (number, look) in lookUps.items.enumerated() {
      let query = look.query.map(quoted).joined(separator: ", ")
      text += "    {\"name\": \(quoted(look.name)), \"query\": [\(query)]"
      if let since = look.since { text += ", \"since\": \"\(stamp(since))\"" }
      // `--until` counts its second whole, so the last one that counts is named.
      if let until = look.until { text += ", \"until\": \"\(stamp(until - 1))\"" }
      text += ", \"count\": \(counts[number])}"
      text += number == lookUps.items.count - 1 ? "\n" : ",\n"
    }
    text += "  ]"
    for (name, items) in people.map(lists) ?? [] {
      let lines = items.map { "    " + String(decoding: $0.line, as: UTF8.self) }
      text += ",\n  \"\(name)\": [\n\(lines.joined(separator: ",\n"))\n  ]"
    }
    text += "\n}\n"
    return Array(text.utf8)
  }

  /// What is known of people, as lists of objects by name.
  private static func lists(_ people: DemoPeople) -> [(String, [DemoJSON])] {
    func texts(_ values: some Sequence<String>) -> DemoJSON { .list(values.map { .text($0) }) }
    func text(_ value: String?) -> DemoJSON { value.map { .text($0) } ?? .word("null") }
    let signIns = people.signIns.map { ($0, $0.events.sorted()) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }
      .map { signIn, events in
        DemoJSON.object([
          ("kind", .text(signIn.kind)), ("person", text(signIn.person)),
          ("verdict", .text(signIn.verdict)), ("mfa", .text(signIn.mfa)),
          ("account", text(signIn.account)), ("into", text(signIn.into)),
          ("match", .text(signIn.match)), ("events", texts(events)),
        ])
      }
    let persons = people.persons.sorted { $0.key < $1.key }.map { _, person in
      DemoJSON.object([
        ("name", .text(person.name)), ("kind", .text(person.kind)), ("keys", texts(person.keys)),
        ("name-is-shared", .word("\(person.isNameShared)")),
        ("events", texts(person.events.sorted())),
      ])
    }
    let sessions = people.sessions.map { session in
      DemoJSON.object([
        ("keys", texts(session.keys)), ("origin", .text(session.origin)),
        ("sign-in", texts(session.signIn.sorted())),
      ])
    }
    return [
      ("people", persons), ("sign-ins", signIns), ("sessions", sessions),
      ("token-renewals", people.renewals.sorted().map { .text($0) }),
    ]
  }

  private static func stamp(_ time: Int) -> String {
    var bytes: [UInt8] = []
    bytes.append(time: time)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A JSON text; the values have no control characters.
  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte == 0x22 || byte == 0x5C { bytes.append(0x5C) }
      bytes.append(byte)
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
  }
}
