internal import Glibc
internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSearch
internal import TrailSegment

/// An index that is open for questions: one unchanging state of it.
///
/// Several indexes answer as one does that holds all their sources.
///
/// ```
/// let index = try EventIndex(paths: [".trailsift"])
/// let failed = try index.count(EventQuery(["event:ConsoleLogin", "result:failure"]))
/// ```
/// Belongs to one thread.
public final class EventIndex {
  let searcher: Searcher
  let rows: EventRowReader
  /// What was wrong with newer states of the indexes that could not be used.
  public let warnings: [String]
  /// The paths of the indexes, each once.
  public let paths: [String]
  /// Possible copies across indexes that could not be confirmed, because a source is gone or
  /// changed; they count as events of their own.
  public var unconfirmed: Int { searcher.snapshot.unconfirmed }
  /// What is wrong with parts of the index that answers so far had to do without.
  ///
  /// An answer is complete only when this is empty after it.
  public var damage: [String] { searcher.snapshot.damage.map(\.description) }

  /// Opens indexes.
  ///
  /// - Parameter paths: At least one; a directory that is named twice counts once.
  /// - Throws: `TrailsiftError` when one is not there or cannot be read.
  public init(paths: [String]) throws(TrailsiftError) {
    guard !paths.isEmpty else { throw TrailsiftError("no index is given") }
    var seen: [(device: UInt64, inode: UInt64)] = []
    self.paths = paths.filter { path in
      guard let place = ArchivePath.identity(PathBytes(path.utf8)) else { return true }
      if seen.contains(where: { $0 == (place.device, place.inode) }) { return false }
      seen.append((place.device, place.inode))
      return true
    }
    do {
      let snapshot = try Snapshot(self.paths.map { (PosixStorage(path: $0), $0) })
      searcher = Searcher(snapshot: snapshot)
      rows = EventRowReader(snapshot: snapshot)
      warnings = snapshot.warnings.map(\.description)
    } catch {
      throw .from(error)
    }
  }

  /// Tells how far it is while records are read to answer a question.
  ///
  /// - Parameter tell: Called from any thread, every thousand records, with the records read so far
  ///   and those that have to be read as far as is known.
  public func reportReading(_ tell: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    searcher.progress = RecordProgress(tell)
  }

  func calling<Result>(_ body: () throws -> Result) throws(TrailsiftError) -> Result {
    do {
      return try body()
    } catch {
      throw .from(error)
    }
  }

  /// Makes an answer that needs all its events at once, from the segments that can be read.
  func answering<Result>(_ body: () throws -> Result) throws(TrailsiftError) -> Result {
    try calling { try searcher.consistently(body) }
  }

  /// The number of events that satisfy a query.
  public func count(_ query: EventQuery) throws(TrailsiftError) -> Int {
    try calling { try searcher.count(query.query) }
  }

  /// Calls `body` with the events that satisfy a query, as rows of the index.
  ///
  /// - Parameters:
  ///   - limit: The most that are given; `nil` for all.
  ///   - withIDs: Whether event id and request id are wanted, which only the records hold.
  /// - Returns: Events given, and events that satisfy the query.
  public func events(
    _ query: EventQuery, oldestFirst: Bool, limit: Int?, withIDs: Bool,
    _ body: (Event) throws -> Void
  ) throws(TrailsiftError) -> (shown: Int, total: Int) {
    var options = SearchOptions()
    options.oldestFirst = oldestFirst
    options.limit = limit
    options.columns = withIDs ? [.field(.id), .field(.request)] : []
    let outcome = try search(query, options, body)
    return (outcome.shown, outcome.total)
  }

  /// Calls `body` with the original records of the events that satisfy a query.
  ///
  /// - Returns: Records given, and events that satisfy the query.
  public func records(
    _ query: EventQuery, oldestFirst: Bool, limit: Int?, _ body: (EventRecord) throws -> Void
  ) throws(TrailsiftError) -> (shown: Int, total: Int) {
    var options = SearchOptions()
    options.oldestFirst = oldestFirst
    options.limit = limit
    let outcome = try records(query, options, body)
    return (outcome.shown, outcome.total)
  }

