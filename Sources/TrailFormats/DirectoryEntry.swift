/// What a directory file says about one person, role or account.
package struct DirectoryEntry: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// `list-users` and `admin-get-user` of a user pool, and the table of an import into one.
    case cognitoUser
    /// `list-users` of an identity store.
    case storeUser
    case iamUser
    case iamRole
    case account
  }

  package var kind: Kind
  /// The user name, the role's name, or the name of the account.
  package var name: String?
  /// The sub, the user id, the id that starts with `AIDA` or `AROA`, or the account id.
  package var id: String?
  package var arn: String?
  package var emails: [String] = []
  /// The name of the person as it is written for people.
  package var displayName: String?
  /// The id of the identity store.
  package var store: String?

  /// The account that the ARN names; `nil` when there is no ARN or it names none.
  package var arnAccount: String? {
    guard let parts = arn?.split(separator: ":", omittingEmptySubsequences: false),
      parts.count > 5, !parts[4].isEmpty
    else { return nil }
    return String(parts[4])
  }
}
