internal import ArgumentParser
internal import Trailsift

/// `trailsift sources`.
struct SourcesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sources", _superCommandName: "trailsift",
    abstract: "The files that were seen, and what became of each.",
    discussion: """
      trailsift sources --damaged
      trailsift sources --skipped -o jsonl
      trailsift sources --changed --gone

      --changed and --gone look at the archive as it is now and write nothing: the next `index` \
      reads what was changed, and events of files that are gone stay until they are forgotten.
      """)

  enum Format: String, WordOption { case table, jsonl }

  @OptionGroup var location: IndexOption
  @Flag(help: "Only files that are no logs.") var skipped = false
  @Flag(help: "Only broken or unreadable files, whole or in part.") var damaged = false
  @Flag(help: "Only files without records.") var empty = false
  @Flag(help: "Only digests of CloudTrail.") var digests = false
  @Flag(help: "Only files that name people or accounts.") var directories = false
  @Flag(help: "Only files with records that gave no event, and why.") var rejected = false
  @Flag(help: "Only files that are not as they were when they were indexed.") var changed = false
  @Flag(name: [.long, .customLong("missing")], help: "Only files that are no longer there.")
  var gone = false
  @Option(name: [.customShort("o"), .long], help: "table or jsonl.") var output = Format.table

  func validate() throws {
    if changed || gone, skipped || damaged || empty || digests || directories || rejected {
      throw ValidationError(
        "--changed and --gone do not go with what a file was when it was indexed")
    }
  }

  func run() throws {
    let index = try location.open()
    let out = Output.standard
    if changed || gone {
      try index.forEachSource(comparing: { source, presence in
        switch presence {
        case .changed(let how) where changed: write(source, state: "changed", reason: how, to: out)
        case .gone where gone: write(source, state: "gone", reason: "", to: out)
        default: break
        }
      })
    } else {
      try index.forEachSource { source in
        if isWanted(source) {
          write(source, state: source.state, reason: source.reason, to: out)
        }
      }
    }
    if output == .jsonl { Completeness.finish(out) }
  }

  private func write(_ source: SourceReport, state: String, reason: String, to out: Output) {
    switch output {
    case .table: writeRow(source, state: state, reason: reason, to: out)
    case .jsonl: writeLine(source, state: state, reason: reason, to: out)
    }
  }

  private func writeRow(_ source: SourceReport, state: String, reason: String, to out: Output) {
    let offset = source.offset.map { " at byte \($0)" } ?? ""
    let records = NumberText.grouped(source.records)
    let pad = String(repeating: " ", count: max(0, 9 - records.count))
    let told = reason.isEmpty ? "" : "   \(reason)\(state == source.state ? offset : "")"
    out.write(
      "\(TerminalText.padded(state, to: 9)) \(pad)\(records)  "
        + "\(TerminalText.visible(source.path + told))\n")
    guard rejected else { return }
    for rejection in source.rejections {
      let count =
        rejection.count > 1
        ? "s \(rejection.record) to \(rejection.last)" : " \(rejection.record)"
      out.write(
        "         record\(count) at byte \(rejection.offset) of the text: "
          + "\(TerminalText.visible(rejection.reason))\n")
    }
  }

  private func writeLine(_ source: SourceReport, state: String, reason: String, to out: Output) {
    var line = JSONLine()
    line.add("path", source.path)
    line.add("state", state)
    line.add("kind", source.kind)
    line.add("records", source.records)
    line.add("reason", reason.isEmpty ? nil : reason)
    if let offset = source.offset, state == source.state {
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
