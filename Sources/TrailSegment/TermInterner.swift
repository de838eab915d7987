internal import Glibc
internal import TrailBytes

/// The number of a term while a segment is built: dense over all keys, in order of appearance.
package typealias TermID = UInt32

/// Gives equal (key, bytes) pairs equal numbers. Belongs to one thread.
///
/// An open-addressing table over an arena: no object, string or retain a term, about 10 ns a hit
/// against 50 to 130 ns for `Dictionary<String, UInt32>`.
package final class TermInterner {
  private struct Term {
    var start: Int
    var length: UInt32
    var key: UInt8
  }

  /// Upper half of the hash in the upper 32 bits, term + 1 in the lower; 0 is free.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  private var terms: UnsafeMutablePointer<Term>
  private var termCapacity: Int
  private var arena: UnsafeMutableRawPointer
  private var arenaCapacity: Int
  private var arenaCount = 0
  private let seed: UInt64
  /// The number of distinct terms.
  package private(set) var count = 0

  package init() {
    var generator = SystemRandomNumberGenerator()
    seed = generator.next()
    mask = (1 << 14) - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    termCapacity = 1 << 13
    terms = .allocate(capacity: termCapacity)
    arenaCapacity = 1 << 18
    arena = .allocate(byteCount: arenaCapacity, alignment: 8)
  }

  deinit {
    slots.deallocate()
    terms.deallocate()
    arena.deallocate()
  }

  /// Bytes of memory held.
  package var byteCount: Int {
    (mask + 1) * 8 + termCapacity * MemoryLayout<Term>.stride + arenaCapacity
  }

  /// The number of a term, new or known.
  package func intern(key: UInt8, _ bytes: UnsafeRawBufferPointer) -> TermID {
    let hash = ByteHash.hash(bytes, seed: seed &+ UInt64(key) &* 0x9E37_79B9_7F4A_7C15)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[index]
      if slot == 0 { break }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let found = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1
        let term = terms[found]
        if term.key == key, Int(term.length) == bytes.count, let base = bytes.baseAddress,
          memcmp(arena + term.start, base, bytes.count) == 0
        {
          return TermID(found)
        }
      }
      index = (index &+ 1) & mask
    }
    let id = append(key: key, bytes)
    slots[index] = tag | UInt64(id + 1)
    if count * 2 > mask { grow() }
    return id
  }

  private func append(key: UInt8, _ bytes: UnsafeRawBufferPointer) -> TermID {
    if count == termCapacity {
      let grown = UnsafeMutablePointer<Term>.allocate(capacity: termCapacity * 2)
      grown.moveInitialize(from: terms, count: count)
      terms.deallocate()
      terms = grown
      termCapacity *= 2
    }
    if arenaCount + bytes.count > arenaCapacity {
      let capacity = max(arenaCapacity * 2, arenaCount + bytes.count)
      let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
      grown.copyMemory(from: arena, byteCount: arenaCount)
      arena.deallocate()
      arena = grown
      arenaCapacity = capacity
    }
    (terms + count).initialize(
      to: Term(start: arenaCount, length: UInt32(bytes.count), key: key))
    if let source = bytes.baseAddress {
      (arena + arenaCount).copyMemory(from: source, byteCount: bytes.count)
    }
    arenaCount += bytes.count
    count += 1
    return TermID(count - 1)
  }

  private func grow() {
    let oldCount = mask + 1
    let old = slots
    mask = oldCount * 2 - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    for index in 0..<oldCount where old[index] != 0 {
      // The lower hash bits are not kept: hash again.
      let term = terms[Int(truncatingIfNeeded: old[index] & 0xFFFF_FFFF) - 1]
      let hash = ByteHash.hash(
        UnsafeRawBufferPointer(start: arena + term.start, count: Int(term.length)),
        seed: seed &+ UInt64(term.key) &* 0x9E37_79B9_7F4A_7C15)
      var place = Int(truncatingIfNeeded: hash) & mask
      while slots[place] != 0 { place = (place &+ 1) & mask }
      slots[place] = old[index]
    }
    old.deallocate()
  }

  /// The key of a term.
  package func key(_ term: TermID) -> UInt8 { terms[Int(term)].key }

  /// The bytes of a term; valid until the next ``intern(key:_:)``.
  package func bytes(_ term: TermID) -> UnsafeRawBufferPointer {
    let found = terms[Int(term)]
    return UnsafeRawBufferPointer(start: arena + found.start, count: Int(found.length))
  }
}

/// Gives equal tuples of terms equal row numbers. Belongs to one thread.
package final class TupleInterner {
  /// Stands in a tuple where it has no term.
  package static let absent = TermID.max

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

  /// Bytes of memory held.
  package var byteCount: Int { stored.count * 8 + (mask + 1) * 4 }

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
