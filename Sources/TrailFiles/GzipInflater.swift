internal import CDeflate
internal import CZlib

/// Damage found in a compressed source.
package struct SourceDamage: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words that a person can act on.
  package var reason: String
  /// Offset in the file where it shows; what precedes it was read.
  package var offset: Int64

  package init(reason: String, offset: Int64) {
    self.reason = reason
    self.offset = offset
  }

  package var description: String { "\(reason) at byte \(offset)" }
}

/// How much a source may expand before it is refused as a decompression bomb.
///
/// DEFLATE cannot exceed about 1,032 : 1; real CloudTrail files expand 8 to 30 times.
package struct ExpansionLimit: Sendable {
  /// Bytes that may always be produced.
  package var freeBytes: Int64 = 64 << 20
  /// Above `freeBytes` the ratio of output to input must stay below this.
  package var ratio: Int64 = 200
  /// No source may produce more, at any ratio.
  package var totalBytes: Int64 = 16 << 30

  package init() {}

  /// The reason to refuse a source that turned `input` bytes into `output`, or `nil`.
  package func refusal(input: Int64, output: Int64) -> String? {
    if output > totalBytes { return "expands beyond \(totalBytes >> 30) GiB: refused" }
    if output > freeBytes, output / max(input, 1) >= ratio {
      return "expands more than \(ratio) times (a decompression bomb?): refused"
    }
    return nil
  }
}

/// Inflates whole gzip files in memory through libdeflate.
///
/// Belongs to one thread.
package final class GzipInflater {
  private let decompressor: OpaquePointer
  /// Members of the last input of ``inflate(_:into:limit:)``.
  package private(set) var memberCount = 0
  /// Bytes that the first of them gave.
  package private(set) var firstMemberLength = 0

  package init() {
    guard let made = libdeflate_alloc_decompressor() else {
      fatalError("no memory for a decompressor")
    }
    decompressor = made
  }

  deinit { libdeflate_free_decompressor(decompressor) }

  /// What became of an attempt to inflate a file whole.
  package enum Outcome {
    /// All members were inflated; that many bytes are in the buffer.
    case complete(Int)
    /// The content does not fit into the given number of bytes: stream it.
    case tooLarge
    /// Something is wrong: stream it to find out where.
    case damaged
  }

  /// How often a text may be packed: Data Firehose packs what CloudWatch Logs packed before.
  package static let mostLayers = 4

  /// Whether the bytes start as a gzip member does (RFC 1952).
  package static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// Inflates every member of `input` into `output`, which grows to at most `limit` bytes.
  ///
  /// The size that gzip stores at the end is only a first guess: it is untrusted and modulo 2^32.
  /// Zeros after the last member are padding and ignored.
  package func inflate(
    _ input: UnsafeRawBufferPointer, into output: GrowingBuffer, limit: Int
  ) -> Outcome {
    var consumed = 0
    var produced = 0
    memberCount = 0
    if input.count >= 18 {
      let stored = input.loadUnaligned(fromByteOffset: input.count - 4, as: UInt32.self)
      let guess = min(Int(UInt32(littleEndian: stored)), input.count * 40, limit)
      output.reserve(guess + 64)
    }
    while consumed < input.count {
      if produced > 0 || consumed > 0, GzipInflater.isPadding(input, from: consumed) { break }
      let (result, used, made) = inflateMember(
        UnsafeRawBufferPointer(rebasing: input[consumed...]),
        into: UnsafeMutableRawBufferPointer(rebasing: output.bytes[produced...]))
      switch result {
      case LIBDEFLATE_SUCCESS:
        consumed += used
        produced += made
        memberCount += 1
        if memberCount == 1 { firstMemberLength = made }
      case LIBDEFLATE_INSUFFICIENT_SPACE:
        if output.capacity >= limit { return .tooLarge }
        output.reserve(min(max(output.capacity * 2, 1 << 20), limit))
      default:
        return .damaged
      }
    }
    return .complete(produced)
  }

  /// Inflates the first member of `input` and compares checksum and length.
  ///
  /// A header as writers of logs make it is passed here, because the checksum of the text is the fifth part of
  /// inflating where libdeflate makes it; any other one is libdeflate's.
  private func inflateMember(
    _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) -> (result: libdeflate_result, used: Int, made: Int) {
    var used = 0
    var made = 0
    guard GzipInflater.hasShortHeader(input), let start = input.baseAddress else {
      let result = libdeflate_gzip_decompress_ex(
        decompressor, input.baseAddress, input.count, room.baseAddress, room.count, &used, &made)
      return (result, used, made)
    }
    let body = GzipInflater.shortHeader
    let result = libdeflate_deflate_decompress_ex(
      decompressor, start + body, input.count - body, room.baseAddress, room.count, &used, &made)
    guard result == LIBDEFLATE_SUCCESS else { return (result, used, made) }
    let end = body + used
    guard input.count - end >= GzipInflater.trailer else { return (LIBDEFLATE_BAD_DATA, 0, 0) }
    func number(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: input.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    guard number(end + 4) == UInt32(truncatingIfNeeded: made),
      number(end) == Checksum.crc32(ofText: UnsafeRawBufferPointer(rebasing: room[..<made]))
    else { return (LIBDEFLATE_BAD_DATA, 0, 0) }
    return (result, end + GzipInflater.trailer, made)
  }

  /// Bytes of a header without optional fields, and of the checksum and the length behind a member.
  private static let (shortHeader, trailer) = (10, 8)

  /// Whether a member begins with the bytes of gzip, its only method, and no optional field.
  private static func hasShortHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= shortHeader + trailer
      && bytes.loadUnaligned(as: UInt32.self) == UInt32(littleEndian: 0x0008_8B1F)
  }

  /// Inflates `input` as often as it is packed.
  ///
  /// - Parameter output: Two buffers that are used in turn.
  /// - Returns: How it ended, and the buffer that holds the text.
  package func unpack(
    _ input: UnsafeRawBufferPointer, into output: (GrowingBuffer, GrowingBuffer), limit: Int
  ) -> (Outcome, GrowingBuffer) {
    var target = output.0
    var other = output.1
    var outcome = inflate(input, into: target, limit: limit)
    for _ in 1..<GzipInflater.mostLayers {
      guard case .complete(let count) = outcome, GzipInflater.isGzip(target.prefix(count)) else {
        break
      }
      outcome = inflate(target.prefix(count), into: other, limit: limit)
      swap(&target, &other)
    }
    return (outcome, target)
  }

  /// What a piece of gzip holds that stands inside a text; `nil` when it is damaged or expands
  /// beyond what a log can.
  package func unpacked(_ input: UnsafeRawBufferPointer) -> [UInt8]? {
    let limit = ExpansionLimit()
    let (outcome, buffer) = unpack(
      input, into: (GrowingBuffer(), GrowingBuffer()), limit: Int(limit.freeBytes))
    guard case .complete(let count) = outcome else { return nil }
    return Array(buffer.prefix(count))
  }

  private static func isPadding(_ input: UnsafeRawBufferPointer, from start: Int) -> Bool {
    for index in start..<input.count where input[index] != 0 { return false }
    return true
  }
}

