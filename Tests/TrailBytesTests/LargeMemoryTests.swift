import Testing
@testable import TrailBytes

/// Memory that grows from small blocks through mappings, with a pattern in what is used.
@Suite struct LargeMemoryTests {
  /// A byte that differs from place to place and is never 0.
  private static func pattern(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: index % 251 + 1) }

  @Test func `growing keeps what is used, across the border to mappings and beyond`() throws {
    let sizes = [
      1, 4096, LargeMemory.threshold - 1, LargeMemory.threshold, LargeMemory.threshold + 1,
      LargeMemory.threshold + LargeMemory.page + 1, 4 * LargeMemory.threshold + 5,
    ]
    var memory: UnsafeMutableRawPointer?
    var held = 0
    for size in sizes {
      let grown = try #require(
        LargeMemory.resized(memory, of: held, used: held, to: size))
      let bytes = UnsafeMutableRawBufferPointer(start: grown, count: size)
      #expect((0..<held).allSatisfy { bytes[$0] == Self.pattern($0) })
      for index in held..<size { bytes[index] = Self.pattern(index) }
      if size >= LargeMemory.threshold {
        #expect(Int(bitPattern: grown) % LargeMemory.page == 0)
      }
      (memory, held) = (grown, size)
    }
    LargeMemory.free(try #require(memory), of: held)
  }

  @Test func `mappings that stand in each other's way move`() throws {
    // Grown in turn, at most one of neighbours can grow where it stands.
    var blocks: [(memory: UnsafeMutableRawPointer, count: Int)] = []
    for number in 0..<4 {
      let memory = try #require(
        LargeMemory.resized(nil, of: 0, used: 0, to: LargeMemory.threshold))
      memory.storeBytes(of: UInt64(number), as: UInt64.self)
      memory.storeBytes(
        of: UInt64(number + 100), toByteOffset: LargeMemory.threshold - 8, as: UInt64.self)
      blocks.append((memory, LargeMemory.threshold))
    }
    for factor in [2, 5] {
      for index in blocks.indices {
        let count = factor * LargeMemory.threshold
        let (old, held) = blocks[index]
        let grown = try #require(
          LargeMemory.resized(old, of: held, used: LargeMemory.threshold, to: count))
        grown.storeBytes(of: 7, toByteOffset: count - 8, as: UInt64.self)
        blocks[index] = (grown, count)
      }
    }
    for (number, block) in blocks.enumerated() {
      #expect(block.memory.load(as: UInt64.self) == UInt64(number))
      let last = block.memory.load(fromByteOffset: LargeMemory.threshold - 8, as: UInt64.self)
      #expect(last == UInt64(number + 100))
      LargeMemory.free(block.memory, of: block.count)
    }
  }

  @Test func `a vector keeps its elements while it grows to many megabytes`() {
    let vector = Vector<UInt64>(capacity: 3)
    defer { vector.deallocate() }
    let count = 3 * LargeMemory.threshold / 8 + 17
    for number in 0..<count { vector.append(UInt64(number) &* 0x9E37_79B9_7F4A_7C15) }
    #expect(vector.count == count)
    #expect(
      vector.elements.enumerated().allSatisfy {
        $0.element == UInt64($0.offset) &* 0x9E37_79B9_7F4A_7C15
      })
  }
}
