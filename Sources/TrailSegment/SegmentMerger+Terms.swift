internal import TrailBytes

extension SegmentMerger {
  /// The terms of a key over all inputs while they are merged.
  struct KeyTerms {
    /// The paths of the inputs, for messages.
    var paths: [String] = []
    /// For each input the number of each ordinal among all terms of the key, in order.
    var numbers: [[UInt32]] = []
    /// Of each number, whether a column of the result holds the term.
    var isUsed: [Bool] = []
    /// Of each number, the ordinal in the result.
    var ordinals: [TermOrdinal] = []

    /// The value that stands for a term in a column; `stored` is the input's value.
    func number(_ stored: UInt64, of input: Int) throws(IndexError) -> UInt32 {
      guard stored > 0 else { return TupleInterner.absent }
      guard input < numbers.count, stored <= UInt64(numbers[input].count) else {
        throw IndexError(.corrupt, path: paths[input], detail: "a column holds an unknown term")
      }
      return numbers[input][Int(stored) - 1]
    }

    /// What a column of the result holds for a number.
    func value(_ number: UInt32) -> UInt64 {
      number == TupleInterner.absent ? 0 : UInt64(ordinals[Int(number)]) + 1
    }
  }

  /// The tuples of a space over all inputs.
  private struct SpaceRows {
    let interner: TupleInterner
    /// For each input the number of each of its rows in the interner.
    var rows: [[UInt32]] = []
    /// The row of the result of each number, in order of first use.
    var renumbered: [UInt32] = []
    /// The numbers that the result uses, in that order.
    var used: [UInt32] = []
  }

  /// Writes dictionaries, postings, tuples and term columns.
  ///
  /// - Returns: The number of terms, and the details and the rows of links of the result.
  func writeTerms(
    to frame: inout SegmentFrame, _ links: LinkTally?
  ) throws(IndexError) -> (terms: Int, details: Details, links: [LinkTally.Row]) {
    var terms = [KeyTerms](repeating: KeyTerms(), count: 64)
    var inColumns: Set<UInt8> = []
    for space in schema.tupleSpaces { inColumns.formUnion(space.columns.map(\.key)) }
    inColumns.formUnion(schema.termColumns.map(\.key))
    inColumns.formUnion(schema.detailColumns.map(\.key))
    for key in inColumns.sorted() { terms[Int(key)] = try numberedTerms(key) }
    var spaces: [SpaceRows] = []
    for space in schema.tupleSpaces.indices { spaces.append(try rows(space, &terms)) }
    for (index, column) in schema.termColumns.enumerated() {
      var isUsed = terms[Int(column.key)].isUsed
      let known = terms[Int(column.key)]
      try forEachValue { reader throws(IndexError) in
        try reader.termColumn(index)
      } _: { input, value throws(IndexError) in
        let number = try known.number(value, of: input)
        if number != TupleInterner.absent { isUsed[Int(number)] = true }
      }
      terms[Int(column.key)].isUsed = isUsed
    }
    let details = try details(&terms)
    var total = 0
    for key in schema.keys {
      let linked = links.flatMap { $0.needsTerms(of: key.id) ? $0 : nil }
      total += try writeTerms(key, &terms[Int(key.id)], to: &frame, linked)
    }
    for space in spaces.indices { try write(space, spaces[space], terms, to: &frame) }
    for (index, column) in schema.termColumns.enumerated() {
      let known = terms[Int(column.key)]
      var values: [UInt64] = []
      values.reserveCapacity(documentCount)
      try forEachValue { reader throws(IndexError) in
        try reader.termColumn(index)
      } _: { input, value throws(IndexError) in
        values.append(known.value(try known.number(value, of: input)))
      }
      frame.section(.termColumn, number: UInt8(index)) {
        PackedColumnWriter.write(values, blockShift: 10, to: &$0)
      }
    }
    let rows = try links.map { tally throws(IndexError) in try linkRows(tally, spaces, terms) }
    return (total, stored(details, terms), rows ?? [])
  }

