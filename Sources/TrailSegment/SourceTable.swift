internal import TrailBytes
package import TrailFiles

/// What became of a source.
///
/// Stored on disk; never renumber.
package enum SourceState: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  /// Read whole; it gave records.
  case indexed = 1
  /// Read whole; it holds no record (`{"Records":[]}`, no bytes).
  case empty = 2
  /// Not a log that Trailsift reads, or not a file; the reason says which.
  case skipped = 3
  /// Broken or unreadable; it gave no record.
  case damaged = 4
  /// Proof about other sources, kept for verifying them; it holds no event.
  case digest = 5
  /// Names of people or accounts, kept for telling who is who; it holds no event.
  case directory = 6
  /// Broken; the records that could be read were indexed.
  case partial = 7

  /// Whether something of the source was lost.
  package var isDamage: Bool { self == .damaged || self == .partial }

  /// The name in output.
  package var name: String {
    switch self {
    case .indexed: "indexed"
    case .empty: "empty"
    case .skipped: "skipped"
    case .damaged: "damaged"
    case .digest: "digest"
    case .directory: "directory"
    case .partial: "partial"
    }
  }
}

/// Records of a source, one after another, that gave no event for one reason.
package struct SourceRejection: Hashable, Sendable {
  /// Number of the first one among the records of the source.
  package var first: Int
  /// How many follow each other, at least 1.
  package var count: Int
  /// Offset of the first one in the decompressed text.
  package var offset: Int64
  /// In words.
  package var reason: String

  package init(first: Int, count: Int, offset: Int64, reason: String) {
    self.first = first
    self.count = count
    self.offset = offset
    self.reason = reason
  }
}

/// One source of a segment: a file as it was when it was read, and what it gave.
package struct SourceRecord: Hashable, Sendable {
  /// Number of its root in the manifest.
  package var root: Int
  /// Path relative to the root.
  package var path: PathBytes
  package var identity: FileIdentity
  /// SHA-256 of the file's bytes, 32 bytes; zeros when it was not read to its end.
  package var digest: [UInt8]
  package var state: SourceState
  /// Number of the format, which whoever reads formats has given it; 0 for none.
  package var format: UInt8
  /// Why it was skipped or is damaged, or a remark; often empty.
  package var reason: String
  /// Offset of the damage in the file, `nil` when there is none to tell.
  package var damageOffset: Int64?
  /// Doc ids of its documents.
  package var documents: Range<Int>
  /// Records seen, with the rejected ones: `documents.count + rejected`.
  package var records: Int
  /// Records that are not events, or could not be read.
  package var rejected: Int { rejections.reduce(0) { $0 + $1.count } }
  /// The records that gave no document, ascending: with them a document's place in its source
  /// tells the number of its record.
  package var rejections: [SourceRejection]
  /// Bytes after decompression.
  package var jsonBytes: Int64

  package init(root: Int, path: PathBytes, identity: FileIdentity) {
    self.root = root
    self.path = path
    self.identity = identity
    digest = [UInt8](repeating: 0, count: 32)
    state = .indexed
    format = 0
    reason = ""
    documents = 0..<0
    records = 0
    rejections = []
    jsonBytes = 0
  }

  /// The number of a document's record in the source, from 0, rejected records counted.
  package func recordNumber(of document: DocID) -> Int {
    var number = Int(document) - documents.lowerBound
    for rejection in rejections where rejection.first <= number { number += rejection.count }
    return number
  }
}

/// The sources of a segment in the order of their documents, in blocks of 64.
///
/// ```
/// varint  number of sources
/// 9 × b   of each block: fixed u32 doc id of its first source, fixed u32 end of its bytes; since
///         format 5 a byte, in which bit s is set when a source has the state s
/// blocks  rows, see `append`; a path shares its first bytes with the row before, not across blocks.
///         Since format 5: varint bytes of the rows, 0 when they stand as they are, then the rows
///         deflated (RFC 1951)
/// ```
enum SourceTableWriter {
  static let blockSize = 64

