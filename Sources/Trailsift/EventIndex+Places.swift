internal import TrailEvents
internal import TrailFiles
internal import TrailSearch

/// What stands at a place of the archive.
public struct PlacedRecord: Sendable {
  /// What became of the record.
  public enum Outcome: Sendable {
    /// It stands for this event.
    case event(EventRecord)
    /// It is a copy of this event.
    case copy(of: EventRecord)
    /// It gave no event, for this reason.
    case rejected(String)
    /// The file holds only so many records.
    case absent(records: Int)
  }

  /// The path of the source below its root.
  public let path: String
  /// What became of the record.
  public let outcome: Outcome
}

/// The events before and after an event that share something with it.
public struct EventNeighbours: Sendable {
  /// What they share, as a query: `key:ASIA…`.
  public let query: String
  /// Earlier events, the oldest first.
  public let before: [Event]
  /// Later events, the oldest first.
  public let after: [Event]
}

extension EventIndex {
  /// What the sources with a path hold as record `number`, counted from 0.
  ///
  /// - Parameter path: Relative to the root of the archive, absolute, or the end of a path; then
  ///   several sources may have it.
  /// - Returns: One a source that has the path; none when no source has it.
  public func records(
    at path: String, number: Int
  ) throws(TrailsiftError) -> [PlacedRecord] {
    try calling {
      try searcher.records(at: Array(path.utf8), number: number).map { place in
        func record(_ hit: Hit) throws -> EventRecord? {
          try records(of: [hit], withCopies: true).first
        }
        let outcome: PlacedRecord.Outcome
        switch place.outcome {
        case .event(let hit):
          outcome = try record(hit).map { .event($0) } ?? .rejected("it cannot be read")
        case .copy(let hit):
          outcome = try record(hit).map { .copy(of: $0) } ?? .rejected("it cannot be read")
        case .rejected(let reason): outcome = .rejected(reason)
        case .absent(let records): outcome = .absent(records: records)
        }
        return PlacedRecord(path: Paths.display(place.path), outcome: outcome)
      }
    }
  }

  /// The events around an event that were done with the same access key; where it has none, by the
  /// same user, subject or from the same address.
  ///
  /// - Parameter count: The most events on either side.
  /// - Returns: `nil` when the event has no time or none of these.
  public func neighbours(
    of record: EventRecord, count: Int
  ) throws(TrailsiftError) -> EventNeighbours? {
    try calling { () throws -> EventNeighbours? in
      guard record.hit.time != nil else { return nil }
      for key in [EventKey.accessKey, .user, .sub, .ip] {
        guard let value = try rows.row(record.hit)[key] else { continue }
        let query = Query.key(key, .exact(value))
        let found = try searcher.neighbours(of: record.hit, query, count: count)
        func events(_ hits: [Hit]) throws -> [Event] {
          try records(of: hits, withCopies: false).map(\.event)
        }
        return EventNeighbours(
          query: query.description, before: try events(found.before),
          after: try events(found.after))
      }
      return nil
    }
  }
}
