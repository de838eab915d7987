internal import Glibc
internal import TrailFiles
internal import TrailFormats

/// The key that pseudonyms in reports are made with: 32 bytes in a file of 64 hexadecimal digits.
///
/// Whoever has it can find out whose pseudonym one is by trying names, so that it is made readable for
/// its owner alone.
enum RedactionKey {
  /// Reads a key, or makes one where there is no file.
  ///
  /// - Throws: `TrailsiftError` for a file that is no key, or cannot be read or made.
  static func bytes(_ path: String) throws(TrailsiftError) -> [UInt8] {
    do throws(SystemCallError) {
      let text = try UserFile.readWhole(path, limit: 1_024)
      guard let bytes = decoded(text) else {
        throw SystemCallError(call: "read", path: path, code: EINVAL)
      }
      return bytes
    } catch {
      switch error.code {
      case ENOENT: return try create(path)
      case EINVAL, EFBIG:
        throw TrailsiftError(
          "\(path): it is no key for --redact: that is 64 hexadecimal digits; name a new file to make one"
        )
      default: throw .from(error)
      }
    }
  }

  private static func create(_ path: String) throws(TrailsiftError) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    try TextFile.create(path, Array((Hexadecimal.text(bytes) + "\n").utf8))
    return bytes
  }

  private static func decoded(_ text: [UInt8]) -> [UInt8]? {
    var text = text[...]
    while let last = text.last, last == 0x0A || last == 0x0D { text = text.dropLast() }
    guard text.count == 64 else { return nil }
    var bytes: [UInt8] = []
    var digits = text.makeIterator()
    while let high = digits.next(), let low = digits.next() {
      guard let high = Character(UnicodeScalar(high)).hexDigitValue,
        let low = Character(UnicodeScalar(low)).hexDigitValue
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
