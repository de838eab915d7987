import TrailBytes
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

/// A small segment with every kind of section, and the events that it was made of.
struct TinySegment {
  struct Event {
    var time: Int64?
    var gap: Int
    var length: Int
    var id: String
    var recipient: String
    var user: String?
    var address: String
    var key: String?
    var request: String

    /// A text that few events have.
    var details: String? { address.hasSuffix("1") ? "detail \(request.prefix(1))" : nil }
  }

  /// Sources as lists of events.
  var sources: [[Event]]

  static let schema = SegmentSchema(
    keys: [
      .init(id: 1, order: .folded), .init(id: 8, order: .bytes), .init(id: 15, order: .bytes),
      .init(id: 63, order: .bytes),
    ],
    tupleSpaces: [
      .init(
        name: "client",
        columns: [.init(key: 8, isSearched: true), .init(key: 1, isSearched: false)])
    ],
    termColumns: [.init(key: 15, isSearched: true)],
    detailColumns: [
      .init(key: 63, isSearched: false), .init(key: 15, isSearched: false),
      .init(key: 63, isSearched: false),
    ],
    linkColumns: [
      .init(key: 1), .init(key: 8, kept: ["192.0.2.1", "192.0.2.7"]), .init(key: 15),
      .init(key: 1, isEvery: true),
    ])

  init(seed: UInt64, sources count: Int, events: Int) {
    var random = SplitMix64(seed: seed)
    let users = ["alice", "Alice", "Ａlice", "bob", "トレイル"]
    var known: [Event] = []
    sources = (0..<count).map { _ in
      (0..<events).map { _ in
        if !known.isEmpty, random.chance(15) { return random.pick(known) }
        let event = Event(
          time: random.chance(10) ? nil : 1_700_000_000_000 + Int64(random.below(5_000_000)),
          gap: random.below(5), length: 300 + random.below(900), id: random.uuid(),
          recipient: random.pick(["111122223333", "444455556666"]),
          user: random.chance(20) ? nil : random.pick(users),
          address: "192.0.2.\(random.below(12))",
          key: random.chance(50) ? nil : "AKIA\(random.below(6))", request: random.hex(8))
        known.append(event)
        return event
      }
    }
  }

  var events: [Event] { sources.flatMap(\.self) }

  /// Adds the sources; after each, `discarded` is read, told to `body` and taken back.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of the sources to add, in this order; all without it.
  ///   - isDetailed: Whether the segment has columns of details.
  ///   - isLinked: Whether it has columns of links.
  func builder(
    discarding discarded: [Event] = [], only chosen: [Int]? = nil, isDetailed: Bool = true,
    isLinked: Bool = true
  ) -> SegmentBuilder {
    var schema = Self.schema
    if !isDetailed { schema.detailColumns = [] }
    if !isLinked { schema.linkColumns = [] }
    let builder = SegmentBuilder(schema: schema)
    fill(builder, discarding: discarded, only: chosen)
    return builder
  }

  /// Adds the sources to a builder.
  func fill(
    _ builder: SegmentBuilder, discarding discarded: [Event] = [], only chosen: [Int]? = nil
  ) {
    for number in chosen ?? Array(sources.indices) {
      let events = sources[number]
      for event in discarded { Self.add(event, to: builder) }
      builder.discardSource()
      for event in events { Self.add(event, to: builder) }
      var source = SourceRecord(
        root: 0, path: Array("source-\(number)".utf8),
        identity: FileIdentity(size: 9, modified: 8, changed: 8, inode: UInt64(number)))
      source.jsonBytes = 1_000
      builder.endSource(source)
    }
  }

