internal import TrailEvents
internal import TrailFiles
internal import TrailIntegrity
internal import TrailSearch

/// Whether an archive is complete and unaltered: what its digests, or a manifest, prove of it.
public enum ArchiveIntegrity {
  /// What to verify, and with what.
  public struct Options: Sendable {
    /// Files with public keys: saved answers of `aws cloudtrail list-public-keys`, or PEM.
    public var publicKeys: [String] = []
    /// Only this account.
    public var account: String?
    /// The first time of delivery that counts, as queries spell times.
    public var since: String?
    /// The last one.
    public var until: String?
    /// The zone of times that name none.
    public var zone = DisplayZone.utc
    /// Whether files that were hashed before and have not changed since are read again.
    public var rehashes = false
    /// Whether files that lie elsewhere than their key says are no finding.
    public var allowsMoved = false
    /// Whether every file is listed, and not findings alone; a run with nothing new is quicker without.
    public var listsAllFiles = true
    /// Workers.
    public var jobs = 1
    /// Told how many of the files that have to be read were; called by any thread.
    public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    /// Options to verify everything, without keys.
    public init() {}
  }

  /// The verdict on one file.
  public struct File: Sendable {
    /// `digest`, `log`, `key`; `file` for one that a manifest names.
    public var kind: String { kindOfFile.rawValue }
    private let kindOfFile: FileVerdict.Kind
    /// `valid`, `changed`, `missing`, `unexpected`, `unreadable` or `unproved`.
    public let verdict: String
    /// The file below its root; the key in S3 of one that is not there.
    public let path: String
    /// The key in S3 under which it is named.
    public let object: String?
    /// Why, in words; empty for a valid file.
    public let reason: String
    /// The key in S3 of the digest that says so.
    public let digest: String?
    /// The end of the hour of that digest.
    public var digestEnd: String? {
      endOfDigest.map { Timestamp(milliseconds: $0).description }
    }
    private let endOfDigest: Int64?
    /// What stands behind a valid file: `signature`, `chain`, `digest` or `manifest`.
    public let proof: String?
    /// Whether it lies elsewhere than its key says.
    public let isMoved: Bool
    /// Whether somebody has to look at it.
    public let isFinding: Bool

    init(_ verdict: FileVerdict) {
      kindOfFile = verdict.kind
      self.verdict = verdict.verdict.rawValue
      path = verdict.path
      object = verdict.object
      reason = verdict.reason
      digest = verdict.digest
      endOfDigest = verdict.digestEnd
      proof = verdict.proof?.rawValue
      isMoved = verdict.isMoved
      isFinding = verdict.isFinding
    }
  }

  /// Files by verdict.
  public struct Counts: Sendable {
    /// All of them.
    public let all: Int
    /// Their numbers by verdict, in the order of the verdicts, zeros left out.
    public let byVerdict: [(verdict: String, count: Int)]

    init(_ counts: VerdictCounts) {
      all = counts.all
      byVerdict = Verdict.allCases.compactMap { verdict in
        counts[verdict] > 0 ? (verdict.rawValue, counts[verdict]) : nil
      }
    }

    /// The number of files with a verdict.
    public subscript(_ verdict: String) -> Int {
      byVerdict.first { $0.verdict == verdict }?.count ?? 0
    }
  }

  /// The digests of one trail in one account and region.
  public struct Chain: Sendable {
    /// The account that the log files were delivered for.
    public let account: String
    /// The region that they were delivered in.
    public let region: String
    /// The name of the trail.
    public let trail: String
    /// Whether its digests were made later, for log files that had none.
    public let isBackfill: Bool
    /// Start of its first digest.
    public let start: String
    /// End of its last digest.
    public let end: String
    /// `valid`, or what is wrong with it or the files it names; `unproved` for a single digest.
    public let verdict: String
    /// Its digests, the missing ones counted.
    public let digests: Counts
    /// Digests whose signature was verified.
    public let verifiedSignatures: Int
    /// Log files that its digests name.
    public let logFiles: Counts
    /// What is to be known of it and is no fault.
    public let notes: [String]

    init(_ chain: DigestChain) {
      account = chain.account
      region = chain.region
      trail = chain.trail
      isBackfill = chain.isBackfill
      start = Timestamp(milliseconds: chain.start).description
      end = Timestamp(milliseconds: chain.end).description
      verdict = chain.verdict.rawValue
      digests = Counts(chain.counts)
      verifiedSignatures = chain.verifiedSignatures
      logFiles = Counts(chain.logFiles)
      notes = chain.notes
    }
  }

