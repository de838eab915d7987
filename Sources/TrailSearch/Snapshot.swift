package import TrailFiles
package import TrailSegment

/// One index, or several asked together, as of one manifest each: what is found does not change
/// while others write.
///
/// Of several indexes the events of each are there once, as ``IndexUnion`` decides. Belongs to one
/// thread.
package final class Snapshot {
  /// An index of the snapshot.
  package struct Index {
    /// The path of the index directory.
    package let path: String
    package let manifest: Manifest
    /// Newer manifests that could not be used, and why.
    package let warnings: [IndexError]
    fileprivate let directory: IndexDirectory
  }

  /// What another thread makes a reader of its own of.
  package struct SegmentFile: Sendable {
    fileprivate let entry: Manifest.Segment
    fileprivate let file: MappedFile
    fileprivate let exclusions: ExclusionsFile
    fileprivate let knownExclusions: Exclusions?
    fileprivate let index: Int
    fileprivate let id: String
    fileprivate let roots: [Int]

    /// The segment, leaving out the same documents.
    ///
    /// - Parameter other: A segment whose schema this one has, probably.
    package func opened(like other: SegmentReader? = nil) throws(IndexError) -> Segment {
      let segment = Segment(
        entry: entry, reader: try SegmentReader(file, like: other), exclusions: exclusions,
        index: index, id: id, roots: roots)
      segment.knownExclusions = knownExclusions
      return segment
    }
  }

  /// What another thread makes a snapshot of its own of.
  ///
  /// Unchecked because of the storage of indexes, which a snapshot asks for their size alone.
  package struct Files: @unchecked Sendable {
    fileprivate let indexes: [Index]
    fileprivate let roots: SourceRoots
    fileprivate let damage: [IndexError]
    fileprivate let unconfirmed: Int
    fileprivate let excluded: Set<Int>
    fileprivate let segments: [SegmentFile]

    /// The snapshot as it was.
    ///
    /// Damage that is met there is not left out there: it is thrown, so that the one it was made of
    /// can leave it out for both.
    package func opened() throws(IndexError) -> Snapshot { try Snapshot(self) }
  }

  /// A segment of the snapshot.
  package final class Segment {
    package let entry: Manifest.Segment
    package let reader: SegmentReader
    /// What answers leave out.
    private let exclusionsFile: ExclusionsFile
    /// What answers leave out where that is known otherwise than from the file, or was asked for.
    fileprivate var knownExclusions: Exclusions?
    /// Number of its index in the snapshot.
    package let index: Int
    /// Names it in the snapshot: segments of two indexes may have one id.
    package let id: String
    /// The place of each root of its index among those of the snapshot.
    let roots: [Int]
    private var included: DocumentSet?

    init(
      entry: Manifest.Segment, reader: SegmentReader, exclusions: ExclusionsFile, index: Int,
      id: String, roots: [Int]
    ) {
      self.entry = entry
      self.reader = reader
      exclusionsFile = exclusions
      self.index = index
      self.id = id
      self.roots = roots
    }

    /// The segment for another thread.
    package var file: SegmentFile {
      SegmentFile(
        entry: entry, file: reader.file, exclusions: exclusionsFile,
        knownExclusions: knownExclusions, index: index, id: id, roots: roots)
    }

    /// What answers leave out, with what copies are copies of; segments are named by ``id``.
    package func exclusions() throws(IndexError) -> Exclusions {
      if let knownExclusions { return knownExclusions }
      let exclusions = try exclusionsFile.decoded()
      knownExclusions = exclusions
      return exclusions
    }

    /// Leaves out other documents than the file of the index says.
    func replaceExclusions(_ exclusions: Exclusions) {
      knownExclusions = exclusions
      included = nil
    }

    /// Numbers of sources that no longer count, ascending.
    package var droppedSources: [Int] {
      knownExclusions?.droppedSources ?? exclusionsFile.droppedSources
    }

    /// The documents that are copies, ascending.
    package var copyDocuments: [DocID] {
      knownExclusions?.copies.map(\.document) ?? exclusionsFile.copies
    }

    /// The number of copies.
    var copyCount: Int { knownExclusions?.copies.count ?? exclusionsFile.copies.count }

    /// The number of events whose id an event that comes before them has too.
    var conflictCount: Int {
      knownExclusions?.conflicts.count ?? exclusionsFile.conflictCount
    }

    /// The documents that answers leave out: copies and documents of dropped sources.
    package func excluded() throws(IndexError) -> DocumentSet {
      if let included { return included }
      var ranges: [Range<Int>] = []
      for source in droppedSources {
        guard source < reader.sourceCount else {
          throw IndexError(
            .corrupt, path: reader.path, detail: "the exclusions drop an unknown source \(source)")
        }
        ranges.append(try reader.sources().source(source).documents)
      }
      let count = DocID(reader.documentCount)
      let copies = copyDocuments
      var set = DocumentSet(
        sorted: copies.last.map { $0 < count } ?? true ? copies : copies.filter { $0 < count },
        universe: reader.documentCount)
      if !ranges.isEmpty {
        set = set.union(DocumentSet(ranges: ranges, universe: reader.documentCount))
      }
      included = set
      return set
    }

    /// The source that a document belongs to, its root numbered among those of the snapshot.
    package func source(ofDocument document: DocID) throws(IndexError) -> SourceRecord {
      let sources = try reader.sources()
      return withSnapshotRoot(try sources.source(try sources.index(ofDocument: document)))
    }

    /// Calls `body` with every source that counts, in order, and roots as in the snapshot.
    package func forEachSource(_ body: (Int, SourceRecord) -> Void) throws(IndexError) {
      let dropped = Set(droppedSources)
      try reader.sources().forEach { number, source in
        if !dropped.contains(number) { body(number, withSnapshotRoot(source)) }
      }
    }

    /// Calls `body` with every source of a state that counts, in order, and roots as in the snapshot.
    func forEachSource(
      in state: SourceState, _ body: (SourceRecord) -> Void
    ) throws(IndexError) {
      let dropped = Set(droppedSources)
      try reader.sources().forEach(in: state) { number, source in
        if !dropped.contains(number) { body(withSnapshotRoot(source)) }
      }
    }

    /// The number in the snapshot of a root of its index; `nil` when there is none of the number.
    package func snapshotRoot(_ root: Int) -> Int? { root < roots.count ? roots[root] : nil }

    private func withSnapshotRoot(_ source: SourceRecord) -> SourceRecord {
      var source = source
      source.root = snapshotRoot(source.root) ?? .max
      return source
    }
  }

  /// The indexes in the order in which they were given; at least one.
  package let indexes: [Index]
  /// Where the sources of the snapshot lie: the roots of all indexes, each once, in the order of the
  /// indexes.
  package let roots: SourceRoots
  /// What is wrong with segments that are left out of answers.
  package private(set) var damage: [IndexError]
  /// Possible copies across indexes that could not be confirmed, because a source is gone or
  /// changed; they count as events of their own.
  package let unconfirmed: Int
  private var opened: [Segment]
  /// Numbers of segments whose pages turned out to be damaged.
  private var excluded: Set<Int>
  /// Whether another snapshot decides which segments are left out.
  private let isCopy: Bool

  /// Manifests that are tried when files of the newest one vanish while they are opened.
  private static let attempts = 8

  /// Opens an index.
  ///
  /// - Throws: `IndexError` `notAnIndex` when the directory holds none.
  package convenience init(storage: any IndexStorage, path: String) throws(IndexError) {
    try self.init([(storage, path)])
  }

  /// Opens indexes to ask them together.
  ///
  /// All segments are opened at once: a merge may take their names away later, not their content.
  /// One that cannot be opened is left out and told in ``damage``.
  ///
  /// - Parameter locations: At least one; no index twice.
  /// - Throws: `IndexError` `notAnIndex` when a directory holds none.
  package init(_ locations: [(storage: any IndexStorage, path: String)]) throws(IndexError) {
    var indexes: [Index] = []
    var roots: [PathBytes] = []
    var placesOfRoots: [PathBytes: Int] = [:]
    var segments: [Segment] = []
    var failures: [IndexError] = []
    for (number, location) in locations.enumerated() {
      let found = try Snapshot.open(
        IndexDirectory(storage: location.storage, path: location.path), path: location.path)
      var places: [Int] = []
      if locations.count == 1 {
        // An index has each of its roots once.
        roots = found.index.manifest.roots
        places = Array(roots.indices)
      } else {
        for root in found.index.manifest.roots {
          let place = placesOfRoots[root] ?? roots.count
          if place == roots.count {
            placesOfRoots[root] = place
            roots.append(root)
          }
          places.append(place)
        }
      }
      for part in found.parts {
        let id = locations.count > 1 ? "\(number)/\(part.entry.id)" : part.entry.id
        segments.append(
          Segment(
            entry: part.entry, reader: part.reader, exclusions: part.exclusions, index: number,
            id: id, roots: places))
      }
      indexes.append(found.index)
      failures += found.failures
    }
    self.indexes = indexes
    self.roots = SourceRoots(paths: roots)
    opened = segments
    damage = failures
    excluded = []
    isCopy = false
    guard indexes.count > 1 else {
      unconfirmed = 0
      return
    }
    let union = IndexUnion.link(segments, roots: roots)
    unconfirmed = union.unconfirmed
    damage += union.damage.map(\.error)
    excluded = Set(union.damage.map(\.segment))
  }

  private init(_ files: Files) throws(IndexError) {
    indexes = files.indexes
    roots = files.roots
    damage = files.damage
    unconfirmed = files.unconfirmed
    var segments: [Segment] = []
    for file in files.segments { segments.append(try file.opened(like: segments.last?.reader)) }
    opened = segments
    excluded = files.excluded
    isCopy = true
  }

  /// The snapshot for another thread.
  package var files: Files {
    Files(
      indexes: indexes, roots: roots, damage: damage, unconfirmed: unconfirmed, excluded: excluded,
      segments: opened.map(\.file))
  }

  /// A segment with its exclusions, as it was opened.
  private typealias Part = (
    entry: Manifest.Segment, reader: SegmentReader, exclusions: ExclusionsFile
  )

  private static func open(
    _ directory: IndexDirectory, path: String
  ) throws(IndexError) -> (index: Index, parts: [Part], failures: [IndexError]) {
    var attempt = 0
    while true {
      guard let newest = try directory.newestManifest() else {
        throw IndexError(
          .notAnIndex, path: path,
          detail: "there is no index here; make one with `trailsift index`")
      }
      let (parts, failures) = Snapshot.parts(newest.manifest, in: directory)
      attempt += 1
      // A file may be gone because a newer manifest does without it.
      if failures.contains(where: { $0.code == .missing || $0.code == .io }),
        attempt < Snapshot.attempts,
        let now = try directory.newestManifest(),
        now.manifest.generation > newest.manifest.generation
      {
        continue
      }
      let index = Index(
        path: path, manifest: newest.manifest, warnings: newest.warnings, directory: directory)
      return (index, parts, failures)
    }
  }

  private static func parts(
    _ manifest: Manifest, in directory: IndexDirectory
  ) -> (parts: [Part], failures: [IndexError]) {
    var parts: [Part] = []
    var failures: [IndexError] = []
    for entry in manifest.segments {
      do throws(IndexError) {
        parts.append(
          (
            entry, try directory.open(entry, like: parts.last?.reader),
            try directory.exclusionsFile(of: entry)
          ))
      } catch {
        failures.append(error)
      }
    }
    return (parts, failures)
  }

  /// Newer manifests that could not be used, and why.
  package var warnings: [IndexError] { indexes.flatMap(\.warnings) }

  /// The generation of the index; of several the sum, which grows with each commit to any of them.
  package var generation: UInt64 {
    indexes.reduce(0) { $0 &+ $1.manifest.generation }
  }

  /// The index directory that keeps what was worked out about the archives: the first one.
  package var cachePath: String { indexes[0].path }

  /// The number of segments that could be opened.
  package var segmentCount: Int { opened.count }

  /// Bytes of the indexes on disk.
  package func byteCount() throws(IndexError) -> Int64 {
    var total: Int64 = 0
    for index in indexes { total += try index.directory.byteCount() }
    return total
  }

  /// Segment number `number`, in `0..<segmentCount`.
  package func segment(_ number: Int) throws(IndexError) -> Segment { opened[number] }

  /// Whether a segment is left out of answers.
  package func isExcluded(_ number: Int) -> Bool { excluded.contains(number) }

  /// Leaves the segment out that an error speaks of.
  ///
  /// - Returns: `false` when the error is about something else, or the segment is left out already,
  ///   and in a copy.
  package func exclude(_ error: any Error) -> Bool {
    guard !isCopy, let error = error as? IndexError, error.code == .corrupt,
      let number = opened.firstIndex(where: { $0.reader.path == error.path }),
      excluded.insert(number).inserted
    else { return false }
    damage.append(error)
    return true
  }

  /// The path of a source as it is shown: relative to its root; the name for a root that is a file.
  package static func displayPath(_ source: SourceRecord) -> PathBytes { source.path }
}

/// The directories that sources lie in.
package struct SourceRoots: Sendable {
  /// Absolute paths, by the number that a source gives.
  package let paths: [PathBytes]

  /// The absolute path of a source.
  package func absolutePath(_ source: SourceRecord) -> PathBytes {
    guard source.root < paths.count else { return source.path }
    return Paths.join(paths[source.root], source.path)
  }
}
