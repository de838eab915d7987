internal import Glibc

/// The SHA-256 of what a file holds, compression taken off.
package struct ContentHash: Hashable, Sendable {
  /// The file as it was when it was read.
  package var identity: FileIdentity
  /// SHA-256 of the whole text, 32 bytes; of what precedes the damage when there is any.
  package var whole: [UInt8]
  /// SHA-256 of what the first gzip member holds, for a file with something behind it; else `nil`.
  ///
  /// Tools differ in what they read of such a file: AWS's own check reads the first member alone.
  package var firstMember: [UInt8]?
  /// Bytes of text.
  package var length: Int64
  /// Where the compression is broken; `nil` for a file that is whole.
  package var damage: SourceDamage?

  package init(
    identity: FileIdentity, whole: [UInt8], firstMember: [UInt8]?, length: Int64,
    damage: SourceDamage? = nil
  ) {
    self.identity = identity
    self.whole = whole
    self.firstMember = firstMember
    self.length = length
    self.damage = damage
  }
}

/// Hashes the contents of files: gzip is taken off once, anything else is hashed as it stands.
///
/// One a worker: all buffers are reused. Belongs to one thread.
package final class ContentHasher {
  private let inflater = GzipInflater()
  private let input = GrowingBuffer(capacity: 1 << 16)
  private let output = GrowingBuffer(capacity: 1 << 20)
  private let limit = ExpansionLimit()

  /// Bytes of a file, and of its text, that are held in memory at once; larger ones are streamed.
  private static let inputLimit = 8 << 20
  private static let outputLimit = 16 << 20

  package init() {}

  /// Reads a file and hashes its content.
  ///
  /// - Parameter body: Called with the text of a file whose text is held in memory; its bytes are
  ///   valid for the call.
  /// - Throws: `SystemCallError`; `EAGAIN` when the file changed while it was read.
  package func hash(
    _ path: PathBytes, _ body: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws(SystemCallError) -> ContentHash {
    let file = try OpenFile(path)
    let before = try file.identity()
    let found: ContentHash
    if before.size <= Int64(ContentHasher.inputLimit),
      let whole = try hashWhole(file, before, body)
    {
      found = whole
    } else {
      found = try stream(try file.reopened(), before)
    }
    guard try file.identity() == before else {
      throw SystemCallError(call: "read", path: Paths.display(path), code: EAGAIN)
    }
    return found
  }

  /// Hashes a file that fits into memory; `nil` when it has to be streamed.
  private func hashWhole(
    _ file: borrowing OpenFile, _ identity: FileIdentity, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(SystemCallError) -> ContentHash? {
    let size = Int(identity.size)
    input.reserve(size)
    let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input.bytes[..<size]))
    let bytes = input.prefix(count)
    guard GzipInflater.isGzip(bytes) else {
      body(bytes)
      return ContentHash(
        identity: identity, whole: Checksum.sha256(bytes), firstMember: nil, length: Int64(count))
    }
    guard
      case .complete(let made) = inflater.inflate(
        bytes, into: output, limit: ContentHasher.outputLimit)
    else { return nil }
    body(output.prefix(made))
    return ContentHash(
      identity: identity, whole: Checksum.sha256(output.prefix(made)),
      firstMember: inflater.memberCount > 1
        ? Checksum.sha256(output.prefix(inflater.firstMemberLength)) : nil,
      length: Int64(made))
  }

  /// Hashes a large or damaged file piece by piece.
  private func stream(
    _ file: consuming OpenFile, _ identity: FileIdentity
  ) throws(SystemCallError) -> ContentHash {
    input.reserve(1 << 18)
    output.reserve(1 << 20)
    var whole = StreamingSHA256()
    var first: [UInt8]?
    var count = try file.read(into: input.bytes)
    guard GzipInflater.isGzip(input.prefix(count)) else {
      var length: Int64 = 0
      while count > 0 {
        whole.update(input.prefix(count))
        length += Int64(count)
        count = try file.read(into: input.bytes)
      }
      return ContentHash(
        identity: identity, whole: whole.digest(), firstMember: nil, length: length)
    }
    var damage: SourceDamage?
    var length: Int64 = 0
    var memberCount = 0
    do throws(SourceDamage) {
      var gzip = try GzipStream()
      var start = 0
      var isLast = false
      reading: while true {
        let bytes = UnsafeRawBufferPointer(rebasing: input.prefix(count)[start...])
        let before = gzip.produced
        var step: (used: Int, made: Int, stop: GzipStream.Stop)?
        do throws(SourceDamage) {
          step = try gzip.inflate(bytes, into: output.bytes, isLast: isLast)
        } catch {
          damage = error
        }
        // What was made before damage is in the output too.
        let made = output.prefix(Int(gzip.produced - before))
        if first == nil, let end = gzip.firstMemberEnd {
          var head = whole
          head.update(UnsafeRawBufferPointer(rebasing: made[..<Int(end - before)]))
          first = head.digest()
        }
        whole.update(made)
        length = gzip.produced
        memberCount = gzip.memberCount
        guard let step else { break }
        if let refusal = limit.refusal(input: gzip.consumed, output: length) {
          damage = SourceDamage(reason: refusal, offset: gzip.consumed)
          break
        }
        if case .ended = step.stop { break }
        start += step.used
        guard start == count, step.made < output.capacity, !isLast else { continue }
        do throws(SystemCallError) {
          count = try file.read(into: input.bytes)
        } catch {
          damage = SourceDamage(reason: error.reason, offset: gzip.consumed)
          break reading
        }
        start = 0
        isLast = count < input.capacity
      }
    } catch {
      damage = error
    }
    let hasMore = memberCount > 1 || (memberCount == 1 && damage != nil)
    return ContentHash(
      identity: identity, whole: whole.digest(), firstMember: hasMore ? first : nil,
      length: length, damage: damage)
  }
}
