internal import Dispatch
internal import TrailSearch

/// Makes tables of events on other threads, each with readers of its own, while the thread that asked
/// for them does what needs the one searcher there is.
///
/// Belongs to one thread.
final class EventTableMakers {
  /// A table that somebody else makes.
  final class Pending: @unchecked Sendable {
    private let isMade = DispatchSemaphore(value: 0)
    /// Written once, before ``isMade`` is signalled.
    private var result: Result<ReportTable, any Error>?
    /// Damage of the snapshot that was known when it was asked for.
    let damage: Int

    fileprivate init(damage: Int) { self.damage = damage }

    fileprivate func fulfil(_ result: Result<ReportTable, any Error>) {
      self.result = result
      isMade.signal()
    }

    /// Waits for the table; to be called once.
    func table() throws -> ReportTable {
      isMade.wait()
      guard let result else { preconditionFailure("a table is made before it is told") }
      return try result.get()
    }
  }

  /// A thread, and the segments as it reads them: used by one piece of work at a time.
  private final class Maker: @unchecked Sendable {
    let queue = DispatchQueue(label: "event table")
    private let files: [Snapshot.SegmentFile]
    private var opened: [Int: Snapshot.Segment] = [:]

    init(_ files: [Snapshot.SegmentFile]) { self.files = files }

    func segment(_ number: Int) throws -> Snapshot.Segment {
      if let known = opened[number] { return known }
      let made = try files[number].opened()
      opened[number] = made
      return made
    }
  }

  /// Tables that are worth being made or waited for at one time: each is in memory.
  static let count = 2

  private let snapshot: Snapshot
  private let makers: [Maker]
  private var next = 0

  init(_ snapshot: Snapshot) throws {
    self.snapshot = snapshot
    let files = try (0..<snapshot.segmentCount).map { try snapshot.segment($0).file }
    makers = (0..<EventTableMakers.count).map { _ in Maker(files) }
  }

  /// Has a table made of events; see ``EventTable/table(_:condition:texts:request:segment:)``.
  ///
  /// - Parameter complete: What else is done with the table on that thread.
  func make(
    _ table: EventTable, _ hits: [Hit], condition: String, texts: RecordTexts, request: Int,
    complete: @escaping @Sendable (inout ReportTable) -> Void
  ) -> Pending {
    let pending = Pending(damage: snapshot.damage.count)
    let maker = makers[next]
    next = (next + 1) % makers.count
    maker.queue.async {
      pending.fulfil(
        Result {
          var made = try table.table(
            hits, condition: condition, texts: texts, request: request,
            segment: { try maker.segment($0) })
          complete(&made)
          return made
        })
    }
    return pending
  }
}
