import Glibc
import Testing
import TrailFiles
import TrailTestSupport

/// What may stand where a file of an index should.
@Suite struct MappedFileTests {
  @Test func `a file is mapped, an empty one has no bytes`() throws {
    let directory = try TemporaryDirectory()
    let file = try MappedFile(path: try directory.write([1, 2, 3], to: "file"))
    #expect(Array(file.bytes) == [1, 2, 3])
    #expect(try MappedFile(path: try directory.write([], to: "empty")).bytes.isEmpty)
  }

  @Test func `what is no regular file is refused, and a pipe is not waited for`() throws {
    let directory = try TemporaryDirectory()
    let pipe = "\(directory.path)/pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(throws: SystemCallError(call: "open", path: pipe, code: EINVAL)) {
      try MappedFile(path: pipe)
    }
    #expect(throws: SystemCallError(call: "open", path: directory.path, code: EISDIR)) {
      try MappedFile(path: directory.path)
    }
  }
}
