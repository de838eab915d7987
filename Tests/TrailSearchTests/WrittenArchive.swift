import TrailTestSupport

/// An archive of a few files and its index, which last as long as this does.
final class WrittenArchive {
  let archive: TemporaryDirectory
  let index: TemporaryDirectory
  let indexed: IndexedArchive

  /// - Parameter files: Names and contents.
  init(_ files: [(name: String, bytes: [UInt8])]) throws {
    archive = try TemporaryDirectory()
    index = try TemporaryDirectory()
    for file in files { _ = try archive.write(file.bytes, to: file.name) }
    indexed = try IndexedArchive(archive.path, index: index.path)
  }

  convenience init(_ files: [(String, String)]) throws {
    try self.init(files.map { ($0.0, Array($0.1.utf8)) })
  }
}
