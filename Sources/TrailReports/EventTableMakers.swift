internal import TrailSearch

/// Makes tables of events on other threads, each with readers of its own, while the thread that asked
/// for them does what needs the one searcher there is.
///
/// Belongs to one thread.
final class EventTableMakers {
  /// A table that somebody else makes.
  struct Pending {
    fileprivate let made: SearchLane<Snapshot>.Pending<ReportTable>
    /// Damage of the snapshot that was known when it was asked for.
    let damage: Int

    /// Waits for the table; to be called once.
    func table() throws -> ReportTable { try made.answer() }
  }

  /// Tables that are worth being made or waited for at one time: each is in memory.
  static let count = 2

  private let snapshot: Snapshot
  private let lanes: [SearchLane<Snapshot>]
  private var next = 0

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    lanes = (0..<EventTableMakers.count).map { _ in SearchLane(snapshot) { $0.snapshot } }
  }

  /// Has a table made of events; see ``EventTable/table(_:condition:texts:request:segment:)``.
  ///
  /// - Parameter complete: What else is done with the table on that thread.
  func make(
    _ table: EventTable, _ hits: [Hit], condition: String, texts: RecordTexts, request: Int,
    complete: @escaping @Sendable (inout ReportTable) -> Void
  ) -> Pending {
    let lane = lanes[next]
    next = (next + 1) % lanes.count
    let made = lane.ask { snapshot in
      var made = try table.table(
        hits, condition: condition, texts: texts, request: request,
        segment: { try snapshot.segment($0) })
      complete(&made)
      return made
    }
    return Pending(made: made, damage: snapshot.damage.count)
  }
}
