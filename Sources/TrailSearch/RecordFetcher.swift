internal import TrailFiles
package import TrailFormats
package import TrailSegment

/// Reads original records back from the archive, each source once, and makes sure that they are
/// the records that were indexed.
///
/// Belongs to one thread.
package final class RecordFetcher {
  private let roots: SourceRoots
  private let ranges = SourceRanges()
  private let reader: LogReader
  /// Sources opened so far.
  package private(set) var sourcesOpened = 0

  package init(roots: SourceRoots) {
    self.roots = roots
    let inflater = GzipInflater()
    // Whatever was indexed may be read again.
    reader = LogReader(recordLimit: .max) { inflater.unpacked($0) }
  }

  /// Why a record could not be given.
  package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, with the path of the source.
    package var description: String
    /// The same with the path as the archive has it, which is equal wherever the archive lies.
    package var inArchive: String

    fileprivate init(_ description: String, _ path: PathBytes, _ source: SourceRecord) {
      self.description = description
      inArchive = description.replacing(
        Paths.display(path), with: Paths.display(source.path))
    }
  }

  /// Calls `body` with the records of documents of one segment, source by source.
  ///
  /// - Parameters:
  ///   - documents: Ascending doc ids.
  ///   - body: Called with the doc id, the fields, and the original: the text of the element of the
  ///     source that holds the record, which for an envelope is not the record's own text. Both are
  ///     valid for the call.
  ///   - check: What the index knows of the documents; `nil` when it is asked here. Several threads
  ///     that read one segment share one.
  ///   - unreadable: Told of a source that cannot be read, and its records are passed over; `nil` when
  ///     that is an error.
  /// - Throws: ``Failure`` when a source is gone, was changed, or holds another record there.
  package func forEach(
    _ documents: [DocID], in segment: Snapshot.Segment, check known: KnownFingerprints? = nil,
    unreadable: ((Failure) -> Void)? = nil,
    _ body: (DocID, RecordExtractor, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let check = FingerprintCheck(
      known: try known ?? KnownFingerprints(documents[...], segment.reader),
      table: try segment.reader.fingerprints())
    let sources = try RecordFetcher.sources(of: documents, in: segment)
    ranges.readAhead.begin()
    for (number, (source, wanted)) in sources.enumerated() {
      ranges.readAhead.prepare(number, of: sources.count) { roots.absolutePath(sources[$0].source) }
      let elements = try segment.reader.elements(holding: documents[wanted], in: source)
      let path = roots.absolutePath(source)
      sourcesOpened += 1
      do {
        let header = try ranges.header(
          path, of: source.identity, isTable: source.format == SourceFormat.table.rawValue)
        try ranges.read(path, identity: source.identity, ranges: elements.map(\.range)) {
          index, bytes in
          try header.withUnsafeBytes { header in
            try deliver(
              bytes, elements[index].members, check, header: header, path: path, source, body)
          }
        }
      } catch let failure as SourceRanges.Failure {
        let told = Failure(failure.description, path, source)
        guard let unreadable else { throw told }
        unreadable(told)
      } catch let failure as Failure {
        guard let unreadable else { throw failure }
        unreadable(failure)
      }
    }
  }

  /// The sources that hold documents, and which of the documents each holds.
  private static func sources(
    of documents: [DocID], in segment: Snapshot.Segment
  ) throws -> [(source: SourceRecord, documents: Range<Int>)] {
    var sources: [(source: SourceRecord, documents: Range<Int>)] = []
    var start = 0
    while start < documents.count {
      let source = try segment.source(ofDocument: documents[start])
      var end = start
      while end < documents.count, source.documents.contains(Int(documents[end])) { end += 1 }
      sources.append((source, start..<end))
      start = end
    }
    return sources
  }

  /// Compares the records that were read with the index.
  private struct FingerprintCheck {
    let known: KnownFingerprints
    let table: FingerprintTableReader

    func holds(_ fingerprint: UInt64, _ document: DocID) throws(IndexError) -> Bool {
      if let known = known[document] { return known == fingerprint }
      return try table.documents(in: fingerprint...fingerprint).contains(document)
    }
  }

  private func deliver(
    _ bytes: UnsafeRawBufferPointer, _ members: [SourceElement.Member],
    _ check: FingerprintCheck, header: UnsafeRawBufferPointer, path: PathBytes,
    _ source: SourceRecord, _ body: (DocID, RecordExtractor, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var failure: (any Error)?
    var next = 0
    _ = reader.readElement(bytes, header: header.isEmpty ? nil : header) { number in
      guard failure == nil, next < members.count, members[next].number == number else { return }
      let document = members[next].document
      let record = reader.record
      do {
        let fingerprint = RecordFetcher.fingerprint(record)
        guard try check.holds(fingerprint, document) else { return }
        next += 1
        try body(document, record, reader.original(in: bytes))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    guard next == members.count else {
      throw Failure(
        "\(Paths.display(path)): another record stands where the event was indexed; "
          + "the source was changed: run `trailsift index` again", path, source)
    }
  }

  private static func fingerprint(_ record: RecordExtractor) -> UInt64 {
    record[.eventID].map { DocumentIdentity.fingerprint(ofID: $0) }
      ?? DocumentIdentity(
        recordDigest: Checksum.sha256(record.digestText ?? record.recordText)
      ).fingerprint
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

/// Fingerprints of many documents of a segment, by document.
package struct KnownFingerprints: Sendable {
  private let first: DocID
  /// Empty where a few are looked up one by one.
  private let fingerprints: [UInt64]

  /// Looking one up takes a block to pieces: a thousandth of the table.
  private static let share = 1_000

  /// - Parameter documents: Ascending; those between the first and the last are known then, or none.
  init(_ documents: ArraySlice<DocID>, _ reader: SegmentReader) throws(IndexError) {
    first = documents.first ?? 0
    guard let last = documents.last, last >= first,
      documents.count * KnownFingerprints.share > reader.documentCount
    else {
      fingerprints = []
      return
    }
    fingerprints = try reader.fingerprints().fingerprints(of: first...last)
  }

  /// The fingerprint of a document; `nil` when it has to be looked up.
  subscript(document: DocID) -> UInt64? {
    let place = Int(document) - Int(first)
    return fingerprints.indices.contains(place) ? fingerprints[place] : nil
  }
}
