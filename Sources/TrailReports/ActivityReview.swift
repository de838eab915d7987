internal import TrailEvents
internal import TrailSearch

/// Compares rows of activity with lists of users and of access keys, and says what a reviewer must look
/// at.
struct ActivityReview {
  /// Somebody of a list of whom there is no event.
  struct Unseen {
    var user: String
    var account: String?
    var leftOn: CivilDate?
    var keyAges: String?
    var flags: [ReviewFlag]
  }

  private let reviewsUsers: Bool
  private let reviewsKeys: Bool
  private let hasUsers: Bool
  private let credentials: CredentialReport?
  private let end: Int64?
  /// Groups that the list of users names.
  private var listed: Set<SpanTable.Values> = []
  private var unseenUsers: [UsersList.Entry] = []
  /// User and account of each group, where rows are by access keys.
  private var owners: [SpanTable.Values: Owner] = [:]
  private var keysOfOwner: [Owner: Int] = [:]

  private struct Owner: Hashable {
    var user: String
    var account: String
  }

  /// - Parameters:
  ///   - query: What the rows count, with what came before the period.
  ///   - end: The instant behind the period, ms since 1970.
  init(
    _ index: IndexTables, _ definition: ReportDefinition, _ keys: [String],
    _ fields: [GroupField], _ groups: [SpanTable.Group], query: Query, end: Int64?,
    texts: inout TextPool
  ) throws {
    reviewsUsers = definition.columns.contains { $0.input == .reviewFlags }
    reviewsKeys = definition.columns.contains { $0.input?.input == .credentialReport }
    let users = reviewsUsers ? index.inputs.users : nil
    hasUsers = users != nil
    credentials = reviewsKeys ? index.inputs.credentials : nil
    self.end = end
    guard let userColumn = keys.firstIndex(of: "user") else { return }
    let accountColumn = keys.firstIndex(of: "account")
    func text(_ group: SpanTable.Values, _ column: Int?) -> String {
      guard let column, group[column] != SpanTable.none else { return "" }
      return texts.text(group[column])
    }
    if let users {
      var byName: [String: [SpanTable.Values]] = [:]
      for group in groups {
        byName[text(group.values, userColumn).lowercased(), default: []].append(group.values)
      }
      for entry in users.entries {
        var found = (byName[entry.user.lowercased()] ?? []).filter { group in
          entry.account.isEmpty || text(group, accountColumn) == entry.account
        }
        // Other names of the same actor, and patterns, are asked of the index.
        if found.isEmpty {
          found = try index.searcher.spanTable(
            .and([query, entry.query]), by: fields, texts: &texts
          ).groups.map(\.values)
        }
        if found.isEmpty { unseenUsers.append(entry) } else { listed.formUnion(found) }
      }
    }
    if reviewsKeys {
      for group in groups {
        let owner = Owner(
          user: text(group.values, userColumn).lowercased(),
          account: text(group.values, accountColumn))
        owners[group.values] = owner
        keysOfOwner[owner, default: 0] += 1
      }
    }
    if let type = keys.firstIndex(of: "type") {
      // Root is nobody's name: no list of users has it.
      for group in groups where text(group.values, type) == "Root" { listed.insert(group.values) }
    }
  }

  /// What is to be looked at in a row.
  func flags(_ group: SpanTable.Group, days: Int64?, _ leaver: LeaverUse.Row?) -> [ReviewFlag] {
    var flags: [ReviewFlag] = []
    if reviewsUsers {
      if let days, days > ReviewFlag.mostUnusedDays { flags.append(.unused) }
      if let leaver, leaver.events > 0 { flags.append(.activeAfterLeaving) }
      if hasUsers, !listed.contains(group.values) { flags.append(.notInList) }
    }
    if reviewsKeys {
      if let days, days > ReviewFlag.mostUnusedKeyDays { flags.append(.keyUnused) }
      if let credentials, let owner = owners[group.values] {
        let active =
          credentials.user(owner.user, account: owner.account)?.activeKeys ?? []
        if active.isEmpty { flags.append(.keyNotReported) }
        if active.contains(where: { isOld($0) }) { flags.append(.keyOld) }
      }
    }
    return flags
  }

  private func isOld(_ made: Int64?) -> Bool {
    (IndexTables.days(from: made, to: end) ?? 0) > ReviewFlag.mostKeyDays
  }

  /// The ages of the active keys of the user of a row, in days: `12`, or of two keys `12 340`.
  func keyAges(_ group: SpanTable.Values) -> String? {
    guard let credentials, let owner = owners[group] else { return nil }
    return ages(credentials.user(owner.user, account: owner.account)?.activeKeys ?? [])
  }

  private func ages(_ keys: [Int64?]) -> String? {
    let ages = keys.map { made in
      IndexTables.days(from: made, to: end).map { String($0) } ?? "?"
    }
    return ages.isEmpty ? nil : ages.joined(separator: " ")
  }

  /// Those of lists of whom there is no event: leavers, listed users, users with active keys.
  func unseen(_ leavers: [LeaversList.Leaver]) -> [Unseen] {
    var unseen = leavers.map { leaver in
      let isListed = unseenUsers.contains { $0.user.lowercased() == leaver.user.lowercased() }
      return Unseen(
        user: leaver.user, leftOn: leaver.leftOn, flags: isListed ? [.notInLogs] : [])
    }
    for entry in unseenUsers
    where !leavers.contains(where: { $0.user.lowercased() == entry.user.lowercased() }) {
      unseen.append(
        Unseen(
          user: entry.user, account: entry.account.isEmpty ? nil : entry.account,
          flags: [.notInLogs]))
    }
    for user in credentials?.users ?? [] {
      let owner = Owner(user: user.name.lowercased(), account: user.account)
      let count = user.activeKeys.count - (keysOfOwner[owner] ?? 0)
      if count <= 0 { continue }
      var flags = [ReviewFlag.keyUnseen]
      if user.activeKeys.contains(where: { isOld($0) }) { flags.append(.keyOld) }
      for _ in 0..<count {
        unseen.append(
          Unseen(
            user: user.name, account: user.account, keyAges: ages(user.activeKeys), flags: flags))
      }
    }
    return unseen
  }
}
