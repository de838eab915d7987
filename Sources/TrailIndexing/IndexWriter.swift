internal import Dispatch
internal import Synchronization
package import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Brings an index up to date with archives: finds what is new, turns it into segments, commits.
///
/// Sources are sorted and cut into parts; each worker takes a part at a time and builds its
/// segments alone; every finished segment is committed at once, together with the state of its
/// sources. A run that is stopped at any moment leaves the last commit, and the next run goes on.
package struct IndexWriter {
  /// What a run needs to know.
  package struct Options: Sendable {
    /// Directories and files to index.
    package var paths: [String] = []
    /// The index directory.
    package var index = ""
    /// Workers.
    package var jobs = 2
    /// Bytes of memory that segments under construction may take, all workers together.
    package var memory = 256 << 20
    /// Bytes a record may have; longer ones are rejected.
    package var recordLimit = LogReader.usualRecordLimit
    /// Whether files that look unchanged are read and their hashes compared.
    package var comparesContent = false
    /// Name and version of the program, for the manifest and the lock.
    package var program = ""
    /// Seconds for which files stay that the index does not need any more.
    package var grace = IndexDirectory.usualGrace
    /// Asked before each source and each merge, by any worker: whether to stop.
    ///
    /// The sources that were read until then are committed.
    package var isCancelled: @Sendable () -> Bool = { false }

    package init() {}
  }

  private let options: Options
  private let directory: IndexDirectory

  /// The least memory a worker's segment gets.
  private static let leastMemory = 16 << 20

  package init(options: Options, storage: any IndexStorage) {
    self.options = options
    directory = IndexDirectory(storage: storage, path: options.index, grace: options.grace)
  }

  /// Runs.
  ///
  /// - Parameter progress: Called from any worker, one at a time, after each source.
  /// - Returns: What was done.
  package func run(
    progress: @escaping @Sendable (IndexProgress) -> Void
  ) throws(IndexingError) -> IndexSummary {
    let arguments = try resolvedPaths()
    try step { () throws(IndexError) in try directory.create() }
    let lock = try WriterLock.take(options.index, program: options.program)
    let summary = try runLocked(arguments, progress)
    lock.release()
    return summary
  }

  private func step<Result>(
    _ body: () throws(IndexError) -> Result
  ) throws(IndexingError) -> Result {
    do {
      return try body()
    } catch {
      throw .index(error)
    }
  }

  private struct Argument {
    var path: PathBytes
    var isFile: Bool
  }

  private func resolvedPaths() throws(IndexingError) -> [Argument] {
    var arguments: [Argument] = []
    for path in options.paths {
      do {
        let (resolved, kind) = try ArchivePath.resolve(path)
        guard kind != .other else {
          throw IndexingError.path(path, reason: "neither a directory nor a regular file")
        }
        arguments.append(Argument(path: resolved, isFile: kind == .file))
      } catch let error as SystemCallError {
        throw .path(path, reason: error.reason)
      } catch let error as IndexingError {
        throw error
      } catch {
        throw .path(path, reason: "\(error)")
      }
    }
    return arguments
  }

  private func runLocked(
    _ arguments: [Argument], _ progress: @escaping @Sendable (IndexProgress) -> Void
  ) throws(IndexingError) -> IndexSummary {
    var manifest =
      try step { () throws(IndexError) in try directory.newestManifest()?.manifest }
      ?? Manifest(generation: 0, program: options.program, roots: [], segments: [])
    try step { () throws(IndexError) in try directory.removeUnused() }
    manifest.program = options.program
    var summary = IndexSummary()
    let targets = IndexWriter.targets(arguments, roots: &manifest.roots)
    let open = OpenSegments(directory)
    let ledger = try step { () throws(IndexError) in
      var segments: [(reader: SegmentReader, exclusions: Exclusions)] = []
      for segment in manifest.segments {
        segments.append((try open.reader(segment), try open.exclusions(segment)))
      }
      return try SourceLedger(segments: segments)
    }
    let moved = MovedSources(directory, open, manifest)
    let comparesContent = options.comparesContent
    var listing = try SourceListing(
      targets, roots: manifest.roots, index: options.index, ledger, &summary,
      isSame: comparesContent ? moved.isSame : nil)
    let ids = manifest.segments.map(\.id)
    manifest = try step { () throws(IndexError) in
      try moved.commit(&listing, comparesContent: comparesContent, &summary)
    }
    let plan = IndexPlan(listing.tasks, jobs: options.jobs)
    let commits = CommitQueue(
      directory: directory, open: open, spill: spillFile(), manifest: manifest,
      dropped: listing.replaced.mapValues { (ids[$0.segment], $0.source) }, summary: summary,
      total: plan.tasks.reduce(into: IndexProgress()) {
        $0.files += 1
        $0.bytes += $1.identity.size
      }, progress: progress)
    build(plan, commits)
    return try step { () throws(IndexError) in
      try commits.finish(isCancelled: options.isCancelled)
    }
  }

  /// A file for what the run may need again, `nil` when none can be made: the run does without it.
  private func spillFile() -> SpillFile? {
    do {
      return try SpillFile("\(options.index)/\(FileNames.temporary)/run")
    } catch {
      return nil
    }
  }

  /// What is to be listed; a path inside another one is listed with that one, whichever is first.
  private static func targets(
    _ arguments: [Argument], roots: inout [PathBytes]
  ) -> [SourceListing.Target] {
    func covers(_ outer: PathBytes, _ inner: PathBytes) -> Bool {
      outer.isEmpty || inner == outer || inner.starts(with: outer + [0x2F])
    }
    var targets: [SourceListing.Target] = []
    for argument in arguments {
      let (root, prefix) = root(for: argument, in: &roots)
      if targets.contains(where: { $0.root == root && covers($0.prefix, prefix) }) { continue }
      targets.removeAll { $0.root == root && covers(prefix, $0.prefix) }
      targets.append(
        SourceListing.Target(
          root: root, prefix: prefix, path: argument.path, isFile: argument.isFile))
    }
    return targets
  }

  /// The root and the path below it for an argument: an indexed root that holds it, or a new one.
  private static func root(
    for argument: Argument, in roots: inout [PathBytes]
  ) -> (Int, PathBytes) {
    for (number, root) in roots.enumerated() {
      if root == argument.path, !argument.isFile { return (number, []) }
      let prefix = root.last == 0x2F ? root : root + [0x2F]
      if argument.path.starts(with: prefix) {
        return (number, Array(argument.path[prefix.count...]))
      }
    }
    guard argument.isFile, let slash = argument.path.lastIndex(of: 0x2F) else {
      roots.append(argument.path)
      return (roots.count - 1, [])
    }
    let parent = slash == 0 ? [0x2F] : Array(argument.path[..<slash])
    let name = Array(argument.path[(slash + 1)...])
    if let known = roots.firstIndex(of: parent) { return (known, name) }
    roots.append(parent)
    return (roots.count - 1, name)
  }

  /// Builds the segments of a plan on all workers.
  private func build(_ plan: IndexPlan, _ commits: CommitQueue) {
    let next = Mutex(0)
    let jobs = max(1, min(options.jobs, plan.parts.count))
    let memory = max(options.memory / jobs, IndexWriter.leastMemory)
    let recordLimit = options.recordLimit
    let isCancelled = options.isCancelled
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      let ingest = SourceIngest(recordLimit: recordLimit)
      let builder = SegmentBuilder(schema: .events)
      func commit() {
        ingest.release()
        commits.commit(builder)
        builder.reset()
      }
      while !commits.hasFailed, !isCancelled() {
        let part = next.withLock { number -> Int in
          defer { number += 1 }
          return number
        }
        guard part < plan.parts.count else { return }
        let tasks = plan.parts[part]
        ingest.readAhead.begin()
        for (number, index) in tasks.enumerated() {
          if commits.hasFailed { return }
          if isCancelled() { break }
          let task = plan.tasks[index]
          ingest.readAhead.prepare(number, of: tasks.count) {
            plan.tasks[tasks.lowerBound + $0].absolutePath
          }
          commits.note(ingest.ingest(task, into: builder), of: task)
          let isFull =
            builder.byteCount > memory
            || builder.documentCount > SegmentFormat.documentLimit / 2
          if isFull { commit() }
        }
        if builder.sourceCount > 0 { commit() }
      }
    }
  }
}

/// A source by root and path.
struct PathKey: Hashable, Sendable {
  var root: Int
  var path: PathBytes
}

extension IndexSummary {
  /// Counts the state of a source that the run met.
  mutating func note(_ state: SourceState) {
    switch state {
    case .damaged, .partial: damaged += 1
    case .skipped: skipped += 1
    case .empty: empty += 1
    case .digest: digests += 1
    case .directory: directories += 1
    case .indexed: break
    }
  }
}
