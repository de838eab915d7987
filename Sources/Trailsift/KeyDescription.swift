internal import TrailEvents
internal import TrailFormats

/// What a key of the index is and which fields feed it: what `trailsift fields` prints.
public struct KeyDescription: Sendable {
  /// Fields of one format.
  public struct Feed: Sendable {
    /// The format's short name; see ``KeyDescription/formats``.
    public let format: String
    /// Dotted paths of fields, or words.
    public let paths: [String]
  }

  /// The name in queries.
  public let name: String
  /// Other names in queries.
  public let aliases: [String]
  /// What a value is.
  public let meaning: String
  /// A term to search for.
  public let example: String
  /// Whether `:` compares without regard to case and width.
  public let ignoresCase: Bool
  /// The fields, format by format.
  public let feeds: [Feed]

  /// All keys.
  public static let all: [KeyDescription] = KeyGuide.entries.map { KeyDescription($0) }

  /// The formats that feed keys in their own way, and what each is.
  public static let formats: [(format: String, note: String)] = KeyGuide.formatNotes

  /// The key with a name or another name, in any case.
  public static func named(_ name: String) -> KeyDescription? {
    EventKey.named(name).flatMap { KeyGuide.entry($0) }.map { KeyDescription($0) }
  }

  private init(_ entry: KeyGuide) {
    name = entry.key.name
    aliases = entry.key.aliases
    meaning = entry.meaning
    example = entry.example
    ignoresCase = entry.ignoresCase
    feeds = entry.feeds.map { Feed(format: $0.format, paths: $0.paths) }
  }

  /// The page of all keys in Markdown: the second half of `Documentation/LogFormats.md`.
  public static var markdown: String {
    var text = ""
    for key in all {
      text +=
        "### `\(key.name)`\n\n\(key.meaning.prefix(1).uppercased())\(key.meaning.dropFirst())."
      text += key.ignoresCase ? " Compared in any case." : ""
      text += " Example: `\(key.example)`.\n\n| format | fields |\n|---|---|\n"
      for feed in key.feeds {
        let paths = feed.paths.map { "`\($0)`" }.joined(separator: ", ")
        text += "| \(feed.format) | \(paths) |\n"
      }
      text += "\n"
    }
    return text
  }
}
