import Foundation

/// The working tree that the tests were built from.
enum Repository {
  /// The directory that holds `Package.swift`.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Paths, relative to the root, of the files below a directory.
  static func files(under directory: String, withSuffix suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(
      atPath: root.appendingPathComponent(directory).path
    ).filter { $0.hasSuffix(suffix) }.map { "\(directory)/\($0)" }.sorted()
  }

  /// The names of the directories directly in a directory.
  static func directories(under directory: String) throws -> [String] {
    let path = root.appendingPathComponent(directory).path
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: "\(path)/\(name)", isDirectory: &isDirectory)
      return exists && isDirectory.boolValue
    }.sorted()
  }
}
