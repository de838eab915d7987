internal import Dispatch
internal import TrailEvents
internal import TrailFormats
internal import TrailSearch
internal import TrailSegment

/// Reads events of sign-ins and sessions: from the details that segments keep, and from records where
/// a segment keeps none of an event.
///
/// Belongs to one thread.
final class SignInEventReader {
  let searcher: Searcher
  private var segments: [Int: SegmentEvents] = [:]

  private let usesDetails: Bool
  private var candidates: [Candidates: DocumentSet] = [:]

  /// - Parameter usesDetails: Whether details are asked for; otherwise every record is read.
  init(searcher: Searcher, usesDetails: Bool = true) {
    self.searcher = searcher
    self.usesDetails = usesDetails
  }

  private func segment(_ number: Int) throws -> SegmentEvents {
    if let known = segments[number] { return known }
    let made = try SegmentEvents(try searcher.snapshot.segment(number).reader)
    segments[number] = made
    return made
  }

  /// Reads what every question for sign-ins needs.
  func prepare() throws {
    for number in 0..<searcher.snapshot.segmentCount where !searcher.snapshot.isExcluded(number) {
      if try candidates(number, of: SignInReport.allKinds).isEmpty { continue }
      _ = try segment(number)
    }
  }

  /// What ``candidates(_:of:)`` was asked for.
  private struct Candidates: Hashable {
    var segment: Int
    var kinds: Set<SignIn.Kind>
  }

  /// The events of a segment that may be parts of sign-ins of some kinds, as ``SignInReport`` asks
  /// for them.
  func candidates(_ number: Int, of kinds: Set<SignIn.Kind>) throws -> DocumentSet {
    let key = Candidates(segment: number, kinds: kinds)
    if let known = candidates[key] { return known }
    let found = try searcher.documents(SignInReport.events(of: kinds), segment: number)
    candidates[key] = found
    return found
  }

  /// The same that satisfy a query too.
  ///
  /// - Parameter time: Bounds of time.
  func candidates(_ query: Query, _ kinds: Set<SignIn.Kind>, _ time: [Query]) throws -> [Hit] {
    try searcher.unorderedHits(.and([query] + time)) { try candidates($0, of: kinds) }
  }

  /// Whether an event of a sign-in may be part of some kinds.
  func mayBe(_ hit: Hit, of kinds: Set<SignIn.Kind>) throws -> Bool {
    try kinds == SignInReport.allKinds
      || candidates(hit.segment, of: kinds).contains(hit.document)
  }

  /// The events of hits, in the order of time; those without a time are left out.
  ///
  /// Details and columns of large answers are read by one worker a segment.
  ///
  /// - Parameter fields: The fields that are of use; others may be missing.
  func events(
    _ hits: [Hit], _ fields: [SignInField] = SignInField.allCases
  ) throws -> [SignInEvent] {
    var bySegment: [Int: [Hit]] = [:]
    for hit in hits where hit.time != nil { bySegment[hit.segment, default: []].append(hit) }
    // Readers are opened here; from now on each belongs to the worker of its segment.
    let parts = try bySegment.sorted { $0.key < $1.key }.map { number, hits in
      Part(
        number: number, segment: try segment(number),
        hits: hits.sorted { $0.document < $1.document })
    }
    let usesDetails = usesDetails
    @Sendable func read(_ part: Part) {
      part.result = Result {
        try SignInEventReader.kept(part.hits, part.segment, usesDetails ? fields : nil)
      }
    }
    if hits.count >= SignInEventReader.manyHits, parts.count > 1 {
      DispatchQueue.concurrentPerform(iterations: parts.count) { read(parts[$0]) }
    } else {
      parts.forEach(read)
    }
    var events: [SignInEvent] = []
    events.reserveCapacity(hits.count)
    for part in parts {
      guard let (kept, others) = try part.result?.get() else { continue }
      events += kept
      try self.read(others, part.number, part.segment) { events.append($0) }
    }
    return SignInEvent.sorted(events)
  }

  /// Hits that are worth the start of workers, which takes some 0.1 ms.
  private static let manyHits = 2_000

