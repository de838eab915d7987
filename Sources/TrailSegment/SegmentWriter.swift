internal import TrailBytes
internal import TrailFiles

/// Turns a builder into the bytes of a segment file.
///
/// See ``SegmentFormat`` for the frame.
///
/// The bytes depend on the sources and their documents alone: terms are sorted, tuples stand in
/// order of first use, and nothing of the builder's hash tables shows.
package struct SegmentWriter {
  private let builder: SegmentBuilder
  private var writer = ByteWriter()
  private var sections: [SectionEntry] = []
  private var termTotal = 0
  private var idConflicts = 0

  /// Where a section stands; what the footer lists.
  struct SectionEntry {
    var kind: SegmentFormat.SectionKind
    /// Key, tuple space or term column; 0 where the kind has one section.
    var number: UInt8
    var offset: Int
    var count: Int
  }

  private init(_ builder: SegmentBuilder) { self.builder = builder }

  /// The bytes of the segment.
  package static func write(_ builder: SegmentBuilder) -> [UInt8] {
    var segment = SegmentWriter(builder)
    return segment.write()
  }

  private mutating func write() -> [UInt8] {
    writer.append(contentsOf: SegmentFormat.magic)
    writer.appendFixed(SegmentFormat.version)
    writer.appendFixed(UInt32(0))
    section(.sources) { SourceTableWriter.write($0.sources, to: &$1) }
    let (base, unit) = timeFrame()
    section(.times) { builder, output in
      let values = builder.times.elements.map { time -> UInt64 in
        time == SegmentBuilder.noTime ? 0 : UInt64((time - base) / unit) + 1
      }
      PackedColumnWriter.write(values, blockShift: 7, to: &output)
    }
    section(.lengths) {
      PackedColumnWriter.write($0.lengths.elements.map(UInt64.init), blockShift: 7, to: &$1)
    }
    section(.gaps) { PackedColumnWriter.write($0.gaps.elements, blockShift: 7, to: &$1) }
    section(.requestHashes) {
      PackedColumnWriter.write($0.requestHashes.elements.map(UInt64.init), blockShift: 10, to: &$1)
    }
    let rows = usedRows()
    let ordinals = writeTerms(rows: rows)
    writeColumns(rows: rows, ordinals: ordinals)
    writeIdentities()
    return finish(timeBase: base, timeUnit: unit)
  }

  private mutating func section(
    _ kind: SegmentFormat.SectionKind, number: UInt8 = 0,
    _ body: (SegmentBuilder, inout ByteWriter) -> Void
  ) {
    writer.pad(to: 8)
    let offset = writer.count
    body(builder, &writer)
    sections.append(
      SectionEntry(kind: kind, number: number, offset: offset, count: writer.count - offset))
  }

  /// The earliest time, and the largest unit in milliseconds that divides all times.
  private func timeFrame() -> (base: Int64, unit: Int64) {
    var base = Int64.max
    for time in builder.times.elements where time != SegmentBuilder.noTime {
      base = min(base, time)
    }
    if base == Int64.max { return (0, 1_000) }
    base -= (base % 1_000 + 1_000) % 1_000
    let isWhole = builder.times.elements.allSatisfy {
      $0 == SegmentBuilder.noTime || $0 % 1_000 == 0
    }
    return (base, isWhole ? 1_000 : 1)
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
    var byKey = [[TermID]](repeating: [], count: 64)
    for term in 0..<terms.count where isUsed[term] {
      byKey[Int(terms.key(TermID(term)))].append(TermID(term))
    }
    var ordinals = [TermOrdinal](repeating: 0, count: terms.count)
    for key in builder.schema.keys {
      let sorted = SegmentWriter.sort(byKey[Int(key.id)], key.order, terms)
      for (ordinal, term) in sorted.enumerated() { ordinals[Int(term)] = TermOrdinal(ordinal) }
      termTotal += sorted.count
      var dictionary = TermDictionaryWriter(termCount: sorted.count)
      var postings = ByteWriter()
      documents.withUnsafeBufferPointer { all in
        for term in sorted {
          dictionary.append(
            terms.bytes(term),
            documents: UnsafeBufferPointer(
              rebasing: all[starts[Int(term)]..<starts[Int(term) + 1]]),
            postings: &postings)
        }
      }
      section(.dictionary, number: key.id) { dictionary.finish(to: &$1) }
      section(.postings, number: key.id) { $1.append(contentsOf: postings.bytes) }
    }
    return ordinals
  }

  /// Sorts terms.
  ///
  /// Their first eight bytes, made comparable as a number, decide most comparisons
  /// without touching the terms.
  private static func sort(
    _ ids: [TermID], _ order: TermOrder, _ terms: TermInterner
  ) -> [TermID] {
    var keyed = ids.map { (order.prefix(terms.bytes($0)), $0) }
    keyed.sort { left, right in
      if left.0 != right.0 { return left.0 < right.0 }
      return order.compare(terms.bytes(left.1), terms.bytes(right.1)) < 0
    }
    return keyed.map(\.1)
  }

  private mutating func writeColumns(
    rows: [(renumbered: [UInt32], used: [UInt32])], ordinals: [TermOrdinal]
  ) {
    func stored(_ term: TermID) -> UInt64 {
      term == TupleInterner.absent ? 0 : UInt64(ordinals[Int(term)]) + 1
    }
    for (space, interner) in builder.tuples.enumerated() {
      section(.tupleRows, number: UInt8(space)) { _, output in
        output.appendVarint(rows[space].used.count)
        for member in 0..<interner.arity {
          var column = ByteWriter()
          PackedColumnWriter.write(
            rows[space].used.map { stored(interner.rows[Int($0) * interner.arity + member]) },
            blockShift: 10, to: &column)
          output.appendCounted(column.bytes)
        }
      }
      section(.tupleColumn, number: UInt8(space)) { builder, output in
        PackedColumnWriter.write(
          builder.tupleColumns[space].elements.map { UInt64(rows[space].renumbered[Int($0)]) },
          blockShift: 10, to: &output)
      }
    }
    for index in builder.termColumns.indices {
      section(.termColumn, number: UInt8(index)) { builder, output in
        PackedColumnWriter.write(
          builder.termColumns[index].elements.map(stored), blockShift: 10, to: &output)
      }
    }
  }

  /// Writes the fingerprints, and the documents known to be copies of an earlier one.
  private mutating func writeIdentities() {
    let identities = builder.identities.elements
    var entries = identities.indices.map { index in
      identities[index].fingerprint << FingerprintTableWriter.documentBits | UInt64(index)
    }
    entries.sort()
    var twins: [(document: Int, first: Int)] = []
    var conflicts = 0
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
        let group = entries[start..<end].map { Int($0 & (1 << 24 - 1)) }
        conflicts += findTwins(among: group, into: &twins)
      }
      start = end
    }
    twins.sort { $0.document < $1.document }
    idConflicts = conflicts
    section(.fingerprints) { FingerprintTableWriter.write(entries, to: &$1) }
    section(.twins) { _, output in
      output.appendVarint(twins.count)
      var previous = 0
      for twin in twins {
        output.appendVarint(twin.document - previous)
        output.appendVarint(twin.document - twin.first)
        previous = twin.document
      }
    }
  }

  /// Finds copies among documents with one fingerprint, ascending.
  ///
  /// - Returns: The number of documents that share an id with an earlier one and are no copy.
  private func findTwins(
    among group: [Int], into twins: inout [(document: Int, first: Int)]
  ) -> Int {
    struct Whole: Hashable {
      var identity: DocumentIdentity
      var recipient: TermID
      var time: Int64
    }
    var firsts: [Whole: Int] = [:]
    var ids: Set<DocumentIdentity> = []
    var conflicts = 0
    for document in group {
      let identity = builder.identities[document]
      let isRecord = identity.form == .recordHash || identity.form == .entry
      let whole = Whole(
        identity: identity, recipient: isRecord ? 0 : builder.recipients[document],
        time: isRecord ? 0 : builder.times[document])
      if let first = firsts[whole] {
        twins.append((document, first))
      } else {
        firsts[whole] = document
        if !ids.insert(identity).inserted { conflicts += 1 }
      }
    }
    return conflicts
  }

  private mutating func finish(timeBase: Int64, timeUnit: Int64) -> [UInt8] {
    writer.pad(to: 8)
    let checksumsOffset = writer.count
    var checksums = ByteWriter()
    writer.bytes.withUnsafeBytes { all in
      for section in sections {
        var start = section.offset
        let end = section.offset + section.count
        while start < end {
          let stop = min(start + SegmentFormat.pageSize, end)
          checksums.appendFixed(
            Checksum.crc32(UnsafeRawBufferPointer(rebasing: all[start..<stop])))
          start = stop
        }
      }
    }
    let checksumsSum = checksums.bytes.withUnsafeBytes { Checksum.crc32($0) }
    writer.append(contentsOf: checksums.bytes)
    writer.pad(to: 8)
    let footerOffset = writer.count
    var footer = ByteWriter()
    builder.schema.write(to: &footer)
    footer.appendVarint(builder.documentCount)
    footer.appendVarint(builder.sources.count)
    var times = builder.times.elements.filter { $0 != SegmentBuilder.noTime }.makeIterator()
    var range: ClosedRange<Int64>?
    while let time = times.next() {
      range = range.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
    }
    footer.append(range == nil ? 0 : 1)
    footer.appendSignedVarint(range?.lowerBound ?? 0)
    footer.appendSignedVarint(range?.upperBound ?? 0)
    footer.appendSignedVarint(timeBase)
    footer.appendSignedVarint(timeUnit)
    footer.appendVarint(idConflicts)
    footer.appendVarint(termTotal)
    footer.appendVarint(builder.identities.elements.count { $0.form == .text })
    footer.appendVarint(builder.identities.elements.count { $0.form == .recordHash })
    footer.appendVarint(checksumsOffset)
    footer.appendFixed(checksumsSum)
    footer.appendVarint(sections.count)
    for section in sections {
      footer.append(section.kind.rawValue)
      footer.append(section.number)
      footer.appendVarint(section.offset)
      footer.appendVarint(section.count)
    }
    let footerSum = footer.bytes.withUnsafeBytes { Checksum.crc32($0) }
    writer.append(contentsOf: footer.bytes)
    let fileSize = writer.count + SegmentFormat.trailerSize
    writer.appendFixed(UInt64(footerOffset))
    writer.appendFixed(UInt32(footer.count))
    writer.appendFixed(footerSum)
    writer.appendFixed(UInt64(fileSize))
    writer.append(contentsOf: SegmentFormat.endMagic)
    return writer.bytes
  }
}
