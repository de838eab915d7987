internal import ArgumentParser
internal import Trailsift

/// `trailsift search`.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find events, newest first.",
    discussion: """
      trailsift search user:alice
      trailsift search ip:203.0.113.0/24 event:Get* --since 2024-03-01
      trailsift search -c result:denied account:111122223333

      Terms are key:value; all must hold. key:a,b is any of the values, key:v* a beginning, key:* \
      any value, key=v exact bytes, -key:v not. Keys: user target sub account recipient caller \
      target-account ip via event source region role permset key arn resource principal pool \
      client error result type kind category readonly mfa agent id request shared file time. \
      Exit status: 0 found, 1 nothing found, 2 error.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, jsonl, raw, ids }

  @OptionGroup var location: IndexOption
  @OptionGroup var time: TimeOptions
  @Argument(help: "The query: key:value terms; none means every event.") var query: [String] = []
  @Option(name: [.customShort("o"), .long], help: "table, jsonl, raw (original records) or ids.")
  var output = Format.table
  @Flag(name: .shortAndLong, help: "Print the number of events alone.") var count = false
  @Option(
    name: .customShort("n", allowingJoined: true),
    help: "The most events to print (default: 50 on a terminal, else all).")
  var limit: Int?
  @Flag(help: "Print every event, also on a terminal.") var all = false
  @Flag(name: [.long, .customLong("reverse")], help: "Oldest first.") var oldestFirst = false
  @Flag(name: .shortAndLong, help: "Print time and totals to standard error.") var verbose = false

  /// Rows on a terminal when nothing is said.
  private static let terminalLimit = 50

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("-n must not be negative") }
  }

  func run() throws {
    let clock = Clock()
    let index = try location.open()
    let query = try time.query(query, index)
    let out = Output.standard
    if count {
      let found = try index.count(query)
      out.write("\(found)\n")
      if verbose { Diagnostics.line(NumberText.seconds(clock.seconds)) }
      if found == 0 { throw ExitStatus.nothingFound }
      return
    }
    let limit = all ? nil : limit ?? (out.isTerminal ? SearchCommand.terminalLimit : nil)
    let (shown, total) = try print(index, query, limit: limit, to: out)
    out.flush()
    report(shown: shown, total: total, limit: limit, seconds: clock.seconds, index)
    if total == 0 { throw ExitStatus.nothingFound }
  }

  private func print(
    _ index: EventIndex, _ query: EventQuery, limit: Int?, to out: Output
  ) throws -> (shown: Int, total: Int) {
    switch output {
    case .table:
      let table = EventTable(out: out, zone: try time.zone())
      let result = try index.events(
        query, oldestFirst: oldestFirst, limit: limit, withIDs: false
      ) { table.add($0) }
      table.finish()
      return result
    case .jsonl:
      return try index.events(query, oldestFirst: oldestFirst, limit: limit, withIDs: true) {
        out.write(EventText.json($0) + "\n")
      }
    case .ids:
      return try index.events(query, oldestFirst: oldestFirst, limit: limit, withIDs: true) {
        out.write(($0[.id] ?? "-") + "\n")
      }
    case .raw:
      return try index.records(query, oldestFirst: oldestFirst, limit: limit) {
        EventText.writeRaw($0.text, to: out)
      }
    }
  }

  private func report(
    shown: Int, total: Int, limit: Int?, seconds: Double, _ index: EventIndex
  ) {
    let totals = "\(NumberText.grouped(shown)) of \(NumberText.counted(total, "event"))"
    if shown < total {
      let how = limit == SearchCommand.terminalLimit ? "; -n N or --all shows more" : ""
      Diagnostics.line("\(totals) shown\(how)")
    } else if verbose || Diagnostics.isTerminal, total > 0 {
      Diagnostics.line("\(totals) · \(NumberText.seconds(seconds))")
    }
    if total == 0, verbose || Diagnostics.isTerminal, let extent = try? index.extent() {
      // Only a hint: an error here has been told by the search itself.
      let end = extent.last.map { "; the archive ends \($0)" } ?? ""
      Diagnostics.line("nothing found among \(NumberText.counted(extent.events, "event"))\(end)")
    }
  }
}
