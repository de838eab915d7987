package import TrailFiles
internal import TrailSegment

/// Takes the sources of other indexes into one, without reading their records.
///
/// Segments built elsewhere, from other parts of an archive, become one index so. A source that is
/// known already under the same root and path is left out when it is the same file, and replaced
/// otherwise. Copies across indexes are confirmed like all others, by reading both records.
package struct IndexImport {
  /// What was taken over.
  package struct Summary: Sendable {
    /// Segments that were added.
    package var segments = 0
    /// Sources that were added.
    package var sources = 0
    /// Sources that were known already.
    package var known = 0
    /// Documents that became copies.
    package var copies = 0
    /// Possible copies that could not be confirmed because a source cannot be read here.
    package var unconfirmed = 0
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

  /// Takes over all sources of some indexes that count there, a commit a segment.
  ///
  /// - Parameters:
  ///   - others: The indexes and their paths.
  ///   - merges: Whether all that may be one segment is merged afterwards, or only what speed needs.
  package func run(
    from others: [(storage: any IndexStorage, path: String)], merging merges: Bool
  ) throws(IndexingError) -> Summary {
    do throws(IndexError) {
      try directory.create()
    } catch {
      throw .index(error)
    }
    let lock = try WriterLock.take(index, program: program)
    var summary = Summary()
    do throws(IndexError) {
      try directory.removeUnused()
      var manifest =
        try directory.newestManifest()?.manifest
        ?? Manifest(generation: 0, program: program, roots: [], segments: [])
      manifest.program = program
      let open = OpenSegments(directory)
      for (storage, path) in others {
        let source = IndexDirectory(storage: storage, path: path)
        manifest = try add(source, path, to: manifest, open, &summary)
      }
      let merging = SegmentMerging(directory, open)
      _ = try merging.run(manifest, merges ? .full : .ordinary)
      try directory.removeUnused()
    } catch {
      throw .index(error)
    }
    lock.release()
    return summary
  }

  private func add(
    _ other: IndexDirectory, _ path: String, to start: Manifest, _ open: OpenSegments,
    _ summary: inout Summary
  ) throws(IndexError) -> Manifest {
    guard let foreign = try other.newestManifest()?.manifest else {
      throw IndexError(.notAnIndex, path: path, detail: "there is no index here")
    }
    var manifest = start
    var roots: [Int] = []
    for root in foreign.roots {
      if let known = manifest.roots.firstIndex(of: root) {
        roots.append(known)
      } else {
        roots.append(manifest.roots.count)
        manifest.roots.append(root)
      }
    }
    let foreignSegments = OpenSegments(other)
    for segment in foreign.segments {
      var segments: [(reader: SegmentReader, exclusions: Exclusions)] = []
      for known in manifest.segments {
        segments.append((try open.reader(known), try open.exclusions(known)))
      }
      let ledger = try SourceLedger(segments: segments)
      let reader = try foreignSegments.reader(segment)
      let dropped = Set(try foreignSegments.exclusions(segment).droppedSources)
      var pieces: [SegmentMerger.Piece] = []
      var replaced: [String: Set<Int>] = [:]
      try reader.sources().forEach { index, source in
        guard !dropped.contains(index), source.root < roots.count else { return }
        var source = source
        source.root = roots[source.root]
        if let known = source.path.withUnsafeBytes({ ledger.see(root: source.root, path: $0) }) {
          if known.known.identity == source.identity {
            summary.known += 1
            return
          }
          replaced[manifest.segments[known.segment].id, default: []].insert(known.source)
        }
        pieces.append(SegmentMerger.Piece(input: 0, source: source))
      }
      if pieces.isEmpty { continue }
      let merger = try SegmentMerger([reader], pieces: SegmentMerging.inOrder(pieces))
      let links = try MergedLinks(
        foreign, inputs: [segment], merger, foreignSegments, isWhole: false)
      var added = try directory.write(segment: try merger.write(twins: links.twins))
      added.documentCount = merger.documentCount
      let outcome = try SegmentCommit(directory: directory, open: open)
        .publish(after: manifest, adding: [added], dropping: replaced)
      manifest = outcome.manifest
      summary.segments += 1
      summary.sources += pieces.count
      summary.copies += outcome.copiesAdded
      summary.unconfirmed += outcome.unconfirmed
    }
    return manifest
  }
}
