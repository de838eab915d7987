internal import Glibc
internal import TrailFiles
internal import TrailFormats
package import TrailSearch
internal import TrailSegment

/// The SHA-256 of every file of an archive, as lines that `sha256sum --check` reads.
///
/// The hashes are of the files as they lie there, compression and all, unlike those of digests.
package struct EvidenceManifest: Sendable {
  /// A file that could not be hashed.
  package struct Failure: Sendable {
    package var path: String
    package var reason: String
  }

  /// The lines, in byte order of the paths.
  package private(set) var text: [UInt8] = []
  package private(set) var count = 0
  package private(set) var failures: [Failure] = []

  /// Lists every source of an index with the hash that it was indexed with.
  ///
  /// A file that was not read to its end then, because it is no log, is read now. Paths are relative to
  /// the root where the index has one root, a directory, and absolute otherwise.
  package init(_ searcher: Searcher) throws {
    let snapshot = searcher.snapshot
    let places = snapshot.roots
    let isRelative =
      places.paths.count == 1 && ArchivePath.probe(places.paths[0])?.kind != .file
    var lines: [(path: PathBytes, hash: [UInt8])] = []
    var failures: [Failure] = []
    try searcher.forEachSource { source in
      let absolute = places.absolutePath(source)
      let path = isRelative ? source.path : absolute
      if source.digest.contains(where: { $0 != 0 }) {
        lines.append((path, source.digest))
        return
      }
      // What is no file has no content to prove.
      if let found = ArchivePath.probe(absolute), found.kind != .file { return }
      do throws(SystemCallError) {
        lines.append((path, try OpenFile.sha256(absolute).digest))
      } catch {
        failures.append(Failure(path: Paths.display(path), reason: error.reason))
      }
    }
    for line in lines.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) {
      append(line.path, line.hash)
    }
    self.failures = failures
  }

  /// Appends a line: hash, two blanks, path; one with a backslash or line break in its path begins with
  /// a backslash and has them escaped, as GNU's tools do.
  private mutating func append(_ path: PathBytes, _ hash: [UInt8]) {
    let isEscaped = path.contains { $0 == 0x5C || $0 == 0x0A || $0 == 0x0D }
    if isEscaped { text.append(0x5C) }
    text += Array(Hexadecimal.text(hash).utf8) + [0x20, 0x20]
    for byte in path {
      switch byte {
      case 0x5C where isEscaped: text += [0x5C, 0x5C]
      case 0x0A: text += [0x5C, 0x6E]
      case 0x0D: text += [0x5C, 0x72]
      default: text.append(byte)
      }
    }
    text.append(0x0A)
    count += 1
  }

  /// A line that was read.
  struct Entry: Sendable {
    var path: PathBytes
    var hash: [UInt8]
  }

  /// Reads lines as `sha256sum` writes them; the second blank may be a `*`.
  ///
  /// - Returns: The entries, or the number of the first line that is none, from 1.
  static func entries(_ text: [UInt8]) -> (entries: [Entry], badLine: Int?) {
    var entries: [Entry] = []
    for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      let isEscaped = line.first == 0x5C
      let line = isEscaped ? line.dropFirst() : line
      let path = Array(line.dropFirst(66))
      guard line.count > 66, let hash = Hexadecimal.bytes(Array(line.prefix(64))),
        line[line.startIndex + 64] == 0x20,
        line[line.startIndex + 65] == 0x20 || line[line.startIndex + 65] == 0x2A
      else { return (entries, number + 1) }
      entries.append(Entry(path: isEscaped ? unescaped(path) : path, hash: hash))
    }
    return (entries, nil)
  }

  private static func unescaped(_ path: PathBytes) -> PathBytes {
    var result: PathBytes = []
    var index = 0
    while index < path.count {
      if path[index] == 0x5C, index + 1 < path.count {
        index += 1
        result.append(path[index] == 0x6E ? 0x0A : path[index] == 0x72 ? 0x0D : path[index])
      } else {
        result.append(path[index])
      }
      index += 1
    }
    return result
  }
}

