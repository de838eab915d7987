internal import TrailFiles
internal import TrailIndexing
internal import TrailSearch
internal import TrailSegment

/// What keeps an index in order: merging, checking, forgetting.
///
/// None of these touches the archive.
public enum IndexMaintenance {
  static let program = "trailsift \(Trailsift.version)"

  private static func calling<Result>(_ body: () throws -> Result) throws(TrailsiftError) -> Result
  {
    do {
      return try body()
    } catch {
      throw .from(error)
    }
  }

  /// What merging did.
  public struct Compaction: Sendable {
    /// Segments before.
    public let segmentsBefore: Int
    /// Segments after.
    public let segmentsAfter: Int
    /// Bytes of the index before.
    public let bytesBefore: Int64
    /// Bytes of the index after.
    public let bytesAfter: Int64
  }

  /// Merges the segments of an index as far as they may be, month by month.
  ///
  /// Readers are not blocked. Files of the state before are removed after a grace time, by a later
  /// run of a writing command.
  ///
  /// - Parameter isCancelled: Asked before each merge: whether to stop.
  public static func compact(
    _ index: String, isCancelled: () -> Bool = { false }
  ) throws(TrailsiftError) -> Compaction {
    try calling {
      let compaction = IndexCompaction(
        index: index, program: program, storage: PosixStorage(path: index))
      let summary = try compaction.run(isCancelled: isCancelled)
      return Compaction(
        segmentsBefore: summary.segmentsBefore, segmentsAfter: summary.segmentsAfter,
        bytesBefore: summary.bytesBefore, bytesAfter: summary.bytesAfter)
    }
  }

  /// What merging would do.
  public struct CompactionPlan: Sendable {
    /// Segments now.
    public let segmentsBefore: Int
    /// Segments afterwards.
    public let segmentsAfter: Int
    /// Merges, a commit each.
    public let merges: Int
    /// Bytes that would be written at most.
    public let bytes: Int64
  }

  /// Tells what ``compact(_:isCancelled:)`` would do; takes no lock and writes nothing.
  public static func planCompaction(_ index: String) throws(TrailsiftError) -> CompactionPlan {
    try calling {
      let plan = try IndexCompaction(
        index: index, program: program, storage: PosixStorage(path: index)
      ).plan()
      return CompactionPlan(
        segmentsBefore: plan.segmentsBefore, segmentsAfter: plan.segmentsAfter,
        merges: plan.merges, bytes: plan.bytes)
    }
  }

  /// What was taken over from other indexes.
  public struct Adoption: Sendable {
    /// Segments that were added.
    public let segments: Int
    /// Sources that were added.
    public let sources: Int
    /// Sources that were known already.
    public let known: Int
    /// Records that became copies.
    public let copies: Int
    /// Possible copies that could not be confirmed, because a source cannot be read here.
    public let unconfirmed: Int
  }

  /// Takes the sources of other indexes into one.
  ///
  /// - Parameters:
  ///   - others: Index directories; they are not changed.
  ///   - index: The index that grows; made when it is missing.
  ///   - merging: Whether all segments that may be one are merged afterwards.
  public static func adopt(
    _ others: [String], into index: String, merging: Bool
  ) throws(TrailsiftError) -> Adoption {
    try calling {
      let adoption = IndexImport(
        index: index, program: program, storage: PosixStorage(path: index))
      let summary = try adoption.run(
        from: others.map { (PosixStorage(path: $0), $0) }, merging: merging)
      return Adoption(
        segments: summary.segments, sources: summary.sources, known: summary.known,
        copies: summary.copies, unconfirmed: summary.unconfirmed)
    }
  }

  /// How much of an index is checked.
  public enum CheckDepth: Sendable {
    /// Manifests, footers and their checksums, exclusions, source tables.
    case fast
    /// Every page, orders and ranges, columns against postings.
    case full
    /// All of that, and every source read again and compared.
    case deep
  }

  /// What a check found.
  public struct CheckReport: Sendable {
    /// Segments looked at.
    public let segments: Int
    /// Sources in them.
    public let sources: Int
    /// Records in them that have a document.
    public let documents: Int
    /// Sources that were read again and compared.
    public let compared: Int
    /// Sources that are gone or were changed since, and could not be compared.
    public let absent: Int
    /// What is wrong, a sentence each; empty when the index is whole.
    public let findings: [String]
  }

  /// Checks an index.
  public static func check(
    _ index: String, _ depth: CheckDepth
  ) throws(TrailsiftError) -> CheckReport {
    try calling {
      let check = IndexCheck(storage: PosixStorage(path: index), path: index)
      let kind: IndexCheck.Depth =
        switch depth {
        case .fast: .fast
        case .full: .full
        case .deep: .deep
        }
      let summary = try check.run(kind)
      return CheckReport(
        segments: summary.segments, sources: summary.sources, documents: summary.documents,
        compared: summary.compared, absent: summary.absent, findings: summary.findings)
    }
  }

  /// Sources chosen to be forgotten.
  public struct Forgetting: Sendable {
    fileprivate let index: String
    fileprivate let selection: SourceSelection
    /// Sources that are dropped.
    public var sources: Int { selection.count }
    /// Records of theirs that have a document: events and copies.
    public var documents: Int { selection.documents }
    /// Sources that stay because only some of their events are meant.
    public var mixed: Int { selection.mixed }
  }

  /// Chooses sources to forget; all that is given must hold.
  ///
  /// - Parameters:
  ///   - source: A source or a directory above it, absolute or relative to its root.
  ///   - before: A time; the sources whose latest event is before it.
  ///   - account: The sources whose events were all delivered to this account.
  public static func choose(
    _ index: String, source: String?, before: String?, account: String?
  ) throws(TrailsiftError) -> Forgetting {
    try calling {
      var criteria = SourceSelection.Criteria()
      criteria.path = source
      criteria.account = account
      if let before {
        guard let span = TimeText.span(before) else {
          throw TrailsiftError("--before: `\(before)` is no time; write 2024-03-31")
        }
        criteria.before = span.lowerBound
      }
      let snapshot = try Snapshot(storage: PosixStorage(path: index), path: index)
      return Forgetting(index: index, selection: try Searcher(snapshot: snapshot).select(criteria))
    }
  }

  /// Drops the chosen sources; of events that other sources have too, another copy stays.
  public static func forget(_ forgetting: Forgetting) throws(TrailsiftError) {
    try calling {
      let removal = SourceRemoval(
        index: forgetting.index, program: program, storage: PosixStorage(path: forgetting.index))
      try removal.run(
        forgetting.selection.sources, generation: forgetting.selection.generation)
    }
  }
}
