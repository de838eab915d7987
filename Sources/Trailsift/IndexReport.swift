internal import TrailEvents
internal import TrailSearch
internal import TrailSegment

/// What an index holds: the numbers of `stats`.
public struct IndexReport: Sendable {
  public let records: Int
  public let events: Int
  public let duplicates: Int
  public let idConflicts: Int
  public let rejected: Int
  /// Time of the earliest event, UTC; `nil` when no event has a time.
  public let first: String?
  /// Time of the latest event, UTC.
  public let last: String?
  public let indexedSources: Int
  public let emptySources: Int
  public let skippedSources: Int
  public let damagedSources: Int
  /// Sources that are no longer where they were indexed.
  public let missingSources: Int
  public let segments: Int
  public let terms: Int
  public let indexBytes: Int64
  public let archiveBytes: Int64
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
    indexedSources = statistics.sources[.indexed] ?? 0
    emptySources = statistics.sources[.empty] ?? 0
    skippedSources = statistics.sources[.skipped] ?? 0
    damagedSources = statistics.sources[.damaged] ?? 0
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
