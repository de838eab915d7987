internal import TrailBytes
internal import TrailSegment

/// What follows from a few fields together, remembered by their bytes.
///
/// What an event did, from which client and in which place repeats from event to event: one
/// look-up of the fields as one key replaces one for each field, one for the tuple, and the
/// judgements. Belongs to one thread and one builder.
final class FieldMemo<Value: BitwiseCopyable> {
  private let texts = TermInterner()
  private let values = Vector<Value>()
  /// The key that is being put together: of each field its length, or a mark for none, and its
  /// bytes.
  private var key: UnsafeMutableRawPointer
  private var capacity = 1 << 12
  private var length = 0

  /// Bytes of keys that are remembered before all are forgotten.
  private static var memory: Int { 2 << 20 }
  private static var none: UInt32 { .max }

  init() { key = .allocate(byteCount: capacity, alignment: 8) }

  deinit {
    values.deallocate()
    key.deallocate()
  }

  /// Starts a key with a number.
  @inline(__always)
  func begin(_ number: UInt32 = 0) {
    key.storeBytes(of: number, as: UInt32.self)
    length = 4
  }

  /// Adds a field to the key.
  @inline(__always)
  func add(_ field: UnsafeRawBufferPointer?) {
    let count = field?.count ?? 0
    if length &+ count &+ 4 > capacity { grow(count) }
    key.storeBytes(
      of: field == nil ? FieldMemo.none : UInt32(truncatingIfNeeded: count), toByteOffset: length,
      as: UInt32.self)
    length &+= 4
    if let base = field?.baseAddress {
      (key + length).copyMemory(from: base, byteCount: count)
      length &+= count
    }
  }

  private func grow(_ count: Int) {
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: max(capacity * 2, length + count + 4), alignment: 8)
    larger.copyMemory(from: key, byteCount: length)
    key.deallocate()
    key = larger
    capacity = max(capacity * 2, length + count + 4)
  }

  private var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: key, count: length) }

  /// Begins to look for the key, which is whole; see ``TermInterner/Search``.
  func end() -> TermInterner.Search { texts.begin(key: 0, text) }

  /// Brings in the key that is probably the same.
  func prefetch(_ search: TermInterner.Search) { texts.prefetch(search, count: length) }

  /// What was remembered for the key; `nil` when it is new and has to be told with
  /// ``remember(_:)`` before the next one begins.
  func known(_ search: TermInterner.Search) -> Value? {
    let number = Int(texts.intern(search, key: 0, text))
    return number < values.count ? values[number] : nil
  }

  /// Tells what follows from the newest key.
  func remember(_ value: Value) {
    if texts.textByteCount > FieldMemo.memory {
      texts.removeAll()
      values.truncate(to: 0)
    } else {
      values.append(value)
    }
  }
}
