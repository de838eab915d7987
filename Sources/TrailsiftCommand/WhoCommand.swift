internal import ArgumentParser
internal import Trailsift

/// `trailsift who`.
struct WhoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who", _superCommandName: "trailsift",
    abstract: "Everything known of one user, sub, key, role, address or account.",
    discussion: """
      trailsift who alice
      trailsift who 0784fae8
      trailsift who 203.0.113.9 --since end-30d
      trailsift who 111122223333 -o json

      KEY is a user name, a sub or its first six hex digits, an e-mail address, an access key, a \
      principal id, an ARN, a role, an address or an account. Where one text may mean several, \
      say which: user:, sub:, email:, key:, principal:, arn:, role: (or permset:), session:, ip: or account: before \
      it, or sso:ACCOUNT/NAME, cognito:POOL/NAME, type:TYPE/NAME, untyped:ACCOUNT/NAME. \
      Names and ids are put together only where one record, or one entry of a directory file such \
      as list-users, carries both; `evidence` tells which. Others of the same name are shown as \
      such. Links are those of all times; events are counted between --since and --until. \
      Exit status: 0 found, 1 nothing found, 2 error or several meanings.
      """)

  enum Format: String, WordOption { case table, json }

  @OptionGroup var lookup: LookupOptions
  @Argument(help: "Whom or what to look up.") var key: String
  @Option(name: [.customShort("o"), .long], help: "table or json.") var output = Format.table
  @Option(help: "The most values of each sort to print (JSON has all).") var top = 8

  @Flag(help: "Put sign-ins together also where they have many events; reads their records.")
  var signIns = false

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be at least 1") }
  }

  func run() throws {
    try lookup.apply()
    let index = try lookup.open()
    let zone = try lookup.zone()
    let asked = try lookup.query([], index)
    let answer = try index.who(key, time: asked, joinsSignIns: signIns)
    let out = Output.standard
    switch output {
    case .json: out.write(WhoJSON.line(key, answer) + "\n")
    case .table:
      let text = WhoText(out: out, zone: zone, top: top)
      for (number, card) in answer.cards.enumerated() {
        if number > 0 { out.write("\n") }
        text.write(card)
      }
    }
    out.flush()
    for note in answer.notes { Diagnostics.line(TerminalText.visible(note)) }
    if !answer.candidates.isEmpty {
      if output == .table {
        Diagnostics.error("`\(key)` may mean:")
        for candidate in answer.candidates {
          Diagnostics.line(
            TerminalText.visible(
              "  trailsift who \(candidate.key)   \(candidate.text), "
                + NumberText.counted(candidate.events, "event")))
        }
      }
      throw ExitStatus.failed
    }
    if answer.cards.isEmpty {
      Diagnostics.error("nobody and nothing is known as `\(key)`")
      throw ExitStatus.nothingFound
    }
  }
}