  /// What was found.
  public struct Report: Sendable {
    /// The chains, in the order in which their first digests were met.
    public let chains: [Chain]
    /// Every digest and log file, what is missing, and keys that cannot be right; findings alone where
    /// the options ask for no more.
    public let files: [File]
    /// Digests that are unproved because nothing here holds their signature.
    public let unvouched: Int
    /// Digests by verdict.
    public let digests: Counts
    /// Log files by verdict.
    public let logFiles: Counts
    /// Digests whose signature was verified.
    public let verifiedSignatures: Int
    /// Whether any key was given.
    public let hasKeys: Bool
    /// Files that lie elsewhere than their key says, by folder.
    public let moved: [(from: String, to: String, count: Int)]
    /// Bytes of text that were hashed.
    public let hashedBytes: Int64
    /// Files that an earlier run hashed, and that did not change since.
    public let reused: Int
    /// Files and directories that could not be looked at, and why.
    public let unreadable: [(path: String, reason: String)]
    /// Whether somebody has to look at something.
    public let hasFindings: Bool

    init(_ report: ArchiveVerification.Report) {
      chains = report.chains.map(Chain.init)
      files = report.files.map(File.init)
      unvouched = report.unvouched
      digests = Counts(report.digests)
      logFiles = Counts(report.logFiles)
      verifiedSignatures = report.verifiedSignatures
      hasKeys = report.hasKeys
      moved = report.moved
      hashedBytes = report.hashedBytes
      reused = report.reused
      unreadable = report.unreadable
      hasFindings = report.hasFindings
    }
  }
}

extension EventIndex {
  /// Verifies the archives of the index by the digests in them.
  ///
  /// The archives as they are now are looked at, files that were never indexed too. Nothing is asked
  /// of AWS.
  /// - Throws: `TrailsiftError` when a file of keys cannot be used or an archive is not there.
  public func verify(
    _ options: ArchiveIntegrity.Options
  ) throws(TrailsiftError) -> ArchiveIntegrity.Report {
    try calling {
      var own = ArchiveVerification.Options()
      for path in options.publicKeys { try own.keys.add(path: path) }
      own.account = options.account
      (own.from, own.to) = try bounds(options.since, options.until, options.zone)
      own.rehashes = options.rehashes
      own.allowsMoved = options.allowsMoved
      own.listsAllFiles = options.listsAllFiles
      own.jobs = options.jobs
      own.progress = options.progress
      let snapshot = searcher.snapshot
      return ArchiveIntegrity.Report(
        try ArchiveVerification.run(
          snapshot, storage: PosixStorage(path: snapshot.cachePath), options: own))
    }
  }

  /// Compares the files of the archives with a manifest in the format of `sha256sum`.
  ///
  /// Nothing but the hashes is used: the answer has no digests, and each file is of the kind `file`.
  /// - Throws: `TrailsiftError` when the manifest cannot be used or an archive is not there.
  public func verify(
    manifest: String, rehashing: Bool, jobs: Int,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(TrailsiftError) -> ArchiveIntegrity.Report {
    try calling {
      ArchiveIntegrity.Report(
        try ManifestVerification.run(
          searcher, manifest: manifest, rehashes: rehashing, jobs: jobs, progress: progress))
    }
  }

  /// The SHA-256 of every source of the index, as lines that `sha256sum --check` reads.
  ///
  /// - Returns: The lines, their number, and the files that could not be hashed, with the reason.
  public func evidenceManifest() throws(TrailsiftError) -> (
    text: [UInt8], count: Int, failures: [(path: String, reason: String)]
  ) {
    try calling {
      let manifest = try EvidenceManifest(searcher)
      return (manifest.text, manifest.count, manifest.failures.map { ($0.path, $0.reason) })
    }
  }

  /// What the digests near a log file say of it, in words; `nil` when there are none.
  ///
  /// - Parameter path: The absolute path of the file.
  public func digestStatement(of path: String) throws(TrailsiftError) -> String? {
    try calling {
      guard let answer = try FileProof.find(Array(path.utf8), searcher.snapshot) else { return nil }
      guard let end = answer.digestEnd else { return answer.reason }
      let named = "its file is named by the digest of \(Timestamp(milliseconds: end))"
      return answer.verdict == .valid
        ? "\(named) with the right SHA-256"
        : "\(named): \(answer.verdict.rawValue.uppercased()), \(answer.reason)"
    }
  }

  /// The span between two times as queries spell them, ms since 1970.
  func bounds(
    _ since: String?, _ until: String?, _ zone: DisplayZone
  ) throws -> (from: Int64?, to: Int64?) {
    let searcher = searcher
    let times = TimeContext(
      zone: zone.rules,
      end: {
        do {
          return try searcher.timeRange()?.upperBound
        } catch {
          return nil
        }
      })
    let from = try since.map { try times.span($0).lowerBound }
    let to = try until.map { try times.span($0).upperBound }
    if let from, let to, from >= to {
      throw TrailsiftError("--since \(since ?? "") is not before --until \(until ?? "")")
    }
    return (from, to)
  }
}
