internal import TrailSegment

/// The segments of an index that a writer has open, each opened once however many commits follow.
///
/// Belongs to one thread at a time: the writer's.
final class OpenSegments {
  private let directory: IndexDirectory
  private var readers: [String: SegmentReader] = [:]
  private var excluded: [String: (generation: UInt64, exclusions: Exclusions)] = [:]

  /// Of segments that this run built.
  private var identities: [String: KeptIdentities] = [:]

  init(_ directory: IndexDirectory) { self.directory = directory }

  /// Keeps the identities of a segment that was just built.
  func keep(_ kept: KeptIdentities, for id: String) { identities[id] = kept }

  /// The identities of a segment, when they are kept.
  func identities(of id: String) -> KeptIdentities? { identities[id] }

  /// The open segment of a manifest's entry.
  func reader(_ segment: Manifest.Segment) throws(IndexError) -> SegmentReader {
    if let known = readers[segment.id] { return known }
    let reader = try directory.open(segment)
    readers[segment.id] = reader
    return reader
  }

  /// The exclusions of a manifest's entry.
  func exclusions(_ segment: Manifest.Segment) throws(IndexError) -> Exclusions {
    if let known = excluded[segment.id], known.generation == segment.exclusions {
      return known.exclusions
    }
    let exclusions = try directory.exclusions(of: segment)
    excluded[segment.id] = (segment.exclusions, exclusions)
    return exclusions
  }

  /// Remembers what was written for a manifest's entry.
  func note(_ exclusions: Exclusions, for segment: Manifest.Segment) {
    excluded[segment.id] = (segment.exclusions, exclusions)
  }

  /// Closes what a manifest does not name.
  func close(allBut manifest: Manifest) {
    let named = Set(manifest.segments.map(\.id))
    readers = readers.filter { named.contains($0.key) }
    excluded = excluded.filter { named.contains($0.key) }
    identities = identities.filter { named.contains($0.key) }
  }
}
