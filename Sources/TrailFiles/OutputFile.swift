internal import Glibc

/// A new file, mode 0600, that is written piece by piece and has its name when it is whole.
///
/// Until then it is `.name-pid` beside it; given up, nothing of it is left. Belongs to one thread.
package final class OutputFile {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isPublished = false

  /// - Throws: `SystemCallError` when the directory cannot be written.
  package init(_ path: String) throws(SystemCallError) {
    self.path = path
    let slash = path.utf8.lastIndex(of: 0x2F).map { path.utf8.index(after: $0) } ?? path.startIndex
    let temporary = "\(path[..<slash]).\(path[slash...])-\(getpid())"
    self.temporary = temporary
    descriptor = try SystemCallError.check("open", temporary) {
      open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    }
  }

  deinit {
    close(descriptor)
    if !isPublished { unlink(temporary) }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = try SystemCallError.check("write", temporary) {
        write(descriptor, base, rest.count)
      }
      // Nothing taken and no error: asking for ever would be the other answer.
      guard count > 0 else { throw SystemCallError(call: "write", path: temporary, code: EIO) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(SystemCallError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(SystemCallError) in try append(bytes) }
    }
    try result.get()
  }

  /// Brings the file to disk and gives it its name.
  ///
  /// - Throws: `SystemCallError`, because of existence when something has the name.
  package func publish() throws(SystemCallError) {
    guard fsync(descriptor) == 0 else { throw SystemCallError(call: "fsync", path: temporary) }
    _ = try SystemCallError.check("link", path) { link(temporary, path) }
    isPublished = true
    unlink(temporary)
  }
}
