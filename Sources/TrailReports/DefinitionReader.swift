internal import TrailEvents
internal import TrailFormats
internal import TrailSearch

/// Takes the members of a definition apart.
struct DefinitionReader {
  /// The name of the file, for errors.
  let file: String

  static let names = [
    "id", "title", "question", "select", "query", "privileged_query", "published", "columns",
    "groups", "controls", "notes", "by", "kinds", "outcomes", "factors", "bursts", "chains",
    "pause",
    "change_sets", "earlier", "needs", "undone", "first_of", "versions",
  ]

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  func bad(_ node: YAMLNode, _ reason: String) -> DefinitionError {
    DefinitionError(file: file, line: node.line, reason: reason)
  }

  func members(_ node: YAMLNode) throws(DefinitionError) -> [(name: String, value: YAMLNode)] {
    guard case .mapping(let members) = node.value else {
      throw bad(node, "members with names are expected here")
    }
    return members
  }

  func text(_ node: YAMLNode) throws(DefinitionError) -> String {
    guard case .text(let text) = node.value else { throw bad(node, "a text is expected here") }
    return text
  }

  func list<Element>(
    _ node: YAMLNode?, _ body: (YAMLNode) throws(DefinitionError) -> Element
  ) throws(DefinitionError) -> [Element] {
    guard let node else { return [] }
    guard case .list(let nodes) = node.value else { throw bad(node, "a list is expected here") }
    var elements: [Element] = []
    for node in nodes { elements.append(try body(node)) }
    return elements
  }

  /// A text for all languages, or one a language: `{en: …, ja: …}`.
  func localized(_ node: YAMLNode) throws(DefinitionError) -> Localized {
    if case .text(let text) = node.value { return Localized(text, text) }
    var texts: [ReportLanguage: String] = [:]
    for (name, value) in try members(node) {
      guard let language = ReportLanguage(rawValue: name) else {
        throw bad(value, "there is no language `\(name)`; there are en and ja")
      }
      texts[language] = try text(value)
    }
    guard let any = texts[.english] ?? texts[.japanese] else {
      throw bad(node, "a text in en or ja is expected here")
    }
    return Localized(texts[.english] ?? any, texts[.japanese] ?? any)
  }

  func selection(
    _ node: YAMLNode, _ members: [(name: String, value: YAMLNode)]
  ) throws(DefinitionError) -> ReportDefinition.Selection {
    func words(_ name: String) throws(DefinitionError) -> [String] {
      try list(members.first { $0.name == name }?.value) { node throws(DefinitionError) in
        try text(node)
      }
    }
    func checked(_ names: [String], derived: Bool) throws(DefinitionError) -> [String] {
      guard (1...3).contains(names.count) else { throw bad(node, "`by` names one to three keys") }
      for name in names where !derived || DerivedField(rawValue: name) == nil {
        do throws(QueryError) {
          _ = try GroupField(named: name)
        } catch {
          throw bad(node, "`by`: \(error)")
        }
      }
      return names
    }
    func keys() throws(DefinitionError) -> [String] {
      try checked(try words("by"), derived: false)
    }
    /// `[user, event]`, or several of them: `[[user, event], [account, region]]`.
    func lists() throws(DefinitionError) -> [[String]] {
      let by = members.first { $0.name == "by" }?.value
      guard case .list(let nodes)? = by?.value, let first = nodes.first, case .list = first.value
      else { return [try keys()] }
      return try list(by) { inner throws(DefinitionError) in
        try checked(
          try list(inner) { node throws(DefinitionError) in try text(node) }, derived: true)
      }
    }
    let name = try text(node)
    switch name {
    case "events": return .events
    case "sign-ins", "usage":
      let filter = ReportDefinition.SignInFilter(
        kinds: try words("kinds"), outcomes: try words("outcomes"),
        factors: try words("factors"))
      return name == "usage" ? .usage(filter) : .signIns(filter)
    case "activity": return .activity(try keys())
    case "first-seen": return .firstSeen(try lists())
    case "sessions":
      guard let pause = members.first(where: { $0.name == "pause" }) else {
        throw bad(node, "`select: sessions` needs `pause`: minutes")
      }
      return .sessions(pause: try minutes(pause.value))
    case "workflows": return .workflows
    case "subjects": return .subjects
    case "gaps": return .gaps
    default:
      throw bad(
        node,
        "`select` is events, sign-ins, usage, activity, first-seen, sessions, workflows, subjects or gaps, not `\(name)`"
      )
    }
  }

