internal import TrailEvents
internal import TrailSearch

/// A report as data: what it asks, and how its answer is shown.
///
/// Each stands in a YAML file of its own, those of the program in `Definitions/` and those of users
/// in a directory of theirs; `Documentation/Reports.md` tells the members.
package struct ReportDefinition: Sendable {
  /// What its rows are.
  package enum Selection: Hashable, Sendable {
    /// One row an event that satisfies the query.
    case events
    /// One row an attempt to sign in.
    case signIns(SignInFilter)
    /// One row a group of events with equal values, with first and last time.
    case activity([String])
    /// Groups that have no event before the period, of each list of keys.
    case firstSeen([[String]])
    /// One row a session: events of one actor in one account without a longer pause than a number of
    /// minutes.
    case sessions(pause: Int)
    /// One row a sign-in workflow of Identity Center.
    case workflows
    /// One row a subject and client of user pools, counted from sign-ins and renewals of tokens.
    case subjects
    /// One row a month and person, counted from sign-ins.
    case usage(SignInFilter)
    /// One row a stretch of time for which files are missing, or of which nothing is known.
    case gaps
  }

  /// Which sign-ins are meant; an empty list means all.
  package struct SignInFilter: Hashable, Sendable {
    package var kinds: [String] = []
    package var outcomes: [String] = []
    package var factors: [String] = []

    /// In words: `sign-ins of kind sso, outcome failure`.
    package var description: String {
      let parts = [("kind", kinds), ("outcome", outcomes), ("MFA", factors)]
        .filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: " or "))" }
      return "sign-ins" + (parts.isEmpty ? "" : " of " + parts.joined(separator: ", "))
    }
  }

  /// A control that the report is evidence for.
  package struct Control: Hashable, Sendable {
    /// The framework with its version: `PCI DSS 4.0`.
    package var framework: String
    /// Numbers of controls.
    package var numbers: [String]
  }

  /// A column beside those that every report has.
  package struct Column: Hashable, Sendable {
    /// The name in CSV and JSON.
    package var name: String
    package var title: Localized
    /// A key of the index, or a path into the record; `nil` for a column of another kind.
    package var field: String?
    /// Further paths, asked in their order where a record has no value at the path of ``field``.
    package var alternatives: [String] = []
    /// What is worked out of the value of a key, in its place.
    package var derived: DerivedField?
    /// What is compared with a list that people give; without any of these, people fill the column in.
    package var input: InputColumn?
    /// What the parameters of the request are tested for, in the place of a value.
    package var flag: RequestFlag?
    /// What is read of the message of a denied call, in the place of a value.
    package var denial: DenialText?
    /// What is read of the policy that a request carries, in the place of a value.
    package var policy: PolicyText?
    /// What is told of each element of the array that stands at the path; empty for the value itself.
    package var each: [String] = []
    /// What is told of several events, where rows stand for these.
    package var aggregate: ColumnAggregate?
  }

  package var id: String
  package var title: Localized
  package var question: Localized
  package var selection: Selection
  /// The condition in the query language; empty for every event.
  package var query: String
  /// The condition on what the identities do that a list of privileged ones names, and root; it takes
  /// the place of ``query`` where such a list is given.
  package var privilegedQuery: String?
  /// The condition as the framework publishes it, where it differs.
  package var published: String?
  package var columns: [Column]
  /// What the archive must have for an answer, and what is said when it has none of it.
  package struct Need: Hashable, Sendable {
    package var query: String
    package var lacking: Localized
  }

  /// What the archive must have for an answer; `nil` for nothing in particular.
  package var need: Need?
  /// Columns by whose values the rows are counted.
  package var groups: [String]
  package var controls: [Control]
  /// What a reader must know of the limits.
  package var notes: [Localized]
  /// Rows that follow each other too quickly: they are marked.
  package var bursts: [Burst] = []
  /// The longest time between the first and the last row of a set of changes, in minutes; `nil` when
  /// rows are no changes.
  package var changeMinutes: Int?
  /// Whether groups that were seen before the period alone are rows too.
  package var includesEarlier = false
  /// Which later events take back what rows did; they are looked for up to the end of the archive.
  package struct Undoing: Hashable, Sendable {
    /// The column whose values agree.
    package var column: String
    /// The condition on the events that take something back.
    package var query: String
    /// The names of events, and of those that take them back.
    package var events: [Pair]

    package struct Pair: Hashable, Sendable {
      package var event: String
      package var undoing: String
    }
  }

  /// What takes back what rows did; `nil` when that is not asked.
  package var undone: Undoing?
  /// Which rows put a new version of something, and what that is.
  package struct Versions: Hashable, Sendable {
    /// The column with the parts of a version, `;` between them.
    package var column: String
    /// Columns whose values tell what a version is of; of several with `|` the first that has a value.
    package var by: [String]
    /// Events by which it is gone.
    package var gone: [String]
    /// The names of ``by``, those of which the first that has a value counts together.
    var marks: [[String]] { by.map { $0.split(separator: "|").map(String.init) } }
  }

  /// What rows put versions of: each tells the difference to the one before; `nil` when they put none.
  package var versions: Versions?
  /// Columns whose values together tell kinds of rows apart: each row says whether it is the first of
  /// its kind in the archive; empty when that is not asked.
  package var firstOf: [String] = []
  /// Whether it follows sessions up to whoever began: its columns then include `caller_key` and
  /// `role_arn`.
  package var followsChains = false
  /// The file it comes from.
  package var file: String
  /// Whether it comes with the program.
  package var isBuiltIn: Bool { file == ReportDefinition.programFile }
  /// The name of the file without its directories, which differ from machine to machine.
  package var fileName: String { file.split(separator: "/").last.map(String.init) ?? file }
  /// What is told as the file of reports that come with the program.
  static let programFile = "built in"
  /// The bytes that define it, which its hash is made of.
  package var text: [UInt8]
}

