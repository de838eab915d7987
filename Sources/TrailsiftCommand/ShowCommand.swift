internal import ArgumentParser
internal import Trailsift

/// `trailsift show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show events in full: what is known of them, and the original record.",
    discussion: """
      trailsift show 60c1d7fa-615c-4c70-bb83-6b44b39941c7
      trailsift show 60c1d7fa
      trailsift show --raw 60c1d7fa | jq .userIdentity

      The beginning of an event id is enough; when several events have it they are listed and the \
      exit status is 2. 1: no event has the id.
      """)

  @OptionGroup var location: IndexOption
  @OptionGroup var display: DisplayOptions
  @Option(help: "Time zone to show times in: Asia/Tokyo, +09:00, UTC, local.") var tz: String?
  @Argument(help: "Event ids, or their beginnings.") var ids: [String]
  @Flag(help: "Print the original record alone, on one line.") var raw = false

  /// Candidates that are listed for an id that several events have.
  private static let listed = 20

  func run() throws {
    try display.apply()
    let index = try location.open()
    let zone = try Configuration.read().zone(option: tz)
    var isFound = true
    if !raw { try display.startPager() }
    for (number, text) in ids.enumerated() {
      // `60c1*` is how a search asks for the same.
      let id = text.hasSuffix("*") ? String(text.dropLast()) : text
      var found: [EventRecord] = []
      var options = SearchOptions()
      options.oldestFirst = true
      options.limit = ShowCommand.listed
      let outcome = try index.records(EventQuery(id: id), options, withCopies: !raw) {
        found.append($0)
      }
      if found.isEmpty {
        Diagnostics.error("no event has the id `\(id)`")
        isFound = false
        continue
      }
      // One id may name events of several accounts: they are all shown.
      let isOneID = Set(found.map { $0.event[.id] }).count == 1
      guard isOneID, outcome.total <= ShowCommand.listed else {
        list(found, total: outcome.total, id: id)
        throw ExitStatus.failed
      }
      for record in found {
        if raw {
          EventText.writeRaw(record.text, to: .standard)
        } else {
          if number > 0 { Output.standard.write("\n") }
          show(record, zone)
        }
      }
    }
    if !isFound { throw ExitStatus.nothingFound }
  }

  private func list(_ found: [EventRecord], total: Int, id: String) {
    Output.standard.flush()
    Diagnostics.error("\(NumberText.counted(total, "event")) start with `\(id)`:")
    for record in found {
      Diagnostics.line(
        "  \(record.event[.id] ?? "-")  \(record.event[.time] ?? "-")  "
          + TerminalText.visible(record.event[.event] ?? "-"))
    }
    if total > found.count {
      Diagnostics.line(
        "  … and \(NumberText.grouped(total - found.count)) more; all of them: "
          + "trailsift search 'id:\(id)*'")
    }
  }

  private func show(_ record: EventRecord, _ zone: DisplayZone) {
    let event = record.event
    let out = Output.standard
    func text(_ field: EventField) -> String? { event[field].map(TerminalText.visible) }
    let result = text(.result) ?? "-"
    let mark = result == "success" ? "" : result == "pending" ? "" : "✗ "
    let verdict = mark.isEmpty ? result : out.style.apply(.bad, to: mark + result)
    let name = out.style.apply(.heading, to: text(.event) ?? "(no event name)")
    out.write("\(name)   \(verdict)   \(text(.id) ?? "(no event id)")\n")
    func line(_ name: String, _ parts: [String?]) {
      let known = parts.compactMap { $0 }
      if known.isEmpty { return }
      out.write("  " + TerminalText.padded(name, to: 9) + known.joined(separator: " · ") + "\n")
    }
    let utc = text(.time)
    let local = zone.isUTC ? nil : event.tableTime(in: zone).map { "\($0) \(zone.heading)" }
    line("when", [local.map { "\($0)  (\(utc ?? ""))" } ?? utc])
    line(
      "who",
      [
        text(.user) ?? text(.sub) ?? text(.via), text(.type), text(.role).map { "role \($0)" },
        text(.key).map { "key \($0)" }, text(.mfa).map { "mfa \($0)" },
      ])
    line("where", [text(.ip) ?? text(.via), text(.region), text(.account).map { "account \($0)" }])
    line("what", [text(.source), text(.error)])
    line("file", [TerminalText.visible(record.path), "record \(event.record)"])
    for copy in record.copies {
      line("copy", [TerminalText.visible(copy.path), "record \(copy.record)"])
    }
    if let key = text(.key) ?? text(.user) {
      let name = text(.key) == nil ? "user" : "key"
      let shown = key.contains { $0 == " " || $0 == "'" } ? "\"\(key)\"" : key
      line("related", ["trailsift search '\(name):\(shown)' --oldest-first"])
    }
    // The row of a table is no JSON and stays as it is.
    guard let first = record.text.first, first == 0x7B || first == 0x5B else {
      out.write(TerminalText.visible(String(decoding: record.text, as: UTF8.self)) + "\n")
      return
    }
    for line in ColoredJSON.lines(record.text, out.style) { out.write(line + "\n") }
  }
}
