/// A JSON text that stood inside another one, as an escaped string or packed: its bytes and their
/// structure.
///
/// One for each level of envelopes; its memory is used again for the next text of the level.
/// Belongs to one thread.
final class EmbeddedText {
  typealias Bytes = UnsafeRawBufferPointer

  private let scanner = StructureScanner()
  private let memory = JSONText()
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 64)

  deinit { buffer.deallocate() }

  /// Takes the inside of a JSON string, without its escapes.
  func load(unescaping raw: Bytes) -> StructureScanner.Structure {
    memory.reset()
    return load(memory.unescaped(raw))
  }

  /// Takes a text.
  ///
  /// - Returns: Its structure, valid until the next text is taken.
  func load(_ text: Bytes) -> StructureScanner.Structure {
    if buffer.count < text.count + StructureScanner.padding {
      buffer.deallocate()
      buffer = .allocate(byteCount: text.count * 2 + StructureScanner.padding, alignment: 64)
    }
    if let source = text.baseAddress, let target = buffer.baseAddress {
      target.copyMemory(from: source, byteCount: text.count)
    }
    for index in text.count..<(text.count + StructureScanner.padding) { buffer[index] = 0x20 }
    let start = buffer.bindMemory(to: UInt8.self)
    guard let base = start.baseAddress else { preconditionFailure("the buffer is never empty") }
    return scanner.scan(base, length: text.count)
  }
}
