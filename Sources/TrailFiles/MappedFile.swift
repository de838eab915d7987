internal import Glibc

/// A file of the index mapped into memory for reading, for as long as the object lives.
///
/// Only immutable files of the index are mapped: somebody who shortens a mapped file would make
/// reads fail with SIGBUS, and archive files belong to others.
// `@unchecked Sendable`: all properties are constants and the memory is never written.
package final class MappedFile: @unchecked Sendable {
  /// The path it was opened under.
  package let path: String
  /// The content.
  package let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps a whole file.
  ///
  /// An empty file gives no bytes.
  ///
  /// - Throws: `SystemCallError`; `EISDIR` for a directory, `EINVAL` for what else is no regular file.
  package init(path: String) throws(SystemCallError) {
    self.path = path
    isMapped = true
    // A pipe in its place is refused below: opening it must not wait for somebody who writes to it.
    let descriptor = try SystemCallError.check("open", path) {
      open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    }
    defer { close(descriptor) }
    var status = stat()
    _ = try SystemCallError.check("fstat", path) { fstat(descriptor, &status) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw SystemCallError(call: "open", path: path, code: isDirectory ? EISDIR : EINVAL)
    }
    let count = Int(status.st_size)
    if count == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0),
      address != UnsafeMutableRawPointer(bitPattern: -1)
    else { throw SystemCallError(call: "mmap", path: path) }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  /// Holds bytes that were never in a file.
  ///
  /// - Parameter path: What messages call it.
  package init(bytes content: [UInt8], path: String) {
    self.path = path
    isMapped = false
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
    memory.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(memory)
  }

  deinit {
    guard let address = bytes.baseAddress else { return }
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}
