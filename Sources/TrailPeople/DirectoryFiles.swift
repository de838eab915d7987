internal import TrailEvents
internal import TrailFiles
package import TrailFormats
internal import TrailSearch
internal import TrailSegment

/// The directory files of an index, read again when somebody asks who is who.
package struct DirectoryFiles: Sendable {
  /// An entry and the file that holds it.
  package struct Found: Sendable {
    package var entry: DirectoryEntry
    /// The path as it is shown.
    package var file: String
  }

  package private(set) var entries: [Found] = []
  /// Files that could not be read, and why.
  package private(set) var notes: [String] = []
  private var byID: [String: [Int]] = [:]
  private var byName: [Identifier: [Int]] = [:]

  /// Bytes of a directory that are read; the listing of 100,000 users has about 40 MB.
  private static let longestFile: Int64 = 64 << 20
  /// Bytes of all directories together.
  private static let longestAll: Int64 = 256 << 20

  /// Reads all directory files.
  init(_ searcher: Searcher) throws {
    var sources: [SourceRecord] = []
    try searcher.forEachSource(in: .directory) { sources.append($0) }
    let ranges = SourceRanges()
    let reader = DirectoryReader()
    var left = DirectoryFiles.longestAll
    for source in sources {
      let file = Paths.display(Snapshot.displayPath(source))
      guard source.jsonBytes <= DirectoryFiles.longestFile, source.jsonBytes <= left else {
        notes.append("\(file): too large for a directory, not read")
        continue
      }
      left -= source.jsonBytes
      do {
        try ranges.read(
          searcher.snapshot.roots.absolutePath(source), identity: source.identity,
          ranges: [0..<source.jsonBytes]
        ) { _, bytes in
          for entry in reader.entries(bytes) { add(entry, file) }
        }
      } catch {
        notes.append("\(error)")
      }
    }
  }

  private mutating func add(_ entry: DirectoryEntry, _ file: String) {
    if let id = DirectoryFiles.identifier(entry)?.value {
      byID[id, default: []].append(entries.count)
    }
    let found = Found(entry: entry, file: file)
    if let name = DirectoryFiles.name(found) { byName[name, default: []].append(entries.count) }
    entries.append(found)
  }

  /// The entries of an id: a sub, a user id, `AIDA…`, `AROA…`, or an account.
  func entries(of id: String) -> [Found] { (byID[id] ?? []).map { entries[$0] } }

  /// The entries of a name or an id.
  func entries(of identifier: Identifier) -> [Found] {
    let numbers = identifier.kind.isName ? byName[identifier] : byID[identifier.value]
    return (numbers ?? []).map { entries[$0] }
  }

  /// The name of an account.
  package func accountName(_ id: String) -> String? {
    entries(of: id).first { $0.entry.kind == .account }?.entry.name
  }

  /// The id that an entry is about; `nil` when it has none.
  static func identifier(_ entry: DirectoryEntry) -> Identifier? {
    guard let id = entry.id else { return nil }
    switch entry.kind {
    case .cognitoUser: return Identifier(.cognitoSub, id.lowercased())
    case .storeUser: return Identifier(.centerID, IdentityRow.bare(id).lowercased())
    case .iamUser, .iamRole: return Identifier(.principal, id)
    case .account: return Identifier(.root, id)
    }
  }

  /// The name that an entry gives, in its account, its store, or the file alone.
  static func name(_ found: Found) -> Identifier? {
    let entry = found.entry
    guard let name = entry.name else { return nil }
    switch entry.kind {
    case .cognitoUser:
      // A name that is the sub itself says nothing.
      return name.lowercased() == entry.id?.lowercased()
        ? nil : Identifier(.cognitoUser, name, in: found.file)
    case .storeUser: return Identifier(.centerUser, name, in: entry.store ?? found.file)
    case .iamUser:
      return entry.arnAccount.map {
        Identifier(name == "root" ? .root : .iamUser, name, in: $0)
      }
    case .iamRole, .account: return nil
    }
  }

  /// What an entry proves: its name and its id belong together.
  static func link(_ found: Found) -> IdentityLink? {
    guard let name = name(found), let id = identifier(found.entry) else { return nil }
    return IdentityLink(
      one: name, other: id, source: .directory(found.file), count: 1, first: nil, last: nil,
      sample: nil)
  }
}
