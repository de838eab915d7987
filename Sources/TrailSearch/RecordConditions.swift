internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// A condition that is asked of one record after the other.
///
/// What the index can answer of it is answered before, as a set of documents.
private indirect enum RecordTest {
  case member(DocumentSet)
  case eventID(ValueMatcher)
  case requestID(ValueMatcher)
  case path(RecordPath, ValueMatcher)
  case and([RecordTest])
  case or([RecordTest])
  case not(RecordTest)
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
    let test = try compile(query, within: asked)
    let paths = RecordPathReader()
    var found: [DocID] = []
    var byteCount = 0
    let sourcesBefore = records.sourcesOpened
    try records.forEach(asked.sorted, in: segment) { document, record, bytes in
      byteCount += bytes.count
      if SegmentSearch.holds(test, document, record, json: record.recordText, paths) {
        found.append(document)
      }
    }
    let result = DocumentSet(sorted: found.sorted(), universe: universe)
    searcher.trace?.read(
      query, records: asked.count, bytes: byteCount,
      sources: records.sourcesOpened - sourcesBefore, left: result.count)
    return result
  }

  private func compile(_ query: Query, within candidates: DocumentSet) throws -> RecordTest {
    guard query.readsRecords else { return .member(try documents(query, within: candidates)) }
    switch query {
    case .path(let path, let pattern):
      let isFolded = if case .exact = pattern { false } else { true }
      return .path(path, try ValueMatcher(pattern, isFolded: isFolded))
    case .key(.id, let pattern):
      return .eventID(try ValueMatcher(pattern, isFolded: false, isCut: true))
    case .key(_, let pattern):
      return .requestID(try ValueMatcher(pattern, isFolded: false, isCut: true))
    case .not(let part): return .not(try compile(part, within: candidates))
    case .and(let parts):
      return .and(try QueryPlan.ordered(parts).map { try compile($0, within: candidates) })
    case .or(let parts):
      return .or(try QueryPlan.ordered(parts).map { try compile($0, within: candidates) })
    case .all, .time: return .member(.all(universe: universe))
    }
  }

  /// Whether a test holds of a record.
  ///
  /// - Parameter json: The text of the record itself, in which paths are looked up.
  private static func holds(
    _ test: RecordTest, _ document: DocID, _ record: RecordExtractor,
    json: UnsafeRawBufferPointer, _ paths: RecordPathReader
  ) -> Bool {
    switch test {
    case .member(let documents): documents.contains(document)
    case .eventID(let matcher): record[.eventID].map { matcher.matches($0) } ?? false
    case .requestID(let matcher): record[.requestID].map { matcher.matches($0) } ?? false
    case .path(let path, let matcher):
      paths.contains(path, in: json) { matcher.matches($0) }
    case .and(let parts): parts.allSatisfy { holds($0, document, record, json: json, paths) }
    case .or(let parts): parts.contains { holds($0, document, record, json: json, paths) }
    case .not(let part): !holds(part, document, record, json: json, paths)
    }
  }
}
