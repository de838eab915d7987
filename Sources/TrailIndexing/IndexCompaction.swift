package import TrailFiles
internal import TrailSegment

/// Makes the segments of an index as few as they can be, and writes dropped sources away.
package struct IndexCompaction {
  /// What was done, or would be.
  package struct Summary: Sendable {
    /// Segments before and after.
    package var segmentsBefore = 0
    package var segmentsAfter = 0
    /// Bytes of the files of the index before and after.
    package var bytesBefore: Int64 = 0
    package var bytesAfter: Int64 = 0
    /// Merges that were committed.
    package var merges = 0
  }

  private let index: String
  private let program: String
  private let directory: IndexDirectory

  package init(
    index: String, program: String, storage: any IndexStorage,
    grace: Int64 = IndexDirectory.usualGrace
  ) {
    self.index = index
    self.program = program
    directory = IndexDirectory(storage: storage, path: index, grace: grace)
  }

  /// What would be done.
  package struct Plan: Sendable {
    /// Segments now and afterwards.
    package var segmentsBefore = 0
    package var segmentsAfter = 0
    package var merges = 0
    /// Bytes of the segments that would be read: what is written is not more.
    package var bytes: Int64 = 0
  }

  /// Tells what ``run(isCancelled:)`` would do, from the footers; takes no lock and writes nothing.
  package func plan() throws(IndexingError) -> Plan {
    do throws(IndexError) {
      let manifest = try current()
      let merging = SegmentMerging(directory, OpenSegments(directory))
      return try merging.plan(manifest, .full)
    } catch {
      throw .index(error)
    }
  }

  /// Merges all that the policy lets be one, commit by commit.
  ///
  /// Stopped at any moment, it leaves what was committed last.
  package func run(
    isCancelled: () -> Bool = { false }
  ) throws(IndexingError) -> Summary {
    do throws(IndexError) {
      // No index, no lock file.
      _ = try current()
    } catch {
      throw .index(error)
    }
    let lock = try WriterLock.take(index, program: program)
    let summary = try runLocked(isCancelled)
    lock.release()
    return summary
  }

  private func runLocked(_ isCancelled: () -> Bool) throws(IndexingError) -> Summary {
    do throws(IndexError) {
      var manifest = try current()
      manifest.program = program
      try directory.removeUnused()
      var summary = Summary()
      summary.segmentsBefore = manifest.segments.count
      summary.bytesBefore = try directory.byteCount()
      let merging = SegmentMerging(directory, OpenSegments(directory))
      let (merged, merges) = try merging.run(manifest, .full, isCancelled: isCancelled)
      summary.merges = merges
      summary.segmentsAfter = merged.segments.count
      summary.bytesAfter = try directory.byteCount()
      try directory.removeUnused()
      return summary
    } catch {
      throw .index(error)
    }
  }

  private func current() throws(IndexError) -> Manifest {
    guard let newest = try directory.newestManifest() else {
      throw IndexError(
        .notAnIndex, path: index, detail: "there is no index here; make one with `trailsift index`")
    }
    return newest.manifest
  }
}
