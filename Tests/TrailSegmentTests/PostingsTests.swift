import Testing
import TrailBytes
import TrailTestSupport

@testable import TrailSegment

@Suite struct PostingsTests {
  enum Shape: String, CaseIterable { case dense, runs, sparse, random, clustered }

  static let universe = 100_000

  private static func documents(_ shape: Shape, _ count: Int) -> [DocID] {
    var random = SplitMix64(seed: UInt64(count))
    var documents: [DocID] = []
    var next = 0
    while documents.count < count {
      switch shape {
      case .dense: next += 1 + (random.chance(10) ? 1 : 0)
      case .runs: next += random.chance(2) ? 50 + random.below(60) : 1
      case .sparse: next += 1 + random.below(universe / max(count, 1) - 1)
      case .random: next += 1 + random.below(40)
      case .clustered: next += random.chance(4) ? 300 : 1 + random.below(3)
      }
      documents.append(DocID(next))
    }
    return documents
  }

  private static func write(_ documents: [DocID]) -> [UInt8] {
    var writer = ByteWriter()
    documents.withUnsafeBufferPointer { PostingsWriter.write($0, to: &writer) }
    return writer.bytes
  }

  private static func term(_ documents: [DocID], _ bytes: [UInt8]) -> TermPostings {
    TermPostings(
      documentCount: documents.count, single: documents.first ?? 0, range: 0..<bytes.count)
  }

