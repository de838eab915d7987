internal import TrailEvents
package import TrailSearch

/// Events with the same actor, and which identifiers their records carry together.
package struct IdentityRow: Sendable {
  package var span: EventSpan
  /// Names and ids of who acted; all of them are in each of the records.
  package private(set) var identifiers: [Identifier] = []
  /// A subject of the same records that is not who acted, or of whom this is not known.
  package private(set) var mentioned: Identifier?

  /// The fields of ``LinkField``, and the access key behind them: a person may have one for every
  /// hour.
  static let fieldsWithKey: [GroupField] =
    LinkField.allCases.map {
      $0.isEvery ? .every($0.key.rawValue) : .primary($0.key.rawValue)
    } + [.primary(EventKey.accessKey.rawValue)]

  private subscript(field: LinkField) -> String? { span.values[field.rawValue] }

  package var type: String? { self[.type] }
  package var user: String? { self[.user] }
  package var principal: String? { self[.principal] }
  package var caller: String? { self[.caller] }
  package var recipient: String? { self[.recipient] }
  package var sub: String? { self[.sub] }
  package var role: String? { self[.role] }
  package var source: String? { self[.source] }
  package var kind: String? { self[.kind] }
  package var pool: String? { self[.pool] }
  /// Only of spans by ``fieldsWithKey``.
  package var accessKey: String? {
    span.values.count > LinkField.allCases.count ? span.values[LinkField.allCases.count] : nil
  }
  /// The values that ``LinkField`` tells apart, which name the row.
  var values: [String?] { Array(span.values.prefix(LinkField.allCases.count)) }

  /// The account in which who acted is at home, as far as it is known.
  private var home: String { caller ?? recipient ?? "" }

  init(_ span: EventSpan) {
    self.span = span
    for field in LinkField.allCases {
      self.span.values[field.rawValue] = field.kept(span.values[field.rawValue])
    }
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
    let isOfPool = source == LinkField.poolSource
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
    if source == LinkField.poolSource {
      if let sub { identifiers.append(Identifier(.cognitoSub, sub)) }
      return
    }
    guard type != nil else {
      take(.untyped, in: home)
      if let sub { identifiers.append(Identifier(.subject, sub)) }
      return
    }
    let id = [principal.flatMap(IdentityRow.storeUUID), sub].compactMap { $0 }.first
    if type == "IdentityCenterUser" || source.map(LinkField.centerSources.contains) == true {
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
