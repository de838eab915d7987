internal import TrailEvents

/// Times of exports that are not written as CloudTrail writes them.
enum RecordTime {
  typealias Bytes = UnsafeRawBufferPointer

  /// Milliseconds since 1970 of a time in a wrapper: ISO 8601 with any offset, or a number since
  /// 1970, with fraction or exponent; beyond 10^11 it counts milliseconds and not seconds.
  static func any(_ text: Bytes) -> Int64? {
    if let time = Timestamp(text) { return time.milliseconds }
    return epoch(text) ?? javaDate(text)
  }

  private static func epoch(_ text: Bytes) -> Int64? {
    guard text.count <= 32, let value = Double(String(decoding: text, as: UTF8.self)),
      value.isFinite, abs(value) < 1e15
    else { return nil }
    return Int64((abs(value) > 1e11 ? value : value * 1_000).rounded())
  }

  /// Reads what Java's `Date.toString` writes: `Wed Aug 07 22:34:33 UTC 2024`.
  ///
  /// The zone must be UTC or GMT: other abbreviations are ambiguous.
  static func javaDate(_ text: Bytes) -> Int64? {
    let words = text.split(separator: 0x20)
    guard words.count == 6,
      words[4].elementsEqual("UTC".utf8) || words[4].elementsEqual("GMT".utf8),
      let month = months.firstIndex(where: { $0.utf8.elementsEqual(words[1]) }),
      words[5].count == 4, words[2].count <= 2, words[3].count == 8
    else { return nil }
    var iso = Array(words[5]) + [0x2D]
    iso += Array((month + 1 < 10 ? "0\(month + 1)-" : "\(month + 1)-").utf8)
    if words[2].count == 1 { iso.append(0x30) }
    iso += Array(words[2]) + [0x54] + Array(words[3])
    return iso.withUnsafeBytes { Timestamp($0)?.milliseconds }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