  /// Calls `body` with the original records of the events that satisfy a query.
  ///
  /// - Parameter withCopies: Whether the places of copies are wanted.
  public func records(
    _ query: EventQuery, _ options: SearchOptions, withCopies: Bool = false,
    _ body: (EventRecord) throws -> Void
  ) throws(TrailsiftError) -> SearchOutcome {
    try calling {
      let pages = try HitPages(
        query.query, order: options.oldestFirst ? .oldestFirst : .newestFirst,
        limit: options.limit, start: options.after?.start, searcher: searcher)
      let shown = try forEachBatch(pages) { batch in
        for record in try records(of: batch, withCopies: withCopies) { try body(record) }
      }
      return SearchOutcome(
        shown: shown, total: pages.total,
        next: shown > 0 ? pages.next.map { PageToken(start: $0, query: 0) } : nil)
    }
  }

  /// Events in full, in the order of their hits.
  func records(of hits: [Hit], withCopies: Bool) throws -> [EventRecord] {
    var found: [Hit: (id: String?, request: String?, text: [UInt8])] = [:]
    try readRecords(hits) { hit, record, text in
      found[hit] = (
        EventIndex.text(record[.eventID]), EventIndex.text(record[.requestID]), Array(text)
      )
    }
    var records: [EventRecord] = []
    for hit in hits {
      guard let record = found[hit], let row = try row(hit) else { continue }
      let source = try searcher.snapshot.segment(hit.segment).source(ofDocument: hit.document)
      let event = Event(row, id: record.id, request: record.request)
      let copies =
        withCopies && event.copies > 0
        ? try searcher.copies(of: hit).map {
          (Paths.display($0.file), Paths.display($0.path), $0.record)
        } : []
      records.append(
        EventRecord(
          event: event, text: record.text,
          path: Paths.display(searcher.snapshot.roots.absolutePath(source)), copies: copies,
          hit: hit))
    }
    return records
  }

  /// The row of a hit; `nil` when its segment turns out to be damaged, which is then told.
  func row(_ hit: Hit) throws -> EventRow? {
    try reading(hit) { try rows.row(hit) }
  }

  /// Where the record of a hit is; `nil` when its segment is damaged.
  func place(of hit: Hit) throws -> (file: PathBytes, record: Int)? {
    try reading(hit) { try rows.place(of: hit) }
  }

  private func reading<Found>(_ hit: Hit, _ read: () throws -> Found) throws -> Found? {
    if searcher.snapshot.isExcluded(hit.segment) { return nil }
    do {
      return try read()
    } catch {
      guard searcher.snapshot.exclude(error) else { throw error }
      return nil
    }
  }

  static func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Hits whose records are held in memory at once while an answer is written in order.
  private static let batchSize = 4_096

  /// Calls `body` with the hits of all pages, some at a time; returns how many there were.
  func forEachBatch(_ pages: HitPages, _ body: ([Hit]) throws -> Void) throws -> Int {
    var shown = 0
    while true {
      let hits = try pages.page()
      if hits.isEmpty { return shown }
      var start = 0
      while start < hits.count {
        let end = min(start + EventIndex.batchSize, hits.count)
        try body(Array(hits[start..<end]))
        start = end
      }
      shown += hits.count
    }
  }

