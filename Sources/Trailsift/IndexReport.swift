internal import TrailEvents
internal import TrailSearch
internal import TrailSegment

/// What an index holds: the numbers of `stats`.
public struct IndexReport: Sendable {
  /// Records seen: events, duplicates and rejected ones.
  public let records: Int
  /// Distinct events.
  public let events: Int
  /// Records that are copies of an event.
  public let duplicates: Int
  /// Events that share their id with another event of another account or time.
  public let idConflicts: Int
  /// Records that are broken or are no events.
  public let rejected: Int
  /// Time of the earliest event, UTC; `nil` when no event has a time.
  public let first: String?
  /// Time of the latest event, UTC.
  public let last: String?
  /// Events without a readable time, which no span of time finds.
  public let untimedEvents: Int
  /// Sources that were read whole and gave records.
  public let indexedSources: Int
  /// Sources that hold no record.
  public let emptySources: Int
  /// Sources that are no logs.
  public let skippedSources: Int
  /// Sources that are broken or could not be read, and gave no record.
  public let damagedSources: Int
  /// Sources that are broken; the records that could be read were indexed.
  public let partialSources: Int
  /// Digests of CloudTrail.
  public let digestSources: Int
  /// Sources that name people or accounts.
  public let directorySources: Int
  /// Sources that are no longer where they were indexed.
  public let missingSources: Int
  /// Segments of the index.
  public let segments: Int
  /// Terms of all dictionaries, those of each segment counted.
  public let terms: Int
  /// Bytes of the index.
  public let indexBytes: Int64
  /// Bytes of the sources.
  public let archiveBytes: Int64
  /// Commits so far.
  public let generation: UInt64
  /// Version of the segments' format.
  public let format: Int
  /// Bytes of each kind of section, largest first.
  public let bytesByPart: [(part: String, bytes: Int)]

  init(_ statistics: IndexStatistics) {
    records = statistics.records
    events = statistics.events
    duplicates = statistics.duplicates
    idConflicts = statistics.idConflicts
    rejected = statistics.rejected
    first = statistics.first?.description
    last = statistics.last?.description
    untimedEvents = statistics.untimed
    indexedSources = statistics.sources[.indexed] ?? 0
    emptySources = statistics.sources[.empty] ?? 0
    skippedSources = statistics.sources[.skipped] ?? 0
    damagedSources = statistics.sources[.damaged] ?? 0
    partialSources = statistics.sources[.partial] ?? 0
    digestSources = statistics.sources[.digest] ?? 0
    directorySources = statistics.sources[.directory] ?? 0
    missingSources = statistics.missing
    segments = statistics.segments
    terms = statistics.terms
    indexBytes = statistics.indexBytes
    archiveBytes = statistics.archiveBytes
    generation = statistics.generation
    format = Int(SegmentFormat.version)
    bytesByPart = statistics.bytesByPart
  }
}
