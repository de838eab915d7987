/// Accounts that are known (own ones, partners): `account,name`, and with `production` which are used for
/// production (本番).
package struct KnownAccounts: Sendable {
  private var names: [String: String] = [:]
  private var production: [String: Bool] = [:]

  static let columns = [
    InputTable.Column(names: ["account", "アカウント"]),
    InputTable.Column(names: ["name", "名称"], isNeeded: false),
    InputTable.Column(names: ["note", "備考"], isNeeded: false),
    InputTable.Column(names: ["production", "本番"], isNeeded: false),
  ]

  init(_ table: InputTable) throws(InputError) {
    for row in table.rows {
      let account = row.values[0]
      guard account.utf8.count == 12, account.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
        throw table.bad(
          row,
          "`\(account)` is no account of 12 digits; spreadsheets drop leading zeros of numbers")
      }
      guard names.updateValue(row.values[1], forKey: account) == nil else {
        throw table.bad(row, "`\(account)` stands twice")
      }
      switch row.values[3].lowercased() {
      case "": break
      case "yes", "○", "はい": production[account] = true
      case "no", "×", "いいえ": production[account] = false
      default: throw table.bad(row, "`production` is yes, no or empty, not `\(row.values[3])`")
      }
    }
  }

  /// What an account is called, empty when its row says nothing; `nil` for unknown ones.
  package func name(_ account: String) -> String? { names[account] }

  /// Whether an account is used for production; `nil` when the list does not say.
  package func isProduction(_ account: String) -> Bool? { production[account] }
}
