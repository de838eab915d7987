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
  @Flag(help: "Only broken or unreadable files.") var damaged = false
  @Option(name: [.customShort("o"), .long], help: "table or jsonl.") var output = Format.table

  func run() throws {
    let index = try location.open()
    let out = Output.standard
    try index.forEachSource { source in
      let isWanted =
        !(skipped || damaged) || (skipped && source.state == "skipped")
        || (damaged && source.state == "damaged")
      guard isWanted else { return }
      switch output {
      case .table:
        let offset = source.offset.map { " at byte \($0)" } ?? ""
        let state = TerminalText.padded(source.state, to: 8)
        let records = NumberText.grouped(source.records)
        let pad = String(repeating: " ", count: max(0, 9 - records.count))
        let reason = source.reason.isEmpty ? "" : "   \(source.reason)\(offset)"
        out.write("\(state) \(pad)\(records)  \(TerminalText.visible(source.path + reason))\n")
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
        out.write(line.finished + "\n")
      }
    }
  }
}
