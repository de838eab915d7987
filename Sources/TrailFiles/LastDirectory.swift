internal import Glibc

/// The directory of the file that was opened last.
///
/// Files of an archive are read directory by directory, and the system looks up each part of a path that it is
/// given: eight of them are two thirds of what opening a small file costs. From the second file of a directory on
/// only the name is looked up. Belongs to one thread.
package final class LastDirectory {
  /// Its path, without the slash behind.
  private var path: [UInt8] = []
  /// -1 while there was one file of it only.
  private var descriptor: Int32 = -1

  package init() {}

  deinit { forget() }

  private func forget() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// Opens a file by its name, when the one before stood in the same directory.
  ///
  /// - Returns: The descriptor; -1 when the file must be opened by its path: because the one before stood
  ///   elsewhere, or for the error.
  func open(_ file: PathBytes, _ flags: Int32) -> Int32 {
    guard let slash = file.lastIndex(of: 0x2F) else { return -1 }
    guard path.count == slash, path.elementsEqual(file[..<slash]) else {
      forget()
      path.removeAll(keepingCapacity: true)
      path.append(contentsOf: file[..<slash])
      return -1
    }
    if descriptor < 0 {
      descriptor = Paths.withCString(path) { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      if descriptor < 0 { return -1 }
    }
    let directory = descriptor
    return Paths.withCString(file) { openat(directory, $0 + slash + 1, flags) }
  }
}
