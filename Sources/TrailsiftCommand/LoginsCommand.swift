internal import ArgumentParser
internal import Trailsift

/// `trailsift logins`.
struct LoginsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logins", _superCommandName: "trailsift",
    abstract: "Sign-ins of people, each put together from its events.",
    discussion: """
      trailsift logins --since 2024-03-01
      trailsift logins user:alice --failed
      trailsift logins --kind sso --explain
      trailsift logins account:444455556666 -o csv

      One line an attempt: IAM users and root at the console (CheckMfa and ConsoleLogin), Identity \
      Center from the portal into the member account, SAML and web identity, Cognito. With a query \
      those of which at least one event satisfies it. MATCH tells how sure it is that the events \
      belong together; --explain shows them and why. \
      Exit status: 0 found, 1 nothing found, 2 error.
      """)

  enum Format: String, WordOption { case table, jsonl, csv, tsv }

  @OptionGroup var lookup: LookupOptions
  @Argument(help: "The query; none means every sign-in.", completion: QueryCompletion.kind)
  var query: [String] = []
  @Option(help: "The attempt that the event with this id, or its beginning, is part of.")
  var id: String?
  @Option(help: "Only console, root, sso, federated or cognito; several with commas.")
  var kind: String?
  @Flag(help: "Only attempts that failed.") var failed = false
  @Flag(help: "Only sign-ins without a second factor.") var noMfa = false
  @Flag(help: "Show the events of each attempt, and why they belong together.") var explain = false
  @Option(name: .shortAndLong, help: "The most attempts to print.") var number: Int?
  @Flag(help: "Oldest first.") var oldestFirst = false
  @Option(name: [.customShort("o"), .long], help: "table, jsonl, csv or tsv.")
  var output = Format.table
  @Flag(help: "Begin CSV with a byte-order mark and end its lines with CRLF, for Excel.")
  var bom = false

  /// Characters of a whole event id.
  private static let idLength = 36

  private var kinds: [String]? { kind?.split(separator: ",").map(String.init) }

  func validate() throws {
    for kind in kinds ?? [] where !SignInList.kinds.contains(kind) {
      throw ValidationError(
        "--kind: there is no kind `\(kind)`; there are \(SignInList.kinds.joined(separator: ", "))")
    }
    if let number, number < 0 { throw ValidationError("-n must not be negative") }
  }

  func run() throws {
    try lookup.apply()
    let index = try lookup.open()
    let zone = try lookup.zone()
    let ids = id.map { ["id:" + $0 + ($0.utf8.count < LoginsCommand.idLength ? "*" : "")] } ?? []
    let asked = try lookup.query(query + ids, index)
    let list = try index.signIns(asked)
    let isFiltered = kind != nil || failed || noMfa
    let kinds = kinds
    var found = list.entries
    if isFiltered {
      found.removeAll { entry in
        if let kinds, !kinds.contains(entry.kind) { return true }
        if failed, entry.outcome != "failure" { return true }
        return noMfa && entry.mfa != "no"
      }
    }
    if oldestFirst { found.reverse() }
    let shown = number.map { Array(found.prefix($0)) } ?? found
    let out = Output.standard
    switch output {
    case .table: writeTable(shown, zone, to: out)
    case .jsonl:
      for entry in shown { out.write(LoginsCommand.json(entry).line) }
      Completeness.finish(out)
    case .csv, .tsv: writeDelimited(shown, to: out)
    }
    out.flush()
    if shown.count < found.count {
      Diagnostics.line("\(shown.count) of \(NumberText.counted(found.count, "sign-in")) shown")
    }
    if output == .table, !list.others.isEmpty, !isFiltered {
      let names = list.others.map { "\($0.event) \(NumberText.grouped($0.count))" }
      Diagnostics.line(
        TerminalText.visible(
          "in no attempt to sign in, though of that kind: \(names.joined(separator: ", "))"))
    }
    if found.isEmpty {
      Diagnostics.error(
        list.entries.isEmpty
          ? "no sign-in of this query and time is in the index"
          : "\(NumberText.counted(list.entries.count, "sign-in")) found, none is of the kind asked for"
      )
      throw ExitStatus.nothingFound
    }
  }

  private func writeTable(_ entries: [SignInList.Entry], _ zone: DisplayZone, to out: Output) {
    if explain {
      for entry in entries { writeExplained(entry, zone, to: out) }
      return
    }
    let table = TextTable(
      out: out,
      columns: [
        TextTable.Column("TIME (\(zone.heading))"), TextTable.Column("KIND"),
        TextTable.Column("PERSON"), TextTable.Column("VERDICT", limit: 36, least: 12),
        TextTable.Column("MFA", isOptional: true), TextTable.Column("IP", least: 11),
        TextTable.Column("ACCOUNT", least: 12), TextTable.Column("INTO", isOptional: true),
        TextTable.Column("MATCH", isOptional: true),
        TextTable.Column("EVENTS", isNumber: true, isOptional: true),
      ])
    for entry in entries {
      table.add([
        entry.time(in: zone), entry.kind, entry.person ?? entry.sub ?? "(unknown)", entry.verdict,
        entry.mfa, entry.address ?? "-", entry.account ?? "-", entry.into ?? "-", entry.match,
        String(entry.partCount),
      ])
    }
    table.finish()
  }

  private func writeExplained(_ entry: SignInList.Entry, _ zone: DisplayZone, to out: Output) {
    let parts = [
      entry.time(in: zone), entry.kind, entry.person ?? entry.sub ?? "(unknown)", entry.verdict,
      "mfa \(entry.mfa)", entry.address, entry.account.map { "account \($0)" }, entry.into,
      entry.city, entry.risk.map { "risk \($0)" },
    ].compactMap { $0 }
    out.write(TerminalText.visible(parts.joined(separator: " · ")) + "\n")
    for part in entry.parts {
      let text =
        "\(part.time)  \(part.event)  account \(part.account ?? "-")  \(part.id ?? "no id")"
      out.write("    " + TerminalText.visible(text) + "\n")
    }
    out.write("    match: \(entry.match)\n")
    for reason in entry.reasons { out.write("      " + TerminalText.visible(reason) + "\n") }
  }

  private static func json(_ entry: SignInList.Entry) -> JSONLine {
    var line = JSONLine()
    line.add("time", entry.time)
    line.add("kind", entry.kind)
    line.add("person", entry.person)
    line.add("sub", entry.sub)
    line.add("verdict", entry.verdict)
    line.add("outcome", entry.outcome)
    line.add("mfa", entry.mfa)
    line.add("ip", entry.address)
    line.add("account", entry.account)
    line.add("into", entry.into)
    line.add("match", entry.match)
    line.add("risk", entry.risk)
    line.add("city", entry.city)
    line.add(
      "events",
      entry.parts.map { part in
        var item = JSONLine()
        item.add("time", part.time)
        item.add("event", part.event)
        item.add("account", part.account)
        item.add("id", part.id)
        return item
      })
    line.add("reasons", entry.reasons)
    return line
  }

  private func writeDelimited(_ entries: [SignInList.Entry], to out: Output) {
    let rows = DelimitedText(out: out, isTabbed: output == .tsv, hasMark: bom)
    rows.writeMark()
    rows.write([
      "time", "kind", "person", "sub", "verdict", "outcome", "mfa", "ip", "account", "into",
      "match", "events",
    ])
    for entry in entries {
      rows.write([
        entry.time, entry.kind, entry.person, entry.sub, entry.verdict, entry.outcome, entry.mfa,
        entry.address, entry.account, entry.into, entry.match,
        entry.parts.compactMap(\.id).joined(separator: " "),
      ])
    }
  }
}
