internal import TrailEvents
package import TrailSearch

/// People and programs that may have access (利用者一覧): `user`, with `account` where a name is meant in
/// one account only.
///
/// In a user `*` stands for any signs, so that sessions of programs can be listed together.
package struct UsersList: Sendable {
  /// Somebody on the list.
  package struct Entry: Hashable, Sendable {
    /// A name or id as logs have it.
    package var user: String
    /// The account; empty for all.
    package var account: String
    /// Events of the entry.
    package var query: Query
  }

  package private(set) var entries: [Entry] = []

  static let columns = [
    InputTable.Column(names: ["user", "ユーザー"]),
    InputTable.Column(names: ["account", "アカウント"], isNeeded: false),
    InputTable.Column(names: ["name", "氏名"], isNeeded: false),
    InputTable.Column(names: ["note", "備考"], isNeeded: false),
  ]

  init(_ table: InputTable) throws(InputError) {
    var seen: Set<[String]> = []
    for row in table.rows {
      let (user, account) = (row.values[0], row.values[1])
      guard seen.insert([user.lowercased(), account]).inserted else {
        throw table.bad(row, "`\(user)` stands twice")
      }
      let pattern = PrivilegedList.pattern(user)
      let names: Query = .or([.user, .sub, .principal].map { .key($0, pattern) })
      entries.append(
        Entry(
          user: user, account: account,
          query: account.isEmpty ? names : .and([names, .key(.account, .exact(account))])))
    }
  }
}
