internal import ArgumentParser
internal import Trailsift

/// `trailsift commit`.
struct CommitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "commit", _superCommandName: "trailsift",
    abstract: "Take segments that were built elsewhere into the index.",
    discussion: """
      trailsift index --segment-only part-1 --files-from list-1
      trailsift index --segment-only part-2 --files-from list-2
      trailsift commit -I index part-1 part-2

      The directories are indexes, made by any `index` run; they are not changed. Files that the \
      index knows already are not added again. Possible copies are confirmed by reading both \
      records, so the archive should be where it was indexed.
      """)

  @Option(
    name: [.customShort("I"), .long],
    help: "The index directory (default: as for `index`); made when it is missing.")
  var index: [String] = []
  @Argument(help: "Directories with segments built elsewhere.") var directories: [String]

  func run() throws {
    let done = try IndexMaintenance.adopt(
      directories, into: try IndexLocation.findOrMake(options: index), merging: false)
    CommitCommand.show(done)
  }

  /// Tells what was taken over.
  static func show(_ done: IndexMaintenance.Adoption) {
    var text =
      "took \(NumberText.counted(done.sources, "file")) in "
      + "\(NumberText.counted(done.segments, "segment")) over; "
      + "\(NumberText.grouped(done.known)) known already, "
      + "\(NumberText.grouped(done.copies)) records are copies"
    if done.unconfirmed > 0 {
      text +=
        ", \(NumberText.grouped(done.unconfirmed)) possible copies could not be confirmed and count "
        + "as events"
    }
    Output.standard.write(text + "\n")
  }
}
