internal import ArgumentParser
internal import Trailsift

/// `trailsift compact`.
struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact", _superCommandName: "trailsift",
    abstract: "Merge the segments of the index, month by month.",
    discussion: """
      trailsift compact --dry-run
      trailsift compact
      trailsift compact -I here --into all

      `index` merges what keeps look-ups fast by itself; this merges all that may be one, and writes \
      away what was dropped. Searches go on meanwhile. Files of older states are removed ten minutes \
      later by the next command that writes.
      """)

  @OptionGroup var location: IndexOption
  @Option(help: "Leave this index as it is, and merge its sources into another one.")
  var into: String?
  @Flag(help: "Only tell what would be merged.") var dryRun = false

  func validate() throws {
    if dryRun, into != nil { throw ValidationError("--dry-run does not go with --into") }
  }

  func run() throws {
    let clock = Clock()
    if let into {
      let done = try IndexMaintenance.adopt([try location.findOne()], into: into, merging: true)
      return CommitCommand.show(done)
    }
    if dryRun {
      let plan = try IndexMaintenance.planCompaction(try location.findOne())
      Output.standard.write(
        plan.merges == 0
          ? "nothing to merge: \(NumberText.counted(plan.segmentsBefore, "segment"))\n"
          : "would merge \(plan.segmentsBefore) → "
            + "\(NumberText.counted(plan.segmentsAfter, "segment")) "
            + "in \(NumberText.counted(plan.merges, "merge")), writing at most "
            + "\(NumberText.bytes(plan.bytes))\n")
      return
    }
    Interruption.watch()
    let done = try IndexMaintenance.compact(try location.findOne()) { Interruption.isRequested }
    Output.standard.write(
      "\(done.segmentsBefore) → \(NumberText.counted(done.segmentsAfter, "segment")), "
        + "\(NumberText.bytes(done.bytesBefore)) → \(NumberText.bytes(done.bytesAfter)), "
        + "\(NumberText.seconds(clock.seconds)); readers were not blocked\n")
    if Interruption.isRequested { throw ExitStatus.interrupted }
  }
}
