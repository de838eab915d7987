internal import TrailEvents
package import TrailSearch

/// Events with the same actor, and which identifiers their records carry together.
package struct IdentityRow: Sendable {
  package var span: EventSpan
  /// Names and ids of who acted; all of them are in each of the records.
  package private(set) var identifiers: [Identifier] = []
  /// A subject of the same records that is not who acted, or of whom this is not known.
  package private(set) var mentioned: Identifier?

  /// The fields by which events are put into rows.
  static let fields: [GroupField] = [
    .primary(EventKey.type.rawValue), .primary(EventKey.user.rawValue),
    .primary(EventKey.principal.rawValue), .primary(EventKey.caller.rawValue),
    .primary(EventKey.recipient.rawValue),
    .primary(EventKey.sub.rawValue), .primary(EventKey.role.rawValue),
    .primary(EventKey.source.rawValue), .primary(EventKey.kind.rawValue),
    .every(EventKey.pool.rawValue),
  ]

  /// The same with the access key behind them: a person may have one for every hour.
  static let fieldsWithKey: [GroupField] = fields + [.primary(EventKey.accessKey.rawValue)]

  /// Services whose events tell of people of Identity Center.
  ///
  /// Source: "IAM Identity Center information in CloudTrail" of the IAM Identity Center User Guide.
  static let centerSources: Set<String> = [
    "signin.amazonaws.com", "sso.amazonaws.com", "sso-oauth.amazonaws.com",
    "sso-directory.amazonaws.com", "identitystore.amazonaws.com",
    "identitystore-scim.amazonaws.com",
  ]

  package var type: String? { span.values[0] }
  package var user: String? { span.values[1] }
  package var principal: String? { span.values[2] }
  package var caller: String? { span.values[3] }
  package var recipient: String? { span.values[4] }
  package var sub: String? { span.values[5] }
  package var role: String? { span.values[6] }
  package var source: String? { span.values[7] }
  package var kind: String? { span.values[8] }
  package var pool: String? { span.values[9] }
  /// Only of spans by ``fieldsWithKey``.
  package var accessKey: String? { span.values.count > 10 ? span.values[10] : nil }

  /// The account in which who acted is at home, as far as it is known.
  private var home: String { caller ?? recipient ?? "" }

  init(_ span: EventSpan) {
    self.span = span
    if kind == EventKind.cognito.rawValue {
      takeCognito()
    } else {
      switch type {
      case "IAMUser": takeIAMUser()
      case "Root": identifiers = [Identifier(.root, "root", in: home)]
      case "AssumedRole": takeSession()
      case "FederatedUser": take(.federatedUser, in: home)
      case "AWSAccount":
        if let principal, principal.hasPrefix("AIDA") || principal.contains(":") {
          identifiers = [Identifier(.principal, principal)]
        }
      case "AWSService": break
      case "SAMLUser", "WebIdentityUser", "Directory": take(.other, in: type ?? "")
      default: takeUnknown()
      }
    }
  }

  private mutating func take(_ kind: Identifier.Kind, in scope: String) {
    if let user { identifiers.append(Identifier(kind, user, in: scope)) }
  }

  private mutating func takeCognito() {
    take(.cognitoUser, in: pool ?? "")
    if let sub { identifiers.append(Identifier(.cognitoSub, sub)) }
  }

  private mutating func takeIAMUser() {
    take(.iamUser, in: home)
    if let principal, principal.hasPrefix("AIDA") {
      identifiers.append(Identifier(.principal, principal))
    }
    mention()
  }

  private mutating func takeSession() {
    take(.session, in: "\(home)/\(role ?? "")")
    if let principal, principal.contains(":") {
      identifiers.append(Identifier(.principal, principal))
    }
    mention()
  }

  /// Notes a subject whose part in the event only the record tells: that of `onBehalfOf`, or a user
  /// of a pool whom an administrator's call is about.
  private mutating func mention() {
    guard let sub else { return }
    let id = IdentityRow.bare(sub)
    let isOfPool = source == "cognito-idp.amazonaws.com"
    // Ids of web identities are none of Identity Center.
    guard isOfPool || Array(id.utf8).withUnsafeBytes({ SubjectID.isUUID($0) }) else { return }
    mentioned = Identifier(isOfPool ? .cognitoSub : .centerID, id)
  }

  /// Takes the subject that was mentioned as an id of who acted: the record says so.
  mutating func confirmMentioned() {
    if let mentioned { identifiers.append(mentioned) }
    mentioned = nil
  }

  private mutating func takeUnknown() {
    if source == "cognito-idp.amazonaws.com" {
      if let sub { identifiers.append(Identifier(.cognitoSub, sub)) }
      return
    }
    let id = [principal.flatMap(IdentityRow.storeUUID), sub].compactMap { $0 }.first
    if type == "IdentityCenterUser" || source.map(IdentityRow.centerSources.contains) == true {
      if let user { identifiers.append(Identifier(.centerUser, user, in: recipient ?? home)) }
      if let id {
        // With a directory of Windows a person has its SID beside the user id.
        let bare = IdentityRow.bare(id)
        identifiers.append(Identifier(bare.hasPrefix("S-1-") ? .subject : .centerID, bare))
      }
      return
    }
    take(.other, in: type ?? "")
    if let sub { identifiers.append(Identifier(.subject, sub)) }
  }

  /// The bare UUID of an identity store's id; other texts as they are.
  static func bare(_ id: String) -> String { storeUUID(id) ?? id }

  /// The UUID in `<10 hex>-<uuid>`; `nil` for other texts.
  private static func storeUUID(_ id: String) -> String? {
    Array(id.utf8).withUnsafeBytes { bytes in
      SubjectID.uuidOfStoreID(bytes).map { String(decoding: $0, as: UTF8.self).lowercased() }
    }
  }
}