extension ReportDefinition.Selection {
  /// The columns that tell rows apart: by them a row is found again in a later run.
  var key: [String] {
    switch self {
    case .events: ["event_id", "account", "time_utc"]
    case .signIns: ["event_ids", "kind", "time_utc"]
    case .activity(let keys): keys
    case .firstSeen(let lists): lists.count == 1 ? lists[0] : FirstSeenTable.keys
    case .sessions: ["account", "actor", "time_utc"]
    case .workflows: ["workflow", "time_utc"]
    case .subjects: ["sub", "user", "client"]
    case .usage: ["month", "sub", "user"]
    case .gaps: ["account", "region", "from"]
    }
  }
}

extension ReportDefinition {
  /// The files beside those of reports, without what follows the dot.
  private static let takenIDs: Set<String> = [
    "coverage", "digests", "incomplete", "index", "manifest", "problems", "report", "sources",
  ]

  /// Refuses columns of one name, and groups by columns that there are not.
  private func checkNames(
    _ reader: DefinitionReader, columns node: YAMLNode?, groups groupNode: YAMLNode?
  ) throws(DefinitionError) {
    var known: Set<String> = selection == .events ? Set(EventTable.commonNames) : []
    for column in columns where !known.insert(column.name).inserted {
      if let node { throw reader.bad(node, "there are two columns `\(column.name)`") }
    }
    guard selection == .events, let groupNode else { return }
    known.formUnion(EventTable.furtherNames)
    for name in groups where !known.contains(name) {
      let hint = Spelling.nearest(to: name, among: known.sorted()).map { "; did you mean `\($0)`?" }
      throw reader.bad(groupNode, "`groups`: there is no column `\(name)`\(hint ?? "")")
    }
  }

