package import TrailBytes
internal import TrailFiles

/// The sorted terms of one key and where their postings are.
///
/// ```
/// varint  number of terms
/// byte    0 plain blocks, 1 deflated ones, 2 (since format 4) deflated groups of four; not in formats 1
///         and 2, whose blocks are plain
/// 4 × b   start of each block of 32 terms, or of each group, from the start of the blocks (fixed u32)
/// blocks  varint start of the postings of the block's terms in the postings section; then each
///         term: varint bytes shared with the term before (not for the first), varint bytes that
///         follow, these bytes, varint documents, and for one document varint doc id, for more
///         varint byte count of the postings
/// ```
/// Of a deflated block or group the start of the postings and the first term stand as they are, for the
/// search among blocks; then varint number of the bytes that follow in plain blocks, and these
/// deflated (RFC 1951).
struct TermDictionaryWriter {
  static let blockSize = 32
  /// Blocks that are deflated together: what they have in common is worth a byte an event, and a look-up of
  /// one term inflates some 10 KB.
  static let groupedBlocks = 4
  /// Bytes of plain blocks from which they are deflated.
  ///
  /// Users, events and addresses, which every page of rows looks up, stay plain; ARNs and resources
  /// are most of the bytes of an index.
  private static let deflatedFrom = 1 << 16
  /// Where the first term of each group of blocks ends, from the start of the blocks.
  private var headEnds: [Int] = []
  private var starts = ByteWriter()
  private var blocks = ByteWriter()
  /// Terms so far.
  private(set) var written = 0
  private var previous: [UInt8] = []
  private let isAlwaysDeflated: Bool
  private var repeated = RepeatedPostings()

