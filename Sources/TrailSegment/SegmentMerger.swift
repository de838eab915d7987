internal import TrailBytes
internal import TrailFiles

/// Makes one segment of several, without reading a source again.
///
/// ```
/// let merger = try SegmentMerger(readers, pieces: pieces)
/// let bytes = try merger.write(twins: twins)
/// ```
/// The bytes are those that a builder would have made of the same sources in the same order: they
/// do not depend on how the sources were spread over segments. (Only the counts of irregular and
/// missing ids may stay too high when sources are left out, since no column tells which document
/// they belong to.)
///
/// Dictionaries are merged as streams, term by term; columns one at a time. Beside the result that
/// takes 20 bytes a document and 8 bytes a term. Belongs to one thread.
package struct SegmentMerger {
  /// A source of the result.
  package struct Piece: Sendable {
    /// The number of the segment that holds it.
    package var input: Int
    /// The source; its documents are those of that segment.
    package var source: SourceRecord

    package init(input: Int, source: SourceRecord) {
      self.input = input
      self.source = source
    }
  }

  let inputs: [SegmentReader]
  let pieces: [Piece]
  /// The sources of the result, with their new documents.
  package let sources: [SourceRecord]
  /// The number of documents of the result.
  package let documentCount: Int
  /// The schema of the result.
  let schema: SegmentSchema
  /// For each input the new doc id of each document.
  private let renumbered: [[DocID]]

  /// Stands for a document that the result does not have.
  static let absent = DocID.max

  /// Prepares a merge.
  ///
  /// - Parameters:
  ///   - inputs: Segments with the same schema but for the columns of links, at least one.
  ///   - pieces: Their sources in the order of the result; those left out are missing in it.
  ///   - linkColumns: The columns of links of the result; `nil` for those of the first input. Links
  ///     follow from the other columns, so that the inputs need not have any.
  /// - Throws: `IndexError` `corrupt` when the schemas differ or the result would have more
  ///   documents than a segment may.
  package init(
    _ inputs: [SegmentReader], pieces: [Piece],
    linkColumns: [SegmentSchema.LinkColumn]? = nil
  ) throws(IndexError) {
    schema = inputs[0].schema.linked(by: linkColumns ?? inputs[0].schema.linkColumns)
    self.inputs = inputs
    self.pieces = pieces
    var maps = inputs.map { [DocID](repeating: SegmentMerger.absent, count: $0.documentCount) }
    var sources: [SourceRecord] = []
    sources.reserveCapacity(pieces.count)
    var count = 0
    for piece in pieces {
      let documents = piece.source.documents
      guard count + documents.count <= SegmentFormat.documentLimit,
        documents.upperBound <= inputs[piece.input].documentCount,
        inputs[piece.input].schema.linked(by: schema.linkColumns) == schema
      else {
        throw IndexError(
          .corrupt, path: inputs[piece.input].path,
          detail: "the segment cannot be merged with \(inputs[0].path)")
      }
      for (offset, document) in documents.enumerated() {
        maps[piece.input][document] = DocID(count + offset)
      }
      var source = piece.source
      source.documents = count..<(count + documents.count)
      sources.append(source)
      count += documents.count
    }
    self.sources = sources
    documentCount = count
    renumbered = maps
  }

  /// The doc id of a document in the result; `nil` when its source is left out.
  package func document(_ document: DocID, of input: Int) -> DocID? {
    let map = renumbered[input]
    guard Int(document) < map.count, map[Int(document)] != SegmentMerger.absent else { return nil }
    return map[Int(document)]
  }

  /// Merges.
  ///
  /// - Parameter twins: The documents of the result that share their event id with an earlier one,
  ///   ascending.
  /// - Returns: The bytes of the segment.
  package func write(twins: [SegmentTwin]) throws(IndexError) -> [UInt8] {
    let used = Set(pieces.filter { !$0.source.documents.isEmpty }.map(\.input))
    return try write(
      twins: twins,
      irregularIDs: min(used.reduce(0) { $0 + inputs[$1].irregularIDs }, documentCount),
      missingIDs: min(used.reduce(0) { $0 + inputs[$1].missingIDs }, documentCount))
  }

  /// Merges, and takes from a built segment what the inputs do not tell exactly: its twins, and the
  /// counts of irregular and missing ids.
  ///
  /// - Parameter built: The bytes of a segment that a builder made of the same sources.
  package func write(like built: [UInt8]) throws(IndexError) -> [UInt8] {
    let other = try SegmentReader(MappedFile(bytes: built, path: inputs[0].path))
    return try write(
      twins: try other.twins(), irregularIDs: other.irregularIDs, missingIDs: other.missingIDs)
  }

  private func write(
    twins: [SegmentTwin], irregularIDs: Int, missingIDs: Int
  ) throws(IndexError) -> [UInt8] {
    var frame = SegmentFrame()
    frame.section(.sources) { SourceTableWriter.write(sources, to: &$0) }
    let clock = try writeTimes(to: &frame)
    for kind in [SegmentFormat.SectionKind.lengths, .gaps] {
      try writeColumn(kind, blockShift: 7, to: &frame) { _, value in value }
    }
    try writeColumn(.requestHashes, blockShift: 10, to: &frame) { input, value in
      inputs[input].requestHash(ofStored: value)
    }
    let links = LinkTally(schema)
    let (terms, details, rows) = try writeTerms(to: &frame, links)
    try writeIdentities(twins, to: &frame)
    write(details, to: &frame)
    if links != nil {
      frame.section(.links) {
        SegmentLinksWriter.write(rows, arity: schema.linkColumns.count, to: &$0)
      }
    }
    return frame.finish(
      SegmentFrame.Totals(
        schema: schema, documents: documentCount, sources: sources.count, times: clock.range,
        clock: clock, terms: terms,
        irregularIDs: irregularIDs, missingIDs: missingIDs))
  }

  /// Calls `body` with the value of a column for each document, in the order of the result.
  func forEachValue(
    _ column: (SegmentReader) throws(IndexError) -> PackedColumnReader,
    _ body: (_ input: Int, _ value: UInt64) throws(IndexError) -> Void
  ) throws(IndexError) {
    var readers: [PackedColumnReader] = []
    for input in inputs { readers.append(try column(input)) }
    for piece in pieces {
      let reader = readers[piece.input]
      var document = piece.source.documents.lowerBound
      while document < piece.source.documents.upperBound {
        let block = document / reader.blockSize
        let start = block * reader.blockSize
        let values = try reader.values(ofBlock: block)
        let end = min(start + reader.blockSize, piece.source.documents.upperBound)
        while document < end {
          try body(piece.input, values[document - start])
          document += 1
        }
      }
    }
  }

  /// Writes a column whose values mean the same in every segment, or are made to.
  private func writeColumn(
    _ kind: SegmentFormat.SectionKind, blockShift: Int, to frame: inout SegmentFrame,
    _ meaning: (_ input: Int, _ value: UInt64) -> UInt64
  ) throws(IndexError) {
    var values: [UInt64] = []
    values.reserveCapacity(documentCount)
    try forEachValue { reader throws(IndexError) in
      try reader.column(kind)
    } _: { input, value in
      values.append(meaning(input, value))
    }
    frame.section(kind) { PackedColumnWriter.write(values, blockShift: blockShift, to: &$0) }
  }

  private func writeTimes(to frame: inout SegmentFrame) throws(IndexError) -> SegmentClock {
    var times: [Int64] = []
    times.reserveCapacity(documentCount)
    try forEachValue { reader throws(IndexError) in
      try reader.times()
    } _: { input, value in
      times.append(inputs[input].time(ofStored: value) ?? SegmentBuilder.noTime)
    }
    let clock = times.withUnsafeMutableBufferPointer {
      SegmentClock($0, noTime: SegmentBuilder.noTime)
    }
    let values = times.map { $0 == SegmentBuilder.noTime ? 0 : clock.stored($0) }
    frame.section(.times) { PackedColumnWriter.write(values, blockShift: 7, to: &$0) }
    return clock
  }

  private func writeIdentities(
    _ twins: [SegmentTwin], to frame: inout SegmentFrame
  ) throws(IndexError) {
    var entries: [UInt64] = []
    entries.reserveCapacity(documentCount)
    for (number, input) in inputs.enumerated() {
      let table = try input.fingerprints()
      for block in 0..<table.blockCount {
        for entry in try table.entries(ofBlock: block) {
          guard let document = document(entry.document, of: number) else { continue }
          entries.append(
            entry.fingerprint << FingerprintTableWriter.documentBits | UInt64(document))
        }
      }
    }
    guard entries.count == documentCount else {
      throw IndexError(
        .corrupt, path: inputs[0].path,
        detail: "\(entries.count) fingerprints for \(documentCount) documents")
    }
    let sorted = FingerprintTableWriter.sorted(consume entries)
    frame.section(.fingerprints) { FingerprintTableWriter.write(sorted, to: &$0) }
    frame.section(.twins) { SegmentTwins.write(twins, to: &$0) }
  }
}
