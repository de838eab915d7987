package import Glibc

/// What tells one state of a file from another without reading it.
package struct FileIdentity: Hashable, Sendable, BitwiseCopyable {
  /// Bytes.
  package var size: Int64
  /// Time of the last change of content, in ns since 1970.
  package var modified: Int64
  /// Time of the last change of content or attributes, in ns since 1970.
  package var changed: Int64
  /// Inode number.
  package var inode: UInt64

  package init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }

  package init(_ status: stat) {
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    inode = UInt64(status.st_ino)
  }
}

/// A file open for reading; closed when it goes out of scope.
package struct OpenFile: ~Copyable {
  private let descriptor: Int32
  /// The path it was opened under, for messages.
  package let path: PathBytes

  /// Opens a regular file.
  ///
  /// It never waits for a pipe and never follows a link in the last part
  /// of the path.
  ///
  /// - Throws: `SystemCallError`; `EINVAL` for what is not a regular file.
  package init(_ path: PathBytes) throws(SystemCallError) {
    self.path = path
    descriptor = try OpenFile.open(path)
  }

  private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW

  private static func open(_ path: PathBytes) throws(SystemCallError) -> Int32 {
    try SystemCallError.check("open", Paths.display(path)) {
      Paths.withCString(path) { Glibc.open($0, flags) }
    }
  }

  /// Opens a regular file by its name in the directory of the file before, where it is the same.
  ///
  /// - Throws: As ``init(_:)`` does.
  package init(_ path: PathBytes, after last: LastDirectory) throws(SystemCallError) {
    self.path = path
    let nearby = last.open(path, OpenFile.flags)
    // By its whole path otherwise, for the error too.
    descriptor = nearby >= 0 ? nearby : try OpenFile.open(path)
  }

  deinit { close(descriptor) }

  /// The present identity, by `fstat`.
  package func identity() throws(SystemCallError) -> FileIdentity {
    var status = stat()
    let descriptor = descriptor
    _ = try SystemCallError.check("fstat", Paths.display(path)) { fstat(descriptor, &status) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemCallError(call: "open", path: Paths.display(path), code: EINVAL)
    }
    return FileIdentity(status)
  }

  /// The same file opened once more, at its start.
  package func reopened() throws(SystemCallError) -> OpenFile { try OpenFile(path) }

  /// Reads until `buffer` is full or the file ends.
  ///
  /// - Returns: The number of bytes read, in `0...buffer.count`.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Int {
    var filled = 0
    let descriptor = descriptor
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = try SystemCallError.check("read", Paths.display(path)) {
        Glibc.read(descriptor, base + filled, buffer.count - filled)
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// The bytes of a file that is read from its start, as many as it has now.
  ///
  /// - Throws: `SystemCallError`; `EFBIG` for more than `limit` bytes.
  package func contents(limit: Int = .max) throws(SystemCallError) -> [UInt8] {
    let size = Int(try identity().size)
    guard size <= limit else {
      throw SystemCallError(call: "read", path: Paths.display(path), code: EFBIG)
    }
    var failure: SystemCallError?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      do throws(SystemCallError) {
        initialized = try read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

extension OpenFile {
  /// The SHA-256 of a file, with its identity.
  ///
  /// - Throws: `SystemCallError`; `EAGAIN` when the file changed while it was read.
  package static func sha256(
    _ path: PathBytes
  ) throws(SystemCallError) -> (identity: FileIdentity, digest: [UInt8]) {
    let file = try OpenFile(path)
    let identity = try file.identity()
    let buffer = GrowingBuffer(capacity: 1 << 18)
    var hash = StreamingSHA256()
    while true {
      let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[...]))
      if count == 0 { break }
      hash.update(buffer.prefix(count))
    }
    guard try file.identity() == identity else {
      throw SystemCallError(call: "read", path: Paths.display(path), code: EAGAIN)
    }
    return (identity, hash.digest())
  }
}