  /// An empty dictionary.
  ///
  /// - Parameter isAlwaysDeflated: Whether few bytes and random ones are deflated too.
  init(isAlwaysDeflated: Bool = false) { self.isAlwaysDeflated = isAlwaysDeflated }

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
      if written % (TermDictionaryWriter.blockSize * TermDictionaryWriter.groupedBlocks) == 0 {
        headEnds.append(blocks.count)
      }
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
      repeated.shorten(&postings, from: start, documents)
      blocks.appendVarint(postings.count - start)
    }
    written += 1
  }

  /// Writes the dictionary after the last term.
  func finish(to writer: inout ByteWriter) {
    writer.appendVarint(written)
    if isAlwaysDeflated || blocks.count >= TermDictionaryWriter.deflatedFrom {
      let (starts, blocks) = deflated()
      // What is random throughout is not worth inflating.
      if isAlwaysDeflated || blocks.count < self.blocks.count / 8 * 7 {
        writer.append(2)
        writer.append(contentsOf: starts.bytes)
        return writer.append(contentsOf: blocks.bytes)
      }
    }
    writer.append(0)
    writer.append(contentsOf: starts.bytes)
    writer.append(contentsOf: blocks.bytes)
  }

  private func deflated() -> (starts: ByteWriter, blocks: ByteWriter) {
    let deflater = BlockDeflater()
    var starts = ByteWriter(reservingCapacity: self.starts.count)
    var output = ByteWriter(reservingCapacity: blocks.count / 2)
    blocks.bytes.withUnsafeBytes { plain in
      var start = 0
      for (group, headEnd) in headEnds.enumerated() {
        let end =
          group + 1 < headEnds.count
          ? startOffset((group + 1) * TermDictionaryWriter.groupedBlocks) : plain.count
        starts.appendFixed(UInt32(output.count))
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: plain[start..<headEnd]))
        output.appendVarint(end - headEnd)
        deflater.deflate(UnsafeRawBufferPointer(rebasing: plain[headEnd..<end])) {
          output.append(contentsOf: $0)
        }
        start = end
      }
    }
    return (starts, output)
  }

  private func startOffset(_ block: Int) -> Int {
    starts.bytes.withUnsafeBytes {
      Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: block * 4, as: UInt32.self)))
    }
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
  /// The terms of a full block, or of a group where groups are deflated.
  let blockSize: Int
  private let blockCount: Int
  private var term: [UInt8] = []
  /// `nil` when the blocks are plain.
  private let inflater: BlockInflater?
  /// What follows the first term of a block that was inflated.
  private var inflated: (block: Int, bytes: [UInt8]) = (-1, [])

  /// Bytes that a block may have: terms are cut long before.
  private static let longestBlock = 1 << 20

  /// Opens a dictionary.
  ///
  /// - Parameter version: The format version of its segment.
  init(
    _ section: Section, order: TermOrder, version: UInt32 = SegmentFormat.version
  ) throws(IndexError) {
    self.section = section
    self.order = order
    let head = try section.bytes(0..<min(section.count, 11))
    let form: UInt8
    (count, form, startsOffset) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(head)
      let count = try cursor.varint(atMost: Int(UInt32.max) - 1)
      let form = version >= 3 ? try cursor.byte() : 0
      guard form <= (version >= 4 ? 2 : 1) else {
        throw DecodingFailure(offset: cursor.offset, reason: "unknown form of blocks \(form)")
      }
      return (count, form, cursor.offset)
    }
    inflater = form > 0 ? BlockInflater() : nil
    blockSize =
      TermDictionaryWriter.blockSize * (form == 2 ? TermDictionaryWriter.groupedBlocks : 1)
    blockCount = (count + blockSize - 1) / blockSize
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
    try section.decoding(at: range.lowerBound) { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      let postings = try cursor.varint(atMost: Int.max)
      term.removeAll(keepingCapacity: true)
      term.append(contentsOf: try cursor.counted())
      guard let inflater else { return try walk(block, &cursor, postings, body) }
      try inflate(block, &cursor, inflater)
      // Its own reference: `body` may ask this dictionary for another block.
      let bytes = inflated.bytes
      let walked = bytes.withUnsafeBytes { rest in
        Result { () throws(DecodingFailure) in
          var cursor = ByteCursor(rest)
          try walk(block, &cursor, postings, body)
        }
      }
      try walked.get()
    }
  }

  /// Calls `body` with each term of a block, whose first one is in ``term``.
  ///
  /// - Parameters:
  ///   - cursor: Behind the first term.
  ///   - start: Where the postings of the block start.
  private func walk(
    _ block: Int, _ cursor: inout ByteCursor, _ start: Int,
    _ body: (TermOrdinal, UnsafeRawBufferPointer, TermPostings) -> Bool
  ) throws(DecodingFailure) {
    let firstOrdinal = block * blockSize
    var current: [UInt8] = []
    swap(&current, &term)
    defer { swap(&current, &term) }
    var postings = start
    for index in 0..<min(blockSize, count - firstOrdinal) {
      if index > 0, index % TermDictionaryWriter.blockSize == 0 {
        // A block of a group starts as one by itself.
        postings = try cursor.varint(atMost: Int.max)
        current.removeAll(keepingCapacity: true)
        current.append(contentsOf: try cursor.counted())
      } else if index > 0 {
        let shared = try cursor.varint(atMost: current.count)
        current.removeLast(current.count - shared)
        current.append(contentsOf: try cursor.counted())
      }
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
      let goesOn = current.withUnsafeBytes { body(TermOrdinal(firstOrdinal + index), $0, found) }
      if !goesOn { return }
    }
  }

  /// Makes ``inflated`` hold what follows the first term of a block.
  private func inflate(
    _ block: Int, _ cursor: inout ByteCursor, _ inflater: BlockInflater
  ) throws(DecodingFailure) {
    if inflated.block == block { return }
    inflated.block = -1
    let count = try cursor.varint(atMost: TermDictionaryReader.longestBlock)
    let packed = try cursor.take(cursor.remaining)
    guard let bytes = inflater.inflate(packed, count: count) else {
      throw DecodingFailure(offset: cursor.offset, reason: "a block of terms does not inflate")
    }
    inflated = (block, bytes)
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
    var found = TermOrdinal(min(low * blockSize, count))
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
    let size = TermOrdinal(blockSize)
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
        (Int(ordinals[next]) / blockSize + 1) * blockSize
      guard ordinals[next] < count else {
        throw section.corrupt(0, "\(section.name): no term \(ordinals[next]) of \(count)")
      }
      try forEach(inBlock: end / blockSize - 1) { ordinal, bytes, _ in
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
