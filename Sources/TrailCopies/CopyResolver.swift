package import TrailFiles
internal import TrailFormats
package import TrailSegment

/// Decides which documents are copies of one event, across all segments: for one commit, or for
/// indexes that are asked together.
///
/// Candidates have equal fingerprints. Within a segment the builder knew the whole ids; across
/// segments both records are read again from the archive and compared, unless they are the same
/// record of files with the same bytes. Of the copies the one that
/// comes first by (root, path, record) is canonical, whatever the order in which they were
/// indexed; so are of several events with one id all but the first conflicts.
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
  struct Place: Hashable {
    var segment: Int
    var document: DocID

    /// One word in the place of two: tens of thousands of places are looked up a commit.
    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(truncatingIfNeeded: segment) &<< 32 | UInt64(document))
    }
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
      for twin in try segment.reader.twins() {
        groups.join(
          Place(segment: number, document: twin.document),
          Place(segment: number, document: twin.first), isCopy: twin.isCopy)
      }
    }
    try confirm(try candidates())
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
    var canonicals = groups.places
    var heads: Set<Place> = []
    for place in groups.places {
      guard let link = link(of: place, \.copies) else { continue }
      canonicals.insert(link)
    }
    for canonical in canonicals {
      heads.insert(canonical)
      if let head = link(of: canonical, \.conflicts) { heads.insert(head) }
    }
    if newlyDropped.contains(where: { $0 != nil }) {
      forEachLink(\.conflicts) { document, head in
        if isNewlyDropped(document) || isNewlyDropped(head) { heads.insert(head) }
      }
    }
    var found: [(Place, Place, Bool)] = []
    forEachLink(\.copies) { document, canonical in
      if canonicals.contains(canonical) || isNewlyDropped(canonical) {
        found.append((document, canonical, true))
      }
    }
    forEachLink(\.conflicts) { document, head in
      if heads.contains(head) { found.append((document, head, false)) }
    }
    for (document, centre, isCopy) in found { groups.join(document, centre, isCopy: isCopy) }
  }

  /// Where an earlier link of a document points to.
  private func link(of place: Place, _ links: KeyPath<Exclusions, [Exclusions.Copy]>) -> Place? {
    let known = segments[place.segment].exclusions[keyPath: links]
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

  private struct Pair {
    var left: Place
    var right: Place
  }

  /// Pairs of documents with one fingerprint, in segments that were not compared yet.
  private func candidates() throws(IndexError) -> [Pair] {
    var pairs: [Pair] = []
    for (number, segment) in segments.enumerated() {
      for other in 0..<number {
        let isKnown = !segment.isNew && !segments[other].isNew
        if isKnown, segment.index == segments[other].index { continue }
        try FingerprintMatches.forEach(segment.reader, segments[other].reader) {
          (lefts: [DocID], rights: [DocID]) in
          for left in lefts where !dropped[number].contains(left) {
            for right in rights where !dropped[other].contains(right) {
              pairs.append(
                Pair(
                  left: Place(segment: number, document: left),
                  right: Place(segment: other, document: right)))
            }
          }
        }
      }
    }
    return pairs
  }

  /// Compares the records of each pair and joins those with one identity, or one id.
  private mutating func confirm(_ pairs: [Pair]) throws(IndexError) {
    let kept = keptIdentities(Set(pairs.flatMap { [$0.left, $0.right] }))
    let origins = try origins(pairs.flatMap { [$0.left, $0.right] }.filter { kept[$0] == nil })
    var open: [Pair] = []
    for pair in pairs {
      if let origin = origins[pair.left], origin == origins[pair.right] {
        groups.join(pair.left, pair.right, isCopy: true)
      } else {
        open.append(pair)
      }
    }
    guard !open.isEmpty else { return }
    let identities = try readIdentities(
      Set(open.flatMap { [$0.left, $0.right] }.filter { kept[$0] == nil }), beside: kept)
    var unread: [Pair] = []
    for pair in open {
      guard let left = identities[pair.left], let right = identities[pair.right] else {
        unread.append(pair)
        continue
      }
      let isSameTime =
        try segments[pair.left.segment].reader.time(of: pair.left.document)
        == segments[pair.right.segment].reader.time(of: pair.right.document)
      if left == right, isSameTime || left.digest != nil {
        groups.join(pair.left, pair.right, isCopy: true)
      } else if let id = left.id, id == right.id, left.digest == nil, right.digest == nil {
        groups.join(pair.left, pair.right, isCopy: false)
      }
    }
    try confirmByFile(unread, readable: Set(identities.keys))
  }

  /// Joins pairs of which a record cannot be read any more: a file that was moved has its bytes.
  private mutating func confirmByFile(
    _ pairs: [Pair], readable: Set<Place>
  ) throws(IndexError) {
    guard !pairs.isEmpty else { return }
    let origins = try origins(pairs.flatMap { [$0.left, $0.right] })
    for pair in pairs {
      guard let origin = origins[pair.left], origin == origins[pair.right] else {
        unconfirmed += 1
        continue
      }
      groups.join(pair.left, pair.right, isCopy: true)
      for place in [pair.left, pair.right] where !readable.contains(place) { gone.insert(place) }
    }
  }

  /// A record by the bytes that it stands in: equal ones are the same record.
  private struct Origin: Hashable {
    /// The SHA-256 of the file.
    var digest: [UInt8]
    /// The number of the record in it.
    var record: Int
  }

  /// Where documents stand; those of files that were not read whole are left out.
  private func origins(_ places: [Place]) throws(IndexError) -> [Place: Origin] {
    var origins: [Place: Origin] = [:]
    var sources = SourceOfPlace()
    // In the order of documents, so that each block of sources is unpacked once.
    for place in Set(places).sorted(by: CopyResolver.precedes) {
      let source = try sources.source(of: place, segments)
      guard source.digest.contains(where: { $0 != 0 }) else { continue }
      origins[place] = Origin(
        digest: source.digest, record: source.recordNumber(of: place.document))
    }
    return origins
  }

  /// What has to be equal beside the time.
  private struct RecordIdentity: Hashable {
    var id: [UInt8]?
    var recipient: [UInt8]?
    /// The digest of a record without an id, or of one that shares its id with others.
    var digest: [UInt8]?
  }

  private static func precedes(_ left: Place, _ right: Place) -> Bool {
    (left.segment, left.document) < (right.segment, right.document)
  }

  /// The identities that the run which built a segment still knows.
  private func keptIdentities(_ places: Set<Place>) -> [Place: RecordIdentity] {
    var identities: [Place: RecordIdentity] = [:]
    identities.reserveCapacity(places.count)
    for place in places.sorted(by: CopyResolver.precedes) {
      guard let kept = segments[place.segment].identities?.identity(of: place.document) else {
        continue
      }
      identities[place] = RecordIdentity(id: kept.id, recipient: kept.recipient)
    }
    return identities
  }

  /// Reads the records of documents again.
  ///
  /// - Parameter kept: Identities of other documents, which are given back too.
  private func readIdentities(
    _ places: Set<Place>, beside kept: [Place: RecordIdentity]
  ) throws(IndexError) -> [Place: RecordIdentity] {
    if places.isEmpty { return kept }
    struct SourceKey: Hashable {
      var segment: Int
      var source: Int
    }
    var bySource: [SourceKey: [DocID]] = [:]
    var identities = kept
    for place in places.sorted(by: CopyResolver.precedes) {
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
      let elements = try segment.elements(holding: documents.sorted()[...], in: source)
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
                identities[place] = CopyResolver.identity(reader.record)
              }
            }
          }
        }
      } catch {
        // Gone, changed or damaged since: its candidates stay unconfirmed, and are counted.
        continue
      }
    }
    return identities
  }

  private static func identity(_ record: RecordExtractor) -> RecordIdentity {
    let digest = record.digestText.map { Checksum.sha256($0) }
    return RecordIdentity(
      id: record[.eventID].map { Array($0) },
      recipient: digest == nil ? record[.recipientAccountID].map { Array($0) } : nil,
      digest: digest)
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
    let idGroups = groups.idGroups()
    let ranks = try ranks(of: idGroups.flatMap { $0.joined() })
    for events in idGroups {
      var firsts: [Ranked] = []
      for places in events {
        let ranked = places.compactMap { ranks[$0] }.sorted()
        guard let first = ranked.first else { continue }
        firsts.append(first)
        for copy in ranked.dropFirst() { append(copy.place, to: first.place, &copies) }
      }
      firsts.sort()
      for event in firsts.dropFirst() { append(event.place, to: firsts[0].place, &conflicts) }
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
    var root: Int
    var path: PathBytes
    var place: Place

    static func < (left: Ranked, right: Ranked) -> Bool {
      if left.isGone != right.isGone { return right.isGone }
      if left.root != right.root { return left.root < right.root }
      if left.path != right.path { return left.path.lexicographicallyPrecedes(right.path) }
      return left.place.document < right.place.document
    }
  }

  /// What decides the order of documents, those of dropped sources left out.
  ///
  /// Asked in the order of documents, so that each block of sources is unpacked once.
  private func ranks(of places: [Place]) throws(IndexError) -> [Place: Ranked] {
    var ranks: [Place: Ranked] = [:]
    ranks.reserveCapacity(places.count)
    var sources = SourceOfPlace()
    for place in places.sorted(by: CopyResolver.precedes)
    where !dropped[place.segment].contains(place.document) {
      let source = try sources.source(of: place, segments)
      ranks[place] = Ranked(
        isGone: gone.contains(place), root: source.root, path: source.path, place: place)
    }
    return ranks
  }
}
