internal import ArgumentParser
internal import Glibc
internal import Trailsift

/// `trailsift coverage`.
struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", _superCommandName: "trailsift",
    abstract: "Which hours of which account and region the archive has files of.",
    discussion: """
      trailsift coverage
      trailsift coverage recipient:111122223333 --since 2024-03-01 --until 2024-03-31
      trailsift coverage -o csv > coverage.csv

      An hour is covered (there is a file), empty (CloudTrail's digests say that there was none), \
      missing (a digest names a file that is not here, or is absent itself, or nothing of a file \
      could be read) or unknown: without a digest a quiet hour and a gap look the same. The table \
      shows a day a cell, in UTC; csv and jsonl have a row an hour.

      --by says which time of a file counts: when it was delivered, as its name tells; when its \
      events happened, up to 15 minutes earlier or, when late, hours; or the day of its folder.
      """)

  enum Format: String, WordOption { case table, csv, jsonl }
  enum Basis: String, WordOption { case delivery, event, path }

  @OptionGroup var lookup: LookupOptions
  @Argument(
    help: "Show accounts and regions with events of this query.", completion: QueryCompletion.kind)
  var query: [String] = []
  @Option(help: "delivery, event or path: which time of a file counts.") var by = Basis.delivery
  @Option(name: [.customShort("o"), .long], help: "table, csv or jsonl.") var output = Format.table
  @Flag(help: "Begin CSV with a byte-order mark and end its lines with CRLF, for Excel.")
  var bom = false

  func run() throws {
    try lookup.apply()
    let index = try lookup.open()
    let zone = try lookup.zone()
    let asked = try EventQuery(
      query,
      options: QueryOptions(zone: zone, fiscalMonth: try Configuration.read().fiscalMonth),
      index: index)
    let basis: ArchiveCoverage.Basis =
      switch by {
      case .delivery: .delivery
      case .event: .event
      case .path: .path
      }
    let coverage = try index.coverage(
      asked, since: lookup.since, until: lookup.until, zone: zone, basis: basis,
      jobs: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    guard !coverage.rows.isEmpty, !coverage.hours.isEmpty else {
      Diagnostics.error(
        "no file tells by its name which account and region it is of; try --by event")
      throw ExitStatus.nothingFound
    }
    switch output {
    case .table: CoverageTable(coverage, to: .standard).write()
    case .csv: writeDelimited(coverage)
    case .jsonl: writeLines(coverage)
    }
  }

  private func writeDelimited(_ coverage: ArchiveCoverage) {
    let rows = DelimitedText(out: .standard, isTabbed: false, hasMark: bom)
    rows.writeMark()
    rows.write(["account", "region", "hour", "state", by == .event ? "events" : "files", "missing"])
    for row in coverage.rows {
      for (hour, cell) in zip(coverage.hours, row.cells) {
        rows.write([
          row.account, row.region, hour, cell.state, String(cell.count), String(cell.missing),
        ])
      }
    }
  }

  private func writeLines(_ coverage: ArchiveCoverage) {
    for row in coverage.rows {
      for (hour, cell) in zip(coverage.hours, row.cells) {
        var line = JSONLine()
        line.add("account", row.account)
        line.add("region", row.region)
        line.add("hour", hour)
        line.add("state", cell.state)
        line.add(by == .event ? "events" : "files", cell.count)
        line.add("missing", cell.missing)
        Output.standard.write(line.finished + "\n")
      }
    }
  }
}

/// The matrix as a map of days for a terminal.
struct CoverageTable {
  private let coverage: ArchiveCoverage
  private let out: Output
  /// Cells before the days.
  private let labels: (account: Int, region: Int)
  /// Days on one line.
  private let width: Int

  init(_ coverage: ArchiveCoverage, to out: Output) {
    self.coverage = coverage
    self.out = out
    labels = (
      max(7, coverage.rows.map { TerminalText.width($0.account) }.max() ?? 0),
      max(6, coverage.rows.map { TerminalText.width($0.region) }.max() ?? 0)
    )
    width = max(10, min((out.columns ?? 80) - labels.account - labels.region - 4, 92))
  }

  /// Hours of the day that starts with an hour.
  private func days() -> [Range<Int>] {
    var days: [Range<Int>] = []
    var start = 0
    for (hour, text) in coverage.hours.enumerated() where hour > 0 {
      if text.dropFirst(11).hasPrefix("00") {
        days.append(start..<hour)
        start = hour
      }
    }
    days.append(start..<coverage.hours.count)
    return days
  }

