internal import TrailEvents

/// What a column tells by comparing rows with a list that people gave.
package enum InputColumn: String, CaseIterable, Sendable {
  /// Whether an event happened out of working hours.
  case outOfHours = "out-of-hours"
  /// Whether the account of the column `caller` is a known one.
  case knownAccount = "known-account"
  /// Whether the account that got an event is used for production.
  case production
  /// What the account of the column `caller` is called.
  case accountName = "account-name"
  /// The last day of a leaver.
  case leftOn = "left-on"
  /// The events of a leaver after that day.
  case eventsAfterLeaving = "events-after-leaving"
  /// What a reviewer of access must look at: see ``ReviewFlag``.
  case reviewFlags = "review-flags"
  /// How old the active keys of a user are, in days.
  case keyAge = "key-age"
  /// What a reviewer of access keys must look at: see ``ReviewFlag``.
  case keyFlags = "key-flags"
  /// Whether the Region of a group may be used.
  case allowedRegion = "allowed-region"

  /// The list that it compares with.
  package var input: ReportInputs.Kind {
    switch self {
    case .outOfHours: .calendar
    case .knownAccount, .accountName, .production: .knownAccounts
    case .leftOn, .eventsAfterLeaving: .leavers
    case .reviewFlags: .users
    case .allowedRegion: .regions
    case .keyAge, .keyFlags: .credentialReport
    }
  }

  /// Whether it counts.
  var isNumber: Bool { self == .eventsAfterLeaving }

  /// Whether it tells something without its list too.
  var needsNoList: Bool { self == .reviewFlags || self == .keyFlags }

  /// Why a report of a selection cannot have it; `nil` when it can.
  func obstacle(
    _ selection: ReportDefinition.Selection, _ columns: [ReportDefinition.Column]
  ) -> String? {
    switch (self, selection) {
    case (.outOfHours, .events), (.outOfHours, .sessions), (.production, .events): nil
    case (.knownAccount, .events), (.accountName, .events):
      columns.contains { $0.name == "caller" } ? nil : "it needs the column caller"
    case (.leftOn, .activity(let keys)), (.eventsAfterLeaving, .activity(let keys)),
      (.reviewFlags, .activity(let keys)):
      keys.contains("user") ? nil : "it needs a report by user"
    case (.allowedRegion, .activity(let keys)):
      keys.contains("region") ? nil : "it needs a report by region"
    case (.keyAge, .activity(let keys)), (.keyFlags, .activity(let keys)):
      ["key", "user", "account"].allSatisfy { keys.contains($0) }
        ? nil : "it needs a report by key, user and account"
    case (.leftOn, _), (.eventsAfterLeaving, _), (.reviewFlags, _), (.keyAge, _), (.keyFlags, _),
      (.allowedRegion, _):
      "it needs `select: activity`"
    default: "it needs `select: events`"
    }
  }
}

extension ReportDefinition {
  /// The lists that it compares with.
  package var inputs: [ReportInputs.Kind] {
    ReportInputs.Kind.allCases.filter { kind in
      columns.contains { $0.input?.input == kind }
        || kind == .privileged && privilegedQuery != nil
    }
  }
}

extension ReportTable {
  /// Fills the columns that compare events with lists; without a list they stay empty.
  mutating func compareEvents(with inputs: ReportInputs) {
    let first = EventTable.commonCount
    for (index, column) in definition.columns.enumerated() {
      switch column.input {
      case .outOfHours?: if let calendar = inputs.calendar { compare(first + index, calendar) }
      case .knownAccount?:
        if let accounts = inputs.accounts {
          compareAccounts(first + index, by: "caller") { accounts.name($0) == nil ? "no" : "yes" }
        }
      case .production?:
        if let accounts = inputs.accounts {
          compareAccounts(first + index, by: "account") { account in
            accounts.isProduction(account).map { $0 ? "yes" : "no" }
          }
        }
      case .accountName?:
        if let accounts = inputs.accounts {
          compareAccounts(first + index, by: "caller") { accounts.name($0) }
        }
      default: break
      }
    }
  }

  private mutating func compare(_ column: Int, _ calendar: WorkCalendar) {
    guard let time = columns.firstIndex(where: { $0.form == .utcTime }) else { return }
    let answers = [text("yes", in: column), text("no", in: column)]
    for row in 0..<keptRows {
      let cell = cell(row: row, column: time)
      guard let milliseconds = milliseconds(cell) else { continue }
      let isWork = calendar.isWorkTime(Timestamp(milliseconds: milliseconds), zone)
      set(answers[isWork ? 1 : 0], row: row, column: column)
    }
  }

  private mutating func compareAccounts(
    _ column: Int, by name: String, _ answer: (String) -> String?
  ) {
    guard let caller = columns.firstIndex(where: { $0.name == name }) else { return }
    var known: [ReportCell: ReportCell] = [.none: .none]
    for row in 0..<keptRows {
      let cell = cell(row: row, column: caller)
      if known[cell] == nil, let account = string(cell, column: caller) {
        let said = answer(account).flatMap { $0.isEmpty ? nil : $0 }
        known[cell] = text(said, in: column)
      }
      set(known[cell] ?? .none, row: row, column: column)
    }
  }
}
