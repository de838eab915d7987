internal import ArgumentParser
internal import Trailsift

/// `trailsift manifest`.
struct ManifestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifest", _superCommandName: "trailsift",
    abstract: "Write the SHA-256 of every file that was indexed, as evidence.",
    discussion: """
      trailsift manifest evidence.sha256
      cd ~/archive && sha256sum --check evidence.sha256
      trailsift verify --manifest evidence.sha256

      The lines are those of `sha256sum`, in order of the paths, which are relative to the archive \
      when the index has one, and absolute otherwise. The hashes are of the files as they were \
      indexed. OUT must not exist; - is standard output.

      Exit status: 0 done, 1 some files could not be hashed, 2 error.
      """)

  @OptionGroup var location: IndexOption
  @Argument(help: "The file to write, or - for standard output.") var out: String

  func run() throws {
    let index = try location.open()
    let manifest = try index.evidenceManifest()
    if out == "-" {
      Output.standard.write(manifest.text)
    } else {
      try TextFile.create(out, manifest.text)
      Output.standard.write("\(NumberText.counted(manifest.count, "file")) in \(out)\n")
    }
    for (path, reason) in manifest.failures { Diagnostics.error("not hashed: \(path): \(reason)") }
    if !manifest.failures.isEmpty { throw ExitStatus.nothingFound }
  }
}
