/// Which fields and lists of a record have values: code that asks for many of them, of which a usual
/// record has none, asks once.
///
/// `public` and frozen so that it is no call in other modules.
@frozen public struct RecordPresence: BitwiseCopyable, Sendable {
  @usableFromInline var low: UInt64 = 0
  @usableFromInline var high: UInt64 = 0
  @usableFromInline var lists: UInt64 = 0

  /// The presence of some fields and lists.
  public init(fields: [RecordField] = [], lists: [RecordList] = []) {
    for field in fields { insert(field) }
    for list in lists { insert(list) }
  }

  @inline(__always) mutating func insert(_ field: RecordField) {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: field.rawValue)
    if field.rawValue < 64 { low |= bit } else { high |= bit }
  }

  @inline(__always) mutating func insert(_ list: RecordList) {
    lists |= 1 &<< UInt64(truncatingIfNeeded: list.rawValue)
  }

  /// Whether there may be a value of one of the fields and lists of `other`.
  ///
  /// A member that was there twice may have lost its value again.
  @inlinable @inline(__always) public func hasAny(of other: RecordPresence) -> Bool {
    low & other.low | high & other.high | lists & other.lists != 0
  }

  /// Whether a list may have values.
  @inlinable @inline(__always) public func has(_ list: RecordList) -> Bool {
    lists &>> UInt64(truncatingIfNeeded: list.rawValue) & 1 != 0
  }

  /// Calls `body` with the number of each field.
  @inline(__always) func forEachField(_ body: (Int) -> Void) {
    var (low, high) = (low, high)
    while low != 0 {
      body(low.trailingZeroBitCount)
      low &= low &- 1
    }
    while high != 0 {
      body(64 &+ high.trailingZeroBitCount)
      high &= high &- 1
    }
  }
}
