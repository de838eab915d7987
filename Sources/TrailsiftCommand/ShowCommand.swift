internal import ArgumentParser
internal import Glibc
internal import Trailsift

/// `trailsift show`.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", _superCommandName: "trailsift",
    abstract: "Show events in full: what is known of them, and the original record.",
    discussion: """
      trailsift show 60c1d7fa-615c-4c70-bb83-6b44b39941c7
      trailsift show 60c1d7fa --context 5
      trailsift show 111122223333_CloudTrail_us-east-1_20240301T0005Z_x.json.gz#17
      trailsift show --raw 60c1d7fa | jq .userIdentity

      The beginning of an event id is enough; when several events have it they are listed and the \
      exit status is 2. FILE#N is record N, counted from 0, of a file: its path below the root as \
      answers print it, an absolute one, or the end of one. --context shows what was done with the \
      same access key (or else by the same user, or from the same address) before and after. -o json \
      adds `path`, `digest` (what CloudTrail's digests say of the file), `copies_at` and `original` to \
      the fields of `search -o jsonl`. 1: no event has the id.
      """)

  enum Format: String, WordOption { case text, json, raw }

  @OptionGroup var location: IndexOption
  @OptionGroup var display: DisplayOptions
  @Option(help: "Time zone to show times in: Asia/Tokyo, +09:00, UTC, local.") var tz: String?
  @Argument(help: "Event ids, or their beginnings; or FILE#N.") var ids: [String]
  @Flag(help: "Print the original record alone, on one line; the same as -o raw.") var raw = false
  @Option(name: [.customShort("o"), .long], help: "text, json (one object an event) or raw.")
  var output: Format?
  @Option(name: [.customShort("C"), .long], help: "Events to show before and after each.")
  var context = 0

  /// Candidates that are listed for an id that several events have.
  private static let listed = 20

  private var format: Format { output ?? (raw ? .raw : .text) }

  func validate() throws {
    if raw, let output, output != .raw {
      throw ValidationError("--raw and -o \(output.rawValue) exclude each other")
    }
    if context < 0 { throw ValidationError("--context must not be negative") }
    if context > 0, format == .raw {
      throw ValidationError("-o raw prints the record alone, without --context")
    }
  }

  func run() throws {
    try display.apply()
    let index = try location.open()
    let zone = try Configuration.read().zone(option: tz)
    let printer = ShownEvent(format: format, zone: zone, out: .standard)
    var isFound = true
    if format == .text { try display.startPager() }
    for text in ids {
      let records = try place(text).map { try find($0, index) } ?? find(text, index)
      if records.isEmpty { isFound = false }
      for record in records {
        let neighbours = context > 0 ? try index.neighbours(of: record, count: context) : nil
        if context > 0, neighbours == nil {
          Diagnostics.line(
            "\(text): no neighbours: the event has no time, or no key, user, sub and ip to follow")
        }
        let statement = format == .raw ? nil : try index.digestStatement(of: record.path)
        printer.write(record, neighbours, statement: statement)
      }
    }
    if format == .json { Completeness.finish(.standard) }
    if !isFound { throw ExitStatus.nothingFound }
  }

  // MARK: By id

  private func find(_ text: String, _ index: EventIndex) throws -> [EventRecord] {
    // `60c1*` is how a search asks for the same.
    let id = text.hasSuffix("*") ? String(text.dropLast()) : text
    var found: [EventRecord] = []
    var options = SearchOptions()
    options.oldestFirst = true
    options.limit = ShowCommand.listed
    let outcome = try index.records(EventQuery(id: id), options, withCopies: format != .raw) {
      found.append($0)
    }
    if found.isEmpty { Diagnostics.error("no event has the id `\(id)`") }
    // One id may name events of several accounts: they are all shown.
    let isOneID = Set(found.map { $0.event[.id] }).count <= 1
    guard isOneID, outcome.total <= ShowCommand.listed else {
      list(found, total: outcome.total, id: id)
      throw ExitStatus.failed
    }
    return found
  }

  private func list(_ found: [EventRecord], total: Int, id: String) {
    Output.standard.flush()
    Diagnostics.error("\(NumberText.counted(total, "event")) start with `\(id)`:")
    for record in found {
      Diagnostics.line(
        "  \(record.event[.id] ?? "-")  \(record.event[.time] ?? "-")  "
          + TerminalText.visible(record.event[.event] ?? "-"))
    }
    if total > found.count {
      Diagnostics.line(
        "  … and \(NumberText.grouped(total - found.count)) more; all of them: "
          + "trailsift search 'id:\(id)*'")
    }
  }

  // MARK: By place

  /// The file and the number of `FILE#N`; `nil` for an id.
  private func place(_ text: String) -> (file: String, number: Int)? {
    guard let mark = text.lastIndex(of: "#"), mark != text.startIndex,
      let number = Int(text[text.index(after: mark)...]), number >= 0
    else { return nil }
    return (String(text[..<mark]), number)
  }

  private func find(
    _ place: (file: String, number: Int), _ index: EventIndex
  ) throws -> [EventRecord] {
    var found = try index.records(at: place.file, number: place.number)
    // A path from here, as a shell completes it.
    if found.isEmpty, let resolved = realpath(place.file, nil) {
      defer { free(resolved) }
      found = try index.records(at: String(cString: resolved), number: place.number)
    }
    guard found.count <= 1 else {
      Output.standard.flush()
      Diagnostics.error("\(NumberText.counted(found.count, "file")) end with `\(place.file)`:")
      for record in found.prefix(ShowCommand.listed) {
        Diagnostics.line("  " + TerminalText.visible(record.path))
      }
      throw ExitStatus.failed
    }
    switch found.first?.outcome {
    case .event(let record)?: return [record]
    case .copy(let record)?:
      Diagnostics.line(
        "record \(place.number) is a copy of record \(record.event.record) of "
          + TerminalText.visible(record.event[.file] ?? record.path))
      return [record]
    case .rejected(let reason)?:
      Diagnostics.error("record \(place.number) of `\(place.file)` gave no event: \(reason)")
    case .absent(let records)?:
      Diagnostics.error(
        "`\(place.file)` has \(NumberText.counted(records, "record")), counted from 0")
    case nil:
      Diagnostics.error(
        "no file of the index has the path `\(place.file)`; `trailsift sources` lists them")
    }
    return []
  }
}
