internal import TrailEvents
internal import TrailSearch

/// Counts sign-ins for cards, on a thread of its own: putting them together takes as long as all else
/// that a card tells.
///
/// Belongs to one thread.
struct SignInCounts {
  /// The sign-ins of cards that are being counted.
  struct Pending {
    fileprivate let counts: SignInCounts
    fileprivate let queries: [Query]
    fileprivate let made: PendingAnswer<[[IdentityCard.SignIns]]>

    /// Waits for the sign-ins of each query; to be called once.
    ///
    /// Where damage was met on the asking thread since, they are counted again without it.
    func answer() throws -> [[IdentityCard.SignIns]] {
      let snapshot = counts.snapshot
      let result = Result { try made.answer() }
      if snapshot.damage.count == counts.damage { return try result.get() }
      return try SignInCounts(snapshot, time: counts.time, joinsAll: counts.joinsAll)
        .count(queries).answer()
    }
  }

  private let snapshot: Snapshot
  /// Damage of the snapshot that the lane knows of.
  private let damage: Int
  private let lane: SearchLane<SignInEventReader>
  /// The span of time whose sign-ins are counted.
  private let time: Query
  /// Whether sign-ins are put together however many events they have.
  private let joinsAll: Bool

  /// Events of sign-ins that are put together in passing, which takes some 10 ms; see
  /// ``SignInReport/signIns(_:time:limit:_:)``.
  private static let fewEvents = 2_400

  /// - Parameters:
  ///   - time: The span of time whose sign-ins are counted.
  ///   - joinsAll: Whether sign-ins are put together however many events they have.
  init(_ snapshot: Snapshot, time: Query, joinsAll: Bool) {
    lane = SearchLane(snapshot) { searcher in
      let reader = SignInEventReader(searcher: searcher)
      try reader.prepare()
      return reader
    }
    self.snapshot = snapshot
    damage = snapshot.damage.count
    self.time = time
    self.joinsAll = joinsAll
    // Which events may be parts of sign-ins can be found before it is known whose are asked for.
    lane.begin()
  }

  /// Begins to count the sign-ins that have an event of each of some queries; none where these are
  /// many.
  func count(_ queries: [Query]) -> Pending {
    let limit = joinsAll ? nil : SignInCounts.fewEvents
    let time = time
    let made = lane.ask { reader in
      try SignInReport.signIns(queries, time: time, limit: limit, reader)
        .map { SignInCounts.counts($0 ?? []) }
    }
    return Pending(counts: self, queries: queries, made: made)
  }

  private static func counts(_ signIns: [SignIn]) -> [IdentityCard.SignIns] {
    var counts: [SignIn.Kind: IdentityCard.SignIns] = [:]
    for signIn in signIns {
      var count = counts[signIn.kind] ?? IdentityCard.SignIns(kind: signIn.kind.rawValue)
      switch signIn.verdict {
      case .success: count.success += 1
      case .failed: count.failure += 1
      case .open: count.open += 1
      }
      counts[signIn.kind] = count
    }
    return SignIn.Kind.allCases.compactMap { counts[$0] }
  }

  /// The events of sign-ins among those of a card by name and result, most frequent first.
  static func events(_ spans: [EventSpan]) -> [IdentityCard.Value] {
    let names = Set(SignInField.signInNames)
    return spans.compactMap { span in
      guard let name = span.values[0], names.contains(name) else { return nil }
      return IdentityCard.Value(
        name, count: span.count, first: span.first, last: span.last, note: span.values[1])
    }.sorted { ($1.count, $0.text, $0.note ?? "") < ($0.count, $1.text, $1.note ?? "") }
  }
}
