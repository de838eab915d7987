/// Rules that hold for the values of all keys.
package enum KeyValue {
  /// Bytes of a value that count; what follows is cut, in the index and in queries alike.
  package static let longest = 8_192

  /// The first ``longest`` bytes of a value, less those of a character that would be torn.
  package static func cut(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard value.count > longest else { return value }
    var end = longest
    while end > 0, value[end] & 0xC0 == 0x80 { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: value[..<end])
  }
}
