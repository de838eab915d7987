internal import ArgumentParser
internal import Trailsift

/// The limits in time and the zone that `search` and others take.
struct TimeOptions: ParsableArguments {
  @Option(help: "First time that counts: 2024-03-01, 2024-03-01T09:00Z, 7d, end-30d, fy2024.")
  var since: String?
  @Option(help: "Last time that counts; a day, hour, minute or second counts whole.")
  var until: String?
  @Option(help: "Time zone to read and show times in: Asia/Tokyo, +09:00, UTC, local.")
  var tz: String?
  @Flag(help: "The same as --tz UTC.") var utc = false
  @Flag(help: "The same as --tz local.") var local = false

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

/// How an answer is shown.
struct DisplayOptions: ParsableArguments {
  @Option(help: "When to use colours: auto, always or never.") var color: TextStyle.Choice?
  @Flag(help: "Do not send the answer through a pager on a terminal.") var noPager = false

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
