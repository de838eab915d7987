import CZlib

/// Makes gzip members by hand, so that any part of one can be left out or be wrong.
///
/// Source: RFC 1952 for the frame; zlib makes the deflate stream inside.
package struct GzipWriter: Sendable {
  /// 0 (stored) to 9 (smallest).
  package var level: Int32
  /// Written into the header as the name of the original file; ASCII.
  package var name: String?

  /// Makes a writer.
  package init(level: Int32 = 6, name: String? = nil) {
    self.level = level
    self.name = name
  }

  /// Returns one complete member holding `text`.
  package func member(_ text: [UInt8]) -> [UInt8] {
    header + deflate(text) + trailer(of: text)
  }

  /// The ten bytes of the header, and the name when there is one.
  package var header: [UInt8] {
    let flags: UInt8 = name == nil ? 0 : 8
    let fixed: [UInt8] = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255]
    return fixed + (name.map { Array($0.utf8) + [0] } ?? [])
  }

  /// Returns the eight bytes of checksum and length, each off by what is asked for.
  package func trailer(
    of text: [UInt8], checksumError: UInt32 = 0, lengthError: UInt32 = 0
  ) -> [UInt8] {
    var sum = GzipChecksum()
    sum.add(text)
    return sum.trailer(checksumError: checksumError, lengthError: lengthError)
  }

  /// Returns `text` as a bare deflate stream.
  package func deflate(_ text: [UInt8]) -> [UInt8] {
    var parts: [UInt8] = []
    var isDone = false
    deflate(
      next: {
        if isDone { return nil }
        isDone = true
        return text
      }, into: { parts += $0 })
    return parts
  }

  /// Deflates pieces as they come, for texts that do not fit in memory twice.
  ///
  /// - Parameters:
  ///   - next: Returns the next piece, `nil` at the end.
  ///   - write: Receives the stream piece by piece.
  package func deflate(next: () -> [UInt8]?, into write: (ArraySlice<UInt8>) -> Void) {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    let status = deflateInit2_(
      &stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    precondition(status == Z_OK, "zlib refuses level \(level)")
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: 1 << 16)
    var isLast = false
    while !isLast {
      let piece = next()
      isLast = piece == nil
      var input = piece ?? []
      input.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        repeat {
          output.withUnsafeMutableBufferPointer { target in
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            _ = CZlib.deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          }
          write(output[..<(output.count - Int(stream.avail_out))])
        } while stream.avail_out == 0
      }
    }
  }
}

/// The checksum and length of a text that comes in pieces.
struct GzipChecksum {
  private var checksum: UInt = 0
  private var length: UInt32 = 0

  mutating func add(_ piece: [UInt8]) {
    checksum = crc32(checksum, piece, UInt32(piece.count))
    length &+= UInt32(truncatingIfNeeded: piece.count)
  }

  /// Returns the end of a gzip member: both numbers, little-endian, off by what is asked for.
  func trailer(checksumError: UInt32 = 0, lengthError: UInt32 = 0) -> [UInt8] {
    let numbers = [UInt32(truncatingIfNeeded: checksum) ^ checksumError, length &+ lengthError]
    return numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
  }
}
