internal import Glibc

/// Questions about a path given on the command line.
package enum ArchivePath {
  /// What a path leads to, links followed.
  package enum Kind: Sendable { case directory, file, other }

  /// The absolute path with links resolved, and what it leads to.
  ///
  /// - Throws: `SystemCallError` when there is nothing there or it cannot be reached.
  package static func resolve(_ path: String) throws(SystemCallError) -> (PathBytes, Kind) {
    guard let resolved = realpath(path, nil) else {
      throw SystemCallError(call: "open", path: path)
    }
    defer { free(resolved) }
    let bytes = PathBytes(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    var status = stat()
    _ = try SystemCallError.check("stat", path) { stat(resolved, &status) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return (bytes, .directory)
    case S_IFREG: return (bytes, .file)
    default: return (bytes, .other)
    }
  }

  /// Device and inode of a path, links followed; `nil` when there is nothing there.
  package static func identity(_ path: PathBytes) -> (device: UInt64, inode: UInt64)? {
    var status = stat()
    guard Paths.withCString(path, { stat($0, &status) }) == 0 else { return nil }
    return (UInt64(status.st_dev), UInt64(status.st_ino))
  }

  /// What lies under a path, a link itself; `nil` when nothing does.
  package static func probe(
    _ path: PathBytes
  ) -> (kind: FileListing.Kind, identity: FileIdentity)? {
    var status = stat()
    guard Paths.withCString(path, { lstat($0, &status) }) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (.file, FileIdentity(status))
    case S_IFLNK: return (.symbolicLink, FileIdentity(status))
    case S_IFDIR: return nil
    default: return (.special, FileIdentity(status))
    }
  }
}
