/// What a run of indexing did; the numbers of `index -o json`.
package struct IndexSummary: Sendable {
  /// Files and other things that the walk met.
  package var seen = 0
  /// Sources that the index did not hold.
  package var new = 0
  /// Sources that were replaced or changed since they were indexed.
  package var changed = 0
  package var unchanged = 0
  /// Sources that stand under a new path with the bytes they had: only their path was changed.
  package var moved = 0
  /// Files that changed while they were read, left for the next run.
  package var deferred = 0
  /// Sources of the index that are no longer in the archive; their events stay.
  package var gone = 0
  /// Sources met by this run that are broken or unreadable, also when that was known before.
  package var damaged = 0
  /// Sources met by this run that are CloudTrail's digests.
  package var digests = 0
  /// Sources met by this run that name people or accounts.
  package var directories = 0
  /// Sources met by this run that are not logs, also when that was known before.
  package var skipped = 0
  /// Sources met by this run that hold no record.
  package var empty = 0
  /// Of the sources read by this run: records, the rejected ones among them, and the events that
  /// are copies.
  package var records = 0
  package var rejected = 0
  package var duplicates = 0
  /// Records that are events of their own.
  package var events: Int { records - rejected - duplicates }
  /// Bytes of the files met.
  package var archiveBytes: Int64 = 0
  /// Bytes after decompression of the sources read.
  package var jsonBytes: Int64 = 0
  /// Bytes of the index afterwards.
  package var indexBytes: Int64 = 0
  /// Possible copies that could not be confirmed because a source is gone or changed.
  package var unconfirmed = 0
  /// Segments that were written.
  package var segments = 0
  /// Merges of segments at the end of the run.
  package var merges = 0
  /// New and changed files that were not read, because the run was asked to stop.
  package var unread = 0
  /// Whether the run was asked to stop; what it had read is committed.
  package var isCancelled = false
  /// The first damaged sources, for the closing summary: path, reason, offset.
  package var damagedSources: [(path: String, reason: String, offset: Int64?)] = []

  package init() {}
}

/// How far a run of indexing is.
package struct IndexProgress: Sendable {
  /// Files to read in all, and done.
  package var files = 0
  package var filesDone = 0
  /// Bytes to read in all, and done.
  package var bytes: Int64 = 0
  package var bytesDone: Int64 = 0
  /// Records so far.
  package var records = 0

  package init() {}
}
