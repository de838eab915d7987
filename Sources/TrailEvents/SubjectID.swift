/// Ids of people that are the same whether their hex digits are large or small.
package enum SubjectID {
  /// Whether a byte is a hex digit.
  @inline(__always)
  package static func isHex(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
  }

  /// Whether bytes are a UUID in any case: 8-4-4-4-12 hex digits.
  package static func isUUID(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count == 36 else { return false }
    for index in 0..<36 {
      let isDash = index == 8 || index == 13 || index == 18 || index == 23
      if isDash ? text[index] != 0x2D : !isHex(text[index]) { return false }
    }
    return true
  }

  /// The UUID of an identity store's id: behind ten hex digits and a dash.
  ///
  /// Source: "UserId" in the Identity Store API reference (an optional 10-digit prefix).
  package static func uuidOfStoreID(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard text.count == 47, text[10] == 0x2D, text[..<10].allSatisfy(isHex) else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: text[11...])
    return isUUID(rest) ? rest : nil
  }

  /// The form in which a subject id is indexed and looked up, `nil` when it is the text itself.
  ///
  /// A UUID is in lower case, also behind ten hex digits and a dash, and behind a region and a
  /// colon (ids of identity pools). Other ids are opaque and keep their case.
  package static func normalized(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard text.contains(where: { $0 &- 0x41 < 26 }) else { return nil }
    guard text.count >= 36 else { return nil }
    let start = text.count - 36
    let uuid = UnsafeRawBufferPointer(rebasing: text[start...])
    let isWhole = start == 0 || uuidOfStoreID(text) != nil || text[start - 1] == 0x3A
    return isWhole && isUUID(uuid) ? Array(text[..<start]) + lower(uuid) : nil
  }

  private static func lower(_ text: UnsafeRawBufferPointer) -> [UInt8] {
    text.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
  }
}
