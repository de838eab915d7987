internal import ArgumentParser
internal import Trailsift

/// Which indexes a command works on.
protocol IndexChoosing {
  var index: [String] { get }
  var allowIncomplete: Bool { get }
}

/// Which time counts, and in which zone times are read and shown.
protocol TimeChoosing {
  var since: String? { get }
  var until: String? { get }
  var tz: String? { get }
  var utc: Bool { get }
  var local: Bool { get }
}

/// How an answer is shown.
protocol DisplayChoosing {
  var color: TextStyle.Choice? { get }
  var noPager: Bool { get }
}

/// What `--help` says of options that several groups have.
private enum OptionHelp {
  static let index: ArgumentHelp = """
    The index directory (default: $TRAILSIFT_INDEX, or the nearest .trailsift upward). Commands \
    that only read take several, each after its own -I, and answer as one index would.
    """
  static let allowIncomplete: ArgumentHelp =
    "Take an answer for good although a part of the index is damaged."
  static let since: ArgumentHelp =
    "First time that counts: 2024-03-01, 2024-03-01T09:00Z, 7d, end-30d, fy2024."
  static let until: ArgumentHelp =
    "Last time that counts; a day, hour, minute or second counts whole."
  static let tz: ArgumentHelp =
    "Time zone to read and show times in: Asia/Tokyo, +09:00, UTC, local."
  static let utc: ArgumentHelp = "The same as --tz UTC."
  static let local: ArgumentHelp = "The same as --tz local."
  static let color: ArgumentHelp = "When to use colours: auto, always or never."
  static let noPager: ArgumentHelp = "Do not send the answer through a pager on a terminal."
}

/// The options of commands that ask for events.
///
/// One group and not three: for each group the parser has the runtime go through all conformances of the
/// program five times, which was a tenth of a look-up (Documentation/Performance.md).
struct LookupOptions: ParsableArguments, IndexChoosing, TimeChoosing, DisplayChoosing {
  @Option(name: [.customShort("I"), .long], help: OptionHelp.index) var index: [String] = []
  @Flag(help: OptionHelp.allowIncomplete) var allowIncomplete = false
  @Option(help: OptionHelp.since) var since: String?
  @Option(help: OptionHelp.until) var until: String?
  @Option(help: OptionHelp.tz) var tz: String?
  @Flag(help: OptionHelp.utc) var utc = false
  @Flag(help: OptionHelp.local) var local = false
  @Option(help: OptionHelp.color) var color: TextStyle.Choice?
  @Flag(help: OptionHelp.noPager) var noPager = false
}

/// The options that every command on an index has.
struct IndexOption: ParsableArguments, IndexChoosing {
  @Option(name: [.customShort("I"), .long], help: OptionHelp.index) var index: [String] = []
  @Flag(help: OptionHelp.allowIncomplete) var allowIncomplete = false
}

/// The limits in time and the zone of commands that show no table of events.
struct TimeOptions: ParsableArguments, TimeChoosing {
  @Option(help: OptionHelp.since) var since: String?
  @Option(help: OptionHelp.until) var until: String?
  @Option(help: OptionHelp.tz) var tz: String?
  @Flag(help: OptionHelp.utc) var utc = false
  @Flag(help: OptionHelp.local) var local = false
}

/// The look of answers that no span of time limits.
struct DisplayOptions: ParsableArguments, DisplayChoosing {
  @Option(help: OptionHelp.color) var color: TextStyle.Choice?
  @Flag(help: OptionHelp.noPager) var noPager = false
}

extension IndexChoosing {
  /// The path of the index of a command that works on one.
  func findOne() throws -> String { try IndexLocation.findOne(options: index) }

  /// Opens the indexes and tells of states that could not be used.
  func open() throws -> EventIndex {
    let found = try EventIndex(paths: try IndexLocation.find(options: index))
    for warning in found.warnings {
      Diagnostics.error("\(warning); an older state of the index is used")
    }
    if found.unconfirmed > 0 {
      Diagnostics.error(
        "\(NumberText.counted(found.unconfirmed, "pair")) of records across the indexes may be "
          + "copies and could not be compared, because a source is gone or changed: counted as "
          + "events of their own")
    }
    Completeness.watch(found, isAllowed: allowIncomplete)
    ReadingLine.standard.watch(found)
    return found
  }
}

extension TimeChoosing {
  /// The zone of times that name none, and of the times that are shown.
  func zone() throws -> DisplayZone {
    if utc { return .utc }
    if local { return .local() }
    return try Configuration.read().zone(option: tz)
  }

  /// Whether somebody asked for a zone.
  var isNamed: Bool {
    utc || local || tz != nil || DisplayZone.variableValue != nil
  }

  /// Reads a query and tells how words without a key were read.
  func query(_ words: [String], _ index: EventIndex) throws -> EventQuery {
    let query = try EventQuery(
      words, since: since, until: until,
      options: QueryOptions(zone: try zone(), fiscalMonth: try Configuration.read().fiscalMonth),
      index: index)
    for note in query.notes { Diagnostics.line(TerminalText.visible(note)) }
    return query
  }
}

extension DisplayChoosing {
  /// Takes effect; must come before anything is written.
  func apply() throws {
    let file = try Configuration.read()["color"]
    TextStyle.choice = color ?? file.flatMap { TextStyle.Choice(rawValue: $0) } ?? .auto
  }

  /// Starts a pager where one is wanted.
  func startPager() throws {
    if !noPager { Pager.start(configured: try Configuration.read()["pager"]) }
  }
}

extension Diagnostics {
  /// The query and a mark below the place of a mistake.
  static func caret(_ place: TrailsiftError.Place) -> String {
    let scalars = place.query.unicodeScalars
    let before = String(String.UnicodeScalarView(scalars.prefix(place.column - 1)))
    let cells = TerminalText.width(TerminalText.visible(before))
    return "  \(TerminalText.visible(place.query))\n  \(String(repeating: " ", count: cells))^"
  }
}
