import Foundation
import Testing
import TrailFiles
import TrailTestSupport

/// Files that are opened one after another, by their names where they share a directory.
@Suite struct LastDirectoryTests {
  private func content(_ path: String, _ last: LastDirectory) throws -> String {
    let file = try OpenFile(Array(path.utf8), after: last)
    #expect(file.path == Array(path.utf8))
    return String(decoding: try file.contents(), as: UTF8.self)
  }

  @Test func `files of one directory and of others are those of their paths`() throws {
    let directory = try TemporaryDirectory()
    var expected: [(path: String, content: String)] = []
    for folder in ["a", "b", "a/b", "a b"] {
      let path = "\(directory.path)/\(folder)"
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      for name in ["1", "2", "3"] {
        try Data("\(folder) \(name)".utf8).write(to: URL(filePath: "\(path)/\(name)"))
        expected.append(("\(path)/\(name)", "\(folder) \(name)"))
      }
    }
    let last = LastDirectory()
    var random = SplitMix64(seed: 3)
    for round in 0..<400 {
      // In order first, as archives are read, then in any order.
      let (path, content) = round < 12 ? expected[round] : random.pick(expected)
      #expect(try self.content(path, last) == content)
    }
  }

  @Test func `what cannot be opened is told as by its path, and the next file opens`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path
    try Data("x".utf8).write(to: URL(filePath: "\(path)/file"))
    try FileManager.default.createSymbolicLink(
      atPath: "\(path)/link", withDestinationPath: "file")
    let last = LastDirectory()
    for _ in 0..<3 {
      #expect(try content("\(path)/file", last) == "x")
      for (name, code) in [("missing", ENOENT), ("link", ELOOP), ("file/below", ENOTDIR)] {
        let error = #expect(throws: SystemCallError.self) {
          _ = try content("\(path)/\(name)", last)
        }
        #expect(error?.code == code)
        #expect(error?.path == "\(path)/\(name)")
      }
    }
    #expect(throws: SystemCallError.self) { _ = try content("no-slash", last) }
  }
}
