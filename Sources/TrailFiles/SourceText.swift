/// The decompressed text of a source, piece by piece: gzip is inflated, anything else passes.
///
/// For sources that are too large to be held whole, and for damaged ones: everything that precedes
/// the damage is given before the damage is thrown.
package struct SourceText: ~Copyable {
  private let file: OpenFile
  private let buffer = GrowingBuffer(capacity: 1 << 18)
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var stream: GzipStream?
  private var isPlain = false
  /// Damage that ended the text, known once all text before it was given.
  package private(set) var damage: SourceDamage?
  private var hash = StreamingSHA256()
  /// Bytes of the file read so far.
  package private(set) var consumed: Int64 = 0
  /// Bytes of text given so far.
  package private(set) var produced: Int64 = 0

  package init(_ file: consuming OpenFile) { self.file = file }

  /// The SHA-256 of the file; `nil` before its end was read.
  package var digest: [UInt8]? { isAtEnd ? hash.digest() : nil }

  /// Reads until `output` is full or the text ends.
  ///
  /// - Returns: The bytes read; fewer than asked for only at the end or before ``damage``.
  /// - Throws: `SystemCallError`, or `SourceDamage` when nothing precedes the damage any more.
  package mutating func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    var made = 0
    while made < output.count {
      if let damage {
        if made > 0 { return made }
        throw damage
      }
      if start == end, !isAtEnd {
        start = 0
        end = try file.read(into: buffer.bytes)
        hash.update(buffer.prefix(end))
        consumed += Int64(end)
        isAtEnd = end < buffer.capacity
        if stream == nil, !isPlain {
          if GzipInflater.isGzip(buffer.prefix(end)) {
            stream = try GzipStream()
          } else {
            isPlain = true
          }
        }
      }
      let input = UnsafeRawBufferPointer(rebasing: buffer.prefix(end)[start...])
      let room = UnsafeMutableRawBufferPointer(rebasing: output[made...])
      if isPlain {
        let count = min(input.count, room.count)
        if count == 0 { break }
        room.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        start += count
        made += count
        produced += Int64(count)
        continue
      }
      let before = stream?.produced ?? 0
      do {
        guard let step = try stream?.inflate(input, into: room, isLast: isAtEnd) else { break }
        start += step.used
        made += step.made
        produced += Int64(step.made)
        if step.stop == .ended { break }
      } catch {
        // What was made before the damage is in the output already.
        let salvaged = Int((stream?.produced ?? before) - before)
        made += salvaged
        produced += Int64(salvaged)
        damage = error
      }
    }
    return made
  }
}
