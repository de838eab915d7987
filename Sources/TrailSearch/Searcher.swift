internal import TrailEvents
internal import TrailFiles
package import TrailSegment

/// A document that satisfies a query.
package struct Hit: Hashable, Sendable {
  /// Number of its segment in the snapshot.
  package var segment: Int
  package var document: DocID
  /// Milliseconds since 1970, `nil` when its record tells none.
  package var time: Int64?
}

/// Answers queries on a snapshot.
///
/// Belongs to one thread.
package final class Searcher {
  package let snapshot: Snapshot
  /// Reads original records; shared with the conditions that have to read them.
  package private(set) lazy var records = RecordFetcher(roots: snapshot.roots)

  /// Notes what is done to answer queries; `nil` when nobody wants to know.
  package var trace: QueryTrace?

  /// Told of records that are read to answer a query; `nil` when nobody wants to know.
  package var progress: RecordProgress?

  /// Told of sources that cannot be read to answer a query; `nil` when that is an error.
  ///
  /// Their events then count as not satisfying it.
  package var unreadable: ((RecordFetcher.Failure) -> Void)?

  private var sourceRanks: SourceRanks?

  /// Takes conditions on records that are not to be asked yet; `nil` when they are asked at once.
  var deferred: DeferredConditions?

  /// A question that looks at all terms of a dictionary.
  struct Scan: Hashable {
    var segment: String
    var keys: [EventKey]
    var patterns: [ValuePattern]
  }

  /// The terms that such questions found.
  var scans: [Scan: [Range<TermOrdinal>]] = [:]
  /// Answers that are remembered at a time.
  static let mostScans = 32

  /// Workers that read records; `nil` for one a core, where there is enough to read.
  package var recordWorkers: Int?

  package init(snapshot: Snapshot) { self.snapshot = snapshot }

  /// The order of an answer.
  package enum Order: Sendable { case newestFirst, oldestFirst }

  /// The events of one segment that satisfy a query; none of a segment that is damaged.
  package func documents(_ query: Query, segment number: Int) throws -> DocumentSet {
    let segment = try snapshot.segment(number)
    if snapshot.isExcluded(number) { return DocumentSet(universe: segment.reader.documentCount) }
    do {
      return try documents(query, of: segment)
    } catch {
      guard snapshot.exclude(error) else { throw error }
      return DocumentSet(universe: segment.reader.documentCount)
    }
  }

  private func documents(_ query: Query, of segment: Snapshot.Segment) throws -> DocumentSet {
    if let bounds = Searcher.timeBounds(query), isOutside(segment.reader, bounds) {
      return DocumentSet(universe: segment.reader.documentCount)
    }
    let search = SegmentSearch(searcher: self, segment: segment)
    return try search.documents(query).subtracting(try segment.excluded())
  }

  /// Bounds that every answer must lie in: those of the time conditions that are joined by AND.
  package static func timeBounds(_ query: Query) -> (from: Int64, to: Int64)? {
    switch query {
    case .time(let from, let to): return (from ?? .min, to ?? .max)
    case .and(let parts):
      var bounds: (from: Int64, to: Int64)?
      for part in parts {
        guard let other = timeBounds(part) else { continue }
        bounds = bounds.map { (max($0.from, other.from), min($0.to, other.to)) } ?? other
      }
      return bounds
    default: return nil
    }
  }

  private func isOutside(_ reader: SegmentReader, _ bounds: (from: Int64, to: Int64)) -> Bool {
    guard let range = reader.timeRange else { return true }
    return range.upperBound < bounds.from || range.lowerBound >= bounds.to
  }

  /// The earliest and the latest time of a document, in ms since 1970; `nil` when none has a time.
  package func timeRange() throws -> ClosedRange<Int64>? {
    var range: ClosedRange<Int64>?
    for number in 0..<snapshot.segmentCount {
      guard let other = try snapshot.segment(number).reader.timeRange else { continue }
      range =
        range.map {
          min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound)
        } ?? other
    }
    return range
  }

  /// Answers from the segments that can be read: as often as one turns out to be damaged, it is
  /// left out and the answer is made anew.
  package func leavingDamageOut<Answer>(_ answer: () throws -> Answer) throws -> Answer {
    while true {
      do {
        return try answer()
      } catch {
        guard snapshot.exclude(error) else { throw error }
      }
    }
  }

  /// Makes an answer of several look-ups from the segments that can be read: one of them may meet
  /// damage in a segment that others have already taken events from.
  package func consistently<Answer>(_ answer: () throws -> Answer) throws -> Answer {
    while true {
      let damage = snapshot.damage.count
      let made = try leavingDamageOut(answer)
      if snapshot.damage.count == damage { return made }
    }
  }

  /// The number of events that satisfy a query.
  package func count(_ query: Query) throws -> Int {
    try leavingDamageOut { try wholeCount(query) }
  }

  private func wholeCount(_ query: Query) throws -> Int {
    var total = 0
    for number in 0..<snapshot.segmentCount {
      total += try documents(query, segment: number).count
    }
    return total
  }

  /// The events that satisfy a query.
  ///
  /// Events at the same time stand in the order of their sources' paths and record numbers, so an
  /// answer does not depend on how the index came about. Events without a time come last.
  ///
  /// - Parameter limit: The most that are given, `nil` for all.
  /// - Returns: The hits in order, and the number of events that satisfy the query.
  package func hits(
    _ query: Query, order: Order, limit: Int?
  ) throws -> (hits: [Hit], total: Int) {
    try leavingDamageOut { try wholeHits(query, order: order, limit: limit) }
  }

  /// The events that satisfy a query, for those who put them in an order of their own: finding the
  /// order of events of one second reads the paths of their sources.
  package func unorderedHits(_ query: Query) throws -> [Hit] {
    try leavingDamageOut {
      var hits: [Hit] = []
      for number in 0..<snapshot.segmentCount {
        let found = try documents(query, segment: number)
        if found.isEmpty { continue }
        hits += try nearest(
          found, in: try snapshot.segment(number).reader, number: number, order: .oldestFirst,
          limit: nil, from: nil)
      }
      return hits
    }
  }

  /// The same of the events that are among some of each segment.
  ///
  /// - Parameter candidates: Events of the segment of a number, without excluded ones; not asked of a
  ///   segment that the query's bounds of time leave out.
  package func unorderedHits(
    _ query: Query, among candidates: (_ segment: Int) throws -> DocumentSet
  ) throws -> [Hit] {
    try leavingDamageOut {
      var hits: [Hit] = []
      let bounds = Searcher.timeBounds(query)
      for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
        let segment = try snapshot.segment(number)
        if let bounds, isOutside(segment.reader, bounds) { continue }
        let among = try candidates(number)
        if among.isEmpty { continue }
        let search = SegmentSearch(searcher: self, segment: segment)
        let found = try search.documents(query, within: among).intersection(among)
        if found.isEmpty { continue }
        hits += try nearest(
          found, in: segment.reader, number: number, order: .oldestFirst, limit: nil, from: nil)
      }
      return hits
    }
  }

  private func wholeHits(
    _ query: Query, order: Order, limit: Int?
  ) throws -> (hits: [Hit], total: Int) {
    var candidates: [Hit] = []
    var total = 0
    for number in 0..<snapshot.segmentCount {
      let found = try documents(query, segment: number)
      total += found.count
      if found.isEmpty { continue }
      let reader = try snapshot.segment(number).reader
      candidates += try nearest(
        found, in: reader, number: number, order: order, limit: limit, from: nil)
    }
    let sorted = try sort(candidates, order: order)
    return (limit.map { Array(sorted.prefix($0)) } ?? sorted, total)
  }

  /// The hits of a segment that may be among the first `limit`, with all that tie with the last.
  ///
  /// Blocks of the time column are visited by their latest (or earliest) possible time, and the
  /// visit ends when no later block can hold one of the first `limit`.
  ///
  /// - Parameter place: Only hits at this place of the order and behind it; `nil` for all.
  func nearest(
    _ documents: DocumentSet, in reader: SegmentReader, number: Int, order: Order, limit: Int?,
    from place: PageStart?
  ) throws(IndexError) -> [Hit] {
    let column = try reader.times()
    let sorted = documents.sorted
    var blocks: [(bound: UInt64, range: Range<Int>, block: Int)] = []
    var start = 0
    while start < sorted.count {
      let block = Int(sorted[start]) / column.blockSize
      let last = DocID((block + 1) * column.blockSize)
      var end = start + 1
      while end < sorted.count, sorted[end] < last { end += 1 }
      let bound: UInt64
      switch try column.summary(ofBlock: block) {
      case .constant(let value): bound = value
      case .within(let range):
        bound = order == .newestFirst ? range.upperBound : range.lowerBound
      case .oneOf(let values):
        bound = (order == .newestFirst ? values.last : values.first) ?? 0
      }
      blocks.append((bound, start..<end, block))
      start = end
    }
    // Stored 0 means "no time" and comes last in either order.
    func rank(_ stored: UInt64) -> UInt64 {
      order == .newestFirst ? stored : (stored == 0 ? 0 : UInt64.max - stored)
    }
    let visited =
      limit == nil
      ? blocks
      : blocks.sorted {
        // The bound of an ascending visit may be 0 although the block also holds times.
        (order == .oldestFirst && $0.bound == 0 ? UInt64.max : rank($0.bound))
          > (order == .oldestFirst && $1.bound == 0 ? UInt64.max : rank($1.bound))
      }
    var hits: [(rank: UInt64, hit: Hit)] = []
    var threshold: UInt64 = 0
    for (bound, range, block) in visited {
      if let limit, hits.count >= limit, !(order == .oldestFirst && bound == 0),
        rank(bound) < threshold
      {
        break
      }
      let values = try column.values(ofBlock: block)
      for document in sorted[range] {
        let stored = values[Int(document) % column.blockSize]
        let hit = Hit(segment: number, document: document, time: reader.time(ofStored: stored))
        if let place, !place.precedes(hit, order: order) { continue }
        hits.append((rank(stored), hit))
      }
      if let limit, hits.count >= max(limit, 1) * 4 || hits.count >= limit && threshold == 0 {
        threshold = Searcher.keepBest(&hits, limit)
      }
    }
    if let limit { _ = Searcher.keepBest(&hits, limit) }
    return hits.map(\.hit)
  }

  /// Keeps the best `limit` hits and all that tie with the last of them; returns its rank.
  private static func keepBest(_ hits: inout [(rank: UInt64, hit: Hit)], _ limit: Int) -> UInt64 {
    guard hits.count >= limit, limit > 0 else {
      if limit == 0 { hits.removeAll() }
      return 0
    }
    hits.sort { $0.rank > $1.rank }
    let threshold = hits[limit - 1].rank
    if let end = hits.firstIndex(where: { $0.rank < threshold }) { hits.removeSubrange(end...) }
    return threshold
  }

  /// Hits in an order: see ``hits(_:order:limit:)``.
  package func sorted(_ hits: [Hit], order: Order) throws(IndexError) -> [Hit] {
    try sort(hits, order: order)
  }

  func sort(_ hits: [Hit], order: Order) throws(IndexError) -> [Hit] {
    if hits.count >= SourceRanks.leastHits { return try sortMany(hits, order: order) }
    var sorted = hits
    sorted.sort { left, right in
      switch (left.time, right.time) {
      case (let first?, let second?) where first != second:
        order == .newestFirst ? first > second : first < second
      case (nil, .some): false
      case (.some, nil): true
      default: (left.segment, left.document) < (right.segment, right.document)
      }
    }
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].time == sorted[start].time { end += 1 }
      if end - start > 1 { try sortByPlace(&sorted, start..<end) }
      start = end
    }
    return sorted
  }

  /// Sorts hits by numbers alone; see ``SourceRanks``.
  private func sortMany(_ hits: [Hit], order: Order) throws(IndexError) -> [Hit] {
    let sources: SourceRanks
    if let sourceRanks {
      sources = sourceRanks
    } else {
      sources = try SourceRanks(snapshot)
      sourceRanks = sources
    }
    var keyed: [(rank: UInt64, place: UInt64, hit: Int)] = []
    keyed.reserveCapacity(hits.count)
    for (index, hit) in hits.enumerated() {
      // Ascending as numbers without a sign; events without a time come last in either order.
      var rank = hit.time.map { UInt64(bitPattern: $0) ^ (1 << 63) } ?? .max
      if order == .newestFirst, hit.time != nil { rank = UInt64.max - 1 - rank }
      keyed.append((rank, UInt64(sources.place(of: hit)) << 32 | UInt64(hit.document), index))
    }
    keyed.sort { left, right in
      left.rank != right.rank ? left.rank < right.rank : left.place < right.place
    }
    return keyed.map { hits[$0.hit] }
  }

  /// Orders hits of one time by root, path and record.
  private func sortByPlace(_ hits: inout [Hit], _ range: Range<Int>) throws(IndexError) {
    var keyed: [(root: Int, path: PathBytes, hit: Hit)] = []
    for hit in hits[range] {
      let source = try snapshot.segment(hit.segment).source(ofDocument: hit.document)
      keyed.append((source.root, source.path, hit))
    }
    keyed.sort { left, right in
      if left.root != right.root { return left.root < right.root }
      if left.path != right.path { return left.path.lexicographicallyPrecedes(right.path) }
      return left.hit.document < right.hit.document
    }
    hits.replaceSubrange(range, with: keyed.map(\.hit))
  }
}
