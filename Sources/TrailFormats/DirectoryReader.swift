/// Reads directory files: who has which id, as the list commands of AWS print it.
///
/// Source: "ListUsers" and "AdminGetUser" of the Cognito user pools API, "ListUsers" of the Identity
/// Store API, "ListUsers", "GetAccountAuthorizationDetails" and "GetCredentialReport" of the IAM API,
/// "ListAccounts" of the Organizations API, "Importing users into user pools from a CSV file".
/// Broken text ends the reading; entries before the break are given. Belongs to one thread.
package final class DirectoryReader {
  private let memory = JSONText()
  private let text = EmbeddedText()

  package init() {}

  /// The entries of a file, in its order.
  ///
  /// - Parameter bytes: The decompressed text of the whole file.
  package func entries(_ bytes: UnsafeRawBufferPointer) -> [DirectoryEntry] {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let content = UnsafeRawBufferPointer(rebasing: bytes[start...])
    let first = content.first { !StructureScanner.isBlank($0) && $0 != 0 }
    guard first == 0x7B || first == 0x5B else { return DirectoryTable.entries(content) }
    guard content.count < StructureScanner.longestText else { return [] }
    memory.reset()
    var found: [DirectoryEntry] = []
    let structure = text.load(content)
    var position = 0
    while position < structure.count {
      let node = JSONNode(structure, position)
      node.isArray ? node.forEachElement { read($0, &found) } : read(node, &found)
      if let next = structure.skip(position) {
        position = next
      } else if node.isObject || node.isArray {
        // It does not end: what is inside was read as far as it goes.
        break
      } else {
        // A stray comma or bracket between pages.
        position += 1
      }
    }
    return found
  }

  /// Takes a page, or one entry of a list that stands by itself.
  private func read(_ node: JSONNode, _ found: inout [DirectoryEntry]) {
    guard node.isObject else { return }
    var isPage = false
    func list(_ name: StaticString, _ body: (JSONNode) -> DirectoryEntry?) {
      guard let member = node.member(name, memory), member.isArray else { return }
      isPage = true
      member.forEachElement { if let entry = body($0) { found.append(entry) } }
    }
    list("Users") { user($0) }
    list("UserDetailList") { iam($0, .iamUser, name: "UserName", id: "UserId") }
    list("RoleDetailList") { iam($0, .iamRole, name: "RoleName", id: "RoleId") }
    list("Accounts") { account($0) }
    if isPage { return }
    if let packed = node.member("Content", memory)?.text(memory),
      node.member("ReportFormat", memory) != nil
    {
      if let table = Base64.decoded(packed) {
        table.withUnsafeBytes { found += DirectoryTable.entries($0) }
      }
      return
    }
    if let entry = user(node) { found.append(entry) }
  }

  /// A user of one of three services, told apart by the names of its members.
  private func user(_ node: JSONNode) -> DirectoryEntry? {
    guard node.isObject else { return nil }
    if let name = string(node, "Username") {
      return cognito(node, name)
    }
    guard let id = string(node, "UserId") else { return nil }
    if id.hasPrefix("AIDA") || string(node, "Arn") != nil {
      return iam(node, .iamUser, name: "UserName", id: "UserId")
    }
    var entry = DirectoryEntry(kind: .storeUser, name: string(node, "UserName"), id: id)
    entry.displayName = string(node, "DisplayName")
    entry.store = string(node, "IdentityStoreId")
    node.member("Emails", memory)?.forEachElement { email in
      if email.isObject, let value = string(email, "Value") { entry.emails.append(value) }
    }
    return entry
  }

  private func cognito(_ node: JSONNode, _ name: String) -> DirectoryEntry? {
    var entry = DirectoryEntry(kind: .cognitoUser, name: name)
    var given: String?
    var preferred: String?
    func take(_ list: JSONNode?) {
      list?.forEachElement { attribute in
        guard attribute.isObject, let value = string(attribute, "Value"),
          let key = string(attribute, "Name")
        else { return }
        switch key {
        case "sub": entry.id = value
        case "email": entry.emails.append(value)
        case "name": given = value
        case "preferred_username": preferred = value
        default: break
        }
      }
    }
    take(node.member("Attributes", memory))
    take(node.member("UserAttributes", memory))
    entry.displayName = given ?? preferred
    return entry
  }

  private func iam(
    _ node: JSONNode, _ kind: DirectoryEntry.Kind, name: StaticString, id: StaticString
  ) -> DirectoryEntry? {
    guard node.isObject, let id = string(node, id) else { return nil }
    var entry = DirectoryEntry(kind: kind, name: string(node, name), id: id)
    entry.arn = string(node, "Arn")
    return entry
  }

  private func account(_ node: JSONNode) -> DirectoryEntry? {
    guard node.isObject, let id = string(node, "Id") else { return nil }
    var entry = DirectoryEntry(kind: .account, name: string(node, "Name"), id: id)
    entry.arn = string(node, "Arn")
    if let email = string(node, "Email") { entry.emails.append(email) }
    return entry
  }

  /// A member that is text and not empty.
  private func string(_ node: JSONNode, _ name: StaticString) -> String? {
    guard let member = node.member(name, memory), member.isString,
      let bytes = member.text(memory), !bytes.isEmpty
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
