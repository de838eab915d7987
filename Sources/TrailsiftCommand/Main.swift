internal import ArgumentParser
internal import Glibc
internal import Trailsift

/// The command `trailsift`: flags in, text out, exit status.
@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trailsift",
    abstract: "Index archives of AWS CloudTrail logs and look things up in milliseconds, offline.",
    discussion: """
      trailsift index ~/archive
      trailsift search user:alice ip:203.0.113.0/24 --since 2024-01-01
      trailsift count result:denied --by user,ip --top 10
      trailsift timeline event:ConsoleLogin --every 1d

      `trailsift help query` and `trailsift help time` tell how to ask.

      The archive is only read, never written; no network connection is made.
      """,
    version: "trailsift \(Trailsift.version)",
    subcommands: [
      IndexCommand.self, SearchCommand.self, CountCommand.self, TimelineCommand.self,
      LoginsCommand.self, TraceCommand.self, WhoCommand.self, ReportCommand.self,
      ConfigCommand.self,
      ShowCommand.self, SourcesCommand.self, FieldsCommand.self, StatsCommand.self,
      DemoCommand.self, CheckCommand.self, CompactCommand.self, ForgetCommand.self,
      VerifyCommand.self, ManifestCommand.self, CoverageCommand.self, GapsCommand.self,
      CommitCommand.self, DoctorCommand.self, InspectCommand.self,
    ])

  static func main() {
    do {
      // `-user:alice` means NOT, and would be taken for options.
      let typed = CommandLine.arguments.dropFirst()
      // A shell that asks for completion hands the words over as they stand.
      let isCompletion = typed.first == "---completion"
      let arguments = typed.flatMap { argument in
        !isCompletion && EventQuery.isNegatedTerm(argument)
          ? ["NOT", String(argument.dropFirst())] : [argument]
      }
      if arguments.count == 2, arguments[0] == "help", let text = HelpTopics.text(arguments[1]) {
        Output.standard.write(text)
        Output.standard.flush()
        return
      }
      if arguments == ["--version"] {
        // Scripts ask this before anything else: the grammar of all commands is not made for it.
        Output.standard.write(configuration.version + "\n")
        Output.standard.flush()
        return
      }
      if let script = CompletionScript.text(arguments) {
        Output.standard.write(script + "\n")
        Output.standard.flush()
        return
      }
      var command = try parsed(arguments)
      try command.run()
      Output.standard.flush()
      Pager.finish()
      if Completeness.tell() { Glibc.exit(ExitStatus.failed.rawValue) }
    } catch let status as ExitStatus {
      Output.standard.flush()
      Pager.finish()
      Glibc.exit(Completeness.tell() ? ExitStatus.failed.rawValue : status.rawValue)
    } catch let error as TrailsiftError {
      Output.standard.flush()
      Pager.finish()
      Diagnostics.error(error.description)
      if let place = error.place { Diagnostics.line(Diagnostics.caret(place)) }
      Glibc.exit(ExitStatus.failed.rawValue)
    } catch {
      // ArgumentParser ends with 64 for wrong usage; grep's users expect 2.
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if code.isSuccess {
        Output.standard.write(message + "\n")
        Output.standard.flush()
        Glibc.exit(0)
      }
      Diagnostics.usage(message)
      Glibc.exit(ExitStatus.failed.rawValue)
    }
  }
}

extension Main {
  /// The command that some arguments ask for.
  ///
  /// The subcommand parses its own arguments when it is named first: going through all of the tree
  /// costs a look-up a quarter of its time. What is wrong is parsed once more from the root, which knows
  /// how to tell it. Each subcommand names `trailsift` as its `_superCommandName`: help then has the
  /// whole command, and the parser does not look for a request for completion scripts, which costs a
  /// look-up another millisecond and is answered above.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    if let name = arguments.first,
      let subcommand = configuration.subcommands.first(where: { $0._commandName == name })
    {
      do {
        return try subcommand.parseAsRoot(Array(arguments.dropFirst()))
      } catch {
        return try parseAsRoot(arguments)
      }
    }
    return try parseAsRoot(arguments)
  }
}

/// How the command ends: the contract that scripts rely on.
enum ExitStatus: Int32, Error {
  /// `search`, `show`: nothing found; `check`: something is wrong.
  case nothingFound = 1
  /// Wrong usage, or it could not be done.
  case failed = 2
  /// `index`: done, and some sources are damaged or unreadable.
  case incomplete = 3
  /// `index`, `compact`: somebody asked to stop.
  case interrupted = 130
}