  /// Reads a definition.
  ///
  /// - Parameters:
  ///   - bytes: The content of a YAML file.
  ///   - file: Its name, for errors.
  /// - Throws: ``DefinitionError`` for unknown members and wrong values, with the line.
  package init(_ bytes: [UInt8], file: String) throws(DefinitionError) {
    let reader = DefinitionReader(file: file)
    let members = try reader.members(try YAMLReader.read(bytes, file: file))
    self.file = file
    text = bytes
    for (name, node) in members where !DefinitionReader.names.contains(name) {
      let hint = Spelling.nearest(to: name, among: DefinitionReader.names)
        .map { "; did you mean `\($0)`?" }
      throw reader.bad(node, "there is no member `\(name)`\(hint ?? "")")
    }
    func node(_ name: String) -> YAMLNode? { members.first { $0.name == name }?.value }
    func needed(_ name: String) throws(DefinitionError) -> YAMLNode {
      guard let found = node(name) else {
        throw DefinitionError(file: file, line: nil, reason: "`\(name)` is missing")
      }
      return found
    }
    let id = try needed("id")
    self.id = try reader.text(id)
    guard !self.id.isEmpty, self.id.utf8.allSatisfy({ DefinitionReader.isNameByte($0) }) else {
      throw reader.bad(id, "an id has letters, digits and dashes only: it names a file")
    }
    guard !ReportDefinition.takenIDs.contains(self.id.lowercased()) else {
      throw reader.bad(id, "`\(self.id)` names a file that every folder of reports has")
    }
    title = try reader.localized(try needed("title"))
    question = try reader.localized(try needed("question"))
    query = try node("query").map { node throws(DefinitionError) in try reader.text(node) } ?? ""
    published = try node("published").map { node throws(DefinitionError) in try reader.text(node) }
    selection = try reader.selection(try needed("select"), members)
    columns = try reader.list(node("columns")) { node throws(DefinitionError) in
      try reader.column(node)
    }
    groups = try reader.list(node("groups")) { node throws(DefinitionError) in
      try reader.text(node)
    }
    controls = try reader.controls(node("controls"))
    notes = try reader.list(node("notes")) { node throws(DefinitionError) in
      try reader.localized(node)
    }
    privilegedQuery = try node("privileged_query").map { node throws(DefinitionError) in
      try reader.text(node)
    }
    for column in columns {
      if let obstacle = column.input?.obstacle(selection, columns), let node = node("columns") {
        throw reader.bad(node, "the column `\(column.name)`: \(obstacle)")
      }
    }
    need = try node("needs").map { node throws(DefinitionError) in try reader.need(node) }
    changeMinutes = try node("change_sets").map { node throws(DefinitionError) in
      try reader.minutes(node)
    }
    includesEarlier =
      try node("earlier").map { node throws(DefinitionError) in
        try reader.truth(node, "earlier")
      } ?? false
    for column in columns where column.aggregate != nil {
      switch selection {
      case .activity, .sessions: break
      default:
        if let node = node("columns") {
          throw reader.bad(
            node, "the column `\(column.name)`: it needs `select: activity` or `sessions`")
        }
      }
    }
    bursts = try reader.list(node("bursts")) { node throws(DefinitionError) in
      try reader.burst(node)
    }
    if let node = node("chains") {
      followsChains = try reader.truth(node, "chains")
      let names = columns.map(\.name)
      if followsChains, !names.contains("caller_key") || !names.contains("role_arn") {
        throw reader.bad(node, "chains need the columns caller_key and role_arn")
      }
    }
    undone = try node("undone").map { node throws(DefinitionError) in
      let undone = try reader.undoing(node)
      guard columns.contains(where: { $0.name == undone.column && $0.field != nil }) else {
        throw reader.bad(node, "`undone`: there is no column `\(undone.column)` with a field")
      }
      return undone
    }
    versions = try node("versions").map { node throws(DefinitionError) in
      let versions = try reader.versions(node)
      for name in versions.marks.joined() + [versions.column]
      where !EventTable.commonNames.contains(name) && !columns.contains(where: { $0.name == name })
      {
        throw reader.bad(node, "`versions`: there is no column `\(name)`")
      }
      return versions
    }
    firstOf = try reader.list(node("first_of")) { node throws(DefinitionError) in
      let name = try reader.text(node)
      let isCommon = EventTable.commonNames.contains(name)
      guard isCommon || columns.contains(where: { $0.name == name && $0.field != nil }) else {
        throw reader.bad(node, "`first_of`: there is no column `\(name)` with a field")
      }
      return name
    }
    try checkNames(reader, columns: node("columns"), groups: node("groups"))
    for name in ["query", "privileged_query"] {
      guard let node = node(name) else { continue }
      do {
        _ = try QueryParser.parse([try reader.text(node)])
      } catch let error as DefinitionError {
        throw error
      } catch {
        throw reader.bad(node, "the query: \(error)")
      }
    }
  }
}
