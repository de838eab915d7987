internal import ArgumentParser
internal import Trailsift

/// `trailsift count`.
struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", _superCommandName: "trailsift",
    abstract: "Count events, in total or by the values of keys.",
    discussion: """
      trailsift count result:denied --by user,ip --top 10
      trailsift count --by event --since end-30d
      trailsift count event:AssumeRole --by user,account -o csv

      Groups are made by the value that rows show (the first one of an event that has several), so \
      that they add up. Keys that rows do not show, such as resource and target, count an event in \
      the group of each of its values. `-` stands for events of which rows show no value: \
      a role that is only the object of a call is found by role: and counts there. \
      Exit status: 0 found, 1 nothing found, 2 error.
      """, aliases: ["top"])

  enum Format: String, WordOption { case table, jsonl, csv, tsv }

  @OptionGroup var lookup: LookupOptions
  @Argument(help: "The query; none means every event.", completion: QueryCompletion.kind)
  var query: [String] = []
  @Option(help: "One to three keys, separated by commas.", completion: QueryCompletion.keys)
  var by: String?
  @Option(help: "The most groups to print (default: 50 on a terminal, else all).") var top: Int?
  @Option(help: "Only groups with at least so many events.") var min = 1
  @Option(name: [.customShort("o"), .long], help: "table, jsonl, csv or tsv.")
  var output = Format.table
  @Flag(help: "Begin CSV with a byte-order mark and end its lines with CRLF, for Excel.")
  var bom = false
  @Flag(name: .shortAndLong, help: "Print time and totals to standard error.") var verbose = false

  /// Groups on a terminal when nothing is said.
  private static let terminalLimit = 50

  func validate() throws {
    if let top, top < 0 { throw ValidationError("--top must not be negative") }
  }

  func run() throws {
    try lookup.apply()
    let clock = Clock()
    let index = try lookup.open()
    let asked = try lookup.query(query, index)
    let out = Output.standard
    guard let by else {
      let found = try index.count(asked)
      writeTotal(found, to: out)
      if output == .jsonl { Completeness.finish(out) }
      if found == 0 {
        for hint in try index.hints(asked) { Diagnostics.line(TerminalText.visible(hint)) }
        throw ExitStatus.nothingFound
      }
      return
    }
    let keys = by.split(separator: ",").map(String.init)
    let (all, total) = try index.groups(asked, by: keys)
    let wanted = all.prefix { $0.count >= min }
    let limit = top ?? (out.isTerminal ? CountCommand.terminalLimit : Int.max)
    let shown = Array(wanted.prefix(limit))
    write(shown, keys: keys, to: out)
    if output == .jsonl { Completeness.finish(out) }
    out.flush()
    if verbose || Diagnostics.isTerminal || (shown.count < wanted.count && top == nil) {
      Diagnostics.line(
        "\(NumberText.counted(total, "event")), \(NumberText.grouped(shown.count)) of "
          + "\(NumberText.counted(all.count, "group")) · \(NumberText.seconds(clock.seconds))")
    }
    if total == 0 {
      for hint in try index.hints(asked) { Diagnostics.line(TerminalText.visible(hint)) }
      throw ExitStatus.nothingFound
    }
  }

  private func writeTotal(_ found: Int, to out: Output) {
    switch output {
    case .table: out.write("\(found)\n")
    case .jsonl:
      var line = JSONLine()
      line.add("count", found)
      out.write(line.finished + "\n")
    case .csv, .tsv:
      let rows = DelimitedText(out: out, isTabbed: output == .tsv, hasMark: bom)
      rows.writeMark()
      rows.write(["count"])
      rows.write([String(found)])
    }
  }

  private func write(
    _ groups: [(values: [String?], count: Int)], keys: [String], to out: Output
  ) {
    switch output {
    case .table:
      let table = TextTable(
        out: out,
        columns: [TextTable.Column("COUNT", isNumber: true)]
          + keys.map { TextTable.Column($0.uppercased(), limit: 60) })
      for group in groups {
        table.add([NumberText.grouped(group.count)] + group.values.map { $0 ?? "-" })
      }
      table.finish()
    case .jsonl:
      for group in groups {
        var line = JSONLine()
        for (key, value) in zip(keys, group.values) { line.add(key, value) }
        line.add("count", group.count)
        out.write(line.finished + "\n")
      }
    case .csv, .tsv:
      let rows = DelimitedText(out: out, isTabbed: output == .tsv, hasMark: bom)
      rows.writeMark()
      rows.write(keys + ["count"])
      for group in groups { rows.write(group.values + [String(group.count)]) }
    }
  }
}
