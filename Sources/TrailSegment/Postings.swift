internal import TrailBytes

/// The postings of one term: the ascending doc ids of the documents that have it.
///
/// A term of one document has its doc id in the dictionary. Otherwise the smallest of three forms:
/// ```
/// byte 1  packed  blocks of 128: when there are several, 8 bytes a block first (fixed u32 last
///                 doc id, fixed u32 end of the block's bytes); then the blocks: byte width,
///                 packed gaps (doc id - previous - 1; the previous of the first is -1)
/// byte 2  runs    varint number of runs, then varint gap and varint length - 1 of each
/// byte 3  bitmap  varint first byte, varint number of bytes, the bytes
/// byte 4  again   varint bytes from the start of earlier postings of the key to this byte, varint
///                 their number of bytes: the same documents; since format 5
/// ```
enum PostingsWriter {
  static let blockSize = 128
  static let againForm: UInt8 = 4

  /// Appends the postings of a term with at least two documents.
  static func write(_ documents: UnsafeBufferPointer<DocID>, to writer: inout ByteWriter) {
    guard let first = documents.first, let last = documents.last else { return }
    let sizes = sizes(documents)
    let bitmapBytes = Int(last / 8 - first / 8) + 1 + 8
    if sizes.runBytes < sizes.packedBytes, sizes.runBytes <= bitmapBytes {
      writeRuns(documents, count: sizes.runs, to: &writer)
    } else if bitmapBytes < sizes.packedBytes {
      writeBitmap(documents, to: &writer)
    } else {
      writer.append(1)
      writePacked(documents, to: &writer)
    }
  }

  /// The number of runs, and the bytes that they and the packed form take.
  private static func sizes(
    _ documents: UnsafeBufferPointer<DocID>
  ) -> (runs: Int, runBytes: Int, packedBytes: Int) {
    var (runs, runBytes, packedBytes) = (0, 5, 0)
    var (next, runStart): (DocID, DocID) = (0, 0)
    var start = 0
    while start < documents.count {
      let end = min(start &+ blockSize, documents.count)
      var all: DocID = 0
      for index in start..<end {
        let gap = documents[index] &- next
        all |= gap
        if gap != 0 || index == 0 {
          // A run ends before the gap; how long it was is told of all but the last one.
          if index > 0 { runBytes &+= varintSize(next &- 1 &- runStart) }
          runs &+= 1
          runBytes &+= varintSize(gap)
          runStart = documents[index]
        }
        next = documents[index] &+ 1
      }
      packedBytes &+=
        1 &+ BitPacking.byteCount(count: end &- start, width: 32 &- all.leadingZeroBitCount)
      start = end
    }
    runBytes += varintSize(next - 1 - runStart)
    let blocks = (documents.count + blockSize - 1) / blockSize
    return (runs, runBytes, packedBytes + (blocks > 1 ? blocks * 8 : 0))
  }

  @inline(__always)
  static func varintSize(_ number: UInt32) -> Int {
    // Sevenths by a multiplication: right for all widths of 32 bits.
    ((38 &- (number | 1).leadingZeroBitCount) &* 37) &>> 8
  }

  private static func writePacked(
    _ documents: UnsafeBufferPointer<DocID>, to writer: inout ByteWriter
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: blockSize) { gaps in
      if documents.count > blockSize {
        var bytes = 0
        forEachBlock(documents, gaps) { gaps, last, width in
          bytes += 1 + BitPacking.byteCount(count: gaps.count, width: width)
          writer.appendFixed(last)
          writer.appendFixed(UInt32(bytes))
        }
      }
      forEachBlock(documents, gaps) { gaps, _, width in
        writer.append(UInt8(width))
        BitPacking.pack(gaps, width: width, into: &writer)
      }
    }
  }

  /// Calls `body` with the gaps of each block, its last document and the bits that its gaps need.
  @inline(__always)
  private static func forEachBlock(
    _ documents: UnsafeBufferPointer<DocID>, _ room: UnsafeMutableBufferPointer<UInt64>,
    _ body: (_ gaps: UnsafeBufferPointer<UInt64>, _ last: DocID, _ width: Int) -> Void
  ) {
    var next: DocID = 0
    var start = 0
    while start < documents.count {
      let end = min(start &+ blockSize, documents.count)
      var all: DocID = 0
      for index in start..<end {
        let gap = documents[index] &- next
        room[index &- start] = UInt64(gap)
        all |= gap
        next = documents[index] &+ 1
      }
      body(
        UnsafeBufferPointer(rebasing: room[..<(end - start)]), next &- 1,
        32 - all.leadingZeroBitCount)
      start = end
    }
  }

  private static func writeRuns(
    _ documents: UnsafeBufferPointer<DocID>, count: Int, to writer: inout ByteWriter
  ) {
    writer.append(2)
    writer.appendVarint(count)
    var end: DocID = 0
    var index = 0
    while index < documents.count {
      var stop = index + 1
      while stop < documents.count, documents[stop] == documents[stop - 1] + 1 { stop += 1 }
      writer.appendVarint(UInt64(documents[index] - end))
      writer.appendVarint(stop - index - 1)
      end = documents[stop - 1] + 1
      index = stop
    }
  }

  private static func writeBitmap(
    _ documents: UnsafeBufferPointer<DocID>, to writer: inout ByteWriter
  ) {
    guard let first = documents.first, let last = documents.last else { return }
    var bits = [UInt8](repeating: 0, count: Int(last / 8 - first / 8) + 1)
    for document in documents { bits[Int(document / 8 - first / 8)] |= 1 << UInt8(document & 7) }
    writer.append(3)
    writer.appendVarint(UInt64(first / 8))
    writer.appendCounted(bits)
  }
}