  static func write(_ sources: [SourceRecord], to writer: inout ByteWriter) {
    writer.appendVarint(sources.count)
    var heads = ByteWriter()
    var blocks = ByteWriter()
    var rows = ByteWriter()
    let deflater = BlockDeflater()
    for start in stride(from: 0, to: sources.count, by: blockSize) {
      let block = sources[start..<min(start + blockSize, sources.count)]
      heads.appendFixed(UInt32(sources[start].documents.lowerBound))
      rows = ByteWriter(reservingCapacity: rows.count)
      var previous: PathBytes = []
      var states: UInt8 = 0
      for source in block {
        append(source, after: previous, to: &rows)
        previous = source.path
        states |= SourceTableWriter.mark(source.state)
      }
      rows.bytes.withUnsafeBytes { plain in
        deflater.deflate(plain) { deflated in
          let isShorter = deflated.count < plain.count
          blocks.appendVarint(isShorter ? plain.count : 0)
          blocks.append(contentsOf: isShorter ? deflated : plain)
        }
      }
      heads.appendFixed(UInt32(blocks.count))
      heads.append(states)
    }
    writer.append(contentsOf: heads.bytes)
    writer.append(contentsOf: blocks.bytes)
  }

  /// The bit of a state in the head of a block.
  static func mark(_ state: SourceState) -> UInt8 { 1 << state.rawValue }

  private static func append(
    _ source: SourceRecord, after previous: PathBytes, to writer: inout ByteWriter
  ) {
    let shared = zip(previous, source.path).prefix { $0 == $1 }.count
    writer.appendVarint(source.root)
    writer.appendVarint(shared)
    writer.appendCounted(Array(source.path[shared...]))
    writer.append(source.state.rawValue)
    writer.appendVarint(source.documents.count)
    append(source.rejections, to: &writer)
    writer.append(source.format)
    writer.appendVarint(UInt64(source.jsonBytes))
    writer.appendVarint(UInt64(source.identity.size))
    writer.appendSignedVarint(source.identity.modified)
    writer.appendSignedVarint(source.identity.changed &- source.identity.modified)
    writer.appendVarint(source.identity.inode)
    writer.append(contentsOf: source.digest)
    writer.appendCounted(source.reason)
    writer.appendSignedVarint(source.damageOffset ?? -1)
  }

  /// Appends the runs of rejected records: their number, the different reasons in order of first
  /// use, and each run as gap, count less one, step of the offset, and number of its reason.
  private static func append(_ rejections: [SourceRejection], to writer: inout ByteWriter) {
    writer.appendVarint(rejections.count)
    guard !rejections.isEmpty else { return }
    var reasons: [String] = []
    for rejection in rejections where !reasons.contains(rejection.reason) {
      reasons.append(rejection.reason)
    }
    writer.appendVarint(reasons.count)
    for reason in reasons { writer.appendCounted(reason) }
    var next = 0
    var offset: Int64 = 0
    for rejection in rejections {
      writer.appendVarint(rejection.first - next)
      writer.appendVarint(rejection.count - 1)
      writer.appendSignedVarint(rejection.offset - offset)
      writer.appendVarint(reasons.firstIndex(of: rejection.reason) ?? 0)
      next = rejection.first + rejection.count
      offset = rejection.offset
    }
  }
}

