internal import TrailEvents
internal import TrailFiles
internal import TrailSegment

/// The sources of an index that somebody wants to be rid of.
package struct SourceSelection: Sendable {
  /// What sources are chosen by; all that is given must hold.
  package struct Criteria: Sendable {
    /// Path of a source relative to its root or absolute, or of a directory above it.
    package var path: String?
    /// The latest event is before this time; ms since 1970.
    package var before: Int64?
    /// Every event was delivered to this account.
    package var account: String?

    package init() {}
  }

  /// Numbers of the chosen sources by the id of their segment.
  package var sources: [String: Set<Int>] = [:]
  /// The chosen sources.
  package var count = 0
  /// Records in them that have a document: events and copies.
  package var documents = 0
  /// Sources that hold some events for which the criteria hold, and others.
  package var mixed = 0
  /// The manifest in which they were chosen.
  package var generation: UInt64 = 0
}

extension Searcher {
  /// Chooses whole sources of the one index of the snapshot.
  ///
  /// A source without events is chosen by its path alone, never by a time or an account.
  package func select(_ criteria: SourceSelection.Criteria) throws -> SourceSelection {
    var selection = SourceSelection()
    selection.generation = snapshot.generation
    for number in 0..<snapshot.segmentCount {
      let segment = try snapshot.segment(number)
      var wanted: DocumentSet?
      if let before = criteria.before {
        wanted = try segment.reader.documents(from: nil, to: before)
      }
      if let account = criteria.account {
        let found = try SegmentSearch(searcher: self, segment: segment)
          .documents(.key(.recipient, .exact(account)))
        wanted = wanted.map { $0.intersection(found) } ?? found
      }
      let isSet = wanted.map { $0.bitmap }
      let path = criteria.path.map { Array($0.utf8) }
      let snapshot = snapshot
      try segment.forEachSource { index, source in
        if let path, !Searcher.lies(source, under: path, snapshot) { return }
        if let isSet {
          let count = source.documents.count { document in
            isSet[document >> 6] & (1 << UInt64(document & 63)) != 0
          }
          if count == 0 { return }
          guard count == source.documents.count else {
            selection.mixed += 1
            return
          }
        }
        selection.sources[segment.entry.id, default: []].insert(index)
        selection.count += 1
        selection.documents += source.documents.count
      }
    }
    return selection
  }

  private static func lies(
    _ source: SourceRecord, under path: PathBytes, _ snapshot: Snapshot
  ) -> Bool {
    var path = path
    while path.count > 1, path.last == 0x2F { path.removeLast() }
    return [source.path, snapshot.roots.absolutePath(source)].contains { own in
      own == path || path == [0x2F] || own.starts(with: path + [0x2F])
    }
  }
}
