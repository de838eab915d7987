internal import TrailDemo

/// Writes archives for trying Trailsift out.
public enum Demonstration {
  /// What was written.
  public struct Report: Sendable {
    /// Files written.
    public let files: Int
    /// Records in all files.
    public let records: Int
    /// Distinct events.
    public let events: Int
    /// Records that repeat an event of the same or another file.
    public let duplicates: Int
    /// Bytes of all files.
    public let gzipBytes: Int64
    /// Bytes before compression.
    public let jsonBytes: Int64
    /// Look-ups with known answers in `truth.json`.
    public let lookUps: Int
  }

  /// Writes an archive below `directory/archive` and its known answers to `directory/truth.json`.
  ///
  /// - Parameters:
  ///   - events: Distinct events that CloudTrail delivers to S3.
  ///   - isS3Only: Whether the shapes of other exports are left out.
  ///   - digestDays: Days at the end whose every hour has a signed digest; `nil` for two, or for none
  ///     where `isS3Only`. The key is written to `directory/public-keys.json`.
  ///   - progress: Called with the records written so far and in all.
  public static func write(
    to directory: String, events: Int, accounts: Int, days: Int, seed: UInt64,
    isS3Only: Bool = false, digestDays: Int? = nil,
    progress: @escaping (Int, Int) -> Void
  ) throws(TrailsiftError) -> Report {
    var options = DemoOptions()
    options.events = events
    options.accounts = accounts
    options.days = days
    options.seed = seed
    options.isS3Only = isS3Only
    options.digestDays = digestDays
    do {
      let summary = try DemoArchive.write(to: directory, options: options, progress: progress)
      return Report(
        files: summary.files, records: summary.records, events: summary.events,
        duplicates: summary.duplicates, gzipBytes: Int64(summary.gzipBytes),
        jsonBytes: Int64(summary.jsonBytes), lookUps: summary.lookUps)
    } catch {
      throw .from(error)
    }
  }
}
