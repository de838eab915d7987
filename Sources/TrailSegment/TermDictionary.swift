package import TrailBytes

/// The sorted terms of one key and where their postings are.
///
/// ```
/// varint  number of terms
/// 4 × b   start of each block of 32 terms, from the start of the blocks (fixed u32)
/// blocks  varint start of the postings of the block's terms in the postings section; then each
///         term: varint bytes shared with the term before (not for the first), varint bytes that
///         follow, these bytes, varint documents, and for one document varint doc id, for more
///         varint byte count of the postings
/// ```
struct TermDictionaryWriter {
  static let blockSize = 32
  private var starts = ByteWriter()
  private var blocks = ByteWriter()
  /// Terms so far.
  private(set) var written = 0
  private var previous: [UInt8] = []

  /// Appends the next term in order.
  ///
  /// - Parameters:
  ///   - term: Its bytes, above those of the term before.
  ///   - documents: Its ascending doc ids.
  ///   - postings: Receives what does not fit into the dictionary.
  mutating func append(
    _ term: UnsafeRawBufferPointer, documents: UnsafeBufferPointer<DocID>,
    postings: inout ByteWriter
  ) {
    if written % TermDictionaryWriter.blockSize == 0 {
      starts.appendFixed(UInt32(blocks.count))
      blocks.appendVarint(postings.count)
      blocks.appendCounted(term)
    } else {
      var shared = 0
      let limit = min(previous.count, term.count)
      while shared < limit, previous[shared] == term[shared] { shared += 1 }
      blocks.appendVarint(shared)
      blocks.appendCounted(UnsafeRawBufferPointer(rebasing: term[shared...]))
    }
    previous.removeAll(keepingCapacity: true)
    previous.append(contentsOf: term)
    blocks.appendVarint(documents.count)
    if documents.count == 1 {
      blocks.appendVarint(UInt64(documents[0]))
    } else if documents.count > 1 {
      let start = postings.count
      PostingsWriter.write(documents, to: &postings)
      blocks.appendVarint(postings.count - start)
    }
    written += 1
  }

  /// Writes the dictionary after the last term.
  func finish(to writer: inout ByteWriter) {
    writer.appendVarint(written)
    writer.append(contentsOf: starts.bytes)
    writer.append(contentsOf: blocks.bytes)
  }
}

