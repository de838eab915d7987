package import TrailEvents
internal import TrailFiles
package import TrailSegment

/// What an index holds: the numbers of `stats`.
package struct IndexStatistics: Sendable {
  /// `events + duplicates + rejected`.
  package var records = 0
  package var duplicates = 0
  package var rejected = 0
  /// Distinct events.
  package var events: Int { records - duplicates - rejected }
  /// Events that share their id with another event of another account or time.
  package var idConflicts = 0
  /// Earliest and latest time of an event.
  package var first: Timestamp?
  package var last: Timestamp?
  /// Sources by state, the missing ones left out.
  package var sources: [SourceState: Int] = [:]
  /// Sources that are no longer where they were indexed.
  package var missing = 0
  /// Events that lie in these alone, whose records cannot be shown, by the root.
  package var missingEvents: [Int: Int] = [:]
  /// Events without a readable time, which no span of time finds.
  package var untimed = 0
  package var segments = 0
  /// Terms of all dictionaries, each segment's counted.
  package var terms = 0
  package var indexBytes: Int64 = 0
  /// Bytes of the sources.
  package var archiveBytes: Int64 = 0
  package var generation: UInt64 = 0
  /// Bytes of each kind of section over all segments.
  package var bytesByPart: [(part: String, bytes: Int)] = []
}

extension Searcher {
  /// Counts what the index holds.
  ///
  /// - Parameter checkingFiles: Whether to look at the archive for sources that are gone.
  package func statistics(checkingFiles: Bool) throws -> IndexStatistics {
    try leavingDamageOut { try wholeStatistics(checkingFiles: checkingFiles) }
  }

  private func wholeStatistics(checkingFiles: Bool) throws -> IndexStatistics {
    var statistics = IndexStatistics()
    statistics.generation = snapshot.generation
    statistics.indexBytes = try snapshot.byteCount()
    statistics.segments = snapshot.segmentCount
    var parts: [String: Int] = [:]
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let segment = try snapshot.segment(number)
      let reader = segment.reader
      statistics.terms += reader.termCount
      statistics.idConflicts += segment.conflictCount
      statistics.duplicates += segment.copyCount
      if let range = reader.timeRange {
        let first = Timestamp(milliseconds: range.lowerBound)
        let last = Timestamp(milliseconds: range.upperBound)
        statistics.first = min(statistics.first ?? first, first)
        statistics.last = max(statistics.last ?? last, last)
      }
      for part in reader.bytesByPart { parts[part.part, default: 0] += part.bytes }
      var found = IndexStatistics()
      let snapshot = snapshot
      var gone: [Int: [Range<Int>]] = [:]
      try segment.forEachSource { _, source in
        found.records += source.records
        found.rejected += source.rejected
        found.archiveBytes += source.identity.size
        if checkingFiles, ArchivePath.probe(snapshot.roots.absolutePath(source)) == nil {
          found.missing += 1
          gone[source.root, default: []].append(source.documents)
        } else {
          found.sources[source.state, default: 0] += 1
        }
      }
      statistics.records += found.records
      statistics.rejected += found.rejected
      statistics.archiveBytes += found.archiveBytes
      statistics.missing += found.missing
      for (root, ranges) in gone {
        let documents = DocumentSet(ranges: ranges, universe: reader.documentCount)
        let events = documents.subtracting(try segment.excluded()).count
        if events > 0 { statistics.missingEvents[root, default: 0] += events }
      }
      statistics.sources.merge(found.sources, uniquingKeysWith: +)
    }
    statistics.untimed = try count(.not(.time(from: nil, to: nil)))
    statistics.bytesByPart = parts.sorted { $0.value > $1.value }.map { ($0.key, $0.value) }
    return statistics
  }

  /// Calls `body` with every source that counts, segment by segment.
  ///
  /// - Parameter state: Only sources of this state; `nil` for all.
  package func forEachSource(
    in state: SourceState? = nil, _ body: (SourceRecord) -> Void
  ) throws(IndexError) {
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let segment = try snapshot.segment(number)
      do throws(IndexError) {
        if let state {
          try segment.forEachSource(in: state, body)
        } else {
          try segment.forEachSource { _, source in body(source) }
        }
      } catch {
        guard snapshot.exclude(error) else { throw error }
      }
    }
  }
}
