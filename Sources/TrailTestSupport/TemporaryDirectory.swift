import Foundation

/// A fresh directory under the system's temporary one, removed with all it holds on `deinit`.
///
/// Promises: no two of them share a path, also across processes. Keep the object alive for as long
/// as the path is used: `withExtendedLifetime` helps where the optimizer would end it early.
package final class TemporaryDirectory: Sendable {
  /// The absolute path, without a slash at the end.
  package let path: String

  /// Makes the directory.
  ///
  /// - Parameter label: Shown in the name, so that a left-over tells which test made it.
  /// - Throws: Foundation's error when the directory cannot be made.
  package init(label: String = "trailsift-test") throws {
    let parent = NSTemporaryDirectory()
    let slash = parent.hasSuffix("/") ? "" : "/"
    path = "\(parent)\(slash)\(label)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    // A test that made part of the tree unreadable leaves it behind; that is no failure of the
    // test.
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes `bytes` to `relativePath` below the directory, with the directories on the way.
  ///
  /// - Returns: The absolute path of the file.
  /// - Throws: Foundation's error when something cannot be written.
  @discardableResult
  package func write(_ bytes: [UInt8], to relativePath: String) throws -> String {
    try TemporaryDirectory.write(bytes, to: relativePath, under: path)
  }

  /// Writes `bytes` to `relativePath` below `directory`, with the directories on the way.
  ///
  /// - Returns: The path of the file, beginning with `directory`.
  /// - Throws: Foundation's error when something cannot be written.
  @discardableResult
  package static func write(
    _ bytes: [UInt8], to relativePath: String, under directory: String
  ) throws -> String {
    let file = "\(directory)/\(relativePath)"
    if let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) {
      let parent = String(decoding: file.utf8[..<slash], as: UTF8.self)
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }
    guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else {
      throw CocoaError(.fileWriteUnknown)
    }
    return file
  }
}
