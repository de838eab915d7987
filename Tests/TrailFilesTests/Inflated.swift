import TrailFiles
import TrailTestSupport

/// The text of a gzip file, taken out of it in one of the ways that the product has.
struct Inflated: Equatable {
  var text: [UInt8]
  /// `nil` when the file was in good order.
  var damage: SourceDamage?

  /// By libdeflate, whole; `nil` for what it leaves to the stream.
  static func whole(_ bytes: [UInt8], limit: Int = 64 << 20) -> [UInt8]? {
    let output = GrowingBuffer(capacity: 16)
    let outcome = bytes.withUnsafeBytes {
      GzipInflater().inflate($0, into: output, limit: limit)
    }
    guard case .complete(let count) = outcome else { return nil }
    return Array(output.prefix(count))
  }

  /// By zlib, with `input` bytes given and `output` bytes of room at a time.
  static func streamed(_ bytes: [UInt8], input: Int, output: Int) throws -> Inflated {
    var stream = try GzipStream()
    var text: [UInt8] = []
    var room = [UInt8](repeating: 0, count: output)
    var start = 0
    while true {
      let end = min(start + input, bytes.count)
      let before = stream.produced
      do {
        let step = try bytes[start..<end].withUnsafeBytes { piece in
          try room.withUnsafeMutableBytes {
            try stream.inflate(piece, into: $0, isLast: end == bytes.count)
          }
        }
        text += room[..<step.made]
        start += step.used
        if step.stop == .ended { return Inflated(text: text, damage: nil) }
      } catch let damage as SourceDamage {
        text += room[..<Int(stream.produced - before)]
        return Inflated(text: text, damage: damage)
      }
    }
  }

  /// From a file, through `SourceText`, with `room` bytes at a time.
  static func file(_ path: String, room: Int) throws -> Inflated {
    var source = SourceText(try OpenFile(PathBytes(path.utf8)))
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: room)
    while true {
      do {
        let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { return Inflated(text: text, damage: nil) }
        text += buffer[..<count]
      } catch let damage as SourceDamage {
        return Inflated(text: text, damage: damage)
      }
    }
  }

  /// Text that neither shrinks to nothing nor stays as long as it is.
  static func sample(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let words = (0..<50).map { _ in Array("\"\(random.hex(1 + random.below(12)))\",".utf8) }
    var text: [UInt8] = []
    while text.count < count { text += random.pick(words) }
    return Array(text.prefix(count))
  }
}
