package import TrailFiles
internal import TrailFormats
package import TrailSegment

/// Decides which documents are copies of one event, across all segments: for one commit, or for
/// indexes that are asked together.
///
/// Candidates have equal fingerprints. Within a segment the builder knew the whole ids; across
/// segments both records are read again and compared, unless they are the same record of files with the same
/// bytes. Of the copies the one that comes first by (root, path, record) is canonical, whole records before rows of
/// tables, whatever the order of indexing; so are of several events with one id all but the first conflicts.
///
/// Only groups with a new or a dropped document are looked at, and the tables of old segments are
/// read only where a new document may have a match.
package struct CopyResolver {
  /// A segment as the commit will have it.
  package struct Segment {
    var id: String
    var reader: SegmentReader
    /// Of the last commit; empty for a new segment.
    package var exclusions: Exclusions
    var isNew: Bool
    /// Sources that this commit drops.
    var newlyDropped: Set<Int>
    /// The whole ids of its documents, when the run that built it still goes on.
    var identities: KeptIdentities?
    /// The index that it belongs to: its commits have compared the segments of one index.
    var index: Int
    /// The place of each root of that index among the roots given; `nil` when they are the same.
    var roots: [Int]?

    package init(
      id: String, reader: SegmentReader, exclusions: Exclusions, isNew: Bool,
      newlyDropped: Set<Int> = [], identities: KeptIdentities? = nil, index: Int = 0,
      roots: [Int]? = nil
    ) {
      self.id = id
      self.reader = reader
      self.exclusions = exclusions
      self.isNew = isNew
      self.newlyDropped = newlyDropped
      self.identities = identities
      self.index = index
      self.roots = roots
    }

    /// The source that a document belongs to, its root numbered among the roots given.
    func source(ofDocument document: DocID) throws(IndexError) -> SourceRecord {
      let sources = try reader.sources()
      var source = try sources.source(try sources.index(ofDocument: document))
      if let roots { source.root = source.root < roots.count ? roots[source.root] : .max }
      return source
    }
  }

  /// A document of the segments given.
  struct Place: Hashable, Comparable {
    var segment: Int
    var document: DocID

    /// One word in the place of two: tens of thousands of places are looked up a commit.
    private var word: UInt64 { UInt64(truncatingIfNeeded: segment) &<< 32 | UInt64(document) }

    func hash(into hasher: inout Hasher) { hasher.combine(word) }

    static func < (left: Place, right: Place) -> Bool { left.word < right.word }
  }

  /// Finds the sources of places that come in order: the copies of a file follow each other.
  private struct SourceOfPlace {
    private var last: (segment: Int, source: SourceRecord)?

    mutating func source(
      of place: Place, _ segments: [Segment]
    ) throws(IndexError) -> SourceRecord {
      if let last, last.segment == place.segment,
        last.source.documents.contains(Int(place.document))
      {
        return last.source
      }
      let source = try segments[place.segment].source(ofDocument: place.document)
      last = (place.segment, source)
      return source
    }
  }

  /// What was decided.
  package struct Outcome {
    /// The exclusions of each segment, in the order given.
    package var exclusions: [Exclusions]
    /// Segments whose exclusions differ from the last commit's.
    package var changed: [Bool]
    /// Candidates that could not be confirmed because a source is gone or changed.
    package var unconfirmed: Int
  }

  private let segments: [Segment]
  private let roots: [PathBytes]
  private var groups = CopyGroups()
  private var numbers: [String: Int] = [:]
  /// Documents of dropped sources, those of this commit too.
  private var dropped: [DocumentSet] = []
  /// Documents of the sources that this commit drops.
  private var newlyDropped: [DocumentSet?] = []
  private var unconfirmed = 0
  /// Documents whose records cannot be read any more: a copy that can be read comes before them.
  private var gone: Set<Place> = []

  /// - Parameters:
  ///   - segments: All segments, with ids that differ.
  ///   - roots: Absolute paths, in the order that decides which copy comes first.
  package init(segments: [Segment], roots: [PathBytes]) {
    self.segments = segments
    self.roots = roots
    for (number, segment) in segments.enumerated() { numbers[segment.id] = number }
  }

  /// Resolves the copies.
  package mutating func resolve() throws(IndexError) -> Outcome {
    try loadDropped()
    for (number, segment) in segments.enumerated() where segment.isNew {
      let twins = try segment.reader.twins()
      groups.reserve(2 * twins.count)
      for twin in twins {
        groups.join(
          Place(segment: number, document: twin.document),
          Place(segment: number, document: twin.first), isCopy: twin.isCopy)
      }
    }
    let candidates = try candidates()
    if !candidates.pairs.isEmpty { try confirm(candidates) }
    if !groups.isEmpty || newlyDropped.contains(where: { $0 != nil }) { loadKnownLinks() }
    return try outcome()
  }

  private mutating func loadDropped() throws(IndexError) {
    for segment in segments {
      let all = Set(segment.exclusions.droppedSources).union(segment.newlyDropped)
      dropped.append(try CopyResolver.documents(of: all, segment.reader))
      newlyDropped.append(
        segment.newlyDropped.isEmpty
          ? nil : try CopyResolver.documents(of: segment.newlyDropped, segment.reader))
    }
  }

  private static func documents(
    of sources: Set<Int>, _ reader: SegmentReader
  ) throws(IndexError) -> DocumentSet {
    if sources.isEmpty { return DocumentSet(universe: reader.documentCount) }
    var ranges: [Range<Int>] = []
    // In order, so that each block of sources is unpacked once.
    for source in sources.sorted() {
      ranges.append(try reader.sources().source(source).documents)
    }
    return DocumentSet(ranges: ranges, universe: reader.documentCount)
  }

  // MARK: What earlier commits decided

  private func place(_ place: Exclusions.Place) -> Place? {
    numbers[place.segment].map { Place(segment: $0, document: place.document) }
  }

  private func isNewlyDropped(_ place: Place) -> Bool {
    newlyDropped[place.segment]?.contains(place.document) ?? false
  }

  /// Adds the earlier links of every group that this commit touches.
  ///
  /// Links are stars: each copy points to the canonical document, each conflicting event to the
  /// first one with its id. A touched group is one whose centre is a document of a new pair, has
  /// one that points to it, or is dropped.
  private mutating func loadKnownLinks() {
    // Beside the places of the groups themselves.
    var canonicals: Set<Place> = []
    var heads: Set<Place> = []
    for place in groups.places {
      if let canonical = link(of: place, segments[place.segment].exclusions.copies) {
        canonicals.insert(canonical)
      }
    }
    func addHead(of place: Place) {
      if let head = link(of: place, segments[place.segment].exclusions.conflicts) {
        heads.insert(head)
      }
    }
    for place in groups.places { addHead(of: place) }
    for place in canonicals { addHead(of: place) }
    if newlyDropped.contains(where: { $0 != nil }) {
      forEachLink(\.conflicts) { document, head in
        if isNewlyDropped(document) || isNewlyDropped(head) { heads.insert(head) }
      }
    }
    func isTouched(_ centre: Place) -> Bool {
      groups.contains(centre) || canonicals.contains(centre)
    }
    var found: [(Place, Place, Bool)] = []
    forEachLink(\.copies) { document, canonical in
      if isTouched(canonical) || isNewlyDropped(canonical) {
        found.append((document, canonical, true))
      }
    }
    forEachLink(\.conflicts) { document, head in
      if isTouched(head) || heads.contains(head) { found.append((document, head, false)) }
    }
    for (document, centre, isCopy) in found { groups.join(document, centre, isCopy: isCopy) }
  }

  /// Where one of the earlier links of its segment has a document point to.
  private func link(of place: Place, _ known: [Exclusions.Copy]) -> Place? {
    var low = 0
    var high = known.count
    while low < high {
      let middle = (low + high) / 2
      if known[middle].document < place.document { low = middle + 1 } else { high = middle }
    }
    guard low < known.count, known[low].document == place.document else { return nil }
    return self.place(known[low].canonical)
  }

  private func forEachLink(
    _ links: KeyPath<Exclusions, [Exclusions.Copy]>, _ body: (Place, Place) -> Void
  ) {
    // Links to one segment follow each other.
    var last: (id: String, number: Int)?
    for (number, segment) in segments.enumerated() {
      for link in segment.exclusions[keyPath: links] {
        let id = link.canonical.segment
        if last?.id != id {
          guard let known = numbers[id] else { continue }
          last = (id, known)
        }
        guard let last else { continue }
        body(
          Place(segment: number, document: link.document),
          Place(segment: last.number, document: link.canonical.document))
      }
    }
  }

  // MARK: Candidates across segments

  /// Pairs of documents with one fingerprint, in segments that were not compared yet.
  private func candidates() throws(IndexError) -> CandidatePairs {
    var pairs: [Place] = []
    for (number, segment) in segments.enumerated() {
      for other in 0..<number {
        let isKnown = !segment.isNew && !segments[other].isNew
        if isKnown, segment.index == segments[other].index { continue }
        try FingerprintMatches.forEach(segment.reader, segments[other].reader) {
          (lefts: [DocID], rights: [DocID]) in
          for left in lefts where !dropped[number].contains(left) {
            for right in rights where !dropped[other].contains(right) {
              pairs.append(Place(segment: number, document: left))
              pairs.append(Place(segment: other, document: right))
            }
          }
        }
      }
    }
    return CandidatePairs(pairs)
  }

  /// Compares the records of each pair and joins those with one identity, or one id.
  private mutating func confirm(_ candidates: CandidatePairs) throws(IndexError) {
    let places = candidates.places
    groups.reserve(places.count)
    var identities = places.map { place in
      segments[place.segment].identities?.identity(of: place.document)
        .map { RecordIdentity.kept($0) }
    }
    let origins = try origins(of: candidates, identities.indices.filter { identities[$0] == nil })
    var open: [CandidatePairs.Pair] = []
    var same: [Int] = []
    for pair in candidates.pairs {
      if let origin = origins[pair.left], origin == origins[pair.right] {
        groups.join(places[pair.left], places[pair.right], isCopy: true)
        same += [pair.left, pair.right]
      } else {
        open.append(pair)
      }
    }
    try noteGone(candidates, same)
    try readIdentities(
      of: candidates, candidates.numbers(in: open).filter { identities[$0] == nil }, &identities)
    var unread: [CandidatePairs.Pair] = []
    for pair in open {
      guard let left = identities[pair.left], let right = identities[pair.right] else {
        unread.append(pair)
        continue
      }
      let (one, other) = (places[pair.left], places[pair.right])
      let isSameTime =
        try segments[one.segment].reader.time(of: one.document)
        == segments[other.segment].reader.time(of: other.document)
      if left == right, isSameTime || left.hasDigest {
        groups.join(one, other, isCopy: true)
      } else if left.hasIDOf(right) {
        groups.join(one, other, isCopy: false)
      }
    }
    try confirmByFile(candidates, unread) { identities[$0] != nil }
  }

  /// Notes which records cannot be read any more, of those that nobody tried to read.
  private mutating func noteGone(
    _ candidates: CandidatePairs, _ numbers: [Int]
  ) throws(IndexError) {
    var sources = SourceOfPlace()
    var isThere: [PathBytes: Bool] = [:]
    for number in Set(numbers).sorted() {
      let place = candidates.places[number]
      let source = try sources.source(of: place, segments)
      guard source.root < roots.count else { continue }
      let path = Paths.join(roots[source.root], source.path)
      let isKnown = isThere[path] ?? (ArchivePath.probe(path)?.kind == .file)
      isThere[path] = isKnown
      if !isKnown { gone.insert(place) }
    }
  }

  /// Joins pairs of which a record cannot be read any more: a file that was moved has its bytes.
  private mutating func confirmByFile(
    _ candidates: CandidatePairs, _ pairs: [CandidatePairs.Pair], isReadable: (Int) -> Bool
  ) throws(IndexError) {
    let origins = try origins(of: candidates, candidates.numbers(in: pairs))
    for pair in pairs {
      guard let origin = origins[pair.left], origin == origins[pair.right] else {
        unconfirmed += 1
        continue
      }
      let (one, other) = (candidates.places[pair.left], candidates.places[pair.right])
      groups.join(one, other, isCopy: true)
      if !isReadable(pair.left) { gone.insert(one) }
      if !isReadable(pair.right) { gone.insert(other) }
    }
  }

  /// A record by the bytes that it stands in: equal ones are the same record.
  private struct Origin: Equatable {
    /// The SHA-256 of the file.
    var digest: [UInt8]
    /// The number of the record in it.
    var record: Int
  }

  /// Where documents stand, by their numbers; those of files that were not read whole are left out.
  private func origins(
    of candidates: CandidatePairs, _ numbers: [Int]
  ) throws(IndexError) -> [Int: Origin] {
    var origins: [Int: Origin] = [:]
    var sources = SourceOfPlace()
    for number in numbers {
      let place = candidates.places[number]
      let source = try sources.source(of: place, segments)
      guard source.digest.contains(where: { $0 != 0 }) else { continue }
      origins[number] = Origin(
        digest: source.digest, record: source.recordNumber(of: place.document))
    }
    return origins
  }

  /// Reads the records of documents again, given by their numbers in ascending order.
  private func readIdentities(
    of candidates: CandidatePairs, _ numbers: [Int], _ identities: inout [RecordIdentity?]
  ) throws(IndexError) {
    if numbers.isEmpty { return }
    struct SourceKey: Hashable {
      var segment: Int
      var source: Int
    }
    var bySource: [SourceKey: [DocID]] = [:]
    for number in numbers {
      let place = candidates.places[number]
      let index = try segments[place.segment].reader.sources().index(ofDocument: place.document)
      bySource[SourceKey(segment: place.segment, source: index), default: []].append(
        place.document)
    }
    let ranges = SourceRanges()
    let inflater = GzipInflater()
    let reader = LogReader { inflater.unpacked($0) }
    for (key, documents) in bySource {
      let segment = segments[key.segment].reader
      let source = try segments[key.segment].source(ofDocument: documents[0])
      let elements = try segment.elements(holding: documents[...], in: source)
      guard source.root < roots.count else { continue }
      let path = Paths.join(roots[source.root], source.path)
      do {
        let header = try ranges.header(
          path, of: source.identity, isTable: source.format == SourceFormat.table.rawValue)
        try ranges.read(path, identity: source.identity, ranges: elements.map(\.range)) {
          index, bytes in
          _ = header.withUnsafeBytes { header in
            reader.readElement(bytes, header: header.isEmpty ? nil : header) { number in
              for member in elements[index].members where member.number == number {
                let place = Place(segment: key.segment, document: member.document)
                guard let number = candidates.number(of: place) else { continue }
                identities[number] = RecordIdentity(reader.record)
              }
            }
          }
        }
      } catch {
        // Gone, changed or damaged since: its candidates stay unconfirmed, and are counted.
        continue
      }
    }
  }

  // MARK: The outcome

  private func outcome() throws(IndexError) -> Outcome {
    var copies = [[Exclusions.Copy]](repeating: [], count: segments.count)
    var conflicts = copies
    func append(_ place: Place, to centre: Place, _ links: inout [[Exclusions.Copy]]) {
      links[place.segment].append(
        Exclusions.Copy(
          document: place.document,
          canonical: Exclusions.Place(
            segment: segments[centre.segment].id, document: centre.document)))
    }
    let partition = groups.partition()
    let ranks = try ranks()
    var start = 0
    var firsts: [Ranked] = []
    for event in partition.events {
      let ranked = partition.members[start..<event.end].lazy.compactMap { ranks[$0] }
      start = event.end
      if let first = ranked.min() {
        for copy in ranked where copy.place != first.place {
          append(copy.place, to: first.place, &copies)
        }
        firsts.append(first)
      }
      guard event.isLastOfID, let head = firsts.min() else { continue }
      for first in firsts where first.place != head.place {
        append(first.place, to: head.place, &conflicts)
      }
      firsts.removeAll(keepingCapacity: true)
    }
    var exclusions: [Exclusions] = []
    for (number, segment) in segments.enumerated() {
      func merged(_ known: [Exclusions.Copy], _ new: [Exclusions.Copy]) -> [Exclusions.Copy] {
        let kept = known.filter { link in
          !dropped[number].contains(link.document)
            && !groups.contains(Place(segment: number, document: link.document))
        }
        return (kept + new).sorted { $0.document < $1.document }
      }
      var changed = segment.exclusions
      if !groups.isEmpty || newlyDropped[number] != nil {
        changed.copies = merged(changed.copies, copies[number])
        changed.conflicts = merged(changed.conflicts, conflicts[number])
      }
      changed.droppedSources = Set(changed.droppedSources).union(segment.newlyDropped).sorted()
      exclusions.append(changed)
    }
    return Outcome(
      exclusions: exclusions,
      changed: segments.indices.map { exclusions[$0] != segments[$0].exclusions },
      unconfirmed: unconfirmed)
  }

  /// A document with what decides which of several comes first.
  private struct Ranked: Comparable {
    /// Whether its record cannot be read any more.
    var isGone: Bool
    /// Whether it is the row of a table, which says less than the record that it was made of.
    var isRow: Bool
    var root: Int
    var path: PathBytes
    var place: Place

    static func < (left: Ranked, right: Ranked) -> Bool {
      if left.isGone != right.isGone { return right.isGone }
      if left.isRow != right.isRow { return right.isRow }
      if left.root != right.root { return left.root < right.root }
      if left.path != right.path { return left.path.lexicographicallyPrecedes(right.path) }
      return left.place.document < right.place.document
    }
  }

  /// What decides the order of the places of groups, by their numbers; `nil` for those of dropped sources.
  ///
  /// Asked in the order of documents, so that each block of sources is unpacked once.
  private func ranks() throws(IndexError) -> [Ranked?] {
    let places = groups.places
    var ranks = [Ranked?](repeating: nil, count: places.count)
    var sources = SourceOfPlace()
    for number in places.indices.sorted(by: { places[$0] < places[$1] }) {
      let place = places[number]
      if dropped[place.segment].contains(place.document) { continue }
      let source = try sources.source(of: place, segments)
      ranks[number] = Ranked(
        isGone: gone.contains(place), isRow: source.format == SourceFormat.table.rawValue,
        root: source.root, path: source.path, place: place)
    }
    return ranks
  }
}
