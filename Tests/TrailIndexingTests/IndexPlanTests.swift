import Testing
import TrailFiles

@testable import TrailIndexing

/// How the files of a run are cut into parts.
@Suite struct IndexPlanTests {
  private func task(_ name: String, megabytes: Int64) -> SourceIngest.Task {
    let path = Array("AWSLogs/111122223333/\(name)".utf8)
    return SourceIngest.Task(
      root: 0, path: path, absolutePath: Array("/a/".utf8) + path, kind: .file,
      identity: FileIdentity(size: megabytes << 20, modified: 0, changed: 0, inode: 0))
  }

  /// The parts as lists of names.
  private func parts(_ tasks: [SourceIngest.Task], jobs: Int) -> [[String]] {
    let plan = IndexPlan(tasks, jobs: jobs)
    #expect(plan.parts.map(\.count).reduce(0, +) == tasks.count)
    return plan.parts.map { part in
      plan.tasks[part].map {
        String(decoding: $0.path[($0.path.lastIndex(of: 0x2F) ?? 0)...].dropFirst(), as: UTF8.self)
      }
    }
  }

  @Test func `a small run is one part`() {
    let tasks = (0..<7).map { task("\($0).gz", megabytes: 1) }
    #expect(parts(tasks, jobs: 2).count == 1)
    #expect(parts([], jobs: 2).isEmpty)
  }

  @Test func `parts have about equal bytes, and each worker has as many`() {
    let tasks = (10..<50).map { task("\($0).gz", megabytes: 5) }
    // 200 MB: four parts of up to 64.
    let found = parts(tasks, jobs: 2)
    #expect(found.map(\.count) == [10, 10, 10, 10])
    #expect(found.flatMap { $0 } == tasks.indices.map { "\($0 + 10).gz" })
  }

  @Test func `text that is not compressed counts for an eighth`() {
    let packed = (10..<20).map { task("\($0).gz", megabytes: 4) }
    let plain = (20..<30).map { task("\($0).json", megabytes: 32) }
    #expect(
      parts(packed + plain, jobs: 2)
        == [packed, plain].map { tasks in
          tasks.map { String(decoding: $0.path.suffix(from: 21), as: UTF8.self) }
        })
    // 60 MB of text are 7.5 with gzip: a small run.
    #expect(
      parts([task("a.json", megabytes: 30), task("b.json", megabytes: 30)], jobs: 2).count == 1)
  }
}
