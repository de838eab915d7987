internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Compares segments with what their sources give today.
///
/// A segment's bytes follow from its sources alone. So the sources are read into a builder once
/// more, and the bytes of that are compared with those that the stored segment has for the same
/// sources. Belongs to one thread.
struct SourceComparison {
  private let roots: [PathBytes]
  private let ingest = SourceIngest(recordLimit: LogReader.usualRecordLimit)

  /// Documents that are compared at once: memory is a few hundred bytes each.
  private static let batchDocuments = 200_000

  init(roots: [PathBytes]) { self.roots = roots }

  /// Compares the sources of a segment that count.
  func compare(
    _ reader: SegmentReader, dropped: Set<Int>, _ summary: inout IndexCheck.Summary
  ) throws(IndexError) {
    var all: [SourceRecord] = []
    try reader.sources().forEach { index, source in
      if !dropped.contains(index) { all.append(source) }
    }
    var batch: [SourceRecord] = []
    var documents = 0
    for source in all {
      batch.append(source)
      documents += source.documents.count
      if documents >= SourceComparison.batchDocuments {
        try compare(batch, reader, &summary)
        batch = []
        documents = 0
      }
    }
    if !batch.isEmpty { try compare(batch, reader, &summary) }
  }

  private func compare(
    _ sources: [SourceRecord], _ reader: SegmentReader, _ summary: inout IndexCheck.Summary
  ) throws(IndexError) {
    // What an older version did not keep is left out of the comparison.
    let builder = SegmentBuilder(schema: .events(like: reader.schema))
    defer { ingest.release() }
    var present: [SourceRecord] = []
    for source in sources where source.root < roots.count {
      let path = Paths.join(roots[source.root], source.path)
      guard let found = ArchivePath.probe(path), found.identity == source.identity else {
        summary.absent += 1
        continue
      }
      let task = SourceIngest.Task(
        root: source.root, path: source.path, absolutePath: path, kind: found.kind,
        identity: found.identity)
      guard ingest.ingest(task, into: builder) != nil else {
        summary.absent += 1
        continue
      }
      present.append(source)
    }
    if present.isEmpty { return }
    let built = SegmentWriter.write(builder)
    if try stored(present, reader, like: built) == built {
      summary.compared += present.count
    } else if present.count == 1 {
      summary.compared += 1
      let path = Paths.display(Paths.join(roots[present[0].root], present[0].path))
      summary.findings.append(
        "\(path): the index holds other events than the file; index it anew")
    } else {
      // Something in the batch differs: halve it until the source is alone.
      let middle = present.count / 2
      try compare(Array(present[..<middle]), reader, &summary)
      try compare(Array(present[middle...]), reader, &summary)
    }
  }

  /// The bytes that the segment has for some of its sources; empty when they cannot be the same.
  private func stored(
    _ sources: [SourceRecord], _ reader: SegmentReader, like built: [UInt8]
  ) throws(IndexError) -> [UInt8] {
    guard SegmentSchema.events(like: reader.schema) == reader.schema else {
      throw IndexError(
        .corrupt, path: reader.path, detail: "the segment has other keys than this program makes")
    }
    let merger = try SegmentMerger(
      [reader], pieces: sources.map { SegmentMerger.Piece(input: 0, source: $0) })
    return try merger.write(like: built)
  }
}
