internal import Glibc

/// A new file, mode 0600, that is written piece by piece and has its name when it is whole.
///
/// Until then it is `.name-pid` beside it; given up, nothing of it is left. Belongs to one thread.
///
/// Large pieces in memory that is aligned go to the disk at once and not through the page cache
/// (`O_DIRECT`, open(2)): the file is brought to disk in any case before it has its name, nobody reads it
/// meanwhile, and an answer of many hundred megabytes would push the archive out of the cache.
package final class OutputFile {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isPublished = false
  /// Bytes written.
  private var offset = 0
  /// Whether writes go past the page cache.
  private var isDirect = false
  /// Whether they may: not every file system can.
  private var canBeDirect = true

  /// What addresses, places and lengths of pieces that go past the page cache are multiples of: the
  /// largest block of usual disks.
  package static let alignment = 4_096
  /// Bytes below which a piece is not worth a wait for the disk.
  private static let leastDirect = 1 << 17

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
      setDirect(
        canBeDirect && rest.count >= OutputFile.leastDirect
          && (Int(bitPattern: base) | rest.count | offset) % OutputFile.alignment == 0)
      let count: Int
      do throws(SystemCallError) {
        count = try SystemCallError.check("write", temporary) {
          write(descriptor, base, rest.count)
        }
      } catch {
        guard isDirect, error.code == EINVAL else { throw error }
        canBeDirect = false
        continue
      }
      // Nothing taken and no error: asking for ever would be the other answer.
      guard count > 0 else { throw SystemCallError(call: "write", path: temporary, code: EIO) }
      offset += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Says how the next write goes; where the file system refuses, it goes through the cache.
  private func setDirect(_ wanted: Bool) {
    guard wanted != isDirect else { return }
    let flags = fcntl(descriptor, F_GETFL)
    let changed = wanted ? flags | __O_DIRECT : flags & ~__O_DIRECT
    guard flags >= 0, fcntl(descriptor, F_SETFL, changed) == 0 else {
      canBeDirect = false
      return
    }
    isDirect = wanted
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
