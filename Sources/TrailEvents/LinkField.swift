/// What a row of links tells: values that the same records carry together, by which names, ids and
/// accounts of one person are joined.
///
/// A segment stores its rows by these fields (`Documentation/IndexFormat.md`), and names them in its
/// footer; rows of a segment without them are worked out from its columns. The raw values are places
/// in such a row.
package enum LinkField: Int, CaseIterable, Sendable {
  case type, user, principal, caller, recipient, sub, role, source, kind, pool

  package var key: EventKey {
    switch self {
    case .type: .type
    case .user: .user
    case .principal: .principal
    case .caller: .caller
    case .recipient: .recipient
    case .sub: .sub
    case .role: .role
    case .source: .source
    case .kind: .kind
    case .pool: .pool
    }
  }

  /// Whether an event counts under each value of the key, and not under the one that is shown.
  package var isEvery: Bool { self == .pool }

  /// The values that are told apart, all others counting as none; empty when all are.
  ///
  /// Most services say the same of who called them: rows for each would be four times as many.
  package var kept: [String] {
    switch self {
    case .source: LinkField.centerSources + [LinkField.poolSource]
    case .kind: [EventKind.cognito.rawValue]
    default: []
    }
  }

  /// The value as rows have it.
  package func kept(_ value: String?) -> String? {
    guard let value, !kept.isEmpty, !kept.contains(value) else { return value }
    return nil
  }

  /// Services whose events tell of people of Identity Center.
  ///
  /// Source: "IAM Identity Center information in CloudTrail" of the IAM Identity Center User Guide.
  package static let centerSources: [String] = [
    "signin.amazonaws.com", "sso.amazonaws.com", "sso-oauth.amazonaws.com",
    "sso-directory.amazonaws.com", "identitystore.amazonaws.com",
    "identitystore-scim.amazonaws.com",
  ]

  /// The service whose calls are about users of pools.
  package static let poolSource = "cognito-idp.amazonaws.com"
}
