import Testing
import TrailBytes
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

@Suite struct SourceTableTests {
  /// Sources of every kind whose documents follow one another.
  static func sources(_ count: Int) -> [SourceRecord] {
    var random = SplitMix64(seed: UInt64(count))
    var next = 0
    return (0..<count).map { index in
      let size = Int64(random.below(1 << 30))
      var source = SourceRecord(
        root: random.below(3),
        path: Array("AWSLogs/1111/2024/0\(index / 50)/\(random.hex(4)).json.gz".utf8),
        identity: FileIdentity(
          size: size, modified: Int64(random.below(1 << 60)) - 5,
          changed: Int64(random.below(1 << 60)), inode: random.next()))
      if index % 11 == 3 { source.path = [0xFF, 0x2F, UInt8(index & 0xFF), 0x80] }
      source.state = random.pick(SourceState.allCases)
      source.reason = source.state == .damaged ? "gzip ends early — トレイル" : ""
      source.damageOffset = source.state == .damaged ? Int64(index) * 7 : nil
      source.digest = (0..<32).map { _ in UInt8(random.below(256)) }
      source.jsonBytes = size * 9
      let documents = source.state == .indexed || index % 5 == 0 ? random.below(6) : 0
      source.documents = next..<(next + documents)
      next += documents
      if random.chance(30) {
        source.rejections = [
          SourceRejection(first: 1, count: 2, offset: Int64(index), reason: "broken JSON"),
          SourceRejection(first: 5, count: 1 + index, offset: 1 << 40, reason: "cut off — 切"),
          SourceRejection(first: 7 + index, count: 1, offset: 1 << 41, reason: "broken JSON"),
        ]
      }
      source.format = UInt8(truncatingIfNeeded: index)
      source.records = documents + source.rejected
      return source
    }
  }

  private static func write(_ sources: [SourceRecord]) -> [UInt8] {
    var writer = ByteWriter()
    SourceTableWriter.write(sources, to: &writer)
    return writer.bytes
  }

  @Test(arguments: [0, 1, 64, 65, 400])
  func `sources of one state are found`(count: Int) throws {
    var sources = Self.sources(count)
    // A state that most blocks are without.
    for index in sources.indices where sources[index].state == .directory && index % 90 > 0 {
      sources[index].state = .empty
    }
    let stored = StoredSection(Self.write(sources))
    let documents = sources.last?.documents.upperBound ?? 0
    let table = try SourceTableReader(stored.section, documentCount: documents)
    for state in SourceState.allCases {
      var found: [Int] = []
      try table.forEach(in: state) { number, source in
        #expect(source == sources[number])
        found.append(number)
      }
      #expect(found == sources.indices.filter { sources[$0].state == state })
    }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 129, 400])
  func `sources are read back, and found by their documents`(count: Int) throws {
    let sources = Self.sources(count)
    let documents = sources.last?.documents.upperBound ?? 0
    let stored = StoredSection(Self.write(sources))
    let table = try SourceTableReader(stored.section, documentCount: documents)
    #expect(table.count == count)
    var all: [SourceRecord] = []
    try table.forEach { index, source in
      #expect(index == all.count)
      all.append(source)
    }
    #expect(all == sources)
    for index in stride(from: 0, to: count, by: 9) {
      #expect(try table.source(index) == sources[index])
    }
    for document in 0..<documents {
      let expected = sources.firstIndex { $0.documents.contains(document) }
      #expect(try table.index(ofDocument: DocID(document)) == expected)
    }
    if count > 0 {
      #expect(throws: IndexError.self) { try table.index(ofDocument: DocID(documents)) }
    }
  }

  @Test func `the number of a record counts those that were rejected before it`() {
    var source = SourceRecord(
      root: 0, path: [], identity: FileIdentity(size: 0, modified: 0, changed: 0, inode: 0))
    source.documents = 10..<14
    source.rejections = [(0, 1), (2, 2), (7, 1)].map {
      SourceRejection(first: $0.0, count: $0.1, offset: 0, reason: "")
    }
    #expect((10..<14).map { source.recordNumber(of: DocID($0)) } == [1, 4, 5, 6])
  }

  @Test func `stored numbers of states do not change`() {
    #expect(SourceState.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7])
    #expect(
      SourceState.allCases.map(\.name) == [
        "indexed", "empty", "skipped", "damaged", "digest", "directory", "partial",
      ])
  }

  @Test func `damaged bytes give an error or other sources, never a trap`() {
    let sources = Self.sources(9)
    let documents = sources.last?.documents.upperBound ?? 0
    StoredSection.forEachDamage(Self.write(sources)) { section throws(IndexError) in
      let table = try SourceTableReader(section, documentCount: documents)
      for document in 0..<documents { _ = try? table.index(ofDocument: DocID(document)) }
      // A damaged count must not be a reason to work for hours.
      if table.count < 1_000 {
        for index in 0..<table.count {
          let source = try table.source(index)
          for document in source.documents { _ = source.recordNumber(of: DocID(document)) }
        }
      }
    }
  }
}
