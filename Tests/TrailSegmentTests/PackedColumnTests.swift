import Testing
import TrailBytes
import TrailTestSupport

@testable import TrailSegment

@Suite struct PackedColumnTests {
  enum Shape: String, CaseIterable {
    case random, narrow, constant, few, ascending, huge, outlier
    /// Whole seconds among thousandths, and a last block that is not.
    case seconds, hugeSeconds
    /// Runs of equal values: many short ones, few long ones, of few values, and up to the last value.
    case shortRuns, longRuns, fewRuns, lastRun
  }

  static let counts = [0, 1, 127, 128, 129, 1_023, 1_024, 1_025]

  private static func values(_ shape: Shape, _ count: Int) -> [UInt64] {
    var random = SplitMix64(seed: UInt64(count))
    let few = (0..<9).map { _ in random.next() }
    func hash(_ number: UInt64) -> UInt64 { (number &+ 1) &* 0x9E37_79B9_7F4A_7C15 >> 20 }
    return (0..<count).map { index in
      switch shape {
      case .random: random.next()
      case .narrow: 1_700_000_000 + UInt64(random.below(3_600))
      case .constant: UInt64.max
      case .few: random.pick(few)
      case .ascending: UInt64(index) << 40
      case .huge: UInt64.max - UInt64(random.below(2))
      case .seconds: 1 + UInt64(random.below(90_000)) * 1_000 + (index > 1_000 ? 7 : 0)
      case .hugeSeconds: UInt64.max - UInt64(random.below(90_000)) * 1_000
      case .shortRuns: hash(UInt64(index / 3))
      case .longRuns: hash(UInt64(index / 90))
      case .fewRuns: few[Int(hash(UInt64(index / 5)) % 9)]
      case .lastRun: index == count - 1 ? 9 : UInt64(index / 200)
      case .outlier: index % 100 == 7 ? UInt64.max : UInt64(index % 3)
      }
    }
  }

  private static func write(_ values: [UInt64], shift: Int) -> [UInt8] {
    var writer = ByteWriter()
    PackedColumnWriter.write(values, blockShift: shift, to: &writer)
    return writer.bytes
  }

  private static func readAll(_ column: PackedColumnReader) throws(IndexError) -> [UInt64] {
    var all: [UInt64] = []
    for block in 0..<column.blockCount { all += try column.values(ofBlock: block) }
    return all
  }

  @Test(arguments: Shape.allCases, counts)
  func `values are read back, block by block and one by one`(shape: Shape, count: Int) throws {
    let values = Self.values(shape, count)
    for shift in [7, 10] {
      let stored = StoredSection(Self.write(values, shift: shift))
      let column = try PackedColumnReader(stored.section, expecting: count)
      #expect(try Self.readAll(column) == values)
      var random = SplitMix64(seed: 3)
      for _ in 0..<(count == 0 ? 0 : 50) {
        let index = random.below(count)
        #expect(try column.value(at: DocID(index)) == values[index])
      }
    }
  }

  @Test(arguments: Shape.allCases, [1, 3, 50, 900])
  func `values of some documents are those of the column`(shape: Shape, step: Int) throws {
    let values = Self.values(shape, 3_000)
    let documents = stride(from: step - 1, to: values.count, by: step).map { DocID($0) }
    for shift in [7, 10] {
      let stored = StoredSection(Self.write(values, shift: shift))
      let column = try PackedColumnReader(stored.section, expecting: values.count)
      #expect(try column.values(at: documents) == documents.map { values[Int($0)] })
      // Whatever block was unpacked before.
      _ = try column.value(at: 200)
      #expect(try column.values(at: documents) == documents.map { values[Int($0)] })
      #expect(try column.values(at: []) == [])
    }
  }

  @Test(arguments: [0, 1, 3, 64, 500, 1_000])
  func `ones are counted up to any place of a block`(share: Int) throws {
    var random = SplitMix64(seed: UInt64(share))
    let marks = (0..<2_100).map { _ in UInt64(random.below(1_000) < share ? 1 : 0) }
    let stored = StoredSection(Self.write(marks, shift: 10))
    let column = try PackedColumnReader(stored.section, expecting: marks.count)
    for block in 0..<column.blockCount {
      let inBlock = marks[(block << 10)..<min((block + 1) << 10, marks.count)]
      for end in [0, 1, 7, 8, 9, 63, 64, 65, 127, 500, inBlock.count] {
        let found = try column.ones(ofBlock: block, before: end)
        #expect(found == inBlock.prefix(end).count { $0 == 1 })
      }
    }
  }