  /// Counts the documents of the result by the rows of links.
  private func linkRows(
    _ links: LinkTally, _ spaces: [SpaceRows], _ terms: [KeyTerms]
  ) throws(IndexError) -> [LinkTally.Row] {
    try links.prepare { space, member throws(IndexError) in
      let rows = spaces[space]
      let columns = schema.tupleSpaces[space].columns
      let known = terms[Int(columns[member].key)]
      return rows.used.map {
        UInt32(known.value(rows.interner.rows[Int($0) * columns.count + member]))
      }
    }
    var document: DocID = 0
    for piece in pieces {
      let input = inputs[piece.input]
      let times = try input.times()
      var columns: [PackedColumnReader?] = []
      for origin in links.origins {
        switch origin {
        case .tuple(let space): columns.append(try input.tupleColumn(space))
        case .term(let column): columns.append(try input.termColumn(column))
        case .every: columns.append(nil)
        }
      }
      for old in piece.source.documents {
        for (place, origin) in links.origins.enumerated() {
          guard let value = try columns[place]?.value(at: DocID(old)) else { continue }
          if case .tuple(let space) = origin {
            let rows = spaces[space]
            links.values[place] = rows.renumbered[Int(try row(value, rows.rows[piece.input]))]
          } else if case .term(let column) = origin {
            let known = terms[Int(schema.termColumns[column].key)]
            links.values[place] = UInt32(known.value(try known.number(value, of: piece.input)))
          }
        }
        let time = input.time(ofStored: try times.value(at: DocID(old)))
        links.add(document, time: time ?? SegmentBuilder.noTime)
        document += 1
      }
    }
    return links.finished()
  }

  private func merge(_ key: UInt8) throws(IndexError) -> TermMerge {
    var dictionaries: [(Int, TermDictionaryReader)] = []
    for (number, input) in inputs.enumerated() {
      if let dictionary = try input.dictionary(key) { dictionaries.append((number, dictionary)) }
    }
    return try TermMerge(dictionaries)
  }

  private func numberedTerms(_ key: UInt8) throws(IndexError) -> KeyTerms {
    var terms = KeyTerms()
    for input in inputs {
      terms.paths.append(input.path)
      terms.numbers.append([])
      terms.numbers[terms.numbers.count - 1].reserveCapacity(
        try input.dictionary(key)?.count ?? 0)
    }
    var merge = try merge(key)
    var count: UInt32 = 0
    // Ordinals of one input come in order, so appending keeps them in their places.
    while try merge.next({ input, _, _ in terms.numbers[input].append(count) }) != nil {
      count += 1
    }
    terms.isUsed = [Bool](repeating: false, count: Int(count))
    return terms
  }

  /// Unites the tuples of a space, numbers those that are used, and marks their terms.
  private func rows(_ space: Int, _ terms: inout [KeyTerms]) throws(IndexError) -> SpaceRows {
    let columns = schema.tupleSpaces[space].columns
    var found = SpaceRows(interner: TupleInterner(arity: columns.count))
    var tuple = [TermID](repeating: TupleInterner.absent, count: columns.count)
    for (number, input) in inputs.enumerated() {
      var members: [[UInt32]] = []
      for column in columns.indices {
        members.append(try input.tupleMember(space: space, column: column))
      }
      var rows: [UInt32] = []
      let count = members.first?.count ?? 0
      rows.reserveCapacity(count)
      for row in 0..<count {
        for (column, member) in columns.enumerated() {
          tuple[column] = try terms[Int(member.key)].number(
            UInt64(members[column][row]), of: number)
        }
        rows.append(tuple.withUnsafeBufferPointer { found.interner.intern($0) })
      }
      found.rows.append(rows)
    }
    var renumbered = [UInt32](repeating: UInt32.max, count: found.interner.count)
    var used: [UInt32] = []
    let known = found.rows
    try forEachValue { reader throws(IndexError) in
      try reader.tupleColumn(space)
    } _: { input, value throws(IndexError) in
      let row = Int(try self.row(value, known[input]))
      if renumbered[row] == UInt32.max {
        renumbered[row] = UInt32(used.count)
        used.append(UInt32(row))
      }
    }
    for row in used {
      for (column, member) in columns.enumerated() {
        let term = found.interner.rows[Int(row) * columns.count + column]
        if term != TupleInterner.absent { terms[Int(member.key)].isUsed[Int(term)] = true }
      }
    }
    found.renumbered = renumbered
    found.used = used
    return found
  }

