internal import CMemory
internal import Glibc
internal import TrailBytes

/// The number of a term while a segment is built: dense over all keys, in order of appearance.
public typealias TermID = UInt32

/// Gives equal (key, bytes) pairs equal numbers.
///
/// Belongs to one thread.
///
/// An open-addressing table over an arena: no object, string or retain a term, about 10 ns a hit
/// against 50 to 130 ns for `Dictionary<String, UInt32>`.
package final class TermInterner {
  /// What stands before the bytes of a term in the arena, so that finding both is one miss of the
  /// cache and not two.
  private struct Header: BitwiseCopyable {
    var id: TermID
    var length: UInt32
    var key: UInt8
  }

  /// 32 bits of the hash, which also give the slot, then 32 bits: the term's place in the arena, in
  /// words, + 1; 0 is free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  /// The place in the arena of each term, in words.
  private let places = Vector<UInt32>(capacity: 1 << 13)
  private var arena: UnsafeMutableRawPointer
  private var arenaCapacity = 1 << 18
  private var arenaCount = 0
  private let seed: UInt64

  private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000
  private static let headerSize = MemoryLayout<Header>.stride
  private static let wordShift = 2

  package init() {
    var generator = SystemRandomNumberGenerator()
    seed = generator.next()
    mask = (1 << 14) - 1
    slots = TermInterner.emptySlots(mask + 1)
    arena = TermInterner.resized(nil, of: 0, used: 0, to: arenaCapacity)
  }

  deinit {
    LargeMemory.free(slots, of: (mask + 1) * 8)
    places.deallocate()
    LargeMemory.free(arena, of: arenaCapacity)
  }

  private static func resized(
    _ old: UnsafeMutableRawPointer?, of oldCapacity: Int, used: Int, to capacity: Int
  ) -> UnsafeMutableRawPointer {
    guard let memory = LargeMemory.resized(old, of: oldCapacity, used: used, to: capacity) else {
      fatalError("no memory for terms")
    }
    return memory
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let memory = resized(nil, of: 0, used: 0, to: count * 8)
    let slots = memory.bindMemory(to: UInt64.self, capacity: count)
    if !LargeMemory.isZero(count * 8) { slots.initialize(repeating: 0, count: count) }
    return slots
  }

  /// The number of distinct terms.
  package var count: Int { places.count }

  /// Bytes of the terms and of what stands before each.
  package var textByteCount: Int { arenaCount }

  /// About the bytes of memory that its terms need, whatever it held before: arrays double, so a
  /// third of them is free and of the table's slots five eighths.
  package var byteCount: Int { arenaCount * 3 / 2 + places.count * 32 }

  @inline(__always)
  private func hash(key: UInt8, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
    ByteHash.tableHash(bytes, seed: seed &+ UInt64(key) &* 0x9E37_79B9_7F4A_7C15)
  }

  @inline(__always)
  private func header(at place: UInt32) -> UnsafeMutablePointer<Header> {
    (arena + Int(place) << TermInterner.wordShift).assumingMemoryBound(to: Header.self)
  }

  /// What a look-up begins with: the hash of a term.
  ///
  /// A look-up waits for memory twice, for the slot and for the term's bytes. Code that has
  /// several of them before it begins them all, then brings in the bytes of all, and waits for
  /// them together.
  package struct Search: BitwiseCopyable {
    fileprivate let hash: UInt64
  }

  /// Begins to look for a term; its slot is on its way then.
  @inline(__always)
  package func begin(key: UInt8, _ bytes: UnsafeRawBufferPointer) -> Search {
    let hash = hash(key: key, bytes)
    trailsift_prefetch(slots + (Int(truncatingIfNeeded: hash >> 32) & mask))
    return Search(hash: hash)
  }

  /// Brings in the bytes of the term that is probably meant, which has `count` of them.
  package func prefetch(_ search: Search, count: Int) {
    let slot = slots[Int(truncatingIfNeeded: search.hash >> 32) & mask]
    if slot & TermInterner.tagMask == search.hash & TermInterner.tagMask, slot != 0 {
      let known = UnsafeRawPointer(header(at: UInt32(truncatingIfNeeded: slot) &- 1))
      for line in stride(from: 0, through: TermInterner.headerSize + count, by: 64) {
        trailsift_prefetch(known + line)
      }
    }
  }

  /// The number of a term, new or known.
  @inline(__always)
  package func intern(key: UInt8, _ bytes: UnsafeRawBufferPointer) -> TermID {
    intern(Search(hash: hash(key: key, bytes)), key: key, bytes)
  }

  /// The number of the term, new or known, that a search was begun for with the same key and bytes.
  package func intern(_ search: Search, key: UInt8, _ bytes: UnsafeRawBufferPointer) -> TermID {
    let hash = search.hash
    let tag = hash & TermInterner.tagMask
    var index = Int(truncatingIfNeeded: hash >> 32) & mask
    while true {
      let slot = slots[index]
      if slot == 0 { break }
      if slot & TermInterner.tagMask == tag {
        let known = header(at: UInt32(truncatingIfNeeded: slot) &- 1)
        if known.pointee.key == key, Int(known.pointee.length) == bytes.count {
          guard let base = bytes.baseAddress, bytes.count > 0 else { return known.pointee.id }
          let text = UnsafeRawPointer(known) + TermInterner.headerSize
          if memcmp(text, base, bytes.count) == 0 { return known.pointee.id }
        }
      }
      index = (index &+ 1) & mask
    }
    let id = append(key: key, bytes)
    slots[index] = tag | UInt64(places[Int(id)] + 1)
    if count * 2 > mask { grow() }
    return id
  }

  private func append(key: UInt8, _ bytes: UnsafeRawBufferPointer) -> TermID {
    let size = (TermInterner.headerSize + bytes.count + 3) & ~3
    if arenaCount + size > arenaCapacity {
      let capacity = max(arenaCapacity * 2, arenaCount + size)
      arena = TermInterner.resized(arena, of: arenaCapacity, used: arenaCount, to: capacity)
      arenaCapacity = capacity
    }
    let id = TermID(count)
    let place = arena + arenaCount
    place.initializeMemory(
      as: Header.self, to: Header(id: id, length: UInt32(bytes.count), key: key))
    if let source = bytes.baseAddress {
      (place + TermInterner.headerSize).copyMemory(from: source, byteCount: bytes.count)
    }
    // Places are words of four bytes: 16 GiB of terms, far above any memory budget.
    places.append(UInt32(arenaCount >> TermInterner.wordShift))
    arenaCount += size
    return id
  }

  private func grow() {
    let oldCount = mask + 1
    let old = slots
    mask = oldCount * 2 - 1
    slots = TermInterner.emptySlots(mask + 1)
    for index in 0..<oldCount where old[index] != 0 {
      var place = Int(truncatingIfNeeded: old[index] >> 32) & mask
      while slots[place] != 0 { place = (place &+ 1) & mask }
      slots[place] = old[index]
    }
    LargeMemory.free(old, of: oldCount * 8)
  }

  /// Forgets all terms and keeps the memory.
  package func removeAll() {
    slots.update(repeating: 0, count: mask + 1)
    places.truncate(to: 0)
    arenaCount = 0
  }

  /// The key of a term.
  package func key(_ term: TermID) -> UInt8 { header(at: places[Int(term)]).pointee.key }

  /// The bytes of a term; valid until the next ``intern(key:_:)``.
  package func bytes(_ term: TermID) -> UnsafeRawBufferPointer {
    let known = header(at: places[Int(term)])
    return UnsafeRawBufferPointer(
      start: UnsafeRawPointer(known) + TermInterner.headerSize, count: Int(known.pointee.length))
  }
}

