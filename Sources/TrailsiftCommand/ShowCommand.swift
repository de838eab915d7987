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
  @Argument(help: "Event ids, or their beginnings.") var ids: [String]
  @Flag(help: "Print the original record alone, on one line.") var raw = false

  /// Candidates that are listed for an id that several events have.
  private static let listed = 20

  func run() throws {
    let index = try location.open()
    var isFound = true
    for (number, id) in ids.enumerated() {
      var found: [EventRecord] = []
      let (_, total) = try index.records(
        EventQuery(id: id), oldestFirst: true, limit: ShowCommand.listed
      ) { found.append($0) }
      if found.isEmpty {
        Diagnostics.error("no event has the id `\(id)`")
        isFound = false
        continue
      }
      // One id may name events of several accounts: they are all shown.
      let isOneID = Set(found.map { $0.event[.id] }).count == 1
      guard isOneID, total <= ShowCommand.listed else {
        Diagnostics.error("\(NumberText.counted(total, "event")) start with `\(id)`:")
        for record in found {
          Diagnostics.line(
            "  \(record.event[.id] ?? "-")  \(record.event[.time] ?? "-")  "
              + TerminalText.visible(record.event[.event] ?? "-"))
        }
        Output.standard.flush()
        throw ExitStatus.failed
      }
      for record in found {
        if raw {
          EventText.writeRaw(record.text, to: .standard)
        } else {
          if number > 0 { Output.standard.write("\n") }
          show(record)
        }
      }
    }
    if !isFound { throw ExitStatus.nothingFound }
  }

  private func show(_ record: EventRecord) {
    let event = record.event
    func text(_ field: EventField) -> String? { event[field].map(TerminalText.visible) }
    let out = Output.standard
    let result = text(.result).map { $0 == "success" ? $0 : "✗ \($0)" } ?? ""
    out.write(
      TerminalText.padded("\(text(.event) ?? "-")   \(result)", to: 50)
        + "  \(text(.id) ?? "no id")\n")
    func line(_ name: String, _ parts: [String?]) {
      let known = parts.compactMap { $0 }
      if known.isEmpty { return }
      out.write("  " + TerminalText.padded(name, to: 9) + known.joined(separator: " · ") + "\n")
    }
    line("when", [text(.time)])
    line(
      "who",
      [
        text(.user) ?? text(.sub) ?? text(.via), text(.type), text(.role).map { "role \($0)" },
        text(.key).map { "key \($0)" }, text(.mfa).map { "mfa \($0)" },
      ])
    line("where", [text(.ip) ?? text(.via), text(.region), text(.account).map { "account \($0)" }])
    line("what", [text(.source), text(.error)])
    let copies = event.copies > 0 ? NumberText.counted(event.copies, "more copy") : nil
    line(
      "file",
      [
        TerminalText.visible(record.path), "record \(event.record)",
        copies.map { $0.replacingCopies },
      ])
    let pretty = String(decoding: EventText.pretty(record.text), as: UTF8.self)
    let lines = pretty.split(separator: "\n", omittingEmptySubsequences: false)
    for text in lines { out.write(TerminalText.visible(String(text)) + "\n") }
  }
}

extension String {
  /// `2 more copys` as it is spelled.
  fileprivate var replacingCopies: String {
    hasSuffix("copys") ? dropLast(2) + "ies" : self
  }
}
