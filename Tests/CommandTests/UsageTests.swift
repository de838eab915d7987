import Testing
import TrailTestSupport

/// How the commands are told.
@Suite struct UsageTests {
  @Test func `every command says that it is a part of trailsift`() throws {
    let directory = try TemporaryDirectory()
    let help = try CommandRun(["--help"], in: directory.path)
    let listed = help.output.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS:") }
      .dropFirst()
    // The names of commands stand two blanks in; what is behind them goes on further right.
    let names = listed.filter { $0.hasPrefix("  ") && $0.dropFirst(2).first?.isLetter == true }
      .compactMap { $0.split(whereSeparator: { " ,".contains($0) }).first.map(String.init) }
      .filter { $0 != "help" && $0 != "See" }
    #expect(names.count >= 24 && names.contains("search"), "\(names)")
    for name in names {
      let run = try CommandRun([name, "--help"], in: directory.path)
      #expect(run.status == 0 && run.output.contains("USAGE: trailsift \(name)"), "\(name)")
    }
  }
}
