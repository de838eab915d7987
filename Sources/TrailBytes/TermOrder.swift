internal import Glibc

/// The order of the terms of a key, and with it what counts as equal in a look-up.
package enum TermOrder: UInt8, Sendable {
  /// Plain byte order. Stored on disk; never renumber.
  case bytes = 0
  /// Order of the folded forms (``TextFolding``), spellings of one folded form in byte order.
  case folded = 1

  /// Compares two terms; `0` only when they are the same bytes.
  package func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    if self == .folded {
      let order = TermOrder.compareFolded(left, right)
      if order != 0 { return order }
    }
    return TermOrder.compareBytes(left, right)
  }

  /// The first eight bytes of what is compared, as a number that is never larger for a term that
  /// comes earlier.
  package func prefix(_ term: UnsafeRawBufferPointer) -> UInt64 {
    if self == .bytes, term.count >= 8 {
      return UInt64(bigEndian: term.loadUnaligned(as: UInt64.self))
    }
    var isASCII = true
    var result: UInt64 = 0
    for index in 0..<8 {
      var byte = index < term.count ? term[index] : 0
      if self == .folded {
        isASCII = isASCII && byte < 0x80
        byte = TextFolding.asciiLower(byte)
      }
      result = result << 8 | UInt64(byte)
    }
    guard self == .folded, !isASCII || !TextFolding.isASCII(term) else { return result }
    return TextFolding.fold(term).withUnsafeBytes { TermOrder.bytes.prefix($0) }
  }

  /// Compares as bytes, a prefix before what continues it.
  @inline(__always)
  package static func compareBytes(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Int {
    let shared = min(left.count, right.count)
    if shared > 0, let leftBase = left.baseAddress, let rightBase = right.baseAddress {
      let order = memcmp(leftBase, rightBase, shared)
      if order != 0 { return order < 0 ? -1 : 1 }
    }
    return left.count == right.count ? 0 : (left.count < right.count ? -1 : 1)
  }

  /// Compares the folded forms; ASCII is folded on the fly.
  package static func compareFolded(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Int {
    let shared = min(left.count, right.count)
    var index = 0
    while index < shared {
      let leftByte = TextFolding.asciiLower(left[index])
      let rightByte = TextFolding.asciiLower(right[index])
      if leftByte | rightByte >= 0x80 { return compareFoldedSlowly(left, right) }
      if leftByte != rightByte {
        // What follows may not be ASCII, but folding keeps the ASCII before it where it is:
        // only a scalar that composes with the one before it could change it, and no ASCII does.
        return leftByte < rightByte ? -1 : 1
      }
      index &+= 1
    }
    return left.count == right.count ? 0 : (left.count < right.count ? -1 : 1)
  }

  private static func compareFoldedSlowly(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Int {
    TextFolding.fold(left).withUnsafeBytes { foldedLeft in
      TextFolding.fold(right).withUnsafeBytes { compareBytes(foldedLeft, $0) }
    }
  }
}
