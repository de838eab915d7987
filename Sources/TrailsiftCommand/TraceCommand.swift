internal import ArgumentParser
internal import Trailsift

/// `trailsift trace`.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", _superCommandName: "trailsift",
    abstract: "Follow a session: where it came from, and what came from it.",
    discussion: """
      trailsift trace ASIAEXAMPLEKEY000002
      trailsift trace 60c1d7fa
      trailsift trace AKIAIOSFODNN7EXAMPLE --depth 6 -o json

      trailsift trace hanako

      Takes an access key, the id of an event (its beginning is enough), or the name, the source \
      identity or the principal id of a role session; where several sessions have the name, they are \
      listed. Upwards: the call that issued the session's credentials, the session that made it, and \
      so on to a sign-in, a long-term key, or where the archive ends, which is said. An event of a \
      sign-in leads to the session that the sign-in began. Downwards: sessions that came from it by \
      AssumeRole and the like. Nothing is guessed: each step says how it is known. \
      Exit status: 0 found, 1 nothing found, 2 error.
      """)

  enum Format: String, WordOption { case table, json }

  @OptionGroup var location: IndexOption
  @OptionGroup var display: DisplayOptions
  @Argument(help: "An access key, an event id or its beginning, or a session's name.") var word:
    String
  @Option(help: "How many steps downwards are shown.") var depth = 3
  @Option(name: [.customShort("o"), .long], help: "table or json.") var output = Format.table

  func validate() throws {
    guard (0...20).contains(depth) else { throw ValidationError("--depth must be 0 to 20") }
  }

  func run() throws {
    try display.apply()
    let index = try location.open()
    guard let report = try index.trace(word, depth: depth) else {
      let sessions = try index.sessions(named: word)
      if !sessions.isEmpty {
        list(sessions)
        throw ExitStatus.failed
      }
      Diagnostics.error("no event has the key or the id, and no session the name `\(word)`")
      throw ExitStatus.nothingFound
    }
    let out = Output.standard
    if output == .json {
      out.write(TraceCommand.json(report).finished + "\n")
      return
    }
    func line(_ indent: Int, _ text: String) {
      out.write(String(repeating: "  ", count: indent) + TerminalText.visible(text) + "\n")
    }
    if let signIn = report.signIn {
      line(
        0,
        "sign-in  \(signIn.time)  \(signIn.kind)  \(signIn.person ?? signIn.sub ?? "(unknown)")  "
          + "\(signIn.verdict)  mfa \(signIn.mfa)  match \(signIn.match)"
      )
      for (number, part) in signIn.parts.enumerated() {
        let mark = number == signIn.parts.count - 1 ? "└" : "├"
        line(
          1,
          "\(mark) \(part.event)  \(part.time)  account \(part.account ?? "-")  "
            + (part.id ?? "no id"))
      }
    }
    line(0, "from     \(report.origin)")
    for (number, session) in report.chain.enumerated().reversed() where number > 0 {
      let indent = report.chain.count - 1 - number
      line(indent, TraceCommand.title(session))
      line(indent + 1, TraceCommand.activity(session))
      if let issue = report.chain[number - 1].issue {
        line(
          indent + 1, "└ \(issue.event)  \(issue.time)  \(issue.id ?? "no id")  (\(issue.reason))")
      }
    }
    let indent = max(report.chain.count - 1, 0)
    if report.chain.count == 1, let issue = report.tree.issue {
      line(0, "issued   \(issue.event)  \(issue.time)  \(issue.id ?? "no id")  (\(issue.reason))")
    }
    write(report.tree, indent, isAskedFor: true, line)
  }

  /// Sessions that are listed where several have a name.
  private static let mostSessions = 20

  /// Lists the sessions that the word may mean.
  private func list(_ sessions: [NamedSession]) {
    Diagnostics.error(
      TerminalText.visible(
        "`\(word)` may mean \(NumberText.counted(sessions.count, "session")), newest first:"))
    for session in sessions.prefix(TraceCommand.mostSessions) {
      let what = [
        session.role.map { "role \($0)" }, session.account.map { "account \($0)" },
        session.last.map { "last \($0)" }, NumberText.counted(session.events, "event"),
      ].compactMap { $0 }.joined(separator: " · ")
      Diagnostics.line(
        TerminalText.visible("  trailsift trace \(session.key ?? "(no id)")   \(what)"))
    }
    if sessions.count > TraceCommand.mostSessions {
      Diagnostics.line("  … and \(sessions.count - TraceCommand.mostSessions) more")
    }
  }

  private func write(
    _ session: SessionReport.Session, _ indent: Int, isAskedFor: Bool,
    _ line: (Int, String) -> Void
  ) {
    line(indent, (isAskedFor ? "▶ " : "") + TraceCommand.title(session))
    line(indent + 1, TraceCommand.activity(session))
    for child in session.children {
      if let issue = child.issue {
        line(
          indent + 1, "└ \(issue.event)  \(issue.time)  \(issue.id ?? "no id")  (\(issue.reason))")
      }
      write(child, indent + 2, isAskedFor: false, line)
    }
    if session.hidden > 0 {
      line(
        indent + 1, "└ \(NumberText.counted(session.hidden, "issue")) more: --depth \(depth + 1)")
    }
  }

  private static func title(_ session: SessionReport.Session) -> String {
    let who = [session.role, session.user].compactMap { $0 }.joined(separator: " / ")
    return [
      session.key ?? session.principal ?? (session.gap == nil ? "(no key)" : "(no session)"),
      session.type, who.isEmpty ? nil : who,
      session.account.map { "account \($0)" },
      session.sourceIdentity.map { "source identity \($0)" },
    ].compactMap { $0 }.joined(separator: "  ")
  }

  private static func activity(_ session: SessionReport.Session) -> String {
    if let gap = session.gap { return gap }
    guard let first = session.first, let last = session.last else {
      return "no event of this session is in the archive"
    }
    let names = session.names.map { "\($0.name) \(NumberText.grouped($0.count))" }
    return "\(NumberText.counted(session.events, "event"))  \(first) … \(last)  "
      + names.joined(separator: ", ")
  }

  // MARK: JSON

  private static func json(_ report: SessionReport) -> JSONLine {
    var line = JSONLine()
    line.add("origin", report.origin)
    line.add("sign_in", report.signIn?.parts.first?.id)
    line.add(
      "sign_in_events",
      (report.signIn?.parts ?? []).map { part in
        var item = JSONLine()
        item.add("time", part.time)
        item.add("event", part.event)
        item.add("account", part.account)
        item.add("id", part.id)
        return item
      })
    line.add("chain", report.chain.map { json($0) })
    line.add("session", json(report.tree))
    if !Completeness.isComplete { line.add("complete", false) }
    return line
  }

  private static func json(_ session: SessionReport.Session) -> JSONLine {
    var line = JSONLine()
    line.add("key", session.key)
    line.add("principal", session.principal)
    line.add("user", session.user)
    line.add("role", session.role)
    line.add("type", session.type)
    line.add("account", session.account)
    line.add("source_identity", session.sourceIdentity)
    line.add("first", session.first)
    line.add("last", session.last)
    line.add("events", session.events)
    if let issue = session.issue {
      var item = JSONLine()
      item.add("event", issue.event)
      item.add("time", issue.time)
      item.add("id", issue.id)
      item.add("account", issue.account)
      item.add("reason", issue.reason)
      line.add("issue", item)
    } else {
      line.add("issue", nil)
    }
    line.add("children", session.children.map { json($0) })
    line.add("hidden", session.hidden)
    line.add("gap", session.gap)
    return line
  }
}
