internal import TrailEvents
internal import TrailFiles
internal import TrailSegment

/// Evaluates conditions on one segment.
///
/// Conditions that the index answers come first; those that have to read records are asked last, of
/// the documents that are left, and each of these records is read once. Belongs to one thread.
struct SegmentSearch {
  let searcher: Searcher
  let segment: Snapshot.Segment

  var reader: SegmentReader { segment.reader }
  var universe: Int { reader.documentCount }

  /// Made only when a condition has to read records.
  var records: RecordFetcher { searcher.records }

  /// The documents for which a condition holds, copies and dropped ones included.
  func documents(_ query: Query) throws -> DocumentSet {
    try documents(query, within: nil)
  }

  /// The documents of `candidates` (all when `nil`) for which a condition holds.
  ///
  /// Documents outside `candidates` may be in the result as well: the caller intersects.
  func documents(_ query: Query, within candidates: DocumentSet?) throws -> DocumentSet {
    switch query {
    case .all:
      return candidates ?? .all(universe: universe)
    case .and(let parts):
      return try conjunction(parts, within: candidates)
    case .or(let parts):
      return try disjunction(parts, within: candidates)
    case .not(let part):
      let all = candidates ?? .all(universe: universe)
      return all.subtracting(try documents(part, within: candidates))
    case .time(let from, let to):
      let found = try reader.documents(from: from, to: to)
      searcher.trace?.note(query, terms: nil, documents: found.count)
      return found
    case .path:
      return try readRecords(query, within: candidates)
    case .key(let key, let pattern):
      if query.readsRecords { return try readRecords(query, within: candidates) }
      let found = try documents(key, [pattern], within: candidates)
      searcher.trace?.note(query, terms: found.terms, documents: found.documents.count)
      return found.documents
    }
  }

  private func conjunction(
    _ parts: [Query], within candidates: DocumentSet?
  ) throws -> DocumentSet {
    var result = candidates
    var reading: [Query] = []
    for part in QueryPlan.ordered(parts) where part != .all {
      if part.readsRecords {
        reading.append(part)
        continue
      }
      if let known = result, known.isEmpty { break }
      let found = try documents(part, within: result)
      result = result.map { $0.intersection(found) } ?? found
      searcher.trace?.left(part, result?.count ?? universe)
    }
    guard !reading.isEmpty else { return result ?? .all(universe: universe) }
    if let known = result, known.isEmpty { return known }
    return try readRecords(reading.count == 1 ? reading[0] : .and(reading), within: result)
  }

  private func disjunction(
    _ parts: [Query], within candidates: DocumentSet?
  ) throws -> DocumentSet {
    var result = DocumentSet(universe: universe)
    var reading: [Query] = []
    // Alternatives of one key are one look-up, so that a list of thousands costs one union.
    var alternatives: [(key: EventKey, patterns: [ValuePattern])] = []
    for part in parts {
      if part.readsRecords {
        reading.append(part)
      } else if case .key(let key, let pattern) = part {
        if let index = alternatives.firstIndex(where: { $0.key == key }) {
          alternatives[index].patterns.append(pattern)
        } else {
          alternatives.append((key, [pattern]))
        }
      } else {
        result = result.union(try documents(part, within: candidates))
      }
    }
    for (key, patterns) in alternatives {
      let found = try documents(key, patterns, within: candidates)
      result = result.union(found.documents)
      let shown: Query = .or(patterns.map { .key(key, $0) })
      searcher.trace?.note(shown, terms: found.terms, documents: found.documents.count)
    }
    guard !reading.isEmpty else { return result }
    let rest = (candidates ?? .all(universe: universe)).subtracting(result)
    return result.union(
      try readRecords(reading.count == 1 ? reading[0] : .or(reading), within: rest))
  }

  // MARK: Terms

  /// The documents that have a value which matches one of some patterns, and the terms found.
  func documents(
    _ key: EventKey, _ patterns: [ValuePattern], within candidates: DocumentSet?
  ) throws -> (documents: DocumentSet, terms: Int?) {
    switch key {
    case .id, .request, .file, .time:
      var result = DocumentSet(universe: universe)
      for pattern in patterns {
        result = result.union(try documentsByPlace(key, pattern, within: candidates))
      }
      return (result, nil)
    default: break
    }
    var result = DocumentSet(universe: universe)
    var count = 0
    for terms in try KeyTerms.of(key, in: reader) {
      let ordinals = OrdinalSet(try ranges(of: patterns, key, terms))
      if ordinals.isEmpty { continue }
      let found = try documents(terms.key, ordinals, terms.dictionary, within: candidates)
      result = count == 0 ? found : result.union(found)
      count += ordinals.count
    }
    return (result, count)
  }

