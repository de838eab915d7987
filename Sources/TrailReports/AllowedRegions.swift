/// Regions that may be used: `region`, and with `account` in one account alone.
package struct AllowedRegions: Sendable {
  /// Regions of all accounts, in lower case.
  private var everywhere: Set<String> = []
  private var ofAccount: [String: Set<String>] = [:]

  static let columns = [
    InputTable.Column(names: ["region", "リージョン"]),
    InputTable.Column(names: ["account", "アカウント"], isNeeded: false),
    InputTable.Column(names: ["note", "備考"], isNeeded: false),
  ]

  init(_ table: InputTable) throws(InputError) {
    for row in table.rows {
      let region = row.values[0].lowercased()
      guard !region.isEmpty,
        region.utf8.allSatisfy({ $0 == 0x2D || $0 &- 0x30 < 10 || $0 &- 0x61 < 26 })
      else { throw table.bad(row, "`\(row.values[0])` is no Region") }
      if row.values[1].isEmpty {
        everywhere.insert(region)
      } else {
        ofAccount[row.values[1], default: []].insert(region)
      }
    }
  }

  /// Whether a Region may be used in an account.
  package func allows(_ region: String, in account: String?) -> Bool {
    let region = region.lowercased()
    return everywhere.contains(region)
      || account.map { ofAccount[$0]?.contains(region) ?? false } ?? false
  }
}
