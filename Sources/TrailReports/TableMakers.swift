internal import TrailBytes
internal import TrailSearch

/// Makes tables on other threads, each with readers of its own, while the thread that asked for them
/// does what needs the one searcher there is.
///
/// Belongs to one thread.
final class TableMakers {
  /// A table that somebody else makes.
  struct Pending {
    fileprivate let made: PendingAnswer<Made>
    /// Damage of the snapshot that was known when it was decided which events to ask for.
    fileprivate let damage: Int
    fileprivate let snapshot: Snapshot

    /// Waits for the table; to be called once.
    ///
    /// What meets damage is to be made again without the segment, and so is what was begun before
    /// damage was met elsewhere: tables do not depend on which thread is quicker.
    ///
    /// - Parameter unreadable: Takes in the sources whose records could not be read.
    /// - Returns: `nil` when the table is to be made again.
    func table(_ unreadable: inout Set<String>) -> ReportTable? {
      let result = Result { try made.answer() }
      guard damage == snapshot.damage.count, case .success(let made) = result else { return nil }
      unreadable.formUnion(made.unreadable)
      return made.table
    }
  }

  fileprivate struct Made: Sendable {
    var table: ReportTable
    var unreadable: Set<String> = []
  }

  /// Threads that make tables of events.
  private static let lanes = 2
  /// Tables of events that are made or waited for at one time: each is in memory, and one more than there
  /// are threads, which else would wait for whoever takes the tables.
  static let eventTables = lanes + 1

  private let snapshot: Snapshot
  /// Damage of the snapshot that the lanes know of.
  private let damage: Int
  private let events: [SearchLane<Snapshot>]
  private let index: SearchLane<IndexTables>

  init(_ snapshot: Snapshot, _ scope: ReportScope, _ inputs: ReportInputs) {
    // Tables are made on one thread and written and freed on others.
    LargeMemory.sharePools()
    self.snapshot = snapshot
    damage = snapshot.damage.count
    events = (0..<TableMakers.lanes).map { _ in SearchLane(snapshot) { $0.snapshot } }
    index = SearchLane(snapshot) { IndexTables($0, scope, inputs) }
  }

  /// Has a table made of events; see ``EventTable/table(_:condition:texts:request:segment:)``.
  ///
  /// - Parameter complete: What else is done with the table on that thread.
  func make(
    _ table: EventTable, _ hits: [Hit], condition: String, texts: RecordTexts, request: Int,
    complete: @escaping @Sendable (inout ReportTable) -> Void
  ) -> Pending {
    // Which thread makes a table is nothing that the table tells.
    let lane = events.dropFirst().reduce(events[0]) { $0.load <= $1.load ? $0 : $1 }
    return pending(
      lane.ask(weight: hits.count) { snapshot in
        var made = try table.table(
          hits, condition: condition, texts: texts, request: request,
          segment: { try snapshot.segment($0) })
        complete(&made)
        return Made(table: made)
      }, damage: snapshot.damage.count)
  }

  /// Has a table made that the index alone answers; see ``IndexTables/table(_:)``.
  func make(_ definition: ReportDefinition) -> Pending {
    pending(
      index.ask { tables in
        var unreadable: Set<String> = []
        tables.searcher.unreadable = { unreadable.insert($0.inArchive) }
        defer { tables.searcher.unreadable = nil }
        let table = try tables.table(definition)
        return Made(table: table, unreadable: unreadable)
      }, damage: damage)
  }

  /// - Parameter damage: What was known when it was decided which events to ask for.
  private func pending(_ made: PendingAnswer<Made>, damage: Int) -> Pending {
    Pending(made: made, damage: damage, snapshot: snapshot)
  }
}
