import Glibc
import Testing
import TrailFiles
import TrailTestSupport

@Suite struct ArchiveWalkTests {
  private static func list(
    _ directory: TemporaryDirectory, excluding excluded: (device: UInt64, inode: UInt64)? = nil
  ) throws -> [String: FileListing.Kind] {
    let listing = try ArchiveWalk.list(
      root: PathBytes(directory.path.utf8), excluding: excluded.map { [$0] } ?? [])
    var kinds: [String: FileListing.Kind] = [:]
    for index in 0..<listing.count {
      kinds[Paths.display(listing.path(index))] = listing[index].kind
    }
    #expect(kinds.count == listing.count, "every path is listed once")
    return kinds
  }

  @Test func `files are listed with their identity in the order of their paths`() throws {
    let directory = try TemporaryDirectory()
    for name in ["b/1", "a.json", "a/2", "a-b", "ü", "b/0/x"] {
      try directory.write(Array(name.utf8), to: name)
    }
    let listing = try ArchiveWalk.list(root: PathBytes(directory.path.utf8), excluding: [])
    let paths = (0..<listing.count).map { String(decoding: listing.path($0), as: UTF8.self) }
    #expect(paths == ["a-b", "a.json", "a/2", "b/0/x", "b/1", "ü"])
    for index in 0..<listing.count {
      let path = PathBytes("\(directory.path)/\(paths[index])".utf8)
      #expect(listing[index].identity == (try OpenFile(path).identity()))
      #expect(listing[index].identity.size == Int64(paths[index].utf8.count))
    }
  }

  @Test func `links are listed and not followed, also when they lead round in a circle`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write([1], to: "d/file")
    #expect(symlink(file, "\(directory.path)/to-file") == 0)
    #expect(symlink("..", "\(directory.path)/d/up") == 0)
    #expect(symlink("nowhere", "\(directory.path)/dangling") == 0)
    #expect(symlink("loop", "\(directory.path)/loop") == 0)
    let kinds = try Self.list(directory)
    #expect(
      kinds == [
        "d/file": .file, "to-file": .symbolicLink, "d/up": .symbolicLink,
        "dangling": .symbolicLink, "loop": .symbolicLink,
      ])
    #expect(symlink(directory.path, "\(directory.path)/d/root") == 0)
    let through = try ArchiveWalk.list(
      root: PathBytes("\(directory.path)/d/root".utf8), excluding: [])
    #expect(through.count == 6, "the root itself may be a link")
  }

  @Test func `a pipe is listed and not opened`() throws {
    let directory = try TemporaryDirectory()
    #expect(mkfifo("\(directory.path)/pipe", 0o600) == 0)
    #expect(try Self.list(directory) == ["pipe": .special])
    #expect(throws: SystemCallError.self) {
      try OpenFile(PathBytes("\(directory.path)/pipe".utf8)).identity()
    }
  }

  @Test func `names that are not UTF-8 keep their bytes`() throws {
    let directory = try TemporaryDirectory()
    let name: PathBytes = [0x61, 0xFF, 0xE3, 0x81, 0x62]
    let path = Paths.join(PathBytes(directory.path.utf8), name)
    let descriptor = Paths.withCString(path) { open($0, O_CREAT | O_WRONLY, 0o600) }
    try #require(descriptor >= 0)
    close(descriptor)
    let listing = try ArchiveWalk.list(root: PathBytes(directory.path.utf8), excluding: [])
    try #require(listing.count == 1)
    #expect(listing.path(0) == name)
    #expect(Paths.display(name) == "a\\xFF\\xE3\\x81b")
    _ = try OpenFile(path)
  }

  @Test func `an index is passed over, by its name and by its identity`() throws {
    let directory = try TemporaryDirectory()
    for name in [".trailsift/a", "x/.trailsift/b", "mine/c", "kept"] {
      try directory.write([1], to: name)
    }
    #expect(try Self.list(directory) == ["mine/c": .file, "kept": .file])
    let mine = try #require(ArchivePath.identity(PathBytes("\(directory.path)/mine".utf8)))
    let kept = try Self.list(directory, excluding: mine)
    #expect(kept == ["kept": .file])
    #expect(ArchivePath.identity(PathBytes("\(directory.path)/none".utf8)) == nil)
  }

  @Test(.disabled(if: geteuid() == 0, "root reads everything"))
  func `a directory that cannot be read is accounted for`() throws {
    let directory = try TemporaryDirectory()
    try directory.write([1], to: "closed/x")
    chmod("\(directory.path)/closed", 0)
    defer { chmod("\(directory.path)/closed", 0o700) }
    #expect(try Self.list(directory) == ["closed": .unreadable(EACCES)])
  }

  @Test func `a tree that is too deep is cut there and accounted for`() throws {
    let directory = try TemporaryDirectory()
    let depth = ArchiveWalk.depthLimit + 3
    try directory.write([1], to: String(repeating: "d/", count: depth) + "file")
    let kinds = try Self.list(directory)
    #expect(kinds.count == 1)
    #expect(kinds.values.first == .unreadable(ELOOP))
  }

  @Test func `a root that is missing or a file is an error, a single file a listing`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write([1, 2], to: "file")
    for path in [file, "\(directory.path)/none"] {
      #expect(throws: SystemCallError.self) {
        try ArchiveWalk.list(root: PathBytes(path.utf8), excluding: [])
      }
    }
    let listing = try FileListing(file: PathBytes(file.utf8))
    #expect(listing.count == 1 && listing.path(0).isEmpty && listing[0].identity.size == 2)
    #expect(throws: SystemCallError.self) { try FileListing(file: PathBytes("\(file)x".utf8)) }
  }

  @Test func `a path is resolved to what it leads to`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write([1], to: "d/file")
    #expect(symlink(file, "\(directory.path)/link") == 0)
    let (target, kind) = try ArchivePath.resolve("\(directory.path)/link")
    #expect(Paths.display(target).hasSuffix("/d/file"))
    guard case .file = kind else {
      Issue.record("\(kind)")
      return
    }
    guard case .directory = try ArchivePath.resolve("\(directory.path)/d/..").1 else {
      Issue.record("not a directory")
      return
    }
    guard case .other = try ArchivePath.resolve("/dev/null").1 else {
      Issue.record("not a device")
      return
    }
    #expect(throws: SystemCallError.self) { try ArchivePath.resolve("\(file)/none") }
  }
}