  @Test func `ones of a column of other numbers are counted all the same`() throws {
    let values = (0..<300).map { UInt64($0 % 5) }
    let stored = StoredSection(Self.write(values, shift: 7))
    let column = try PackedColumnReader(stored.section, expecting: values.count)
    let found = try column.ones(ofBlock: 1, before: 100)
    #expect(found == values[128..<228].count { $0 == 1 })
  }

  @Test(arguments: Shape.allCases)
  func `the summary of a block holds its values`(shape: Shape) throws {
    let values = Self.values(shape, 300)
    let stored = StoredSection(Self.write(values, shift: 7))
    let column = try PackedColumnReader(stored.section, expecting: 300)
    for block in 0..<column.blockCount {
      let inBlock = values[(block * 128)..<min(block * 128 + 128, 300)]
      switch try column.summary(ofBlock: block) {
      case .constant(let value): #expect(inBlock.allSatisfy { $0 == value })
      case .within(let range): #expect(inBlock.allSatisfy(range.contains))
      case .oneOf(let list): #expect(Set(inBlock).sorted() == list)
      }
    }
  }

  @Test func `a block takes little room`() {
    #expect(Self.write(Self.values(.constant, 1_024), shift: 10).count < 24)
    let few = Self.values(.few, 1_024)
    #expect(Self.write(few, shift: 10).count < 1_024 / 2 + 9 * 10 + 16)
    #expect(Self.write(Self.values(.random, 1_024), shift: 10).count < 1_024 * 8 + 32)
  }

  @Test func `runs are told once`() {
    // 342 runs of 53 bits: a bit a value, and the values of the runs.
    #expect(Self.write(Self.values(.shortRuns, 1_024), shift: 10).count < 342 * 53 / 8 + 128 + 40)
    // 12 runs: their places, ten bits each.
    #expect(Self.write(Self.values(.longRuns, 1_024), shift: 10).count < 12 * 54 / 8 + 40)
    // Two of three values are new: what the marks save they cost.
    let seldom = (0..<1_024).map { UInt64($0 * 2 / 3) &* 0x9E37_79B9 % 8_191 }
    let stored = StoredSection(Self.write(seldom, shift: 10))
    #expect(stored.section.count <= 1_024 * 13 / 8 + 24)
  }

  @Test func `ones of runs are counted`() throws {
    let marks = (0..<2_048).map { UInt64($0 / 300 % 2) }
    let stored = StoredSection(Self.write(marks, shift: 10))
    #expect(stored.section.count < 100)
    let column = try PackedColumnReader(stored.section, expecting: marks.count)
    for block in 0..<2 {
      for end in [0, 1, 299, 300, 301, 700, 1_024] {
        let found = try column.ones(ofBlock: block, before: end)
        #expect(found == marks[(block << 10)...].prefix(end).count { $0 == 1 })
      }
    }
  }

  @Test(arguments: [Shape.shortRuns, .longRuns, .fewRuns, .lastRun])
  func `damaged runs give an error or other values, never a trap`(shape: Shape) {
    StoredSection.forEachDamage(Self.write(Self.values(shape, 200), shift: 8)) {
      section throws(IndexError) in
      let column = try PackedColumnReader(section, expecting: 200)
      _ = try? column.summary(ofBlock: 0)
      _ = try? column.values(ofBlock: 0)
      _ = try? column.values(at: [0, 7, 199])
      _ = try? column.ones(ofBlock: 0, before: 100)
    }
  }

  @Test func `a column of another length is refused`() throws {
    let stored = StoredSection(Self.write([1, 2, 3], shift: 7))
    for count in [0, 2, 4] {
      #expect(throws: IndexError.self) {
        try PackedColumnReader(stored.section, expecting: count)
      }
    }
  }

  @Test(arguments: Shape.allCases)
  func `damaged bytes give an error or other values, never a trap`(shape: Shape) {
    StoredSection.forEachDamage(Self.write(Self.values(shape, 140), shift: 7)) {
      section throws(IndexError) in
      let column = try PackedColumnReader(section, expecting: 140)
      for block in 0..<column.blockCount {
        _ = try? column.summary(ofBlock: block)
        _ = try? column.values(ofBlock: block)
        _ = try? column.ones(ofBlock: block, before: 100)
      }
    }
  }
}
