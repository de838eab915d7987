import Foundation
import Testing
import TrailFiles
import TrailTestSupport

@Suite struct OutputFileTests {
  /// Memory that begins at a multiple of the alignment, with bytes that tell where they stand.
  private static func withPieces(
    _ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count, alignment: OutputFile.alignment)
    defer { memory.deallocate() }
    for place in memory.indices {
      memory[place] = UInt8(truncatingIfNeeded: place &* 31 &+ place >> 9)
    }
    try body(UnsafeRawBufferPointer(memory))
  }

  /// Where pieces begin.
  ///
  /// Whole blocks past the cache, then a tail, blocks at places that are none, small and large ones in
  /// turn. `/dev/shm` is a file system in memory, which has no disk to write to.
  @Test(arguments: [
    [0, 1 << 20, 1 << 21, 2_500_000], [0, 5, 1 << 20, 2_500_000],
    [0, 1 << 20, (1 << 20) + 5, 2_500_000],
    [0, 4_096, 8_192, 1 << 20, (1 << 20) + (1 << 17), 2_500_000], [0, 2_500_000], [0, 1 << 20],
  ])
  func `pieces stand in a file as they were appended`(places: [Int]) throws {
    let inMemory = "/dev/shm/trailsift-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    let directory = try TemporaryDirectory()
    for path in ["\(directory.path)/out", inMemory] {
      defer { unlink(path) }
      try OutputFileTests.withPieces(places.last ?? 0) { bytes in
        let file = try OutputFile(path)
        for (start, end) in zip(places, places.dropFirst()) {
          try file.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
        try file.publish()
        let written = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(written.count == bytes.count && written.elementsEqual(bytes))
      }
    }
  }

  @Test func `until it is published nothing has its name, and given up nothing is left`() throws {
    let directory = try TemporaryDirectory()
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: directory.path)
    }
    var file: OutputFile? = try OutputFile("\(directory.path)/out")
    try file?.append([1, 2, 3])
    #expect(try names().allSatisfy { $0.hasPrefix(".out-") })
    file = nil
    #expect(try names().isEmpty)
    let other = try OutputFile("\(directory.path)/out")
    try other.append([4])
    try other.publish()
    #expect(try names() == ["out"])
    let third = try OutputFile("\(directory.path)/out")
    let error = #expect(throws: SystemCallError.self) { try third.publish() }
    #expect(error?.isBecauseOfExistence == true)
  }
}
