internal import TrailFiles
internal import TrailIndexing

/// Brings an index up to date with archives.
public enum ArchiveIndexing {
  /// What a run did.
  public struct Report: Sendable {
    public let seen: Int
    public let new: Int
    public let changed: Int
    public let unchanged: Int
    public let gone: Int
    public let damaged: Int
    public let skipped: Int
    public let empty: Int
    public let records: Int
    public let events: Int
    public let duplicates: Int
    public let rejected: Int
    public let archiveBytes: Int64
    public let jsonBytes: Int64
    public let indexBytes: Int64
    /// Possible copies that could not be confirmed, because a source is gone or changed.
    public let unconfirmed: Int
    /// The first damaged sources: path below its root, reason, offset where there is one.
    public let damagedSources: [(path: String, reason: String, offset: Int64?)]
  }

  /// How far a run is.
  public struct Progress: Sendable {
    public let files: Int
    public let filesDone: Int
    public let bytes: Int64
    public let bytesDone: Int64
    public let records: Int
  }

  /// Runs.
  ///
  /// - Parameters:
  ///   - paths: Directories and files.
  ///   - index: The index directory; created when missing.
  ///   - jobs: Workers, at least 1.
  ///   - memory: Bytes that segments under construction may take.
  ///   - progress: Called from any thread, one call at a time.
  public static func run(
    paths: [String], index: String, jobs: Int, memory: Int,
    progress: @escaping @Sendable (Progress) -> Void
  ) throws(TrailsiftError) -> Report {
    var options = IndexWriter.Options()
    options.paths = paths
    options.index = index
    options.jobs = jobs
    options.memory = memory
    options.program = "trailsift \(Trailsift.version)"
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
      unchanged: summary.unchanged, gone: summary.gone, damaged: summary.damaged,
      skipped: summary.skipped, empty: summary.empty, records: summary.records,
      events: summary.events, duplicates: summary.duplicates, rejected: summary.rejected,
      archiveBytes: summary.archiveBytes, jsonBytes: summary.jsonBytes,
      indexBytes: summary.indexBytes, unconfirmed: summary.unconfirmed,
      damagedSources: summary.damagedSources)
  }
}