/// Reads what ``SourceTableWriter`` wrote.
///
/// Belongs to one thread.
package final class SourceTableReader {
  let section: Section
  /// The number of sources.
  package let count: Int
  private let documentCount: Int
  private let headsOffset: Int
  private let blocksOffset: Int
  /// Blocks that were read, for those who ask again and again; each takes some 30 KiB.
  private var cached: [Int: [SourceRecord]] = [:]
  private static let mostCached = 128
  /// What inflates blocks; `nil` in a segment whose rows stand as they are.
  private let inflater: BlockInflater?
  /// Bytes of the head of a block.
  private let headSize: Int
  /// What one deflated byte can stand for at most, rounded up: more is not asked of the memory.
  private static let mostDeflated = 1_040

  /// - Parameter version: The format version of its segment.
  init(
    _ section: Section, documentCount: Int, version: UInt32 = SegmentFormat.version
  ) throws(IndexError) {
    self.section = section
    inflater = version < 5 ? nil : BlockInflater()
    headSize = version < 5 ? 8 : 9
    self.documentCount = documentCount
    let head = try section.bytes(0..<min(section.count, 10))
    (count, headsOffset) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(head)
      return (try cursor.varint(atMost: Int(UInt32.max)), cursor.offset)
    }
    let size = SourceTableWriter.blockSize
    blocksOffset = headsOffset + (count + size - 1) / size * headSize
  }

  var blockCount: Int {
    (count + SourceTableWriter.blockSize - 1) / SourceTableWriter.blockSize
  }

  /// - Returns: The states of the block's sources, a bit each; all of them where the head does not tell.
  private func head(
    _ block: Int
  ) throws(IndexError) -> (firstDocument: Int, end: Int, states: UInt8) {
    let offset = headsOffset + block * headSize
    let bytes = try section.bytes(offset..<(offset + headSize))
    return (
      Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))),
      Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))),
      headSize > 8 ? bytes[8] : .max
    )
  }

  /// Decodes the rows of a block.
  ///
  /// - Parameter body: Takes a cursor at the first row, and the number of the rows.
  func rows<Decoded>(
    ofBlock block: Int,
    _ body: (inout ByteCursor, Int) throws(DecodingFailure) -> Decoded
  ) throws(IndexError) -> Decoded {
    let end = try head(block).end
    let start = block == 0 ? 0 : try head(block - 1).end
    guard start <= end else {
      throw section.corrupt(headsOffset + block * headSize, "\(section.name): block ends descend")
    }
    let bytes = try section.bytes((blocksOffset + start)..<(blocksOffset + end))
    let length = min(SourceTableWriter.blockSize, count - block * SourceTableWriter.blockSize)
    return try section.decoding(at: blocksOffset + start) { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      guard let inflater else { return try body(&cursor, length) }
      let size = try cursor.varint(atMost: bytes.count * SourceTableReader.mostDeflated)
      if size == 0 { return try body(&cursor, length) }
      guard let rows = inflater.inflate(try cursor.take(cursor.remaining), count: size) else {
        throw DecodingFailure(offset: cursor.offset, reason: "a block of sources does not inflate")
      }
      let decoded = rows.withUnsafeBytes { rows in
        Result { () throws(DecodingFailure) in
          var cursor = ByteCursor(rows)
          return try body(&cursor, length)
        }
      }
      return try decoded.get()
    }
  }

  private func sources(ofBlock block: Int) throws(IndexError) -> [SourceRecord] {
    if let known = cached[block] { return known }
    let (firstDocument, _, states) = try head(block)
    let limit = documentCount
    let sources = try rows(ofBlock: block) { cursor, length throws(DecodingFailure) in
      var sources: [SourceRecord] = []
      var document = firstDocument
      for _ in 0..<length {
        let source = try SourceTableReader.row(
          &cursor, after: sources.last?.path ?? [], document: document, limit: limit)
        document = source.documents.upperBound
        sources.append(source)
      }
      return sources
    }
    let found = sources.reduce(UInt8(0)) { $0 | SourceTableWriter.mark($1.state) }
    guard states == found || headSize == 8 else {
      throw section.corrupt(
        headsOffset + block * headSize, "\(section.name): a head tells other states than the rows")
    }
    if cached.count >= SourceTableReader.mostCached { cached.removeAll(keepingCapacity: true) }
    cached[block] = sources
    return sources
  }

  private static func row(
    _ cursor: inout ByteCursor, after previous: PathBytes, document: Int, limit: Int
  ) throws(DecodingFailure) -> SourceRecord {
    let root = try cursor.varint(atMost: 1 << 20)
    let shared = try cursor.varint(atMost: previous.count)
    var path = Array(previous[..<shared])
    path.append(contentsOf: try cursor.counted())
    let rawState = try cursor.byte()
    guard let state = SourceState(rawValue: rawState) else {
      throw DecodingFailure(offset: cursor.offset, reason: "unknown source state \(rawState)")
    }
    var source = SourceRecord(
      root: root, path: path,
      identity: FileIdentity(size: 0, modified: 0, changed: 0, inode: 0))
    source.state = state
    let count = try cursor.varint(atMost: max(limit - document, 0))
    source.documents = document..<(document + count)
    source.rejections = try rejections(&cursor)
    source.records = count + source.rejected
    source.format = try cursor.byte()
    source.jsonBytes = Int64(try cursor.varint(atMost: Int.max))
    source.identity.size = Int64(try cursor.varint(atMost: Int.max))
    source.identity.modified = try cursor.signedVarint()
    source.identity.changed = source.identity.modified &+ (try cursor.signedVarint())
    source.identity.inode = try cursor.varint()
    source.digest = Array(try cursor.take(32))
    source.reason = try cursor.countedText()
    let damage = try cursor.signedVarint()
    source.damageOffset = damage < 0 ? nil : damage
    return source
  }

  private static func rejections(
    _ cursor: inout ByteCursor
  ) throws(DecodingFailure) -> [SourceRejection] {
    let limit = Int(UInt32.max)
    let count = try cursor.varint(atMost: limit)
    guard count > 0 else { return [] }
    var reasons: [String] = []
    for _ in 0..<(try cursor.varint(atMost: 256)) { reasons.append(try cursor.countedText()) }
    var rejections: [SourceRejection] = []
    var next = 0
    var offset: Int64 = 0
    for _ in 0..<count {
      let first = next + (try cursor.varint(atMost: limit))
      let length = try cursor.varint(atMost: limit) + 1
      offset &+= try cursor.signedVarint()
      let reason = try cursor.varint(atMost: max(reasons.count - 1, 0))
      guard reason < reasons.count, first + length <= limit else {
        throw DecodingFailure(offset: cursor.offset, reason: "a rejected record without a reason")
      }
      rejections.append(
        SourceRejection(first: first, count: length, offset: offset, reason: reasons[reason]))
      next = first + length
    }
    return rejections
  }

  /// Source number `index` in `0..<count`.
  package func source(_ index: Int) throws(IndexError) -> SourceRecord {
    try sources(ofBlock: index / SourceTableWriter.blockSize)[index % SourceTableWriter.blockSize]
  }

  /// The number of the source that holds a document.
  package func index(ofDocument document: DocID) throws(IndexError) -> Int {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if try head(middle).firstDocument > Int(document) { high = middle } else { low = middle + 1 }
    }
    // Blocks whose sources are all empty start with the same document: the last one has it.
    let block = max(low - 1, 0)
    let sources = try sources(ofBlock: block)
    for index in sources.indices where sources[index].documents.contains(Int(document)) {
      return block * SourceTableWriter.blockSize + index
    }
    throw section.corrupt(0, "\(section.name): no source holds document \(document)")
  }

  /// Calls `body` with every source of a state, in order; blocks without one are passed over without
  /// making anything of their rows.
  package func forEach(
    in state: SourceState, _ body: (Int, SourceRecord) -> Void
  ) throws(IndexError) {
    for block in 0..<blockCount where try hasSource(in: state, block) {
      for (index, source) in try sources(ofBlock: block).enumerated() where source.state == state {
        body(block * SourceTableWriter.blockSize + index, source)
      }
    }
  }

  private func hasSource(in state: SourceState, _ block: Int) throws(IndexError) -> Bool {
    if headSize > 8 { return try head(block).states & SourceTableWriter.mark(state) != 0 }
    return try rows(ofBlock: block) { cursor, length throws(DecodingFailure) in
      for _ in 0..<length {
        for _ in 0..<2 { _ = try cursor.varint() }
        _ = try cursor.counted()
        if try cursor.byte() == state.rawValue { return true }
        _ = try cursor.varint()
        _ = try SourceTableReader.rejections(&cursor)
        _ = try cursor.byte()
        // The numbers from the decompressed size to the inode.
        for _ in 0..<5 { _ = try cursor.varint() }
        _ = try cursor.take(32)
        _ = try cursor.counted()
        _ = try cursor.varint()
      }
      return false
    }
  }

  /// Calls `body` with every source, in order.
  package func forEach(_ body: (Int, SourceRecord) -> Void) throws(IndexError) {
    for block in 0..<blockCount {
      for (index, source) in try sources(ofBlock: block).enumerated() {
        body(block * SourceTableWriter.blockSize + index, source)
      }
    }
  }
}
