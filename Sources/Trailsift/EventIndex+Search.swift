internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSearch
internal import TrailSegment

extension EventIndex {
  /// Calls `body` with the events that satisfy a query, in order and as they are found: the first
  /// ones come before the last ones are looked for.
  public func search(
    _ query: EventQuery, _ options: SearchOptions, _ body: (Event) throws -> Void
  ) throws(TrailsiftError) -> SearchOutcome {
    let needed = options.columns.filter(\.needsRecord)
    return try calling {
      let pages = try HitPages(
        query.query, order: options.oldestFirst ? .oldestFirst : .newestFirst,
        limit: options.limit, start: options.after?.start, searcher: searcher)
      let reader = RecordPathReader()
      let shown = try forEachBatch(pages) { batch in
        var records: [Hit: (id: String?, request: String?, found: [EventColumn: Event.Value])] = [:]
        if !needed.isEmpty {
          try readRecords(batch) { hit, record, _ in
            records[hit] = (
              EventIndex.text(record[.eventID]), EventIndex.text(record[.requestID]),
              EventIndex.values(of: needed, in: record.recordText, reader)
            )
          }
        }
        for hit in batch {
          guard let row = try row(hit) else { continue }
          let known = records[hit]
          try body(
            Event(
              row, id: known?.id, request: known?.request, found: known?.found ?? [:])
          )
        }
      }
      return SearchOutcome(
        shown: shown, total: pages.total,
        next: shown > 0 ? pages.next.map { PageToken(start: $0, query: 0) } : nil)
    }
  }

  /// The first value at each path.
  private static func values(
    of columns: [EventColumn], in json: UnsafeRawBufferPointer, _ reader: RecordPathReader
  ) -> [EventColumn: Event.Value] {
    var values: [EventColumn: Event.Value] = [:]
    for column in columns {
      guard case .path(let path) = column.kind else { continue }
      _ = reader.contains(path, in: json) { value in
        let text = String(decoding: value.bytes, as: UTF8.self)
        values[column] = value.kind == .text ? .text(text) : .json(text)
        return true
      }
    }
    return values
  }

  /// Calls `body` with the path of each source that holds an event of a query, once.
  ///
  /// - Returns: The number of sources.
  public func sources(
    of query: EventQuery, _ body: (String) throws -> Void
  ) throws(TrailsiftError) -> Int {
    try calling {
      let (groups, _) = try searcher.groups(query.query, by: [.file])
      let paths = groups.compactMap { $0.values[0] }
        .sorted { $0.lexicographicallyPrecedes($1) }
      for path in paths { try body(Paths.display(path)) }
      return paths.count
    }
  }

  /// Counts the events of a query by the values of one to three keys.
  ///
  /// - Returns: The groups, most frequent first, with one value a key, `nil` for events without; and
  ///   the number of events.
  public func groups(
    _ query: EventQuery, by names: [String]
  ) throws(TrailsiftError) -> (groups: [(values: [String?], count: Int)], total: Int) {
    guard (1...3).contains(names.count) else {
      throw TrailsiftError("--by takes one to three keys")
    }
    return try calling {
      let fields = try names.map { try GroupField(named: $0) }
      let (groups, total) = try searcher.groups(query.query, by: fields)
      return (
        groups.map { group in
          (group.values.map { $0.map { String(decoding: $0, as: UTF8.self) } }, group.count)
        }, total
      )
    }
  }

  /// Notes from now on what is done to answer queries, for ``explanation()``.
  public func explain() { searcher.trace = QueryTrace() }

  /// What was done for each condition since ``explain()``.
  public func explanation() -> [ExplainedStep] {
    (searcher.trace?.steps ?? []).map {
      ExplainedStep(
        condition: $0.condition, terms: $0.terms, documents: $0.documents, left: $0.left,
        records: $0.records, bytes: $0.bytes, sources: $0.sources)
    }
  }

  /// Texts that make an answer without hits understandable: values that no event has, with the
  /// nearest ones.
  public func hints(_ query: EventQuery) throws(TrailsiftError) -> [String] {
    try calling { try searcher.hints(query.query) }
  }
}

/// What was done for one condition of a query.
public struct ExplainedStep: Sendable {
  /// The condition in canonical spelling.
  public let condition: String
  /// Terms of the dictionaries that matched; `nil` where none are asked.
  public let terms: Int?
  /// Documents found for the condition by itself.
  public let documents: Int
  /// Documents left of all conditions so far; `nil` where the condition stands alone.
  public let left: Int?
  /// Records read; 0 where the index answered.
  public let records: Int
  /// Bytes of these records.
  public let bytes: Int
  /// Sources opened for them.
  public let sources: Int
}

extension EventIndex {
  /// Values of a key that start with a text, for completion; nothing for keys such as `id` and
  /// `time`.
  public func values(
    of key: String, startingWith text: String, limit: Int
  ) throws(TrailsiftError) -> [String] {
    try calling { try searcher.terms(of: key, startingWith: text, limit: limit) }
  }
}

/// The keys of queries.
public enum QueryKeys {
  /// Their names, in the order of `Documentation/Keys.md`.
  public static var names: [String] { EventKey.allCases.map(\.name) }
}
