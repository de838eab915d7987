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
  private let links: LinkTally?

  private init(_ builder: SegmentBuilder) {
    self.builder = builder
    links = LinkTally(builder.schema)
  }

  /// The bytes of the segment.
  package static func write(_ builder: SegmentBuilder) -> [UInt8] {
    var segment = SegmentWriter(builder)
    return segment.write()
  }

  private mutating func write() -> [UInt8] {
    let builder = builder
    frame.section(.sources) { SourceTableWriter.write(builder.sources, to: &$0) }
    let clock = SegmentClock(builder.times.elements, noTime: SegmentBuilder.noTime)
    frame.section(.times) { output in
      let values = builder.times.elements.map {
        $0 == SegmentBuilder.noTime ? 0 : clock.stored($0)
      }
      PackedColumnWriter.write(values, blockShift: 7, to: &output)
    }
    frame.section(.lengths) {
      PackedColumnWriter.write(builder.lengths.elements.map(UInt64.init), blockShift: 7, to: &$0)
    }
    frame.section(.gaps) {
      PackedColumnWriter.write(builder.gaps.elements, blockShift: 7, to: &$0)
    }
    frame.section(.requestHashes) {
      PackedColumnWriter.write(
        builder.requestHashes.elements.map(UInt64.init), blockShift: 10, to: &$0)
    }
    let rows = usedRows()
    let ordinals = writeTerms(rows: rows)
    writeColumns(rows: rows, ordinals: ordinals)
    writeIdentities()
    writeDetails(ordinals)
    writeLinks(rows: rows, ordinals: ordinals)
    return frame.finish(
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
    // Postings by term through counting, not comparing: starts[t]..<starts[t + 1].
    var starts = [Int](repeating: 0, count: terms.count + 1)
    for term in builder.postingTerms.elements { starts[Int(term) + 1] += 1 }
    var isUsed = starts.dropFirst().map { $0 > 0 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var documents = [DocID](repeating: 0, count: builder.postingTerms.count)
    var position = 0
    for (document, end) in builder.postingEnds.elements.enumerated() {
      while position < end {
        let term = Int(builder.postingTerms[position])
        documents[next[term]] = DocID(document)
        next[term] += 1
        position += 1
      }
    }
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
    for key in builder.schema.keys {
      let sorted = TermSorting.sorted(byKey[Int(key.id)], key.order, terms)
      for (ordinal, term) in sorted.enumerated() { ordinals[Int(term)] = TermOrdinal(ordinal) }
      termTotal += sorted.count
      var dictionary = TermDictionaryWriter()
      var postings = ByteWriter()
      let linked = links.flatMap { $0.needsTerms(of: key.id) ? $0 : nil }
      documents.withUnsafeBufferPointer { all in
        for term in sorted {
          let found = UnsafeBufferPointer(
            rebasing: all[starts[Int(term)]..<starts[Int(term) + 1]])
          dictionary.append(terms.bytes(term), documents: found, postings: &postings)
          linked?.note(key: key.id, terms.bytes(term), value: ordinals[Int(term)] + 1, found)
        }
      }
      frame.section(.dictionary, number: key.id) { dictionary.finish(to: &$0) }
      frame.section(.postings, number: key.id) { $0.append(contentsOf: postings.bytes) }
    }
    return ordinals
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
          PackedColumnWriter.write(
            rows[space].used.map { stored(interner.rows[Int($0) * interner.arity + member]) },
            blockShift: 10, to: &column)
          output.appendCounted(column.bytes)
        }
      }
      frame.section(.tupleColumn, number: UInt8(space)) { output in
        PackedColumnWriter.write(
          builder.tupleColumns[space].elements.map { UInt64(rows[space].renumbered[Int($0)]) },
          blockShift: 10, to: &output)
      }
    }
    for index in builder.termColumns.indices {
      frame.section(.termColumn, number: UInt8(index)) { output in
        PackedColumnWriter.write(
          builder.termColumns[index].elements.map(stored), blockShift: 10, to: &output)
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
    let found = links.finished { space, member in
      let interner = builder.tuples[space]
      return rows[space].used.map { stored(interner.rows[Int($0) * interner.arity + member]) }
    }
    frame.section(.links) {
      SegmentLinksWriter.write(found, arity: builder.schema.linkColumns.count, to: &$0)
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
