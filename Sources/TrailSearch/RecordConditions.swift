internal import TrailEvents
internal import TrailFormats
internal import TrailSegment

/// A condition that is asked of one record after the other.
///
/// What the index can answer of it is answered before, as a set of documents.
indirect enum RecordCondition: Sendable {
  case member(DocumentSet)
  case eventID(ValuePattern)
  case requestID(ValuePattern)
  case path(RecordPath, ValuePattern)
  case and([RecordCondition])
  case or([RecordCondition])
  case not(RecordCondition)
}

extension RecordCondition {
  /// What the answers of the index that were put in say without a record: the documents that satisfy
  /// the condition for certain, and those that may.
  ///
  /// - Parameter asked: The documents that matter; both sets are parts of it, and the first one is
  ///   a part of the second.
  func bounds(within asked: DocumentSet) -> (certain: DocumentSet, possible: DocumentSet) {
    switch self {
    case .member(let documents):
      let found = asked.intersection(documents)
      return (found, found)
    case .eventID, .requestID, .path: return (DocumentSet(universe: asked.universe), asked)
    case .not(let part):
      let (certain, possible) = part.bounds(within: asked)
      return (asked.subtracting(possible), asked.subtracting(certain))
    case .and(let parts):
      return parts.reduce((asked, asked)) { known, part in
        let (certain, possible) = part.bounds(within: asked)
        return (known.0.intersection(certain), known.1.intersection(possible))
      }
    case .or(let parts):
      let none = DocumentSet(universe: asked.universe)
      return parts.reduce((none, none)) { known, part in
        let (certain, possible) = part.bounds(within: asked)
        return (known.0.union(certain), known.1.union(possible))
      }
    }
  }
}

/// Tells whether records satisfy a condition.
///
/// Belongs to one thread.
final class RecordTest {
  /// Documents, behind a reference of this test's own.
  private final class Members {
    let documents: DocumentSet

    init(_ documents: DocumentSet) { self.documents = documents }
  }

  private indirect enum Test {
    case member(Members)
    case eventID(ValueMatcher)
    case requestID(ValueMatcher)
    case path(RecordPath, ValueMatcher)
    case and([Test])
    case or([Test])
    case not(Test)
  }

  private let test: Test
  private let paths: RecordPathReader

  /// - Parameter paths: Finds values at paths; shared by those who look into the same records.
  init(
    _ condition: RecordCondition, paths: RecordPathReader = RecordPathReader()
  ) throws(QueryError) {
    self.paths = paths
    test = try RecordTest.compile(condition)
  }

  private static func compile(_ condition: RecordCondition) throws(QueryError) -> Test {
    switch condition {
    case .member(let documents): return .member(Members(documents))
    case .path(let path, let pattern):
      let isFolded = if case .exact = pattern { false } else { true }
      return .path(path.copied, try ValueMatcher(pattern, isFolded: isFolded))
    case .eventID(let pattern):
      return .eventID(try ValueMatcher(pattern, isFolded: false, isCut: true))
    case .requestID(let pattern):
      return .requestID(try ValueMatcher(pattern, isFolded: false, isCut: true))
    case .not(let part): return .not(try compile(part))
    case .and(let parts):
      var tests: [Test] = []
      for part in parts { tests.append(try compile(part)) }
      return .and(tests)
    case .or(let parts):
      var tests: [Test] = []
      for part in parts { tests.append(try compile(part)) }
      return .or(tests)
    }
  }

  /// Whether the record of a document satisfies the condition.
  func holds(_ document: DocID, _ record: RecordExtractor) -> Bool {
    paths.withRecord(record) { holds(test, document, record) }
  }

  private func holds(_ test: Test, _ document: DocID, _ record: RecordExtractor) -> Bool {
    switch test {
    case .member(let members): members.documents.contains(document)
    case .eventID(let matcher): record[.eventID].map { matcher.matches($0) } ?? false
    case .requestID(let matcher): record[.requestID].map { matcher.matches($0) } ?? false
    case .path(let path, let matcher):
      // Paths are looked up in the text of the record itself.
      paths.contains(path, in: record.recordText) { matcher.matches($0) }
    case .and(let parts): parts.allSatisfy { holds($0, document, record) }
    case .or(let parts): parts.contains { holds($0, document, record) }
    case .not(let part): !holds(part, document, record)
    }
  }
}

extension Query {
  /// Whether the index alone cannot answer it.
  var readsRecords: Bool {
    switch self {
    case .all, .time: return false
    case .path: return true
    case .not(let part): return part.readsRecords
    case .and(let parts), .or(let parts): return parts.contains(where: \.readsRecords)
    case .key(.id, let pattern):
      switch pattern {
      case .equal, .exact, .prefix, .any: return false
      default: return true
      }
    case .key(.request, let pattern):
      switch pattern {
      case .equal, .exact, .any: return false
      default: return true
      }
    case .key: return false
    }
  }
}

extension SegmentSearch {
  /// The documents among `candidates` whose records satisfy a condition; each record is read once.
  func readRecords(_ query: Query, within candidates: DocumentSet?) throws -> DocumentSet {
    var asked = candidates ?? .all(universe: universe)
    if case .key(.request, _) = query {
      asked = try documentsWithRequestID(within: asked).intersection(asked)
    }
    asked = asked.subtracting(try segment.excluded())
    guard !asked.isEmpty else { return asked }
    let condition = try condition(query, within: asked)
    // What the index says of the condition's parts settles most documents: only those are read of
    // which it does not know the answer.
    let known = condition.bounds(within: asked)
    let open = known.possible.subtracting(known.certain)
    guard !open.isEmpty else { return known.certain }
    if let deferred = searcher.deferred {
      deferred.conditions.append(
        DeferredCondition(segment: segment.id, candidates: open, condition: condition))
      return known.possible
    }
    let reading = RecordReading(
      segment: segment, roots: searcher.snapshot.roots, workers: searcher.recordWorkers,
      progress: searcher.progress)
    let parts = try reading.ask(open.sorted, passesOver: searcher.unreadable != nil) {
      let test = try RecordTest(condition)
      return { document, record, _ in test.holds(document, record) ? document : nil }
    }
    for failure in parts.flatMap(\.failures) { searcher.unreadable?(failure) }
    // Records of one element come in its order, which is not that of their documents.
    let result = DocumentSet(sorted: parts.flatMap(\.found).sorted(), universe: universe)
    searcher.trace?.read(
      query, records: open.count, bytes: parts.reduce(0) { $0 + $1.bytes },
      sources: parts.reduce(0) { $0 + $1.sources },
      left: known.certain.count + result.count)
    return known.certain.union(result)
  }

  /// The part of a query that has to read records, with the answers of the index put in.
  private func condition(
    _ query: Query, within candidates: DocumentSet
  ) throws -> RecordCondition {
    guard query.readsRecords else { return .member(try documents(query, within: candidates)) }
    switch query {
    case .path(let path, let pattern): return .path(path, pattern)
    case .key(.id, let pattern): return .eventID(pattern)
    case .key(_, let pattern): return .requestID(pattern)
    case .not(let part): return .not(try condition(part, within: candidates))
    case .and(let parts):
      return .and(try QueryPlan.ordered(parts).map { try condition($0, within: candidates) })
    case .or(let parts):
      return .or(try QueryPlan.ordered(parts).map { try condition($0, within: candidates) })
    case .all, .time: return .member(.all(universe: universe))
    }
  }
}