  /// A number of minutes from 1 on.
  func minutes(_ node: YAMLNode) throws(DefinitionError) -> Int {
    guard let minutes = Int(try text(node)), (1...1_000_000).contains(minutes) else {
      throw bad(node, "a number of minutes from 1 on is expected here")
    }
    return minutes
  }

  func truth(_ node: YAMLNode, _ name: String) throws(DefinitionError) -> Bool {
    let text = try text(node)
    guard text == "true" || text == "false" else { throw bad(node, "`\(name)` is true or false") }
    return text == "true"
  }

  /// `{query: "source:s3 category:Data", en: …, ja: …}`.
  func need(_ node: YAMLNode) throws(DefinitionError) -> ReportDefinition.Need {
    var query: String?
    var texts: [(name: String, value: YAMLNode)] = []
    for member in try members(node) {
      if member.name == "query" { query = try text(member.value) } else { texts.append(member) }
    }
    guard let query else { throw bad(node, "`needs` has a query, and texts in en or ja") }
    do throws(QueryError) {
      _ = try QueryParser.parse([query])
    } catch {
      throw bad(node, "the query: \(error)")
    }
    return ReportDefinition.Need(
      query: query, lacking: try localized(YAMLNode(value: .mapping(texts), line: node.line)))
  }

  private func aggregate(
    _ name: String, _ value: YAMLNode
  ) throws(DefinitionError) -> ColumnAggregate {
    let text = try text(value)
    do throws(QueryError) {
      if name == "values" {
        _ = try GroupField(named: text)
        return .values(text)
      }
      _ = try QueryParser.parse([text])
    } catch {
      throw bad(value, "`\(name)`: \(error)")
    }
    switch name {
    case "count": return .count(text)
    case "share": return .share(text)
    default: return .last(text)
    }
  }

  /// `user`, or `{name: policy, field: requestParameters.policyArn, title: …}`; without a field the
  /// column stays empty, for people to fill in, or with `input` compares with a list.
  func column(_ node: YAMLNode) throws(DefinitionError) -> ReportDefinition.Column {
    if case .text(let name) = node.value {
      return ReportDefinition.Column(
        name: name, title: ColumnTitles.title(name), field: try field(name, node))
    }
    var name: String?
    var field: String?
    var alternatives: [String] = []
    var input: InputColumn?
    var title: Localized?
    var flag: RequestFlag?
    var derived: DerivedField?
    var denial: DenialText?
    var policy: PolicyText?
    var each: [String] = []
    var aggregate: ColumnAggregate?
    var named: Set<String> = []
    for (member, value) in try members(node) {
      switch member {
      case "name": name = try text(value)
      case "field":
        if case .list = value.value {
          let paths = try list(value) { node throws(DefinitionError) in try path(node) }
          field = paths.first
          alternatives = Array(paths.dropFirst())
          if paths.isEmpty { throw bad(value, "`field` names a key or paths") }
          continue
        }
        let name = try text(value)
        derived = DerivedField(rawValue: name)
        field = derived == nil ? try self.field(name, value) : name
      case "denial":
        denial = DenialText(rawValue: try text(value))
        if denial == nil {
          let names = DenialText.allCases.map(\.rawValue).joined(separator: ", ")
          throw bad(value, "there is no part `\(try text(value))` of a denial; there are \(names)")
        }
        field = DenialText.path
      case "policy":
        policy = PolicyText(rawValue: try text(value))
        if policy == nil {
          let names = PolicyText.allCases.map(\.rawValue).joined(separator: ", ")
          throw bad(value, "there is no part `\(try text(value))` of a policy; there are \(names)")
        }
        field = RequestFlag.path
      case "each":
        each = try list(value) { node throws(DefinitionError) in try text(node) }
        if each.isEmpty { throw bad(value, "`each` names members of the elements") }
      case let name where ColumnAggregate.names.contains(name):
        aggregate = try self.aggregate(name, value)
      case "among":
        named = Set(
          try list(value) { node throws(DefinitionError) in try text(node).lowercased() })
        if named.isEmpty { throw bad(value, "`among` names values") }
      case "input":
        let name = try text(value)
        guard let known = InputColumn(rawValue: name) else {
          let names = InputColumn.allCases.map(\.rawValue).joined(separator: ", ")
          throw bad(value, "`input` is one of \(names), not `\(name)`")
        }
        input = known
      case "title": title = try localized(value)
      case "flag":
        flag = RequestFlag(rawValue: try text(value))
        if flag == nil {
          let names = RequestFlag.allCases.map(\.rawValue).joined(separator: ", ")
          throw bad(value, "there is no flag `\(try text(value))`; there are \(names)")
        }
        field = RequestFlag.path
      default:
        throw bad(
          value,
          "a column has name, field, each, input, flag, denial, policy, title, or count, share, last or values with among, no `\(member)`"
        )
      }
    }
    guard let name else { throw bad(node, "a column needs a name") }
    if !named.isEmpty {
      guard case .values(let key, _)? = aggregate else {
        throw bad(node, "`among` needs `values`")
      }
      aggregate = .values(key, among: named)
    }
    if !each.isEmpty, field.map({ EventKey.named($0) != nil }) ?? true {
      throw bad(node, "`each` needs a `field` that is a path into the record")
    }
    return ReportDefinition.Column(
      name: name, title: title ?? ColumnTitles.title(name), field: field,
      alternatives: alternatives,
      derived: derived, input: input, flag: flag, denial: denial, policy: policy, each: each,
      aggregate: aggregate)
  }