  /// The hits of one segment, and what came of them.
  private final class Part: @unchecked Sendable {
    let number: Int
    let segment: SegmentEvents
    let hits: [Hit]
    /// Written by one worker, and read when all have ended.
    var result: Result<(kept: [SignInEvent], others: [Hit]), any Error>?

    init(number: Int, segment: SegmentEvents, hits: [Hit]) {
      self.number = number
      self.segment = segment
      self.hits = hits
    }
  }

  /// The events whose details a segment keeps, and the hits of the others.
  ///
  /// - Parameter fields: `nil` when no details are asked for.
  private static func kept(
    _ hits: [Hit], _ segment: SegmentEvents, _ fields: [SignInField]?
  ) throws -> (kept: [SignInEvent], others: [Hit]) {
    guard let fields else { return ([], hits) }
    var found: [(hit: Hit, time: Int64)] = []
    var rows: [Int] = []
    var others: [Hit] = []
    for hit in hits {
      if let time = hit.time, let row = segment.row(of: hit.document) {
        found.append((hit, time))
        rows.append(row)
      } else {
        others.append(hit)
      }
    }
    let columns = try segment.columns(found.map(\.hit.document))
    let details = try segment.details(rows, fields)
    let all = SignInRows(columns: columns, values: details.values)
    let events = found.indices.map { row in
      SignInEvent(found[row].hit, time: found[row].time, details.ids[row], all, row: row)
    }
    return (events, others)
  }

  /// What the columns tell of an event.
  func columns(_ hit: Hit) throws -> SegmentEvents.Columns {
    try segment(hit.segment).columns(hit.document)
  }

  /// What the columns tell of events, in no order.
  func columns(_ hits: [Hit]) throws -> [SegmentEvents.Columns] {
    try Dictionary(grouping: hits, by: \.segment).flatMap { number, hits in
      try segment(number).columns(hits.map(\.document).sorted())
    }
  }

  /// Whether events name somebody by name or by id, and the bare name, in no order.
  func actors(_ hits: [Hit]) throws -> [(hit: Hit, isNamed: Bool, name: String?)] {
    try Dictionary(grouping: hits, by: \.segment).flatMap { number, hits in
      let sorted = hits.sorted { $0.document < $1.document }
      return zip(sorted, try segment(number).actors(sorted.map(\.document))).map {
        (hit: $0, isNamed: $1.actor.user != nil || $1.hasSub, name: $1.actor.bareName)
      }
    }
  }

  /// How many of some hits need their records read.
  func unkept(_ hits: some Sequence<Hit>) throws -> Int {
    try hits.count { try segment($0.segment).row(of: $0.document) == nil }
  }

  /// Reads records of one segment.
  private func read(
    _ hits: [Hit], _ number: Int, _ segment: SegmentEvents, _ found: (SignInEvent) -> Void
  ) throws {
    var index = 0
    try searcher.records.forEach(
      hits.map(\.document), in: try searcher.snapshot.segment(number)
    ) { document, record, _ in
      let hit = hits[index]
      index += 1
      guard let time = hit.time else { return }
      record.loadIdentity()
      var values = SignInValues(fields: SignInField.allCases, rows: 1)
      var id = EventID(record.value(of: .eventID).map(SignInEventReader.text))
      let uuid = record[.eventID].flatMap { DocumentIdentity(uuid: $0) }
      if let uuid, uuid.high | uuid.low != 0 { id = EventID(high: uuid.high, low: uuid.low) }
      for field in SignInField.allCases {
        // An id that is a UUID is told by the event itself, as where details are kept.
        if field == .eventID, id.isUUID { continue }
        guard let value = record.value(of: field) else { continue }
        values.set(values.number(SignInEventReader.text(value)), row: 0, field)
      }
      let row = SignInRows(columns: [try segment.columns(document)], values: values)
      found(SignInEvent(hit, time: time, id, row, row: 0))
    }
  }

  private static func text(_ value: UnsafeRawBufferPointer) -> String {
    String(decoding: KeyValue.cut(value), as: UTF8.self)
  }
}