  private func row(_ value: UInt64, _ rows: [UInt32]) throws(IndexError) -> UInt32 {
    guard value < UInt64(rows.count) else {
      throw IndexError(
        .corrupt, path: inputs[0].path, detail: "a document has an unknown tuple \(value)")
    }
    return rows[Int(value)]
  }

  /// Writes the dictionary and the postings of a key.
  private func writeTerms(
    _ key: SegmentSchema.Key, _ terms: inout KeyTerms, to frame: inout SegmentFrame,
    _ links: LinkTally?
  ) throws(IndexError) -> Int {
    var readers: [PostingsReader] = []
    for input in inputs { readers.append(try input.postings(key.id)) }
    var merge = try merge(key.id)
    var dictionary = TermDictionaryWriter()
    var postings = ByteWriter()
    var order = DocumentOrder(documentCount: documentCount)
    var documents: [DocID] = []
    var old: [DocID] = []
    var number = 0
    terms.ordinals.reserveCapacity(terms.isUsed.count)
    while let term = try merge.next({ input, _, found throws(IndexError) in
      old.removeAll(keepingCapacity: true)
      try readers[input].append(found, to: &old)
      for document in old {
        if let new = self.document(document, of: input) { documents.append(new) }
      }
    }) {
      terms.ordinals.append(TermOrdinal(dictionary.written))
      let isUsed = number < terms.isUsed.count && terms.isUsed[number]
      if isUsed || !documents.isEmpty {
        order.sort(&documents)
        term.withUnsafeBytes { bytes in
          documents.withUnsafeBufferPointer {
            links?.note(key: key.id, bytes, value: UInt32(dictionary.written) + 1, $0)
            dictionary.append(bytes, documents: $0, postings: &postings)
          }
        }
      }
      documents.removeAll(keepingCapacity: true)
      number += 1
    }
    frame.section(.dictionary, number: key.id) { dictionary.finish(to: &$0) }
    frame.section(.postings, number: key.id) { $0.append(contentsOf: postings.bytes) }
    return dictionary.written
  }

  private func write(
    _ space: Int, _ rows: SpaceRows, _ terms: [KeyTerms], to frame: inout SegmentFrame
  ) throws(IndexError) {
    let columns = schema.tupleSpaces[space].columns
    frame.section(.tupleRows, number: UInt8(space)) { output in
      output.appendVarint(rows.used.count)
      for (column, member) in columns.enumerated() {
        let known = terms[Int(member.key)]
        var packed = ByteWriter()
        PackedColumnWriter.write(
          rows.used.map { known.value(rows.interner.rows[Int($0) * columns.count + column]) },
          blockShift: 10, to: &packed)
        output.appendCounted(packed.bytes)
      }
    }
    var values: [UInt64] = []
    values.reserveCapacity(documentCount)
    try forEachValue { reader throws(IndexError) in
      try reader.tupleColumn(space)
    } _: { input, value throws(IndexError) in
      values.append(UInt64(rows.renumbered[Int(try row(value, rows.rows[input]))]))
    }
    frame.section(.tupleColumn, number: UInt8(space)) {
      PackedColumnWriter.write(values, blockShift: 10, to: &$0)
    }
  }
}

/// Puts doc ids in order: by comparing when they are few, by marking them in a bitmap when they
/// are many.
private struct DocumentOrder {
  private var words: [UInt64]

  init(documentCount: Int) { words = [UInt64](repeating: 0, count: (documentCount + 63) / 64) }

  mutating func sort(_ documents: inout [DocID]) {
    if zip(documents, documents.dropFirst()).allSatisfy({ $0 < $1 }) { return }
    guard documents.count * 16 > words.count else { return documents.sort() }
    for document in documents { words[Int(document >> 6)] |= 1 << UInt64(document & 63) }
    documents.removeAll(keepingCapacity: true)
    for index in words.indices where words[index] != 0 {
      var rest = words[index]
      words[index] = 0
      while rest != 0 {
        documents.append(DocID(index * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
  }
}
