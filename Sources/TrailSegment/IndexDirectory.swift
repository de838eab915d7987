package import TrailFiles

/// An index directory: finds the newest manifest, opens what it names, publishes the next one.
///
/// ```
/// INDEX/  LOCK · MANIFEST-0000000042 · segments/ID.seg · segments/ID-42.excl · tmp/
/// ```
/// The commit: write in `tmp/` and sync → rename into `segments/` → sync the directory → write
/// manifest N+1 in `tmp/` and sync → `link` it to its name, which fails if somebody else was first
/// → sync the directory. Until the link the old manifest is the newest, afterwards the new one;
/// at no instant is there none, and none names a file that is not whole.
package final class IndexDirectory {
  private let storage: any IndexStorage
  /// The path of the directory, for messages.
  package let path: String
  /// Seconds for which files stay after the last manifest that names them was superseded.
  private let grace: Int64

  /// Seconds that a reader has to open the files of the manifest it has read, also over a network.
  package static let usualGrace: Int64 = 600

  package init(
    storage: any IndexStorage, path: String, grace: Int64 = IndexDirectory.usualGrace
  ) {
    self.storage = storage
    self.path = path
    self.grace = grace
  }

  /// Manifests that are kept, so that a reader with a slightly old one is not disturbed.
  package static let keptManifests = 3

  private func system<Result>(
    _ body: () throws(SystemCallError) -> Result
  ) throws(IndexError) -> Result {
    do {
      return try body()
    } catch {
      throw IndexError(.io, path: error.path, detail: "\(error.call): \(error.reason)")
    }
  }

  /// Creates the directories when they are missing.
  package func create() throws(IndexError) {
    try system { () throws(SystemCallError) in
      try storage.createDirectories([FileNames.segments, FileNames.temporary])
    }
  }

  /// The newest manifest that verifies, and what was wrong with newer ones.
  ///
  /// - Returns: `nil` when there is no manifest at all.
  /// - Throws: `IndexError` when there are manifests and none can be used.
  package func newestManifest() throws(IndexError) -> (manifest: Manifest, warnings: [IndexError])?
  {
    var warnings: [IndexError] = []
    for generation in try generations().reversed() {
      let name = FileNames.manifest(generation)
      do throws(IndexError) {
        let bytes = try system { () throws(SystemCallError) in try storage.read(name) }
        let manifest = try Manifest(bytes, path: "\(path)/\(name)")
        guard manifest.generation == generation else {
          throw IndexError(
            .corrupt, path: "\(path)/\(name)",
            detail: "it says generation \(manifest.generation)")
        }
        return (manifest, warnings)
      } catch {
        if error.code == .formatTooNew { throw error }
        warnings.append(error)
      }
    }
    if let first = warnings.first { throw first }
    return nil
  }

  private func generations() throws(IndexError) -> [UInt64] {
    let names = try system { () throws(SystemCallError) in try storage.list("") }
    return names.compactMap(FileNames.generation).sorted()
  }

  /// Opens a segment of a manifest.
  ///
  /// - Parameter other: A segment whose schema this one has, probably.
  package func open(
    _ segment: Manifest.Segment, like other: SegmentReader? = nil
  ) throws(IndexError) -> SegmentReader {
    let name = FileNames.segment(segment.id)
    let file: MappedFile
    do {
      file = try storage.map(name)
    } catch {
      throw IndexError(
        .missing, path: "\(path)/\(name)", detail: "the segment cannot be opened: \(error.reason)")
    }
    guard file.bytes.count == segment.byteCount else {
      throw IndexError(
        .corrupt, path: "\(path)/\(name)",
        detail: "\(file.bytes.count) bytes, the manifest says \(segment.byteCount)")
    }
    let reader = try SegmentReader(file, like: other)
    guard reader.documentCount == segment.documentCount else {
      throw IndexError(
        .corrupt, path: "\(path)/\(name)",
        detail: "\(reader.documentCount) documents, the manifest says \(segment.documentCount)")
    }
    return reader
  }

  /// The exclusions of a segment of a manifest.
  package func exclusions(of segment: Manifest.Segment) throws(IndexError) -> Exclusions {
    guard let file = try mappedExclusions(segment) else { return Exclusions() }
    return try Exclusions(file)
  }

  /// The exclusions file of a segment of a manifest, checked.
  package func exclusionsFile(of segment: Manifest.Segment) throws(IndexError) -> ExclusionsFile {
    guard let file = try mappedExclusions(segment) else { return .empty }
    return try ExclusionsFile(file)
  }

  /// The exclusions file of a segment; `nil` when nothing is excluded.
  private func mappedExclusions(
    _ segment: Manifest.Segment
  ) throws(IndexError) -> MappedFile? {
    if segment.exclusions == 0 { return nil }
    let name = FileNames.exclusions(segment.id, segment.exclusions)
    return try system { () throws(SystemCallError) in try storage.map(name) }
  }

  /// Bytes of all files of the newest manifest, and of the manifest.
  package func byteCount() throws(IndexError) -> Int64 {
    guard let manifest = try newestManifest()?.manifest else { return 0 }
    var total = Int64(manifest.encoded.count)
    for segment in manifest.segments {
      total += Int64(segment.byteCount)
      if segment.exclusions > 0 {
        let name = FileNames.exclusions(segment.id, segment.exclusions)
        // Only a size is asked for: a file that cannot be read is told by whoever needs it.
        total += Int64((try? storage.map(name).bytes.count) ?? 0)
      }
    }
    return total
  }

  // MARK: Writing

  /// Writes a file durably under its final name, which no manifest names yet.
  private func place(_ bytes: [UInt8], as name: String) throws(IndexError) {
    let temporary = "\(FileNames.temporary)/\(name.split(separator: "/").last ?? "file")"
    try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        try storage.writeSynced(temporary, bytes)
        try storage.rename(temporary, to: name)
      } catch {
        discard(temporary)
        throw error
      }
    }
  }

  /// Removes a partial file after a failure: a full disk gets its space back at once.
  private func discard(_ temporary: String) {
    // `try?`: the failure before is what is told; the next run removes all of tmp/.
    try? storage.remove(temporary)
  }

  /// Writes a segment durably; it becomes part of the index with a manifest that names it.
  package func write(segment bytes: [UInt8]) throws(IndexError) -> Manifest.Segment {
    let digest = bytes.withUnsafeBytes { Checksum.sha256(SegmentFormat.essence($0)) }
    let id = digest.prefix(10).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    // An orphan of an interrupted run may have the name already; it must be the same segment.
    // `try?`: usually there is none, and if it cannot be read, writing it anew tells why.
    if let known = try? storage.map(FileNames.segment(id)), !known.bytes.elementsEqual(bytes) {
      throw IndexError(
        .corrupt, path: "\(path)/\(FileNames.segment(id))",
        detail: "another segment has this name already")
    }
    try place(bytes, as: FileNames.segment(id))
    return Manifest.Segment(id: id, byteCount: bytes.count, documentCount: 0, exclusions: 0)
  }

  /// Writes exclusions durably for a generation to come.
  package func write(
    _ exclusions: Exclusions, for segment: String, generation: UInt64
  ) throws(IndexError) {
    try place(exclusions.encoded, as: FileNames.exclusions(segment, generation))
  }

  /// Makes all files written so far durable, then the manifest current.
  ///
  /// - Throws: `IndexError` `locked` when another writer published this generation first.
  package func publish(_ manifest: Manifest) throws(IndexError) {
    let name = FileNames.manifest(manifest.generation)
    let temporary = "\(FileNames.temporary)/\(name)"
    do {
      try storage.syncDirectory(FileNames.segments)
      try storage.writeSynced(temporary, manifest.encoded)
      try storage.link(temporary, to: name)
      try storage.syncDirectory("")
      try storage.remove(temporary)
    } catch {
      discard(temporary)
      if error.call == "link", error.isBecauseOfExistence {
        throw IndexError(
          .locked, path: "\(path)/\(name)", detail: "another process committed first")
      }
      throw IndexError(.io, path: error.path, detail: "\(error.call): \(error.reason)")
    }
  }

  /// The manifests that stay: the last ones, and those that were current within the grace time.
  private func keptManifests(of all: [UInt64]) throws(IndexError) -> ArraySlice<UInt64> {
    let now = storage.now()
    var first = max(all.count - IndexDirectory.keptManifests, 0)
    while first > 0 {
      // A manifest was current until the one after it was written.
      let successor = FileNames.manifest(all[first])
      let end = try system { () throws(SystemCallError) in try storage.modified(successor) }
      if now - end >= grace { break }
      first -= 1
    }
    return all[first...]
  }

  /// Removes what no kept manifest names: old manifests, merged segments, orphans of an interrupted
  /// run, partial files.
  ///
  /// Only the holder of the lock may call it. Files that no manifest names stay for the grace time
  /// all the same: where the lock does not hold (some network file systems), they may be about to be
  /// named.
  package func removeUnused() throws(IndexError) {
    let all = try generations()
    let manifests = try keptManifests(of: all)
    var kept: Set<String> = []
    for generation in manifests {
      let name = FileNames.manifest(generation)
      let bytes = try system { () throws(SystemCallError) in try storage.read(name) }
      // A manifest that cannot be read names nothing that could be told: keep everything.
      guard let manifest = try? Manifest(bytes, path: name) else { return }
      for segment in manifest.segments {
        kept.insert(FileNames.segment(segment.id))
        if segment.exclusions > 0 {
          kept.insert(FileNames.exclusions(segment.id, segment.exclusions))
        }
      }
    }
    let now = storage.now()
    try system { () throws(SystemCallError) in
      for generation in all.dropLast(manifests.count) {
        try storage.remove(FileNames.manifest(generation))
      }
      for name in try storage.list(FileNames.temporary)
      where !name.hasPrefix(FileNames.openWithoutName) {
        try storage.remove("\(FileNames.temporary)/\(name)")
      }
      for name in try storage.list(FileNames.segments) {
        let file = "\(FileNames.segments)/\(name)"
        if kept.contains(file) { continue }
        let age = now - (try storage.modified(file))
        // The clock may have been set back: what seems to come from the future is old.
        if age >= grace || age < 0 { try storage.remove(file) }
      }
    }
  }
}
