internal import TrailEvents

/// Which access keys users have, and since when: a credential report of IAM.
///
/// As `aws iam get-credential-report` gives it. It does not tell the ids of the keys.
package struct CredentialReport: Sendable {
  /// A user of one account.
  struct User: Sendable {
    /// `root` for the root user.
    var name: String
    var account: String
    /// When each active key was made, ms since 1970; `nil` where the report does not tell.
    var activeKeys: [Int64?]
  }

  private(set) var users: [User] = []

  /// Source: "Getting credential reports for your AWS account", IAM User Guide.
  static let columns =
    ["user", "arn"].map { InputTable.Column(names: [$0]) }
    + [
      "access_key_1_active", "access_key_1_last_rotated", "access_key_2_active",
      "access_key_2_last_rotated",
    ].map { InputTable.Column(names: [$0]) }
    + [
      "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
      "password_next_rotation", "mfa_active", "access_key_1_last_used_date",
      "access_key_1_last_used_region", "access_key_1_last_used_service",
      "access_key_2_last_used_date", "access_key_2_last_used_region",
      "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated", "cert_2_active",
      "cert_2_last_rotated", "additional_credentials_info",
    ].map { InputTable.Column(names: [$0], isNeeded: false) }

  init(_ table: InputTable) throws(InputError) {
    for row in table.rows {
      let parts = row.values[1].split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count >= 6, parts[0] == "arn" else {
        throw table.bad(row, "`\(row.values[1])` is no ARN")
      }
      var user = User(
        name: row.values[0] == "<root_account>" ? "root" : row.values[0],
        account: String(parts[4]), activeKeys: [])
      for place in [2, 4] {
        switch row.values[place].lowercased() {
        case "true": user.activeKeys.append(try CredentialReport.time(row, place + 1, table))
        case "false": break
        default: throw table.bad(row, "`\(row.values[place])` is neither true nor false")
        }
      }
      users.append(user)
    }
  }

  private static func time(
    _ row: InputTable.Row, _ place: Int, _ table: InputTable
  ) throws(InputError) -> Int64? {
    let text = row.values[place]
    if ["N/A", "not_supported", "no_information"].contains(text) { return nil }
    let utc = text.hasSuffix("+00:00") ? String(text.dropLast(6)) + "Z" : text
    guard let time = Timestamp(utc) else {
      throw table.bad(row, "`\(text)` is no time; credential reports say 2024-01-31T09:00:00+00:00")
    }
    return time.milliseconds
  }

  /// What the report says of a user; `nil` when it does not name him.
  func user(_ name: String, account: String) -> User? {
    users.first {
      $0.account == account && $0.name.lowercased() == name.lowercased()
    }
  }
}
