internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// A column of output: a field of the event, another key, or a path into its record.
public struct EventColumn: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case field(EventField)
    case key(EventKey)
    case path(RecordPath)
  }

  let kind: Kind
  /// The name as it was asked for.
  public let name: String

  init(kind: Kind, name: String) {
    self.kind = kind
    self.name = name
  }

  /// A field of `-o jsonl`.
  public static func field(_ field: EventField) -> EventColumn {
    EventColumn(kind: .field(field), name: field.rawValue)
  }

  /// All fields of `-o jsonl`, in their order.
  public static var all: [EventColumn] { EventField.allCases.map { .field($0) } }

  /// The field, when the column is one.
  public var field: EventField? {
    if case .field(let field) = kind { field } else { nil }
  }

  /// A column by the name of a field, of a key that rows show, or a path: `requestParameters.key`.
  ///
  /// - Throws: `TrailsiftError` for other names.
  public init(named name: String) throws(TrailsiftError) {
    self.name = name
    if let field = EventField(rawValue: name.lowercased()) {
      kind = .field(field)
      return
    }
    if let key = EventKey.named(name) {
      if let field = EventField(rawValue: key.name) {
        kind = .field(field)
        return
      }
      let isShown = EventTuple.allCases.contains { $0.members.contains { $0.key == key } }
      guard isShown else {
        throw TrailsiftError(
          "rows do not hold `\(name)`: write the path of the field that you want, for example "
            + "requestParameters.bucketName")
      }
      kind = .key(key)
      return
    }
    guard let path = RecordPath(name) else {
      let names = EventField.allCases.map(\.rawValue)
      let hint =
        Spelling.nearest(to: name.lowercased(), among: names)
        .map { "did you mean `\($0)`?" } ?? "the fields are \(names.joined(separator: " "))"
      throw TrailsiftError("unknown field `\(name)`; \(hint)")
    }
    kind = .path(path)
  }

  /// Whether only the record tells it.
  var needsRecord: Bool {
    switch kind {
    case .field(.id), .field(.request), .path: true
    default: false
    }
  }
}

/// What a search gives, and in which order.
public struct SearchOptions: Sendable {
  /// Oldest first; newest first otherwise.
  public var oldestFirst = false
  /// The most events that are given; `nil` for all.
  public var limit: Int?
  /// The columns that are wanted; those that only records tell are read when they are among them.
  public var columns: [EventColumn] = []
  /// Where to go on; `nil` for the beginning.
  public var after: PageToken?

  /// Newest first, all of them.
  public init() {}
}

/// What a search gave.
public struct SearchOutcome: Sendable {
  /// Events given.
  public let shown: Int
  /// Events that satisfy the query.
  public let total: Int
  /// Where a next search may go on; `nil` when nothing was given.
  public let next: PageToken?
}

/// A place in an answer, bound to its query, that scripts hand back to go on.
public struct PageToken: Sendable, CustomStringConvertible {
  let start: PageStart
  private let query: UInt32

  init(start: PageStart, query: UInt32) {
    self.start = start
    self.query = query
  }

  /// A number that tells queries apart (FNV-1a).
  static func number(of text: String) -> UInt32 {
    text.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// The token as scripts see it.
  public var description: String {
    let time = start.time.map(String.init) ?? "none"
    return "p1_\(time)_\(start.skipped)_\(String(query, radix: 16))"
  }

  /// Reads a token.
  ///
  /// - Parameter words: The query, options of order and time included, as it was typed.
  /// - Throws: `TrailsiftError` for other texts and for the token of another query.
  public init(_ text: String, of words: [String]) throws(TrailsiftError) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "p1", let skipped = Int(parts[2]), skipped >= 0,
      let number = UInt32(parts[3], radix: 16), parts[1] == "none" || Int64(parts[1]) != nil
    else { throw TrailsiftError("`\(text)` is no token of --after") }
    guard number == PageToken.number(of: words.joined(separator: "\u{0}")) else {
      throw TrailsiftError("the token of --after belongs to another query")
    }
    start = PageStart(time: Int64(parts[1]), skipped: skipped)
    query = number
  }

  /// The token of a place for a query as it was typed.
  public func bound(to words: [String]) -> PageToken {
    PageToken(start: start, query: PageToken.number(of: words.joined(separator: "\u{0}")))
  }
}
