internal import TrailBytes
internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Evaluates conditions on one segment.
///
/// A condition on a key is answered from its term dictionary: matching terms give documents by
/// postings, by the tuples they occur in, and by term columns, whichever the segment has for the
/// key. Belongs to one thread.
struct SegmentSearch {
  let searcher: Searcher
  let segment: Snapshot.Segment

  /// Made only when a condition has to read records.
  private var records: RecordFetcher { searcher.records }

  private var reader: SegmentReader { segment.reader }
  private var universe: Int { reader.documentCount }

  /// The documents for which a condition holds, copies and dropped ones included.
  func documents(_ query: Query) throws -> DocumentSet {
    switch query {
    case .all:
      return .all(universe: universe)
    case .and(let parts):
      return try conjunction(parts)
    case .or(let parts):
      var result = DocumentSet(universe: universe)
      for part in parts { result = result.union(try documents(part)) }
      return result
    case .not(let part):
      return DocumentSet.all(universe: universe).subtracting(try documents(part))
    case .time(let from, let to):
      return try reader.documents(from: from, to: to)
    case .key(let key, let pattern):
      return try documents(key, pattern)
    }
  }

  /// Cheap conditions first: those that are answered by reading records come last, when few
  /// documents are left.
  private func conjunction(_ parts: [Query]) throws -> DocumentSet {
    var result: DocumentSet?
    for part in parts.sorted(by: { SegmentSearch.cost($0) < SegmentSearch.cost($1) }) {
      if let known = result, known.isEmpty { return known }
      let found = try documents(part)
      result = result.map { $0.intersection(found) } ?? found
    }
    return result ?? .all(universe: universe)
  }

  private static func cost(_ query: Query) -> Int {
    switch query {
    case .key(.id, _): 0
    case .key(let key, _): key == .request ? 3 : 1
    case .time: 1
    default: 2
    }
  }

  private func documents(_ key: EventKey, _ pattern: ValuePattern) throws -> DocumentSet {
    switch key {
    case .id: return try documentsWithID(pattern)
    case .request: return try documentsWithRequest(pattern)
    case .file: return try documentsInFile(pattern)
    case .time: return try documentsWithTime(pattern)
    default: break
    }
    guard let dictionary = try reader.dictionary(key.rawValue) else {
      return DocumentSet(universe: universe)
    }
    let ranges = try TermMatching(key: key, pattern: pattern).ranges(in: dictionary)
    return try documents(key, ordinals: ranges, dictionary)
  }

  /// The documents that have a term of some ranges of ordinals, however the segment knows them.
  private func documents(
    _ key: EventKey, ordinals: [Range<TermOrdinal>], _ dictionary: TermDictionaryReader
  ) throws(IndexError) -> DocumentSet {
    guard ordinals.contains(where: { !$0.isEmpty }) else { return DocumentSet(universe: universe) }
    var terms: [TermPostings] = []
    for range in ordinals {
      try dictionary.forEach(in: range) { _, _, postings in
        if postings.documentCount > 0 { terms.append(postings) }
      }
    }
    var result = DocumentSet(universe: universe)
    if !terms.isEmpty { result = try reader.postings(key.rawValue).union(terms) }
    for (space, schema) in reader.schema.tupleSpaces.enumerated() {
      var rows: [Bool]?
      for (column, member) in schema.columns.enumerated()
      where member.key == key.rawValue && member.isSearched {
        let values = try reader.tupleMember(space: space, column: column)
        var found = rows ?? [Bool](repeating: false, count: values.count)
        for (row, value) in values.enumerated()
        where value > 0 && ordinals.contains(where: { $0.contains(value - 1) }) {
          found[row] = true
        }
        rows = found
      }
      guard let rows, rows.contains(true) else { continue }
      let column = try reader.tupleColumn(space)
      let matches = try scan(column) { $0 < UInt64(rows.count) && rows[Int($0)] }
      result = result.union(matches)
    }
    for (index, column) in reader.schema.termColumns.enumerated()
    where column.key == key.rawValue && column.isSearched {
      let matches = try scan(try reader.termColumn(index)) { value in
        value > 0 && ordinals.contains { $0.contains(TermOrdinal(truncatingIfNeeded: value - 1)) }
      }
      result = result.union(matches)
    }
    return result
  }

