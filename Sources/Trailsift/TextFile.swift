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
    do throws(SystemCallError) {
      let file = try OutputFile(path)
      try file.append(bytes)
      try file.publish()
    } catch {
      throw TrailsiftError(
        error.isBecauseOfExistence ? "\(path) exists: name a new file" : "\(error)")
    }
  }
}
