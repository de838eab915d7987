internal import Glibc
internal import Synchronization

/// A file without a name for what is seldom looked at again and would fill memory.
///
/// The system takes it back when the object goes, or the process does. Any thread may append and
/// read.
package final class SpillFile: Sendable {
  private let path: String
  private let descriptor: Int32
  private let end = Mutex<Int64>(0)

  /// - Parameter path: Where the file stands for the moment between being made and losing its name;
  ///   what stands there is replaced.
  /// - Throws: `SystemCallError` when the directory cannot be written.
  package init(_ path: String) throws(SystemCallError) {
    self.path = path
    descriptor = try SystemCallError.check("open", path) {
      open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// Appends bytes.
  ///
  /// - Returns: Where they begin.
  /// - Throws: `SystemCallError`; the place of the bytes is lost then, and nothing else.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) -> Int64 {
    let start = reserve(bytes.count)
    try write(bytes, at: start)
    return start
  }

  /// Makes room for bytes that are written piece by piece.
  ///
  /// - Returns: Where they will begin.
  package func reserve(_ count: Int) -> Int64 {
    end.withLock { end in
      defer { end += Int64(count) }
      return end
    }
  }

  /// Writes bytes into room that was made before.
  ///
  /// - Throws: `SystemCallError`; the place of the bytes is lost then, and nothing else.
  package func write(
    _ bytes: UnsafeRawBufferPointer, at start: Int64
  ) throws(SystemCallError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = try SystemCallError.check("pwrite", path) {
        pwrite(descriptor, rest.baseAddress, rest.count, off_t(start) + done)
      }
      // Nothing taken and no error: asking for ever would be the other answer.
      guard count > 0 else { throw SystemCallError(call: "pwrite", path: path, code: EIO) }
      done += count
    }
  }

  /// Fills a buffer with what was appended at a place.
  ///
  /// - Throws: `SystemCallError`, `EIO` where fewer bytes stand.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(SystemCallError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try SystemCallError.check("pread", path) {
        pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + done)
      }
      guard count > 0 else { throw SystemCallError(call: "pread", path: path, code: EIO) }
      done += count
    }
  }
}
