internal import ArgumentParser
internal import Trailsift

/// `trailsift timeline`.
struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", _superCommandName: "trailsift",
    abstract: "Count events in steps of time; gaps in the archive are marked.",
    discussion: """
      trailsift timeline event:ConsoleLogin --since 2024-03-01 --until 2024-03-07 --every 1d
      trailsift timeline user:alice --every 1h --by result
      trailsift timeline result:denied -o jsonl

      A step without any log record in the whole archive shows `░ no log files`: nobody knows what \
      happened then. A step with log records and no event of the query is empty. \
      Exit status: 0 found, 1 nothing found, 2 error.
      """)

  enum Format: String, WordOption { case table, jsonl, csv, tsv }

  @OptionGroup var lookup: LookupOptions
  @Argument(help: "The query; none means every event.", completion: QueryCompletion.kind)
  var query: [String] = []
  @Option(help: "Length of a step: 5m, 1h, 1d, 1w, 1M, 1y or auto.") var every = "auto"
  @Option(
    help: "A key by whose values each step is divided.", completion: QueryCompletion.keys)
  var by: String?
  @Option(name: [.customShort("o"), .long], help: "table, jsonl, csv or tsv.")
  var output = Format.table
  @Flag(help: "Begin CSV with a byte-order mark and end its lines with CRLF, for Excel.")
  var bom = false
  @Flag(name: .shortAndLong, help: "Print time and totals to standard error.") var verbose = false

  /// Steps that `auto` makes at most.
  private static let most = 60
  /// Values of `--by` that the table shows; the rest is summed up.
  private static let shownValues = 5

  func run() throws {
    try lookup.apply()
    let clock = Clock()
    let index = try lookup.open()
    let zone = try lookup.zone()
    let asked = try lookup.query(query, index)
    let out = Output.standard
    guard
      let line = try index.timeline(
        asked, every: every, most: TimelineCommand.most, zone: zone, by: by)
    else {
      for hint in try index.hints(asked) { Diagnostics.line(TerminalText.visible(hint)) }
      throw ExitStatus.nothingFound
    }
    switch output {
    case .table: by == nil ? writeBars(line, zone, to: out) : writeTable(line, zone, to: out)
    case .jsonl:
      writeLines(line, to: out)
      Completeness.finish(out)
    case .csv, .tsv: writeDelimited(line, zone, to: out)
    }
    out.flush()
    let total = line.steps.reduce(0) { $0 + $1.count }
    if verbose || Diagnostics.isTerminal {
      let without =
        line.outside > 0 ? ", \(NumberText.grouped(line.outside)) outside or without a time" : ""
      Diagnostics.line(
        "\(NumberText.counted(total, "event"))\(without), every \(line.every) · "
          + NumberText.seconds(clock.seconds))
    }
    if total == 0 { throw ExitStatus.nothingFound }
  }

  /// The start of a step without what every step has in common.
  private func label(_ start: String, _ every: String) -> String {
    switch every.last {
    case "d", "w": String(start.prefix(10))
    case "M": String(start.prefix(7))
    case "y": String(start.prefix(4))
    case "s": start
    default: String(start.prefix(16)) + String(start.dropFirst(19))
    }
  }

  private func writeBars(_ line: TimelineReport, _ zone: DisplayZone, to out: Output) {
    let most = line.steps.map(\.count).max() ?? 0
    let numbers = NumberText.grouped(most).count
    let labels = line.steps.map { label($0.start, line.every) }
    let room = (out.columns ?? 80) - (labels.first?.count ?? 0) - numbers - 6
    let width = max(10, min(room, 60))
    out.write(out.style.apply(.heading, to: "TIME (\(zone.heading))") + "\n")
    for (step, label) in zip(line.steps, labels) {
      if !step.isCovered {
        out.write("\(label)  \(out.style.apply(.faint, to: "░ no log files"))\n")
        continue
      }
      var cells = most == 0 ? 0 : (step.count * width + most - 1) / most
      if step.count == 0 { cells = 0 }
      let bar = String(repeating: "▇", count: cells)
      let number = NumberText.grouped(step.count)
      let gap = String(repeating: " ", count: width - cells + numbers - number.count)
      out.write("\(label)  \(out.style.apply(.name, to: bar))\(gap)  \(number)\n")
    }
  }

  private func writeTable(_ line: TimelineReport, _ zone: DisplayZone, to out: Output) {
    let shown = min(line.values.count, TimelineCommand.shownValues)
    let hasRest = line.values.count > shown
    var columns = [
      TextTable.Column("TIME (\(zone.heading))"), TextTable.Column("ALL", isNumber: true),
    ]
    for value in line.values.prefix(shown) {
      columns.append(
        TextTable.Column(TerminalText.visible(value ?? "-"), limit: 24, isNumber: true))
    }
    if hasRest { columns.append(TextTable.Column("others", isNumber: true)) }
    let table = TextTable(out: out, columns: columns)
    for step in line.steps {
      var cells = [label(step.start, line.every)]
      if step.isCovered {
        cells.append(NumberText.grouped(step.count))
        cells += step.counts.prefix(shown).map { NumberText.grouped($0) }
        if hasRest { cells.append(NumberText.grouped(step.counts.dropFirst(shown).reduce(0, +))) }
      } else {
        cells.append("░ no log files")
        cells += Array(repeating: "", count: columns.count - 2)
      }
      table.add(cells)
    }
    table.finish()
  }

  private func writeLines(_ line: TimelineReport, to out: Output) {
    for step in line.steps {
      var object = JSONLine()
      object.add("time", step.from)
      object.add("until", step.to)
      object.add("count", step.count)
      object.addJSON("covered", step.isCovered ? "true" : "false")
      if let by {
        var values = JSONLine()
        for (value, count) in zip(line.values, step.counts) where count > 0 {
          values.add(value ?? "", count)
        }
        object.add(by, values)
      }
      out.write(object.finished + "\n")
    }
  }

  private func writeDelimited(_ line: TimelineReport, _ zone: DisplayZone, to out: Output) {
    let rows = DelimitedText(out: out, isTabbed: output == .tsv, hasMark: bom)
    rows.writeMark()
    rows.write(["time", "time_local", "count", "covered"] + line.values.map { $0 ?? "-" })
    for step in line.steps {
      rows.write(
        [step.from, step.start, String(step.count), step.isCovered ? "true" : "false"]
          + step.counts.map(String.init))
    }
  }
}
