/// A growing array of plain values for code that runs for every event.
///
/// Unlike `Array` it has no reference count and no uniqueness check, and changing it through a
/// constant needs no exclusivity check. The owner frees it with ``deallocate()``; copies of the
/// value name the same memory. Belongs to one thread.
///
/// `public`, as are the hashes and the packing of this module, because the compiler does not carry
/// `package` bodies into other modules: that alone cost indexing 6 % more instructions.
@frozen public struct Vector<Element: BitwiseCopyable> {
  @usableFromInline @frozen struct Storage {
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

  /// An empty vector with room for `capacity` elements.
  public init(capacity: Int = 64) {
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        base: Vector.resized(nil, count: 0, from: 0, to: capacity), count: 0, capacity: capacity))
  }

  /// Frees the memory.
  ///
  /// Nothing else may be called afterwards.
  public func deallocate() {
    LargeMemory.free(storage.pointee.base, of: Vector.size(storage.pointee.capacity))
    storage.deallocate()
  }

  /// The number of elements.
  @inlinable @inline(__always) public var count: Int { storage.pointee.count }

  /// The elements; valid until something is appended.
  @inlinable @inline(__always) public var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: storage.pointee.base, count: storage.pointee.count)
  }

  /// The last element, `nil` when there is none.
  @inlinable @inline(__always) public var last: Element? {
    storage.pointee.count == 0 ? nil : storage.pointee.base[storage.pointee.count &- 1]
  }

  /// Element number `index`, which must be in `0..<count`.
  @inlinable @inline(__always) public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < storage.pointee.count)
    return storage.pointee.base[index]
  }

  /// Appends an element; elements taken before may have moved.
  @inlinable @inline(__always) public func append(_ element: Element) {
    let count = storage.pointee.count
    if count == storage.pointee.capacity { grow() }
    storage.pointee.base[count] = element
    storage.pointee.count = count &+ 1
  }

  @usableFromInline func grow() {
    let capacity = storage.pointee.capacity * 2
    storage.pointee.base = Vector.resized(
      storage.pointee.base, count: storage.pointee.count, from: storage.pointee.capacity,
      to: capacity)
    storage.pointee.capacity = capacity
  }

  /// Bytes of the memory for a number of elements.
  private static func size(_ capacity: Int) -> Int {
    max(capacity, 1) * MemoryLayout<Element>.stride
  }

  /// Memory for `capacity` elements with the old content.
  private static func resized(
    _ old: UnsafeMutablePointer<Element>?, count: Int, from oldCapacity: Int, to capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    guard
      let memory = LargeMemory.resized(
        old, of: old == nil ? 0 : size(oldCapacity), used: count * MemoryLayout<Element>.stride,
        to: size(capacity))
    else { fatalError("no memory for \(capacity) elements") }
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }

  /// Forgets all elements and has `count` others, whose values are not said.
  public func reset(to count: Int) {
    precondition(count >= 0)
    if count > storage.pointee.capacity {
      LargeMemory.free(storage.pointee.base, of: Vector.size(storage.pointee.capacity))
      storage.pointee.base = Vector.resized(nil, count: 0, from: 0, to: count)
      storage.pointee.capacity = count
    }
    storage.pointee.count = count
  }

  /// Keeps the first `count` elements, which must be there.
  @inlinable public func truncate(to count: Int) {
    precondition(count >= 0 && count <= storage.pointee.count)
    storage.pointee.count = count
  }

  /// Keeps the elements that satisfy a test.
  public func keep(where test: (Element) -> Bool) {
    var kept = 0
    for index in 0..<count where test(storage.pointee.base[index]) {
      storage.pointee.base[kept] = storage.pointee.base[index]
      kept += 1
    }
    storage.pointee.count = kept
  }
}