/// Reads what ``TermDictionaryWriter`` wrote.
///
/// Belongs to one thread.
package final class TermDictionaryReader {
  private let section: Section
  /// The number of terms.
  package let count: Int
  /// The order of the terms.
  package let order: TermOrder
  private let startsOffset: Int
  private let blocksOffset: Int
  private let blockCount: Int
  private var term: [UInt8] = []

  init(_ section: Section, order: TermOrder) throws(IndexError) {
    self.section = section
    self.order = order
    let head = try section.bytes(0..<min(section.count, 10))
    (count, startsOffset) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(head)
      return (try cursor.varint(atMost: Int(UInt32.max) - 1), cursor.offset)
    }
    blockCount = (count + TermDictionaryWriter.blockSize - 1) / TermDictionaryWriter.blockSize
    blocksOffset = startsOffset + blockCount * 4
    guard blocksOffset <= section.count else {
      throw section.corrupt(0, "\(section.name): \(count) terms do not fit")
    }
  }

  private func blockRange(_ block: Int) throws(IndexError) -> Range<Int> {
    let start = blocksOffset + (try startOffset(block))
    let end =
      block + 1 < blockCount ? blocksOffset + (try startOffset(block + 1)) : section.count
    guard start <= end, end <= section.count else {
      throw section.corrupt(startsOffset + block * 4, "\(section.name): block starts descend")
    }
    return start..<end
  }

  private func startOffset(_ block: Int) throws(IndexError) -> Int {
    let offset = startsOffset + block * 4
    let bytes = try section.bytes(offset..<(offset + 4))
    return Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
  }

  /// The first term of a block, without copying it.
  private func firstTerm(ofBlock block: Int) throws(IndexError) -> UnsafeRawBufferPointer {
    let range = try blockRange(block)
    let bytes = try section.bytes(range)
    return try section.decoding(at: range.lowerBound) { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      _ = try cursor.varint()
      return try cursor.counted()
    }
  }

  /// Calls `body` with each term of a block until it returns `false`.
  private func forEach(
    inBlock block: Int, _ body: (TermOrdinal, UnsafeRawBufferPointer, TermPostings) -> Bool
  ) throws(IndexError) {
    let range = try blockRange(block)
    let bytes = try section.bytes(range)
    let firstOrdinal = block * TermDictionaryWriter.blockSize
    let length = min(TermDictionaryWriter.blockSize, count - firstOrdinal)
    var current = term
    defer { term = current }
    try section.decoding(at: range.lowerBound) { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      var postings = try cursor.varint(atMost: Int.max)
      current.removeAll(keepingCapacity: true)
      for index in 0..<length {
        if index > 0 {
          let shared = try cursor.varint(atMost: current.count)
          current.removeLast(current.count - shared)
        }
        current.append(contentsOf: try cursor.counted())
        var found = TermPostings(
          documentCount: try cursor.varint(atMost: SegmentFormat.documentLimit), single: 0,
          range: 0..<0)
        if found.documentCount == 1 {
          found.single = DocID(try cursor.varint(atMost: SegmentFormat.documentLimit))
        } else if found.documentCount > 1 {
          let size = try cursor.varint(atMost: Int(UInt32.max))
          let (end, overflow) = postings.addingReportingOverflow(size)
          guard !overflow else {
            throw DecodingFailure(offset: cursor.offset, reason: "postings end beyond all bounds")
          }
          found.range = postings..<end
          postings = end
        }
        let goesOn = current.withUnsafeBytes {
          body(TermOrdinal(firstOrdinal + index), $0, found)
        }
        if !goesOn { return }
      }
    }
  }

  /// The first ordinal whose term satisfies `predicate`, or `count`.
  ///
  /// - Parameter predicate: Must be false for the terms before some place and true after it.
  /// - Complexity: O(log *blocks*) first terms and one block read.
  package func firstOrdinal(
    where predicate: (UnsafeRawBufferPointer) -> Bool
  ) throws(IndexError) -> TermOrdinal {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if predicate(try firstTerm(ofBlock: middle)) { high = middle } else { low = middle + 1 }
    }
    if low == 0 { return 0 }
    // The place is inside the block before, or exactly at its end.
    var found = TermOrdinal(min(low * TermDictionaryWriter.blockSize, count))
    try forEach(inBlock: low - 1) { ordinal, bytes, _ in
      if predicate(bytes) {
        found = ordinal
        return false
      }
      return true
    }
    return found
  }

  /// Calls `body` with the terms of a range of ordinals, in order.
  package func forEach(
    in range: Range<TermOrdinal>,
    _ body: (TermOrdinal, UnsafeRawBufferPointer, TermPostings) -> Void
  ) throws(IndexError) {
    guard !range.isEmpty else { return }
    let size = TermOrdinal(TermDictionaryWriter.blockSize)
    for block in (range.lowerBound / size)...((range.upperBound - 1) / size) {
      try forEach(inBlock: Int(block)) { ordinal, bytes, postings in
        if ordinal >= range.upperBound { return false }
        if ordinal >= range.lowerBound { body(ordinal, bytes, postings) }
        return true
      }
    }
  }

  /// Calls `body` with the terms of some ordinals, which must ascend, each once: a block that several
  /// are in is read once.
  package func forEach(
    of ordinals: [TermOrdinal], _ body: (TermOrdinal, UnsafeRawBufferPointer) -> Void
  ) throws(IndexError) {
    var next = 0
    while next < ordinals.count {
      let first = next
      let end =
        (Int(ordinals[next]) / TermDictionaryWriter.blockSize + 1)
        * TermDictionaryWriter.blockSize
      guard ordinals[next] < count else {
        throw section.corrupt(0, "\(section.name): no term \(ordinals[next]) of \(count)")
      }
      try forEach(inBlock: end / TermDictionaryWriter.blockSize - 1) { ordinal, bytes, _ in
        if ordinal == ordinals[next] {
          body(ordinal, bytes)
          next += 1
        }
        return next < ordinals.count && Int(ordinals[next]) < end
      }
      precondition(next > first, "ordinals must ascend")
    }
  }

  /// The bytes of a term.
  package func term(at ordinal: TermOrdinal) throws(IndexError) -> [UInt8] {
    guard ordinal < count else {
      throw section.corrupt(0, "\(section.name): no term \(ordinal) of \(count)")
    }
    var result: [UInt8] = []
    try forEach(in: ordinal..<(ordinal + 1)) { _, bytes, _ in result = Array(bytes) }
    return result
  }
}
