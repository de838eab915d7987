internal import TrailEvents
internal import TrailSearch

/// Counts sign-ins for cards.
struct SignInCounts {
  let searcher: Searcher
  let reader: SignInEventReader
  /// Whether sign-ins are put together however many events they have.
  let joinsAll: Bool

  /// Events of sign-ins that are put together in passing, which takes some 10 ms; see
  /// ``SignInReport/init(_:limit:searcher:)``.
  private static let fewEvents = 2_400

  /// Adds events of sign-ins, and the sign-ins where these are few.
  ///
  /// - Parameter spans: The events of the query by name and result.
  func add(to card: inout IdentityCard, _ spans: [EventSpan], _ query: Query) throws {
    let names = Set(SignInField.signInNames)
    card.signInEvents = spans.compactMap { span in
      guard let name = span.values[0], names.contains(name) else { return nil }
      return IdentityCard.Value(
        name, count: span.count, first: span.first, last: span.last, note: span.values[1])
    }.sorted { ($1.count, $0.text, $0.note ?? "") < ($0.count, $1.text, $1.note ?? "") }
    // Other services use the names of entries too: these tell that there may be sign-ins.
    let total = spans.reduce(0) { sum, span in
      guard let name = span.values[0] else { return sum }
      return names.contains(name) || SignInField.entryNames.contains(name) ? sum + span.count : sum
    }
    if total > 0, joinsAll || total <= SignInCounts.fewEvents {
      card.signIns = try signIns(query)
    }
  }

  /// Counts the sign-ins that have an event of a query.
  private func signIns(_ query: Query) throws -> [IdentityCard.SignIns] {
    var counts: [SignIn.Kind: IdentityCard.SignIns] = [:]
    let limit = joinsAll ? nil : SignInCounts.fewEvents
    let report = try SignInReport(query, limit: limit, searcher: searcher, reader: reader)
    for signIn in report.signIns {
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
}
