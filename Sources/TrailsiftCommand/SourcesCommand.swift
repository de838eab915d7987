internal import ArgumentParser
internal import Trailsift

/// `trailsift sources`.
struct SourcesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sources", abstract: "The files that were seen, and what became of each.",
    discussion: """
      trailsift sources --damaged
      trailsift sources --skipped -o jsonl
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, jsonl }

  @OptionGroup var location: IndexOption
  @Flag(help: "Only files that are no logs.") var skipped = false
  @Flag(help: "Only broken or unreadable files, whole or in part.") var damaged = false
  @Flag(help: "Only files without records.") var empty = false
  @Flag(help: "Only digests of CloudTrail.") var digests = false
  @Flag(help: "Only files that name people or accounts.") var directories = false
  @Flag(help: "Only files with records that gave no event, and why.") var rejected = false
  @Option(name: [.customShort("o"), .long], help: "table or jsonl.") var output = Format.table

  func run() throws {
    let index = try location.open()
    let out = Output.standard
    try index.forEachSource { source in
      guard isWanted(source) else { return }
      switch output {
      case .table:
        let offset = source.offset.map { " at byte \($0)" } ?? ""
        let state = TerminalText.padded(source.state, to: 9)
        let records = NumberText.grouped(source.records)
        let pad = String(repeating: " ", count: max(0, 9 - records.count))
        let reason = source.reason.isEmpty ? "" : "   \(source.reason)\(offset)"
        out.write("\(state) \(pad)\(records)  \(TerminalText.visible(source.path + reason))\n")
        guard rejected else { return }
        for rejection in source.rejections {
          let count =
            rejection.count > 1
            ? "s \(rejection.record) to \(rejection.last)" : " \(rejection.record)"
          out.write(
            "         record\(count) at byte \(rejection.offset) of the text: "
              + "\(TerminalText.visible(rejection.reason))\n")
        }
      case .jsonl:
        var line = JSONLine()
        line.add("path", source.path)
        line.add("state", source.state)
        line.add("kind", source.kind)
        line.add("records", source.records)
        line.add("reason", source.reason.isEmpty ? nil : source.reason)
        if let offset = source.offset {
          line.add("offset", Int(offset))
        } else {
          line.add("offset", nil)
        }
        line.add("rejected", source.rejected)
        if rejected {
          line.add(
            "rejections",
            source.rejections.map { rejection in
              var run = JSONLine()
              run.add("record", rejection.record)
              run.add("count", rejection.count)
              run.add("offset", Int(rejection.offset))
              run.add("reason", rejection.reason)
              return run
            })
        }
        out.write(line.finished + "\n")
      }
    }
  }

  private func isWanted(_ source: SourceReport) -> Bool {
    if rejected, source.rejected > 0 { return true }
    switch source.state {
    case "skipped" where skipped, "damaged" where damaged, "partial" where damaged,
      "empty" where empty, "digest" where digests, "directory" where directories:
      return true
    default: return !(skipped || damaged || empty || digests || directories || rejected)
    }
  }
}
