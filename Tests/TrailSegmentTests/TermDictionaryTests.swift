import Testing
import TrailBytes
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

@Suite struct TermDictionaryTests {
  /// A dictionary and the arrays it must equal.
  struct Model {
    var terms: [[UInt8]] = []
    var documents: [[DocID]] = []
    var dictionary: [UInt8] = []
    var postings: [UInt8] = []

    init(count: Int, order: TermOrder, isDeflated: Bool) {
      var random = SplitMix64(seed: UInt64(count))
      let parts = ["a", "A", "arn:aws:iam::", "user/", "ｱ", "ア", "Ａ", "é", "0", "-", "漢字"]
      var distinct: Set<[UInt8]> = []
      while distinct.count < count {
        let text = (0...random.below(6)).map { _ in random.pick(parts) }.joined()
        distinct.insert(Array(text.utf8) + Array(String(random.below(count * 3)).utf8))
      }
      terms = distinct.sorted { left, right in
        left.withUnsafeBytes { left in right.withUnsafeBytes { order.compare(left, $0) } } < 0
      }
      documents = terms.map { _ in
        Set((0..<random.below(5)).map { _ in DocID(random.below(500)) }).sorted()
      }
      var writer = TermDictionaryWriter(isAlwaysDeflated: isDeflated)
      var postingsWriter = ByteWriter()
      for (term, documents) in zip(terms, documents) {
        term.withUnsafeBytes { bytes in
          documents.withUnsafeBufferPointer {
            writer.append(bytes, documents: $0, postings: &postingsWriter)
          }
        }
      }
      var output = ByteWriter()
      writer.finish(to: &output)
      dictionary = output.bytes
      postings = postingsWriter.bytes
    }
  }

  static let counts = [0, 1, 31, 32, 33, 64, 127, 128, 129, 160, 1_000]

  @Test(arguments: [TermOrder.bytes, .folded], counts)
  func `terms and their documents are read back`(order: TermOrder, count: Int) throws {
    for isDeflated in [false, true] {
      try Self.readBack(Model(count: count, order: order, isDeflated: isDeflated), order)
    }
  }

  private static func readBack(_ model: Model, _ order: TermOrder) throws {
    let count = model.terms.count
    let stored = StoredSection(model.dictionary)
    let postings = StoredSection(model.postings)
    let reader = try TermDictionaryReader(stored.section, order: order)
    let documents = PostingsReader(section: postings.section, universe: 500)
    #expect(reader.count == count)
    var terms: [[UInt8]] = []
    var found: [TermPostings] = []
    try reader.forEach(in: 0..<TermOrdinal(count)) { ordinal, bytes, postings in
      #expect(Int(ordinal) == terms.count)
      terms.append(Array(bytes))
      found.append(postings)
    }
    #expect(terms == model.terms)
    for (postings, expected) in zip(found, model.documents) {
      #expect(try documents.documents(postings).sorted == expected)
    }
    for ordinal in stride(from: 0, to: count, by: 7) {
      #expect(try reader.term(at: TermOrdinal(ordinal)) == model.terms[ordinal])
    }
    #expect(throws: IndexError.self) { try reader.term(at: TermOrdinal(count)) }
  }

  @Test(arguments: counts, [1, 2, 31, 32, 100])
  func `terms of some ordinals are read, each once`(count: Int, step: Int) throws {
    let model = Model(count: count, order: .bytes, isDeflated: step % 2 == 0)
    let stored = StoredSection(model.dictionary)
    let reader = try TermDictionaryReader(stored.section, order: .bytes)
    let asked = stride(from: 0, to: count, by: step).map { TermOrdinal($0) }
    var found: [TermOrdinal] = []
    try reader.forEach(of: asked) { ordinal, bytes in
      #expect(Array(bytes) == model.terms[Int(ordinal)])
      found.append(ordinal)
    }
    #expect(found == asked)
    #expect(throws: IndexError.self) { try reader.forEach(of: [TermOrdinal(count)]) { _, _ in } }
  }

  @Test(arguments: [TermOrder.bytes, .folded], counts)
  func `the first ordinal equals that of a plain array`(order: TermOrder, count: Int) throws {
    let model = Model(count: count, order: order, isDeflated: order == .bytes)
    let stored = StoredSection(model.dictionary)
    let reader = try TermDictionaryReader(stored.section, order: order)
    var random = SplitMix64(seed: 9)
    for probe in 0..<80 {
      let sought =
        probe < model.terms.count && probe % 2 == 0
        ? model.terms[probe * (model.terms.count / 80 + 1) % model.terms.count]
        : Array(random.pick(["", "a", "A9", "arn:aws:iam::user/1", "ｱ", "漢", "~"]).utf8)
      let expected = model.terms.firstIndex { Self.compare(order, $0, sought) >= 0 } ?? count
      let found = try reader.firstOrdinal { term in
        sought.withUnsafeBytes { order.compare(term, $0) } >= 0
      }
      #expect(Int(found) == expected)
    }
    #expect(try reader.firstOrdinal { _ in true } == 0)
    #expect(Int(try reader.firstOrdinal { _ in false }) == count)
  }

