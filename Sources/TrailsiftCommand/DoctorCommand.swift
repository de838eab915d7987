internal import ArgumentParser
internal import Trailsift

/// `trailsift doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", _superCommandName: "trailsift",
    abstract: "Look at the index and its archives, and give advice.",
    discussion: """
      trailsift doctor

      ok: as it should be. note: something to know. warn: something to do. Exit status: 0 nothing to \
      do, 1 warnings, 2 there is no index or it cannot be opened.
      """)

  @OptionGroup var location: IndexOption

  func run() throws {
    let remarks = try IndexDiagnosis.diagnose(try location.findOne())
    for remark in remarks {
      Output.standard.write(
        TerminalText.padded(remark.level.rawValue, to: 6) + TerminalText.visible(remark.text) + "\n"
      )
    }
    if remarks.contains(where: { $0.level == .warn }) { throw ExitStatus.nothingFound }
  }
}

/// `trailsift inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", _superCommandName: "trailsift",
    abstract: "Print what a file of an index holds.",
    discussion: """
      trailsift inspect .trailsift/MANIFEST-0000000001
      trailsift inspect .trailsift/segments/*.seg
      """)

  @Argument(help: "Manifests, exclusions and segments.") var files: [String]

  func run() throws {
    for (number, file) in files.enumerated() {
      if files.count > 1 {
        Output.standard.write((number > 0 ? "\n" : "") + TerminalText.visible(file) + "\n")
      }
      for line in try IndexDiagnosis.inspect(file) {
        Output.standard.write(TerminalText.visible(line) + "\n")
      }
    }
  }
}
