import Glibc
import Testing
import TrailFiles
import TrailTestSupport

@Suite struct PosixStorageTests {
  private let directory: TemporaryDirectory
  private let storage: PosixStorage

  init() throws {
    directory = try TemporaryDirectory()
    storage = PosixStorage(path: directory.path + "/index")
    try storage.createDirectories(["a", "b"])
  }

  private func mode(_ name: String) throws -> UInt32 {
    var status = stat()
    try #require(stat("\(storage.path)/\(name)", &status) == 0)
    return status.st_mode & 0o777
  }

  @Test func `files and directories belong to their owner alone`() throws {
    try storage.writeSynced("a/file", [1, 2, 3])
    #expect(try mode("a/file") & 0o177 == 0)
    #expect(try mode("a") & 0o077 == 0 && mode("") & 0o077 == 0)
    try storage.createDirectories(["a"])
    #expect(try storage.list("a") == ["file"], "making it again changes nothing")
  }

  @Test func `what was written is read and mapped, whatever its size`() throws {
    for size in [0, 1, 4_095, 4_096, 4_097, 200_000] {
      let bytes = Inflated.sample(size)
      try storage.writeSynced("a/file", bytes)
      #expect(try storage.read("a/file") == bytes)
      let mapped = try storage.map("a/file")
      #expect(Array(mapped.bytes) == bytes)
      try storage.remove("a/file")
      #expect(Array(mapped.bytes) == bytes, "a mapping outlives the name")
    }
  }

  @Test func `a write that takes little or is interrupted goes on`() throws {
    for step in [1, 7, 4_096] {
      var calls = 0
      let short = PosixStorage(path: storage.path) { descriptor, bytes, count in
        calls += 1
        if calls % 3 == 2 {
          errno = EINTR
          return -1
        }
        return write(descriptor, bytes, min(count, step))
      }
      let bytes = Inflated.sample(5_000)
      try short.writeSynced("file", bytes)
      #expect(try storage.read("file") == bytes)
      #expect(calls > 5_000 / step)
    }
  }

  @Test func `a write that fails half-way, or takes nothing, is an error`() throws {
    for (result, code) in [(-1, ENOSPC), (-1, EIO), (0, EIO)] {
      var calls = 0
      let failing = PosixStorage(path: storage.path) { descriptor, bytes, count in
        calls += 1
        if calls < 3 { return write(descriptor, bytes, min(count, 100)) }
        errno = code
        return result
      }
      let failure = #expect(throws: SystemCallError.self) {
        try failing.writeSynced("file", Inflated.sample(5_000))
      }
      #expect(failure?.code == code && failure?.call == "write")
    }
  }

  @Test func `writing a file again replaces all of it`() throws {
    try storage.writeSynced("file", Inflated.sample(1_000))
    try storage.writeSynced("file", [7])
    #expect(try storage.read("file") == [7])
  }

  @Test func `a rename replaces, a link never does`() throws {
    try storage.writeSynced("a/1", [1])
    try storage.writeSynced("a/2", [2])
    try storage.rename("a/1", to: "b/file")
    try storage.rename("a/2", to: "b/file")
    #expect(try storage.read("b/file") == [2])
    #expect(try storage.list("a").isEmpty)
    try storage.writeSynced("a/3", [3])
    let failure = #expect(throws: SystemCallError.self) { try storage.link("a/3", to: "b/file") }
    #expect(failure?.code == EEXIST && failure?.call == "link")
    try storage.link("a/3", to: "b/other")
    #expect(try storage.list("b") == ["file", "other"])
    for name in ["", "a", "b"] { try storage.syncDirectory(name) }
  }

  @Test func `a missing name is an error to read and none to remove or list`() throws {
    #expect(throws: SystemCallError.self) { try storage.read("none") }
    #expect(throws: SystemCallError.self) { try storage.map("none") }
    #expect(throws: SystemCallError.self) { try storage.rename("none", to: "x") }
    #expect(throws: SystemCallError.self) { try storage.syncDirectory("none") }
    try storage.remove("none")
    #expect(try storage.list("none").isEmpty)
  }

  @Test func `a directory in the place of a file is an error`() throws {
    #expect(throws: SystemCallError.self) { try storage.writeSynced("a", [1]) }
    #expect(throws: SystemCallError.self) { try storage.read("a") }
    #expect(throws: SystemCallError.self) { try storage.remove("a") }
  }
}

@Suite struct DirectoryLockTests {
  @Test func `a second writer is refused and told who holds the lock`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/LOCK"
    let first = try DirectoryLock(path: path, text: "trailsift 0.1\npid 42\n")
    do {
      let second = try DirectoryLock(path: path, text: "another")
      second.release()
      Issue.record("the lock was given twice")
    } catch {
      guard case .held(let place, let holder) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(place == path && holder == "trailsift 0.1, pid 42")
      #expect(error.description.contains("trailsift 0.1, pid 42"))
    }
    first.release()
    let third = try DirectoryLock(path: path, text: "x")
    #expect(try PosixStorage(path: directory.path).read("LOCK") == Array("x".utf8))
    third.release()
  }

  /// What a process that is being started by another thread has for a moment.
  @Test func `a lock that was given back is free although its descriptor lives on`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/LOCK"
    let first = try DirectoryLock(path: path, text: "x")
    var wanted = stat()
    try #require(stat(path, &wanted) == 0)
    let own = (3..<Int32(1_024)).first { descriptor in
      var found = stat()
      return fstat(descriptor, &found) == 0 && found.st_ino == wanted.st_ino
        && found.st_dev == wanted.st_dev
    }
    let inherited = dup(try #require(own))
    defer { close(inherited) }
    first.release()
    let second = try DirectoryLock(path: path, text: "y")
    second.release()
  }

  @Test func `a lock in a missing directory is a system error`() throws {
    let directory = try TemporaryDirectory()
    do {
      let lock = try DirectoryLock(path: directory.path + "/none/LOCK", text: "x")
      lock.release()
      Issue.record("a lock without a directory")
    } catch {
      guard case .system(let cause) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(cause.code == ENOENT)
    }
  }
}