/// Compares the files of an archive with a manifest that somebody kept.
package struct ManifestVerification {
  /// Why a manifest cannot be used.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    package var description: String
  }

  /// Bytes of a manifest that are read.
  private static let longestFile = 1 << 30

  /// Compares.
  ///
  /// Files that the index hashed and that did not change since are not read again, unless asked for.
  /// - Parameter progress: Told how many of the files that have to be read were.
  /// - Returns: A verdict for each line, and one for each file that no line names.
  /// - Throws: ``Failure``, `IndexError`, `SystemCallError` when an archive is not there.
  package static func run(
    _ searcher: Searcher, manifest path: String, rehashes: Bool, jobs: Int,
    progress: WorkProgress? = nil
  ) throws -> ArchiveVerification.Report {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try UserFile.readWhole(path, limit: longestFile)
    } catch {
      throw Failure(description: "\(path): \(error.reason)")
    }
    let (entries, badLine) = EvidenceManifest.entries(bytes)
    if let badLine {
      throw Failure(description: "\(path): line \(badLine) is not one of `sha256sum`")
    }
    if entries.isEmpty { throw Failure(description: "\(path): names no file") }
    let archive = try LocalArchive(searcher.snapshot)
    var known: [PathBytes: (identity: FileIdentity, hash: [UInt8])] = [:]
    if !rehashes {
      let places = searcher.snapshot.roots
      try searcher.forEachSource { source in
        guard source.digest.contains(where: { $0 != 0 }) else { return }
        known[places.absolutePath(source)] = (source.identity, source.digest)
      }
    }
    var numbers: [PathBytes: Int] = [:]
    for (number, file) in archive.files.enumerated() { numbers[file.absolutePath] = number }
    let roots = searcher.snapshot.roots.paths
    var report = ArchiveVerification.Report()
    report.unreadable = archive.unreadable
    var named: Set<Int> = []
    var toRead: [(entry: Int, path: PathBytes)] = []
    var verdicts = entries.map { entry in
      FileVerdict(.file, .missing, path: Paths.display(entry.path), object: nil)
    }
    func judge(_ entry: Int, _ hash: [UInt8]) {
      let isRight = hash == entries[entry].hash
      verdicts[entry] = FileVerdict(
        .file, isRight ? .valid : .changed, path: Paths.display(entries[entry].path),
        reason: isRight ? "" : "its SHA-256 differs", proof: isRight ? .manifest : nil)
    }
    for (number, entry) in entries.enumerated() {
      let places =
        entry.path.first == 0x2F
        ? [entry.path] : roots.map { Paths.join($0, relative(entry.path)) }
      guard let file = places.lazy.compactMap({ numbers[$0] }).first else { continue }
      named.insert(file)
      let local = archive.files[file]
      if let known = known[local.absolutePath], known.identity == local.identity {
        judge(number, known.hash)
        report.reused += 1
      } else {
        toRead.append((number, local.absolutePath))
      }
    }
    let paths = toRead.map(\.path)
    let found = ParallelWork.map(paths, jobs: jobs, progress: progress, state: {}) { _, path in
      Result { () throws(SystemCallError) in try OpenFile.sha256(path) }
    }
    for (item, result) in zip(toRead, found) {
      switch result {
      case .success(let (identity, hash)):
        report.hashedBytes += identity.size
        judge(item.entry, hash)
      case .failure(let error):
        verdicts[item.entry] = FileVerdict(
          .file, .unreadable, path: Paths.display(entries[item.entry].path),
          reason: error.reason)
      }
    }
    for (number, file) in archive.files.enumerated() where !named.contains(number) {
      verdicts.append(
        FileVerdict(
          .file, .unexpected, path: Paths.display(file.path),
          reason: "the manifest does not name it"))
    }
    for verdict in verdicts { report.logFiles.add(verdict.verdict) }
    report.files = verdicts
    return report
  }

  /// A path without the `./` that `find` puts before it.
  private static func relative(_ path: PathBytes) -> PathBytes {
    path.starts(with: [0x2E, 0x2F]) ? Array(path.dropFirst(2)) : path
  }
}
