internal import TrailFiles

/// A small text file of the user: a list of paths.
public enum TextFile {
  /// The lines of a file.
  ///
  /// - Throws: `TrailsiftError` when it cannot be read.
  public static func lines(_ path: String) throws(TrailsiftError) -> [String] {
    do {
      let bytes = try PosixStorage(path: path.hasPrefix("/") ? "" : ".").read(path)
      return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
        String(decoding: line, as: UTF8.self)
      }
    } catch {
      throw TrailsiftError("\(error)")
    }
  }
}
