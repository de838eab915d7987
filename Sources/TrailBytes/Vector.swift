/// A growing array of plain values for code that runs for every event.
///
/// Unlike `Array` it has no reference count and no uniqueness check, and changing it through a
/// constant needs no exclusivity check. The owner frees it with ``deallocate()``; copies of the
/// value name the same memory. Belongs to one thread.
package struct Vector<Element: BitwiseCopyable> {
  @usableFromInline struct Storage {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var count: Int
    @usableFromInline var capacity: Int

    @usableFromInline init(base: UnsafeMutablePointer<Element>, count: Int, capacity: Int) {
      self.base = base
      self.count = count
      self.capacity = capacity
    }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>

  package init(capacity: Int = 64) {
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(base: .allocate(capacity: capacity), count: 0, capacity: capacity))
  }

  /// Frees the memory. Nothing else may be called afterwards.
  package func deallocate() {
    storage.pointee.base.deallocate()
    storage.deallocate()
  }

  /// The number of elements.
  @inlinable package var count: Int { storage.pointee.count }

  /// The elements; valid until something is appended.
  @inlinable package var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: storage.pointee.base, count: storage.pointee.count)
  }

  /// The last element, `nil` when there is none.
  @inlinable package var last: Element? {
    storage.pointee.count == 0 ? nil : storage.pointee.base[storage.pointee.count &- 1]
  }

  /// Element number `index`, which must be in `0..<count`.
  @inlinable package subscript(index: Int) -> Element {
    precondition(index >= 0 && index < storage.pointee.count)
    return storage.pointee.base[index]
  }

  @inlinable package func append(_ element: Element) {
    let count = storage.pointee.count
    if count == storage.pointee.capacity { grow() }
    storage.pointee.base[count] = element
    storage.pointee.count = count &+ 1
  }

  @usableFromInline func grow() {
    let capacity = storage.pointee.capacity * 2
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    grown.update(from: storage.pointee.base, count: storage.pointee.count)
    storage.pointee.base.deallocate()
    storage.pointee.base = grown
    storage.pointee.capacity = capacity
  }

  /// Keeps the first `count` elements, which must be there.
  @inlinable package func truncate(to count: Int) {
    precondition(count >= 0 && count <= storage.pointee.count)
    storage.pointee.count = count
  }

  /// Keeps the elements that satisfy a test.
  package func keep(where test: (Element) -> Bool) {
    var kept = 0
    for index in 0..<count where test(storage.pointee.base[index]) {
      storage.pointee.base[kept] = storage.pointee.base[index]
      kept += 1
    }
    storage.pointee.count = kept
  }
}
