internal import TrailEvents
internal import TrailFiles
internal import TrailPeople
internal import TrailSearch

/// How queries are read.
public struct QueryOptions: Sendable {
  /// The zone of times that name none.
  public var zone: DisplayZone
  /// The month in which a fiscal year (`fy2024`) starts.
  public var fiscalMonth: Int

  /// Times in UTC, fiscal years from April, where nothing else is said.
  public init(zone: DisplayZone = .utc, fiscalMonth: Int = 4) {
    self.zone = zone
    self.fiscalMonth = fiscalMonth
  }
}

/// A query with the span of time it is limited to.
public struct EventQuery: Sendable {
  let query: Query
  /// How words without a key, and AND beside OR, were read: lines for people.
  public let notes: [String]

  /// The query in its canonical spelling: times absolute, every value with its key.
  public var canonical: String { query.description }

  /// Parses a query.
  ///
  /// - Parameters:
  ///   - arguments: The words of the query; see `trailsift help query`.
  ///   - since: The first time that counts, for example `2024-03-01` or `7d`; `nil` for no bound.
  ///   - until: The last time that counts; a day, hour, minute or second counts whole.
  ///   - options: How times are read.
  ///   - index: Whose last event `end` stands for, and whose people `person:` finds; without one both
  ///     are refused.
  public init(
    _ arguments: [String], since: String? = nil, until: String? = nil,
    options: QueryOptions = QueryOptions(), index: EventIndex? = nil
  ) throws(TrailsiftError) {
    let times = TimeContext(
      zone: options.zone.rules,
      end: { index.flatMap { try? $0.searcher.timeRange()?.upperBound } },
      fiscalMonth: options.fiscalMonth)
    do {
      var told: [String] = []
      let context = QueryContext(times: times, list: EventQuery.lines) {
        (key) throws(QueryError) in
        guard let index else { throw QueryError("`person:\(key)` needs an index to ask") }
        let person = try EventQuery.person(key, index)
        told.append(person.told)
        return person.query
      }
      let parsed = try QueryParser.read(arguments, context: context)
      var parts: [Query] = parsed.query == .all ? [] : [parsed.query]
      let from = try since.map { try EventQuery.span($0, "--since", times).lowerBound }
      let to = try until.map { try EventQuery.span($0, "--until", times).upperBound }
      if let from, let to, from >= to {
        throw TrailsiftError("--since \(since ?? "") is not before --until \(until ?? "")")
      }
      if from != nil || to != nil { parts.append(.time(from: from, to: to)) }
      query = parts.isEmpty ? .all : (parts.count == 1 ? parts[0] : .and(parts))
      notes = parsed.notes + told
    } catch {
      throw .from(error)
    }
  }

  private static func person(
    _ key: String, _ index: EventIndex
  ) throws(QueryError) -> (query: Query, told: String) {
    do {
      return try index.searcher.leavingDamageOut { try PersonQuery.find(key, index.searcher) }
    } catch let error as QueryError {
      throw error
    } catch {
      throw QueryError("`person:\(key)`: \(error)")
    }
  }

  /// The event with an id; a shorter text finds the ids that start with it.
  public init(id: String) {
    query = .key(.id, id.utf8.count == 36 ? .equal(id) : .prefix(id))
    notes = []
  }

  init(_ query: Query) {
    self.query = query
    notes = []
  }

  /// Whether an argument is a term that must not hold, written with a dash: `-user:alice`.
  public static func isNegatedTerm(_ argument: String) -> Bool {
    QueryParser.isNegatedTerm(argument)
  }

  private static func span(
    _ text: String, _ option: String, _ times: TimeContext
  ) throws -> Range<Int64> {
    do {
      return try times.span(text)
    } catch {
      throw TrailsiftError("\(option): \(error.reason)")
    }
  }

  /// The largest file of values that is read.
  private static let longestList = 64 << 20

  /// The lines of a file of values, without blanks around them, empty ones and `#` comments;
  /// `-` is standard input.
  private static func lines(of name: String) throws(QueryError) -> [String] {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try UserFile.read(name, limit: longestList + 1)
    } catch {
      throw QueryError("the values in `\(name)`: \(error)")
    }
    guard bytes.count <= longestList else {
      throw QueryError("the values in `\(name)`: more than \(longestList >> 20) MiB")
    }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.drop(while: \.isWhitespace)
      guard let end = words.lastIndex(where: { !$0.isWhitespace }), words.first != "#" else {
        return nil
      }
      return String(words[...end])
    }
  }
}

extension EventQuery {
  /// Languages of other tools that a query can be written in.
  public static var languages: [String] { QueryTranslation.Language.allCases.map(\.rawValue) }

  /// The query in the language of another tool, for teaching.
  ///
  /// - Parameter language: One of ``languages``.
  /// - Returns: The text, and remarks on what it says less exactly.
  public func translated(
    to language: String
  ) throws(TrailsiftError) -> (text: String, remarks: [String]) {
    guard let language = QueryTranslation.Language(rawValue: language) else {
      throw TrailsiftError("--as takes \(EventQuery.languages.joined(separator: ", "))")
    }
    do {
      var translation = QueryTranslation(language)
      let text = try translation.text(query)
      return (text, translation.remarks)
    } catch {
      throw .from(error)
    }
  }
}