  /// The ordinals that match; what went through a whole dictionary is remembered, as the reports of a
  /// pack ask it again.
  private func ranges(
    of patterns: [ValuePattern], _ key: EventKey, _ terms: KeyTerms
  ) throws -> [Range<TermOrdinal>] {
    guard patterns.contains(where: \.looksAtAllTerms) else { return try terms.ranges(of: patterns) }
    let scan = Searcher.Scan(segment: segment.id, keys: [key, terms.key], patterns: patterns)
    if let known = searcher.scans[scan] { return known }
    let ranges = try terms.ranges(of: patterns)
    if searcher.scans.count == Searcher.mostScans { searcher.scans = [:] }
    searcher.scans[scan] = ranges
    return ranges
  }

  /// The documents that have one of some terms, however the segment knows them: by postings, by
  /// the tuples they occur in, and by term columns.
  private func documents(
    _ key: EventKey, _ ordinals: OrdinalSet, _ dictionary: TermDictionaryReader,
    within candidates: DocumentSet?
  ) throws(IndexError) -> DocumentSet {
    guard !ordinals.isEmpty else { return DocumentSet(universe: universe) }
    var terms: [TermPostings] = []
    for range in ordinals.ranges {
      try dictionary.forEach(in: range) { _, _, postings in
        if postings.documentCount > 0 { terms.append(postings) }
      }
    }
    var result = DocumentSet(universe: universe)
    if !terms.isEmpty {
      result = try reader.postings(key.rawValue).union(terms, within: candidates)
    }
    for (space, schema) in reader.schema.tupleSpaces.enumerated() {
      var rows: [Bool]?
      for (column, member) in schema.columns.enumerated()
      where member.key == key.rawValue && member.isSearched {
        let values = try reader.tupleMember(space: space, column: column)
        var found = rows ?? [Bool](repeating: false, count: values.count)
        for (row, value) in values.enumerated() where ordinals.contains(stored: UInt64(value)) {
          found[row] = true
        }
        rows = found
      }
      guard let rows, rows.contains(true) else { continue }
      let column = try reader.tupleColumn(space)
      let matches = try scan(column, within: candidates) {
        $0 < UInt64(rows.count) && rows[Int($0)]
      }
      result = result.union(matches)
    }
    for (index, column) in reader.schema.termColumns.enumerated()
    where column.key == key.rawValue && column.isSearched {
      let column = try reader.termColumn(index)
      result = result.union(
        try scan(column, within: candidates) { ordinals.contains(stored: $0) })
    }
    return result
  }

  /// The documents whose value in a column satisfies a test.
  ///
  /// Blocks without a candidate are passed over, and whole blocks are decided by their heads where
  /// these list the values.
  func scan(
    _ column: PackedColumnReader, within candidates: DocumentSet?, _ test: (UInt64) -> Bool
  ) throws(IndexError) -> DocumentSet {
    if let candidates, candidates.isSparse {
      let documents = candidates.sorted
      let values = try column.values(at: documents)
      return DocumentSet(
        sorted: documents.indices.filter { test(values[$0]) }.map { documents[$0] },
        universe: universe)
    }
    var words = [UInt64](repeating: 0, count: (universe + 63) / 64)
    for block in 0..<column.blockCount {
      let first = block * column.blockSize
      let range = first..<min(first + column.blockSize, universe)
      switch try column.summary(ofBlock: block) {
      case .constant(let value):
        if test(value) { DocumentSet.fill(&words, range) }
        continue
      case .oneOf(let values):
        let matching = values.count(where: test)
        if matching == 0 { continue }
        if matching == values.count {
          DocumentSet.fill(&words, range)
          continue
        }
      case .within: break
      }
      let values = try column.values(ofBlock: block)
      for index in 0..<values.count where test(values[index]) {
        words[(first + index) >> 6] |= 1 << UInt64((first + index) & 63)
      }
    }
    return DocumentSet(bitmap: words, universe: universe)
  }
}
