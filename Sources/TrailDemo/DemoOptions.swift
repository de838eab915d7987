/// What a demonstration archive should be like.
///
/// The same options always give the same bytes, whatever the machine and the number of threads.
package struct DemoOptions: Sendable {
  /// The number of distinct events that CloudTrail delivers to S3; duplicates and what only the
  /// other exports have come on top.
  package var events: Int
  /// The number of accounts, the management account among them.
  package var accounts: Int
  /// The number of days, the last of which is 31 March 2024 (UTC).
  package var days: Int
  /// The seed of all random choices.
  package var seed: UInt64
  /// Whether the archive has only what CloudTrail delivers to S3, and no other export.
  package var isS3Only: Bool
  /// The days at the end for which every hour has a digest; `nil` for two, and for none where the
  /// archive has nothing but log files.
  package var digestDays: Int?

  /// Options with a small archive as the default.
  package init(
    events: Int = 20_000, accounts: Int = 6, days: Int = 30, seed: UInt64 = 1,
    isS3Only: Bool = false, digestDays: Int? = nil
  ) {
    self.events = events
    self.accounts = accounts
    self.days = days
    self.seed = seed
    self.isS3Only = isS3Only
    self.digestDays = digestDays
  }
}

/// What was written: the counts that a complete index of the archive must show.
package struct DemoSummary: Sendable, Equatable {
  /// The number of all files.
  package var files = 0
  /// The number of files by what a complete index of the archive must say of them.
  package var sources = DemoSources()
  /// The number of records in all files: events + duplicates.
  package var records = 0
  /// The number of distinct events.
  package var events = 0
  /// The number of records that repeat an event of another file.
  package var duplicates = 0
  /// The bytes of all files.
  package var gzipBytes = 0
  /// The bytes of all files before compression.
  package var jsonBytes = 0
  /// The number of look-ups in `truth.json`.
  package var lookUps = 0

  /// A summary of nothing.
  package init() {}

  mutating func add(_ other: DemoSummary) {
    files += other.files
    sources.add(other.sources)
    records += other.records
    events += other.events
    duplicates += other.duplicates
    gzipBytes += other.gzipBytes
    jsonBytes += other.jsonBytes
  }
}

/// Files by what they are to an index.
package struct DemoSources: Sendable, Equatable {
  /// Files with records.
  package var indexed = 0
  /// Files that could have records and have none.
  package var empty = 0
  /// Digests of CloudTrail.
  package var digest = 0
  /// Files that name people or accounts.
  package var directory = 0
  /// Files that are no logs.
  package var skipped = 0

  mutating func add(_ other: DemoSources) {
    indexed += other.indexed
    empty += other.empty
    digest += other.digest
    directory += other.directory
    skipped += other.skipped
  }
}

/// Why a demonstration archive could not be written.
package struct DemoError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, for callers that branch.
  package enum Code: Sendable, Equatable {
    /// An option is out of its range.
    case options
    /// The directory exists and holds something, or is no directory.
    case notEmpty
    /// A file or directory could not be made, read or written.
    case io
    /// A file could not be compressed.
    case compression
    /// A digest could not be signed.
    case signing
  }

  /// The kind of failure.
  package let code: Code
  /// The file or directory, empty for wrong options.
  package let path: String
  /// One sentence that a person can act on.
  package let description: String

  init(_ code: Code, path: String = "", _ description: String) {
    self.code = code
    self.path = path
    self.description = description
  }
}

extension DemoOptions {
  /// The hours at the end that have digests.
  var digestHours: Int { min(digestDays ?? (isS3Only ? 0 : 2), days) * 24 }

  /// Checks that every option is in its range.
  func validate() throws(DemoError) {
    guard (1...1_000_000_000).contains(events) else {
      throw DemoError(.options, "events must be 1 to 1000000000, not \(events)")
    }
    guard (1...1_000).contains(accounts) else {
      throw DemoError(.options, "accounts must be 1 to 1000, not \(accounts)")
    }
    guard (1...3_650).contains(days) else {
      throw DemoError(.options, "days must be 1 to 3650, not \(days)")
    }
    guard (0...days).contains(digestDays ?? 0) else {
      throw DemoError(
        .options, "digests must be for 0 to \(days) days, not \(digestDays ?? 0)")
    }
  }
}
