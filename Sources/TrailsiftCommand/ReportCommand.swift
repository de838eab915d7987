internal import ArgumentParser
internal import Trailsift

/// `trailsift report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", _superCommandName: "trailsift",
    abstract: "Write compliance reports with the evidence that they are complete.",
    discussion: """
      trailsift report --list
      trailsift report CIS-03 --explain
      trailsift report CIS-03 --month 2024-03 --out root-2024-03
      trailsift report jsox --fy 2024 --lang ja --bom --out jsox-2024
      trailsift report all --quarter 2024Q1 --account 111122223333 --out 2024Q1
      trailsift report access-review --quarter 2024Q1 --leavers left.csv --out 2024Q1-review
      trailsift report verify jsox-2024
      trailsift report diff 2023Q4 2024Q1
      trailsift report sample 2024Q1 CHG-1 -n 25

      A report, several of them or a pack go into one new folder: a page for reading and printing, \
      CSV, JSON lines and Markdown, the coverage by hours, the SHA-256 of every source, and \
      manifest.json with the SHA-256 of every file. The same index and question give the same \
      bytes. `report verify` checks a folder against its manifest. `report diff` tells what is \
      different between two folders: settings, hours of the coverage, files, and of each report the \
      rows that were added, removed and changed. `report sample` draws rows that anybody who has the \
      folder draws again. --leavers, --users, --privileged, --calendar, \
      --known-accounts, --regions and --credential-report are lists that reports compare with. --redact puts \
      pseudonyms in the place of \
      names and addresses, stable for a key file. Reports of your own are YAML \
      files in ~/.config/trailsift/reports or --reports; see Documentation/Reports.md.

      Exit status: 0 done, 1 `report verify` found something or `report diff` differences, 2 error, \
      and of `report diff` also a folder that is not as its manifest says.
      """)

  enum Language: String, WordOption { case en, ja }

  @OptionGroup var location: IndexOption
  @OptionGroup var time: TimeOptions
  @Argument(
    help:
      "Reports or packs; or `verify` and folders; or `diff` and two folders; or `sample`, a folder and a report."
  )
  var names: [String] = []
  @Flag(help: "List the reports and packs.") var list = false
  @Flag(help: "Tell what reports ask, and what they are evidence for.") var explain = false
  @Option(help: "A month: 2024-03.") var month: String?
  @Option(help: "A quarter of the calendar: 2024Q1.") var quarter: String?
  @Option(help: "A fiscal year: 2024 (from April, or the month of `trailsift config`).")
  var fy: String?
  @Option(help: "Only events delivered to this account; may be repeated.") var account: [String] =
    []
  @Option(help: "Only events of this person: any name or id, see `trailsift who`.")
  var person: String?
  @Option(name: .customLong("query"), help: "Only events that satisfy this query.")
  var condition: String?
  @Option(
    help: "The language of the reports: en or ja. Japanese ones tell times in JST by default.")
  var lang = Language.en
  @Option(help: "The new folder to write.") var out: String?
  @Option(
    name: [.customShort("o"), .long],
    help:
      "html, csv, jsonl, md; several with commas; all by default. `diff`: text or json; `sample`: csv or jsonl."
  )
  var output: String?
  @Option(
    name: [.customShort("n"), .customLong("rows")],
    help:
      "`diff`: rows of each kind that are shown of a report (default 20; 0 shows all). `sample`: rows drawn (default 25)."
  )
  var limit: Int?
  @Option(help: "`sample`: draw by this text, in the place of the folder's own hash.")
  var seed: String?
  @Flag(help: "Begin CSV with a byte-order mark and end its lines with CRLF, for Excel.")
  var bom = false
  @Option(help: "Compare with these leavers: CSV with user,left_on.") var leavers: String?
  @Option(help: "Compare with these users: CSV with user, and account where it is needed.")
  var users: String?
  @Option(help: "Compare access keys with a credential report of IAM.")
  var credentialReport: String?
  @Option(help: "Privileged are these identities and root: CSV with kind,name.")
  var privileged: String?
  @Option(help: "Mark what happens out of these hours: CSV with day,hours.") var calendar: String?
  @Option(help: "Tell these Regions from others: CSV with region,account.")
  var regions: String?

  @Option(help: "Tell these accounts from unknown ones: CSV with account,name,production.")
  var knownAccounts: String?
  @Option(
    help:
      "Replace the values of these by pseudonyms: user, sub, ip, account, key, principal; several with commas."
  )
  var redact: String?
  @Option(help: "The file of the key that makes pseudonyms; it is made when it does not exist.")
  var redactKey: String?
  @Option(help: "A directory of reports of your own; may be repeated.") var reports: [String] = []
  @Flag(help: "Verify the archive by its digests, and put the verdicts into the evidence.")
  var verify = false
  @Option(
    parsing: .upToNextOption,
    help: "Files with public keys for --verify: list-public-keys, or PEM.")
  var publicKeys: [String] = []
  @Flag(name: .shortAndLong, help: "Print nothing when all is well.") var quiet = false

  private var formats: [String] {
    output.map { $0.split(separator: ",").map(String.init) } ?? ComplianceReports.formats
  }

  func validate() throws {
    if names.first == "diff" {
      guard names.count == 3 else { throw ValidationError("`report diff` needs two folders") }
      guard ["text", "json"].contains(output ?? "text") else {
        throw ValidationError("-o: `report diff` writes text or json, no `\(output ?? "")`")
      }
      guard limit ?? 0 >= 0 else { throw ValidationError("-n: a number of rows is expected") }
      return
    }
    if names.first == "sample" {
      guard names.count == 3 else {
        throw ValidationError("`report sample` needs a folder and a report")
      }
      guard ["csv", "jsonl"].contains(output ?? "csv") else {
        throw ValidationError("-o: `report sample` writes csv or jsonl, no `\(output ?? "")`")
      }
      guard limit ?? 1 > 0 else { throw ValidationError("-n: a number of rows is expected") }
      return
    }
    if let redact {
      for name in redact.split(separator: ",", omittingEmptySubsequences: false)
      where !ComplianceReports.redactable.contains(String(name)) {
        throw ValidationError(
          "--redact: there is no `\(name)`; there are "
            + ComplianceReports.redactable.joined(separator: ", "))
      }
      guard redactKey != nil else {
        throw ValidationError("--redact needs --redact-key FILE: the key that makes pseudonyms")
      }
    } else if redactKey != nil {
      throw ValidationError("--redact-key needs --redact: what is to be replaced")
    }
    for format in formats where !ComplianceReports.formats.contains(format) {
      throw ValidationError(
        "-o: there is no format `\(format)`; there are "
          + ComplianceReports.formats.joined(separator: ", "))
    }
    let periods = [month, quarter, fy].compactMap { $0 }.count
    if periods > 1 || periods == 1 && (time.since != nil || time.until != nil) {
      throw ValidationError("give one period: --month, --quarter, --fy, or --since and --until")
    }
  }

  func run() throws {
    if names.first == "verify" { return try verifyFolders() }
    if names.first == "diff" { return try compare() }
    if names.first == "sample" { return try sample() }
    let known = try ComplianceReports(
      language: lang.rawValue, directories: reports, own: Configuration.reportDirectory)
    if list { return printList(known) }
    guard !names.isEmpty else {
      throw ValidationError("name a report or a pack; `trailsift report --list` lists them")
    }
    if explain { return try printExplanation(known) }
    guard let out else { throw ValidationError("--out names the new folder to write") }
    let index = try location.open()
    var request = ComplianceReports.Request(query: try query(index))
    request.names = names
    request.accounts = account
    request.zone = try zone()
    request.formats = formats
    request.isForExcel = bom
    request.redacted = redact.map { $0.split(separator: ",").map(String.init) } ?? []
    request.redactionKey = redactKey
    request.lists = [
      ("leavers", leavers), ("users", users), ("privileged", privileged), ("calendar", calendar),
      ("known-accounts", knownAccounts), ("regions", regions),
      ("credential-report", credentialReport),
    ].compactMap { kind, path in path.map { (kind, $0) } }
    request.verifies = verify || !publicKeys.isEmpty
    request.publicKeys = publicKeys
    if quiet {
      index.reportReading { _, _ in }
    } else {
      request.progress = { done, count, id in
        if count > 1 { ReadingLine.standard.show("\(done) / \(count) reports   \(id)") }
      }
    }
    let result = try known.write(request, of: index, to: out)
    if !quiet { tell(result, out) }
    for warning in result.warnings { Diagnostics.error("incomplete: \(warning)") }
  }

  /// Japanese reports tell times in JST unless a zone was asked for.
  private func zone() throws -> DisplayZone {
    if lang == .ja, !time.isNamed, try Configuration.read()["tz"] == nil {
      return try DisplayZone(named: "Asia/Tokyo")
    }
    return try time.zone()
  }

  private func query(_ index: EventIndex) throws -> EventQuery {
    var since = time.since
    var until = time.until
    if let month {
      let parts = month.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].count == 4, parts[1].count == 2,
        (1...12).contains(Int(parts[1]) ?? 0)
      else { throw ValidationError("--month: `\(month)` is no month; write 2024-03") }
      (since, until) = (month, month)
    } else if let fy {
      let year = fy.lowercased().hasPrefix("fy") ? String(fy.dropFirst(2)) : fy
      guard year.count == 4, Int(year) != nil else {
        throw ValidationError("--fy: `\(fy)` is no fiscal year; write 2024")
      }
      (since, until) = ("fy\(year)", "fy\(year)")
    } else if let quarter {
      let parts = quarter.uppercased().split(separator: "Q")
      guard parts.count == 2, parts[0].count == 4, let number = Int(parts[1]),
        (1...4).contains(number)
      else { throw ValidationError("--quarter: `\(quarter)` is no quarter; write 2024Q1") }
      func month(_ number: Int) -> String { "\(parts[0])-\(number < 10 ? "0" : "")\(number)" }
      (since, until) = (month(number * 3 - 2), month(number * 3))
    }
    var words: [String] = condition.map { ["(" + $0 + ")"] } ?? []
    if let person { words.append("person:\"\(person)\"") }
    return try EventQuery(
      words, since: since, until: until,
      options: QueryOptions(zone: try zone(), fiscalMonth: try Configuration.read().fiscalMonth),
      index: index)
  }

  private func tell(_ result: ComplianceReports.Result, _ folder: String) {
    let table = TextTable(
      out: .standard,
      columns: [
        TextTable.Column("REPORT"), TextTable.Column("ROWS", isNumber: true),
        TextTable.Column("TITLE", limit: 70),
      ])
    for (id, title, rows) in result.rows { table.add([id, NumberText.grouped(rows), title]) }
    table.finish()
    Output.standard.flush()
    Diagnostics.line(
      "\(NumberText.counted(result.files.count, "file")) in "
        + "\(TerminalText.visible(folder))"
        + (result.files.contains("index.html") ? "; begin with index.html" : ""))
  }

  private func printList(_ known: ComplianceReports) {
    let table = TextTable(
      out: .standard,
      columns: [
        TextTable.Column("REPORT"), TextTable.Column("TITLE", limit: 40),
        TextTable.Column("QUESTION", limit: 120),
      ])
    for entry in known.list + known.packs { table.add([entry.id, entry.title, entry.question]) }
    table.finish()
  }

  private func printExplanation(_ known: ComplianceReports) throws {
    var isFirst = true
    for name in names {
      for report in try known.explain(name) {
        if !isFirst { Output.standard.write("\n") }
        isFirst = false
        Output.standard.write("\(report.id)  \(report.title)\n  \(report.question)\n")
        func line(_ name: String, _ text: String) {
          Output.standard.write("  " + TerminalText.padded(name, to: 12) + text + "\n")
        }
        line("rows", report.rows)
        line("condition", report.query.isEmpty ? "every event" : report.query)
        if let published = report.published { line("published", published) }
        for (name, origin) in report.columns { line("column", "\(name): \(origin)") }
        for control in report.controls { line("evidence", control) }
        for note in report.notes { line("note", note) }
        line("defined in", report.file)
      }
    }
  }

  private func verifyFolders() throws {
    guard names.count > 1 else { throw ValidationError("`report verify` needs a folder") }
    var isWhole = true
    for folder in names.dropFirst() {
      let check = try ComplianceReports.check(folder: folder)
      for (file, reason) in check.findings {
        Output.standard.write(
          "\(TerminalText.visible(folder))/\(TerminalText.visible(file)): \(reason)\n")
      }
      if check.findings.isEmpty {
        if !quiet {
          Output.standard.write(
            "\(TerminalText.visible(folder)): \(NumberText.counted(check.count, "file")) as written\n"
          )
        }
      } else {
        isWhole = false
      }
    }
    if !isWhole { throw ExitStatus.nothingFound }
  }

  private func compare() throws {
    let differences = try ReportDifferences(old: names[1], new: names[2])
    let text = ReportDifferenceText(differences: differences, old: names[1], new: names[2])
    if output == "json" {
      text.writeJSON()
    } else {
      text.write(limit: limit == 0 ? .max : limit ?? 20)
      if !differences.isDifferent, !quiet { Output.standard.write("no differences\n") }
    }
    Output.standard.flush()
    for finding in differences.findings {
      Diagnostics.error("not as its manifest says: \(finding.file): \(finding.reason)")
    }
    if !differences.findings.isEmpty { throw ExitStatus.failed }
    if differences.isDifferent { throw ExitStatus.nothingFound }
  }

  private func sample() throws {
    let drawn = try DrawnRows(folder: names[1], report: names[2], count: limit ?? 25, seed: seed)
    if output == "jsonl" {
      for row in drawn.rows {
        var line = JSONLine()
        line.add("row", row.number)
        for (name, value) in row.cells { line.add(name, value) }
        Output.standard.write(line.line)
      }
    } else {
      // Cells that begin with a guard against formulas get no second one.
      if let first = drawn.rows.first {
        write(["row"] + first.cells.map(\.name))
      }
      for row in drawn.rows { write([String(row.number)] + row.cells.map { $0.value ?? "" }) }
    }
    Output.standard.flush()
    Diagnostics.line(
      "\(NumberText.grouped(drawn.rows.count)) of \(NumberText.counted(drawn.total, "row")) of "
        + "\(TerminalText.visible(names[2])); seed \(TerminalText.visible(drawn.seed))")
  }

  private func write(_ cells: [String]) {
    Output.standard.write(cells.map { QuotedText.csv($0) }.joined(separator: ",") + "\n")
  }
}
