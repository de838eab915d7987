internal import ArgumentParser
internal import Glibc
internal import Trailsift

/// `trailsift verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", _superCommandName: "trailsift",
    abstract: "Prove log files unaltered by CloudTrail's digests, offline.",
    discussion: """
      trailsift verify --public-keys keys.json
      trailsift verify --account 111122223333 --since 2024-03-01 --until 2024-03-31
      trailsift verify --findings -o jsonl
      trailsift verify --manifest evidence.sha256

      The digests in the archives name every log file with its SHA-256, and each holds the signature \
      of the one before. Keys are what `aws cloudtrail list-public-keys` prints, saved once for each \
      region; without them hashes and chains are checked, and signatures are not. The newest digest \
      of each chain has its signature in S3 alone: a saved `aws s3api head-object` answer beside it, \
      named as it and `.json`, proves it too.

      --manifest compares the files with what `trailsift manifest` or `sha256sum` wrote instead.

      Files hashed by an earlier run are read again when size, times or inode differ, or with \
      --rehash. Exit status: 0 clean, 1 findings, 2 it could not be done.
      """)

  enum Format: String, WordOption { case table, jsonl }

  @OptionGroup var location: IndexOption
  @OptionGroup var time: TimeOptions
  @Option(parsing: .upToNextOption, help: "Files with public keys: list-public-keys, or PEM.")
  var publicKeys: [String] = []
  @Option(help: "Compare with this manifest, in the format of sha256sum, in the place of digests.")
  var manifest: String?
  @Option(help: "Only this account.") var account: String?
  @Flag(help: "Read files again that were hashed before and did not change.") var rehash = false
  @Flag(help: "Files that lie elsewhere than their key in S3 says are no finding.")
  var allowMoved = false
  @Flag(help: "List findings alone; without it -o jsonl lists every file.") var findings = false
  @Flag(help: "List chains instead of files.") var chains = false
  @Option(help: "Workers (default: one a core).") var jobs: Int?
  @Option(name: [.customShort("o"), .long], help: "table or jsonl.") var output = Format.table

  /// Findings that the table lists.
  private static let listed = 200

  func validate() throws {
    if manifest != nil {
      guard account == nil, time.since == nil, time.until == nil, publicKeys.isEmpty, !chains else {
        throw ValidationError("--manifest names files, which have no account, time, key or chain")
      }
    }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be 1 to 256")
    }
  }

  func run() throws {
    let clock = Clock()
    let index = try location.open()
    var options = ArchiveIntegrity.Options()
    options.publicKeys = publicKeys
    options.account = account
    options.since = time.since
    options.until = time.until
    options.zone = try time.zone()
    options.rehashes = rehash
    options.allowsMoved = allowMoved
    options.listsAllFiles = output == .jsonl && !findings && !chains
    options.jobs = jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    options.progress = { done, total in
      ReadingLine.standard.show(
        "\(NumberText.grouped(done)) / \(NumberText.grouped(total)) files hashed")
    }
    if let manifest {
      return try compare(
        try index.verify(
          manifest: manifest, rehashing: rehash, jobs: options.jobs, progress: options.progress),
        clock.seconds)
    }
    let report = try index.verify(options)
    guard report.digests.all > 0 else {
      throw TrailsiftError(
        account == nil && time.since == nil && time.until == nil
          ? "no digest of CloudTrail lies in the archives of this index, so nothing can be proved; "
            + "fetch the CloudTrail-Digest folders too"
          : "no digest of CloudTrail is in the scope that was asked for")
    }
    let zone = try time.zone()
    switch (output, chains) {
    case (.table, false): writeTable(report, clock.seconds)
    case (.table, true): writeChains(report, zone)
    case (.jsonl, false): writeLines(report)
    case (.jsonl, true): for chain in report.chains { Output.standard.write(line(chain)) }
    }
    if report.hasFindings { throw ExitStatus.nothingFound }
  }

  private func compare(_ report: ArchiveIntegrity.Report, _ seconds: Double) throws {
    switch output {
    case .jsonl: writeLines(report)
    case .table:
      writeFindings(report.files.filter(\.isFinding))
      writeUnreadable(report)
      writeRow("files", report.logFiles)
      writeTime(report, seconds)
    }
    if report.hasFindings { throw ExitStatus.nothingFound }
  }

  // MARK: For people

  private func writeTable(_ report: ArchiveIntegrity.Report, _ seconds: Double) {
    let out = Output.standard
    writeFindings(report.files.filter { $0.isFinding && !$0.isMoved })
    for folder in report.moved {
      let mark = allowMoved ? "moved" : out.style.apply(.bad, to: "MOVED")
      out.write(
        "\(mark)       \(NumberText.counted(folder.count, "file")) with the right content\n"
          + "            here  \(TerminalText.visible(folder.to))\n"
          + "            key   \(TerminalText.visible(folder.from))\n")
    }
    writeUnreadable(report)
    writeRow("digests", report.digests)
    writeRow("log files", report.logFiles)
    let faulty = report.chains.filter { !["valid", "unproved"].contains($0.verdict) }.count
    let number = NumberText.grouped(report.chains.count)
    out.write(
      "chains    " + String(repeating: " ", count: max(1, 12 - number.count)) + number + "   "
        + (faulty == 0 ? "none broken" : "\(NumberText.grouped(faulty)) with findings") + "\n")
    for note in notes(report) { out.write(note + "\n") }
    writeTime(report, seconds)
  }

  private func writeRow(_ name: String, _ counts: ArchiveIntegrity.Counts) {
    let number = NumberText.grouped(counts.all)
    let parts = counts.byVerdict.map { "\(NumberText.grouped($0.count)) \($0.verdict)" }
    let pad = String(repeating: " ", count: max(1, 12 - number.count))
    Output.standard.write(
      TerminalText.padded(name, to: 10) + pad + number + "   "
        + parts.joined(separator: " · ") + "\n")
  }

  private func writeUnreadable(_ report: ArchiveIntegrity.Report) {
    let out = Output.standard
    for (path, reason) in report.unreadable {
      out.write(
        "\(out.style.apply(.bad, to: "UNREADABLE"))  \(TerminalText.visible(path)): \(reason)\n")
    }
  }

  private func writeTime(_ report: ArchiveIntegrity.Report, _ seconds: Double) {
    guard Diagnostics.isTerminal else { return }
    Output.standard.flush()
    Diagnostics.line(
      "\(NumberText.bytes(report.hashedBytes)) hashed, "
        + "\(NumberText.counted(report.reused, "file")) unchanged since an earlier run · "
        + NumberText.seconds(seconds))
  }

  private func writeFindings(_ findings: [ArchiveIntegrity.File]) {
    let out = Output.standard
    for file in findings.prefix(VerifyCommand.listed) {
      let mark = out.style.apply(.bad, to: file.verdict.uppercased())
      let pad = String(repeating: " ", count: max(1, 12 - file.verdict.count))
      let name = file.kind == "key" ? "key \(file.path)" : file.path
      out.write("\(mark)\(pad)\(TerminalText.visible(name))\n")
      let source = file.digestEnd.map { "digest of \($0)" }
      let words =
        file.reason.isEmpty
        ? source.map { "named by the " + $0 }
        : [file.reason, source].compactMap { $0 }.joined(separator: " · ")
      if let words { out.write("            \(TerminalText.visible(words))\n") }
    }
    if findings.count > VerifyCommand.listed {
      out.write(
        "… and \(NumberText.grouped(findings.count - VerifyCommand.listed)) more: "
          + "trailsift verify --findings -o jsonl\n")
    }
  }

  /// What the numbers do not say by themselves.
  private func notes(_ report: ArchiveIntegrity.Report) -> [String] {
    var notes: [String] = []
    if report.hasKeys {
      notes.append(
        "\(NumberText.counted(report.verifiedSignatures, "signature")) verified")
    } else {
      notes.append(
        "signatures unchecked: no key was given (--public-keys); hashes and chains were checked")
    }
    if report.unvouched > 0 {
      notes.append(
        "\(NumberText.counted(report.unvouched, "digest")) not provable offline: nothing here holds the "
          + "signature")
    }
    for chain in report.chains {
      for note in chain.notes {
        notes.append(
          TerminalText.visible("note  \(chain.account) \(chain.region) \(chain.trail): \(note)"))
      }
    }
    let shown = 20
    if notes.count > shown {
      notes = notes.prefix(shown) + ["… and \(notes.count - shown) more: trailsift verify --chains"]
    }
    return notes
  }

  private func writeChains(_ report: ArchiveIntegrity.Report, _ zone: DisplayZone) {
    let table = TextTable(
      out: .standard,
      columns: [
        TextTable.Column("ACCOUNT", least: 12), TextTable.Column("REGION", least: 9),
        TextTable.Column("TRAIL"), TextTable.Column("FROM (UTC)", least: 16),
        TextTable.Column("TO", least: 16),
        TextTable.Column("DIGESTS", isNumber: true, isOptional: true),
        TextTable.Column("FILES", isNumber: true, isOptional: true),
        TextTable.Column("VERDICT"),
      ])
    for chain in report.chains where !findings || !["valid", "unproved"].contains(chain.verdict) {
      table.add([
        chain.account, chain.region, chain.trail + (chain.isBackfill ? " (backfill)" : ""),
        String(chain.start.prefix(16)), String(chain.end.prefix(16)),
        NumberText.grouped(chain.digests.all), NumberText.grouped(chain.logFiles.all),
        chain.verdict,
      ])
    }
    table.finish()
  }

  // MARK: For programs

  private func writeLines(_ report: ArchiveIntegrity.Report) {
    for file in report.files where !findings || file.isFinding {
      var line = JSONLine()
      line.add("verdict", file.verdict)
      line.add("kind", file.kind)
      line.add("path", file.path)
      line.add("object", file.object)
      line.add("reason", file.reason.isEmpty ? nil : file.reason)
      line.add("digest", file.digest)
      line.add("digest_end", file.digestEnd)
      line.add("proof", file.proof)
      line.add("moved", file.isMoved)
      line.add("finding", file.isFinding)
      Output.standard.write(line.finished + "\n")
    }
  }

  private func line(_ chain: ArchiveIntegrity.Chain) -> String {
    func counts(_ counts: ArchiveIntegrity.Counts) -> JSONLine {
      var line = JSONLine()
      for (verdict, count) in counts.byVerdict { line.add(verdict, count) }
      return line
    }
    var line = JSONLine()
    line.add("account", chain.account)
    line.add("region", chain.region)
    line.add("trail", chain.trail)
    line.add("backfill", chain.isBackfill)
    line.add("start", chain.start)
    line.add("end", chain.end)
    line.add("verdict", chain.verdict)
    line.add("digests", counts(chain.digests))
    line.add("log_files", counts(chain.logFiles))
    line.add("verified_signatures", chain.verifiedSignatures)
    line.add("notes", chain.notes)
    return line.finished + "\n"
  }
}
