internal import Dispatch
package import TrailEvents
internal import TrailFormats
package import TrailSegment

/// Events with equal values, and when they happened.
package struct EventSpan: Sendable {
  /// One value a field, `nil` for events without one; bytes that are not UTF-8 are replaced.
  package var values: [String?]
  package var count: Int
  /// The earliest and the latest time in ms since 1970; `nil` when no record tells one.
  package var first: Int64?
  package var last: Int64?
  /// The earliest of the events.
  package var sample: Hit

  /// Takes in events that come under the same heading.
  ///
  /// - Parameter isFirst: Whether the first of two events of one time stands for both.
  package mutating func merge(
    _ other: EventSpan, isFirst: (Hit, Hit) throws -> Bool
  ) rethrows {
    count += other.count
    let isEarlier: Bool
    switch (first, other.first) {
    case (let mine?, let time?) where mine != time: isEarlier = time < mine
    case (nil, .some): isEarlier = true
    case (.some, nil): isEarlier = false
    default: isEarlier = try !isFirst(sample, other.sample)
    }
    if isEarlier { sample = other.sample }
    if let time = other.first { first = min(first ?? time, time) }
    if let time = other.last { last = max(last ?? time, time) }
  }
}

extension Searcher {
  struct Tally {
    var count = 0
    var first = UInt64.max
    var last: UInt64 = 0
    var document: DocID = 0

    /// - Parameter time: As it is stored, 0 for none.
    mutating func note(_ other: DocID, _ time: UInt64) {
      count += 1
      if time > 0 {
        if time < first { document = other }
        first = min(first, time)
        last = max(last, time)
      } else if count == 1 {
        document = other
      }
    }

    /// The earliest and the latest time in ms since 1970.
    func times(_ reader: SegmentReader) -> (first: Int64?, last: Int64?) {
      (
        first == .max ? nil : reader.time(ofStored: first),
        last == 0 ? nil : reader.time(ofStored: last)
      )
    }
  }

  /// What columns hold for some documents, unpacked once for all groupings: tuples have several
  /// members, and the documents of a person are few in each block.
  final class StoredValues {
    let documents: [DocID]
    let times: [UInt64]
    private var columns: [ObjectIdentifier: [UInt32]] = [:]

    init(_ documents: [DocID], _ reader: SegmentReader) throws(IndexError) {
      self.documents = documents
      times = try reader.times().values(at: documents)
    }

    func values(_ column: PackedColumnReader) throws(IndexError) -> [UInt32] {
      if let known = columns[ObjectIdentifier(column)] { return known }
      let values = try column.values(at: documents).map { UInt32(truncatingIfNeeded: $0) }
      columns[ObjectIdentifier(column)] = values
      return values
    }
  }

  /// Groups the events that satisfy a query by their values, several times over.
  ///
  /// - Parameter lists: Fields of each grouping; at most one of them has several values an event
  ///   (``GroupField/every(_:)``), and such an event counts in the group of each.
  /// - Returns: The groups of each list in no order, and the number of events.
  package func spans(
    _ query: Query, by lists: [[GroupField]]
  ) throws -> (groups: [[EventSpan]], total: Int) {
    try leavingDamageOut { try wholeSpans(query, by: lists) }
  }

  private func wholeSpans(
    _ query: Query, by lists: [[GroupField]]
  ) throws -> (groups: [[EventSpan]], total: Int) {
    var parts: [Part] = []
    for number in 0..<snapshot.segmentCount {
      let found = try documents(query, segment: number)
      if found.isEmpty { continue }
      // Readers are opened here; from now on each belongs to the worker of its segment.
      parts.append(Part(number, found, try snapshot.segment(number).reader))
    }
    let total = parts.reduce(0) { $0 + $1.documents.count }
    if total >= Searcher.manyDocuments, parts.count > 1 {
      let parts = parts
      DispatchQueue.concurrentPerform(iterations: parts.count) { parts[$0].group(by: lists) }
    } else {
      for part in parts { part.group(by: lists) }
    }
    var merged = lists.map { MergedSpans(fields: $0.count) }
    for part in parts {
      for (index, groups) in try part.take().enumerated() {
        try merged[index].add(groups) { try stands($0, before: $1) }
      }
    }
    return (merged.map(\.spans), total)
  }

