internal import CMemory
internal import Glibc
internal import TrailBytes
internal import TrailFormats
internal import TrailSegment

/// What follows from a few fields together, remembered by their bytes.
///
/// What an event did, from which client and in which place repeats from event to event: one
/// look-up of the fields as one key replaces one for each field, one for the tuple, and the
/// judgements. The fields are compared where they stand, so that a known key is never put together.
/// Belongs to one thread and one builder.
final class FieldMemo<Value: BitwiseCopyable> {
  /// What a look-up begins with, see `TermInterner.Search`: the hash of the fields, and a number that must
  /// be equal too.
  struct Search: BitwiseCopyable {
    fileprivate let hash: UInt64
    fileprivate let number: UInt64
    /// Where the entry stands + 1 when it was guessed, otherwise 0.
    fileprivate let entry: Int
  }

  /// What stands before the bytes of a key: of each field, a length and then the bytes, padded to words.
  private struct Header: BitwiseCopyable {
    var value: Value
    var number: UInt64
  }

  private let fields: RecordFields
  private let names: UnsafeMutableBufferPointer<RecordField>
  /// 32 bits of the hash, which also give the slot, then 32 bits: the entry's place in the memory, in
  /// words of eight bytes, + 1; 0 is free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask = (1 << 10) - 1
  private var count = 0
  private var memory: UnsafeMutableRawPointer
  private var capacity = 1 << 16
  private var used = 0
  /// Where the entry of the record before stands + 1, 0 for none.
  private var latest = 0
  private let seed: UInt64
  /// Where the entry stands + 1 that was the last one with about the same first field; 0 for none.
  ///
  /// Most records do what one of a few hundred did: comparing their fields costs less than hashing
  /// them, and then comparing them all the same.
  private let guesses: UnsafeMutableBufferPointer<UInt32>

  private static var guessBits: UInt64 { 9 }
  /// Bytes of keys that are remembered before all are forgotten.
  private static var limit: Int { 2 << 20 }
  private static var none: UInt32 { .max }
  private static var wordShift: Int { 3 }
  private static var tagMask: UInt64 { 0xFFFF_FFFF_0000_0000 }

  /// Whether a record often has the fields of the one before.
  private let isRepeated: Bool

  /// A memo of some fields of the records of an extractor.
  init(_ record: RecordExtractor, _ names: [RecordField], isRepeated: Bool = true) {
    self.isRepeated = isRepeated
    fields = RecordFields(record)
    self.names = .allocate(capacity: names.count)
    _ = self.names.initialize(fromContentsOf: names)
    var generator = SystemRandomNumberGenerator()
    seed = generator.next()
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    memory = .allocate(byteCount: capacity, alignment: 16)
    guesses = .allocate(capacity: 1 << Int(FieldMemo.guessBits))
    guesses.initialize(repeating: 0)
  }

  deinit {
    guesses.deallocate()
    names.deallocate()
    slots.deallocate()
    memory.deallocate()
  }

  /// Begins to look for the fields of the record together with a number; the slot is on its way then.
  func begin(_ number: UInt64 = 0) -> Search {
    if isRepeated, latest > 0, isSame(UnsafeRawPointer(memory + (latest &- 1)), number) {
      return Search(hash: 0, number: number, entry: latest)
    }
    let guess = Int(guesses[guessIndex])
    if guess > 0, isSame(UnsafeRawPointer(memory + (guess &- 1)), number) {
      latest = guess
      return Search(hash: 0, number: number, entry: guess)
    }
    var hash = seed ^ number
    for name in names {
      guard let field = fields[name] else {
        hash = hash &* 0x9E37_79B9_7F4A_7C15
        continue
      }
      // Turned, so that the same texts in other fields hash otherwise.
      hash = (hash &<< 23 | hash &>> 41) ^ ByteHash.tableHash(field, seed: seed)
    }
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    trailsift_prefetch(slots + (Int(truncatingIfNeeded: hash &>> 32) & mask))
    return Search(hash: hash, number: number, entry: 0)
  }

  /// Which guess is that of the record: by the ends and the length of the first field.
  @inline(__always)
  private var guessIndex: Int {
    guard let field = fields[names[0]], let base = field.baseAddress, field.count >= 4 else {
      return 0
    }
    let ends =
      UInt64(base.loadUnaligned(as: UInt32.self))
      | UInt64(base.loadUnaligned(fromByteOffset: field.count &- 4, as: UInt32.self)) &<< 32
    let mixed = (ends ^ UInt64(truncatingIfNeeded: field.count)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> (64 &- FieldMemo.guessBits))
  }

  /// Brings in the key that is probably the same.
  @inline(__always)
  func prefetch(_ search: Search) {
    if search.entry > 0 { return }
    let slot = slots[Int(truncatingIfNeeded: search.hash &>> 32) & mask]
    guard slot & FieldMemo.tagMask == search.hash & FieldMemo.tagMask, slot != 0 else { return }
    let entry = UnsafeRawPointer(entry(slot))
    trailsift_prefetch(entry)
    trailsift_prefetch(entry + 64)
    trailsift_prefetch(entry + 128)
  }

