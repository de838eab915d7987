internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// Where the search for a person starts: events to ask for, entries of directories, and which
/// identifiers are meant.
struct PersonSeeds {
  private let searcher: Searcher
  private let directories: DirectoryFiles
  private(set) var questions: [RowQuestion] = []
  private(set) var entries: [DirectoryFiles.Found] = []
  /// Several subs that begin with the key.
  private(set) var subs: [(id: String, text: String, events: Int)] = []
  /// The role that an ARN or a role's id means.
  private(set) var role: String?
  private var names: Set<String> = []
  private var ids: Set<String> = []
  private var exactly: Set<Identifier> = []

  /// Values of a dictionary that are looked at for a beginning.
  private static let mostSubs = 200

  init(_ searcher: Searcher, _ directories: DirectoryFiles) {
    self.searcher = searcher
    self.directories = directories
  }

  /// Whether an identifier is what was asked for.
  func isMeant(_ identifier: Identifier) -> Bool {
    if exactly.contains(identifier) { return true }
    if identifier.kind.isName {
      return identifier.kind == .cognitoUser
        ? names.contains(identifier.value) || names.contains(identifier.value.lowercased())
        : names.contains(identifier.value.lowercased())
    }
    return identifier.kind != .accessKey && ids.contains(identifier.value)
  }

  /// Finds out what a key means.
  mutating func find(_ key: WhoKey) throws {
    switch key.kind {
    case .user?, .session?: takeName(key.text)
    case .email?: takeEmail(key.text)
    case .sub?: try takeSub(key.text)
    case .key?: questions.append(.events(.key(.accessKey, .exact(key.text))))
    case .principal?: try takePrincipal(key.text)
    case .arn?: try takeARN(key)
    case .sso?, .cognito?, .type?, .untyped?:
      guard let name = key.scopedName else { break }
      exactly.insert(name)
      questions.append(name.question)
      entries += directories.entries(of: name)
    case .role?, .address?, .account?: break
    case nil:
      takeName(key.text)
      takeEmail(key.text)
      try takeSub(key.text)
    }
  }

  private mutating func takeName(_ name: String) {
    names.insert(name.lowercased())
    questions.append(.name(name))
    for found in directories.entries {
      guard let entry = DirectoryFiles.name(found), entry.value.lowercased() == name.lowercased()
      else { continue }
      entries.append(found)
    }
  }

  private mutating func takeEmail(_ email: String) {
    guard email.contains("@") else { return }
    let folded = email.lowercased()
    for found in directories.entries
    where found.entry.kind != .account
      && found.entry.emails.contains(where: { $0.lowercased() == folded })
    {
      entries.append(found)
      for identifier in [DirectoryFiles.identifier(found.entry), DirectoryFiles.name(found)] {
        guard let identifier else { continue }
        exactly.insert(identifier)
        questions.append(identifier.question)
      }
    }
  }

  private mutating func takeSub(_ text: String) throws {
    let folded = text.lowercased()
    let bare = IdentityRow.bare(folded)
    var found: Set<String> = []
    if WhoKey(text).isBeginningOfSub, bare == folded, folded.utf8.count < 36 {
      let values = try searcher.values(
        of: .sub, matching: .prefix(folded), limit: PersonSeeds.mostSubs)
      found.formUnion(values.map(IdentityRow.bare))
      for entry in directories.entries {
        guard let id = DirectoryFiles.identifier(entry.entry), id.kind != .principal,
          id.value.hasPrefix(folded)
        else { continue }
        found.insert(id.value)
      }
    } else {
      // Ids that are no UUIDs keep their case.
      found = bare == folded && folded.utf8.count != 36 ? [text, folded] : [bare]
    }
    if found.count > 1, !found.contains(text) {
      subs = try found.sorted().map { id in
        let name = directories.entries(of: id).compactMap(\.entry.name).first
        return (
          id, name.map { "sub \(id) · \($0)" } ?? "sub \(id)",
          try searcher.count(.key(.sub, .equal(id)))
        )
      }
      return
    }
    for id in found {
      ids.insert(id)
      questions.append(.subjects([id]))
      entries += directories.entries(of: id).filter { $0.entry.kind != .account }
    }
  }

  private mutating func takePrincipal(_ text: String) throws {
    if text.hasPrefix("AROA"), !text.contains(":") {
      let (groups, _) = try searcher.spans(
        .key(.principal, .exact(text)), by: [[.primary(EventKey.role.rawValue)]])
      let names = groups[0].compactMap { $0.values[0] }.sorted()
      role = names.first ?? directories.entries(of: text).compactMap(\.entry.name).first
      if role != nil { return }
    }
    ids.insert(text)
    questions.append(.principal(text))
    entries += directories.entries(of: text)
  }

  private mutating func takeARN(_ key: WhoKey) throws {
    guard let name = key.principalName else { return }
    let identifier: Identifier
    switch name.kind {
    case "role":
      role = name.name
      return
    case "user": identifier = Identifier(.iamUser, name.name, in: name.account)
    case "root": identifier = Identifier(.root, "root", in: name.account)
    case "assumed-role":
      identifier = Identifier(.session, name.name, in: "\(name.account)/\(name.role ?? "")")
    default: identifier = Identifier(.federatedUser, name.name, in: name.account)
    }
    exactly.insert(identifier)
    questions.append(identifier.question)
    entries += directories.entries(of: identifier)
  }
}
