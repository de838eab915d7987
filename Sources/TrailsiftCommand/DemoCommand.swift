internal import ArgumentParser
internal import Trailsift

/// `trailsift demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", _superCommandName: "trailsift",
    abstract: "Write a made-up organization's archive to try Trailsift on.",
    discussion: """
      trailsift demo /tmp/demo --events 100000
      trailsift index -I /tmp/demo/index /tmp/demo/archive

      Beside the files that CloudTrail delivers to S3, there are pages of `lookup-events`, \
      exports of Cognito's user-activity log, EventBridge events, query results, digests and \
      directories, in which the same people show up; `--s3-only` leaves them out.

      Digests are signed with a key that everybody can read, DIR/public-keys.json:
      trailsift verify -I /tmp/demo/index --public-keys /tmp/demo/public-keys.json

      The same options give the same archive. DIR/truth.json holds look-ups with their answers, and \
      what `who`, `logins` and `trace` must say of the people in `archive/people`: all names and ids \
      of each (`people`), each attempt to sign in with its events (`sign-ins`), and chains of \
      sessions (`sessions`).
      """)

  @Argument(help: "A directory that does not exist yet or is empty.") var directory: String
  @Option(
    help: "Distinct events that CloudTrail delivers; other exports add some 450, and 2 to 4 %.")
  var events = 20_000
  @Option(help: "Accounts of the organization.") var accounts = 6
  @Option(help: "Days, the last of which is 31 March 2024.") var days = 30
  @Option(help: "The seed of all random choices.") var seed: UInt64 = 1
  @Flag(help: "Only what CloudTrail delivers to S3, and no other export.") var s3Only = false
  @Option(
    help: "Days at the end whose every hour has a signed digest (default: 2; 0 with --s3-only).")
  var digests: Int?

  func run() throws {
    let isShown = Diagnostics.isTerminal
    var lastShown = -1.0
    let clock = Clock()
    let report = try Demonstration.write(
      to: directory, events: events, accounts: accounts, days: days, seed: seed, isS3Only: s3Only,
      digestDays: digests
    ) { done, total in
      guard isShown, clock.seconds - lastShown > 0.1 else { return }
      lastShown = clock.seconds
      Diagnostics.put(
        "\r\u{1B}[K  \(NumberText.grouped(done)) of \(NumberText.grouped(total)) events")
    }
    if isShown { Diagnostics.put("\r\u{1B}[K") }
    Output.standard.write(
      """
      Wrote \(NumberText.counted(report.files, "file")) to \(directory)/archive \
      in \(NumberText.seconds(clock.seconds))
        events      \(NumberText.grouped(report.events))
        duplicates  \(NumberText.grouped(report.duplicates))
        size        \(NumberText.bytes(report.gzipBytes)), \
      \(NumberText.bytes(report.jsonBytes)) unpacked
        answers     \(NumberText.grouped(report.lookUps)) look-ups in \(directory)/truth.json

      """)
  }
}
