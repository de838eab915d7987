internal import TrailBytes
internal import TrailFiles

/// One section of a mapped segment, whose pages are verified when they are first touched.
///
/// Belongs to one thread, like the reader it comes from.
package final class Section {
  /// What the section is, for messages; put into words when there is one.
  var name: String { Section.name(kind, number) }
  let kind: SegmentFormat.SectionKind
  let number: UInt8
  let path: String
  /// Offset of the section in its file.
  let fileOffset: Int
  private let bytes: UnsafeRawBufferPointer
  private let checksums: UnsafeRawBufferPointer
  private var verified: [UInt64]

  /// - Parameter isVerified: Whether the bytes lie in a section whose pages were verified.
  init(
    kind: SegmentFormat.SectionKind, number: UInt8, path: String, fileOffset: Int,
    bytes: UnsafeRawBufferPointer,
    checksums: UnsafeRawBufferPointer, isVerified: Bool = false
  ) {
    self.kind = kind
    self.number = number
    self.path = path
    self.fileOffset = fileOffset
    self.bytes = bytes
    self.checksums = checksums
    let pages = (bytes.count + SegmentFormat.pageSize - 1) / SegmentFormat.pageSize
    verified = [UInt64](repeating: isVerified ? UInt64.max : 0, count: pages / 64 + 1)
  }

  /// What a section is, for messages.
  static func name(_ kind: SegmentFormat.SectionKind, _ number: UInt8) -> String {
    "\(kind) \(number)"
  }

  /// The number of bytes.
  var count: Int { bytes.count }

  /// A part of the section as one of its own, its pages verified.
  func part(_ range: Range<Int>) throws(IndexError) -> Section {
    Section(
      kind: kind, number: number, path: path, fileOffset: fileOffset + range.lowerBound,
      bytes: try bytes(range), checksums: UnsafeRawBufferPointer(start: nil, count: 0),
      isVerified: true)
  }

  /// The bytes of a range, after checking the range and the checksums of the pages it touches.
  @inline(__always)
  func bytes(_ range: Range<Int>) throws(IndexError) -> UnsafeRawBufferPointer {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
      throw corrupt(range.lowerBound, "\(name): \(range) is outside its \(bytes.count) bytes")
    }
    if !range.isEmpty {
      var page = range.lowerBound / SegmentFormat.pageSize
      let last = (range.upperBound - 1) / SegmentFormat.pageSize
      while page <= last {
        if verified[page >> 6] & (1 << UInt64(page & 63)) == 0 { try verify(page) }
        page += 1
      }
    }
    return UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  /// All bytes, verified.
  func all() throws(IndexError) -> UnsafeRawBufferPointer { try bytes(0..<count) }

  private func verify(_ page: Int) throws(IndexError) {
    let start = page * SegmentFormat.pageSize
    let end = min(start + SegmentFormat.pageSize, bytes.count)
    let expected = UInt32(
      littleEndian: checksums.loadUnaligned(fromByteOffset: page * 4, as: UInt32.self))
    let found = Checksum.crc32(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    guard found == expected else {
      throw corrupt(start, "\(name): checksum is \(found), expected \(expected)")
    }
    verified[page >> 6] |= 1 << UInt64(page & 63)
  }

  /// A `corrupt` error at an offset of the section.
  func corrupt(_ offset: Int, _ detail: String) -> IndexError {
    IndexError(.corrupt, path: path, offset: fileOffset + offset, detail: detail)
  }

  /// Runs a decoder and places its failure in the file.
  func decoding<Result>(
    at offset: Int = 0, _ body: () throws(DecodingFailure) -> Result
  ) throws(IndexError) -> Result {
    try IndexError.decoding(path, base: fileOffset + offset, body)
  }
}
