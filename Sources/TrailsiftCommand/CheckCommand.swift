internal import ArgumentParser
internal import Trailsift

/// `trailsift check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", _superCommandName: "trailsift",
    abstract: "Prove that the index is whole.",
    discussion: """
      trailsift check
      trailsift check --full
      trailsift check --deep

      Without a flag: manifests, footers, checksums of checksums, exclusions, source tables. --full: \
      every page, every order, columns against postings. --deep: every source is read again, and its \
      events are compared. Exit status: 0 whole, 1 findings, 2 it could not be checked.
      """)

  enum Format: String, WordOption { case table, json }

  @OptionGroup var location: IndexOption
  @Flag(help: "Check every page and all parts against one another.") var full = false
  @Flag(help: "Read every source again and compare its events.") var deep = false
  @Option(name: [.customShort("o"), .long], help: "table or json.") var output = Format.table

  func run() throws {
    let clock = Clock()
    let report = try IndexMaintenance.check(
      try location.findOne(), deep ? .deep : full ? .full : .fast)
    let out = Output.standard
    switch output {
    case .table:
      for finding in report.findings { out.write("FAULT  \(TerminalText.visible(finding))\n") }
      let compared =
        deep
        ? " · \(NumberText.counted(report.compared, "source")) compared, "
          + "\(NumberText.grouped(report.absent)) gone or changed since"
        : ""
      let verdict =
        report.findings.isEmpty ? "ok" : NumberText.counted(report.findings.count, "fault")
      out.write(
        "\(NumberText.counted(report.segments, "segment")), "
          + "\(NumberText.counted(report.sources, "source")), "
          + "\(NumberText.counted(report.documents, "document"))\(compared): \(verdict) "
          + "(\(NumberText.seconds(clock.seconds)))\n")
    case .json:
      var line = JSONLine()
      line.add("segments", report.segments)
      line.add("sources", report.sources)
      line.add("documents", report.documents)
      line.add("compared", report.compared)
      line.add("absent", report.absent)
      line.add("faults", report.findings.count)
      out.write(line.finished + "\n")
      for finding in report.findings { Diagnostics.error(finding) }
    }
    if !report.findings.isEmpty { throw ExitStatus.nothingFound }
  }
}
