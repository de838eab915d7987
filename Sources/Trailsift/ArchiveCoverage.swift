internal import TrailEvents
internal import TrailIntegrity
internal import TrailSearch

/// Which hours of which account and region an archive has files of, and which it lacks.
///
/// An hour is *covered* (there is a file), *empty* (digests say that there was none), *missing* (a
/// digest names a file that is not here, or is absent itself, or nothing of a file could be read) or
/// *unknown*.
public struct ArchiveCoverage: Sendable {
  /// Which time of a file counts.
  public enum Basis: String, Sendable, CaseIterable {
    /// When it was delivered, as its name tells.
    case delivery
    /// When its events happened.
    case event
    /// The day of the folder that it lies in.
    case path
  }

  /// An hour of an account and region.
  public struct Cell: Sendable {
    /// `covered`, `empty`, `missing` or `unknown`.
    public let state: String
    /// Files, or events where these count.
    public let count: Int
    /// Files that a digest names and that are not here.
    public let missing: Int
  }

  /// An account and region.
  public struct Row: Sendable {
    /// The account that the files were delivered for.
    public let account: String
    /// The region that they were delivered in.
    public let region: String
    /// Whether digests speak of it at all.
    public let hasDigests: Bool
    /// One for each hour.
    public let cells: [Cell]
  }

  /// A stretch of time without files.
  public struct Gap: Sendable {
    /// The account that lacks them.
    public let account: String
    /// The region that lacks them.
    public let region: String
    /// The last time before that is known.
    public let from: String
    /// The first time after that is known.
    public let to: String
    /// The same two in a zone, for people.
    public let shown: (from: String, to: String)
    /// Its length in hours.
    public let hours: Double
    /// Whether digests prove that something is missing.
    public let isProved: Bool
    /// Files that digests name and that are not here.
    public let files: Int
    /// In words.
    public let reason: String
  }

  /// Which time counts.
  public let basis: Basis
  /// The start of each hour.
  public let hours: [String]
  /// Sorted by account and region.
  public let rows: [Row]
  /// Sorted by account, region and time.
  public let gaps: [Gap]
  /// Files with records whose names tell no account, region and hour: nobody can tell whether others
  /// like them are missing.
  public let filesWithoutHours: Int
  /// Accounts of the rows, in the partition `aws`, of which there is no file and no digest of us-east-1
  /// at any time, sorted.
  public let accountsWithoutGlobalRegion: [String]
}

extension EventIndex {
  /// Says which hours the archives of the index cover.
  ///
  /// - Parameters:
  ///   - query: Whose events decide which accounts and regions are shown.
  ///   - since: The first time that is shown.
  ///   - until: The last one.
  ///   - expected: The longest time that may pass without a file or the proof that there was none, as
  ///     `15m` or `1h`; `nil` for gaps that digests prove alone.
  public func coverage(
    _ query: EventQuery, since: String?, until: String?, zone: DisplayZone,
    basis: ArchiveCoverage.Basis = .delivery, expected: String? = nil, jobs: Int = 1
  ) throws(TrailsiftError) -> ArchiveCoverage {
    try calling {
      var options = CoverageMatrix.Options()
      (options.from, options.to) = try bounds(since, until, zone)
      switch basis {
      case .delivery: options.basis = .delivery
      case .event: options.basis = .event
      case .path: options.basis = .path
      }
      if let expected {
        guard let step = TimeStep(expected), let length = step.milliseconds else {
          throw TrailsiftError("--expect: `\(expected)` is no length of time; write 15m, 1h or 1d")
        }
        options.expected = length
      }
      options.jobs = jobs
      let matrix = try CoverageMatrix(searcher, query: query.query, options: options)
      let hours = matrix.rows.first?.cells.count ?? 0
      return ArchiveCoverage(
        basis: basis,
        hours: (0..<hours).map { Timestamp(milliseconds: matrix.time(ofHour: $0)).description },
        rows: matrix.rows.map { row in
          ArchiveCoverage.Row(
            account: row.account, region: row.region, hasDigests: row.hasDigests,
            cells: row.cells.map {
              ArchiveCoverage.Cell(state: $0.state.name, count: $0.count, missing: $0.missing)
            })
        },
        gaps: matrix.gaps.map { gap in
          let from = Timestamp(milliseconds: gap.span.lowerBound)
          let to = Timestamp(milliseconds: gap.span.upperBound)
          return ArchiveCoverage.Gap(
            account: gap.account, region: gap.region, from: from.description, to: to.description,
            shown: (zone.text(from), zone.text(to)),
            hours: Double(gap.span.upperBound - gap.span.lowerBound) / 3_600_000,
            isProved: gap.isProved, files: gap.files, reason: gap.reason)
        }, filesWithoutHours: matrix.filesWithoutHours,
        accountsWithoutGlobalRegion: matrix.accountsWithoutGlobalRegion)
    }
  }
}
