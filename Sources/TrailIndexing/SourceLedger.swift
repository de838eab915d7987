internal import TrailFiles
internal import TrailSegment

/// Which sources an index holds, by root and path.
struct SourceLedger {
  /// A source of the index.
  struct Entry {
    /// Number of its segment in the manifest.
    var segment: Int
    /// Number of the source in the segment.
    var source: Int
    var identity: FileIdentity
    var state: SourceState
    /// Set when the walk of a run met it.
    var isSeen = false
  }

  private var entries: [[PathBytes: Entry]] = []

  /// Reads the source tables of all segments.
  init(segments: [(reader: SegmentReader, exclusions: Exclusions)], roots: Int) throws(IndexError) {
    entries = Array(repeating: [:], count: roots)
    for (number, segment) in segments.enumerated() {
      let dropped = Set(segment.exclusions.droppedSources)
      var found: [(Int, PathBytes, Entry)] = []
      try segment.reader.sources().forEach { index, source in
        if dropped.contains(index) { return }
        found.append(
          (
            source.root, source.path,
            Entry(
              segment: number, source: index, identity: source.identity, state: source.state)
          ))
      }
      for (root, path, entry) in found where root < entries.count { entries[root][path] = entry }
    }
  }

  /// Notes that a path was met and returns what is known of it.
  mutating func see(root: Int, path: PathBytes) -> Entry? {
    guard root < entries.count, let index = entries[root].index(forKey: path) else { return nil }
    entries[root].values[index].isSeen = true
    return entries[root].values[index]
  }

  /// The number of known sources below a path of a root that the walk did not meet.
  func unseen(root: Int, below prefix: PathBytes) -> Int {
    guard root < entries.count else { return 0 }
    return entries[root].count { path, entry in
      !entry.isSeen
        && (prefix.isEmpty || path == prefix || path.starts(with: prefix + [0x2F]))
    }
  }
}