  @inline(__always)
  private func entry(_ slot: UInt64) -> UnsafeMutableRawPointer {
    memory + (Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1) << FieldMemo.wordShift
  }

  /// What was remembered for the fields; `nil` when they are new and have to be told with
  /// ``remember(_:_:)`` before the next record.
  @inline(__always)
  func known(_ search: Search) -> Value? {
    if search.entry > 0 {
      return (memory + (search.entry &- 1)).assumingMemoryBound(to: Header.self).pointee.value
    }
    return found(search)
  }

  private func found(_ search: Search) -> Value? {
    let tag = search.hash & FieldMemo.tagMask
    var index = Int(truncatingIfNeeded: search.hash &>> 32) & mask
    while true {
      let slot = slots[index]
      if slot == 0 { return nil }
      if slot & FieldMemo.tagMask == tag {
        let entry = entry(slot)
        if isSame(UnsafeRawPointer(entry), search.number) {
          latest = entry - memory + 1
          guesses[guessIndex] = UInt32(truncatingIfNeeded: latest)
          return entry.assumingMemoryBound(to: Header.self).pointee.value
        }
      }
      index = (index &+ 1) & mask
    }
  }

  /// Whether an entry is that of the fields of the record and a number.
  private func isSame(_ entry: UnsafeRawPointer, _ number: UInt64) -> Bool {
    guard entry.assumingMemoryBound(to: Header.self).pointee.number == number else { return false }
    var key = entry + MemoryLayout<Header>.stride
    for name in names {
      let length = key.load(as: UInt32.self)
      guard let field = fields[name], let base = field.baseAddress else {
        guard length == FieldMemo.none else { return false }
        key += 4
        continue
      }
      guard Int(length) == field.count, FieldMemo.areEqual(key + 4, base, field.count) else {
        return false
      }
      key += (4 &+ field.count &+ 3) & ~3
    }
    return true
  }

  /// Whether two texts of some bytes are equal; most are too short for a call to be worth it.
  @inline(__always)
  private static func areEqual(
    _ one: UnsafeRawPointer, _ other: UnsafeRawPointer, _ count: Int
  ) -> Bool {
    @inline(__always) func differ<Word: FixedWidthInteger & BitwiseCopyable>(
      _ offset: Int, _: Word.Type
    ) -> Bool {
      one.loadUnaligned(fromByteOffset: offset, as: Word.self)
        != other.loadUnaligned(fromByteOffset: offset, as: Word.self)
    }
    if count > 64 { return memcmp(one, other, count) == 0 }
    if count >= 8 {
      var offset = 0
      while offset < count &- 8 {
        if differ(offset, UInt64.self) { return false }
        offset &+= 8
      }
      return !differ(count &- 8, UInt64.self)
    }
    if count >= 4 { return !differ(0, UInt32.self) && !differ(count &- 4, UInt32.self) }
    for offset in 0..<count where differ(offset, UInt8.self) { return false }
    return true
  }

  /// Tells what follows from the fields of a search that found nothing.
  func remember(_ value: Value, _ search: Search) {
    if used > FieldMemo.limit { removeAll() }
    let texts = names.reduce(0) { $0 + 8 + (fields[$1]?.count ?? 0) }
    reserve(MemoryLayout<Header>.stride + texts + 16)
    let start = memory + used
    start.initializeMemory(as: Header.self, to: Header(value: value, number: search.number))
    var key = start + MemoryLayout<Header>.stride
    for name in names {
      guard let field = fields[name], let base = field.baseAddress else {
        key.storeBytes(of: FieldMemo.none, as: UInt32.self)
        key += 4
        continue
      }
      key.storeBytes(of: UInt32(truncatingIfNeeded: field.count), as: UInt32.self)
      (key + 4).copyMemory(from: base, byteCount: field.count)
      key += (4 + field.count + 3) & ~3
    }
    latest = used + 1
    guesses[guessIndex] = UInt32(truncatingIfNeeded: latest)
    place(search.hash & FieldMemo.tagMask | UInt64(used >> FieldMemo.wordShift + 1))
    used = (key - memory + 15) & ~15
    count += 1
    if count * 2 > mask { grow() }
  }

  private func place(_ slot: UInt64) {
    var index = Int(truncatingIfNeeded: slot &>> 32) & mask
    while slots[index] != 0 { index = (index &+ 1) & mask }
    slots[index] = slot
  }

  private func reserve(_ more: Int) {
    guard used + more > capacity else { return }
    let larger = max(capacity * 2, used + more)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: memory, byteCount: used)
    memory.deallocate()
    (memory, capacity) = (moved, larger)
  }

  private func grow() {
    let (old, oldCount) = (slots, mask + 1)
    mask = oldCount * 2 - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    for index in 0..<oldCount where old[index] != 0 { place(old[index]) }
    old.deallocate()
  }

  private func removeAll() {
    slots.update(repeating: 0, count: mask + 1)
    guesses.update(repeating: 0)
    (used, count, latest) = (0, 0, 0)
  }
}
