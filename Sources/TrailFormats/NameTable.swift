/// What stands for each of a few known names of members, found by the names' bytes.
///
/// A perfect hash over the first and last eight bytes and the length: one probe a member, no
/// comparison of text for names of up to 16 bytes. Made once and never freed, so that a look-up
/// touches no reference count.
struct NameTable<Value> {
  private struct Slot {
    var first: UInt64 = 0
    var last: UInt64 = 0
    var name: UnsafePointer<UInt8>?
    var length: Int32 = -1
    var number = NameTable.unknown
    var value: Value?
  }

  /// The number of a name that is not known.
  static var unknown: Int16 { -1 }

  private let slots: UnsafePointer<Slot>
  private let multiplier: UInt64
  private let shift: UInt64

  /// - Parameter number: What ``number(_:_:)`` tells of a value: not negative.
  init(_ members: [(StaticString, Value)], number: (Value) -> Int16 = { _ in 0 }) {
    var bits: UInt64 = 3
    while 1 << bits < members.count * 2 { bits += 1 }
    var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    var tries = 0
    while true {
      if let slots = NameTable.slots(members, number, bits: bits, multiplier: multiplier) {
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
    _ members: [(StaticString, Value)], _ number: (Value) -> Int16, bits: UInt64, multiplier: UInt64
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
        first: first, last: last, name: name.utf8Start, length: Int32(length),
        number: number(value), value: value)
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
    guard let base = name.baseAddress, let slot = slot(base, name.count) else { return nil }
    return slot.pointee.value
  }

  /// The number of what stands for a name; ``unknown`` for none.
  ///
  /// - Parameter name: At least eight bytes must be readable from its start.
  @inline(__always)
  func number(_ name: UnsafeRawPointer, _ length: Int) -> Int16 {
    slot(name, length)?.pointee.number ?? NameTable.unknown
  }

  @inline(__always)
  private func slot(_ name: UnsafeRawPointer, _ length: Int) -> UnsafePointer<Slot>? {
    let (first, last) = NameTable.words(UnsafeRawBufferPointer(start: name, count: length), length)
    let slot =
      slots
      + Int(truncatingIfNeeded: (NameTable.mixed(first, last, length) &* multiplier) &>> shift)
    guard slot.pointee.first == first, slot.pointee.last == last,
      slot.pointee.length == Int32(truncatingIfNeeded: length)
    else { return nil }
    if length > 16, let known = slot.pointee.name {
      // Words of eight bytes; the last one of them may reach into those compared already.
      let known = UnsafeRawPointer(known)
      var offset = 8
      while offset < length &- 8 {
        guard
          name.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            == known.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        else { return nil }
        offset &+= 8
      }
    }
    return slot
  }
}
