@testable import TrailSegment

/// A section in memory of its own, taken as verified.
final class StoredSection {
  private let memory: UnsafeMutableRawBufferPointer
  let section: Section

  init(_ bytes: [UInt8]) {
    memory = .allocate(byteCount: max(bytes.count, 1), alignment: 8)
    memory.copyBytes(from: bytes)
    section = Section(
      kind: .times, number: 0, path: "test", fileOffset: 0,
      bytes: UnsafeRawBufferPointer(rebasing: memory[..<bytes.count]),
      checksums: UnsafeRawBufferPointer(start: nil, count: 0), isVerified: true)
  }

  deinit { memory.deallocate() }

  /// Calls `body` with the section as it is with each byte changed in some ways, and cut at each
  /// length: nothing may trap, and only `IndexError` may be thrown.
  static func forEachDamage(_ bytes: [UInt8], _ body: (Section) throws(IndexError) -> Void) {
    for index in bytes.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = bytes
        damaged[index] ^= change
        let stored = StoredSection(damaged)
        try? body(stored.section)
      }
      let stored = StoredSection(Array(bytes[..<index]))
      try? body(stored.section)
    }
  }
}
