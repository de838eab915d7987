internal import Glibc
internal import TrailFiles

/// A text file of the user: a list of paths, a manifest.
public enum TextFile {
  /// The lines of a file.
  ///
  /// - Parameter path: `-` is standard input.
  /// - Throws: `TrailsiftError` when it cannot be read.
  public static func lines(_ path: String) throws(TrailsiftError) -> [String] {
    do throws(SystemCallError) {
      let bytes = try UserFile.read(path)
      return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
        String(decoding: line, as: UTF8.self)
      }
    } catch {
      throw TrailsiftError("\(error)")
    }
  }

  /// Writes a file whole or not at all, mode 0600.
  ///
  /// - Throws: `TrailsiftError` when something has its name, or it cannot be written.
  public static func create(_ path: String, _ bytes: [UInt8]) throws(TrailsiftError) {
    let slash = path.utf8.lastIndex(of: 0x2F)
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    let storage = PosixStorage(path: directory)
    let temporary = ".\(name)-\(getpid())"
    do throws(SystemCallError) {
      try storage.writeSynced(temporary, bytes)
      do throws(SystemCallError) {
        try storage.link(temporary, to: name)
      } catch {
        try storage.remove(temporary)
        throw error
      }
      try storage.remove(temporary)
    } catch {
      throw TrailsiftError(
        error.isBecauseOfExistence ? "\(path) exists: name a new file" : "\(error)")
    }
  }
}
