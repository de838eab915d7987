internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Decides which documents are copies of one event, across all segments, for one commit.
///
/// Candidates have equal fingerprints. Within a segment the builder knew the whole ids; across
/// segments both records are read again from the archive and compared. Of the copies the one that
/// comes first by (root, path, record) is canonical, whatever the order in which they were
/// indexed. Only groups with a new or a dropped document are looked at.
struct CopyResolver {
  /// A segment as the commit will have it.
  struct Segment {
    var id: String
    var reader: SegmentReader
    /// Of the last commit; empty for a new segment.
    var exclusions: Exclusions
    var isNew: Bool
    /// Sources that this commit drops.
    var newlyDropped: Set<Int> = []
  }

  private struct Place: Hashable {
    var segment: Int
    var document: DocID
  }

  /// What was decided.
  struct Outcome {
    /// The exclusions of each segment, in the order given.
    var exclusions: [Exclusions]
    /// Segments whose exclusions differ from the last commit's.
    var changed: [Bool]
    /// Candidates that could not be confirmed because a source is gone or changed.
    var unconfirmed: Int
  }

  private let segments: [Segment]
  private let roots: [PathBytes]
  private var canonicalOf: [Place: Place] = [:]
  private var copiesOf: [Place: [Place]] = [:]
  /// For each new segment the ids that an event of another segment has with another identity.
  private var conflictingIDs: [Int: Set<[UInt8]>] = [:]
  private var dropped: [DocumentSet] = []
  private var unconfirmed = 0

  init(segments: [Segment], roots: [PathBytes]) {
    self.segments = segments
    self.roots = roots
  }

  /// Resolves the copies of a commit.
  mutating func resolve() throws(IndexError) -> Outcome {
    try loadKnown()
    for (number, segment) in segments.enumerated() where segment.isNew {
      for twin in try segment.reader.twins() {
        try unite(
          Place(segment: number, document: twin.document),
          Place(segment: number, document: twin.first))
      }
    }
    try confirm(try candidates())
    return outcome()
  }

  private mutating func loadKnown() throws(IndexError) {
    var numbers: [String: Int] = [:]
    for (number, segment) in segments.enumerated() { numbers[segment.id] = number }
    for segment in segments {
      var ranges: [Range<Int>] = []
      for source in Set(segment.exclusions.droppedSources).union(segment.newlyDropped) {
        ranges.append(try segment.reader.sources().source(source).documents)
      }
      dropped.append(DocumentSet(ranges: ranges, universe: segment.reader.documentCount))
    }
    var orphans: [Place: [Place]] = [:]
    for (number, segment) in segments.enumerated() {
      for copy in segment.exclusions.copies {
        let place = Place(segment: number, document: copy.document)
        guard !dropped[number].contains(copy.document),
          let other = numbers[copy.canonical.segment]
        else { continue }
        let canonical = Place(segment: other, document: copy.canonical.document)
        if dropped[other].contains(canonical.document) {
          orphans[canonical, default: []].append(place)
        } else {
          point(place, to: canonical)
        }
      }
    }
    // Copies whose canonical one is dropped are still copies of one another.
    for members in orphans.values {
      for member in members.dropFirst() { try unite(member, members[0]) }
    }
  }

  private func canonical(_ place: Place) -> Place { canonicalOf[place] ?? place }

  /// Makes two groups of copies one.
  private mutating func unite(_ left: Place, _ right: Place) throws(IndexError) {
    if dropped[left.segment].contains(left.document)
      || dropped[right.segment].contains(right.document)
    {
      return
    }
    let first = canonical(left)
    let second = canonical(right)
    if first == second { return }
    let (winner, loser) = try precedes(first, second) ? (first, second) : (second, first)
    for member in copiesOf.removeValue(forKey: loser) ?? [] { point(member, to: winner) }
    point(loser, to: winner)
  }

  private mutating func point(_ copy: Place, to canonical: Place) {
    canonicalOf[copy] = canonical
    copiesOf[canonical, default: []].append(copy)
  }

  private mutating func precedes(_ left: Place, _ right: Place) throws(IndexError) -> Bool {
    let leftSource = try source(left)
    let rightSource = try source(right)
    if leftSource.root != rightSource.root { return leftSource.root < rightSource.root }
    if leftSource.path != rightSource.path {
      return leftSource.path.lexicographicallyPrecedes(rightSource.path)
    }
    return left.document < right.document
  }

  private struct SourcePlace {
    var root: Int
    var path: PathBytes
    var documents: Range<Int>
  }

  /// The sources of segments whose copies were compared, read once.
  private var sourcePlaces: [Int: [SourcePlace]] = [:]

