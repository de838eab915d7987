internal import TrailEvents
internal import TrailFormats
internal import TrailPeople
internal import TrailSearch

/// Columns of reports of sign-ins that only records tell: values at paths.
struct SignInRecords {
  /// What records tell of events: a value a path.
  typealias Texts = [Hit: [String?]]

  /// The members that entries of the exported log, and items of `admin-list-user-auth-events`, have
  /// and records of CloudTrail do not.
  private static let membersOfEntries = [
    "message", "EventContextData", "EventRisk", "ChallengeResponses",
  ]

  /// The paths that are read.
  let paths: [RecordPath]
  /// Of each column of the definition the numbers of its paths; none of one that needs no record.
  private let places: [Range<Int>]
  private let columns: [ReportDefinition.Column]
  private let elements = ElementTexts()

  init(_ definition: ReportDefinition) {
    var paths: [RecordPath] = []
    places = definition.columns.map { column in
      guard let field = column.field, EventKey.named(field) == nil, let path = RecordPath(field)
      else { return 0..<0 }
      let first = paths.count
      paths += [path] + column.alternatives.compactMap { RecordPath($0) }
      return first..<paths.count
    }
    self.paths = paths
    columns = definition.columns
  }

  /// The events whose records are to be read, in the order of documents.
  ///
  /// No other records are read for what entries of Cognito's activity log alone have.
  func hits(of signIns: [SignIn]) -> [Hit] {
    guard !paths.isEmpty else { return [] }
    let isOfEntries = paths.allSatisfy { path in
      SignInRecords.membersOfEntries.contains { path.steps.first == .member($0) }
    }
    return signIns.flatMap(\.events).filter { !isOfEntries || $0.kind == .cognito }.map(\.hit)
      .sorted { ($0.segment, $0.document) < ($1.segment, $1.document) }
  }

  /// What was read of the events of sign-ins.
  ///
  /// - Parameter request: The number of the request for ``hits(of:)`` and ``paths``.
  func texts(of signIns: [SignIn], _ texts: RecordTexts, request: Int) -> Texts {
    var found: Texts = [:]
    var bySegment: [Int: [Hit]] = [:]
    for hit in hits(of: signIns) { bySegment[hit.segment, default: []].append(hit) }
    for (segment, hits) in bySegment {
      texts.forEach(hits.map(\.document), segment: segment, request: request) { place, _, values in
        found[hits[place]] = values.map { $0.map { String(decoding: $0, as: UTF8.self) } }
      }
    }
    return found
  }

  /// What a column tells of a sign-in: the last of its events that has a value counts.
  ///
  /// - Parameter column: The number of the column of the definition.
  func text(_ column: Int, of signIn: SignIn, _ texts: Texts) -> String? {
    let members = columns[column].each
    for event in signIn.events.reversed() {
      guard let values = texts[event.hit] else { continue }
      for place in places[column] {
        // The log of user pools spells values that it does not have in both ways.
        guard var text = values[place], !text.isEmpty, text != "null" else { continue }
        if members.isEmpty { return text }
        if let told = text.withUTF8({ elements.text(of: .init($0), members) }) { return told }
      }
    }
    return nil
  }
}
