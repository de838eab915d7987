internal import Glibc

/// Files that a user names on the command line: lists, keys, manifests.
package enum UserFile {
  /// Reads a file from its start.
  ///
  /// Links are followed and pipes read, as in `--files-from <(find archive -newer last)`: the file is
  /// the user's, not one of an archive.
  ///
  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - limit: Bytes at most; what is longer is cut.
  /// - Throws: `SystemCallError`, `EISDIR` for a directory among them.
  package static func read(
    _ path: String, limit: Int = .max
  ) throws(SystemCallError) -> [UInt8] {
    var descriptor = STDIN_FILENO
    if path != "-" {
      descriptor = try SystemCallError.check("open", path) { open(path, O_RDONLY | O_CLOEXEC) }
    }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      let size = min(piece.count, limit - bytes.count)
      let count = try SystemCallError.check("read", path) {
        Glibc.read(descriptor, &piece, size)
      }
      if count == 0 { break }
      bytes.append(contentsOf: piece[..<count])
    }
    return bytes
  }

  /// Reads a file that must not be longer than `limit` bytes.
  ///
  /// - Throws: `SystemCallError`; `EFBIG` for a longer one.
  package static func readWhole(
    _ path: String, limit: Int
  ) throws(SystemCallError) -> [UInt8] {
    let bytes = try read(path, limit: limit + 1)
    guard bytes.count <= limit else {
      throw SystemCallError(call: "read", path: path, code: EFBIG)
    }
    return bytes
  }
}
