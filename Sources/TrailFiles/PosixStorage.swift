internal import Glibc

/// An index directory on the file system.
package final class PosixStorage: IndexStorage {
  /// The path of the directory.
  package let path: String
  private let writeCall: WriteCall

  /// The system call that writes: descriptor, bytes, how many; returns how many were taken, or -1
  /// with `errno` set.
  package typealias WriteCall = (Int32, UnsafeRawPointer, Int) -> Int

  /// - Parameter writeCall: Another one than the system's, for tests of what it may do: take fewer
  ///   bytes, be interrupted, fail half-way.
  package init(path: String, writeCall: @escaping WriteCall = { Glibc.write($0, $1, $2) }) {
    self.path = path
    self.writeCall = writeCall
  }

  private func full(_ name: String) -> String { name.isEmpty ? path : path + "/" + name }

  package func createDirectories(_ names: [String]) throws(SystemCallError) {
    for name in [""] + names {
      let directory = full(name)
      if mkdir(directory, 0o700) == -1, errno != EEXIST {
        throw SystemCallError(call: "mkdir", path: directory)
      }
    }
  }

  package func writeSynced(_ name: String, _ bytes: [UInt8]) throws(SystemCallError) {
    let file = full(name)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let descriptor = try SystemCallError.check("open", file) { open(file, flags, 0o600) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = try SystemCallError.check("write", file) {
        bytes.withUnsafeBytes { buffer in
          buffer.baseAddress.map { writeCall(descriptor, $0 + written, buffer.count - written) }
            ?? 0
        }
      }
      // Nothing taken and no error: asking for ever would be the other answer.
      guard count > 0 else { throw SystemCallError(call: "write", path: file, code: EIO) }
      written += count
    }
    // After a failed fsync the data counts as lost (the kernel may have dropped the pages), so
    // there is no second try: the caller abandons the file.
    guard fsync(descriptor) == 0 else { throw SystemCallError(call: "fsync", path: file) }
  }

  package func rename(_ name: String, to newName: String) throws(SystemCallError) {
    _ = try SystemCallError.check("rename", full(newName)) {
      Glibc.rename(full(name), full(newName))
    }
  }

  package func link(_ name: String, to newName: String) throws(SystemCallError) {
    _ = try SystemCallError.check("link", full(newName)) { Glibc.link(full(name), full(newName)) }
  }

  package func remove(_ name: String) throws(SystemCallError) {
    if unlink(full(name)) == -1, errno != ENOENT {
      throw SystemCallError(call: "unlink", path: full(name))
    }
  }

  package func syncDirectory(_ name: String) throws(SystemCallError) {
    let directory = full(name)
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = try SystemCallError.check("open", directory) { open(directory, flags) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemCallError(call: "fsync", path: directory) }
  }

  package func list(_ name: String) throws(SystemCallError) -> [String] {
    guard let directory = opendir(full(name)) else {
      if errno == ENOENT { return [] }
      throw SystemCallError(call: "opendir", path: full(name))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func read(_ name: String) throws(SystemCallError) -> [UInt8] {
    try OpenFile(PathBytes(full(name).utf8)).contents()
  }

  package func map(_ name: String) throws(SystemCallError) -> MappedFile {
    try MappedFile(path: full(name))
  }

  package func modified(_ name: String) throws(SystemCallError) -> Int64 {
    var status = stat()
    let file = full(name)
    _ = try SystemCallError.check("stat", file) { stat(file, &status) }
    return Int64(status.st_mtim.tv_sec)
  }

  package func now() -> Int64 { Int64(time(nil)) }
}
