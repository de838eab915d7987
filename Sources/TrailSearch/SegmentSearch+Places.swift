internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Keys without a dictionary: event id, request id, file and time.
extension SegmentSearch {
  func documentsByPlace(
    _ key: EventKey, _ pattern: ValuePattern, within candidates: DocumentSet?
  ) throws -> DocumentSet {
    switch key {
    case .id: return try documentsWithID(pattern, within: candidates)
    case .request: return try documentsWithRequest(pattern, within: candidates)
    case .file: return try documentsInFile(pattern)
    default: return try documentsWithTime(pattern)
    }
  }

  private func documentsWithID(
    _ pattern: ValuePattern, within candidates: DocumentSet?
  ) throws -> DocumentSet {
    switch pattern {
    case .equal(let text), .exact(let text):
      let bytes = Array(text.utf8)
      let fingerprint = bytes.withUnsafeBytes { DocumentIdentity.fingerprint(ofID: $0) }
      let found = DocumentSet(
        sorted: try reader.fingerprints().documents(in: fingerprint...fingerprint),
        universe: universe)
      return try records.filter(
        candidates.map { found.intersection($0) } ?? found, in: segment
      ) { $0[.eventID].map { $0.elementsEqual(bytes) } ?? false }
    case .prefix(let text):
      let bytes = Array(text.utf8)
      var found = candidates ?? .all(universe: universe)
      if reader.irregularIDs == 0 {
        guard let range = SegmentSearch.fingerprints(ofPrefix: bytes) else {
          return DocumentSet(universe: universe)
        }
        found = DocumentSet(
          sorted: try reader.fingerprints().documents(in: range), universe: universe
        ).intersection(found)
      }
      return try records.filter(found, in: segment) {
        $0[.eventID].map { $0.starts(with: bytes) } ?? false
      }
    default:
      let all = candidates ?? .all(universe: universe)
      if reader.missingIDs == 0 { return all }
      return try records.filter(all, in: segment) { $0[.eventID] != nil }
    }
  }

  /// The fingerprints of UUIDs that start with a prefix; `nil` when no UUID does.
  private static func fingerprints(ofPrefix prefix: [UInt8]) -> ClosedRange<UInt64>? {
    guard prefix.count <= 36 else { return nil }
    let low = Array("00000000-0000-0000-0000-000000000000".utf8)
    let high = Array("ffffffff-ffff-ffff-ffff-ffffffffffff".utf8)
    func filled(_ filler: [UInt8]) -> DocumentIdentity? {
      (prefix + filler[prefix.count...]).withUnsafeBytes { DocumentIdentity(uuid: $0) }
    }
    guard let first = filled(low), let last = filled(high) else { return nil }
    return DocumentIdentity.fingerprints(from: first, through: last)
  }

  private func documentsWithRequest(
    _ pattern: ValuePattern, within candidates: DocumentSet?
  ) throws -> DocumentSet {
    let column = try reader.requestHashes()
    switch pattern {
    case .equal(let text), .exact(let text):
      let bytes = Array(text.utf8)
      let hash = UInt64(bytes.withUnsafeBytes { SegmentBuilder.requestHash($0) })
      let found = try scan(column, within: candidates) {
        reader.requestHash(ofStored: $0) == hash
      }
      return try records.filter(
        candidates.map { found.intersection($0) } ?? found, in: segment
      ) { $0[.requestID].map { $0.elementsEqual(bytes) } ?? false }
    default:
      return try documentsWithRequestID(within: candidates)
    }
  }

  /// The documents that have any request id.
  func documentsWithRequestID(within candidates: DocumentSet?) throws -> DocumentSet {
    try scan(try reader.requestHashes(), within: candidates) { $0 != 0 }
  }

  private func documentsInFile(_ pattern: ValuePattern) throws -> DocumentSet {
    let matcher = try ValueMatcher(pattern, isFolded: false)
    var ranges: [Range<Int>] = []
    try reader.sources().forEach { _, source in
      if source.path.withUnsafeBytes({ matcher.matches($0) }) { ranges.append(source.documents) }
    }
    return DocumentSet(ranges: ranges, universe: universe)
  }

  private func documentsWithTime(_ pattern: ValuePattern) throws -> DocumentSet {
    switch pattern {
    case .equal(let text), .exact(let text), .prefix(let text):
      guard let span = TimeText.span(text) else { throw QueryError("`\(text)` is no time") }
      return try reader.documents(from: span.lowerBound, to: span.upperBound)
    default: return try reader.documents(from: nil, to: nil)
    }
  }
}
