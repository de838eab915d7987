internal import Glibc
internal import TrailBytes
package import TrailFiles

/// An open segment: the footer is read and verified, everything else when it is asked for.
///
/// Belongs to one thread; the file may be mapped by any number of readers.
package final class SegmentReader {
  /// The segment on disk; another thread makes a reader of its own of it.
  package let file: MappedFile
  /// Where the sections stand, in the order of the checksums of their pages.
  private let entries: [SegmentFrame.SectionEntry]
  private let checksums: UnsafeRawBufferPointer
  /// The sections that were asked for: a segment has eighty, a look-up needs a handful of them.
  private var sections = NumberedParts<Section>()
  /// The format version that the file says it has.
  package let version: UInt32
  package let schema: SegmentSchema
  /// What the footer has of the schema.
  private let schemaBytes: UnsafeRawBufferPointer
  /// The number of documents.
  package let documentCount: Int
  /// The number of sources.
  package let sourceCount: Int
  /// Earliest and latest time of its documents in ms since 1970, `nil` when none has a time.
  package let timeRange: ClosedRange<Int64>?
  /// Terms of all dictionaries.
  package let termCount: Int
  /// Documents whose event id is not a UUID in canonical spelling: a prefix of an id is no range
  /// of fingerprints for them.
  package let irregularIDs: Int
  /// Documents without an event id.
  package let missingIDs: Int
  private let timeBase: Int64
  private let timeUnit: Int64
  private var dictionaries = NumberedParts<TermDictionaryReader>()
  private var columns = NumberedParts<PackedColumnReader>()
  private var tupleMembers = NumberedParts<[UInt32]>()
  private var sourceReader: SourceTableReader?
  private var detailReader: SegmentDetails?
  private var linkReader: SegmentLinks?

  /// The size of the file in bytes.
  package var byteCount: Int { file.bytes.count }

  /// The path of the file.
  package var path: String { file.path }

  /// Opens a mapped segment.
  ///
  /// - Parameter other: A segment whose schema this one has, probably: it is not read again then.
  /// - Throws: `IndexError` `corrupt` when header, footer or trailer are not as written,
  ///   `formatTooNew` for a version above ``SegmentFormat/version``.
  package init(_ file: MappedFile, like other: SegmentReader? = nil) throws(IndexError) {
    self.file = file
    let bytes = file.bytes
    let path = file.path
    func bad(_ offset: Int, _ detail: String) -> IndexError {
      IndexError(.corrupt, path: path, offset: offset, detail: detail)
    }
    let count = bytes.count
    let trailer = count - SegmentFormat.trailerSize
    guard trailer >= SegmentFormat.headerSize,
      bytes[..<8].elementsEqual(SegmentFormat.magic),
      bytes[(count - 8)...].elementsEqual(SegmentFormat.endMagic)
    else { throw bad(0, "not a whole segment: \(count) bytes without its first or last mark") }
    let version = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    self.version = version
    guard version <= SegmentFormat.version else {
      throw IndexError(
        .formatTooNew, path: path,
        detail: "format \(version) is newer than this program's \(SegmentFormat.version)")
    }
    func number<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
      Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
    let footerOffset = number(trailer, UInt64.self)
    let footerCount = Int(number(trailer + 8, UInt32.self))
    guard version >= SegmentFormat.oldestVersion, number(12, UInt32.self) == 0,
      number(trailer + 16, UInt64.self) == UInt64(count),
      footerOffset >= UInt64(SegmentFormat.headerSize), footerOffset <= UInt64(trailer),
      Int(footerOffset) + footerCount == trailer
    else { throw bad(trailer, "the trailer does not fit \(count) bytes") }
    let start = Int(footerOffset)
    let footer = UnsafeRawBufferPointer(rebasing: bytes[start..<trailer])
    guard SegmentFormat.footerSum(footer, version: version) == number(trailer + 12, UInt32.self)
    else {
      throw bad(start, "the footer's checksum is wrong")
    }
    // A schema tells where it ends: what begins with the bytes of another one is that.
    let known = other.flatMap {
      $0.version == version && SegmentReader.begins(footer, with: $0.schemaBytes) ? $0 : nil
    }
    let parsed = try IndexError.decoding(path, base: start) { () throws(DecodingFailure) in
      var cursor = ByteCursor(footer, at: known?.schemaBytes.count ?? 0)
      let schema =
        if let known { known.schema } else { try SegmentSchema(from: &cursor, version: version) }
      return try Footer(schema, from: &cursor, limit: start, version: version)
    }
    schema = parsed.schema
    schemaBytes = UnsafeRawBufferPointer(rebasing: footer[..<parsed.schemaEnd])
    documentCount = parsed.documentCount
    sourceCount = parsed.sourceCount
    timeRange = parsed.timeRange
    timeBase = parsed.timeBase
    timeUnit = parsed.timeUnit
    termCount = parsed.termCount
    irregularIDs = parsed.irregularIDs
    missingIDs = parsed.missingIDs
    entries = parsed.entries
    checksums = try SegmentReader.checksums(parsed, file: file, end: start)
  }

  private struct Footer {
    var schema: SegmentSchema
    /// Bytes of the schema, which comes first.
    var schemaEnd: Int
    var documentCount: Int
    var sourceCount: Int
    var timeRange: ClosedRange<Int64>?
    var timeBase: Int64
    var timeUnit: Int64
    var termCount: Int
    var irregularIDs: Int
    var missingIDs: Int
    var checksumsOffset: Int
    var checksumsSum: UInt32
    var entries: [SegmentFrame.SectionEntry] = []

    /// - Parameter cursor: Behind the schema.
    init(
      _ schema: SegmentSchema, from cursor: inout ByteCursor, limit: Int, version: UInt32
    ) throws(DecodingFailure) {
      self.schema = schema
      schemaEnd = cursor.offset
      documentCount = try cursor.varint(atMost: SegmentFormat.documentLimit)
      sourceCount = try cursor.varint(atMost: Int(UInt32.max))
      let hasTimes = try cursor.byte() == 1
      let first = try cursor.signedVarint()
      let last = try cursor.signedVarint()
      timeRange = hasTimes && first <= last ? first...last : nil
      timeBase = try cursor.signedVarint()
      timeUnit = max(try cursor.signedVarint(), 1)
      termCount = try cursor.varint(atMost: Int.max)
      irregularIDs = try cursor.varint(atMost: documentCount)
      missingIDs = try cursor.varint(atMost: documentCount)
      checksumsOffset = try cursor.varint(atMost: limit)
      checksumsSum = try cursor.fixed()
      let sectionCount = try cursor.varint(atMost: 1_000)
      entries.reserveCapacity(sectionCount)
      for _ in 0..<sectionCount {
        let rawKind = try cursor.byte()
        guard let kind = SegmentFormat.SectionKind(rawValue: rawKind) else {
          throw DecodingFailure(offset: cursor.offset, reason: "unknown section \(rawKind)")
        }
        let number = try cursor.byte()
        let offset = try cursor.varint(atMost: checksumsOffset)
        let count = try cursor.varint(atMost: checksumsOffset - offset)
        entries.append(
          SegmentFrame.SectionEntry(kind: kind, number: number, offset: offset, count: count))
      }
      // No checksum covers the versions before 5: a footer that is read by the rules of another version must
      // not pass, and hardly ends where it should.
      guard cursor.remaining == 0 else {
        throw DecodingFailure(
          offset: cursor.offset,
          reason: "the footer of format \(version) has \(cursor.remaining) bytes too many")
      }
    }
  }

  private static func key(_ kind: SegmentFormat.SectionKind, _ number: UInt8) -> UInt16 {
    UInt16(kind.rawValue) << 8 | UInt16(number)
  }

  /// The checksums of the pages of all sections, after checking them and that no section stands twice.
  private static func checksums(
    _ footer: Footer, file: MappedFile, end: Int
  ) throws(IndexError) -> UnsafeRawBufferPointer {
    let pages = footer.entries.reduce(0) { $0 + $1.pageCount }
    guard footer.checksumsOffset + pages * 4 <= end else {
      throw IndexError(
        .corrupt, path: file.path, offset: footer.checksumsOffset,
        detail: "\(pages) page checksums do not fit")
    }
    let checksums = UnsafeRawBufferPointer(
      rebasing: file.bytes[footer.checksumsOffset..<(footer.checksumsOffset + pages * 4)])
    guard Checksum.crc32(checksums) == footer.checksumsSum else {
      throw IndexError(
        .corrupt, path: file.path, offset: footer.checksumsOffset,
        detail: "the page checksums' own checksum is wrong")
    }
    if let entry = repeated(footer.entries) {
      throw IndexError(
        .corrupt, path: file.path, offset: entry.offset,
        detail: "section \(entry.kind) \(entry.number) stands twice")
    }
    return checksums
  }

  private static func begins(
    _ bytes: UnsafeRawBufferPointer, with other: UnsafeRawBufferPointer
  ) -> Bool {
    guard other.count <= bytes.count, let base = bytes.baseAddress, let start = other.baseAddress
    else { return false }
    return memcmp(base, start, other.count) == 0
  }

  /// The first section that stands twice.
  private static func repeated(_ entries: [SegmentFrame.SectionEntry]) -> SegmentFrame.SectionEntry?
  {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 1 << 10) { seen in
      // A bit for each of the numbers that a kind and a number within it can make.
      seen.initialize(repeating: 0)
      return entries.first { entry in
        let key = Int(key(entry.kind, entry.number))
        defer { seen[key >> 6] |= 1 << UInt64(key & 63) }
        return seen[key >> 6] & 1 << UInt64(key & 63) != 0
      }
    }
  }

  func section(
    _ kind: SegmentFormat.SectionKind, _ number: UInt8 = 0
  ) throws(IndexError) -> Section {
    let key = SegmentReader.key(kind, number)
    if let known = sections[key] { return known }
    var page = 0
    for entry in entries {
      if entry.kind == kind, entry.number == number {
        let section = Section(
          kind: kind, number: number, path: path, fileOffset: entry.offset,
          bytes: UnsafeRawBufferPointer(
            rebasing: file.bytes[entry.offset..<(entry.offset + entry.count)]),
          checksums: UnsafeRawBufferPointer(
            rebasing: checksums[(page * 4)..<((page + entry.pageCount) * 4)]))
        sections.add(section, key)
        return section
      }
      page += entry.pageCount
    }
    throw IndexError(.corrupt, path: path, detail: "section \(kind) \(number) is missing")
  }

  /// Bytes of the sections by kind, for size reports.
  package var bytesByPart: [(part: String, bytes: Int)] {
    entries.map { (Section.name($0.kind, $0.number), $0.count) }.sorted { $0.part < $1.part }
  }

  /// Verifies every page of every section.
  package func verifyAll() throws(IndexError) {
    for entry in entries.sorted(by: {
      SegmentReader.key($0.kind, $0.number) < SegmentReader.key($1.kind, $1.number)
    }) {
      _ = try section(entry.kind, entry.number).all()
    }
  }

  /// The term dictionary of a key, `nil` when the segment has no such key.
  package func dictionary(_ key: UInt8) throws(IndexError) -> TermDictionaryReader? {
    if let known = dictionaries[UInt16(key)] { return known }
    guard let found = schema.keys.first(where: { $0.id == key }) else { return nil }
    let reader = try TermDictionaryReader(
      try section(.dictionary, key), order: found.order, version: version)
    dictionaries.add(reader, UInt16(key))
    return reader
  }

  /// The postings of a key.
  package func postings(_ key: UInt8) throws(IndexError) -> PostingsReader {
    PostingsReader(section: try section(.postings, key), universe: documentCount)
  }

  /// A column with one value a document.
  func column(
    _ kind: SegmentFormat.SectionKind, _ number: UInt8 = 0
  ) throws(IndexError) -> PackedColumnReader {
    let key = SegmentReader.key(kind, number)
    if let known = columns[key] { return known }
    let reader = try PackedColumnReader(try section(kind, number), expecting: documentCount)
    columns.add(reader, key)
    return reader
  }

  /// The rows of a tuple space, one a document.
  package func tupleColumn(_ space: Int) throws(IndexError) -> PackedColumnReader {
    try column(.tupleColumn, UInt8(space))
  }

  /// A term column, one ordinal + 1 a document, 0 for none.
  package func termColumn(_ index: Int) throws(IndexError) -> PackedColumnReader {
    try column(.termColumn, UInt8(index))
  }

  /// The hashes of the request ids, 0 for none; see ``requestHash(ofStored:)``.
  package func requestHashes() throws(IndexError) -> PackedColumnReader {
    try column(.requestHashes)
  }

  /// The bound of stored hashes of request ids.
  var requestHashLimit: UInt64 { 1 << (16 + extraHashBits) }

  /// The bits that stored hashes of request ids have and those of this version have not.
  private var extraHashBits: UInt64 { version < 4 ? 8 : version < 5 ? 4 : 0 }

  /// The hash that a stored one stands for.
  package func requestHash(ofStored stored: UInt64) -> UInt64 {
    stored > 0 ? max(1, stored >> extraHashBits) : 0
  }

  /// The fingerprints of the event ids.
  package func fingerprints() throws(IndexError) -> FingerprintTableReader {
    try FingerprintTableReader(
      try section(.fingerprints), expecting: documentCount, version: version)
  }

  /// The sources.
  package func sources() throws(IndexError) -> SourceTableReader {
    if let sourceReader { return sourceReader }
    let reader = try SourceTableReader(
      try section(.sources), documentCount: documentCount, version: version)
    sourceReader = reader
    return reader
  }

  /// One member of all tuples of a space: ordinal + 1 by row, 0 for none.
  package func tupleMember(space: Int, column: Int) throws(IndexError) -> [UInt32] {
    let key = UInt16(space) << 8 | UInt16(column)
    if let known = tupleMembers[key] { return known }
    let section = try section(.tupleRows, UInt8(space))
    let bytes = try section.all()
    let limit = documentCount
    let (rows, offset, count) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      let rows = try cursor.varint(atMost: limit)
      for _ in 0..<column { _ = try cursor.counted() }
      let count = try cursor.varint(atMost: cursor.remaining)
      return (rows, cursor.offset, count)
    }
    guard offset + count <= bytes.count else {
      throw section.corrupt(offset, "\(section.name): a member ends beyond the section")
    }
    let reader = try PackedColumnReader(
      section.part(offset..<(offset + count)), expecting: rows)
    var values: [UInt32] = []
    values.reserveCapacity(rows)
    for block in 0..<reader.blockCount {
      for value in try reader.values(ofBlock: block) {
        values.append(UInt32(truncatingIfNeeded: value))
      }
    }
    tupleMembers.add(values, key)
    return values
  }

  /// The details of documents; `nil` when the segment keeps none.
  package func details() throws(IndexError) -> SegmentDetails? {
    if schema.detailColumns.isEmpty { return nil }
    if let detailReader { return detailReader }
    let reader = try SegmentDetails(
      try section(.details), arity: schema.detailColumns.count, documentCount: documentCount)
    detailReader = reader
    return reader
  }

  /// The rows of links; `nil` when the segment keeps none.
  package func links() throws(IndexError) -> SegmentLinks? {
    if schema.linkColumns.isEmpty { return nil }
    if let linkReader { return linkReader }
    let reader = try SegmentLinks(
      try section(.links), arity: schema.linkColumns.count, documentCount: documentCount)
    linkReader = reader
    return reader
  }

  /// The documents that share their event id with an earlier one of the segment, ascending.
  package func twins() throws(IndexError) -> [SegmentTwin] {
    try SegmentTwins.read(try section(.twins), documentCount: documentCount)
  }
}

