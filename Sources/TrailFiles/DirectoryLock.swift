internal import Glibc

/// The one writer of an index: an exclusive `flock` on its file LOCK.
///
/// The kernel drops the lock when the process ends, however it ends. The text in the file only
/// tells people who holds it.
package struct DirectoryLock: ~Copyable {
  private let descriptor: Int32

  /// Why the lock was not had.
  package enum Failure: Error, CustomStringConvertible {
    /// Somebody holds it; their text from the file.
    case held(path: String, holder: String)
    case system(SystemCallError)

    package var description: String {
      switch self {
      case .held(let path, let holder):
        "\(path): another process is writing this index (\(holder)); wait for it to end"
      case .system(let error): error.description
      }
    }
  }

  /// Takes the lock without waiting.
  ///
  /// - Parameters:
  ///   - path: The lock file; created when missing, mode 0600.
  ///   - text: Who takes it, for the message that others get.
  package init(path: String, text: String) throws(Failure) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard opened != -1 else { throw .system(SystemCallError(call: "open", path: path)) }
    if flock(opened, LOCK_EX | LOCK_NB) == -1 {
      let code = errno
      var buffer = [UInt8](repeating: 0, count: 256)
      let count = pread(opened, &buffer, buffer.count, 0)
      close(opened)
      guard code == EWOULDBLOCK else {
        throw .system(SystemCallError(call: "flock", path: path, code: code))
      }
      let holder = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
      let oneLine = holder.split(whereSeparator: \.isNewline).joined(separator: ", ")
      throw .held(path: path, holder: oneLine.isEmpty ? "unknown" : oneLine)
    }
    let bytes = Array(text.utf8)
    // Only a notice for people: if it cannot be written, the lock still holds.
    if ftruncate(opened, 0) == 0 { _ = pwrite(opened, bytes, bytes.count, 0) }
    descriptor = opened
  }

  /// Gives the lock back.
  package consuming func release() {}

  deinit {
    // A process that is being started has a copy of the descriptor until it runs its program:
    // closing alone would leave the lock to it for that long.
    _ = flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
