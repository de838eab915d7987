import Foundation
import Testing
import TrailFiles
import TrailIndexing
import TrailTestSupport

/// A run in a process of its own, killed before each operation of its commits.
///
/// ``CommitCrashTests`` does the same without a process and loses what was not synced; here the
/// kernel closes files, gives the lock back and keeps what was written.
@Suite struct CommitKillTests {
  @Test func `a kill at any step of a run leaves one of two states`() async throws {
    let tiny = try TinyArchive()
    try tiny.writeFirst()
    try tiny.run(PosixStorage(path: tiny.index))
    let old = try #require(try TinyArchive.rows(tiny.index))
    let saved = tiny.directory.path + "/saved"
    try FileManager.default.copyItem(atPath: tiny.index, toPath: saved)
    try tiny.writeSecond()
    let counted = FaultInjectingStorage(PosixStorage(path: tiny.index))
    try tiny.run(counted)
    let new = try #require(try TinyArchive.rows(tiny.index))
    #expect(old != new)
    var outcomes: Set<Bool> = []
    for operation in 0..<counted.operations {
      try FileManager.default.removeItem(atPath: tiny.index)
      try FileManager.default.copyItem(atPath: saved, toPath: tiny.index)
      await #expect(processExitsWith: .signal(SIGKILL), "operation \(operation)") {
        [
          index = tiny.index as String, archive = tiny.archive as String,
          operation = operation as Int
        ] in
        var options = IndexWriter.Options()
        options.paths = [archive]
        options.index = index
        options.jobs = 1
        options.program = "test"
        options.grace = 0
        let storage = FaultInjectingStorage(
          PosixStorage(path: index), failingAt: operation, fault: .killed)
        _ = try IndexWriter(options: options, storage: storage).run { _ in }
      }
      let found = try #require(try TinyArchive.rows(tiny.index))
      #expect(found == old || found == new, "operation \(operation)")
      let check = try IndexCheck(storage: PosixStorage(path: tiny.index), path: tiny.index)
        .run(.full)
      #expect(check.findings == [], "operation \(operation)")
      outcomes.insert(found == new)
      try tiny.run(PosixStorage(path: tiny.index))
      #expect(try TinyArchive.rows(tiny.index) == new, "operation \(operation): the next run")
      let partial: [String] = try PosixStorage(path: tiny.index).list("tmp")
      #expect(partial.isEmpty, "operation \(operation)")
    }
    #expect(outcomes.count == 2)
  }
}
