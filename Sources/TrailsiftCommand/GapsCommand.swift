internal import ArgumentParser
internal import Glibc
internal import Trailsift

/// `trailsift gaps`.
struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps", _superCommandName: "trailsift",
    abstract: "Stretches of time for which the archive lacks files.",
    discussion: """
      trailsift gaps
      trailsift gaps --since 2024-03-01 --until 2024-03-31 --fail
      trailsift gaps --expect 1h

      Gaps that CloudTrail's digests prove: a digest names files that are not here, or is absent from \
      its chain. With --expect also every stretch longer than that in which there is no file and no \
      digest; a quiet hour and a gap look the same then.

      Exit status: 0 done, with --fail 1 when there are gaps, 2 error.
      """)

  enum Format: String, WordOption { case table, csv, jsonl }

  @OptionGroup var lookup: LookupOptions
  @Argument(
    help: "Look at accounts and regions with events of this query.",
    completion: QueryCompletion.kind)
  var query: [String] = []
  @Option(help: "The longest time without a file that is no gap: 15m, 1h, 1d.")
  var expect: String?
  @Flag(help: "End with status 1 when there are gaps.") var fail = false
  @Option(name: [.customShort("o"), .long], help: "table, csv or jsonl.") var output = Format.table

  func run() throws {
    try lookup.apply()
    let index = try lookup.open()
    let zone = try lookup.zone()
    let asked = try EventQuery(
      query,
      options: QueryOptions(zone: zone, fiscalMonth: try Configuration.read().fiscalMonth),
      index: index)
    let coverage = try index.coverage(
      asked, since: lookup.since, until: lookup.until, zone: zone, expected: expect,
      jobs: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    switch output {
    case .table: writeTable(coverage, zone)
    case .csv:
      let rows = DelimitedText(out: .standard, isTabbed: false, hasMark: false)
      rows.write(["account", "region", "from", "to", "hours", "proved", "files", "why"])
      for gap in coverage.gaps {
        rows.write([
          gap.account, gap.region, gap.from, gap.to, hours(gap.hours),
          gap.isProved ? "true" : "false", String(gap.files), gap.reason,
        ])
      }
    case .jsonl:
      for gap in coverage.gaps {
        var line = JSONLine()
        line.add("account", gap.account)
        line.add("region", gap.region)
        line.add("from", gap.from)
        line.add("to", gap.to)
        line.addJSON("hours", hours(gap.hours))
        line.add("proved", gap.isProved)
        line.add("files", gap.files)
        line.add("why", gap.reason)
        Output.standard.write(line.finished + "\n")
      }
    }
    if fail, !coverage.gaps.isEmpty { throw ExitStatus.nothingFound }
  }

  private func writeTable(_ coverage: ArchiveCoverage, _ zone: DisplayZone) {
    let table = TextTable(
      out: .standard,
      columns: [
        TextTable.Column("ACCOUNT", least: 12), TextTable.Column("REGION", least: 9),
        TextTable.Column("FROM (\(zone.heading))", least: 16), TextTable.Column("TO", least: 16),
        TextTable.Column("HOURS", isNumber: true),
        TextTable.Column("FILES", isNumber: true, isOptional: true), TextTable.Column("WHY"),
      ])
    for gap in coverage.gaps {
      table.add([
        gap.account, gap.region, minutes(gap.shown.from), minutes(gap.shown.to),
        hours(gap.hours), gap.files > 0 ? NumberText.grouped(gap.files) : "-", gap.reason,
      ])
    }
    table.finish()
    Output.standard.flush()
    if coverage.gaps.isEmpty { Diagnostics.line("no gap found") }
    let without = coverage.rows.count { !$0.hasDigests }
    if without > 0, expect == nil {
      Diagnostics.line(
        "\(NumberText.grouped(without)) of \(coverage.rows.count) accounts and regions have no "
          + "digests: nothing proves their gaps; --expect 1h lists hours without files")
    }
  }

  /// A time without its seconds, the offset kept.
  private func minutes(_ text: String) -> String { String(text.prefix(16) + text.dropFirst(19)) }

  /// `3`, `1.5`.
  private func hours(_ hours: Double) -> String {
    let tenths = Int((hours * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