  /// The documents whose value in a column satisfies a test; whole blocks are decided by their
  /// heads where these list the values.
  private func scan(
    _ column: PackedColumnReader, _ test: (UInt64) -> Bool
  ) throws(IndexError) -> DocumentSet {
    var words = [UInt64](repeating: 0, count: (universe + 63) / 64)
    for block in 0..<column.blockCount {
      let first = block * column.blockSize
      let range = first..<min(first + column.blockSize, universe)
      switch try column.summary(ofBlock: block) {
      case .constant(let value):
        if test(value) { DocumentSet.fill(&words, range) }
        continue
      case .oneOf(let values):
        if !values.contains(where: test) { continue }
      case .within: break
      }
      let values = try column.values(ofBlock: block)
      for index in 0..<values.count where test(values[index]) {
        words[(first + index) >> 6] |= 1 << UInt64((first + index) & 63)
      }
    }
    return DocumentSet(bitmap: words, universe: universe)
  }

  // MARK: Keys without a dictionary

  private func documentsWithID(_ pattern: ValuePattern) throws -> DocumentSet {
    switch pattern {
    case .any:
      if reader.missingIDs == 0 { return .all(universe: universe) }
      return try records.filter(.all(universe: universe), in: segment) { $0[.eventID] != nil }
    case .equal(let text), .exact(let text):
      let bytes = Array(text.utf8)
      let fingerprint = bytes.withUnsafeBytes { DocumentIdentity.fingerprint(ofID: $0) }
      let candidates = try reader.fingerprints().documents(in: fingerprint...fingerprint)
      return try records.filter(
        DocumentSet(sorted: candidates, universe: universe), in: segment
      ) { $0[.eventID].map { $0.elementsEqual(bytes) } ?? false }
    case .prefix(let text):
      let bytes = Array(text.utf8)
      var candidates = DocumentSet.all(universe: universe)
      if reader.irregularIDs == 0 {
        guard let range = SegmentSearch.fingerprints(ofPrefix: bytes) else {
          return DocumentSet(universe: universe)
        }
        candidates = DocumentSet(
          sorted: try reader.fingerprints().documents(in: range), universe: universe)
      }
      return try records.filter(candidates, in: segment) {
        $0[.eventID].map { $0.starts(with: bytes) } ?? false
      }
    }
  }

  /// The fingerprints of UUIDs that start with a prefix; `nil` when no UUID does.
  private static func fingerprints(ofPrefix prefix: [UInt8]) -> ClosedRange<UInt64>? {
    guard prefix.count <= 36 else { return nil }
    let low = Array("00000000-0000-0000-0000-000000000000".utf8)
    let high = Array("ffffffff-ffff-ffff-ffff-ffffffffffff".utf8)
    func first24(_ filler: [UInt8]) -> UInt64? {
      (prefix + filler[prefix.count...]).withUnsafeBytes { DocumentIdentity(uuid: $0) }
        .map { $0.high >> 40 }
    }
    guard let first = first24(low), let last = first24(high) else { return nil }
    return (first << 16)...(last << 16 | 0xFFFF)
  }

  private func documentsWithRequest(_ pattern: ValuePattern) throws -> DocumentSet {
    let column = try reader.requestHashes()
    switch pattern {
    case .any:
      return try scan(column) { $0 != 0 }
    case .equal(let text), .exact(let text):
      let bytes = Array(text.utf8)
      let hash = UInt64(bytes.withUnsafeBytes { SegmentBuilder.requestHash($0) })
      let candidates = try scan(column) { $0 == hash }
      return try records.filter(candidates, in: segment) {
        $0[.requestID].map { $0.elementsEqual(bytes) } ?? false
      }
    case .prefix(let text):
      let bytes = Array(text.utf8)
      return try records.filter(try scan(column) { $0 != 0 }, in: segment) {
        $0[.requestID].map { $0.starts(with: bytes) } ?? false
      }
    }
  }

  private func documentsInFile(_ pattern: ValuePattern) throws(IndexError) -> DocumentSet {
    var ranges: [Range<Int>] = []
    try reader.sources().forEach { _, source in
      let isMatch: Bool
      switch pattern {
      case .any: isMatch = true
      case .equal(let text), .exact(let text): isMatch = source.path.elementsEqual(text.utf8)
      case .prefix(let text): isMatch = source.path.starts(with: text.utf8)
      }
      if isMatch { ranges.append(source.documents) }
    }
    return DocumentSet(ranges: ranges, universe: universe)
  }

  private func documentsWithTime(_ pattern: ValuePattern) throws -> DocumentSet {
    switch pattern {
    case .any: return try reader.documents(from: nil, to: nil)
    case .equal(let text), .exact(let text), .prefix(let text):
      guard let span = TimeText.span(text) else { throw QueryError("`\(text)` is no time") }
      return try reader.documents(from: span.lowerBound, to: span.upperBound)
    }
  }
}
