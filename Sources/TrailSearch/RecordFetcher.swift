internal import TrailFiles
package import TrailFormats
package import TrailSegment

/// Reads original records back from the archive, each source once, and makes sure that they are
/// the records that were indexed.
///
/// Belongs to one thread.
package final class RecordFetcher {
  private let snapshot: Snapshot
  private let ranges = SourceRanges()
  private let reader = LogReader()
  /// Sources opened so far.
  package private(set) var sourcesOpened = 0

  package init(snapshot: Snapshot) { self.snapshot = snapshot }

  /// Why a record could not be given.
  package struct Failure: Error, CustomStringConvertible {
    /// What happened, with the path of the source.
    package var description: String
  }

  /// Calls `body` with the records of documents of one segment, source by source.
  ///
  /// - Parameters:
  ///   - documents: Ascending doc ids.
  ///   - body: Called with the doc id, the fields and the bytes of each record; both are valid for
  ///     the call.
  /// - Throws: ``Failure`` when a source is gone, was changed, or holds another record there.
  package func forEach(
    _ documents: [DocID], in segment: Snapshot.Segment,
    _ body: (DocID, RecordExtractor, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let sources = try segment.reader.sources()
    let fingerprints = try segment.reader.fingerprints()
    var start = 0
    while start < documents.count {
      let source = try sources.source(try sources.index(ofDocument: documents[start]))
      var end = start
      var locations: [Range<Int64>] = []
      while end < documents.count, source.documents.contains(Int(documents[end])) {
        locations.append(try segment.reader.location(of: documents[end], in: source))
        end += 1
      }
      let path = snapshot.absolutePath(source)
      sourcesOpened += 1
      do {
        try ranges.read(path, identity: source.identity, ranges: locations) { index, bytes in
          let document = documents[start + index]
          try deliver(bytes, document, fingerprints, path: path, body)
        }
      } catch let failure as SourceRanges.Failure {
        throw Failure(description: failure.description)
      }
      start = end
    }
  }

  private func deliver(
    _ bytes: UnsafeRawBufferPointer, _ document: DocID, _ fingerprints: FingerprintTableReader,
    path: PathBytes, _ body: (DocID, RecordExtractor, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var failure: (any Error)?
    var isFound = false
    _ = reader.readRecord(bytes) {
      let identity =
        reader.record[.eventID].map { DocumentIdentity.fingerprint(ofID: $0) }
        ?? DocumentIdentity(recordDigest: Checksum.sha256(bytes)).fingerprint
      do {
        guard try fingerprints.documents(in: identity...identity).contains(document) else { return }
        isFound = true
        try body(document, reader.record, bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    guard isFound else {
      throw Failure(
        description:
          "\(Paths.display(path)): another record stands where the event was indexed; "
          + "the source was changed: run `trailsift index` again")
    }
  }

  /// The documents whose records satisfy a test, by reading each of them.
  func filter(
    _ documents: DocumentSet, in segment: Snapshot.Segment,
    _ test: (RecordExtractor) -> Bool
  ) throws -> DocumentSet {
    var found: [DocID] = []
    let live = documents.subtracting(try segment.excluded())
    try forEach(live.sorted, in: segment) { document, record, _ in
      if test(record) { found.append(document) }
    }
    return DocumentSet(sorted: found, universe: documents.universe)
  }
}
