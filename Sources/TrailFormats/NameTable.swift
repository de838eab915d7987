/// What stands for each of a few known names of members, found by the names' bytes.
///
/// A perfect hash over the first and last eight bytes and the length: one probe a member, no
/// comparison of text for names of up to 16 bytes. Made once and never freed, so that a look-up
/// touches no reference count.
struct NameTable<Value> {
  private struct Slot {
    var first: UInt64 = 0
    var last: UInt64 = 0
    var length = -1
    var name: UnsafePointer<UInt8>?
    var value: Value?
  }

  private let slots: UnsafePointer<Slot>
  private let multiplier: UInt64
  private let shift: UInt64

  init(_ members: [(StaticString, Value)]) {
    var bits: UInt64 = 3
    while 1 << bits < members.count * 2 { bits += 1 }
    var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    var tries = 0
    while true {
      if let slots = NameTable.slots(members, bits: bits, multiplier: multiplier) {
        let memory = UnsafeMutablePointer<Slot>.allocate(capacity: slots.count)
        memory.initialize(from: slots, count: slots.count)
        self.slots = UnsafePointer(memory)
        self.multiplier = multiplier
        shift = 64 - bits
        return
      }
      multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      tries += 1
      if tries % 256 == 0 { bits += 1 }
    }
  }

  /// The slots for a multiplier, `nil` when two names collide.
  private static func slots(
    _ members: [(StaticString, Value)], bits: UInt64, multiplier: UInt64
  ) -> [Slot]? {
    var slots = [Slot](repeating: Slot(), count: 1 << bits)
    for (name, value) in members {
      let length = name.utf8CodeUnitCount
      // The loads need eight readable bytes, also behind the end of a short name.
      let padded =
        Array(UnsafeBufferPointer(start: name.utf8Start, count: length))
        + [UInt8](repeating: 0, count: 8)
      let (first, last) = padded.withUnsafeBytes { words($0, length) }
      let index = Int((mixed(first, last, length) &* multiplier) >> (64 - bits))
      if slots[index].length >= 0 { return nil }
      slots[index] = Slot(
        first: first, last: last, length: length, name: name.utf8Start, value: value)
    }
    return slots
  }

  @inline(__always)
  private static func words(_ bytes: UnsafeRawBufferPointer, _ length: Int) -> (UInt64, UInt64) {
    guard let base = bytes.baseAddress else { return (0, 0) }
    var first = base.loadUnaligned(as: UInt64.self)
    if length < 8 {
      first &= length == 0 ? 0 : UInt64.max >> UInt64(64 &- length &* 8)
      return (first, 0)
    }
    return (first, base.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self))
  }

  @inline(__always)
  private static func mixed(_ first: UInt64, _ last: UInt64, _ length: Int) -> UInt64 {
    (first ^ ((last << 23) | (last >> 41))) &+ UInt64(truncatingIfNeeded: length)
  }

  /// What stands for a name.
  ///
  /// - Parameter name: At least eight bytes must be readable from its start.
  @inline(__always)
  func value(_ name: UnsafeRawBufferPointer) -> Value? {
    let (first, last) = NameTable.words(name, name.count)
    let index = Int(
      truncatingIfNeeded: (NameTable.mixed(first, last, name.count) &* multiplier) >> shift)
    guard slots[index].length == name.count, slots[index].first == first,
      slots[index].last == last
    else { return nil }
    if name.count > 16, let known = slots[index].name {
      for offset in 8..<(name.count - 8) where name[offset] != known[offset] { return nil }
    }
    return slots[index].value
  }
}