  func write() {
    let days = days()
    var start = 0
    while start < days.count {
      // A line ends with a month where that fits.
      var end = min(start + width, days.count)
      let months = Set(days[start..<end].map { coverage.hours[$0.lowerBound].prefix(7) })
      if months.count > 1, end < days.count,
        let last = (start..<end).last(where: {
          coverage.hours[days[$0].lowerBound].dropFirst(8).hasPrefix("01")
        }), last > start
      {
        end = last
      }
      if start > 0 { out.write("\n") }
      write(Array(days[start..<end]))
      start = end
    }
    writeLegend()
  }

  private func write(_ days: [Range<Int>]) {
    let pad = String(repeating: " ", count: labels.account + labels.region + 4)
    var months = ""
    var tens = ""
    var numbers = ""
    for day in days {
      let date = coverage.hours[day.lowerBound].prefix(10)
      let isFirst = date.hasSuffix("01") || months.isEmpty
      if isFirst, numbers.utf8.count >= months.utf8.count {
        months += String(repeating: " ", count: numbers.utf8.count - months.utf8.count)
        months += String(date.prefix(7))
      }
      tens += numbers.isEmpty || date.hasSuffix("0") ? String(date.suffix(2).prefix(1)) : " "
      numbers += String(date.last ?? " ")
    }
    out.write(pad + out.style.apply(.heading, to: months) + "\n")
    out.write(pad + out.style.apply(.heading, to: tens) + "\n")
    out.write(
      out.style.apply(
        .heading,
        to: TerminalText.padded("ACCOUNT", to: labels.account) + "  "
          + TerminalText.padded("REGION", to: labels.region)) + "  " + numbers + "\n")
    for row in coverage.rows {
      var line =
        TerminalText.padded(CoverageTable.label(row.account), to: labels.account) + "  "
        + TerminalText.padded(CoverageTable.label(row.region), to: labels.region) + "  "
      for day in days { line += sign(row.cells[day]) }
      out.write(line + "\n")
    }
  }

  private static func label(_ text: String) -> String {
    text.isEmpty ? "-" : TerminalText.visible(text)
  }

  private func sign(_ cells: ArraySlice<ArchiveCoverage.Cell>) -> String {
    if cells.contains(where: { $0.state == "missing" }) { return out.style.apply(.bad, to: "!") }
    let known = cells.count { $0.state != "unknown" }
    if known == 0 { return out.style.apply(.faint, to: "·") }
    if !cells.contains(where: { $0.state == "covered" }), known == cells.count { return "○" }
    if known == cells.count { return out.style.apply(.value, to: "█") }
    return known * 2 >= cells.count ? "▓" : "░"
  }

  private func writeLegend() {
    var hours: [String: Int] = [:]
    var files = 0
    for row in coverage.rows {
      for cell in row.cells {
        hours[cell.state, default: 0] += 1
        files += cell.missing
      }
    }
    out.write(
      "\n█ all hours known  ▓ half or more  ░ fewer  · none  ○ proved empty  ! missing\n")
    let parts = ["covered", "empty", "missing", "unknown"].compactMap { state in
      hours[state].map { "\(NumberText.grouped($0)) \(state)" }
    }
    out.write("hours: " + parts.joined(separator: " · ") + "\n")
    if files > 0 {
      out.write(
        "\(NumberText.counted(files, "file")) named by digests and not here: trailsift gaps\n")
    }
    let without = coverage.rows.count { !$0.hasDigests }
    if without > 0 {
      out.write(
        "\(NumberText.grouped(without)) of \(NumberText.counted(coverage.rows.count, "row")) "
          + "without digests: a gap cannot be told from a quiet hour\n")
    }
    if coverage.filesWithoutHours > 0, coverage.basis != .event {
      let count = coverage.filesWithoutHours
      out.write(
        "\(NumberText.counted(count, "further file")) \(count == 1 ? "tells" : "tell") "
          + "no hour by name: trailsift coverage --by event\n")
    }
    let lacking = coverage.accountsWithoutGlobalRegion.count
    if lacking > 0 {
      out.write(
        "\(NumberText.counted(lacking, "account")) without us-east-1, where IAM and other "
          + "global services record\n")
    }
  }
}
