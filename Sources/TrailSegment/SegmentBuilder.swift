internal import TrailBytes

/// A segment that grows in memory, source by source and document by document.
///
/// ```
/// let builder = SegmentBuilder(schema: schema)
/// let user = builder.terms.intern(key: 1, bytes)
/// builder.addTerm(user)                      // postings of the document that comes
/// builder.setTuple(space: 0, row)            // row from builder.tuples[0].intern(…)
/// builder.endDocument(time: …, identity: …)
/// builder.endSource(source)
/// ```
/// A source that turns out to be unusable is taken back with ``discardSource()``.
/// Belongs to one thread.
package final class SegmentBuilder {
  /// The numbers of one document that are not terms.
  package struct Document {
    /// Milliseconds since 1970, `nil` when the record tells no time.
    package var time: Int64?
    /// Bytes between the end of the record before in its source and this one.
    package var gap: Int
    /// Bytes of the record.
    package var length: Int
    package var identity: DocumentIdentity
    /// Number of the recipient account's term, which is part of the identity.
    package var recipient: TermID
    /// 16-bit hash of the request id, 0 for none; see ``SegmentBuilder/requestHash(_:)``.
    package var requestHash: UInt32

    package init(
      time: Int64?, gap: Int, length: Int, identity: DocumentIdentity, recipient: TermID,
      requestHash: UInt32
    ) {
      self.time = time
      self.gap = gap
      self.length = length
      self.identity = identity
      self.recipient = recipient
      self.requestHash = requestHash
    }
  }

  package let schema: SegmentSchema
  package let terms = TermInterner()
  /// One a tuple space, in the order of the schema.
  package let tuples: [TupleInterner]

  // One element a document.
  let times = Vector<Int64>()
  let gaps = Vector<UInt64>()
  let lengths = Vector<UInt32>()
  let identities = Vector<DocumentIdentity>()
  let recipients = Vector<TermID>()
  let requestHashes = Vector<UInt32>()
  /// One column of rows a tuple space.
  let tupleColumns: [Vector<UInt32>]
  let termColumns: [Vector<TermID>]
  /// The terms of all documents one after another, and where each document's end.
  let postingTerms = Vector<TermID>()
  let postingEnds = Vector<Int>()
  /// What writing sorts the documents of terms in; kept for the next segment.
  let postingDocuments = Vector<DocID>()
  /// The documents with details, ascending; of each its id, and its terms one after another.
  let detailDocuments = Vector<DocID>()
  let detailIDs = Vector<DetailID>()
  let detailTerms = Vector<TermID>()

  var sources: [SourceRecord] = []
  private var sourceStart = 0
  private let currentTuples: UnsafeMutablePointer<UInt32>
  private let currentTerms: UnsafeMutablePointer<TermID>

  /// Stands for "no time" in ``times``.
  static let noTime = Int64.min

  package init(schema: SegmentSchema) {
    self.schema = schema
    tuples = schema.tupleSpaces.map { TupleInterner(arity: $0.columns.count) }
    tupleColumns = schema.tupleSpaces.map { _ in Vector() }
    termColumns = schema.termColumns.map { _ in Vector() }
    currentTuples = .allocate(capacity: schema.tupleSpaces.count)
    currentTuples.initialize(repeating: 0, count: schema.tupleSpaces.count)
    currentTerms = .allocate(capacity: schema.termColumns.count)
    currentTerms.initialize(repeating: TupleInterner.absent, count: schema.termColumns.count)
  }

  deinit {
    times.deallocate()
    gaps.deallocate()
    lengths.deallocate()
    identities.deallocate()
    recipients.deallocate()
    requestHashes.deallocate()
    for column in tupleColumns { column.deallocate() }
    for column in termColumns { column.deallocate() }
    postingTerms.deallocate()
    postingEnds.deallocate()
    postingDocuments.deallocate()
    detailDocuments.deallocate()
    detailIDs.deallocate()
    detailTerms.deallocate()
    currentTuples.deallocate()
    currentTerms.deallocate()
  }

  /// Documents so far.
  package var documentCount: Int { times.count }

  /// Sources so far.
  package var sourceCount: Int { sources.count }

  /// About the bytes of memory that its content needs, with what writing will need on top.
  ///
  /// The same for the same content, so that segments are cut at the same sources whichever worker
  /// makes them.
  package var byteCount: Int {
    let perDocument = 8 + 8 + 4 + 32 + 4 + 4 + 8 + (tupleColumns.count + termColumns.count) * 4
    // Sorting postings takes one more copy; the written segment about 30 bytes a document.
    return documentCount * (perDocument + 16 + 30) + postingTerms.count * 8
      + detailDocuments.count * 40 + detailTerms.count * 8
      + terms.byteCount + tuples.reduce(0) { $0 + $1.byteCount } + sources.count * 300
  }

  /// The 16 bits that stand for a request id; never 0.
  package static func requestHash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    // The seed is part of the format; another one is another version.
    let hash = ByteHash.hash(bytes, seed: 0x5452_4149_4C52_4551)
    let folded = UInt32(truncatingIfNeeded: hash >> 48)
    return folded == 0 ? 1 : folded
  }

  /// Gives the coming document a term with postings; a second time counts once.
  @inline(__always)
  package func addTerm(_ term: TermID) {
    let known = postingTerms.elements
    var index = known.count
    let start = postingEnds.last ?? 0
    while index > start {
      index &-= 1
      if known[index] == term { return }
    }
    postingTerms.append(term)
  }

  /// Gives the coming document, which has none yet, distinct terms with postings.
  @inline(__always)
  package func startTerms(_ terms: UnsafeBufferPointer<TermID>) {
    for term in terms { postingTerms.append(term) }
  }

  /// Gives the coming document its tuple of a space.
  package func setTuple(space: Int, _ row: UInt32) { currentTuples[space] = row }

  /// Gives the coming document its term of a term column.
  package func setTerm(column: Int, _ term: TermID) { currentTerms[column] = term }

  /// Gives the coming document details: its id, and one term (or none) for each column of details.
  package func addDetails(_ id: DetailID, _ terms: UnsafeBufferPointer<TermID>) {
    detailDocuments.append(DocID(documentCount))
    detailIDs.append(id)
    for term in terms { detailTerms.append(term) }
  }

  /// Finishes the coming document.
  ///
  /// Every tuple must have been set.
  package func endDocument(_ document: Document) {
    times.append(document.time ?? SegmentBuilder.noTime)
    gaps.append(UInt64(document.gap))
    lengths.append(UInt32(truncatingIfNeeded: document.length))
    identities.append(document.identity)
    recipients.append(document.recipient)
    requestHashes.append(document.requestHash)
    for space in tupleColumns.indices { tupleColumns[space].append(currentTuples[space]) }
    for column in termColumns.indices {
      termColumns[column].append(currentTerms[column])
      currentTerms[column] = TupleInterner.absent
    }
    postingEnds.append(postingTerms.count)
  }

  /// Finishes a source: the documents since the last one are its documents.
  ///
  /// - Returns: The source with its documents.
  @discardableResult
  package func endSource(_ source: SourceRecord) -> SourceRecord {
    var finished = source
    finished.documents = sourceStart..<documentCount
    finished.records = finished.documents.count + finished.rejected
    sources.append(finished)
    sourceStart = documentCount
    return finished
  }

  /// The sources so far, with their documents.
  package var finishedSources: [SourceRecord] { sources }

  /// Starts a new segment in the memory of the last one, whose terms and tuples are forgotten.
  ///
  /// The system clears memory that it gives, which costs more than clearing the tables.
  package func reset() {
    sources = []
    sourceStart = 0
    discardSource()
    terms.removeAll()
    for space in tuples { space.removeAll() }
  }

  /// Takes back the documents since the last source.
  ///
  /// Their terms stay known and without postings
  /// are not written.
  package func discardSource() {
    let start = sourceStart
    times.truncate(to: start)
    gaps.truncate(to: start)
    lengths.truncate(to: start)
    identities.truncate(to: start)
    recipients.truncate(to: start)
    requestHashes.truncate(to: start)
    for column in tupleColumns { column.truncate(to: start) }
    for (index, column) in termColumns.enumerated() {
      column.truncate(to: start)
      currentTerms[index] = TupleInterner.absent
    }
    postingEnds.truncate(to: start)
    postingTerms.truncate(to: postingEnds.last ?? 0)
    while let last = detailDocuments.last, Int(last) >= start {
      detailDocuments.truncate(to: detailDocuments.count - 1)
    }
    detailIDs.truncate(to: detailDocuments.count)
    detailTerms.truncate(to: detailDocuments.count * schema.detailColumns.count)
  }
}
