internal import TrailEvents

/// What somebody may be asked for by: the text with what its shape says.
struct WhoKey {
  enum Kind: String, CaseIterable {
    case user, sub, email, key, principal, arn, role, address = "ip", account
    /// A user of Identity Center or of a pool, somebody of another type of identity, or of a type that
    /// is not told: `sso:ACCOUNT/NAME`, `cognito:POOL/NAME`, `type:TYPE/NAME`, `untyped:ACCOUNT/NAME`.
    case sso, cognito, type, untyped
    /// Role sessions of a name, whoever held them.
    case session

    /// The kind that a word before a colon says; searches call the roles of a permission set by it.
    init?(word: String) {
      if word == EventKey.permissionSet.name {
        self = .role
      } else {
        self.init(rawValue: word)
      }
    }
  }

  /// The text, without the word before its colon.
  let text: String
  /// The only kind that is meant; `nil` when the shape leaves it open.
  let kind: Kind?

  /// Reads a key: `alice`, or `user:alice` to say which kind is meant.
  init(_ given: String) {
    if let colon = given.firstIndex(of: ":"),
      let named = Kind(word: given[..<colon].lowercased())
    {
      let rest = given[given.index(after: colon)...]
      text = named == .arn && !rest.hasPrefix("arn:") ? given : String(rest)
      kind = named
    } else {
      text = given
      kind = WhoKey.shape(of: given)
    }
  }

  /// The name with what it is unique in, for a key that tells both.
  var scopedName: Identifier? {
    let named: Identifier.Kind
    switch kind {
    case .sso?: named = .centerUser
    case .cognito?: named = .cognitoUser
    case .type?: named = .other
    case .untyped?: named = .untyped
    default: return nil
    }
    guard let slash = text.firstIndex(of: "/") else { return nil }
    return Identifier(
      named, String(text[text.index(after: slash)...]), in: String(text[..<slash]))
  }

  /// The key that means a name alone, with what it is unique in.
  ///
  /// A scope that is no id (the path of a file) cannot be told, and the name alone has to do.
  static func key(of name: Identifier) -> String {
    let word: Kind
    switch name.kind {
    case .centerUser: word = .sso
    case .cognitoUser: word = .cognito
    case .other: word = .type
    case .untyped: word = .untyped
    default: return "user:\(name.value)"
    }
    if name.scope.contains("/") { return "user:\(name.value)" }
    return "\(word.rawValue):\(name.scope)/\(name.value)"
  }

  /// The kind that a text can be alone.
  private static func shape(of text: String) -> Kind? {
    if text.hasPrefix("arn:") { return .arn }
    let network = text.split(separator: "/", maxSplits: 1)
    if let address = network.first, IPAddress(String(address)) != nil,
      network.count == 1 || Int(network[1]) != nil
    {
      return .address
    }
    let bytes = Array(text.utf8)
    if bytes.count == 12, bytes.allSatisfy({ $0 &- 0x30 < 10 }) { return .account }
    let id = text.prefix { $0 != ":" }.utf8
    if id.count >= 16, id.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x41 < 26 }) {
      if text.hasPrefix("AKIA") || text.hasPrefix("ASIA") { return .key }
      if text.hasPrefix("AIDA") || text.hasPrefix("AROA") { return .principal }
    }
    return nil
  }

  /// Whether the text may be the beginning of a sub: six hex digits at least, and dashes.
  var isBeginningOfSub: Bool {
    let bytes = Array(text.utf8)
    return bytes.count >= WhoKey.shortestSub
      && bytes.allSatisfy { SubjectID.isHex($0) || $0 == 0x2D }
      && bytes.prefix(WhoKey.shortestSub).allSatisfy(SubjectID.isHex)
  }

  /// Hex digits of a sub that are enough.
  private static let shortestSub = 6

  /// The parts of an ARN of a person or a role.
  struct PrincipalName {
    var account: String
    /// `user`, `assumed-role`, `role`, `federated-user` or `root`.
    var kind: String
    /// The last part: the name, or that of the session.
    var name: String
    /// The role of a session.
    var role: String?
  }

  /// What the text names as an ARN; `nil` for ARNs of other things.
  var principalName: PrincipalName? {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[2] == "iam" || parts[2] == "sts" else { return nil }
    let path = parts[5].split(separator: "/").map(String.init)
    guard let kind = path.first, let name = path.last else { return nil }
    guard kind == "root" || path.count > 1 else { return nil }
    let known = ["user", "assumed-role", "role", "federated-user", "root"]
    guard known.contains(kind) else { return nil }
    return PrincipalName(
      account: String(parts[4]), kind: kind, name: name,
      role: kind == "assumed-role" && path.count > 2 ? path[path.count - 2] : nil)
  }
}
