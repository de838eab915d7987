package import TrailFiles
internal import TrailSegment

/// Takes sources out of an index: what `forget` does.
///
/// In one commit the sources are dropped and, of events that had their canonical copy in them,
/// another copy takes its place. Then the segments concerned are written again without them, so
/// that nothing of them is left once the files of older states are removed. The archive is not
/// touched.
package struct SourceRemoval {
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

  /// Removes sources.
  ///
  /// - Parameters:
  ///   - sources: Numbers of sources by the id of their segment.
  ///   - generation: Of the manifest in which they were chosen.
  /// - Throws: ``IndexingError``; when the index has changed since, nothing is removed.
  package func run(
    _ sources: [String: Set<Int>], generation: UInt64
  ) throws(IndexingError) {
    let lock = try WriterLock.take(index, program: program)
    do throws(IndexError) {
      try runLocked(sources, generation: generation)
    } catch {
      throw .index(error)
    }
    lock.release()
  }

  private func runLocked(
    _ sources: [String: Set<Int>], generation: UInt64
  ) throws(IndexError) {
    guard let newest = try directory.newestManifest(), newest.manifest.generation == generation
    else {
      throw IndexError(
        .locked, path: index, detail: "the index was changed meanwhile; run the command again")
    }
    var manifest = newest.manifest
    manifest.program = program
    let open = OpenSegments(directory)
    manifest = try SegmentCommit(directory: directory, open: open)
      .publish(after: manifest, adding: [], dropping: sources).manifest
    let merging = SegmentMerging(directory, open)
    for id in sources.keys.sorted() {
      guard let number = manifest.segments.firstIndex(where: { $0.id == id }) else { continue }
      manifest = try merging.merge([number], of: manifest)
    }
    _ = try merging.run(manifest, .ordinary)
    try directory.removeUnused()
  }
}
