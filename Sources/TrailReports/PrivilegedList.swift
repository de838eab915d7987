internal import TrailEvents
package import TrailSearch

/// Privileged identities (特権ID): `kind,name`, where a kind is a user, a role or a permission set.
///
/// In a name `*` stands for any signs.
package struct PrivilegedList: Sendable {
  /// Events of the identities that are listed.
  package private(set) var query: Query = .or([])

  static let columns = [
    InputTable.Column(names: ["kind", "種別"]), InputTable.Column(names: ["name", "名称"]),
    InputTable.Column(names: ["note", "備考"], isNeeded: false),
  ]

  private static let keys: [String: EventKey] = [
    "user": .user, "ユーザー": .user, "role": .role, "ロール": .role,
    "permission-set": .permissionSet, "許可セット": .permissionSet,
  ]

  init(_ table: InputTable) throws(InputError) {
    var parts: [Query] = []
    for row in table.rows {
      guard let key = PrivilegedList.keys[row.values[0]] else {
        throw table.bad(
          row, "`\(row.values[0])` is no kind; there are user, role and permission-set")
      }
      parts.append(.key(key, PrivilegedList.pattern(row.values[1])))
    }
    query = .or(parts)
  }

  /// A name in which `*` stands for any signs.
  static func pattern(_ name: String) -> ValuePattern {
    guard name.contains("*") else { return .equal(name) }
    var parts: [WildcardPart] = []
    for (index, piece) in name.split(separator: "*", omittingEmptySubsequences: false).enumerated()
    {
      if index > 0, parts.last != .many { parts.append(.many) }
      if !piece.isEmpty { parts.append(.literal(String(piece))) }
    }
    return parts == [.many] ? .any : .wildcard(parts)
  }
}
