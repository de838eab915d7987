internal import TrailEvents
internal import TrailSearch

/// The calls that took back what rows of a report did: when a key was enabled again, for example.
struct Undoings: Sendable {
  /// The column that tells when.
  static let column = "undone_at"

  /// What an event was done to.
  fileprivate struct Target: Hashable {
    var account: String?
    var region: String?
    var event: String
    /// The last part of an ARN, which calls may name instead of the whole.
    var name: String
  }

  /// Of each target the times, ms since 1970, ascending.
  private var times: [Target: [Int64]] = [:]
  private let rule: ReportDefinition.Undoing

  /// What is read of the calls that take something back.
  static func definition(
    _ rule: ReportDefinition.Undoing, of report: ReportDefinition
  ) -> ReportDefinition {
    ReportDefinition(
      id: "undoings", title: Localized("", ""), question: Localized("", ""), selection: .events,
      query: "\(rule.query) event:(\(rule.events.map(\.undoing).joined(separator: ",")))",
      published: nil, columns: report.columns.filter { $0.name == rule.column }, groups: [],
      controls: [], notes: [], file: "", text: [])
  }

  /// - Parameter table: The answer of ``definition(_:of:)``, in the order of time.
  init(_ rule: ReportDefinition.Undoing, _ table: ReportTable) {
    self.rule = rule
    guard let columns = Columns(table, rule) else { return }
    for row in 0..<table.keptRows {
      guard let time = columns.time(row, table), let target = columns.target(row, table) else {
        continue
      }
      times[target, default: []].append(time)
    }
  }

  /// When what a row did was taken back for the first time; `nil` when it was not, or was not done.
  fileprivate func time(_ row: Int, _ table: ReportTable, _ columns: Columns) -> Int64? {
    guard columns.isSuccess(row, table), let done = columns.time(row, table),
      var target = columns.target(row, table),
      let rule = rule.events.first(where: { $0.event == target.event })
    else { return nil }
    target.event = rule.undoing
    return times[target]?.first { $0 >= done }
  }

  /// Where a table tells what an event was done to.
  fileprivate struct Columns {
    private let time, account, region, event, outcome, name: Int

    init?(_ table: ReportTable, _ rule: ReportDefinition.Undoing) {
      func place(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
      guard let time = place("time_utc"), let account = place("account"),
        let region = place("region"), let event = place("event"), let outcome = place("outcome"),
        let name = place(rule.column)
      else { return nil }
      (self.time, self.account, self.region) = (time, account, region)
      (self.event, self.outcome, self.name) = (event, outcome, name)
    }

    func time(_ row: Int, _ table: ReportTable) -> Int64? {
      let cell = table.cell(row: row, column: time)
      return cell.isNone ? nil : cell.value
    }

    func isSuccess(_ row: Int, _ table: ReportTable) -> Bool {
      table.string(row: row, column: outcome) == EventResult.success.rawValue
    }

    func target(_ row: Int, _ table: ReportTable) -> Target? {
      guard let name = table.string(row: row, column: name)?.split(separator: "/").last,
        let event = table.string(row: row, column: event)?.split(separator: ":").last
      else { return nil }
      return Target(
        account: table.string(row: row, column: account),
        region: table.string(row: row, column: region), event: String(event), name: String(name))
    }
  }
}

extension ReportTable {
  /// Says of each row when what it did was taken back.
  mutating func fillUndone(_ undoings: Undoings, _ rule: ReportDefinition.Undoing) {
    guard let columns = Undoings.Columns(self, rule),
      let column = self.columns.firstIndex(where: { $0.name == Undoings.column })
    else { return }
    for row in 0..<keptRows {
      set(ReportCell(undoings.time(row, self, columns)), row: row, column: column)
    }
  }
}