  private func path(_ node: YAMLNode) throws(DefinitionError) -> String {
    let name = try text(node)
    guard EventKey.named(name) == nil, RecordPath(name) != nil else {
      throw bad(node, "of several fields each is a path into a record, not `\(name)`")
    }
    return name
  }

  private func field(_ name: String, _ node: YAMLNode) throws(DefinitionError) -> String {
    guard EventKey.named(name) != nil || RecordPath(name) != nil else {
      throw bad(node, "`\(name)` is no key, and no path into a record")
    }
    return name
  }

  /// `{by: source_ip, count: 3, minutes: 5}`, with `distinct: actor` where values are counted.
  func burst(_ node: YAMLNode) throws(DefinitionError) -> ReportDefinition.Burst {
    var burst = ReportDefinition.Burst(column: "", distinct: nil, count: 0, minutes: 0)
    for (member, value) in try members(node) {
      let text = try text(value)
      switch member {
      case "by": burst.column = text
      case "distinct": burst.distinct = text
      case "count": burst.count = Int(text) ?? 0
      case "minutes": burst.minutes = Int(text) ?? 0
      default: throw bad(value, "a burst has by, distinct, count and minutes, no `\(member)`")
      }
    }
    guard !burst.column.isEmpty, (2...1_000_000).contains(burst.count),
      (1...1_000_000).contains(burst.minutes)
    else { throw bad(node, "a burst needs by, a count from 2 on and minutes from 1 on") }
    return burst
  }

  /// `{by: key_id, query: "source:kms result:success", events: {DisableKey: EnableKey}}`.
  func undoing(_ node: YAMLNode) throws(DefinitionError) -> ReportDefinition.Undoing {
    var undoing = ReportDefinition.Undoing(column: "", query: "", events: [])
    for (member, value) in try members(node) {
      switch member {
      case "by": undoing.column = try text(value)
      case "query": undoing.query = try text(value)
      case "events":
        for (event, other) in try members(value) {
          undoing.events.append(.init(event: event, undoing: try text(other)))
        }
      default: throw bad(value, "`undone` has by, query and events, no `\(member)`")
      }
    }
    guard !undoing.column.isEmpty, !undoing.query.isEmpty, !undoing.events.isEmpty else {
      throw bad(node, "`undone` needs by, query and events")
    }
    do throws(QueryError) {
      _ = try QueryParser.parse([undoing.query])
    } catch {
      throw bad(node, "the query: \(error)")
    }
    return undoing
  }

  /// `{of: statements, by: [account, policy_name|policy], gone: [DeletePolicy]}`.
  func versions(_ node: YAMLNode) throws(DefinitionError) -> ReportDefinition.Versions {
    var versions = ReportDefinition.Versions(column: "", by: [], gone: [])
    for (member, value) in try members(node) {
      switch member {
      case "of": versions.column = try text(value)
      case "by":
        versions.by = try list(value) { node throws(DefinitionError) in try text(node) }
      case "gone":
        versions.gone = try list(value) { node throws(DefinitionError) in try text(node) }
      default: throw bad(value, "`versions` has of, by and gone, no `\(member)`")
      }
    }
    guard !versions.column.isEmpty, !versions.by.isEmpty else {
      throw bad(node, "`versions` needs of and by")
    }
    return versions
  }

  /// `PCI DSS 4.0: [10.2.1.2, 8.2.1]` a framework.
  func controls(_ node: YAMLNode?) throws(DefinitionError) -> [ReportDefinition.Control] {
    guard let node else { return [] }
    var controls: [ReportDefinition.Control] = []
    for (framework, numbers) in try members(node) {
      controls.append(
        ReportDefinition.Control(
          framework: framework,
          numbers: try list(numbers) { node throws(DefinitionError) in try text(node) }))
    }
    return controls
  }
}
