internal import TrailFiles
internal import TrailSegment

/// Recognises files that stand under a new path with the bytes of a source that is gone, and points
/// the index to them without reading their records.
///
/// The documents of such sources are merged out of their segments into a new one, in which they
/// have their new paths. It is committed like any other, so copies are decided again: which of
/// several is canonical depends on their paths.
struct MovedSources {
  private let directory: IndexDirectory
  private let open: OpenSegments
  private let manifest: Manifest

  init(_ directory: IndexDirectory, _ open: OpenSegments, _ manifest: Manifest) {
    self.directory = directory
    self.open = open
    self.manifest = manifest
  }

  private struct Move {
    var entry: SourceLedger.Entry
    /// The source under its new path.
    var source: SourceRecord
  }

  /// What is known of a source.
  func record(_ entry: SourceLedger.Entry) throws(IndexError) -> SourceRecord {
    try open.reader(manifest.segments[entry.segment]).sources().source(entry.source)
  }

  /// Whether a file has the bytes of a source; `false` when it cannot be read whole.
  func isSame(_ task: SourceIngest.Task, _ entry: SourceLedger.Entry) throws(IndexError) -> Bool {
    guard task.kind == .file else { return true }
    return try record(entry).digest == MovedSources.digest(task)
  }

  private static func digest(_ task: SourceIngest.Task) -> [UInt8]? {
    // Who reads the file for its records tells why it cannot be read.
    guard let (identity, digest) = try? OpenFile.sha256(task.absolutePath) else { return nil }
    return identity == task.identity ? digest : nil
  }

  /// Commits the moves among the tasks of a listing, and takes them out of it.
  ///
  /// - Parameter comparesContent: Whether files that were touched are compared with what is known of
  ///   them under the same path.
  /// - Returns: The manifest that is current then.
  func commit(
    _ listing: inout SourceListing, comparesContent: Bool, _ summary: inout IndexSummary
  ) throws(IndexError) -> Manifest {
    var gone: [Int64: [(PathBytes, SourceLedger.Entry)]] = [:]
    for (path, entry) in listing.gone where entry.known.hasDigest {
      gone[entry.known.identity.size, default: []].append((path, entry))
    }
    var moves: [Move] = []
    var rest: [SourceIngest.Task] = []
    var touched: [PathKey] = []
    for task in listing.tasks {
      let key = PathKey(root: task.root, path: task.path)
      if let entry = listing.replaced[key] {
        let mayBeSame =
          comparesContent && entry.known.hasDigest && task.kind == .file
          && entry.known.identity.size == task.identity.size
        if mayBeSame, try isSame(task, entry) {
          moves.append(Move(entry: entry, source: try moved(entry, to: task)))
          touched.append(key)
        } else {
          rest.append(task)
        }
      } else if let move = try match(task, &gone) {
        moves.append(move)
      } else {
        rest.append(task)
      }
    }
    guard !moves.isEmpty, let published = try publish(moves) else { return manifest }
    listing.tasks = rest
    for key in touched { listing.replaced[key] = nil }
    // A source under a new path is neither new nor gone, a touched one is not changed.
    let renamed = moves.count - touched.count
    summary.new -= renamed
    summary.gone -= renamed
    summary.moved = renamed
    summary.changed -= touched.count
    summary.unchanged += touched.count
    for move in moves { summary.note(move.source.state) }
    return published
  }

  private func moved(
    _ entry: SourceLedger.Entry, to task: SourceIngest.Task
  ) throws(IndexError) -> SourceRecord {
    var source = try record(entry)
    source.root = task.root
    source.path = task.path
    source.identity = task.identity
    return source
  }

  /// The gone source that a new file continues; it is taken out of `gone`.
  private func match(
    _ task: SourceIngest.Task, _ gone: inout [Int64: [(PathBytes, SourceLedger.Entry)]]
  ) throws(IndexError) -> Move? {
    guard task.kind == .file, task.identity.size > 0,
      let candidates = gone[task.identity.size], !candidates.isEmpty,
      let digest = MovedSources.digest(task)
    else { return nil }
    for (index, (path, entry)) in candidates.enumerated() {
      let old = Paths.join(manifest.roots[entry.known.root], path)
      let source = try moved(entry, to: task)
      // A path may tell the account of records that do not: then they have to be read again.
      guard source.digest == digest,
        SourcePath.account(of: old) == SourcePath.account(of: task.absolutePath),
        SourcePath.skipReason(path) == nil, SourcePath.skipReason(task.path) == nil
      else { continue }
      gone[task.identity.size]?.remove(at: index)
      return Move(entry: entry, source: source)
    }
    return nil
  }

  private func publish(_ moves: [Move]) throws(IndexError) -> Manifest? {
    let numbers = Set(moves.map(\.entry.segment)).sorted()
    let inputs = numbers.map { manifest.segments[$0] }
    var readers: [SegmentReader] = []
    for input in inputs { readers.append(try open.reader(input)) }
    let schemas = Set(readers.map { $0.schema.linked(by: []) })
    guard schemas.count == 1 else { return nil }
    var pieces: [SegmentMerger.Piece] = []
    var dropped: [String: Set<Int>] = [:]
    var documents = 0
    for move in moves {
      guard let input = numbers.firstIndex(of: move.entry.segment) else { continue }
      pieces.append(SegmentMerger.Piece(input: input, source: move.source))
      dropped[inputs[input].id, default: []].insert(move.entry.source)
      documents += move.source.documents.count
    }
    // A larger move is read like new files, in parts of usual size.
    guard documents <= MergePolicy.documentLimit else { return nil }
    let merger = try SegmentMerger(
      readers, pieces: SegmentMerging.inOrder(pieces),
      linkColumns: SegmentSchema.events.linkColumns)
    let links = try MergedLinks(manifest, inputs: inputs, merger, open, isWhole: false)
    var added = try directory.write(segment: try merger.write(twins: links.twins))
    added.documentCount = merger.documentCount
    return try SegmentCommit(directory: directory, open: open)
      .publish(after: manifest, adding: [added], dropping: dropped).manifest
  }
}
