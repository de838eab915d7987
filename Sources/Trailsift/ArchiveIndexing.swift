internal import TrailFiles
internal import TrailIndexing

/// Brings an index up to date with archives.
public enum ArchiveIndexing {
  /// What a run did.
  public struct Report: Sendable {
    /// Files and other things that the walk met.
    public let seen: Int
    /// Sources that the index did not hold.
    public let new: Int
    /// Sources that were replaced since they were indexed.
    public let changed: Int
    /// Sources that were not read again.
    public let unchanged: Int
    /// Sources that were found under a new path, with the bytes they had; not read again.
    public let moved: Int
    /// Files that changed while they were read; the next run reads them.
    public let deferred: Int
    /// Sources that are no longer there; their events stay.
    public let gone: Int
    /// Sources met that are broken or unreadable, known ones included.
    public let damaged: Int
    /// Sources met that are no logs, known ones included.
    public let skipped: Int
    /// Sources met that hold no record.
    public let empty: Int
    /// Sources met that are CloudTrail's digests.
    public let digests: Int
    /// Sources met that name people or accounts.
    public let directories: Int
    /// Records read.
    public let records: Int
    /// Of these, events of their own.
    public let events: Int
    /// Of these, copies of an event.
    public let duplicates: Int
    /// Of these, broken ones and such as are no events.
    public let rejected: Int
    /// Bytes of the files met.
    public let archiveBytes: Int64
    /// Bytes read after decompression.
    public let jsonBytes: Int64
    /// Bytes of the index afterwards.
    public let indexBytes: Int64
    /// Possible copies that could not be confirmed, because a source is gone or changed.
    public let unconfirmed: Int
    /// The first damaged sources: path below its root, reason, offset where there is one.
    public let damagedSources: [(path: String, reason: String, offset: Int64?)]
    /// New and changed files that were not read, because the run was asked to stop.
    public let unread: Int
    /// Whether the run was asked to stop; what it had read is committed.
    public let isCancelled: Bool
  }

  /// How far a run is.
  public struct Progress: Sendable {
    /// Files to read.
    public let files: Int
    /// Files read so far.
    public let filesDone: Int
    /// Bytes to read.
    public let bytes: Int64
    /// Bytes read so far.
    public let bytesDone: Int64
    /// Records read.
    public let records: Int
  }

  /// Runs.
  ///
  /// - Parameters:
  ///   - paths: Directories and files.
  ///   - index: The index directory; created when missing.
  ///   - jobs: Workers, at least 1.
  ///   - memory: Bytes that segments under construction may take.
  ///   - recordLimit: Bytes a record may have; `nil` for 16 MiB.
  ///   - comparesContent: Whether files that look unchanged are hashed and compared.
  ///   - isCancelled: Asked now and then from any thread: whether to stop. What was read until then
  ///     is committed.
  ///   - progress: Called from any thread, one call at a time.
  public static func run(
    paths: [String], index: String, jobs: Int, memory: Int, recordLimit: Int? = nil,
    comparesContent: Bool = false,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Progress) -> Void
  ) throws(TrailsiftError) -> Report {
    var options = IndexWriter.Options()
    options.paths = paths
    options.index = index
    options.jobs = jobs
    options.memory = memory
    if let recordLimit { options.recordLimit = recordLimit }
    options.program = "trailsift \(Trailsift.version)"
    options.isCancelled = isCancelled
    options.comparesContent = comparesContent
    do {
      let writer = IndexWriter(options: options, storage: PosixStorage(path: index))
      let summary = try writer.run { now in
        progress(
          Progress(
            files: now.files, filesDone: now.filesDone, bytes: now.bytes,
            bytesDone: now.bytesDone, records: now.records))
      }
      return Report(summary)
    } catch {
      throw .from(error)
    }
  }
}

extension ArchiveIndexing.Report {
  fileprivate init(_ summary: IndexSummary) {
    self.init(
      seen: summary.seen, new: summary.new, changed: summary.changed,
      unchanged: summary.unchanged, moved: summary.moved, deferred: summary.deferred,
      gone: summary.gone, damaged: summary.damaged,
      skipped: summary.skipped, empty: summary.empty, digests: summary.digests,
      directories: summary.directories, records: summary.records,
      events: summary.events, duplicates: summary.duplicates, rejected: summary.rejected,
      archiveBytes: summary.archiveBytes, jsonBytes: summary.jsonBytes,
      indexBytes: summary.indexBytes, unconfirmed: summary.unconfirmed,
      damagedSources: summary.damagedSources, unread: summary.unread,
      isCancelled: summary.isCancelled)
  }
}
