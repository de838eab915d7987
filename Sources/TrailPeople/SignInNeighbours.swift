internal import TrailEvents
internal import TrailSearch

/// The events that may be joined with some, or be joined in their place: what is put together out of
/// these is what is put together out of all events of the archive.
///
/// Belongs to one thread.
struct SignInNeighbours {
  private let reader: SignInEventReader
  private let time: [Query]
  private let limit: Int
  /// The events themselves, and what was found.
  private(set) var hits: Set<Hit>
  private var users: Set<String> = []
  private var subs: Set<String> = []
  /// Addresses of all events.
  private var addresses: Set<String> = []
  /// Those of calls to user pools: the steps of a sign-in may name nobody, and belong to whoever used
  /// the client there last.
  private var poolAddresses: Set<String> = []
  /// Those of sessions by SAML, whose subject may be called otherwise than the session.
  private var federatedAddresses: Set<String> = []

  /// Finds the neighbours of events.
  ///
  /// - Parameters:
  ///   - wanted: Events of sign-ins, in no order.
  ///   - time: The span of time of neighbours; empty for all.
  ///   - limit: With more events the search ends, and not all neighbours are found.
  init(
    of wanted: [Hit], time: [Query], limit: Int = .max, _ reader: SignInEventReader
  ) throws {
    self.reader = reader
    self.time = time
    self.limit = limit
    hits = Set(wanted)
    // Whoever a step at the portal is of may have entered accounts by it.
    var unnamed: Set<String> = []
    try grow(by: wanted) { columns in
      if !columns.isNamed, let address = columns.client.address,
        PortalSignIns.names.contains(columns.action.name)
      {
        unnamed.insert(address)
      }
    }
    if !unnamed.isEmpty {
      try grow(by: add([any(.ip, unnamed), any(.event, Set(PortalSignIns.names))]))
    }
    try addOfPlaces()
  }

  private func any(_ key: EventKey, _ values: Set<String>) -> Query {
    .or(values.sorted().map { .key(key, .equal($0)) })
  }

  /// Adds events that satisfy all of some conditions; returns those that are new.
  private mutating func add(_ conditions: [Query]) throws -> [Hit] {
    try found(conditions).filter { hits.insert($0).inserted }
  }

  private func found(_ conditions: [Query]) throws -> [Hit] {
    try reader.candidates(.and(conditions), SignInReport.allKinds, time)
  }

  /// Adds all events of the people that some events name, of those that these name, and so on: one
  /// event names a person by name, another by id, and a third by both.
  ///
  /// - Parameter note: Told of the events that it begins with.
  private mutating func grow(
    by some: [Hit], _ note: ((SegmentEvents.Columns) -> Void)? = nil
  ) throws {
    var new = some
    var begun = note
    while !new.isEmpty, hits.count <= limit {
      var conditions: [Query] = []
      var (names, ids): (Set<String>, Set<String>) = ([], [])
      for columns in try reader.columns(new) {
        if let user = columns.actor.user, users.insert(user).inserted { names.insert(user) }
        if let sub = columns.sub, subs.insert(sub).inserted { ids.insert(sub) }
        place(columns)
        begun?(columns)
      }
      begun = nil
      if !names.isEmpty { conditions.append(any(.user, names)) }
      if !ids.isEmpty { conditions.append(any(.sub, ids)) }
      if conditions.isEmpty { return }
      new = try add([.or(conditions)])
    }
  }

  /// Takes down where an event came from.
  private mutating func place(_ columns: SegmentEvents.Columns) {
    guard let address = columns.client.address else { return }
    addresses.insert(address)
    if columns.action.service == "cognito-idp" { poolAddresses.insert(address) }
    if columns.isFederated { federatedAddresses.insert(address) }
  }

  /// Adds events from the same addresses that name nobody, or somebody in another spelling, and those
  /// whose names do not tell them apart.
  private mutating func addOfPlaces() throws {
    var asked: Set<String> = []
    while asked.count < addresses.count, hits.count <= limit {
      let new = addresses.subtracting(asked)
      asked = addresses
      let known = Set(users.map(Identifier.bareName))
      var spellings: [Hit] = []
      let others = try found([any(.ip, new)]).filter { !hits.contains($0) }
      for (hit, isNamed, name) in try reader.actors(others) {
        if !isNamed {
          hits.insert(hit)
        } else if let name, known.contains(name) {
          hits.insert(hit)
          spellings.append(hit)
        }
      }
      try grow(by: spellings)
    }
    if !poolAddresses.isEmpty {
      _ = try add([any(.ip, poolAddresses), .key(.source, .equal("cognito-idp.amazonaws.com"))])
    }
    if !federatedAddresses.isEmpty {
      _ = try add([any(.ip, federatedAddresses), any(.event, Set(FederatedSignIns.names))])
    }
  }
}
