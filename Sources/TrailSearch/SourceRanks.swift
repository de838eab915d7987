internal import TrailFiles
internal import TrailSegment

/// The sources of a snapshot in the order of roots and paths, which is that of events of one time.
///
/// Looking up a source takes a block of the source table to pieces. For a handful of events that is
/// nothing; for a hundred thousand it is most of the time of sorting them.
struct SourceRanks {
  private struct Segment {
    /// The first document of each source that has documents, ascending.
    var starts: [DocID] = []
    /// By source, its place in the order.
    var places: [UInt32] = []
  }

  private var segments: [Segment] = []

  /// Hits from which it is worth while.
  static let leastHits = 4_096

  init(_ snapshot: Snapshot) throws(IndexError) {
    var all: [(root: Int, path: PathBytes, segment: Int, source: Int)] = []
    for number in 0..<snapshot.segmentCount {
      if snapshot.isExcluded(number) {
        segments.append(Segment())
        continue
      }
      let segment = try snapshot.segment(number)
      var starts: [DocID] = []
      try segment.reader.sources().forEach { _, source in
        if source.documents.isEmpty { return }
        all.append(
          (segment.snapshotRoot(source.root) ?? .max, source.path, number, starts.count))
        starts.append(DocID(source.documents.lowerBound))
      }
      segments.append(
        Segment(starts: starts, places: [UInt32](repeating: 0, count: starts.count)))
    }
    all.sort { left, right in
      if left.root != right.root { return left.root < right.root }
      return left.path.lexicographicallyPrecedes(right.path)
    }
    var place: UInt32 = 0
    for index in all.indices {
      // One path may be a source of two segments: the documents decide then.
      if index > 0, all[index].root != all[index - 1].root || all[index].path != all[index - 1].path
      {
        place += 1
      }
      segments[all[index].segment].places[all[index].source] = place
    }
  }

  /// The place of the source of a hit.
  func place(of hit: Hit) -> UInt32 {
    let segment = segments[hit.segment]
    var low = 0
    var high = segment.starts.count
    while low < high {
      let middle = (low + high) / 2
      if segment.starts[middle] <= hit.document { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : segment.places[low - 1]
  }
}
