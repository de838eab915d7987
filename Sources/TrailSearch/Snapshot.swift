package import TrailFiles
package import TrailSegment

/// An index as of one manifest: what is found does not change while others write.
///
/// Segments are opened when they are first needed. Belongs to one thread.
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
  private let directory: IndexDirectory
  private var opened: [Segment?]

  /// Opens an index.
  ///
  /// - Throws: `IndexError` `notAnIndex` when the directory holds none.
  package init(storage: any IndexStorage, path: String) throws(IndexError) {
    directory = IndexDirectory(storage: storage, path: path)
    self.path = path
    guard let newest = try directory.newestManifest() else {
      throw IndexError(
        .notAnIndex, path: path, detail: "there is no index here; make one with `trailsift index`")
    }
    manifest = newest.manifest
    warnings = newest.warnings
    opened = Array(repeating: nil, count: manifest.segments.count)
  }

  /// The number of segments.
  package var segmentCount: Int { opened.count }

  /// Bytes of the index on disk.
  package func byteCount() throws(IndexError) -> Int64 { try directory.byteCount() }

  /// Segment number `number`, in `0..<segmentCount`.
  package func segment(_ number: Int) throws(IndexError) -> Segment {
    if let known = opened[number] { return known }
    let entry = manifest.segments[number]
    let segment = Segment(
      entry: entry, reader: try directory.open(entry),
      exclusions: try directory.exclusions(of: entry))
    opened[number] = segment
    return segment
  }

  /// The absolute path of a source.
  package func absolutePath(_ source: SourceRecord) -> PathBytes {
    guard source.root < manifest.roots.count else { return source.path }
    return Paths.join(manifest.roots[source.root], source.path)
  }

  /// The path of a source as it is shown: relative to its root; the name for a root that is a file.
  package func displayPath(_ source: SourceRecord) -> PathBytes { source.path }
}