  @Test(arguments: Shape.allCases, [2, 3, 127, 128, 129, 255, 256, 257, 1_000])
  func `documents are read back`(shape: Shape, count: Int) throws {
    let documents = Self.documents(shape, count)
    let bytes = Self.write(documents)
    let stored = StoredSection(bytes)
    let reader = PostingsReader(section: stored.section, universe: Self.universe)
    let found = try reader.documents(Self.term(documents, bytes))
    #expect(found.sorted == documents)
    #expect(
      try reader.union([Self.term(documents, bytes), Self.term(documents, bytes)]).sorted
        == documents)
    let tight = PostingsReader(section: stored.section, universe: Int(documents[count - 1]) + 1)
    #expect(try tight.documents(Self.term(documents, bytes)).sorted == documents)
    let tooSmall = PostingsReader(section: stored.section, universe: Int(documents[count - 1]))
    #expect(throws: IndexError.self) { try tooSmall.documents(Self.term(documents, bytes)) }
  }

  @Test func `a term of one document or none needs no bytes`() throws {
    let stored = StoredSection([])
    let reader = PostingsReader(section: stored.section, universe: 10)
    #expect(try reader.documents(Self.term([7], [])).sorted == [7])
    #expect(try reader.documents(Self.term([], [])).isEmpty)
    #expect(throws: IndexError.self) { try reader.documents(Self.term([10], [])) }
    #expect(try reader.union([]).isEmpty)
  }

  @Test(arguments: Shape.allCases, [2, 127, 128, 129, 257, 1_000])
  func `candidates find what is theirs although blocks are passed over`(
    shape: Shape, count: Int
  ) throws {
    let documents = Self.documents(shape, count)
    let bytes = Self.write(documents)
    let stored = StoredSection(bytes)
    let reader = PostingsReader(section: stored.section, universe: Self.universe)
    let term = Self.term(documents, bytes)
    var random = SplitMix64(seed: UInt64(count))
    // The edges of blocks, what stands between them, and both ends.
    let edges = [0, 1, 126, 127, 128, 129, 255, 256, count - 1].filter { $0 < count }
    var lists: [[DocID]] = [[], [0], [DocID(Self.universe - 1)], edges.map { documents[$0] }]
    lists += edges.map { [documents[$0]] } + edges.map { [documents[$0] + 1] }
    for _ in 0..<20 {
      lists.append((0..<random.below(30)).map { _ in DocID(random.below(Self.universe)) })
    }
    for list in lists {
      let wanted = Set(list).sorted()
      let candidates = DocumentSet(sorted: wanted, universe: Self.universe)
      let expected = wanted.filter { documents.contains($0) }
      let one = try reader.documents(term, within: candidates)
      #expect(one.intersection(candidates).sorted == expected)
      #expect(Set(one.sorted).isSubset(of: documents))
      let two = try reader.union([term, term], within: candidates)
      #expect(two.intersection(candidates).sorted == expected)
    }
  }

  @Test func `blocks without a candidate are not decoded`() throws {
    let documents = (0..<2_000).map { DocID($0 * 40) }
    let bytes = Self.write(documents)
    let stored = StoredSection(bytes)
    let reader = PostingsReader(section: stored.section, universe: Self.universe)
    let candidates = DocumentSet(sorted: [40 * 700, 40 * 1_500], universe: Self.universe)
    #expect(try reader.documents(Self.term(documents, bytes), within: candidates).count == 256)
  }

  @Test func `each shape takes its smallest form`() {
    #expect(Self.write(Array(0..<1_000)).first == 2)
    #expect(Self.write(stride(from: 0, to: 2_000, by: 2).map { $0 }).first == 1)
    #expect(Self.write(Self.documents(.sparse, 500)).first == 1)
    var random = SplitMix64(seed: 6)
    let halves = (0..<4_000).filter { _ in random.chance(50) }.map { DocID($0) }
    #expect(Self.write(halves).count <= 4_000 / 8 + 10)
  }

  @Test(arguments: 0..<4)
  func `a union equals the union of sets`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for universe in [1_000, 100_000] {
      var bytes: [UInt8] = []
      var terms: [TermPostings] = []
      var expected: Set<DocID> = []
      for _ in 0..<20 {
        let size = random.below(12)
        let documents = Set((0..<size).map { _ in DocID(random.below(universe)) }).sorted()
        let written = documents.count > 1 ? Self.write(documents) : []
        terms.append(
          TermPostings(
            documentCount: documents.count, single: documents.first ?? 0,
            range: bytes.count..<(bytes.count + written.count)))
        bytes += written
        expected.formUnion(documents)
      }
      let stored = StoredSection(bytes)
      let reader = PostingsReader(section: stored.section, universe: universe)
      #expect(try reader.union(terms).sorted == expected.sorted(), "seed \(seed)")
    }
  }

  /// Postings of lists as a dictionary writes them, one after another.
  private static func terms(_ lists: [[DocID]]) -> (terms: [TermPostings], bytes: [UInt8]) {
    var repeated = RepeatedPostings()
    var writer = ByteWriter()
    let terms = lists.map { documents in
      let start = writer.count
      documents.withUnsafeBufferPointer {
        PostingsWriter.write($0, to: &writer)
        repeated.shorten(&writer, from: start, $0)
      }
      return TermPostings(
        documentCount: documents.count, single: documents[0], range: start..<writer.count)
    }
    return (terms, writer.bytes)
  }

  @Test func `equal postings are told once`() throws {
    let shapes = Shape.allCases.map { Self.documents($0, 300) }
    let pair: [DocID] = [5, 6]
    // In between, lists with the same ends and count, which share a slot of what is remembered.
    let similar = (1..<4).map { shift -> [DocID] in
      var list = shapes[3]
      list[150] = list[149] + (list[151] - list[149]) / 2
      list[100] += DocID(shift % 2)
      return list
    }
    let lists = shapes + shapes + [pair, pair] + similar + shapes
    let (terms, bytes) = Self.terms(lists)
    let stored = StoredSection(bytes)
    let reader = PostingsReader(section: stored.section, universe: Self.universe)
    for (term, documents) in zip(terms, lists) {
      #expect(try reader.documents(term).sorted == documents)
    }
    // What is long is referred to, what is short is not.
    #expect(terms[5..<10].allSatisfy { $0.range.count <= 7 })
    #expect(terms[11].range.count == terms[10].range.count)
    let candidates = DocumentSet(sorted: [lists[7][20]], universe: Self.universe)
    #expect(try reader.documents(terms[7], within: candidates).contains(lists[7][20]))
  }

  @Test func `a damaged reference gives an error or documents inside the segment`() {
    let (terms, bytes) = Self.terms(
      [Self.documents(.random, 40), Self.documents(.runs, 60), Self.documents(.random, 40)])
    #expect(terms[2].range.count <= 5)
    StoredSection.forEachDamage(bytes) { section throws(IndexError) in
      let reader = PostingsReader(section: section, universe: Self.universe)
      let found = try reader.documents(terms[2])
      #expect(found.sorted.allSatisfy { $0 < DocID(Self.universe) })
    }
  }

  @Test(arguments: Shape.allCases)
  func `damaged bytes give an error or documents inside the segment`(shape: Shape) {
    let documents = Self.documents(shape, 140)
    let bytes = Self.write(documents)
    let universe = Int(documents[139]) + 1
    StoredSection.forEachDamage(bytes) { section throws(IndexError) in
      let reader = PostingsReader(section: section, universe: universe)
      let found = try reader.documents(Self.term(documents, bytes)).sorted
      #expect(found.count == 140 && found.allSatisfy { Int($0) < universe })
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
    }
  }
}