/// Inflates gzip piece by piece through zlib: for what is too large for memory, and for damaged
/// files, of which it gives everything that precedes the damage.
package struct GzipStream: ~Copyable {
  private var stream: UnsafeMutablePointer<z_stream>
  private var isBetweenMembers = true
  private var sawMember: Bool { memberCount > 0 }
  /// Members that were read to their end.
  package private(set) var memberCount = 0
  /// Bytes of output that the first member gave, once it was read to its end.
  package private(set) var firstMemberEnd: Int64?
  /// Bytes of input used so far.
  package private(set) var consumed: Int64 = 0
  /// Bytes of output made so far.
  package private(set) var produced: Int64 = 0

  package init() throws(SourceDamage) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 + 16: the largest window, gzip framing with its checksum verified.
    guard
      inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw SourceDamage(reason: "no memory to inflate", offset: 0) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// What stopped a call of ``inflate(_:into:isLast:)``.
  package enum Stop {
    /// The input is used up or the output is full.
    case needsMore
    /// The end of the file was reached in good order.
    case ended
  }

  /// Inflates from `input` into `output`.
  ///
  /// - Parameter isLast: Whether no input follows after this.
  /// - Returns: Bytes of input used, bytes of output made, and why it stopped.
  /// - Throws: `SourceDamage` with the offset in the file; `made` bytes before it are in `output`
  ///   and counted in ``produced``.
  package mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool
  ) throws(SourceDamage) -> (used: Int, made: Int, stop: Stop) {
    var used = 0
    var made = 0
    while true {
      if isBetweenMembers {
        // Zero padding may follow a member.
        if sawMember {
          while used < input.count, input[used] == 0 {
            used += 1
            consumed += 1
          }
        }
        if used == input.count {
          if isLast { return (used, made, .ended) }
          return (used, made, .needsMore)
        }
        if sawMember, input[used] != 0x1F {
          throw SourceDamage(reason: "bytes that are not gzip follow the data", offset: consumed)
        }
        inflateReset(stream)
        isBetweenMembers = false
      }
      if made == output.count { return (used, made, .needsMore) }
      let room = min(output.count - made, 1 << 30)
      let piece = min(input.count - used, 1 << 30)
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: used))
      stream.pointee.avail_in = UInt32(piece)
      stream.pointee.next_out =
        output.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: made)
      stream.pointee.avail_out = UInt32(room)
      let result = CZlib.inflate(stream, Z_NO_FLUSH)
      let took = piece - Int(stream.pointee.avail_in)
      let gave = room - Int(stream.pointee.avail_out)
      used += took
      made += gave
      consumed += Int64(took)
      produced += Int64(gave)
      switch result {
      case Z_STREAM_END:
        isBetweenMembers = true
        memberCount += 1
        if memberCount == 1 { firstMemberEnd = produced }
      case Z_OK, Z_BUF_ERROR:
        if used == input.count, made < output.count {
          if isLast { throw SourceDamage(reason: "gzip ends early", offset: consumed) }
          return (used, made, .needsMore)
        }
        if made == output.count { return (used, made, .needsMore) }
      case Z_MEM_ERROR:
        throw SourceDamage(reason: "no memory to inflate", offset: consumed)
      default:
        let words = stream.pointee.msg.map { String(cString: $0) } ?? "invalid data"
        throw SourceDamage(reason: "gzip is damaged (\(words))", offset: consumed)
      }
    }
  }
}
