internal import ArgumentParser
internal import Trailsift

/// `trailsift config`.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", _superCommandName: "trailsift",
    abstract: "The settings in effect, and where each came from.",
    discussion: """
      trailsift config
      trailsift config -o jsonl

      The file $XDG_CONFIG_HOME/trailsift/config (~/.config/trailsift/config) has a setting a \
      line: tz = Asia/Tokyo, color = never, pager = less -R, fiscal-month = 10. Options come before \
      variables, variables before the file.
      """)

  enum Format: String, WordOption { case table, jsonl }

  @Option(name: [.customShort("o"), .long], help: "table or jsonl.") var output = Format.table

  func run() throws {
    let settings = try Configuration.read()
    let out = Output.standard
    let table = TextTable(
      out: out,
      columns: [
        TextTable.Column("SETTING"), TextTable.Column("VALUE", limit: 60),
        TextTable.Column("FROM", limit: 60),
      ])
    for setting in settings.effective() {
      switch output {
      case .table: table.add([setting.name, setting.value ?? "-", setting.origin])
      case .jsonl:
        var line = JSONLine()
        line.add("name", setting.name)
        line.add("value", setting.value)
        line.add("from", setting.origin)
        out.write(line.finished + "\n")
      }
    }
    table.finish()
  }
}
