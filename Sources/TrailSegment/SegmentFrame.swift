internal import TrailBytes
internal import TrailFiles

/// The frame of a segment file while it is written: header, sections, page checksums, footer.
///
/// ``SegmentFormat`` draws it. Sections stand in the file in the order in which they are written.
struct SegmentFrame {
  /// Where a section stands; what the footer lists.
  struct SectionEntry {
    var kind: SegmentFormat.SectionKind
    /// Key, tuple space or term column; 0 where the kind has one section.
    var number: UInt8
    var offset: Int
    var count: Int
    /// The pages that have a checksum each.
    var pageCount: Int { (count + SegmentFormat.pageSize - 1) / SegmentFormat.pageSize }
  }

  /// What the footer tells beside the sections.
  struct Totals {
    var schema: SegmentSchema
    var documents: Int
    var sources: Int
    /// Earliest and latest time of a document.
    var times: ClosedRange<Int64>?
    var clock: SegmentClock
    var terms: Int
    var irregularIDs: Int
    var missingIDs: Int
  }

  private var writer = ByteWriter()
  private var sections: [SectionEntry] = []

  init() {
    writer.append(contentsOf: SegmentFormat.magic)
    writer.appendFixed(SegmentFormat.version)
    writer.appendFixed(UInt32(0))
  }

  /// Makes room for about so many bytes.
  mutating func reserve(_ count: Int) { writer.reserve(count) }

  /// Writes the next section.
  mutating func section<Failure: Error>(
    _ kind: SegmentFormat.SectionKind, number: UInt8 = 0,
    _ body: (inout ByteWriter) throws(Failure) -> Void
  ) throws(Failure) {
    writer.pad(to: 8)
    let offset = writer.count
    try body(&writer)
    sections.append(
      SectionEntry(kind: kind, number: number, offset: offset, count: writer.count - offset))
  }

  /// Writes checksums, footer and trailer.
  ///
  /// - Returns: The bytes of the whole file.
  consuming func finish(_ totals: Totals) -> [UInt8] {
    writer.pad(to: 8)
    let checksumsOffset = writer.count
    let checksums = pageChecksums()
    let checksumsSum = checksums.withUnsafeBytes { Checksum.crc32($0) }
    writer.append(contentsOf: checksums)
    writer.pad(to: 8)
    let footerOffset = writer.count
    var footer = ByteWriter()
    totals.schema.write(to: &footer)
    footer.appendVarint(totals.documents)
    footer.appendVarint(totals.sources)
    footer.append(totals.times == nil ? 0 : 1)
    footer.appendSignedVarint(totals.times?.lowerBound ?? 0)
    footer.appendSignedVarint(totals.times?.upperBound ?? 0)
    footer.appendSignedVarint(totals.clock.base)
    footer.appendSignedVarint(totals.clock.unit)
    footer.appendVarint(totals.terms)
    footer.appendVarint(totals.irregularIDs)
    footer.appendVarint(totals.missingIDs)
    footer.appendVarint(checksumsOffset)
    footer.appendFixed(checksumsSum)
    footer.appendVarint(sections.count)
    for section in sections {
      footer.append(section.kind.rawValue)
      footer.append(section.number)
      footer.appendVarint(section.offset)
      footer.appendVarint(section.count)
    }
    let footerSum = footer.bytes.withUnsafeBytes {
      SegmentFormat.footerSum($0, version: SegmentFormat.version)
    }
    writer.append(contentsOf: footer.bytes)
    let fileSize = writer.count + SegmentFormat.trailerSize
    writer.appendFixed(UInt64(footerOffset))
    writer.appendFixed(UInt32(footer.count))
    writer.appendFixed(footerSum)
    writer.appendFixed(UInt64(fileSize))
    writer.append(contentsOf: SegmentFormat.endMagic)
    return writer.bytes
  }

  private func pageChecksums() -> [UInt8] {
    var checksums = ByteWriter()
    writer.bytes.withUnsafeBytes { all in
      for section in sections {
        var start = section.offset
        let end = section.offset + section.count
        while start < end {
          let stop = min(start + SegmentFormat.pageSize, end)
          checksums.appendFixed(
            Checksum.crc32(UnsafeRawBufferPointer(rebasing: all[start..<stop])))
          start = stop
        }
      }
    }
    return checksums.bytes
  }
}

/// How the times of a segment are stored: as multiples of a unit after a base.
struct SegmentClock {
  /// The earliest time, cut to a whole second; ms since 1970.
  var base: Int64 = 0
  /// The largest of 1,000 and 1 ms that divides all times.
  var unit: Int64 = 1_000
  /// Earliest and latest time.
  var range: ClosedRange<Int64>?

  /// The clock of some times; `noTime` stands for none.
  init(_ times: UnsafeMutableBufferPointer<Int64>, noTime: Int64) {
    var first = Int64.max
    var last = Int64.min
    var isWhole = true
    for time in times where time != noTime {
      first = min(first, time)
      last = max(last, time)
      if time % 1_000 != 0 { isWhole = false }
    }
    guard first <= last else { return }
    range = first...last
    base = first - (first % 1_000 + 1_000) % 1_000
    unit = isWhole ? 1_000 : 1
  }

  /// The number that stands for a time in the time column.
  func stored(_ time: Int64) -> UInt64 { UInt64((time - base) / unit) + 1 }
}
