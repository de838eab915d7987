internal import TrailBytes
internal import TrailFiles
internal import TrailSegment

/// Files whose bytes were changed and whose checksums were made right again: what somebody would
/// do who wants to harm the reader.
package enum Resealed {
  /// A manifest or exclusions with the checksum of the version and of what follows.
  package static func checkedFile(_ bytes: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(contentsOf: bytes)
    let covered = Array(bytes[8..<12] + bytes[16...])
    writer.patchFixed(covered.withUnsafeBytes { Checksum.crc32($0) }, at: 12)
    return writer.bytes
  }

  /// A segment with the checksums of its pages, of the page checksums and of the footer.
  ///
  /// - Parameter layout: That of the segment before it was changed.
  package static func segment(_ bytes: [UInt8], _ layout: Layout) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(contentsOf: bytes)
    var place = layout.checksums
    for section in layout.sections {
      var start = section.lowerBound
      while start < section.upperBound {
        let end = min(start + SegmentFormat.pageSize, section.upperBound)
        writer.patchFixed(bytes[start..<end].withUnsafeBytes { Checksum.crc32($0) }, at: place)
        place += 4
        start = end
      }
    }
    let sum = writer.bytes[layout.checksums..<place].withUnsafeBytes { Checksum.crc32($0) }
    writer.patchFixed(sum, at: layout.checksumsSum)
    let covered = Array(bytes[8..<12]) + writer.bytes[layout.footer]
    let footer = covered.withUnsafeBytes { Checksum.crc32($0) }
    writer.patchFixed(footer, at: bytes.count - 20)
    return writer.bytes
  }

  /// Where the parts of a segment stand.
  package struct Layout {
    package var footer: Range<Int>
    package var checksums: Int
    /// Offset of the checksum of the page checksums, in the footer.
    package var checksumsSum: Int
    package var sections: [Range<Int>] = []

    package init(_ bytes: [UInt8]) throws {
      let trailer = bytes.count - SegmentFormat.trailerSize
      self = try bytes.withUnsafeBytes { all throws in
        var cursor = ByteCursor(all, at: trailer)
        let start = Int(try cursor.fixed(UInt64.self))
        cursor = ByteCursor(all, at: start)
        _ = try SegmentSchema(from: &cursor, version: SegmentFormat.version)
        for _ in 0..<2 { _ = try cursor.varint() }
        _ = try cursor.byte()
        for _ in 0..<4 { _ = try cursor.signedVarint() }
        for _ in 0..<3 { _ = try cursor.varint() }
        var layout = Layout(
          footer: start..<trailer, checksums: Int(try cursor.varint()), checksumsSum: cursor.offset)
        _ = try cursor.fixed(UInt32.self)
        for _ in 0..<(try cursor.varint()) {
          _ = try cursor.fixed(UInt16.self)
          let offset = Int(try cursor.varint())
          layout.sections.append(offset..<(offset + Int(try cursor.varint())))
        }
        return layout
      }
    }

    private init(footer: Range<Int>, checksums: Int, checksumsSum: Int) {
      self.footer = footer
      self.checksums = checksums
      self.checksumsSum = checksumsSum
    }
  }
}
