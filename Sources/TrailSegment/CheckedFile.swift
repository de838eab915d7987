internal import TrailBytes
internal import TrailFiles

/// The frame that manifests and exclusions share: magic, version, checksum, body.
///
/// ```
/// 8 bytes  magic
/// 4        format version
/// 4        CRC-32 of the version's four bytes and of all that follows
/// -        body
/// ```
/// Every later version keeps these sixteen bytes: a changed bit of the version is told from a
/// newer version by the checksum.
enum CheckedFile {
  /// CRC-32 of a version's four bytes and of what follows.
  static func checksum(_ version: UInt32, _ body: UnsafeRawBufferPointer) -> UInt32 {
    var writer = ByteWriter(reservingCapacity: 4)
    writer.appendFixed(version)
    return Checksum.crc32(body, after: writer.bytes.withUnsafeBytes { Checksum.crc32($0) })
  }

  /// The bytes of a file.
  static func encode(magic: [UInt8], version: UInt32, _ body: [UInt8]) -> [UInt8] {
    var writer = ByteWriter(reservingCapacity: 16 + body.count)
    writer.append(contentsOf: magic)
    writer.appendFixed(version)
    writer.appendFixed(body.withUnsafeBytes { checksum(version, $0) })
    writer.append(contentsOf: body)
    return writer.bytes
  }

  /// The version that a file's frame names.
  ///
  /// - Parameter bytes: A file that was decoded: at least sixteen bytes.
  static func version(of bytes: UnsafeRawBufferPointer) -> UInt32 { number(8, of: bytes) }

  private static func number(_ offset: Int, of all: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(littleEndian: all.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Checks the frame and decodes the body, which must be used up, by the rules of its version.
  ///
  /// - Throws: `IndexError` `formatTooNew` only when the checksum holds.
  static func decode<Value>(
    _ bytes: UnsafeRawBufferPointer, path: String, magic: [UInt8],
    versions: ClosedRange<UInt32>,
    _ body: (inout ByteCursor, UInt32) throws(DecodingFailure) -> Value
  ) throws(IndexError) -> Value {
    guard bytes.count >= 16, bytes[..<8].elementsEqual(magic) else {
      throw IndexError(.corrupt, path: path, offset: 0, detail: "the first bytes are wrong")
    }
    let version = number(8, of: bytes)
    let rest = UnsafeRawBufferPointer(rebasing: bytes[16...])
    guard checksum(version, rest) == number(12, of: bytes) else {
      throw IndexError(.corrupt, path: path, offset: 12, detail: "the checksum is wrong")
    }
    guard versions.contains(version) else {
      throw version > versions.upperBound
        ? IndexError(
          .formatTooNew, path: path,
          detail: "format \(version) is newer than this program's \(versions.upperBound)")
        : IndexError(.corrupt, path: path, offset: 8, detail: "there is no format \(version)")
    }
    return try IndexError.decoding(path, base: 16) { () throws(DecodingFailure) in
      var cursor = ByteCursor(rest)
      let value = try body(&cursor, version)
      guard cursor.remaining == 0 else {
        throw DecodingFailure(offset: cursor.offset, reason: "bytes follow the end")
      }
      return value
    }
  }
}
