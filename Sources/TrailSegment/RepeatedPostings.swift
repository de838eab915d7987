internal import TrailBytes

/// Postings of a key that were written, by what they hold: those of the same documents refer to them.
///
/// Resources are named together, a bucket and the role that reads it, so that many terms have the same
/// documents. Only some postings are remembered: each takes the place of another one.
struct RepeatedPostings {
  private static let slotBits: UInt64 = 16

  /// Start and byte count of postings; a count of 0 for none.
  private var slots: [(start: UInt32, count: UInt32)] = []

  /// Replaces postings by a reference when earlier ones have the same bytes and that is shorter.
  ///
  /// - Parameters:
  ///   - postings: Ends with the postings in question.
  ///   - start: Where these start.
  ///   - documents: What they hold; at least one.
  mutating func shorten(
    _ postings: inout ByteWriter, from start: Int, _ documents: UnsafeBufferPointer<DocID>
  ) {
    let count = postings.count - start
    guard count > 4, let first = documents.first, let last = documents.last else { return }
    if slots.isEmpty { slots = Array(repeating: (0, 0), count: 1 << RepeatedPostings.slotBits) }
    let ends = UInt64(first) << 32 | UInt64(last)
    let mixed = (ends ^ UInt64(documents.count) << 20) &* 0x9E37_79B9_7F4A_7C15
    let slot = Int(mixed >> (64 - RepeatedPostings.slotBits))
    let known = (start: Int(slots[slot].start), count: Int(slots[slot].count))
    let isSame =
      known.count == count
      && postings.bytes[known.start..<(known.start + count)]
        .elementsEqual(postings.bytes[start...])
    guard isSame else {
      slots[slot] = (UInt32(start), UInt32(count))
      return
    }
    let referring =
      PostingsWriter.varintSize(UInt32(clamping: start - known.start))
      + PostingsWriter.varintSize(UInt32(clamping: count)) + 1
    guard referring < count else { return }
    postings.truncate(to: start)
    postings.append(PostingsWriter.againForm)
    postings.appendVarint(start - known.start)
    postings.appendVarint(count)
  }
}