  /// Reads the records of hits source by source, so that each source is read once a batch; none
  /// of a segment that turns out to be damaged, which is then told.
  func readRecords(
    _ hits: [Hit], _ body: (Hit, RecordExtractor, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var bySegment: [Int: [Hit]] = [:]
    for hit in hits { bySegment[hit.segment, default: []].append(hit) }
    for (number, unsorted) in bySegment.sorted(by: { $0.key < $1.key }) {
      let sorted = unsorted.sorted { $0.document < $1.document }
      if searcher.snapshot.isExcluded(number) { continue }
      let segment = try searcher.snapshot.segment(number)
      var index = 0
      do {
        try searcher.records.forEach(sorted.map(\.document), in: segment) { _, record, text in
          try body(sorted[index], record, text)
          index += 1
        }
      } catch {
        guard searcher.snapshot.exclude(error) else { throw error }
      }
    }
  }

  /// The numbers of `stats`: of several indexes those of all together, where an event that two of
  /// them have is one.
  public func statistics() throws(TrailsiftError) -> IndexReport {
    try calling { IndexReport(try searcher.statistics(checkingFiles: true)) }
  }

  /// The numbers of each index by itself.
  public func statisticsOfEach() throws(TrailsiftError) -> [(path: String, report: IndexReport)] {
    var reports: [(path: String, report: IndexReport)] = []
    for path in paths {
      reports.append((path, try EventIndex(paths: [path]).statistics()))
    }
    return reports
  }

  /// The end of the archive, when it lies before all times that a query admits.
  public func endBefore(
    _ query: EventQuery, zone: DisplayZone
  ) throws(TrailsiftError) -> String? {
    try calling {
      guard let end = try searcher.timeRange()?.upperBound,
        let bounds = Searcher.timeBounds(query.query), bounds.from > end
      else { return nil }
      return zone.text(Timestamp(milliseconds: end))
    }
  }

  /// The number of events and the time of the last one, for hints.
  public func extent() throws(TrailsiftError) -> (events: Int, last: String?) {
    try calling {
      let statistics = try searcher.statistics(checkingFiles: false)
      return (statistics.events, statistics.last?.description)
    }
  }
}

/// A source of an index and what became of it.
public struct SourceReport: Sendable {
  /// Path relative to its root.
  public let path: String
  /// `indexed`, `empty`, `skipped` or `damaged`.
  public let state: String
  /// What kind of export it is; `nil` when it gave no records.
  public let kind: String?
  /// Records seen in it, rejected ones included.
  public let records: Int
  /// Why it was skipped or is damaged.
  public let reason: String
  /// Offset of the damage.
  public let offset: Int64?
  /// Records that gave no event.
  public let rejected: Int
  /// These records, those that follow each other for one reason together.
  public let rejections: [Rejection]

  /// Records of a source, one after another, that gave no event for one reason.
  public struct Rejection: Sendable {
    /// Number of the first one, from 0.
    public let record: Int
    /// How many.
    public let count: Int
    /// Offset of the first one in the decompressed text.
    public let offset: Int64
    /// Why.
    public let reason: String
    /// Number of the last one.
    public var last: Int { record + count - 1 }
  }
}

extension EventIndex {
  /// What a source of the index is on the disk today.
  public enum Presence: Sendable {
    /// As it was indexed.
    case unchanged
    /// There is something else under its path, told in words; the next run of `index` reads it.
    case changed(String)
    /// There is nothing under its path; its events stay.
    case gone
  }

  /// Calls `body` with every source and what it is on the disk today; the archive is looked at,
  /// not read.
  public func forEachSource(
    comparing body: (SourceReport, Presence) -> Void
  ) throws(TrailsiftError) {
    let snapshot = searcher.snapshot
    try forEachSource { (source: SourceRecord) in
      body(SourceReport(source), Presence(source, at: snapshot.roots.absolutePath(source)))
    }
  }

  /// Calls `body` with every source.
  public func forEachSource(_ body: (SourceReport) -> Void) throws(TrailsiftError) {
    try forEachSource { (source: SourceRecord) in body(SourceReport(source)) }
  }

  private func forEachSource(_ body: (SourceRecord) -> Void) throws(TrailsiftError) {
    do {
      try searcher.forEachSource(body)
    } catch {
      throw .from(error)
    }
  }
}

extension EventIndex.Presence {
  fileprivate init(_ source: SourceRecord, at path: PathBytes) {
    guard let found = ArchivePath.probe(path) else {
      self = .gone
      return
    }
    let (known, now) = (source.identity, found.identity)
    if known == now {
      self = .unchanged
    } else if known.size != now.size {
      self = .changed("\(known.size) → \(now.size) bytes")
    } else {
      self = .changed(known.inode == now.inode ? "written to or touched" : "another file")
    }
  }
}

extension SourceReport {
  fileprivate init(_ source: SourceRecord) {
    self.init(
      path: Paths.display(source.path), state: source.state.name,
      kind: SourceFormat(rawValue: source.format).flatMap { $0 == .unknown ? nil : $0.name },
      records: source.records, reason: source.reason, offset: source.damageOffset,
      rejected: source.rejected,
      rejections: source.rejections.map {
        SourceReport.Rejection(
          record: $0.first, count: $0.count, offset: $0.offset, reason: $0.reason)
      })
  }
}
