internal import TrailBytes

/// The identity that decides whether two documents are copies of one event.
///
/// Kept in full while a segment is built; a segment stores only ``fingerprint``.
package struct DocumentIdentity: Hashable, Sendable, BitwiseCopyable {
  /// Where the two words come from: ids of different forms are never equal.
  package enum Form: UInt8, Sendable, BitwiseCopyable {
    /// The 128 bits of a UUID in canonical spelling.
    case uuid
    /// A 128-bit hash of other text; `text` tells texts with equal hashes apart.
    case text
    /// 128 bits of a hash of the record's bytes, for a record without an id.
    case recordHash
    /// An id that several records may have; `text` tells their contents apart.
    case entry
  }

  package var form: Form
  package var high: UInt64
  package var low: UInt64
  /// For ``Form/text`` a number that is equal exactly for equal texts, for ``Form/entry`` one for
  /// equal contents; otherwise 0.
  package var text: UInt32

  package init(form: Form, high: UInt64, low: UInt64, text: UInt32 = 0) {
    self.form = form
    self.high = high
    self.low = low
    self.text = text
  }

  /// The identity of a record that shares its id with others.
  ///
  /// - Parameters:
  ///   - id: The shared id.
  ///   - content: A number that is equal exactly for equal contents.
  package init(entryOf id: DocumentIdentity, content: UInt32) {
    self.init(form: .entry, high: id.high, low: id.low, text: content)
  }

  /// 32 bits: the first 24 of the id, so that a prefix of a UUID is a range of the table, then 8 that
  /// mix all the others.
  package var fingerprint: UInt64 {
    let rest = (high &* 0x9E37_79B9_7F4A_7C15) ^ (low &* 0xD6E8_FEB8_6659_FD93)
    return (high >> 40) << 8 | ((rest ^ (rest >> 32)) >> 24) & 0xFF
  }

  /// The fingerprints of all ids whose first 24 bits lie between those of two ids.
  package static func fingerprints(
    from first: DocumentIdentity, through last: DocumentIdentity
  ) -> ClosedRange<UInt64>? {
    first.high >> 40 <= last.high >> 40
      ? (first.high >> 40) << 8...((last.high >> 40) << 8 | 0xFF) : nil
  }

  /// Reads a UUID in canonical spelling: 36 bytes, lower-case hex.
  package init?(uuid bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 36 else { return nil }
    guard bytes[8] == 0x2D, bytes[13] == 0x2D, bytes[18] == 0x2D, bytes[23] == 0x2D else {
      return nil
    }
    // Sixteen hex digits each, the dashes left out.
    let groups: (UInt64, UInt64, UInt64, UInt64) = (
      DocumentIdentity.word(bytes, 0), DocumentIdentity.words(bytes, 9, 14),
      DocumentIdentity.words(bytes, 19, 24), DocumentIdentity.word(bytes, 28)
    )
    guard let first = DocumentIdentity.hex(groups.0), let second = DocumentIdentity.hex(groups.1),
      let third = DocumentIdentity.hex(groups.2), let fourth = DocumentIdentity.hex(groups.3)
    else { return nil }
    self.init(form: .uuid, high: first << 32 | second, low: third << 32 | fourth)
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func words(
    _ bytes: UnsafeRawBufferPointer, _ first: Int, _ second: Int
  ) -> UInt64 {
    let high = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: first, as: UInt32.self))
    let low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: second, as: UInt32.self))
    return UInt64(high) << 32 | UInt64(low)
  }

  /// The number that eight lower-case hex digits spell, all digits at once: `nil` when a byte is
  /// no such digit, which is found by spelling the number again.
  @inline(__always)
  private static func hex(_ text: UInt64) -> UInt64? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let digits = (text & (ones &* 0x0F)) &+ ((text >> 6) & ones) &* 9
    let isLetter = ((digits &+ ones &* 6) >> 4) & ones
    guard digits & (ones &* 0xF0) == 0,
      (digits &+ ones &* 0x30 &+ isLetter &* 0x27) == text
    else { return nil }
    // Bytes of one digit become bytes of two, then pairs of bytes, then one number.
    let pairs = (digits | digits >> 4) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return (quads | quads >> 16) & 0xFFFF_FFFF
  }

  /// The identity of an id that is not a canonical UUID.
  ///
  /// - Parameter number: Equal exactly for equal texts; see ``text``.
  package init(text bytes: UnsafeRawBufferPointer, number: UInt32) {
    let hash = ByteHash.stored128(bytes)
    self.init(form: .text, high: hash.high, low: hash.low, text: number)
  }

  /// The identity of a record without an id: the first 128 bits of its SHA-256.
  package init(recordDigest digest: [UInt8]) {
    let words = digest.withUnsafeBytes { bytes in
      (0..<16).map { $0 < bytes.count ? UInt64(bytes[$0]) : 0 }
    }
    self.init(
      form: .recordHash, high: words[..<8].reduce(0) { $0 << 8 | $1 },
      low: words[8...].reduce(0) { $0 << 8 | $1 })
  }

  /// The fingerprint that a document with this event id has.
  package static func fingerprint(ofID bytes: UnsafeRawBufferPointer) -> UInt64 {
    (DocumentIdentity(uuid: bytes) ?? DocumentIdentity(text: bytes, number: 0)).fingerprint
  }
}

