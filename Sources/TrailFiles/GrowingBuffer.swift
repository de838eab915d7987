/// A reusable block of memory with readable padding after what it holds.
///
/// Grows and never shrinks; growing keeps the content. Belongs to one thread.
package final class GrowingBuffer {
  /// Readable bytes that always follow `capacity`: what simdjson asks for.
  package static let padding = 64

  private var storage: UnsafeMutableRawBufferPointer

  package init(capacity: Int = 1 << 16) {
    storage = .allocate(byteCount: capacity + GrowingBuffer.padding, alignment: 64)
    // Nothing is read that was not written: memory that no file fills is never touched.
    clearPadding(after: capacity)
  }

  deinit { storage.deallocate() }

  /// Bytes that can be held.
  package var capacity: Int { storage.count - GrowingBuffer.padding }

  /// All memory, without the padding.
  package var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: storage[..<capacity])
  }

  /// Makes room for at least `capacity` bytes.
  package func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let grown = UnsafeMutableRawBufferPointer.allocate(
      byteCount: needed + GrowingBuffer.padding, alignment: 64)
    grown.copyMemory(from: UnsafeRawBufferPointer(storage))
    storage.deallocate()
    storage = grown
    // The padding must hold something defined; blanks end no token wrongly.
    clearPadding(after: capacity)
  }

  /// Fills the padding after the first `count` bytes with blanks.
  package func clearPadding(after count: Int) {
    for index in count..<(count + GrowingBuffer.padding) { storage[index] = 0x20 }
  }

  /// The first `count` bytes.
  package func prefix(_ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage[..<count])
  }
}
