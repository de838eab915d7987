internal import TrailBytes

/// Turns a builder into the bytes of a segment file.
///
/// See ``SegmentFormat`` for the frame.
///
/// The bytes depend on the sources and their documents alone: terms are sorted, tuples stand in
/// order of first use, and nothing of the builder's hash tables shows.
package struct SegmentWriter {
  private let builder: SegmentBuilder
  private var frame = SegmentFrame()
  private var termTotal = 0
  /// Bytes a document of most segments: a frame that grows is copied.
  private static let usualBytes = 36
  private let links: LinkTally?

  private init(_ builder: SegmentBuilder) {
    self.builder = builder
    links = LinkTally(builder.schema)
  }

  /// The bytes of the segment.
  package static func write(_ builder: SegmentBuilder) -> [UInt8] {
    var segment = SegmentWriter(builder)
    segment.frame.reserve(builder.documentCount * SegmentWriter.usualBytes)
    return segment.write()
  }

  private mutating func write() -> [UInt8] {
    let builder = builder
    frame.section(.sources) { SourceTableWriter.write(builder.sources, to: &$0) }
    let clock = SegmentClock(builder.times.elements, noTime: SegmentBuilder.noTime)
    let count = builder.documentCount
    let (times, lengths) = (builder.times.elements, builder.lengths.elements)
    let (gaps, hashes) = (builder.gaps.elements, builder.requestHashes.elements)
    frame.section(.times) {
      PackedColumnWriter.write(count: count, blockShift: 7, to: &$0) {
        times[$0] == SegmentBuilder.noTime ? 0 : clock.stored(times[$0])
      }
    }
    frame.section(.lengths) {
      PackedColumnWriter.write(count: count, blockShift: 7, to: &$0) { UInt64(lengths[$0]) }
    }
    frame.section(.gaps) {
      PackedColumnWriter.write(count: count, blockShift: 7, to: &$0) { gaps[$0] }
    }
    frame.section(.requestHashes) {
      PackedColumnWriter.write(count: count, blockShift: 10, to: &$0) { UInt64(hashes[$0]) }
    }
    let rows = usedRows()
    let ordinals = writeTerms(rows: rows)
    writeColumns(rows: rows, ordinals: ordinals)
    writeIdentities()
    writeDetails(ordinals)
    writeLinks(rows: rows, ordinals: ordinals)
    // Moved out, because a frame that is held twice would be copied by its last bytes.
    let whole = exchange(&frame, with: SegmentFrame())
    return whole.finish(
      SegmentFrame.Totals(
        schema: builder.schema, documents: builder.documentCount,
        sources: builder.sources.count, times: clock.range, clock: clock, terms: termTotal,
        irregularIDs: builder.identities.elements.count { $0.form == .text },
        missingIDs: builder.identities.elements.count { $0.form == .recordHash }))
  }

  /// For each space the new number of each row that a document uses, in order of first use, and
  /// the used rows in that order.
  private func usedRows() -> [(renumbered: [UInt32], used: [UInt32])] {
    builder.tuples.enumerated().map { space, interner in
      var renumbered = [UInt32](repeating: UInt32.max, count: interner.count)
      var used: [UInt32] = []
      for row in builder.tupleColumns[space].elements where renumbered[Int(row)] == UInt32.max {
        renumbered[Int(row)] = UInt32(used.count)
        used.append(row)
      }
      return (renumbered, used)
    }
  }

  /// Writes dictionaries and postings; returns the ordinal of each term.
  private mutating func writeTerms(
    rows: [(renumbered: [UInt32], used: [UInt32])]
  ) -> [TermOrdinal] {
    let terms = builder.terms
    let (ends, documents) = sortedPostings()
    // Where the documents of a term stand.
    func range(_ term: TermID) -> Range<Int> {
      (term == 0 ? 0 : Int(ends[Int(term) - 1]))..<Int(ends[Int(term)])
    }
    var isUsed = [Bool](repeating: false, count: terms.count)
    for term in isUsed.indices where !range(TermID(term)).isEmpty { isUsed[term] = true }
    for (space, interner) in builder.tuples.enumerated() {
      for row in rows[space].used {
        for member in 0..<interner.arity {
          let term = interner.rows[Int(row) * interner.arity + member]
          if term != TupleInterner.absent { isUsed[Int(term)] = true }
        }
      }
    }
    for column in builder.termColumns {
      for term in column.elements where term != TupleInterner.absent { isUsed[Int(term)] = true }
    }
    for term in builder.detailTerms.elements where term != TupleInterner.absent {
      isUsed[Int(term)] = true
    }
    var byKey = [[TermID]](repeating: [], count: 64)
    for term in 0..<terms.count where isUsed[term] {
      byKey[Int(terms.key(TermID(term)))].append(TermID(term))
    }
    var ordinals = [TermOrdinal](repeating: 0, count: terms.count)
    var postings = ByteWriter()
    for key in builder.schema.keys {
      let sorted = TermSorting.sorted(byKey[Int(key.id)], key.order, terms)
      for (ordinal, term) in sorted.enumerated() { ordinals[Int(term)] = TermOrdinal(ordinal) }
      termTotal += sorted.count
      var dictionary = TermDictionaryWriter()
      postings.truncate(to: 0)
      let linked = links.flatMap { $0.needsTerms(of: key.id) ? $0 : nil }
      for term in sorted {
        let found = UnsafeBufferPointer(rebasing: documents[range(term)])
        dictionary.append(terms.bytes(term), documents: found, postings: &postings)
        linked?.note(key: key.id, terms.bytes(term), value: ordinals[Int(term)] + 1, found)
      }
      frame.section(.dictionary, number: key.id) { dictionary.finish(to: &$0) }
      frame.section(.postings, number: key.id) { $0.append(contentsOf: postings.bytes) }
    }
    return ordinals
  }

  /// The documents of all terms, through counting and not comparing: those of one term together, ascending.
  ///
  /// - Returns: Where the documents of each term end, and the documents, in memory of the builder.
  private func sortedPostings() -> (ends: [UInt32], documents: UnsafeBufferPointer<DocID>) {
    let postings = builder.postingTerms.elements
    builder.postingDocuments.reset(to: postings.count)
    let documents = builder.postingDocuments.elements
    var ends = [UInt32](repeating: 0, count: builder.terms.count + 1)
    ends.withUnsafeMutableBufferPointer { places in
      for term in postings { places[Int(term) &+ 1] &+= 1 }
      for term in 1..<places.count { places[term] &+= places[term &- 1] }
      // Where the documents of a term begin becomes where they end.
      var position = 0
      for (document, end) in builder.postingEnds.elements.enumerated() {
        while position < end {
          let term = Int(postings[position])
          documents[Int(places[term])] = DocID(truncatingIfNeeded: document)
          places[term] &+= 1
          position &+= 1
        }
      }
    }
    return (ends, UnsafeBufferPointer(documents))
  }

  private mutating func writeColumns(
    rows: [(renumbered: [UInt32], used: [UInt32])], ordinals: [TermOrdinal]
  ) {
    let builder = builder
    func stored(_ term: TermID) -> UInt64 {
      term == TupleInterner.absent ? 0 : UInt64(ordinals[Int(term)]) + 1
    }
    for (space, interner) in builder.tuples.enumerated() {
      frame.section(.tupleRows, number: UInt8(space)) { output in
        output.appendVarint(rows[space].used.count)
        for member in 0..<interner.arity {
          var column = ByteWriter()
          let (used, members, arity) = (rows[space].used, interner.rows, interner.arity)
          PackedColumnWriter.write(count: used.count, blockShift: 10, to: &column) {
            stored(members[Int(used[$0]) &* arity &+ member])
          }
          output.appendCounted(column.bytes)
        }
      }
      frame.section(.tupleColumn, number: UInt8(space)) { output in
        let (column, renumbered) = (builder.tupleColumns[space].elements, rows[space].renumbered)
        PackedColumnWriter.write(count: column.count, blockShift: 10, to: &output) {
          UInt64(renumbered[Int(column[$0])])
        }
      }
    }
    for index in builder.termColumns.indices {
      frame.section(.termColumn, number: UInt8(index)) { output in
        let column = builder.termColumns[index].elements
        PackedColumnWriter.write(count: column.count, blockShift: 10, to: &output) {
          stored(column[$0])
        }
      }
    }
  }

  private mutating func writeDetails(_ ordinals: [TermOrdinal]) {
    let arity = builder.schema.detailColumns.count
    guard arity > 0 else { return }
    let builder = builder
    frame.section(.details) { output in
      SegmentDetailsWriter.write(
        documents: builder.detailDocuments.elements, ids: builder.detailIDs.elements,
        arity: arity, to: &output
      ) { row, column in
        let term = builder.detailTerms[row * arity + column]
        return term == TupleInterner.absent ? 0 : UInt64(ordinals[Int(term)]) + 1
      }
    }
  }

  private mutating func writeLinks(
    rows: [(renumbered: [UInt32], used: [UInt32])], ordinals: [TermOrdinal]
  ) {
    guard let links else { return }
    let builder = builder
    func stored(_ term: TermID) -> UInt32 {
      term == TupleInterner.absent ? 0 : ordinals[Int(term)] + 1
    }
    links.prepare { space, member in
      let interner = builder.tuples[space]
      return rows[space].used.map { stored(interner.rows[Int($0) * interner.arity + member]) }
    }
    for document in 0..<builder.documentCount {
      for (place, origin) in links.origins.enumerated() {
        switch origin {
        case .tuple(let space):
          let row = builder.tupleColumns[space][document]
          links.values[place] = rows[space].renumbered[Int(row)]
        case .term(let column): links.values[place] = stored(builder.termColumns[column][document])
        case .every: break
        }
      }
      links.add(DocID(document), time: builder.times[document])
    }
    frame.section(.links) {
      SegmentLinksWriter.write(links.finished(), arity: builder.schema.linkColumns.count, to: &$0)
    }
  }

  /// Writes the fingerprints, and the documents known to be copies of an earlier one.
  private mutating func writeIdentities() {
    let identities = builder.identities.elements
    let entries = FingerprintTableWriter.sorted(
      identities.indices.map { index in
        identities[index].fingerprint << FingerprintTableWriter.documentBits | UInt64(index)
      })
    var twins: [SegmentTwin] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      let fingerprint = entries[start] >> FingerprintTableWriter.documentBits
      while end < entries.count,
        entries[end] >> FingerprintTableWriter.documentBits == fingerprint
      {
        end += 1
      }
      if end - start > 1 {
        findTwins(among: entries[start..<end].map { Int($0 & (1 << 24 - 1)) }, into: &twins)
      }
      start = end
    }
    twins.sort { $0.document < $1.document }
    frame.section(.fingerprints) { FingerprintTableWriter.write(entries, to: &$0) }
    frame.section(.twins) { SegmentTwins.write(twins, to: &$0) }
  }

  /// Finds the documents that share their id with an earlier one, among documents with one
  /// fingerprint, ascending.
  private func findTwins(among group: [Int], into twins: inout [SegmentTwin]) {
    struct Whole: Hashable {
      var identity: DocumentIdentity
      var recipient: TermID
      var time: Int64
    }
    var firsts: [Whole: Int] = [:]
    var firstsOfID: [DocumentIdentity: Int] = [:]
    for document in group {
      let identity = builder.identities[document]
      let isRecord = identity.form == .recordHash || identity.form == .entry
      let whole = Whole(
        identity: identity, recipient: isRecord ? 0 : builder.recipients[document],
        time: isRecord ? 0 : builder.times[document])
      if let first = firsts[whole] {
        twins.append(SegmentTwin(document: DocID(document), first: DocID(first), isCopy: true))
        continue
      }
      firsts[whole] = document
      if let first = firstsOfID[identity] {
        twins.append(SegmentTwin(document: DocID(document), first: DocID(first), isCopy: false))
      } else {
        firstsOfID[identity] = document
      }
    }
  }
}
