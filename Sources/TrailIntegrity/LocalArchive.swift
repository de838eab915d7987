internal import TrailBytes
package import TrailFiles
internal import TrailFormats
package import TrailSearch
internal import TrailSegment

/// The files of the archives of a snapshot as they are on disk now, with what its indexes know of them.
///
/// Looking at every file takes as long as a short report: who needs it twice hands it on.
package final class LocalArchive: Sendable {
  /// A file.
  struct File: Sendable {
    /// Number of its root in the snapshot.
    var root: Int
    /// Path relative to the root; the whole path for a root that is a file.
    var path: PathBytes
    var absolutePath: PathBytes
    var identity: FileIdentity
    /// What became of it when it was indexed; `nil` when it was not, or was changed since.
    var state: SourceState?
    var name: DeliveryName?
    /// Tells the path in the cache.
    var pathHash: UInt64
  }

  let files: [File]
  /// Files and directories that could not be looked at, and why.
  let unreadable: [(path: String, reason: String)]

  /// Files that have another size or another time of change than when they were indexed: their paths
  /// below the root.
  package let changed: [PathBytes]

  /// Numbers of ``files`` by the hashes of their paths; of several with one hash, the first.
  private let numbers: [UInt64: Int]

  /// Whether a regular file was found at an absolute path; `false` where that is not known.
  package func holds(_ path: PathBytes) -> Bool {
    let hash = path.withUnsafeBytes { ByteHash.tableHash($0, seed: 0) }
    return numbers[hash].map { files[$0].absolutePath == path } ?? false
  }

  /// Walks the roots of a snapshot.
  ///
  /// A root that is not there is told among ``unreadable`` while files of it count: the archive has moved, or one of its
  /// disks is not mounted.
  ///
  /// - Throws: `IndexError`; `SystemCallError` when none of the roots is there.
  package init(_ snapshot: Snapshot) throws {
    let roots = snapshot.roots.paths
    var files: [File] = []
    var unreadable: [(path: String, reason: String)] = []
    var changed: [PathBytes] = []
    // By the hash of the path alone: an entry counts where identities agree, too.
    var known: [UInt64: SourceIdentity] = [:]
    // Roots with sources that count.
    var inUse: Set<Int> = []
    var (isAnyThere, failure) = (false, SystemCallError?.none)
    var absolute: PathBytes = []
    func hash(_ root: PathBytes, _ path: UnsafeRawBufferPointer) -> UInt64 {
      absolute.removeAll(keepingCapacity: true)
      absolute += root
      if !path.isEmpty, root.last != 0x2F { absolute.append(0x2F) }
      absolute += path
      return absolute.withUnsafeBytes { ByteHash.tableHash($0, seed: 0) }
    }
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let segment = try snapshot.segment(number)
      let dropped = Set(segment.droppedSources)
      let sources = try segment.reader.sources()
      known.reserveCapacity(known.count + sources.count)
      try sources.forEachIdentity { index, path, source in
        guard !dropped.contains(index), let root = segment.snapshotRoot(source.root) else { return }
        known[hash(roots[root], path)] = source
        inUse.insert(root)
      }
    }
    let indexes = snapshot.indexes.compactMap { ArchivePath.identity(PathBytes($0.path.utf8)) }
    for (number, root) in roots.enumerated() {
      // A root inside another one is listed with it.
      let isInside = roots.enumerated().contains { other, path in
        other != number && (root.starts(with: path + [0x2F]) || (root == path && other < number))
      }
      if isInside { continue }
      let isFile = ArchivePath.probe(root)?.kind == .file
      let listing: FileListing
      do throws(SystemCallError) {
        listing =
          isFile
          ? try FileListing(file: root) : try ArchiveWalk.list(root: root, excluding: indexes)
        isAnyThere = true
      } catch {
        failure = failure ?? error
        if inUse.contains(number) { unreadable.append((Paths.display(root), error.reason)) }
        continue
      }
      files.reserveCapacity(files.count + listing.count)
      listing.forEach { _, entry, bytes in
        let path = Array(bytes)
        let pathHash = hash(root, bytes)
        switch entry.kind {
        case .file:
          let source = known[pathHash]
          if let source,
            source.identity.size != entry.identity.size
              || source.identity.modified != entry.identity.modified
          {
            changed.append(path.isEmpty ? absolute : path)
          }
          let state = source.flatMap { $0.identity == entry.identity ? $0.state : nil }
          files.append(
            File(
              root: number, path: path.isEmpty ? absolute : path, absolutePath: absolute,
              identity: entry.identity, state: state,
              name: DeliveryName(ObjectKey.name(absolute)),
              pathHash: pathHash))
        case .unreadable(let code):
          let error = SystemCallError(call: "open", path: "", code: code)
          unreadable.append((Paths.display(absolute), error.reason))
        case .symbolicLink, .special: break
        }
      }
    }
    if let failure, !isAnyThere { throw failure }
    numbers = Dictionary(
      files.enumerated().map { ($1.pathHash, $0) }, uniquingKeysWith: { first, _ in first })
    (self.files, self.unreadable, self.changed) = (files, unreadable, changed)
  }
}