// MARK: Times and places

extension SegmentReader {
  /// The time of a stored value; `nil` for a document without one.
  @inline(__always)
  private func time(_ stored: UInt64) -> Int64? {
    stored == 0 ? nil : timeBase &+ Int64(truncatingIfNeeded: stored - 1) &* timeUnit
  }

  /// The time column; its values are turned into times by ``time(ofStored:)``.
  package func times() throws(IndexError) -> PackedColumnReader { try column(.times) }

  /// The time in ms since 1970 of a value of the time column, `nil` for none.
  package func time(ofStored value: UInt64) -> Int64? { time(value) }

  /// The time of a document in ms since 1970.
  package func time(of document: DocID) throws(IndexError) -> Int64? {
    time(try times().value(at: document))
  }

  /// The documents with `start <= time < end`; a missing bound is open.
  ///
  /// - Complexity: One block head each 128 documents; only blocks on a bound are unpacked.
  package func documents(from start: Int64?, to end: Int64?) throws(IndexError) -> DocumentSet {
    let column = try times()
    // The bounds in stored units; 0 stands for no time and is never inside.
    let low = start.map { max(stored(atOrAfter: $0), 1) } ?? 1
    let high = end.map { max(stored(atOrAfter: $0), 1) } ?? UInt64.max
    guard low < high else { return DocumentSet(universe: documentCount) }
    var words = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
    for block in 0..<column.blockCount {
      let first = block * column.blockSize
      let range: ClosedRange<UInt64>
      switch try column.summary(ofBlock: block) {
      case .constant(let value): range = value...value
      case .within(let bounds): range = bounds
      case .oneOf(let values): range = (values.first ?? 0)...(values.last ?? 0)
      }
      if range.lowerBound >= high || range.upperBound < low { continue }
      if range.lowerBound >= low, range.upperBound < high {
        DocumentSet.fill(&words, first..<min(first + column.blockSize, documentCount))
        continue
      }
      for (index, value) in try column.values(ofBlock: block).enumerated()
      where value >= low && value < high {
        words[(first + index) >> 6] |= 1 << UInt64((first + index) & 63)
      }
    }
    return DocumentSet(bitmap: words, universe: documentCount)
  }

  /// The smallest stored value whose time is at or after `time`.
  private func stored(atOrAfter time: Int64) -> UInt64 {
    if time <= timeBase { return 1 }
    let (difference, overflow) = time.subtractingReportingOverflow(timeBase)
    if overflow { return UInt64.max }
    return UInt64((difference - 1) / timeUnit + 1) + 1
  }
}
