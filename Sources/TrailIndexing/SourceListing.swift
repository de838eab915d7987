internal import TrailFiles
internal import TrailSegment

/// What the archives hold now, compared with what the index knows of them.
struct SourceListing {
  /// A directory or file of the command line, by the root that it lies in.
  struct Target {
    var root: Int
    /// Its path relative to the root.
    var prefix: PathBytes
    var path: PathBytes
    var isFile: Bool
  }

  /// Sources to read.
  var tasks: [SourceIngest.Task] = []
  /// Known sources that the tasks replace.
  var replaced: [PathKey: SourceLedger.Entry] = [:]
  /// Known sources that the walk did not meet.
  var gone: [(path: PathBytes, entry: SourceLedger.Entry)] = []

  /// Lists the targets.
  ///
  /// - Parameters:
  ///   - isSame: Asked about each file that looks unchanged and whose content is known; without it
  ///     it counts as unchanged.
  ///   - summary: Counts what is met.
  init(
    _ targets: [Target], roots: [PathBytes], index: String, _ ledger: SourceLedger,
    _ summary: inout IndexSummary,
    isSame: (((SourceIngest.Task, SourceLedger.Entry) throws(IndexError) -> Bool))?
  ) throws(IndexingError) {
    for target in targets {
      let listing: FileListing
      do {
        listing =
          target.isFile
          ? try FileListing(file: target.path)
          : try ArchiveWalk.list(
            root: target.path,
            excluding: ArchivePath.identity(PathBytes(index.utf8)).map { [$0] } ?? [])
      } catch {
        throw .path(Paths.display(target.path), reason: error.reason)
      }
      var failure: IndexError?
      listing.forEach { _, entry, bytes in
        guard failure == nil else { return }
        do throws(IndexError) {
          try meet(entry, bytes, target, roots, ledger, &summary, isSame)
        } catch {
          failure = error
        }
      }
      if let failure { throw .index(failure) }
    }
    for target in targets {
      ledger.forEachUnseen(root: target.root, below: target.prefix) { gone.append(($0, $1)) }
    }
    summary.gone = gone.count
  }

  private mutating func meet(
    _ file: FileListing.Entry, _ bytes: UnsafeRawBufferPointer, _ target: Target,
    _ roots: [PathBytes], _ ledger: SourceLedger, _ summary: inout IndexSummary,
    _ isSame: (((SourceIngest.Task, SourceLedger.Entry) throws(IndexError) -> Bool))?
  ) throws(IndexError) {
    summary.seen += 1
    summary.archiveBytes += file.identity.size
    var path: PathBytes?
    let known: SourceLedger.Entry?
    if target.prefix.isEmpty {
      known = ledger.see(root: target.root, path: bytes)
    } else {
      let whole = Paths.join(target.prefix, Array(bytes))
      known = whole.withUnsafeBytes { ledger.see(root: target.root, path: $0) }
      path = whole
    }
    func task() -> SourceIngest.Task {
      let path = path ?? Array(bytes)
      return SourceIngest.Task(
        root: target.root, path: path, absolutePath: Paths.join(roots[target.root], path),
        kind: file.kind, identity: file.identity)
    }
    if let known, known.known.identity == file.identity {
      var isUnchanged = true
      if let isSame, known.known.hasDigest { isUnchanged = try isSame(task(), known) }
      if isUnchanged {
        summary.unchanged += 1
        summary.note(known.known.state)
        return
      }
    }
    let found = task()
    if let known {
      summary.changed += 1
      replaced[PathKey(root: found.root, path: found.path)] = known
    } else {
      summary.new += 1
    }
    tasks.append(found)
  }
}
