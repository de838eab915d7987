internal import TrailSegment

/// How many copies each event of a snapshot has.
///
/// A page of fifty rows asks fifty times among tens of thousands of copies, so they are sorted once
/// and not hashed.
struct CopyCounts {
  /// By segment of the canonical copy: its document, once a copy; ascending.
  private var canonical: [[DocID]]

  init(_ snapshot: Snapshot) throws(IndexError) {
    var numbers: [String: Int] = [:]
    for number in 0..<snapshot.segmentCount {
      numbers[try snapshot.segment(number).id] = number
    }
    canonical = [[DocID]](repeating: [], count: snapshot.segmentCount)
    for number in 0..<snapshot.segmentCount {
      // Neighbours mostly are copies of events of one segment.
      var last: (id: String, number: Int?)?
      for copy in try snapshot.segment(number).exclusions().copies {
        if last?.id != copy.canonical.segment {
          last = (copy.canonical.segment, numbers[copy.canonical.segment])
        }
        if let place = last?.number { canonical[place].append(copy.canonical.document) }
      }
    }
    for number in canonical.indices where !CopyCounts.isAscending(canonical[number]) {
      canonical[number].sort()
    }
  }

  private static func isAscending(_ documents: [DocID]) -> Bool {
    zip(documents, documents.dropFirst()).allSatisfy { $0 <= $1 }
  }

  /// Copies of an event beside the one that stands for all.
  func count(of hit: Hit) -> Int {
    let documents = canonical[hit.segment]
    var low = 0
    var high = documents.count
    while low < high {
      let middle = (low + high) / 2
      if documents[middle] < hit.document { low = middle + 1 } else { high = middle }
    }
    return documents[low...].prefix { $0 == hit.document }.count
  }
}
