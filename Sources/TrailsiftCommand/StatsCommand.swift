internal import ArgumentParser
internal import Trailsift

/// `trailsift stats`.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", _superCommandName: "trailsift",
    abstract: "What the index holds: events, span of time, sources, size.",
    discussion: """
      trailsift stats
      trailsift stats -o json | jq .events
      trailsift stats -I team-a -I team-b

      Of several indexes, first the numbers of all together, where an event that two of them have is \
      one, then those of each (`indexes` in JSON).
      """)

  enum Format: String, WordOption { case table, json }

  @OptionGroup var location: IndexOption
  @Option(name: [.customShort("o"), .long], help: "table or json.") var output = Format.table
  @Flag(help: "Also print the bytes of each part of the index.") var byPart = false

  func run() throws {
    let index = try location.open()
    let report = try index.statistics()
    let each = index.paths.count > 1 ? try index.statisticsOfEach() : []
    switch output {
    case .table:
      if !each.isEmpty { Output.standard.write("\(each.count) indexes together\n") }
      printTable(report)
      for (path, report) in each {
        Output.standard.write("\n\(TerminalText.visible(path))\n")
        printTable(report)
      }
    case .json:
      var line = JSONLine()
      StatsCommand.add(report, to: &line)
      if !each.isEmpty {
        line.add(
          "indexes",
          each.map { path, report in
            var part = JSONLine()
            part.add("index", path)
            StatsCommand.add(report, to: &part)
            return part
          })
      }
      if !Completeness.isComplete { line.add("complete", false) }
      Output.standard.write(line.finished + "\n")
    }
  }

  private func printTable(_ report: IndexReport) {
    let out = Output.standard
    func row(_ name: String, _ value: String) {
      out.write(TerminalText.padded(name, to: 14) + value + "\n")
    }
    row("events", NumberText.grouped(report.events))
    row("records", NumberText.grouped(report.records))
    row("duplicates", NumberText.grouped(report.duplicates))
    row("id conflicts", NumberText.grouped(report.idConflicts))
    row("rejected", NumberText.grouped(report.rejected))
    row("time", report.first.map { "\($0) … \(report.last ?? "")" } ?? "-")
    if report.untimedEvents > 0 {
      row(
        "without time",
        NumberText.grouped(report.untimedEvents) + ": in no span of time, -time:* finds them")
    }
    row(
      "sources",
      "\(NumberText.grouped(report.indexedSources)) indexed"
        + [
          (report.emptySources, "empty"), (report.digestSources, "digests"),
          (report.directorySources, "directories"), (report.skippedSources, "skipped"),
          (report.partialSources, "partial"), (report.damagedSources, "damaged"),
          (report.missingSources, "missing"),
        ].filter { $0.0 > 0 }.map { " · \(NumberText.grouped($0.0)) \($0.1)" }.joined())
    row("segments", NumberText.grouped(report.segments))
    row("terms", NumberText.grouped(report.terms))
    let perEvent =
      report.events > 0
      ? " · \(NumberText.oneDecimal(Double(report.indexBytes) / Double(report.events))) bytes/event"
      : ""
    row("index size", NumberText.bytes(report.indexBytes) + perEvent)
    let share =
      report.archiveBytes > 0
      ? " (the index is \(NumberText.oneDecimal(Double(report.indexBytes) * 100 / Double(report.archiveBytes))) % of it)"
      : ""
    row("archive size", NumberText.bytes(report.archiveBytes) + share)
    row("generation", "\(report.generation), format \(report.format)")
    if byPart {
      for part in report.bytesByPart {
        let perEvent = Double(part.bytes) / Double(max(report.events, 1))
        row(
          "",
          TerminalText.padded(part.part, to: 22)
            + "\(part.bytes) bytes   \(NumberText.oneDecimal(perEvent))/event")
      }
    }
  }

  private static func add(_ report: IndexReport, to line: inout JSONLine) {
    var sources = JSONLine()
    sources.add("indexed", report.indexedSources)
    sources.add("empty", report.emptySources)
    sources.add("digest", report.digestSources)
    sources.add("directory", report.directorySources)
    sources.add("skipped", report.skippedSources)
    sources.add("partial", report.partialSources)
    sources.add("damaged", report.damagedSources)
    sources.add("missing", report.missingSources)
    line.add("records", report.records)
    line.add("events", report.events)
    line.add("duplicates", report.duplicates)
    line.add("id_conflicts", report.idConflicts)
    line.add("rejected", report.rejected)
    line.add("first", report.first)
    line.add("last", report.last)
    line.add("events_without_time", report.untimedEvents)
    line.add("sources", sources)
    line.add("segments", report.segments)
    line.add("terms", report.terms)
    line.add("index_bytes", Int(report.indexBytes))
    line.add("archive_bytes", Int(report.archiveBytes))
    line.add("generation", Int(report.generation))
    line.add("format", report.format)
  }
}
