internal import TrailCopies
internal import TrailFiles
internal import TrailSegment

/// Decides which documents count when several indexes are asked together: those that would count
/// in one index of all their sources.
///
/// A source that several indexes hold under one root and path counts once: the same state of the
/// file in the index that was given first, of different states the one that was changed last.
/// Copies across indexes are confirmed as a commit confirms them. Nothing is written: the outcome
/// holds for a snapshot.
enum IndexUnion {
  /// A segment that has to be left out.
  typealias Damage = (segment: Int, error: IndexError)

  /// Replaces the exclusions of all segments by those that hold for the indexes together.
  ///
  /// - Parameters:
  ///   - segments: Those of all indexes, index by index.
  ///   - roots: The roots of the snapshot.
  /// - Returns: Candidates that could not be confirmed, and segments that turned out damaged.
  static func link(
    _ segments: [Snapshot.Segment], roots: [PathBytes]
  ) -> (unconfirmed: Int, damage: [Damage]) {
    var damage: [Damage] = []
    for (number, segment) in segments.enumerated() {
      do throws(IndexError) {
        try qualifyLinks(of: segment)
      } catch {
        damage.append((number, error))
      }
    }
    while true {
      let whole = segments.indices.filter { number in
        !damage.contains { $0.segment == number }
      }
      do throws(IndexError) {
        let repeated = try repeatedSources(whole.map { segments[$0] })
        var exclusions: [Exclusions] = []
        for number in whole { exclusions.append(try segments[number].exclusions()) }
        var resolver = CopyResolver(
          segments: whole.enumerated().map { place, number in
            let segment = segments[number]
            return CopyResolver.Segment(
              id: segment.id, reader: segment.reader, exclusions: exclusions[place],
              isNew: false, newlyDropped: repeated[segment.id] ?? [], index: segment.index,
              roots: segment.roots)
          }, roots: roots)
        let outcome = try resolver.resolve()
        for (place, number) in whole.enumerated() where outcome.changed[place] {
          segments[number].replaceExclusions(outcome.exclusions[place])
        }
        return (outcome.unconfirmed, damage)
      } catch {
        // Only reading a segment fails here, and its error names it.
        let number = whole.first { segments[$0].reader.path == error.path } ?? whole.first
        guard let number else { return (0, damage) }
        damage.append((number, error))
      }
    }
  }

  /// Names the segments in links as the snapshot does.
  private static func qualifyLinks(of segment: Snapshot.Segment) throws(IndexError) {
    func qualified(_ links: [Exclusions.Copy]) -> [Exclusions.Copy] {
      links.map { link in
        var link = link
        link.canonical.segment = "\(segment.index)/\(link.canonical.segment)"
        return link
      }
    }
    var exclusions = try segment.exclusions()
    exclusions.copies = qualified(exclusions.copies)
    exclusions.conflicts = qualified(exclusions.conflicts)
    segment.replaceExclusions(exclusions)
  }

  private struct Path: Hashable {
    var root: Int
    var path: PathBytes
  }

  private struct Holder {
    var segment: String
    var source: Int
    var identity: FileIdentity
  }

  /// Numbers of the sources that another index has too and that do not count, by segment.
  private static func repeatedSources(
    _ segments: [Snapshot.Segment]
  ) throws(IndexError) -> [String: Set<Int>] {
    var holders: [Path: Holder] = [:]
    var repeated: [String: Set<Int>] = [:]
    for segment in segments {
      let dropped = Set(segment.droppedSources)
      try segment.reader.sources().forEachIdentity { number, path, source in
        guard !dropped.contains(number), source.root < segment.roots.count else { return }
        let place = Path(root: segment.roots[source.root], path: PathBytes(path))
        let holder = Holder(segment: segment.id, source: number, identity: source.identity)
        guard let known = holders[place] else {
          holders[place] = holder
          return
        }
        let (one, other) = (known.identity, holder.identity)
        let isNewer = (one.changed, one.modified) < (other.changed, other.modified)
        let loser = isNewer ? known : holder
        if isNewer { holders[place] = holder }
        repeated[loser.segment, default: []].insert(loser.source)
      }
    }
    return repeated
  }
}
