internal import TrailEvents
internal import TrailSearch

/// A line of a tree of role assumptions.
package struct ChainLine: Sendable {
  /// How deep it stands: 0 for who began.
  package var level: Int
  /// Who began, or the role that was assumed.
  package var name: String
  /// Assumptions that ended here, and the earliest and latest of them in ms since 1970.
  package var count = 0
  package var first: Int64?
  package var last: Int64?
}

/// Which sessions came from which: the calls that handed out credentials, by the keys they handed out.
///
/// A key that is used in a call leads to the call that issued it, and so on up to whoever began.
/// Sessions without a key in their records (of the console, of instances) begin a chain;
/// `trailsift trace` follows these by principal and time.
struct RoleChains {
  private struct Issue {
    var time: Int64?
    var actor: String?
    var account: String?
    /// The role as chains name it.
    var role: String
    /// The key that called.
    var caller: String?
  }

  private var issues: [String: Issue] = [:]

  /// The longest chain that is followed.
  private static let longest = 10
  /// Keys may be used a little before the event that issued them, ms: events have whole seconds.
  private static let tolerance: Int64 = 5_000
  /// The longest session, ms: whoever issued a key of the period did so within this time before it.
  static let longestSession: Int64 = 12 * 3_600_000

  /// What is read of the calls that hand out credentials.
  static let definition = ReportDefinition(
    id: "issues", title: Localized("", ""), question: Localized("", ""), selection: .events,
    query: """
      source:sts result:success event:(AssumeRole,AssumeRoleWithSAML,AssumeRoleWithWebIdentity,\
      AssumeRoot,GetFederationToken,GetSessionToken)
      """, published: nil,
    columns: [
      ("caller_key", "userIdentity.accessKeyId"),
      ("issued_key", "responseElements.credentials.accessKeyId"),
      ("role_arn", "requestParameters.roleArn"),
    ].map { .init(name: $0.0, title: ColumnTitles.title($0.0), field: $0.1) }, groups: [],
    controls: [], notes: [], file: "", text: [])

  /// - Parameter table: The answer of ``definition``.
  init(_ table: ReportTable) {
    func column(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
    guard let key = column("issued_key"), let caller = column("caller_key"),
      let role = column("role_arn"), let time = column("time_utc"), let actor = column("actor"),
      let account = column("account")
    else { return }
    var names = RoleNames()
    for row in 0..<table.keptRows {
      func text(_ column: Int) -> String? { table.string(row: row, column: column) }
      guard let issued = text(key) else { continue }
      let cell = table.cell(row: row, column: time)
      let issue = Issue(
        time: cell.isNone ? nil : cell.value, actor: text(actor), account: text(account),
        role: names.name(table.cell(row: row, column: role), role, table), caller: text(caller))
      // Two accounts have a record of one assumption; the caller's names the key that called.
      if let known = issues[issued], known.caller != nil || issue.caller == nil { continue }
      issues[issued] = issue
    }
  }

  /// Where a session came from.
  struct Origin {
    /// The calls above, the first one first.
    var roles: [String] = []
    var actor: String?
    var accounts: [String] = []
  }

  /// Where the session came from that asked for a key.
  ///
  /// Both accounts have a record of an assumption across accounts, and only the caller's names the key
  /// that called; the key that was issued stands in both.
  ///
  /// - Parameters:
  ///   - issued: The key that was handed out; `nil` when the call failed.
  ///   - caller: The key that called.
  func origin(issued: String?, caller: String?, at time: Int64?) -> Origin? {
    let issue = issued.flatMap { issues[$0] }
    var found = (caller ?? issue?.caller).flatMap { origin(of: $0, at: time) }
    if let issue, caller == nil {
      var origin = found ?? Origin()
      if origin.roles.isEmpty { origin.actor = issue.actor }
      if let account = issue.account, !origin.accounts.contains(account) {
        origin.accounts.append(account)
      }
      found = origin
    }
    return found
  }

  /// Follows a key upwards.
  ///
  /// - Parameter time: When it was used, ms since 1970.
  func origin(of key: String, at time: Int64?) -> Origin? {
    var key = key
    var time = time
    var seen: Set<String> = []
    var origin = Origin()
    while seen.count < RoleChains.longest, seen.insert(key).inserted, let issue = issues[key] {
      if let issued = issue.time, let used = time, issued > used + RoleChains.tolerance { break }
      origin.roles.append(issue.role)
      origin.actor = issue.actor
      if let account = issue.account, !origin.accounts.contains(account) {
        origin.accounts.append(account)
      }
      guard let caller = issue.caller else { break }
      time = issue.time
      key = caller
    }
    origin.roles.reverse()
    return origin.roles.isEmpty ? nil : origin
  }

  /// The last part of an ARN, with its account: `222233334444/Deploy`.
  static func name(_ arn: String?) -> String {
    guard let arn else { return "a session" }
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 6, let name = parts[5].split(separator: "/").last else { return arn }
    return parts[4].isEmpty ? String(name) : "\(parts[4])/\(name)"
  }
}

/// The names of roles in chains; few roles are assumed often.
private struct RoleNames {
  private var known: [ReportCell: String] = [:]

