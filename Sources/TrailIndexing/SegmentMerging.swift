internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Makes segments of an index one, and commits that.
///
/// Readers are not disturbed: they keep the files of their snapshot, and the next manifest names
/// the new segment in the place of the old ones, with the exclusions of every segment that pointed
/// into them.
struct SegmentMerging {
  private let directory: IndexDirectory
  private let open: OpenSegments
  private let policy = MergePolicy()

  init(_ directory: IndexDirectory, _ open: OpenSegments) {
    self.directory = directory
    self.open = open
  }

  /// What the policy has to know of the segments of a manifest.
  private func described(_ manifest: Manifest) throws(IndexError) -> [MergePolicy.Segment] {
    var segments: [MergePolicy.Segment] = []
    var layouts: [SegmentSchema] = []
    for segment in manifest.segments {
      let reader = try open.reader(segment)
      let dropped = try open.exclusions(segment).droppedSources
      var documents = 0
      for source in dropped { documents += try reader.sources().source(source).documents.count }
      // What is merged gets links, whether its segments have them or not.
      let schema = reader.schema.linked(by: [])
      let layout = layouts.firstIndex(of: schema) ?? layouts.count
      if layout == layouts.count { layouts.append(schema) }
      segments.append(
        MergePolicy.Segment(
          documents: reader.documentCount, dropped: documents,
          sources: reader.sourceCount - dropped.count, byteCount: segment.byteCount,
          times: reader.timeRange, layout: layout))
    }
    return segments
  }

  /// Merges as long as the policy finds something.
  ///
  /// - Parameter isCancelled: Asked before each merge.
  /// - Returns: The manifest that is current then, and the number of merges.
  func run(
    _ start: Manifest, _ effort: MergePolicy.Effort, isCancelled: () -> Bool = { false }
  ) throws(IndexError) -> (manifest: Manifest, merges: Int) {
    var manifest = start
    var merges = 0
    while !isCancelled(), let chosen = policy.next(try described(manifest), effort) {
      manifest = try merge(chosen, of: manifest)
      merges += 1
    }
    return (manifest, merges)
  }

  /// What ``run(_:_:isCancelled:)`` would do: the same choices on numbers that stand for segments.
  func plan(
    _ manifest: Manifest, _ effort: MergePolicy.Effort
  ) throws(IndexError) -> IndexCompaction.Plan {
    var segments = try described(manifest)
    var plan = IndexCompaction.Plan()
    plan.segmentsBefore = segments.count
    while let chosen = policy.next(segments, effort), let first = chosen.first {
      let inputs = chosen.map { segments[$0] }
      plan.merges += 1
      plan.bytes += inputs.reduce(0) { $0 + Int64($1.byteCount) }
      let merged = MergePolicy.Segment(merging: inputs)
      for number in chosen.reversed() { segments.remove(at: number) }
      if merged.sources > 0 { segments.insert(merged, at: min(first, segments.count)) }
    }
    plan.segmentsAfter = segments.count
    return plan
  }

  /// Merges some segments of a manifest and publishes the next one.
  func merge(_ chosen: [Int], of manifest: Manifest) throws(IndexError) -> Manifest {
    var next = manifest
    next.generation += 1
    let inputs = chosen.map { manifest.segments[$0] }
    var readers: [SegmentReader] = []
    for input in inputs { readers.append(try open.reader(input)) }
    let merger = try SegmentMerger(
      readers, pieces: try pieces(inputs, readers),
      linkColumns: SegmentSchema.events.linkColumns)
    let links = try MergedLinks(manifest, inputs: inputs, merger, open)
    var exclusions = links.others
    var result = ""
    next.segments.removeAll { segment in inputs.contains { $0.id == segment.id } }
    if !merger.sources.isEmpty {
      var added = try directory.write(segment: try merger.write(twins: links.twins))
      added.documentCount = merger.documentCount
      result = added.id
      // At the place of the first: the order tells people how the index grew.
      next.segments.insert(added, at: min(chosen.first ?? 0, next.segments.count))
      exclusions[added.id] = links.merged
    }
    for (number, segment) in next.segments.enumerated() {
      guard let found = exclusions[segment.id] else { continue }
      let changed = links.renamed(found, to: result)
      next.segments[number].exclusions = changed.isEmpty ? 0 : next.generation
      guard !changed.isEmpty else { continue }
      try directory.write(changed, for: segment.id, generation: next.generation)
      open.note(changed, for: next.segments[number])
    }
    try directory.publish(next)
    open.close(allBut: next)
    return next
  }

  /// The sources that go on, in the order of documents.
  private func pieces(
    _ inputs: [Manifest.Segment], _ readers: [SegmentReader]
  ) throws(IndexError) -> [SegmentMerger.Piece] {
    var found: [SegmentMerger.Piece] = []
    for (number, input) in inputs.enumerated() {
      let dropped = Set(try open.exclusions(input).droppedSources)
      try readers[number].sources().forEach { index, source in
        if !dropped.contains(index) { found.append(.init(input: number, source: source)) }
      }
    }
    return SegmentMerging.inOrder(found)
  }

  /// Sources in the order in which a builder would get them.
  static func inOrder(_ pieces: [SegmentMerger.Piece]) -> [SegmentMerger.Piece] {
    let keyed = pieces.map { (order: SourceOrder($0.source.path), piece: $0) }
    return keyed.sorted { left, right in
      if left.order < right.order { return true }
      if right.order < left.order { return false }
      return left.piece.source.root < right.piece.source.root
    }.map(\.piece)
  }
}