  /// Documents that are worth the start of workers, which takes some 0.1 ms.
  private static let manyDocuments = 2_000

  /// The documents of one segment, and the groups that they come under.
  private final class Part: @unchecked Sendable {
    let documents: DocumentSet
    private let number: Int
    private let reader: SegmentReader
    /// Written by one worker, and read when all have ended.
    private var result: Result<[SegmentGroups], any Error>?

    init(_ number: Int, _ documents: DocumentSet, _ reader: SegmentReader) {
      self.number = number
      self.documents = documents
      self.reader = reader
    }

    func group(by lists: [[GroupField]]) {
      result = Result {
        let stored = try StoredValues(documents.sorted, reader)
        return try lists.map {
          try SegmentGroups(documents, stored, segment: number, reader, by: $0)
        }
      }
    }

    /// The groups of each list; they are handed out once.
    func take() throws -> [SegmentGroups] {
      defer { result = nil }
      return try result?.get() ?? []
    }
  }

  /// The groups of one segment, with a number for each text.
  private struct SegmentGroups {
    let segment: Int
    let reader: SegmentReader
    let tallies: [Tally]
    /// Of each field the texts.
    let texts: [[String?]]
    /// Of each field the place of each group's text.
    let places: [[UInt32]]

    init(
      _ documents: DocumentSet, _ stored: StoredValues, segment: Int, _ reader: SegmentReader,
      by fields: [GroupField]
    ) throws {
      let columns = try fields.map { try GroupColumn($0, in: reader, among: documents) }
      let grouping = try Grouping(stored, by: columns)
      let keys = grouping.keys
      tallies = Searcher.tallies(grouping, stored)
      var texts: [[String?]] = []
      var places: [[UInt32]] = []
      for (field, column) in columns.enumerated() {
        var numbers = PairNumbers()
        places.append(keys.values(field).map { numbers.number(UInt64($0)) })
        let values = numbers.pairs.map { UInt32(truncatingIfNeeded: $0) }
        let isAddress = fields[field].isAddress
        let found = try column.texts(values)
        texts.append(
          values.map { value in
            found[value].map { bytes in
              isAddress
                ? bytes.withUnsafeBytes { IPAddress(stored: $0) }?.description ?? ""
                : String(decoding: bytes, as: UTF8.self)
            }
          })
      }
      self.texts = texts
      self.places = places
      self.segment = segment
      self.reader = reader
    }

    /// A group with its values, or without them where they are known already.
    func span(_ group: Int, hasValues: Bool = true) -> EventSpan {
      let (first, last) = tallies[group].times(reader)
      return EventSpan(
        values: hasValues ? texts.indices.map { texts[$0][Int(places[$0][group])] } : [],
        count: tallies[group].count, first: first, last: last,
        sample: Hit(segment: segment, document: tallies[group].document, time: first))
    }
  }

  /// Groups of several segments, found by numbers: hashing the texts of each group takes longer than
  /// counting its events.
  private struct MergedSpans {
    private(set) var spans: [EventSpan] = []
    /// Of each field the numbers of texts; 0 stands for none.
    private var numbers: [[String: UInt32]]
    /// Groups by the numbers of their values: a step a field, from what the fields before it gave.
    private var places: [PairNumbers]

    init(fields: Int) {
      numbers = [[String: UInt32]](repeating: [:], count: fields)
      places = [PairNumbers](repeating: PairNumbers(), count: fields)
    }

