internal import Synchronization
internal import TrailFiles
internal import TrailSegment

/// Takes finished segments from the workers, writes them, and publishes them one at a time.
///
/// The state of sources and the segment with their events become visible in the same manifest;
/// so do the drop of a changed source and its new events. While one worker publishes the others read
/// on: what they count has a mutex of its own, which nobody holds for long.
// `@unchecked Sendable`: everything that changes is inside a mutex; of the directory several workers use
// only what writes files of different names, the rest is used by the holder of `published` alone, and
// so are the open segments.
final class CommitQueue: @unchecked Sendable {
  /// What the index consists of so far: held while a segment is published.
  private struct Published {
    var manifest: Manifest
    /// Sources that a segment to come replaces.
    var dropped: [PathKey: (segment: String, source: Int)]
    var segments = 0
    /// Copies that the run added to the index.
    var copiesAdded = 0
    var unconfirmed = 0
  }

  /// What was read so far.
  private struct Counted {
    var summary: IndexSummary
    var progress: IndexProgress
    var error: IndexError?
  }

  private let directory: IndexDirectory
  private let open: OpenSegments
  /// Where the whole ids of the run's events are kept.
  private let spill: SpillFile?
  /// Sources of the index whose files changed.
  private let changed: [PathKey: (segment: String, source: Int)]
  private let published: Mutex<Published>
  private let counted: Mutex<Counted>
  private let progress: @Sendable (IndexProgress) -> Void
  /// Damaged sources that are named in the summary.
  private static let namedSources = 20

  init(
    directory: IndexDirectory, open: OpenSegments, spill: SpillFile?, manifest: Manifest,
    dropped: [PathKey: (segment: String, source: Int)], summary: IndexSummary,
    total: IndexProgress, progress: @escaping @Sendable (IndexProgress) -> Void
  ) {
    self.directory = directory
    self.open = open
    self.spill = spill
    self.progress = progress
    changed = dropped
    published = Mutex(Published(manifest: manifest, dropped: dropped))
    counted = Mutex(Counted(summary: summary, progress: total))
  }

  /// Whether a commit failed: nothing more can be done.
  var hasFailed: Bool { counted.withLock { $0.error != nil } }

  /// Counts a source that was read.
  ///
  /// - Parameter source: `nil` when the file changed meanwhile and is left for the next run.
  func note(_ source: SourceRecord?, of task: SourceIngest.Task) {
    let now = counted.withLock { counted in
      counted.progress.filesDone += 1
      counted.progress.bytesDone += task.identity.size
      guard let source else {
        counted.summary.deferred += 1
        let wasKnown = changed[PathKey(root: task.root, path: task.path)] != nil
        if wasKnown { counted.summary.changed -= 1 } else { counted.summary.new -= 1 }
        return counted.progress
      }
      counted.summary.note(source.state)
      counted.summary.records += source.records
      counted.summary.rejected += source.rejected
      counted.summary.jsonBytes += source.jsonBytes
      if source.state.isDamage,
        counted.summary.damagedSources.count < CommitQueue.namedSources
      {
        counted.summary.damagedSources.append(
          (Paths.display(source.path), source.reason, source.damageOffset))
      }
      counted.progress.records += source.records
      return counted.progress
    }
    progress(now)
  }

  /// Writes and publishes a segment.
  ///
  /// A failure is kept for ``finish()``.
  func commit(_ builder: SegmentBuilder) {
    if hasFailed { return }
    do throws(IndexError) {
      let bytes = SegmentWriter.write(builder)
      let kept = keptIdentities(builder)
      let sources = builder.finishedSources
      var segment = try directory.write(segment: bytes)
      segment.documentCount = builder.documentCount
      published.withLock { published in
        // A failure is told before the next worker may publish: nothing is built upon what it left.
        if hasFailed { return }
        if let kept { open.keep(kept, for: segment.id) }
        do throws(IndexError) {
          try publish(segment, sources: sources, &published)
        } catch {
          fail(error)
        }
      }
    } catch {
      fail(error)
    }
  }

  /// Keeps the first failure.
  private func fail(_ error: IndexError) { counted.withLock { $0.error = $0.error ?? error } }

  /// The whole ids of a segment's documents, `nil` when there is no room for them: copies are
  /// confirmed by reading their records then, which takes longer.
  private func keptIdentities(_ builder: SegmentBuilder) -> KeptIdentities? {
    guard let spill else { return nil }
    do {
      return try KeptIdentities(builder, in: spill)
    } catch {
      return nil
    }
  }

  private func publish(
    _ added: Manifest.Segment, sources: [SourceRecord], _ published: inout Published
  ) throws(IndexError) {
    var dropped: [String: Set<Int>] = [:]
    var done: [PathKey] = []
    for source in sources {
      let key = PathKey(root: source.root, path: source.path)
      guard let old = published.dropped[key] else { continue }
      dropped[old.segment, default: []].insert(old.source)
      done.append(key)
    }
    let outcome = try SegmentCommit(directory: directory, open: open).publish(
      after: published.manifest, adding: [added], dropping: dropped)
    published.manifest = outcome.manifest
    for key in done { published.dropped[key] = nil }
    published.copiesAdded += outcome.copiesAdded
    published.unconfirmed += outcome.unconfirmed
    published.segments += 1
  }

  /// Ends the run.
  ///
  /// - Throws: The first error of a commit.
  func finish(isCancelled: () -> Bool) throws(IndexError) -> IndexSummary {
    let (error, found) = counted.withLock { counted in
      var summary = counted.summary
      summary.unread = counted.progress.files - counted.progress.filesDone
      return (counted.error, summary)
    }
    if let error { throw error }
    var summary = found
    let manifest = published.withLock { published in
      summary.duplicates = max(published.copiesAdded, 0)
      summary.unconfirmed += published.unconfirmed
      summary.segments += published.segments
      return published.manifest
    }
    let (merged, merges) = try SegmentMerging(directory, open).run(
      manifest, .ordinary, isCancelled: isCancelled)
    summary.merges = merges
    summary.isCancelled = isCancelled()
    try directory.removeUnused()
    if merged.generation == 0 {
      // Nothing to index, and an index all the same: the next commands say "no events".
      var first = merged
      first.generation = 1
      try directory.publish(first)
    }
    summary.indexBytes = try directory.byteCount()
    return summary
  }
}