/// Fingerprints of event ids with the documents they belong to, sorted by fingerprint.
///
/// ```
/// varint  number of entries
/// 16 × b  of each block of 128: fixed u64 first fingerprint, fixed u64 end of its bytes
/// blocks  byte width, packed differences to the fingerprint before (0 for the first),
///         byte width, packed doc ids
/// ```
/// A random 32-bit fingerprint names one document in four billion: a match is a candidate that the
/// caller confirms by reading its record. Tables of versions before 4 have 40 bits, the last 8 of which
/// are left out in reading.
package enum FingerprintTableWriter {
  static let blockSize = 128
  static let documentBits: UInt64 = 24
  /// Bits of a digit of the radix sort: counts of one pass stay in the first-level cache.
  private static let digitBits: UInt64 = 10

  /// Entries in ascending order.
  ///
  /// By digits and not by comparison: there is one entry for each document.
  /// - Parameter entries: As ``write(_:to:)`` takes them, in any order.
  static func sorted(_ entries: consuming [UInt64]) -> [UInt64] {
    var first = entries
    guard first.count > 1 << digitBits else { return first.sorted() }
    var second = [UInt64](repeating: 0, count: first.count)
    let isInFirst = first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << Int(digitBits)) {
          sort(first, second, $0)
        }
      }
    }
    return isInFirst ? first : second
  }

  /// - Returns: Whether the entries are where they were, and not in the other memory.
  private static func sort(
    _ first: UnsafeMutableBufferPointer<UInt64>, _ second: UnsafeMutableBufferPointer<UInt64>,
    _ places: UnsafeMutableBufferPointer<Int>
  ) -> Bool {
    var (from, to, isInFirst) = (first, second, true)
    let mask: UInt64 = 1 << digitBits - 1
    var shift: UInt64 = 0
    while shift < 64 {
      places.update(repeating: 0)
      for entry in from { places[Int(truncatingIfNeeded: entry &>> shift & mask)] &+= 1 }
      // A digit that all share, as the upper ones of small doc ids, moves nothing.
      if !places.contains(from.count) {
        var sum = 0
        for digit in places.indices { (places[digit], sum) = (sum, sum &+ places[digit]) }
        for entry in from {
          let digit = Int(truncatingIfNeeded: entry &>> shift & mask)
          to[places[digit]] = entry
          places[digit] &+= 1
        }
        (from, to, isInFirst) = (to, from, !isInFirst)
      }
      shift += digitBits
    }
    return isInFirst
  }

  /// Writes the table.
  ///
  /// - Parameter entries: Ascending; a fingerprint above the lower 24 bits, which are a doc id.
  static func write(_ entries: [UInt64], to writer: inout ByteWriter) {
    writer.appendVarint(entries.count)
    var heads = ByteWriter()
    var blocks = ByteWriter()
    var differences: [UInt64] = []
    var documents: [UInt64] = []
    var start = 0
    while start < entries.count {
      let block = entries[start..<min(start + blockSize, entries.count)]
      var previous = entries[start] >> documentBits
      heads.appendFixed(previous)
      differences.removeAll(keepingCapacity: true)
      documents.removeAll(keepingCapacity: true)
      for entry in block {
        differences.append(entry >> documentBits - previous)
        previous = entry >> documentBits
        documents.append(entry & (1 << documentBits - 1))
      }
      for values in [differences, documents] {
        let width = BitPacking.width(of: values.max() ?? 0)
        blocks.append(UInt8(width))
        BitPacking.pack(values, width: width, into: &blocks)
      }
      heads.appendFixed(UInt64(blocks.count))
      start += blockSize
    }
    writer.append(contentsOf: heads.bytes)
    writer.append(contentsOf: blocks.bytes)
  }
}