  private mutating func source(_ place: Place) throws(IndexError) -> SourcePlace {
    if sourcePlaces[place.segment] == nil {
      var places: [SourcePlace] = []
      try segments[place.segment].reader.sources().forEach { _, source in
        if source.documents.isEmpty { return }
        places.append(
          SourcePlace(root: source.root, path: source.path, documents: source.documents))
      }
      sourcePlaces[place.segment] = places
    }
    let places = sourcePlaces[place.segment] ?? []
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].documents.upperBound <= Int(place.document) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < places.count else {
      throw IndexError(
        .corrupt, path: segments[place.segment].reader.path,
        detail: "no source holds document \(place.document)")
    }
    return places[low]
  }

  // MARK: Candidates across segments

  private struct Pair {
    var left: Place
    var right: Place
  }

  /// Pairs of documents of different segments with one fingerprint, at least one of them new.
  private func candidates() throws(IndexError) -> [Pair] {
    var pairs: [Pair] = []
    for (number, segment) in segments.enumerated() where segment.isNew {
      for other in segments.indices where other != number {
        // Two new segments are compared once.
        if segments[other].isNew, other > number { continue }
        try appendCandidates(number, other, to: &pairs)
      }
    }
    return pairs
  }

  /// A merge of two sorted tables.
  private func appendCandidates(
    _ leftNumber: Int, _ rightNumber: Int, to pairs: inout [Pair]
  ) throws(IndexError) {
    var left = try FingerprintCursor(segments[leftNumber].reader)
    var right = try FingerprintCursor(segments[rightNumber].reader)
    while let first = left.current, let second = right.current {
      if first.fingerprint < second.fingerprint {
        try left.advance()
      } else if second.fingerprint < first.fingerprint {
        try right.advance()
      } else {
        let leftGroup = try left.group()
        let rightGroup = try right.group()
        for leftDocument in leftGroup where !dropped[leftNumber].contains(leftDocument) {
          for rightDocument in rightGroup where !dropped[rightNumber].contains(rightDocument) {
            pairs.append(
              Pair(
                left: Place(segment: leftNumber, document: leftDocument),
                right: Place(segment: rightNumber, document: rightDocument)))
          }
        }
      }
    }
  }

  /// Reads both records of each pair and unites those with one identity.
  private mutating func confirm(_ pairs: [Pair]) throws(IndexError) {
    guard !pairs.isEmpty else { return }
    let identities = try readIdentities(Set(pairs.flatMap { [$0.left, $0.right] }))
    var conflicts: [(Place, [UInt8])] = []
    for pair in pairs {
      guard let left = identities[pair.left], let right = identities[pair.right] else {
        unconfirmed += 1
        continue
      }
      let isSameTime =
        try segments[pair.left.segment].reader.time(of: pair.left.document)
        == segments[pair.right.segment].reader.time(of: pair.right.document)
      if left == right, isSameTime || left.digest != nil {
        try unite(pair.left, pair.right)
      } else if let id = left.id, id == right.id, left.digest == nil, right.digest == nil {
        conflicts.append((pair.left, id))
      }
    }
    // A copy is no event of its own and conflicts with nothing.
    for (place, id) in conflicts where canonicalOf[place] == nil {
      conflictingIDs[place.segment, default: []].insert(id)
    }
  }

  /// What has to be equal beside the time.
  private struct RecordIdentity: Hashable {
    var id: [UInt8]?
    var recipient: [UInt8]?
    /// The digest of a record without an id, or of one that shares its id with others.
    var digest: [UInt8]?
  }

  private func readIdentities(
    _ places: Set<Place>
  ) throws(IndexError) -> [Place: RecordIdentity] {
    struct SourceKey: Hashable {
      var segment: Int
      var source: Int
    }
    var bySource: [SourceKey: [DocID]] = [:]
    for place in places {
      let index = try segments[place.segment].reader.sources().index(ofDocument: place.document)
      bySource[SourceKey(segment: place.segment, source: index), default: []].append(
        place.document)
    }
    let ranges = SourceRanges()
    let inflater = GzipInflater()
    let reader = LogReader { inflater.unpacked($0) }
    var identities: [Place: RecordIdentity] = [:]
    for (key, documents) in bySource {
      let segment = segments[key.segment].reader
      let source = try segment.sources().source(key.source)
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

  private func outcome() -> Outcome {
    var copies = [[Exclusions.Copy]](repeating: [], count: segments.count)
    for (place, canonical) in canonicalOf {
      copies[place.segment].append(
        Exclusions.Copy(
          document: place.document,
          canonical: Exclusions.Place(
            segment: segments[canonical.segment].id, document: canonical.document)))
    }
    var exclusions: [Exclusions] = []
    for (number, segment) in segments.enumerated() {
      exclusions.append(
        Exclusions(
          idConflicts: segment.exclusions.idConflicts + (conflictingIDs[number]?.count ?? 0),
          droppedSources: Set(segment.exclusions.droppedSources).union(segment.newlyDropped)
            .sorted(),
          copies: copies[number].sorted { $0.document < $1.document }))
    }
    return Outcome(
      exclusions: exclusions,
      changed: segments.indices.map { exclusions[$0] != segments[$0].exclusions },
      unconfirmed: unconfirmed)
  }
}

/// Walks the entries of a fingerprint table in order.
private struct FingerprintCursor {
  private let table: FingerprintTableReader
  private var entries: [FingerprintTableReader.Entry] = []
  private var block = 0
  private var index = 0

  init(_ reader: SegmentReader) throws(IndexError) {
    table = try reader.fingerprints()
    try load()
  }

  private mutating func load() throws(IndexError) {
    while index >= entries.count, block < table.blockCount {
      entries = try table.entries(ofBlock: block)
      block += 1
      index = 0
    }
  }

  /// The entry that the cursor stands on, `nil` behind the last.
  var current: FingerprintTableReader.Entry? { index < entries.count ? entries[index] : nil }

  mutating func advance() throws(IndexError) {
    index += 1
    try load()
  }

  /// The documents with the fingerprint that the cursor stands on; moves behind them.
  mutating func group() throws(IndexError) -> [DocID] {
    guard let fingerprint = current?.fingerprint else { return [] }
    var documents: [DocID] = []
    while let entry = current, entry.fingerprint == fingerprint {
      documents.append(entry.document)
      try advance()
    }
    return documents
  }
}