  private static func add(_ event: Event, to builder: SegmentBuilder) {
    func term(_ key: UInt8, _ text: String) -> TermID {
      Array(text.utf8).withUnsafeBytes { builder.terms.intern(key: key, $0) }
    }
    let user = event.user.map { term(1, $0) }
    if let user { builder.addTerm(user) }
    let tuple = [term(8, event.address), user ?? TupleInterner.absent]
    builder.setTuple(space: 0, tuple.withUnsafeBufferPointer { builder.tuples[0].intern($0) })
    if let key = event.key { builder.setTerm(column: 0, term(15, key)) }
    let identity = Array(event.id.utf8).withUnsafeBytes {
      DocumentIdentity(uuid: $0) ?? DocumentIdentity(text: $0, number: 1)
    }
    if let details = event.details, !builder.schema.detailColumns.isEmpty {
      let terms = [
        term(63, details), event.key.map { term(15, $0) } ?? TupleInterner.absent,
        details.hasSuffix("a") ? term(63, event.recipient) : TupleInterner.absent,
      ]
      terms.withUnsafeBufferPointer {
        builder.addDetails(DetailID(high: identity.high, low: identity.low), $0)
      }
    }
    builder.endDocument(
      SegmentBuilder.Document(
        time: event.time, gap: event.gap, length: event.length, identity: identity,
        recipient: term(8, event.recipient),
        requestHash: Array(event.request.utf8).withUnsafeBytes { SegmentBuilder.requestHash($0) }))
  }
}

/// Everything that a segment answers.
struct SegmentAnswers: Equatable {
  var counts: [Int] = []
  var timeRange: ClosedRange<Int64>?
  var schema: SegmentSchema
  var sources: [SourceRecord] = []
  var times: [Int64?] = []
  var places: [Range<Int64>] = []
  var columns: [[UInt64]] = []
  var members: [[UInt32]] = []
  var terms: [[[UInt8]]] = []
  var postings: [[[DocID]]] = []
  var fingerprints: [FingerprintTableReader.Entry] = []
  var twins: [SegmentTwin] = []
  var between: [[DocID]] = []
  var detailed: [DocID] = []
  var detailIDs: [DetailID] = []
  var details: [[UInt32]] = []
  var links: [[UInt32]] = []

  init(_ file: MappedFile) throws(IndexError) {
    let reader = try SegmentReader(file)
    schema = reader.schema
    timeRange = reader.timeRange
    counts = [
      reader.documentCount, reader.sourceCount, reader.termCount,
      reader.irregularIDs, reader.missingIDs, reader.byteCount,
    ]
    let documents = 0..<DocID(reader.documentCount)
    let table = try reader.sources()
    for index in 0..<table.count { sources.append(try table.source(index)) }
    for document in documents {
      times.append(try reader.time(of: document))
      let source = try table.source(try table.index(ofDocument: document))
      let elements = try reader.elements(holding: [document][...], in: source)
      places += elements.map(\.range)
    }
    for space in schema.tupleSpaces.indices {
      columns.append(try Self.values(try reader.tupleColumn(space)))
      for column in schema.tupleSpaces[space].columns.indices {
        members.append(try reader.tupleMember(space: space, column: column))
      }
    }
    for index in schema.termColumns.indices {
      columns.append(try Self.values(try reader.termColumn(index)))
    }
    if let kept = try reader.links() {
      let rows = Array(0..<kept.count)
      for column in schema.linkColumns.indices { links.append(try kept.values(column, of: rows)) }
      for row in rows {
        let (count, last) = try kept.span(row)
        links.append([kept.firsts[row], last, UInt32(count)])
      }
    }
    columns.append(try Self.values(try reader.requestHashes()))
    for key in schema.keys {
      guard let dictionary = try reader.dictionary(key.id) else { continue }
      let lists = try reader.postings(key.id)
      var found: [TermPostings] = []
      var texts: [[UInt8]] = []
      try dictionary.forEach(in: 0..<TermOrdinal(dictionary.count)) {
        _ = $0
        texts.append(Array($1))
        found.append($2)
      }
      terms.append(texts)
      var sets: [[DocID]] = []
      for postings in found { sets.append(try lists.documents(postings).sorted) }
      postings.append(sets)
    }
    let table2 = try reader.fingerprints()
    for block in 0..<table2.blockCount { fingerprints += try table2.entries(ofBlock: block) }
    twins = try reader.twins()
    let middle = (timeRange?.lowerBound ?? 0) + 2_000_000
    between.append(try reader.documents(from: middle, to: middle + 999_999).sorted)
    between.append(try reader.documents(from: nil, to: nil).sorted)
    if let kept = try reader.details() {
      detailed = kept.documents
      for row in kept.documents.indices { detailIDs.append(try kept.id(row)) }
      for column in schema.detailColumns.indices { details.append(try kept.column(column)) }
    }
  }

  private static func values(_ column: PackedColumnReader) throws(IndexError) -> [UInt64] {
    var values: [UInt64] = []
    for block in 0..<column.blockCount { values += try column.values(ofBlock: block) }
    return values
  }
}
