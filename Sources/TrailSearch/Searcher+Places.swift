package import TrailFiles
internal import TrailSegment

/// What stands at a place of the archive: a file and the number of a record in it.
package struct RecordPlace: Sendable {
  /// What became of a record.
  package enum Outcome: Sendable {
    /// It stands for an event.
    case event(Hit)
    /// It is a copy of this event.
    case copy(of: Hit)
    /// It gave no event, for this reason.
    case rejected(String)
    /// The file holds only so many records.
    case absent(records: Int)
  }

  /// The path of the source below its root.
  package var path: PathBytes
  package var outcome: Outcome
}

extension Searcher {
  /// What the sources with a path hold as record `number`, counted from 0.
  ///
  /// - Parameter path: Relative to the root, absolute, or the last components of a path: then
  ///   several sources may have it.
  package func records(at path: PathBytes, number: Int) throws -> [RecordPlace] {
    var found: [(segment: Int, source: SourceRecord)] = []
    for segment in 0..<snapshot.segmentCount where !snapshot.isExcluded(segment) {
      let opened = try snapshot.segment(segment)
      let roots = snapshot.roots
      try opened.forEachSource { _, source in
        if source.path == path || roots.absolutePath(source) == path
          || source.path.ends(with: [0x2F] + path)
        {
          found.append((segment, source))
        }
      }
    }
    // A path in full is meant, although it ends another one too.
    let exact = found.filter { $0.source.path == path }
    if !exact.isEmpty { found = exact }
    return try found.map { segment, source in
      RecordPlace(path: source.path, outcome: try outcome(of: number, in: source, segment: segment))
    }
  }

  private func outcome(
    of number: Int, in source: SourceRecord, segment place: Int
  ) throws -> RecordPlace.Outcome {
    guard number >= 0, number < source.records else { return .absent(records: source.records) }
    for rejection in source.rejections
    where (rejection.first..<(rejection.first + rejection.count)).contains(number) {
      return .rejected(rejection.reason)
    }
    let rejected = source.rejections.reduce(0) { $1.first < number ? $0 + $1.count : $0 }
    let document = DocID(source.documents.lowerBound + number - rejected)
    let segment = try snapshot.segment(place)
    let copies = try segment.exclusions().copies
    guard let copy = copies.first(where: { $0.document == document }) else {
      return .event(try hit(document, in: place))
    }
    for other in 0..<snapshot.segmentCount
    where try snapshot.segment(other).id == copy.canonical.segment {
      return .copy(of: try hit(copy.canonical.document, in: other))
    }
    // The segment that holds the event is damaged and left out; the copy says the same.
    return .event(try hit(document, in: place))
  }

  private func hit(_ document: DocID, in segment: Int) throws -> Hit {
    let reader = try snapshot.segment(segment).reader
    let stored = try reader.times().value(at: document)
    return Hit(segment: segment, document: document, time: reader.time(ofStored: stored))
  }
}

extension Collection where Element == UInt8, Self: BidirectionalCollection {
  fileprivate func ends(with end: some BidirectionalCollection<UInt8>) -> Bool {
    reversed().starts(with: end.reversed())
  }
}
