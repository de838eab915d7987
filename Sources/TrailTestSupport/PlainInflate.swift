import CZlib

/// Undoes gzip with zlib, the slow and forgiving way, keeping what precedes any damage.
package enum PlainInflate {
  /// Tells whether `bytes` begin like a gzip member.
  static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// Inflates every member of `bytes`, one after the other.
  ///
  /// - Returns: The text, and where and why reading stopped early, `nil` when it did not. Zeros
  ///   after a member are padding; anything else there is damage.
  package static func inflate(_ bytes: [UInt8]) -> (text: [UInt8], damage: String?) {
    var text: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      let rest = Array(bytes[offset...])
      if offset > 0, rest.allSatisfy({ $0 == 0 }) { break }
      guard offset == 0 || isGzip(rest) else {
        return (text, "bytes that are no gzip member at \(offset)")
      }
      let member = inflateMember(rest)
      text += member.text
      guard let used = member.used else {
        return (text, "damaged gzip member at \(offset)")
      }
      offset += used
    }
    return (text, nil)
  }

  /// Inflates one member; `used` is `nil` when it is cut, broken, or fails its checksum or length.
  private static func inflateMember(_ bytes: [UInt8]) -> (text: [UInt8], used: Int?) {
    var text: [UInt8] = []
    var used: Int?
    var input = bytes
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    input.withUnsafeMutableBufferPointer { source in
      var stream = z_stream()
      let size = Int32(MemoryLayout<z_stream>.size)
      guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return }
      defer { inflateEnd(&stream) }
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      var status = Z_OK
      while status == Z_OK {
        chunk.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
        }
        text += chunk[..<(chunk.count - Int(stream.avail_out))]
      }
      if status == Z_STREAM_END { used = source.count - Int(stream.avail_in) }
    }
    return (text, used)
  }
}
