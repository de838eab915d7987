internal import ArgumentParser
internal import Glibc
internal import Trailsift

/// `trailsift forget`.
struct ForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", _superCommandName: "trailsift",
    abstract: "Drop sources from the index; log files are never touched.",
    discussion: """
      trailsift forget --before 2021-07-01 --dry-run
      trailsift forget --source AWSLogs/111122223333
      trailsift forget --account 111122223333 --before 2022-01-01 --yes

      Whole sources are dropped: those below a path, those whose latest event is before a time, those \
      whose events were all delivered to an account; all that is given must hold. An event that \
      another source has too stays. A file that is still in an archive comes back when that archive \
      is indexed again.
      """)

  @OptionGroup var location: IndexOption
  @Option(help: "A source, or a directory above sources; absolute or relative to its root.")
  var source: String?
  @Option(help: "A time; sources whose latest event is before it.") var before: String?
  @Option(help: "An account; sources whose events were all delivered to it.") var account: String?
  @Flag(help: "Only tell what would be dropped.") var dryRun = false
  @Flag(help: "Do not ask.") var yes = false

  func validate() throws {
    if source == nil, before == nil, account == nil {
      throw ValidationError("say what: --source PATH, --before TIME or --account ACCOUNT")
    }
  }

  func run() throws {
    let index = try location.findOne()
    let chosen = try IndexMaintenance.choose(
      index, source: source, before: before, account: account)
    let what =
      "\(NumberText.counted(chosen.documents, "record")) of "
      + "\(NumberText.counted(chosen.sources, "file"))"
    if chosen.mixed > 0 {
      Diagnostics.line(
        "note: \(NumberText.counted(chosen.mixed, "file")) with other events too: not dropped")
    }
    if dryRun {
      Output.standard.write(
        "would drop \(what) from the index (log files are never touched)\n")
      return
    }
    guard chosen.sources > 0 else {
      Output.standard.write("nothing to drop\n")
      return
    }
    if !yes { try ask(what) }
    try IndexMaintenance.forget(chosen)
    Output.standard.write("dropped \(what) from the index (log files are never touched)\n")
  }

  private func ask(_ what: String) throws {
    guard isatty(0) == 1 else {
      throw TrailsiftError("would drop \(what): say --yes to do it without being asked")
    }
    Diagnostics.put("drop \(what) from the index? [y/N] ")
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw TrailsiftError("nothing was dropped")
    }
  }
}
