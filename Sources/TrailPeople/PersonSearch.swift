internal import TrailEvents
package import TrailSearch

/// The persons that a key means.
struct PersonSearch {
  let seeds: PersonSeeds
  let graph: IdentityGraph
  let persons: [[Identifier]]

  /// Finds the persons; none when the key means a role or several subs.
  ///
  /// - Parameter usesLinks: Whether rows that segments keep are asked for.
  init(
    _ key: WhoKey, _ searcher: Searcher, _ directories: DirectoryFiles, usesLinks: Bool = true
  ) throws {
    var seeds = PersonSeeds(searcher, directories)
    try seeds.find(key)
    self.seeds = seeds
    var graph = IdentityGraph(searcher, directories, usesLinks: usesLinks)
    guard seeds.role == nil, seeds.subs.isEmpty else {
      self.graph = graph
      persons = []
      return
    }
    for question in seeds.questions {
      try graph.ask(question)
      try graph.askCreations(question)
    }
    for entry in seeds.entries { graph.take(entry) }
    let isOfKey = seeds.isMeant
    var keyHolders: Set<Identifier> = []
    if key.kind == .key {
      let (groups, _) = try searcher.spans(
        .key(.accessKey, .exact(key.text)), by: [IdentityRow.fieldsWithKey])
      // An event may also name a key that it did not use.
      for row in groups[0].map({ IdentityRow($0) }) where row.accessKey == key.text {
        if let holder = row.identifiers.first { keyHolders.insert(holder) }
      }
    }
    let isSeed: (Identifier) -> Bool = { isOfKey($0) || keyHolders.contains($0) }
    try graph.grow(from: isSeed)
    self.graph = graph
    let found = graph.persons(of: isSeed)
    // A name with several ids means those persons too; one that tells where it is at home does not.
    persons = key.scopedName.map { name in found.filter { $0.contains(name) } } ?? found
  }
}

/// `person:KEY` in a search: all names and ids of one person.
package enum PersonQuery {
  /// The events of a person, and how the key was read, in words.
  ///
  /// - Throws: ``QueryError`` when nobody is known by the key, or several people are.
  package static func find(
    _ text: String, _ searcher: Searcher
  ) throws -> (query: Query, told: String) {
    let key = WhoKey(text)
    switch key.kind {
    case .address?, .account?, .role?:
      throw QueryError("`person` takes a person: `\(text)` is none")
    default: break
    }
    let found = try PersonSearch(key, searcher, try DirectoryFiles(searcher))
    if found.seeds.subs.count > 1 {
      throw several(text, found.seeds.subs.map(\.id))
    }
    let cards = PersonCards(searcher: searcher, graph: found.graph, time: .all)
    var persons: [(key: String, query: Query)] = []
    for person in found.persons {
      guard let query = cards.own(person), try searcher.count(query) > 0 else { continue }
      persons.append((PersonCards.head(person)?.key ?? text, query))
    }
    guard let person = persons.first else {
      throw QueryError("nobody is known as `\(text)`")
    }
    if persons.count > 1 { throw several(text, persons.map(\.key)) }
    return (person.query, "person:\(text) means \(person.query.description)")
  }

  private static func several(_ text: String, _ keys: [String]) -> QueryError {
    let listed = keys.prefix(8).map { "person:\($0)" }.joined(separator: ", ")
    return QueryError(
      "`\(text)` may be \(keys.count) people: write \(listed)"
        + (keys.count > 8 ? " …" : "") + "; `trailsift who \(text)` tells them apart")
  }
}