  private static func compare(_ order: TermOrder, _ left: [UInt8], _ right: [UInt8]) -> Int {
    left.withUnsafeBytes { left in right.withUnsafeBytes { order.compare(left, $0) } }
  }

  @Test func `ranges of ordinals are read across blocks`() throws {
    let model = Model(count: 100, order: .bytes, isDeflated: true)
    let stored = StoredSection(model.dictionary)
    let reader = try TermDictionaryReader(stored.section, order: .bytes)
    for range in [0..<1, 31..<33, 5..<99, 64..<96, 99..<100, 40..<40] {
      var terms: [[UInt8]] = []
      try reader.forEach(in: TermOrdinal(range.lowerBound)..<TermOrdinal(range.upperBound)) {
        terms.append(Array($1))
        _ = $2
        _ = $0
      }
      #expect(terms == Array(model.terms[range]))
    }
  }

  @Test(arguments: [false, true])
  func `damaged bytes give an error or other terms, never a trap`(isDeflated: Bool) {
    let model = Model(count: 70, order: .bytes, isDeflated: isDeflated)
    StoredSection.forEachDamage(model.dictionary) { section throws(IndexError) in
      let reader = try TermDictionaryReader(section, order: .bytes)
      let count = min(reader.count, 200)
      try? reader.forEach(in: 0..<TermOrdinal(count)) { _, _, _ in }
      _ = try? reader.term(at: TermOrdinal(max(count, 1) - 1))
      _ = try reader.firstOrdinal { $0.first ?? 0 > 0x60 }
    }
  }

  /// A plain dictionary as version 3 deflated it, block by block.
  private static func blockwise(_ plain: [UInt8]) throws -> [UInt8] {
    try plain.withUnsafeBytes { bytes in
      var cursor = ByteCursor(bytes)
      let count = try cursor.varint(atMost: 10_000)
      try #require(try cursor.byte() == 0)
      let blockCount = (count + 31) / 32
      let starts = try (0..<blockCount).map { _ in Int(try cursor.fixed(UInt32.self)) }
      let blocks = UnsafeRawBufferPointer(rebasing: bytes[cursor.offset...])
      let deflater = BlockDeflater()
      var (newStarts, newBlocks) = (ByteWriter(), ByteWriter())
      for (block, start) in starts.enumerated() {
        let end = block + 1 < blockCount ? starts[block + 1] : blocks.count
        var head = ByteCursor(blocks, at: start)
        _ = try head.varint()
        _ = try head.counted()
        newStarts.appendFixed(UInt32(newBlocks.count))
        newBlocks.append(contentsOf: Array(blocks[start..<head.offset]))
        newBlocks.appendVarint(end - head.offset)
        deflater.deflate(UnsafeRawBufferPointer(rebasing: blocks[head.offset..<end])) {
          newBlocks.append(contentsOf: $0)
        }
      }
      var output = ByteWriter()
      output.appendVarint(count)
      output.append(1)
      output.append(contentsOf: newStarts.bytes + newBlocks.bytes)
      return output.bytes
    }
  }

  @Test(arguments: [TermOrder.bytes, .folded], [1, 32, 33, 129, 1_000])
  func `blocks that version 3 deflated one by one are read`(order: TermOrder, count: Int) throws {
    var model = Model(count: count, order: order, isDeflated: false)
    model.dictionary = try Self.blockwise(model.dictionary)
    try Self.readBack(model, order)
  }

  @Test func `much text that repeats is deflated, little text and random bytes are not`() throws {
    func dictionary(_ terms: Set<[UInt8]>) -> [UInt8] {
      var writer = TermDictionaryWriter()
      var postings = ByteWriter()
      for term in terms.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        term.withUnsafeBytes { bytes in
          [DocID(1)].withUnsafeBufferPointer {
            writer.append(bytes, documents: $0, postings: &postings)
          }
        }
      }
      var output = ByteWriter()
      writer.finish(to: &output)
      return output.bytes
    }
    /// The byte behind the number of terms.
    func form(_ bytes: [UInt8]) -> UInt8? {
      bytes.firstIndex { $0 < 0x80 }.map { bytes[$0 + 1] }
    }
    func resources(_ count: Int) -> Set<[UInt8]> {
      Set((0..<count).map { Array("arn:aws:s3:::bucket-\($0 % 7)/daily/part-\($0).parquet".utf8) })
    }
    let many = dictionary(resources(9_000))
    #expect(form(many) == 2)
    #expect(many.count < 9_000 * 10)
    #expect(form(dictionary(resources(900))) == 0)
    var random = SplitMix64(seed: 4)
    let keys = Set((0..<9_000).map { _ in (0..<16).map { _ in UInt8(random.below(256)) } })
    #expect(form(dictionary(keys)) == 0)
    let stored = StoredSection(many)
    let reader = try TermDictionaryReader(stored.section, order: .bytes)
    var terms: Set<[UInt8]> = []
    try reader.forEach(in: 0..<9_000) { _, bytes, _ in terms.insert(Array(bytes)) }
    #expect(terms == resources(9_000))
  }
}
