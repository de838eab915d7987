internal import TrailCopies
internal import TrailSegment

/// Publishes the next manifest: segments that are added and sources that are dropped, with the
/// copies and conflicts decided that follow from both.
struct SegmentCommit {
  /// What a commit did.
  struct Outcome {
    /// The manifest that is current now.
    var manifest: Manifest
    /// How many more documents are copies now.
    var copiesAdded: Int
    /// Candidates that could not be confirmed because a source is gone or changed.
    var unconfirmed: Int
  }

  let directory: IndexDirectory
  let open: OpenSegments

  /// Commits.
  ///
  /// - Parameters:
  ///   - added: Segments that were written and that the manifest does not name.
  ///   - dropped: Numbers of sources by the id of their segment.
  func publish(
    after manifest: Manifest, adding added: [Manifest.Segment],
    dropping dropped: [String: Set<Int>]
  ) throws(IndexError) -> Outcome {
    var next = manifest
    next.generation += 1
    var segments: [CopyResolver.Segment] = []
    for segment in manifest.segments {
      let known = try open.exclusions(segment)
      segments.append(
        CopyResolver.Segment(
          id: segment.id, reader: try open.reader(segment), exclusions: known, isNew: false,
          newlyDropped: (dropped[segment.id] ?? []).subtracting(known.droppedSources),
          identities: open.identities(of: segment.id)))
    }
    for segment in added {
      next.segments.append(segment)
      segments.append(
        CopyResolver.Segment(
          id: segment.id, reader: try open.reader(segment), exclusions: Exclusions(), isNew: true,
          identities: open.identities(of: segment.id)))
    }
    var resolver = CopyResolver(segments: segments, roots: manifest.roots)
    let resolved = try resolver.resolve()
    var outcome = Outcome(manifest: next, copiesAdded: 0, unconfirmed: resolved.unconfirmed)
    for (number, exclusions) in resolved.exclusions.enumerated() where resolved.changed[number] {
      try directory.write(exclusions, for: next.segments[number].id, generation: next.generation)
      next.segments[number].exclusions = next.generation
      open.note(exclusions, for: next.segments[number])
      outcome.copiesAdded +=
        exclusions.copies.count - segments[number].exclusions.copies.count
    }
    try directory.publish(next)
    outcome.manifest = next
    return outcome
  }
}
