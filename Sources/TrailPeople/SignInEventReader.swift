internal import TrailEvents
internal import TrailFormats
internal import TrailSearch
internal import TrailSegment

/// Reads events of sign-ins and sessions: from the details that segments keep, and from records where
/// a segment keeps none of an event.
///
/// Belongs to one thread.
final class SignInEventReader {
  private let searcher: Searcher
  private var segments: [Int: SegmentEvents] = [:]

  private let usesDetails: Bool

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

  /// The events of hits, in the order of time; those without a time are left out.
  func events(_ hits: [Hit]) throws -> [SignInEvent] {
    var events: [SignInEvent] = []
    events.reserveCapacity(hits.count)
    var bySegment: [Int: [Hit]] = [:]
    for hit in hits where hit.time != nil { bySegment[hit.segment, default: []].append(hit) }
    for (number, hits) in bySegment.sorted(by: { $0.key < $1.key }) {
      let segment = try segment(number)
      var others: [Hit] = []
      for hit in hits.sorted(by: { $0.document < $1.document }) {
        guard usesDetails, let time = hit.time, let row = segment.row(of: hit.document) else {
          others.append(hit)
          continue
        }
        let (id, values) = try segment.details(row)
        events.append(
          SignInEvent(hit, time: time, try segment.columns(hit.document), id, values))
      }
      try read(others, number, segment) { events.append($0) }
    }
    return events.sorted(by: SignInEvent.precedes)
  }

  /// What the columns tell of an event.
  func columns(_ hit: Hit) throws -> SegmentEvents.Columns {
    try segment(hit.segment).columns(hit.document)
  }

  /// How many of some hits need their records read.
  func unkept(_ hits: [Hit]) throws -> Int {
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
      var values = SignInField.allCases.compactMap { field in
        record.value(of: field).map {
          SignInValue(field: field, text: String(decoding: KeyValue.cut($0), as: UTF8.self))
        }
      }
      var id = EventID(values.first { $0.field == .eventID }?.text)
      if let uuid = record[.eventID].flatMap({ DocumentIdentity(uuid: $0) }),
        uuid.high | uuid.low != 0
      {
        id = EventID(high: uuid.high, low: uuid.low)
        values.removeAll { $0.field == .eventID }
      }
      found(SignInEvent(hit, time: time, try segment.columns(document), id, values))
    }
  }
}
