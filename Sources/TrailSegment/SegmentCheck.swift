internal import TrailBytes

/// Proves that the parts of a segment fit together.
///
/// Every page, and what the parts say of one another: nothing that a query trusts is left out.
/// Belongs to one thread.
package struct SegmentCheck {
  private let reader: SegmentReader

  package init(_ reader: SegmentReader) { self.reader = reader }

  /// Checks what opening a segment does not: all pages, orders, ranges, and columns against
  /// postings.
  ///
  /// - Throws: `IndexError` `corrupt` with the first thing that does not fit.
  package func run() throws(IndexError) {
    try reader.verifyAll()
    try checkSources()
    try checkTimes()
    try checkFingerprints()
    for twin in try reader.twins() where twin.first >= twin.document {
      throw fault("document \(twin.document) is the twin of a later one")
    }
    try checkDetails()
    var terms = 0
    for key in reader.schema.keys { terms += try checkTerms(key) }
    guard terms == reader.termCount else {
      throw fault("\(terms) terms, the footer says \(reader.termCount)")
    }
    _ = try values(try reader.requestHashes(), below: reader.requestHashLimit)
    try checkLinks()
  }

  private func fault(_ detail: String) -> IndexError {
    IndexError(.corrupt, path: reader.path, detail: detail)
  }

  private func checkSources() throws(IndexError) {
    var next = 0
    var count = 0
    var problem: String?
    try reader.sources().forEach { number, source in
      if source.documents.lowerBound != next, problem == nil {
        problem = "source \(number) starts at document \(source.documents.lowerBound), not \(next)"
      }
      next = source.documents.upperBound
      count += 1
    }
    if let problem { throw fault(problem) }
    guard next == reader.documentCount, count == reader.sourceCount else {
      throw fault(
        "\(count) sources with \(next) documents, the footer says \(reader.sourceCount) with "
          + "\(reader.documentCount)")
    }
  }

  private func checkTimes() throws(IndexError) {
    let column = try reader.times()
    var range: ClosedRange<Int64>?
    for block in 0..<column.blockCount {
      for value in try column.values(ofBlock: block) {
        guard let time = reader.time(ofStored: value) else { continue }
        range = range.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
      }
    }
    guard range == reader.timeRange else { throw fault("the times are not those of the footer") }
  }

  /// Checks that details are of documents in order, and that their terms exist.
  private func checkDetails() throws(IndexError) {
    guard let details = try reader.details() else { return }
    if !details.documents.isEmpty { _ = try details.id(details.documents.count - 1) }
    for (number, column) in reader.schema.detailColumns.enumerated() {
      let count = try reader.dictionary(column.key)?.count ?? 0
      guard try details.column(number).allSatisfy({ $0 <= count }) else {
        throw fault("details hold an unknown term of key \(column.key)")
      }
    }
  }

  /// Checks that links are those of the columns that they were made of, which were checked before.
  private func checkLinks() throws(IndexError) {
    guard let links = try reader.links(), let tally = LinkTally(reader.schema) else { return }
    for key in reader.schema.keys where tally.needsTerms(of: key.id) {
      guard let dictionary = try reader.dictionary(key.id) else { continue }
      let postings = try reader.postings(key.id)
      var terms: [(term: [UInt8], postings: TermPostings)] = []
      try dictionary.forEach(in: 0..<TermOrdinal(dictionary.count)) { _, term, postings in
        terms.append((Array(term), postings))
      }
      for (ordinal, found) in terms.enumerated() {
        let documents = try postings.documents(found.postings).sorted
        found.term.withUnsafeBytes { term in
          documents.withUnsafeBufferPointer {
            tally.note(key: key.id, term, value: UInt32(ordinal) + 1, $0)
          }
        }
      }
    }
    try tally.prepare { space, member throws(IndexError) in
      try reader.tupleMember(space: space, column: member)
    }
    let times = try reader.times()
    for document in 0..<DocID(reader.documentCount) {
      for (place, origin) in tally.origins.enumerated() {
        switch origin {
        case .tuple(let space):
          tally.values[place] = UInt32(
            truncatingIfNeeded: try reader.tupleColumn(space).value(at: document))
        case .term(let column):
          tally.values[place] = UInt32(
            truncatingIfNeeded: try reader.termColumn(column).value(at: document))
        case .every: break
        }
      }
      let time = reader.time(ofStored: try times.value(at: document))
      tally.add(document, time: time ?? SegmentBuilder.noTime)
    }
    let rows = tally.finished()
    guard rows.count == links.count else {
      throw fault("\(links.count) rows of links, the columns give \(rows.count)")
    }
    let all = Array(rows.indices)
    for column in reader.schema.linkColumns.indices {
      guard try links.values(column, of: all) == rows.map({ $0.values[column] }) else {
        throw fault("links hold other values than the columns")
      }
    }
    for (number, row) in rows.enumerated() {
      let (count, last) = try links.span(number)
      guard links.firsts[number] == row.span.first.document, count == row.span.count,
        last == row.span.last.document
      else { throw fault("links tell other documents than the columns") }
    }
  }

  private func checkFingerprints() throws(IndexError) {
    let table = try reader.fingerprints()
    var seen = [Bool](repeating: false, count: reader.documentCount)
    var previous: FingerprintTableReader.Entry?
    for block in 0..<table.blockCount {
      for entry in try table.entries(ofBlock: block) {
        if let previous {
          let isOrdered =
            table.isOrderedByDocument
            ? (previous.fingerprint, previous.document) < (entry.fingerprint, entry.document)
            : previous.fingerprint <= entry.fingerprint
          guard isOrdered else { throw fault("the fingerprints are out of order") }
        }
        guard !seen[Int(entry.document)] else {
          throw fault("document \(entry.document) has two fingerprints")
        }
        seen[Int(entry.document)] = true
        previous = entry
      }
    }
    guard seen.allSatisfy(\.self) else { throw fault("a document has no fingerprint") }
  }

  /// All values of a column, each below a bound.
  private func values(
    _ column: PackedColumnReader, below bound: UInt64
  ) throws(IndexError) -> [UInt32] {
    var values: [UInt32] = []
    values.reserveCapacity(column.count)
    for block in 0..<column.blockCount {
      for value in try column.values(ofBlock: block) {
        guard value < bound else {
          throw fault("a column holds \(value), at most \(bound) is known")
        }
        values.append(UInt32(truncatingIfNeeded: value))
      }
    }
    return values
  }

  /// A column of terms: of each document ordinal + 1, or 0.
  private struct Shown {
    var name: String
    var values: [UInt32]
  }

  /// Checks dictionary, postings and columns of a key.
  ///
  /// - Returns: The number of terms.
  private func checkTerms(_ key: SegmentSchema.Key) throws(IndexError) -> Int {
    guard let dictionary = try reader.dictionary(key.id) else {
      throw fault("there is no dictionary of key \(key.id)")
    }
    let count = dictionary.count
    var shown: [Shown] = []
    for (space, schema) in reader.schema.tupleSpaces.enumerated() {
      for (column, member) in schema.columns.enumerated() where member.key == key.id {
        let terms = try reader.tupleMember(space: space, column: column)
        guard terms.allSatisfy({ $0 <= count }) else {
          throw fault("tuples of \(schema.name) hold an unknown term of key \(key.id)")
        }
        let rows = try values(try reader.tupleColumn(space), below: UInt64(terms.count))
        if member.isSearched { continue }
        shown.append(Shown(name: "tuple \(schema.name)", values: rows.map { terms[Int($0)] }))
      }
    }
    for (index, column) in reader.schema.termColumns.enumerated() where column.key == key.id {
      let terms = try values(try reader.termColumn(index), below: UInt64(count) + 1)
      if !column.isSearched { shown.append(Shown(name: "term column \(index)", values: terms)) }
    }
    try checkPostings(dictionary, key, &shown)
    for column in shown {
      // What is shown of a document must be found by the postings of the same key.
      guard column.values.allSatisfy({ $0 == 0 }) else {
        throw fault("\(column.name) shows a term of key \(key.id) that its postings do not have")
      }
    }
    return count
  }

  /// Checks orders, and clears in the columns what the postings confirm.
  private func checkPostings(
    _ dictionary: TermDictionaryReader, _ key: SegmentSchema.Key, _ shown: inout [Shown]
  ) throws(IndexError) {
    let reader = try reader.postings(key.id)
    var previous: [UInt8]?
    var problem: String?
    var found: [TermPostings] = []
    let size = 1 << 12
    var start = 0
    while start < dictionary.count {
      let end = min(start + size, dictionary.count)
      found.removeAll(keepingCapacity: true)
      try dictionary.forEach(in: TermOrdinal(start)..<TermOrdinal(end)) { ordinal, term, postings in
        if let previous {
          let order = previous.withUnsafeBytes { key.order.compare($0, term) }
          if order >= 0 { problem = "term \(ordinal) of key \(key.id) is out of order" }
        }
        previous = Array(term)
        found.append(postings)
      }
      if let problem { throw fault(problem) }
      var documents: [DocID] = []
      for (offset, postings) in found.enumerated() {
        documents.removeAll(keepingCapacity: true)
        try reader.append(postings, to: &documents)
        guard zip(documents, documents.dropFirst()).allSatisfy({ $0 < $1 }) else {
          throw fault("the postings of term \(start + offset) of key \(key.id) are out of order")
        }
        let value = UInt32(start + offset) + 1
        for column in shown.indices {
          for document in documents where shown[column].values[Int(document)] == value {
            shown[column].values[Int(document)] = 0
          }
        }
      }
      start = end
    }
  }
}