/// Where a term's postings are: what a dictionary says of a term.
package struct TermPostings: Hashable, Sendable {
  /// The number of documents that have the term directly; 0 for a term found through tuples only.
  package var documentCount: Int
  /// The document, when there is one.
  var single: DocID
  /// Range within the postings section, when there are several.
  var range: Range<Int>
}

/// Reads postings of one key.
///
/// Belongs to one thread.
package struct PostingsReader {
  let section: Section
  let universe: Int

  /// The documents of a term.
  ///
  /// - Parameter candidates: Only these matter; documents outside them may be in the answer too.
  ///   Blocks of postings without any of them are passed over when they are few. `nil` for all.
  package func documents(
    _ term: TermPostings, within candidates: DocumentSet? = nil
  ) throws(IndexError) -> DocumentSet {
    var list: [DocID] = []
    try append(term, within: PostingsReader.few(candidates), to: &list)
    return DocumentSet(sorted: list, universe: universe)
  }

  /// The documents that have at least one of some terms.
  ///
  /// - Parameter candidates: As for ``documents(_:within:)``.
  package func union(
    _ terms: [TermPostings], within candidates: DocumentSet? = nil
  ) throws(IndexError) -> DocumentSet {
    if terms.count == 1 { return try documents(terms[0], within: candidates) }
    let wanted = PostingsReader.few(candidates)
    let total = terms.reduce(0) { $0 + $1.documentCount }
    if total * 16 < universe || wanted != nil {
      var list: [DocID] = []
      if wanted == nil { list.reserveCapacity(total) }
      for term in terms { try append(term, within: wanted, to: &list) }
      list.sort()
      var distinct: [DocID] = []
      distinct.reserveCapacity(list.count)
      for document in list where distinct.last != document { distinct.append(document) }
      return DocumentSet(sorted: distinct, universe: universe)
    }
    var words = [UInt64](repeating: 0, count: (universe + 63) / 64)
    var list: [DocID] = []
    for term in terms {
      list.removeAll(keepingCapacity: true)
      try append(term, within: nil, to: &list)
      for document in list { words[Int(document >> 6)] |= 1 << UInt64(document & 63) }
    }
    return DocumentSet(bitmap: words, universe: universe)
  }

  /// Candidates that are few enough to pass over blocks of postings because of them.
  private static func few(_ candidates: DocumentSet?) -> [DocID]? {
    guard let candidates, candidates.count * PostingsWriter.blockSize < candidates.universe else {
      return nil
    }
    return candidates.sorted
  }

  /// Appends the ascending doc ids of a term; those of blocks without a candidate are left out.
  func append(
    _ term: TermPostings, within candidates: [DocID]? = nil, to list: inout [DocID]
  ) throws(IndexError) {
    if term.documentCount == 0 { return }
    let before = list.count
    var skipped = 0
    if term.documentCount == 1 {
      list.append(term.single)
    } else {
      let bytes = try section.bytes(term.range)
      if candidates == nil { list.reserveCapacity(before + term.documentCount) }
      var added = list
      list = []
      try section.decoding(at: term.range.lowerBound) { () throws(DecodingFailure) in
        var cursor = ByteCursor(bytes)
        var form = try cursor.byte()
        if form == PostingsWriter.againForm {
          cursor = ByteCursor(try earlier(&cursor, before: term.range.lowerBound))
          form = try cursor.byte()
        }
        switch form {
        case 1:
          skipped = try PostingsReader.packed(
            &cursor, count: term.documentCount, within: candidates, into: &added)
        case 2: try PostingsReader.runs(&cursor, universe: universe, into: &added)
        case 3: try PostingsReader.bits(&cursor, universe: universe, into: &added)
        default: throw DecodingFailure(offset: 0, reason: "unknown form of postings \(form)")
        }
      }
      list = added
    }
    let isWhole = list.count - before + skipped == term.documentCount
    guard isWhole, list.count == before || Int(list[list.count - 1]) < universe else {
      throw section.corrupt(
        term.range.lowerBound,
        "\(section.name): \(list.count - before) documents of \(term.documentCount)")
    }
  }

  /// The bytes of earlier postings with the same documents.
  private func earlier(
    _ cursor: inout ByteCursor, before start: Int
  ) throws(DecodingFailure) -> UnsafeRawBufferPointer {
    let distance = try cursor.varint(atMost: start)
    let count = try cursor.varint(atMost: distance)
    let place = start - distance
    do {
      return try section.bytes(place..<(place + count))
    } catch {
      throw DecodingFailure(offset: cursor.offset, reason: error.description)
    }
  }

  /// Appends the doc ids of the packed form.
  ///
  /// - Returns: Doc ids of the blocks that were passed over.
  private static func packed(
    _ cursor: inout ByteCursor, count: Int, within candidates: [DocID]?, into list: inout [DocID]
  ) throws(DecodingFailure) -> Int {
    let blockCount = (count + PostingsWriter.blockSize - 1) / PostingsWriter.blockSize
    guard blockCount > 1 else {
      _ = try block(&cursor, length: count, after: 0, into: &list)
      return 0
    }
    let heads = try cursor.take(blockCount * 8)
    let blocks = try cursor.take(cursor.remaining)
    var next: UInt64 = 0
    var start = 0
    var skipped = 0
    var position = 0
    for number in 0..<blockCount {
      let last = heads.loadUnaligned(fromByteOffset: number * 8, as: UInt32.self).littleEndian
      let end = Int(
        heads.loadUnaligned(fromByteOffset: number * 8 + 4, as: UInt32.self).littleEndian)
      guard start < end, end <= blocks.count, UInt64(last) >= next else {
        throw DecodingFailure(offset: number * 8, reason: "the heads of postings descend")
      }
      let length = min(count - number * PostingsWriter.blockSize, PostingsWriter.blockSize)
      var isWanted = true
      if let candidates {
        while position < candidates.count, UInt64(candidates[position]) < next { position += 1 }
        isWanted = position < candidates.count && candidates[position] <= last
      }
      if isWanted {
        var bytes = ByteCursor(UnsafeRawBufferPointer(rebasing: blocks[start..<end]))
        let found = try block(&bytes, length: length, after: next, into: &list)
        guard found == UInt64(last) + 1, bytes.remaining == 0 else {
          throw DecodingFailure(offset: start, reason: "postings differ from their head")
        }
      } else {
        skipped += length
      }
      next = UInt64(last) + 1
      start = end
    }
    return skipped
  }

  /// Appends the doc ids of a block, which are `next` or above.
  ///
  /// - Returns: The last of them + 1.
  private static func block(
    _ cursor: inout ByteCursor, length: Int, after next: UInt64, into list: inout [DocID]
  ) throws(DecodingFailure) -> UInt64 {
    let width = Int(try cursor.byte())
    guard width <= 32 else {
      throw DecodingFailure(offset: cursor.offset, reason: "width \(width) is above 32")
    }
    let bytes = try cursor.take(BitPacking.byteCount(count: length, width: width))
    var next = next
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: length) { gaps in
      guard let base = gaps.baseAddress else { return }
      BitPacking.unpack(count: length, width: width, from: bytes, into: base)
      for index in 0..<length {
        let document = next &+ gaps[index]
        list.append(DocID(truncatingIfNeeded: document))
        next = document &+ 1
      }
    }
    // Gaps cannot descend, so it is enough that the last doc id fits.
    guard next <= UInt64(UInt32.max) else {
      throw DecodingFailure(offset: cursor.offset, reason: "a doc id is above 32 bits")
    }
    return next
  }

  private static func runs(
    _ cursor: inout ByteCursor, universe: Int, into list: inout [DocID]
  ) throws(DecodingFailure) {
    let count = try cursor.varint(atMost: universe)
    let start = cursor.offset
    let numbers = try cursor.varints(count * 2)
    // A sum of fewer than 2^26 numbers of 32 bits.
    var (end, gaps) = (0, 0)
    for run in 0..<count {
      gaps += Int(numbers[2 * run])
      end += Int(numbers[2 * run]) + Int(numbers[2 * run + 1]) + 1
    }
    guard end <= universe else {
      throw DecodingFailure(offset: start, reason: "runs end at \(end) of \(universe)")
    }
    let documents = [DocID](unsafeUninitializedCapacity: end - gaps) { documents, filled in
      var next: DocID = 0
      for run in 0..<count {
        next += numbers[2 * run]
        for _ in 0...numbers[2 * run + 1] {
          documents.initializeElement(at: filled, to: next)
          filled += 1
          next += 1
        }
      }
    }
    if list.isEmpty { list = documents } else { list += documents }
  }

  private static func bits(
    _ cursor: inout ByteCursor, universe: Int, into list: inout [DocID]
  ) throws(DecodingFailure) {
    let first = try cursor.varint(atMost: universe / 8)
    let bytes = try cursor.counted()
    for (index, byte) in bytes.enumerated() where byte != 0 {
      var rest = byte
      while rest != 0 {
        list.append(DocID(truncatingIfNeeded: (first + index) * 8 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
  }
}
