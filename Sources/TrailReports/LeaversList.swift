package import TrailEvents

/// People who left, and when (退職者): `user,left_on`, with `name` and `note` for those who keep it.
package struct LeaversList: Sendable {
  /// Somebody who left.
  package struct Leaver: Hashable, Sendable {
    /// A name or id as logs have it.
    package var user: String
    /// The last day on which signs of use are expected.
    package var leftOn: CivilDate
  }

  package private(set) var leavers: [Leaver] = []

  static let columns = [
    InputTable.Column(names: ["user", "ユーザー"]),
    InputTable.Column(names: ["left_on", "退職日"]),
    InputTable.Column(names: ["name", "氏名"], isNeeded: false),
    InputTable.Column(names: ["note", "備考"], isNeeded: false),
  ]

  init(_ table: InputTable) throws(InputError) {
    var seen: Set<String> = []
    for row in table.rows {
      guard let day = InputTable.day(row.values[1]) else {
        throw table.bad(row, "`\(row.values[1])` is no day; write 2024-03-31")
      }
      guard seen.insert(row.values[0].lowercased()).inserted else {
        throw table.bad(row, "`\(row.values[0])` stands twice")
      }
      leavers.append(Leaver(user: row.values[0], leftOn: day))
    }
  }
}