  mutating func name(_ cell: ReportCell, _ column: Int, _ table: ReportTable) -> String {
    if let name = known[cell] { return name }
    let name = RoleChains.name(table.string(cell, column: column))
    known[cell] = name
    return name
  }
}

extension ReportTable {
  /// The columns that chains fill.
  static let chainColumns = [
    Column("depth", .count), Column("chain_root", key: .user), Column("chain"),
    Column("accounts_crossed"),
  ]

  /// Fills the columns of chains, and makes the tree of all of them.
  mutating func fillChains(_ chains: RoleChains) {
    func column(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
    guard let depth = column("depth"), let root = column("chain_root"),
      let chain = column("chain"), let crossed = column("accounts_crossed"),
      let caller = column("caller_key"), let role = column("role_arn"),
      let actor = column("actor"), let account = column("account"), let time = column("time_utc")
    else { return }
    let issued = column("issued_key")
    var nodes = ChainTree()
    var names = RoleNames()
    for row in 0..<keptRows {
      let own = cell(row: row, column: time)
      let used = own.isNone ? nil : own.value
      let origin = chains.origin(
        issued: issued.flatMap { string(row: row, column: $0) },
        caller: string(row: row, column: caller), at: used)
      let began = origin?.actor ?? string(row: row, column: actor) ?? "–"
      let rootCell = text(began, in: root)
      let shown = string(rootCell, column: root) ?? began
      let name = names.name(cell(row: row, column: role), role, self)
      let roles = (origin?.roles ?? []) + [name]
      var accounts = origin?.accounts ?? []
      if let own = string(row: row, column: account), !accounts.contains(own) {
        accounts.append(own)
      }
      set(ReportCell(Int64(roles.count)), row: row, column: depth)
      set(rootCell, row: row, column: root)
      let path = [shown] + roles
      set(text(path.joined(separator: " > "), in: chain), row: row, column: chain)
      set(text(accounts.joined(separator: " "), in: crossed), row: row, column: crossed)
      nodes.add(path, at: used)
    }
    tree = nodes.ordered()
  }
}

/// Chains as they branch.
private struct ChainTree {
  private struct Place: Hashable {
    /// The line above; `nil` for who began.
    var above: Int?
    var name: String
  }

  private var lines: [ChainLine] = []
  private var places: [Place: Int] = [:]
  private var below: [[Int]] = []
  private var roots: [Int] = []

  /// Counts a chain in each of its lines.
  mutating func add(_ path: [String], at time: Int64?) {
    var above: Int?
    for (level, name) in path.enumerated() {
      let place = Place(above: above, name: name)
      let line = places[place] ?? lines.count
      if line == lines.count {
        places[place] = line
        lines.append(ChainLine(level: level, name: name))
        below.append([])
        if let above { below[above].append(line) } else { roots.append(line) }
      }
      lines[line].count += 1
      lines[line].first = [lines[line].first, time].compactMap { $0 }.min()
      lines[line].last = [lines[line].last, time].compactMap { $0 }.max()
      above = line
    }
  }

  /// The lines, each above those that came from it, the most frequent first.
  func ordered() -> [ChainLine] {
    var found: [ChainLine] = []
    found.reserveCapacity(lines.count)
    func add(_ numbers: [Int]) {
      let sorted = numbers.sorted { left, right in
        let (one, other) = (lines[left], lines[right])
        return one.count != other.count ? one.count > other.count : one.name < other.name
      }
      for number in sorted {
        found.append(lines[number])
        add(below[number])
      }
    }
    add(roots)
    return found
  }
}
