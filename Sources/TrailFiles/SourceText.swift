/// The decompressed text of a source, piece by piece: gzip is inflated, as often as it is packed,
/// anything else passes.
///
/// For sources that are too large to be held whole, and for damaged ones: everything that precedes
/// the damage is given before the damage is thrown.
package struct SourceText: ~Copyable {
  private let file: OpenFile
  /// The layers of compression, the one of the file itself first.
  private var layers: [GzipLayer] = []
  /// Whether the first text is known not to be gzip again.
  private var isUnpacked = false
  private var isAtEnd = false
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
        if made > 0 { break }
        throw damage
      }
      let count = try pull(
        layers.count, into: UnsafeMutableRawBufferPointer(rebasing: output[made...]))
      made += count
      if !isUnpacked, made >= 2 || count == 0 {
        let text = UnsafeRawBufferPointer(rebasing: output[..<made])
        if layers.count < GzipInflater.mostLayers, GzipInflater.isGzip(text) {
          layers.append(try GzipLayer(startingWith: text))
          made = 0
          continue
        }
        isUnpacked = true
      }
      if count == 0, damage == nil { break }
    }
    produced += Int64(made)
    return made
  }

  /// Takes text out of a layer; level 0 is the file.
  ///
  /// - Returns: The bytes made: none at the end, and none when ``damage`` was found.
  private mutating func pull(
    _ level: Int, into output: UnsafeMutableRawBufferPointer
  ) throws -> Int {
    guard level > 0 else {
      let count = try file.read(into: output)
      hash.update(UnsafeRawBufferPointer(rebasing: output[..<count]))
      consumed += Int64(count)
      if count < output.count { isAtEnd = true }
      return count
    }
    let layer = layers[level - 1]
    while true {
      if layer.start == layer.end, !layer.isLast {
        layer.start = 0
        layer.end = try pull(level - 1, into: layer.buffer.bytes)
        layer.isLast = layer.end == 0
      }
      let input = UnsafeRawBufferPointer(
        rebasing: layer.buffer.prefix(layer.end)[layer.start...])
      let before = layer.stream.produced
      do {
        let step = try layer.stream.inflate(input, into: output, isLast: layer.isLast)
        layer.start += step.used
        if step.made > 0 || step.stop == .ended { return step.made }
      } catch {
        // Damage of an outer layer is the reason why an inner one ends.
        if damage == nil { damage = error }
        // What was made before the damage is in the output already.
        return Int(layer.stream.produced - before)
      }
    }
  }
}

/// One layer of gzip around a text.
private final class GzipLayer {
  var stream: GzipStream
  let buffer: GrowingBuffer
  var start = 0
  var end: Int
  /// Whether no input follows what is in the buffer.
  var isLast = false

  /// - Parameter input: The first bytes of the compressed text.
  init(startingWith input: UnsafeRawBufferPointer) throws(SourceDamage) {
    stream = try GzipStream()
    buffer = GrowingBuffer(capacity: max(1 << 18, input.count))
    buffer.bytes.copyMemory(from: input)
    end = input.count
  }
}
