import Testing
import TrailFiles
import TrailTestSupport

@testable import TrailSegment

/// A merged segment against the one that a builder makes of the same sources.
@Suite struct SegmentMergerTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func reader(_ bytes: [UInt8], _ name: String) throws -> SegmentReader {
    try SegmentReader(try MappedFile(path: try directory.write(bytes, to: name)))
  }

  /// Merges the wanted sources of some segments.
  private func merged(
    _ inputs: [SegmentReader], numbers: [[Int]], wanted: [Int], twins: [SegmentTwin]
  ) throws -> [UInt8] {
    var pieces: [Int: SegmentMerger.Piece] = [:]
    for (input, reader) in inputs.enumerated() {
      try reader.sources().forEach { index, source in
        pieces[numbers[input][index]] = SegmentMerger.Piece(input: input, source: source)
      }
    }
    let merger = try SegmentMerger(inputs, pieces: wanted.compactMap { pieces[$0] })
    return try merger.write(twins: twins)
  }

  @Test(arguments: UInt64(1)...24)
  func `a merged segment has the bytes of a built one`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = 1 + random.below(90)
    let tiny = TinySegment(
      seed: seed, sources: count, events: random.below(random.chance(20) ? 300 : 12))
    var numbers = [[Int]](repeating: [], count: 1 + random.below(9))
    for source in 0..<count { numbers[random.below(numbers.count)].append(source) }
    if random.chance(50) { numbers = numbers.map { $0.reversed() } }
    let left = Set((0..<count).filter { _ in random.chance(seed % 2 == 0 ? 25 : 0) })
    let wanted = (0..<count).filter { !left.contains($0) }

    let built = SegmentWriter.write(tiny.builder(only: wanted))
    let twins = try reader(built, "whole").twins()
    var inputs: [SegmentReader] = []
    for (number, sources) in numbers.enumerated() {
      inputs.append(
        try reader(SegmentWriter.write(tiny.builder(only: sources)), "part-\(number)"))
    }
    let bytes = try merged(inputs, numbers: numbers, wanted: wanted, twins: twins)
    #expect(bytes == built, "seed \(seed)")
  }

  @Test func `nothing is left when no source is wanted`() throws {
    let tiny = TinySegment(seed: 1, sources: 3, events: 5)
    let input = try reader(SegmentWriter.write(tiny.builder()), "input")
    let bytes = try merged([input], numbers: [[0, 1, 2]], wanted: [], twins: [])
    #expect(bytes == SegmentWriter.write(tiny.builder(only: [])))
  }

  @Test func `a damaged input is told, not merged`() throws {
    let tiny = TinySegment(seed: 4, sources: 6, events: 40)
    let good = SegmentWriter.write(tiny.builder(only: [0, 1, 2]))
    let other = try reader(SegmentWriter.write(tiny.builder(only: [3, 4, 5])), "other")
    var refused = 0
    for offset in stride(from: 16, to: good.count - 600, by: 7) {
      var damaged = good
      damaged[offset] ^= 0x10
      do {
        let input = try reader(damaged, "damaged")
        let bytes = try merged(
          [input, other], numbers: [[0, 1, 2], [3, 4, 5]], wanted: Array(0..<6), twins: [])
        // Blanks between sections are covered by nothing and mean nothing.
        #expect(try reader(bytes, "result").documentCount == 240)
      } catch let error as IndexError {
        #expect(error.code == .corrupt)
        refused += 1
      }
    }
    #expect(refused > 50)
  }
}
