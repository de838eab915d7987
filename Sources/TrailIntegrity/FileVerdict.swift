/// What was found about a file of an archive, or about one that should be there.
package enum Verdict: String, Sendable, CaseIterable {
  /// Its content is what a digest or a manifest names.
  case valid
  /// Its content is not what was named.
  case changed
  /// It was named and is not there.
  case missing
  /// It is there, and the digests of its time, all present, do not name it.
  case unexpected
  /// It cannot be read, or its compression is broken.
  case unreadable
  /// Nothing here can tell.
  case unproved

  /// Whether somebody has to look at it.
  ///
  /// What is merely unproved is told, and is no finding: the newest digest of every chain is.
  package var isFinding: Bool {
    switch self {
    case .valid, .unproved: false
    case .changed, .missing, .unexpected, .unreadable: true
    }
  }
}

/// What stands behind a valid file: how the digest that names it is itself proved.
package enum Proof: String, Sendable {
  /// Its signature was verified with a key that was given.
  case signature
  /// The digest after it names its SHA-256; no signature was checked.
  case chain
  /// Nothing yet: it is the newest of its chain, and S3 alone has its signature.
  case digest
  /// A manifest that somebody kept.
  case manifest
}

/// The verdict on one file.
package struct FileVerdict: Sendable {
  /// What the file is.
  package enum Kind: String, Sendable {
    case digest, log, key, file
  }

  package var kind: Kind
  package var verdict: Verdict
  /// The file below its root; the key in S3 of one that is not there.
  package var path: String
  /// The key in S3 under which it is named; `nil` when nothing names it.
  package var object: String?
  /// Why, in words.
  package var reason: String
  /// The digest that says so, its key in S3, and its end in ms since 1970.
  package var digest: String?
  package var digestEnd: Int64?
  package var proof: Proof?
  /// Whether its content is as named and it lies elsewhere than its key says.
  package var isMoved = false
  /// Whether somebody has to look at it.
  package var isFinding: Bool

  package init(
    _ kind: Kind, _ verdict: Verdict, path: String, object: String? = nil, reason: String = "",
    digest: String? = nil, digestEnd: Int64? = nil, proof: Proof? = nil
  ) {
    self.kind = kind
    self.verdict = verdict
    self.path = path
    self.object = object
    self.reason = reason
    self.digest = digest
    self.digestEnd = digestEnd
    self.proof = proof
    isFinding = verdict.isFinding
  }
}

/// Files by verdict.
package struct VerdictCounts: Sendable {
  private var counts: [Verdict: Int] = [:]

  package init() {}

  package subscript(_ verdict: Verdict) -> Int { counts[verdict] ?? 0 }
  package var all: Int { counts.values.reduce(0, +) }

  mutating func add(_ verdict: Verdict, _ count: Int = 1) { counts[verdict, default: 0] += count }
}

/// The digests of one trail in one account and region, each naming the one before.
package struct DigestChain: Sendable {
  package var account: String
  package var region: String
  package var trail: String
  package var homeRegion: String
  /// Whether these digests were made later, for log files that had none.
  package var isBackfill: Bool
  /// Digests that are here, the unreadable ones not counted.
  package var digests: Int
  /// Start of the first and end of the last, ms since 1970.
  package var start: Int64
  package var end: Int64
  /// The verdict: that of its worst digest, the missing and unreadable ones counted.
  package var verdict: Verdict
  package var counts: VerdictCounts
  /// Digests whose signature was verified.
  package var verifiedSignatures: Int
  /// Log files that its digests name, by verdict.
  package var logFiles: VerdictCounts
  /// What is to be known of it and is no fault: where it starts, where the trail was stopped.
  package var notes: [String]
}
