import Foundation
import Testing
import TrailTestSupport

/// A disk that is really full: a small file system in memory.
@Suite struct FullDiskTests {
  private static func run(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return false
    }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private static func mount(_ directory: String, _ options: String) -> Bool {
    run("/bin/mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory])
  }

  /// Whether this user may mount.
  private static let canMount: Bool = {
    guard let directory = try? TemporaryDirectory(), mount(directory.path, "size=64k") else {
      return false
    }
    return run("/bin/umount", [directory.path])
  }()

  @Test(.enabled(if: canMount, "mounting needs the rights of root: not tested here"))
  func `a full disk is an error, the index stays, and with space the run goes on`() throws {
    let directory = try TemporaryDirectory()
    let files = FileManager.default
    try files.createDirectory(
      atPath: directory.path + "/disk", withIntermediateDirectories: true)
    try #require(Self.mount(directory.path + "/disk", "size=256k"))
    defer { _ = Self.run("/bin/umount", [directory.path + "/disk"]) }
    let demo = try CommandRun(
      ["demo", "demo", "--events", "6000", "--days", "20"], in: directory.path)
    try #require(demo.status == 0)
    try directory.write(
      Array("{\"Records\":[\(DamagedInputs.goodRecord(1))]}".utf8), to: "small/file.json")
    #expect(try CommandRun(["index", "-I", "disk/i", "small"], in: directory.path).status == 0)
    for _ in 0..<2 {
      let run = try CommandRun(["index", "-I", "disk/i", "demo/archive"], in: directory.path)
      #expect(run.status == 2)
      #expect(run.errors.contains("No space left on device"), "\(run.errors)")
      #expect(try files.contentsOfDirectory(atPath: directory.path + "/disk/i/tmp").isEmpty)
      #expect(
        try CommandRun(["check", "--full", "-I", "disk/i"], in: directory.path).status == 0)
      #expect(try CommandRun(["count", "-I", "disk/i"], in: directory.path).output == "1\n")
    }
    try #require(
      Self.run("/bin/mount", ["-o", "remount,size=16m", directory.path + "/disk"]))
    #expect(
      try CommandRun(["index", "-I", "disk/i", "demo/archive"], in: directory.path).status == 0)
    #expect(try CommandRun(["check", "--full", "-I", "disk/i"], in: directory.path).status == 0)
    let alone = try CommandRun(
      ["index", "-I", "alone", "small", "demo/archive"], in: directory.path)
    #expect(alone.status == 0)
    #expect(
      try CommandRun(["count", "-I", "disk/i"], in: directory.path).output
        == (try CommandRun(["count", "-I", "alone"], in: directory.path).output))
  }
}
