internal import ArgumentParser
internal import Trailsift

/// `trailsift search`.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", _superCommandName: "trailsift",
    abstract: "Find events, newest first.",
    discussion: """
      trailsift search 203.0.113.9 --since 2024-03-01
      trailsift search user:alice '-event:Get*' '(result:denied OR error:*Limit*)'
      trailsift search event:PutObject requestParameters.bucketName:logs --fields time,user,ip

      Terms are key:value; all must hold, unless OR stands between them. A word without a key is \
      recognised by its shape. `trailsift help query` tells the language, `trailsift help time` \
      how times are written. Keys: user target sub account recipient caller target-account ip via \
      event source region role permset key arn resource principal pool client error result type \
      kind category readonly mfa agent id request shared file time. \
      Exit status: 0 found, 1 nothing found, 2 error.
      """)

  enum Format: String, WordOption {
    case table, jsonl, json, csv, tsv, raw, ids
  }

  @OptionGroup var lookup: LookupOptions
  @Argument(help: "The query; none means every event.", completion: QueryCompletion.kind)
  var query: [String] = []
  @Option(
    name: [.customShort("o"), .long],
    help: "table, jsonl, json, csv, tsv, raw (original records) or ids.")
  var output = Format.table
  @Flag(help: "The same as -o jsonl.") var json = false
  @Option(help: "What each row shows: names as in -o jsonl, keys, paths; separated by commas.")
  var fields: String?
  @Flag(name: .shortAndLong, help: "Print the number of events alone.") var count = false
  @Flag(name: .shortAndLong, help: "Print nothing; the exit status tells.") var quiet = false
  @Flag(name: .customShort("l"), help: "Print the source files that hold an event.")
  var listFiles = false
  @Option(
    name: .customShort("n", allowingJoined: true),
    help: "The most events to print (default: 50 on a terminal, else all).")
  var limit: Int?
  @Flag(help: "Print every event, also on a terminal.") var all = false
  @Flag(name: [.long, .customLong("reverse")], help: "Oldest first.") var oldestFirst = false
  @Option(help: "Go on behind an earlier page, with the token that it ended with.")
  var after: String?
  @Flag(help: "Print what was done to answer the query, and not the events.") var explain = false
  @Option(
    name: .customLong("as"),
    help: "Print the query in another language: athena, insights or lookup-events.")
  var language: String?
  @Flag(help: "Begin CSV with a byte-order mark and end its lines with CRLF, for Excel.")
  var bom = false
  @Flag(name: .shortAndLong, help: "Print time and totals to standard error.") var verbose = false

  /// Rows on a terminal when nothing is said.
  private static let terminalLimit = 50

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("-n must not be negative") }
    let delimited = output == .csv || output == .tsv
    if bom, !delimited { throw ValidationError("--bom belongs to -o csv and -o tsv") }
    if fields != nil, output == .raw || output == .ids {
      throw ValidationError("--fields does not go with -o \(output.rawValue)")
    }
  }

  func run() throws {
    try lookup.apply()
    let clock = Clock()
    let index = try lookup.open()
    let asked = try lookup.query(query, index)
    let out = Output.standard
    if let language {
      let (text, remarks) = try asked.translated(to: language)
      out.write(TerminalText.shownLines(text, on: out) + "\n")
      for remark in remarks { Diagnostics.line("note: \(TerminalText.visible(remark))") }
      return
    }
    if explain { return try printExplanation(index, asked, clock, to: out) }
    if count || quiet || listFiles {
      let found =
        listFiles
        ? try index.sources(of: asked) { out.write(TerminalText.shown($0, on: out) + "\n") }
        : try index.count(asked)
      if count { out.write("\(found)\n") }
      if verbose { Diagnostics.line(NumberText.seconds(clock.seconds)) }
      if found == 0 {
        if !quiet { try hint(index, asked) }
        throw ExitStatus.nothingFound
      }
      return
    }
    let limit = all ? nil : limit ?? (out.isTerminal ? SearchCommand.terminalLimit : nil)
    try lookup.startPager()
    let outcome = try print(index, asked, limit: limit, to: out)
    if json || output == .jsonl { Completeness.finish(out) }
    out.flush()
    try report(outcome, limit: limit, seconds: clock.seconds, index, asked)
    if outcome.total == 0 { throw ExitStatus.nothingFound }
  }

  /// The words that a token of `--after` belongs to.
  private var words: [String] {
    query + [lookup.since ?? "", lookup.until ?? "", oldestFirst ? "oldest" : "newest"]
  }

  private func print(
    _ index: EventIndex, _ query: EventQuery, limit: Int?, to out: Output
  ) throws -> SearchOutcome {
    var options = SearchOptions()
    options.oldestFirst = oldestFirst
    options.limit = limit
    options.after = try after.map { try PageToken($0, of: words) }
    let format = json ? Format.jsonl : output
    if format == .raw {
      let found = try index.records(query, options) { EventText.writeRaw($0.text, to: out) }
      return found
    }
    if format == .ids {
      options.columns = [.field(.id)]
      return try index.search(query, options) { out.write(($0[.id] ?? "-") + "\n") }
    }
    let zone = try lookup.zone()
    let columns = try fields.map { list in
      try list.split(separator: ",").map { try EventColumn(named: String($0)) }
    }
    if columns?.isEmpty == true { throw TrailsiftError("--fields names nothing") }
    let rows = EventRows(
      format: format, columns: columns, zone: zone, zoneIsNamed: lookup.isNamed, hasMark: bom,
      out: out)
    options.columns = rows.columns
    rows.begin()
    let outcome = try index.search(query, options) { rows.add($0) }
    rows.finish()
    return outcome
  }

  private func report(
    _ outcome: SearchOutcome, limit: Int?, seconds: Double, _ index: EventIndex,
    _ query: EventQuery
  ) throws {
    let total = outcome.total
    let totals = "\(NumberText.grouped(outcome.shown)) of \(NumberText.counted(total, "event"))"
    if let limit, outcome.shown == limit, outcome.shown < total {
      let how = self.limit == nil ? "; -n N or --all shows more" : ""
      let token = outcome.next.map { "; --after \($0.bound(to: words)) goes on" } ?? ""
      Diagnostics.line("\(totals) shown\(how)\(token)")
    } else if verbose || Diagnostics.isTerminal, total > 0 {
      Diagnostics.line("\(totals) · \(NumberText.seconds(seconds))")
    }
    if total == 0 { try hint(index, query) }
  }

  /// Why nothing was found, as far as the index knows.
  private func hint(_ index: EventIndex, _ query: EventQuery) throws {
    for hint in try index.hints(query) { Diagnostics.line(TerminalText.visible(hint)) }
    let zone = try lookup.zone()
    if let since = lookup.since, let end = try index.endBefore(query, zone: zone) {
      let isRelative =
        since.first.map { $0.isNumber || $0 == "-" } ?? false && !since.contains("-0")
      let anchored =
        isRelative && since.contains(where: \.isLetter) && !since.contains("T")
        ? "; did you mean `--since end-\(since.drop { $0 == "-" })`?" : ""
      Diagnostics.line("the archive ends \(end)\(anchored)")
    } else if verbose || Diagnostics.isTerminal {
      let extent = try index.extent()
      let end = extent.last.map { "; the archive ends \($0)" } ?? ""
      Diagnostics.line("nothing found among \(NumberText.counted(extent.events, "event"))\(end)")
    }
  }

  private func printExplanation(
    _ index: EventIndex, _ query: EventQuery, _ clock: Clock, to out: Output
  ) throws {
    index.explain()
    let found = try index.count(query)
    out.write("query: \(TerminalText.visible(query.canonical))\n")
    let table = TextTable(
      out: out,
      columns: [
        TextTable.Column("CONDITION", limit: 60), TextTable.Column("HOW", limit: 12),
        TextTable.Column("WHAT", limit: 200),
      ])
    for step in index.explanation() {
      var what: [String] = []
      if let terms = step.terms { what.append(NumberText.counted(terms, "term")) }
      if step.records > 0 {
        what.append(
          "\(NumberText.counted(step.records, "record")) read from "
            + "\(NumberText.counted(step.sources, "file")), \(NumberText.bytes(Int64(step.bytes)))")
      } else {
        what.append("→ \(NumberText.counted(step.documents, "document"))")
      }
      if let left = step.left { what.append("→ \(NumberText.grouped(left)) left") }
      table.add([
        step.condition, step.records > 0 ? "records" : "index", what.joined(separator: " "),
      ])
    }
    table.finish()
    out.write("\(NumberText.counted(found, "event")) · \(NumberText.seconds(clock.seconds))\n")
    if found == 0 { throw ExitStatus.nothingFound }
  }
}
