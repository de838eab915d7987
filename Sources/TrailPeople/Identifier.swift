internal import TrailEvents
internal import TrailSearch

/// A name or an id of somebody, with what it is unique in.
///
/// A user name alone says nothing: `alice` of two accounts are two identifiers.
package struct Identifier: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case iamUser = "IAM user"
    case root
    case session = "role session"
    case centerUser = "Identity Center user"
    case cognitoUser = "Cognito user"
    case federatedUser = "federated user"
    case other = "user"
    /// Of a record that does not say what sort of identity acted, as in tables without that column.
    case untyped = "user of unknown type"
    case principal = "principal id"
    case centerID = "Identity Center user id"
    case cognitoSub = "Cognito sub"
    case subject
    case accessKey = "access key"

    /// Whether it is a name, which may pass from one person to another, and not an id.
    package var isName: Bool {
      switch self {
      case .iamUser, .root, .session, .centerUser, .cognitoUser, .federatedUser, .other, .untyped:
        true
      case .principal, .centerID, .cognitoSub, .subject, .accessKey: false
      }
    }
  }

  package var kind: Kind
  /// As the records spell it; ids of people in lower case.
  package var value: String
  /// The account, the pool, or `account/role` of a session; a directory file where nothing else is
  /// known; empty for ids.
  package var scope: String
  /// What is compared.
  private var folded: String

  package init(_ kind: Kind, _ value: String, in scope: String = "") {
    self.kind = kind
    self.value = value
    self.scope = scope
    let ignoresCase = kind.isName && kind != .cognitoUser
    folded = ignoresCase ? value.lowercased() : value
  }

  package static func == (left: Identifier, right: Identifier) -> Bool {
    left.kind == right.kind && left.folded == right.folded && left.scope == right.scope
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(folded)
    hasher.combine(scope)
  }

  /// The account of a session, or of a name that is unique in one.
  package var account: String? {
    switch kind {
    case .session: scope.split(separator: "/").first.map(String.init)
    case .iamUser, .root, .centerUser, .federatedUser, .untyped:
      scope.isEmpty || scope.contains("/") ? nil : scope
    default: nil
    }
  }

  /// The role of a session.
  package var role: String? {
    guard kind == .session, let slash = scope.firstIndex(of: "/") else { return nil }
    return String(scope[scope.index(after: slash)...])
  }

  /// Whether it has the same name, in whatever scope.
  func hasName(of other: Identifier) -> Bool { folded == other.folded }

  /// In words, for evidence: `IAM user alice (111122223333)`.
  package var description: String {
    scope.isEmpty ? "\(kind.rawValue) \(value)" : "\(kind.rawValue) \(value) (\(scope))"
  }

  /// What asks for the rows that carry the identifier, or its name outside of its scope.
  var question: RowQuestion {
    switch kind {
    case .iamUser, .root, .session, .centerUser, .cognitoUser, .federatedUser, .other, .untyped:
      .name(value)
    case .principal: .principal(value)
    case .centerID, .cognitoSub, .subject: .subjects([value])
    case .accessKey: .events(.key(.accessKey, .exact(value)))
    }
  }

  /// Events that are the identifier's own.
  var ownQuery: Query {
    switch kind {
    case .iamUser:
      .and([.key(.user, .equal(value)), .key(.type, .equal("IAMUser")), .home(scope)])
    case .root: .and([.key(.type, .equal("Root")), .home(scope)])
    case .session:
      .and([
        .key(.user, .equal(value)), .key(.type, .equal("AssumedRole")),
        role.map { $0.isEmpty ? .absent(.role) : .key(.role, .equal($0)) } ?? .absent(.role),
        .home(account ?? ""),
      ])
    case .centerUser:
      .and([
        .key(.user, .equal(value)), .key(.type, .any),
        scope.isEmpty ? .absent(.recipient) : .key(.recipient, .exact(scope)),
        .key(.type, .equal("AssumedRole")).negated, .key(.type, .equal("IAMUser")).negated,
        .or(LinkField.centerSources.sorted().map { .key(.source, .equal($0)) }),
      ])
    case .cognitoUser:
      .and([
        .key(.user, .equal(value)), .key(.kind, .equal("cognito")), .key(.pool, .exact(scope)),
      ])
    case .federatedUser:
      .and([.key(.user, .equal(value)), .key(.type, .equal("FederatedUser")), .home(scope)])
    case .other: .and([.key(.user, .equal(value)), .key(.type, .equal(scope))])
    case .untyped:
      .and([
        .key(.user, .equal(value)), .absent(.type), .home(scope),
        Query.key(.kind, .equal("cognito")).negated,
        Query.key(.source, .equal(LinkField.poolSource)).negated,
      ])
    case .principal: .key(.principal, .exact(value))
    case .centerID, .cognitoSub, .subject: .key(.sub, .equal(value))
    case .accessKey: .key(.accessKey, .exact(value))
    }
  }
}

extension Query {
  fileprivate var negated: Query { .not(self) }

  /// Events that have no value of a key.
  fileprivate static func absent(_ key: EventKey) -> Query { .not(.key(key, .any)) }

  /// Events of who is at home in an account.
  ///
  /// That of the caller, or, where the record tells none, that of the log. Empty: neither is told.
  fileprivate static func home(_ account: String) -> Query {
    if account.isEmpty { return .and([.absent(.caller), .absent(.recipient)]) }
    return .or([
      .key(.caller, .exact(account)),
      .and([.key(.recipient, .exact(account)), .absent(.caller)]),
    ])
  }
}

extension Identifier {
  /// The name of a user without a domain before or behind it, in lower case.
  static func bareName(_ text: String) -> String {
    let bytes = text.utf8
    let start = bytes.lastIndex(of: UInt8(ascii: "\\")).map(bytes.index(after:)) ?? bytes.startIndex
    let name = text[start...]
    let bare = name.utf8.firstIndex(of: UInt8(ascii: "@")).map { name[..<$0] } ?? name
    return bare.isEmpty ? text.lowercased() : bare.lowercased()
  }
}