/// Reads what ``FingerprintTableWriter`` wrote.
///
/// Belongs to one thread.
package final class FingerprintTableReader {
  /// A fingerprint and a document that has it.
  package struct Entry: Hashable, Sendable {
    package var fingerprint: UInt64
    package var document: DocID
  }

  private let section: Section
  /// The number of entries: one a document.
  package let count: Int
  private let headsOffset: Int
  private let blocksOffset: Int
  /// Bits that stored fingerprints have and fingerprints of this version have not.
  private let extraBits: UInt64

  /// - Parameter version: The format version of its segment.
  init(
    _ section: Section, expecting documents: Int, version: UInt32 = SegmentFormat.version
  ) throws(IndexError) {
    self.section = section
    extraBits = version < 4 ? 8 : 0
    let head = try section.bytes(0..<min(section.count, 10))
    let (count, offset) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(head)
      return (try cursor.varint(atMost: SegmentFormat.documentLimit), cursor.offset)
    }
    guard count == documents else {
      throw section.corrupt(0, "\(section.name): \(count) entries for \(documents) documents")
    }
    self.count = count
    headsOffset = offset
    let size = FingerprintTableWriter.blockSize
    blocksOffset = offset + (count + size - 1) / size * 16
  }

  /// The number of blocks.
  package var blockCount: Int {
    (count + FingerprintTableWriter.blockSize - 1) / FingerprintTableWriter.blockSize
  }

  private func head(_ block: Int) throws(IndexError) -> (first: UInt64, end: Int) {
    let offset = headsOffset + block * 16
    let bytes = try section.bytes(offset..<(offset + 16))
    let end = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    guard end <= UInt64(section.count) else {
      throw section.corrupt(offset, "\(section.name): a block ends at \(end)")
    }
    return (UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)), Int(end))
  }

  /// The fingerprint of the first entry of a block in `0..<blockCount`.
  package func firstFingerprint(ofBlock block: Int) throws(IndexError) -> UInt64 {
    try head(block).first >> extraBits
  }

  /// Whether entries with one fingerprint are in the order of their documents.
  var isOrderedByDocument: Bool { extraBits == 0 }

  /// Loads a block in `0..<blockCount`: its fingerprints, ascending.
  ///
  /// Entries with one fingerprint are in the order of their documents, unless fingerprints are stored with
  /// more bits.
  package func load(
    _ number: Int, into block: FingerprintBlock
  ) throws(IndexError) {
    let (first, end) = try head(number)
    let start = number == 0 ? 0 : try head(number - 1).end
    guard start <= end else {
      throw section.corrupt(headsOffset + number * 16, "\(section.name): block ends descend")
    }
    let offset = blocksOffset + start
    let bytes = try section.bytes(offset..<(blocksOffset + end))
    let size = FingerprintTableWriter.blockSize
    let length = min(size, count - number * size)
    let columns = try section.decoding(at: offset) { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      return (try column(&cursor, length), try column(&cursor, length))
    }
    block.load(
      first: first, columns.0, columns.1, count: length, shift: extraBits, offset: offset)
  }

  /// The document that has fingerprint number `index` of a block of this table.
  ///
  /// - Throws: `IndexError` `corrupt` when the segment has no such document.
  package func document(
    at index: Int, of block: FingerprintBlock
  ) throws(IndexError) -> DocID {
    let document = block.document(at: index)
    guard document < UInt64(count) else {
      throw section.corrupt(block.offset, "\(section.name): document \(document) of \(count)")
    }
    return DocID(document)
  }

  private func column(
    _ cursor: inout ByteCursor, _ length: Int
  ) throws(DecodingFailure) -> FingerprintBlock.Column {
    let width = Int(try cursor.byte())
    guard width <= 40 else {
      throw DecodingFailure(offset: cursor.offset, reason: "width \(width) is above 40")
    }
    let bytes = try cursor.take(BitPacking.byteCount(count: length, width: width))
    return FingerprintBlock.Column(bytes: bytes, width: width)
  }

  /// The entries of a block; see ``load(_:into:)``.
  package func entries(ofBlock number: Int) throws(IndexError) -> [Entry] {
    let block = FingerprintBlock()
    try load(number, into: block)
    var entries: [Entry] = []
    entries.reserveCapacity(block.fingerprints.count)
    for (index, fingerprint) in block.fingerprints.enumerated() {
      entries.append(Entry(fingerprint: fingerprint, document: try document(at: index, of: block)))
    }
    return entries
  }

  /// The fingerprints of a range of documents, by document.
  ///
  /// - Complexity: O(documents of the segment), which pays where many are asked for.
  package func fingerprints(of documents: ClosedRange<DocID>) throws(IndexError) -> [UInt64] {
    var found = [UInt64](repeating: .max, count: documents.count)
    for block in 0..<blockCount {
      for entry in try entries(ofBlock: block) where documents.contains(entry.document) {
        found[Int(entry.document - documents.lowerBound)] = entry.fingerprint
      }
    }
    return found
  }

  /// The documents whose fingerprints lie in a range.
  ///
  /// - Complexity: O(log *blocks*) heads, then the blocks of the range.
  package func documents(in range: ClosedRange<UInt64>) throws(IndexError) -> [DocID] {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if try firstFingerprint(ofBlock: middle) < range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var documents: [DocID] = []
    var block = max(low - 1, 0)
    while block < blockCount {
      if try firstFingerprint(ofBlock: block) > range.upperBound { break }
      for entry in try entries(ofBlock: block) where range.contains(entry.fingerprint) {
        documents.append(entry.document)
      }
      block += 1
    }
    return documents.sorted()
  }
}
