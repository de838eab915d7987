import Testing
import TrailBytes
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

@Suite struct SegmentTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func answers(_ bytes: [UInt8]) throws -> SegmentAnswers {
    try SegmentAnswers(try MappedFile(path: try directory.write(bytes, to: "segment")))
  }

  @Test(arguments: [(0, 0), (1, 0), (1, 1), (3, 5), (70, 20), (2, 700)])
  func `a segment answers what its events say`(sources: Int, count: Int) throws {
    let tiny = TinySegment(seed: 5, sources: sources, events: count)
    let events = tiny.events
    let found = try answers(SegmentWriter.write(tiny.builder()))
    #expect(found.times == events.map(\.time))
    let times = events.compactMap(\.time)
    #expect(
      found.timeRange?.lowerBound == times.min() && found.timeRange?.upperBound == times.max())
    #expect(found.sources.map(\.documents.count) == tiny.sources.map(\.count))
    #expect(
      found.sources.map { String(decoding: $0.path, as: UTF8.self) }
        == (0..<sources).map { "source-\($0)" })
    var places: [Range<Int64>] = []
    for source in tiny.sources {
      var end: Int64 = 0
      for event in source {
        let start = end + Int64(event.gap)
        end = start + Int64(event.length)
        places.append(start..<end)
      }
    }
    #expect(found.places == places)
    // Postings of the key with postings, by term.
    for (term, documents) in zip(found.terms[0], found.postings[0]) {
      let text = String(decoding: term, as: UTF8.self)
      let expected = events.indices.filter {
        events[$0].user?.utf8.elementsEqual(text.utf8) ?? false
      }
      #expect(documents == expected.map { DocID($0) }, "\(text)")
    }
    let users = Set(events.compactMap(\.user).map { Array($0.utf8) })
    #expect(Set(found.terms[0]) == users && found.terms[0].count == users.count)
    #expect(
      found.terms[0]
        == users.sorted { left, right in
          left.withUnsafeBytes { left in
            right.withUnsafeBytes { TermOrder.folded.compare(left, $0) }
          } < 0
        })
    // Tuples and the term column, by document.
    for (document, event) in events.enumerated() {
      let row = Int(found.columns[0][document])
      #expect(found.terms[1][Int(found.members[0][row]) - 1] == Array(event.address.utf8))
      let user = found.members[1][row]
      #expect(
        (user == 0 ? nil : found.terms[0][Int(user) - 1]) == event.user.map { Array($0.utf8) })
      let key = found.columns[1][document]
      #expect((key == 0 ? nil : found.terms[2][Int(key) - 1]) == event.key.map { Array($0.utf8) })
      let hash = Array(event.request.utf8).withUnsafeBytes { SegmentBuilder.requestHash($0) }
      #expect(found.columns[2][document] == UInt64(hash))
    }
    // Details of the documents that have some.
    let detailed = events.indices.filter { events[$0].details != nil }
    #expect(found.detailed == detailed.map { DocID($0) })
    for (row, document) in detailed.enumerated() {
      let texts = found.details.enumerated().map { column, values -> String? in
        let terms = found.terms[column == 1 ? 2 : 3]
        let value = Int(values[row])
        return value == 0 ? nil : String(decoding: terms[value - 1], as: UTF8.self)
      }
      let event = events[document]
      let recipient = event.details?.hasSuffix("a") == true ? event.recipient : nil
      #expect(texts == [event.details, event.key, recipient])
      let id = Array(event.id.utf8).withUnsafeBytes { DocumentIdentity(uuid: $0) }
      #expect(found.detailIDs[row].high == id?.high && found.detailIDs[row].low == id?.low)
    }
    // Copies: equal id, recipient and time.
    var firsts: [String: Int] = [:]
    var twins: [SegmentTwin] = []
    for (document, event) in events.enumerated() {
      let whole = "\(event.id) \(event.recipient) \(event.time ?? -1)"
      if let first = firsts[whole] {
        twins.append(
          SegmentTwin(document: DocID(document), first: DocID(first), isCopy: true))
      } else {
        firsts[whole] = document
      }
    }
    #expect(found.twins == twins)
    #expect(found.between[1] == events.indices.filter { events[$0].time != nil }.map { DocID($0) })
    let middle = (times.min() ?? 0) + 2_000_000
    #expect(
      found.between[0]
        == events.indices.filter {
          events[$0].time.map { $0 >= middle && $0 < middle + 999_999 } ?? false
        }.map { DocID($0) })
  }

  @Test func `details of some rows are those of the whole column`() throws {
    let tiny = TinySegment(seed: 11, sources: 4, events: 9_000)
    let file = try MappedFile(
      path: try directory.write(SegmentWriter.write(tiny.builder()), to: "segment"))
    let whole = try #require(try SegmentReader(file).details())
    #expect(whole.documents.count > 2_048)
    for step in [1, 7, 9, 100, 2_500] {
      let rows = Array(stride(from: step / 2, to: whole.documents.count, by: step))
      let some = try #require(try SegmentReader(file).details())
      for column in TinySegment.schema.detailColumns.indices {
        let values = try some.values(column, of: rows)
        let all = try whole.column(column)
        #expect(values == rows.map { all[$0] }, "column \(column), every \(step)th row")
        // Whether or not the column is known by then.
        #expect(try some.values(column, of: []) == [])
        #expect(try some.column(column) == all)
        #expect(try some.values(column, of: rows) == values)
      }
    }
  }

  @Test func `an id with another account or time is a conflict and no copy`() throws {
    var tiny = TinySegment(seed: 1, sources: 1, events: 1)
    var event = tiny.sources[0][0]
    event.time = 1_000
    var other = event
    other.recipient = "999999999999"
    var later = event
    later.time = 2_000
    tiny.sources = [[event, other, later, event], [other]]
    let found = try answers(SegmentWriter.write(tiny.builder()))
    #expect(
      found.twins == [
        SegmentTwin(document: 1, first: 0, isCopy: false),
        SegmentTwin(document: 2, first: 0, isCopy: false),
        SegmentTwin(document: 3, first: 0, isCopy: true),
        SegmentTwin(document: 4, first: 1, isCopy: true),
      ])
  }

  @Test func `the same events give the same bytes`() {
    let tiny = TinySegment(seed: 2, sources: 5, events: 30)
    let bytes = SegmentWriter.write(tiny.builder())
    #expect(SegmentWriter.write(tiny.builder()) == bytes)
    let builder = tiny.builder()
    _ = SegmentWriter.write(builder)
    #expect(SegmentWriter.write(builder) == bytes, "writing changes nothing")
  }

  @Test func `a discarded source leaves no trace`() {
    let tiny = TinySegment(seed: 3, sources: 4, events: 20)
    let other = TinySegment(seed: 4, sources: 1, events: 50)
    #expect(
      SegmentWriter.write(tiny.builder(discarding: other.events))
        == SegmentWriter.write(tiny.builder()))
  }

  @Test func `a builder that was used before gives the bytes of a new one`() {
    let large = TinySegment(seed: 6, sources: 9, events: 200)
    let small = TinySegment(seed: 7, sources: 3, events: 15)
    let (used, new) = (large.builder(), small.builder())
    let (first, size) = (SegmentWriter.write(used), used.byteCount)
    used.reset()
    #expect(used.documentCount == 0 && used.sourceCount == 0)
    small.fill(used)
    #expect(used.byteCount == new.byteCount)
    #expect(SegmentWriter.write(used) == SegmentWriter.write(new))
    used.reset()
    large.fill(used)
    #expect(used.byteCount == size)
    #expect(SegmentWriter.write(used) == first)
  }

  @Test func `a newer format is refused as newer, an unknown older one as damaged`() throws {
    var bytes = SegmentWriter.write(TinySegment(seed: 2, sources: 1, events: 3).builder())
    bytes[8] += 1
    let newer = #expect(throws: IndexError.self) { try answers(bytes) }
    #expect(newer?.code == .formatTooNew)
    bytes[8] = 0
    let older = #expect(throws: IndexError.self) { try answers(bytes) }
    #expect(older?.code == .corrupt)
  }

  @Test func `a text is interned once a key, however many there are`() {
    let terms = TermInterner()
    var ids: [String: TermID] = [:]
    for round in 0..<2 {
      for number in 0..<20_000 {
        let text = "term-\(number)"
        let key = UInt8(number % 3)
        let id = Array(text.utf8).withUnsafeBytes { terms.intern(key: key, $0) }
        if round == 0 { ids[text] = id }
        if ids[text] != id { Issue.record("\(text) has two numbers") }
      }
    }
    #expect(terms.count == 20_000)
    let id = ids["term-7"] ?? 0
    #expect(terms.bytes(id).elementsEqual("term-7".utf8) && terms.key(id) == 1)
    let other = Array("term-7".utf8).withUnsafeBytes { terms.intern(key: 9, $0) }
    #expect(other != id)
  }

  @Test func `a tuple is interned once, however many there are`() {
    let tuples = TupleInterner(arity: 3)
    for round in 0..<2 {
      for number in 0..<3_000 {
        let tuple = [TermID(number % 7), TermID(number), TupleInterner.absent]
        let row = tuple.withUnsafeBufferPointer { tuples.intern($0) }
        if row != UInt32(number) { Issue.record("row \(row) of \(number) in round \(round)") }
      }
    }
    #expect(tuples.count == 3_000)
  }
}
