package import TrailFiles
internal import TrailSegment

extension Searcher {
  /// Where the copies of an event stand, beside the record that stands for all: path below the
  /// root and absolute path, in the order of the latter.
  package func copies(of hit: Hit) throws -> [(file: PathBytes, path: PathBytes, record: Int)] {
    let canonical = Exclusions.Place(
      segment: try snapshot.segment(hit.segment).id, document: hit.document)
    var found: [(file: PathBytes, path: PathBytes, record: Int)] = []
    for number in 0..<snapshot.segmentCount {
      let segment = try snapshot.segment(number)
      for copy in try segment.exclusions().copies where copy.canonical == canonical {
        let source = try segment.source(ofDocument: copy.document)
        found.append(
          (
            Snapshot.displayPath(source), snapshot.roots.absolutePath(source),
            source.recordNumber(of: copy.document)
          ))
      }
    }
    return found.sorted { left, right in
      left.path == right.path
        ? left.record < right.record : left.path.lexicographicallyPrecedes(right.path)
    }
  }
}
