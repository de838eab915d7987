internal import Synchronization
internal import TrailFiles
internal import TrailSegment

/// Takes finished segments from the workers and commits them one at a time.
///
/// The state of sources and the segment with their events become visible in the same manifest;
/// so do the drop of a changed source and its new events.
// `@unchecked Sendable`: everything that changes is inside the mutex, and the directory is used by
// the holder of the mutex alone; so are the open segments.
final class CommitQueue: @unchecked Sendable {
  private struct State {
    var manifest: Manifest
    var dropped: [PathKey: (segment: String, source: Int)]
    var summary: IndexSummary
    var progress: IndexProgress
    var error: IndexError?
    /// Copies that the run added to the index.
    var copiesAdded = 0
  }

  private let directory: IndexDirectory
  private let open: OpenSegments
  /// Where the whole ids of the run's events are kept.
  private let spill: SpillFile?
  private let state: Mutex<State>
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
    state = Mutex(
      State(manifest: manifest, dropped: dropped, summary: summary, progress: total))
  }

  /// Whether a commit failed: nothing more can be done.
  var hasFailed: Bool { state.withLock { $0.error != nil } }

  /// Counts a source that was read.
  ///
  /// - Parameter source: `nil` when the file changed meanwhile and is left for the next run.
  func note(_ source: SourceRecord?, of task: SourceIngest.Task) {
    let now = state.withLock { state in
      state.progress.filesDone += 1
      state.progress.bytesDone += task.identity.size
      guard let source else {
        state.summary.deferred += 1
        let wasKnown = state.dropped[PathKey(root: task.root, path: task.path)] != nil
        if wasKnown { state.summary.changed -= 1 } else { state.summary.new -= 1 }
        return state.progress
      }
      state.summary.note(source.state)
      state.summary.records += source.records
      state.summary.rejected += source.rejected
      state.summary.jsonBytes += source.jsonBytes
      if source.state.isDamage,
        state.summary.damagedSources.count < CommitQueue.namedSources
      {
        state.summary.damagedSources.append(
          (Paths.display(source.path), source.reason, source.damageOffset))
      }
      state.progress.records += source.records
      return state.progress
    }
    progress(now)
  }

  /// Writes and publishes a segment.
  ///
  /// A failure is kept for ``finish()``.
  func commit(_ builder: SegmentBuilder) {
    // Sorting and packing need no lock: only the publishing is one after another.
    let bytes = SegmentWriter.write(builder)
    let kept = keptIdentities(builder)
    let documentCount = builder.documentCount
    let sources = builder.finishedSources
    state.withLock { state in
      guard state.error == nil else { return }
      do throws(IndexError) {
        var segment = try directory.write(segment: bytes)
        segment.documentCount = documentCount
        if let kept { open.keep(kept, for: segment.id) }
        try publish(segment, sources: sources, &state)
      } catch {
        state.error = error
      }
    }
  }

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
    _ added: Manifest.Segment, sources: [SourceRecord], _ state: inout State
  ) throws(IndexError) {
    var dropped: [String: Set<Int>] = [:]
    var done: [PathKey] = []
    for source in sources {
      let key = PathKey(root: source.root, path: source.path)
      guard let old = state.dropped[key] else { continue }
      dropped[old.segment, default: []].insert(old.source)
      done.append(key)
    }
    let outcome = try SegmentCommit(directory: directory, open: open).publish(
      after: state.manifest, adding: [added], dropping: dropped)
    state.manifest = outcome.manifest
    for key in done { state.dropped[key] = nil }
    state.copiesAdded += outcome.copiesAdded
    state.summary.unconfirmed += outcome.unconfirmed
    state.summary.segments += 1
  }

  /// Ends the run.
  ///
  /// - Throws: The first error of a commit.
  func finish(isCancelled: () -> Bool) throws(IndexError) -> IndexSummary {
    let (error, manifest, found) = state.withLock { state in
      var summary = state.summary
      summary.duplicates = max(state.copiesAdded, 0)
      summary.unread = state.progress.files - state.progress.filesDone
      return (state.error, state.manifest, summary)
    }
    if let error { throw error }
    var summary = found
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