    /// - Parameter isFirst: Whether the first of two events of one time stands for both.
    mutating func add(_ groups: SegmentGroups, isFirst: (Hit, Hit) throws -> Bool) throws {
      // By place of a text of the segment its number.
      var values: [[UInt32]] = []
      for (field, texts) in groups.texts.enumerated() {
        values.append(
          texts.map { text in
            guard let text else { return 0 }
            if let known = numbers[field][text] { return known }
            let number = UInt32(numbers[field].count + 1)
            numbers[field][text] = number
            return number
          })
      }
      for group in groups.tallies.indices {
        var place: UInt32 = 0
        for field in places.indices {
          let value = values[field][Int(groups.places[field][group])]
          place = places[field].number(UInt64(place) << 32 | UInt64(value))
        }
        if Int(place) == spans.count {
          spans.append(groups.span(group))
        } else {
          try spans[Int(place)].merge(groups.span(group, hasValues: false), isFirst: isFirst)
        }
      }
    }
  }

  /// Adds a group to those of other segments.
  func merge(_ span: EventSpan, into groups: inout [[String?]: EventSpan]) throws {
    guard var known = groups[span.values] else {
      groups[span.values] = span
      return
    }
    try known.merge(span) { try stands($0, before: $1) }
    groups[span.values] = known
  }

  /// Whether an event would stand before another one if one segment held both, so that which of
  /// several events of one time is shown does not depend on how the index came about.
  package func stands(_ left: Hit, before right: Hit) throws(IndexError) -> Bool {
    if left == right { return true }
    let one = try snapshot.segment(left.segment).source(ofDocument: left.document)
    let other = try snapshot.segment(right.segment).source(ofDocument: right.document)
    let (first, second) = (SourceOrder(one.path), SourceOrder(other.path))
    if first < second { return true }
    if second < first { return false }
    if one.root != other.root { return one.root < other.root }
    return (left.segment, left.document) < (right.segment, right.document)
  }

  /// Groups some documents of a segment by their values.
  func spans(
    _ documents: DocumentSet, segment number: Int, by fields: [GroupField]
  ) throws -> [EventSpan] {
    let reader = try snapshot.segment(number).reader
    let groups = try SegmentGroups(
      documents, StoredValues(documents.sorted, reader), segment: number, reader, by: fields)
    return groups.tallies.indices.map { groups.span($0) }
  }

  static func tallies(_ grouping: Grouping, _ stored: StoredValues) -> [Tally] {
    var tallies = [Tally](repeating: Tally(), count: grouping.keys.count)
    for (place, group) in zip(grouping.places, grouping.groups) {
      tallies[Int(group)].note(stored.documents[place], stored.times[place])
    }
    return tallies
  }

  /// The values of a key that a pattern matches, in order and each once.
  ///
  /// - Parameter limit: The most that are taken of each segment.
  package func values(
    of key: EventKey, matching pattern: ValuePattern, limit: Int
  ) throws -> [String] {
    try leavingDamageOut { try wholeValues(of: key, matching: pattern, limit: limit) }
  }

  private func wholeValues(
    of key: EventKey, matching pattern: ValuePattern, limit: Int
  ) throws -> [String] {
    var found: Set<String> = []
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let reader = try snapshot.segment(number).reader
      for terms in try KeyTerms.of(key, in: reader) {
        var left = limit
        for range in try terms.ranges(of: [pattern]) {
          for ordinal in range.prefix(left) {
            found.insert(String(decoding: try terms.dictionary.term(at: ordinal), as: UTF8.self))
          }
          left -= min(left, range.count)
        }
      }
    }
    return found.sorted()
  }

  /// Whether any event has a value of a key: asks dictionaries where no source is dropped.
  ///
  /// - Parameter pattern: What the value matches; a key with a dictionary.
  package func occurs(_ key: EventKey, _ pattern: ValuePattern) throws -> Bool {
    try leavingDamageOut {
      for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
        let segment = try snapshot.segment(number)
        let isKnown = try KeyTerms.of(key, in: segment.reader).contains { terms in
          !(try terms.ranges(of: [pattern])).isEmpty
        }
        guard isKnown else { continue }
        // A copy is the copy of an event that has the value too.
        if segment.droppedSources.isEmpty { return true }
        if !(try documents(.key(key, pattern), segment: number)).isEmpty { return true }
      }
      return false
    }
  }
}