/// Gives equal tuples of terms equal row numbers.
///
/// Belongs to one thread.
///
/// `public` so that asking for ``absent`` is no call in other modules.
public final class TupleInterner {
  /// Stands in a tuple where it has no term.
  @inlinable @inline(__always) public static var absent: TermID { .max }

  /// The number of members.
  package let arity: Int
  /// The rows one after another.
  var rows: UnsafeMutableBufferPointer<TermID> { stored.elements }
  private let stored = Vector<TermID>()
  private var slots: UnsafeMutablePointer<UInt32>
  private var mask: Int

  package init(arity: Int) {
    self.arity = arity
    mask = (1 << 10) - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
  }

  deinit {
    stored.deallocate()
    slots.deallocate()
  }

  /// The number of distinct tuples.
  package var count: Int { stored.count / max(arity, 1) }

  /// About the bytes of memory that its tuples need, whatever it held before.
  package var byteCount: Int { stored.count * 6 + count * 12 }

  private func place(_ tuple: UnsafeBufferPointer<TermID>) -> Int {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for term in tuple {
      let product = (hash ^ UInt64(term)).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
    }
    return Int(truncatingIfNeeded: hash) & mask
  }

  /// The row number of a tuple with `arity` members, new or known.
  package func intern(_ tuple: UnsafeBufferPointer<TermID>) -> UInt32 {
    var index = place(tuple)
    let rows = stored.elements
    search: while slots[index] != 0 {
      let row = Int(slots[index]) &- 1
      for member in 0..<arity where rows[row &* arity &+ member] != tuple[member] {
        index = (index &+ 1) & mask
        continue search
      }
      return UInt32(row)
    }
    let row = UInt32(count)
    for term in tuple { stored.append(term) }
    slots[index] = row + 1
    if count * 2 > mask { grow() }
    return row
  }

  /// Forgets all tuples and keeps the memory.
  func removeAll() {
    stored.truncate(to: 0)
    slots.update(repeating: 0, count: mask + 1)
  }

  private func grow() {
    mask = mask * 2 + 1
    slots.deallocate()
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    let all = UnsafeBufferPointer(stored.elements)
    for row in 0..<count {
      var index = place(UnsafeBufferPointer(rebasing: all[(row * arity)..<((row + 1) * arity)]))
      while slots[index] != 0 { index = (index &+ 1) & mask }
      slots[index] = UInt32(row) + 1
    }
  }
}
