package import TrailFiles
package import TrailSegment

/// An index as of one manifest: what is found does not change while others write.
///
/// Belongs to one thread.
package final class Snapshot {
  /// A segment of the snapshot.
  package final class Segment {
    package let entry: Manifest.Segment
    package let reader: SegmentReader
    package let exclusions: Exclusions
    private var included: DocumentSet?

    init(entry: Manifest.Segment, reader: SegmentReader, exclusions: Exclusions) {
      self.entry = entry
      self.reader = reader
      self.exclusions = exclusions
    }

    /// The documents that answers leave out: copies and documents of dropped sources.
    package func excluded() throws(IndexError) -> DocumentSet {
      if let included { return included }
      var ranges: [Range<Int>] = []
      for source in exclusions.droppedSources {
        guard source < reader.sourceCount else {
          throw IndexError(
            .corrupt, path: reader.path, detail: "the exclusions drop an unknown source \(source)")
        }
        ranges.append(try reader.sources().source(source).documents)
      }
      let copies = exclusions.copies.map(\.document).filter { $0 < reader.documentCount }
      var set = DocumentSet(sorted: copies, universe: reader.documentCount)
      if !ranges.isEmpty {
        set = set.union(DocumentSet(ranges: ranges, universe: reader.documentCount))
      }
      included = set
      return set
    }
  }

  package let manifest: Manifest
  /// Newer manifests that could not be used, and why.
  package let warnings: [IndexError]
  /// The path of the index directory.
  package let path: String
  /// What is wrong with segments that are left out of answers.
  package private(set) var damage: [IndexError]
  private let directory: IndexDirectory
  private var opened: [Segment]
  /// Numbers of segments whose pages turned out to be damaged.
  private var excluded: Set<Int> = []

  /// Manifests that are tried when files of the newest one vanish while they are opened.
  private static let attempts = 8

  /// Opens an index.
  ///
  /// All segments are opened at once: a merge may take their names away later, not their content.
  /// One that cannot be opened is left out and told in ``damage``.
  ///
  /// - Throws: `IndexError` `notAnIndex` when the directory holds none.
  package init(storage: any IndexStorage, path: String) throws(IndexError) {
    directory = IndexDirectory(storage: storage, path: path)
    self.path = path
    var attempt = 0
    while true {
      guard let newest = try directory.newestManifest() else {
        throw IndexError(
          .notAnIndex, path: path,
          detail: "there is no index here; make one with `trailsift index`")
      }
      let (found, failures) = Snapshot.open(newest.manifest, in: directory)
      attempt += 1
      // A file may be gone because a newer manifest does without it.
      if failures.contains(where: { $0.code == .missing || $0.code == .io }),
        attempt < Snapshot.attempts,
        let now = try directory.newestManifest(),
        now.manifest.generation > newest.manifest.generation
      {
        continue
      }
      manifest = newest.manifest
      warnings = newest.warnings
      opened = found
      damage = failures
      return
    }
  }

  private static func open(
    _ manifest: Manifest, in directory: IndexDirectory
  ) -> (segments: [Segment], failures: [IndexError]) {
    var segments: [Segment] = []
    var failures: [IndexError] = []
    for entry in manifest.segments {
      do throws(IndexError) {
        segments.append(
          Segment(
            entry: entry, reader: try directory.open(entry),
            exclusions: try directory.exclusions(of: entry)))
      } catch {
        failures.append(error)
      }
    }
    return (segments, failures)
  }

  /// The number of segments that could be opened.
  package var segmentCount: Int { opened.count }

  /// Bytes of the index on disk.
  package func byteCount() throws(IndexError) -> Int64 { try directory.byteCount() }

  /// Segment number `number`, in `0..<segmentCount`.
  package func segment(_ number: Int) throws(IndexError) -> Segment { opened[number] }

  /// Whether a segment is left out of answers.
  package func isExcluded(_ number: Int) -> Bool { excluded.contains(number) }

  /// Leaves the segment out that an error speaks of.
  ///
  /// - Returns: `false` when the error is about something else, or the segment is left out already.
  package func exclude(_ error: any Error) -> Bool {
    guard let error = error as? IndexError, error.code == .corrupt,
      let number = opened.firstIndex(where: { $0.reader.path == error.path }),
      excluded.insert(number).inserted
    else { return false }
    damage.append(error)
    return true
  }

  /// Where the sources of the snapshot lie.
  package var roots: SourceRoots { SourceRoots(paths: manifest.roots) }

  /// The path of a source as it is shown: relative to its root; the name for a root that is a file.
  package func displayPath(_ source: SourceRecord) -> PathBytes { source.path }
}

/// The directories that sources lie in.
package struct SourceRoots: Sendable {
  /// Absolute paths, by the number that a source gives.
  let paths: [PathBytes]

  /// The absolute path of a source.
  package func absolutePath(_ source: SourceRecord) -> PathBytes {
    guard source.root < paths.count else { return source.path }
    return Paths.join(paths[source.root], source.path)
  }
}
