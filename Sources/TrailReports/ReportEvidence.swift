internal import TrailEvents
internal import TrailFiles
package import TrailIntegrity
internal import TrailSearch
internal import TrailSegment

/// What makes a listing evidence: where it came from, that it is whole, and what is lacking.
package struct ReportEvidence: Sendable {
  /// A source that a reader must know of.
  package struct Problem: Sendable {
    package var path: String
    /// `damaged`, `partial`, `rejected`, `changed` or `missing`.
    package var state: String
    package var reason: String
  }

  /// What the digests of the archive say of its files.
  package struct Verification: Sendable {
    /// Every digest and log file, and what is missing, in the order of paths.
    package var files: [FileVerdict]
    /// Digests and log files by verdict.
    package var digests: VerdictCounts
    package var logFiles: VerdictCounts
    /// Digests whose signature was verified.
    package var signatures: Int

    package init(_ report: ArchiveVerification.Report) {
      files = report.files.sorted {
        $0.path != $1.path ? $0.path < $1.path : $0.kind.rawValue < $1.kind.rawValue
      }
      digests = report.digests
      logFiles = report.logFiles
      signatures = report.verifiedSignatures
    }

    /// By the path of each log file what digests say of it, and what proves that: `valid (signature)`.
    var verdicts: [String: String] {
      var verdicts: [String: String] = [:]
      for file in files where file.kind == .log {
        let proof = file.proof.map { " (\($0.rawValue))" } ?? ""
        verdicts[file.path] = file.verdict.rawValue + proof
      }
      return verdicts
    }

    /// What somebody has to look at.
    package var findings: [FileVerdict] { files.filter(\.isFinding) }
  }

  /// Name and version of the program.
  package var program: String
  /// The state of the index.
  package var generation: UInt64
  /// Events within the scope.
  package var examined = 0
  /// Of the whole index.
  package var records = 0
  package var events = 0
  package var copies = 0
  package var rejected = 0
  package var conflicts = 0
  /// The earliest and latest event, ms since 1970.
  package var first: Int64?
  package var last: Int64?
  /// Sources by state, in words.
  package var sources: [(state: String, count: Int)] = []
  /// Files that could not be read whole, or are no longer there.
  package var problems: [Problem] = []
  /// Parts of the index that answers had to do without.
  package var damage: [String] = []
  /// Events without a time, which are in no period; 0 where no period was asked.
  package var timeless = 0
  /// Events of exports that have no place for what came of them: no condition on the result finds them.
  package var untold = 0
  /// Whether the archive has nothing at all of what was asked: no event, no file of its accounts and
  /// hours, and no proof that there was none.
  package var isOutside = false
  /// Sources whose records could not be read for rows.
  package var unreadable: [String] = []
  /// The hours that the archive has files of.
  package var coverage: CoverageMatrix
  /// What digests say; `nil` when that was not asked.
  package var verification: Verification?
  /// The SHA-256 of every source, as lines for `sha256sum --check`.
  package var hashes: [UInt8]

  /// Whether something is lacking that a reader must know of.
  package var isIncomplete: Bool {
    !damage.isEmpty || !problems.isEmpty || !unreadable.isEmpty || isOutside || timeless > 0
      || untold > 0
      || coverage.rows.contains { $0.hours(.missing) > 0 }
      || !(verification?.findings.isEmpty ?? true)
  }

  /// Collects the evidence for a scope.
  ///
  /// - Parameters:
  ///   - archive: The files of the archives, as they were found for this run.
  ///   - program: Name and version of the program.
  init(
    _ searcher: Searcher, in archive: LocalArchive, scope: ReportScope, program: String
  ) throws {
    self.program = program
    generation = searcher.snapshot.generation
    var options = CoverageMatrix.Options()
    options.from = scope.from
    options.to = scope.to
    coverage = try CoverageMatrix(
      searcher, in: archive, query: scope.untimedQuery, options: options)
    hashes = try EvidenceManifest(searcher).text
    examined = try searcher.count(scope.query)
    untold = try searcher.count(.and([scope.query, .not(.key(.result, .any))]))
    if scope.from != nil || scope.to != nil {
      timeless = try searcher.count(
        .and([scope.untimedQuery, .not(.time(from: nil, to: nil))]))
    }
    let isLimited = scope.from != nil || scope.to != nil || !scope.accounts.isEmpty
    // The matrix has no row of files without an event of a further condition.
    if isLimited, scope.condition == .all, examined == 0 {
      isOutside = coverage.rows.allSatisfy { $0.hours(.unknown) == $0.cells.count }
    }
    let statistics = try searcher.statistics(checkingFiles: false)
    records = statistics.records
    events = statistics.events
    copies = statistics.duplicates
    rejected = statistics.rejected
    conflicts = statistics.idConflicts
    first = statistics.first?.milliseconds
    last = statistics.last?.milliseconds
    var counts: [SourceState: Int] = [:]
    var missing = 0
    var problems: [Problem] = []
    let roots = searcher.snapshot.roots
    try searcher.forEachSource { source in
      counts[source.state, default: 0] += 1
      switch source.state {
      case .damaged, .partial:
        problems.append(
          Problem(
            path: Paths.display(source.path), state: source.state.name, reason: source.reason))
      default:
        guard let first = source.rejections.first else { break }
        problems.append(
          Problem(
            path: Paths.display(source.path), state: "rejected",
            reason: "\(source.rejected) of its \(source.records) records: \(first.reason)"))
      }
      let path = roots.absolutePath(source)
      // What is no regular file, or no longer below a root, is looked for where it was.
      if !archive.holds(path), ArchivePath.probe(path) == nil {
        missing += 1
        problems.append(
          Problem(
            path: Paths.display(source.path), state: "missing",
            reason: "it was there when it was indexed"))
      }
    }
    problems += archive.changed.map {
      Problem(
        path: Paths.display($0), state: "changed", reason: "it was changed after it was indexed")
    }
    sources = (counts.map { ($0.key.name, $0.value) } + (missing > 0 ? [("missing", missing)] : []))
      .sorted { $0.0 < $1.0 }.map { (state: $0.0, count: $0.1) }
    self.problems = problems.sorted { ($0.path, $0.state) < ($1.path, $1.state) }
    damage = searcher.snapshot.damage.map(\.description)
  }
}
