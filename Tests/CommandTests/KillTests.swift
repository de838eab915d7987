import Foundation
import Testing
import TrailTestSupport

/// The built command, killed at random moments: after every kill the index opens, is whole, holds
/// what was committed, and the next run goes on to the right counts.
///
/// `TRAILSIFT_TORTURE` is the number of rounds for `make torture`.
@Suite struct KillTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["TRAILSIFT_TORTURE"].flatMap { Int($0) } ?? 12

  private func events(_ directory: String) throws -> Int {
    let run = try CommandRun(["stats", "-I", "index", "-o", "json"], in: directory)
    let found = try #require(run.output.firstMatch(of: /"events":([0-9]+)/))
    return try #require(Int(found.1))
  }

  private func hasIndex(_ directory: String) -> Bool {
    let names = try? FileManager.default.contentsOfDirectory(atPath: directory + "/index")
    return names?.contains { $0.hasPrefix("MANIFEST-") } ?? false
  }

  @Test func `a killed run loses nothing that was committed`() throws {
    var random = SplitMix64(seed: UInt64(Self.rounds))
    let directory = try TemporaryDirectory()
    let demo = try CommandRun(
      ["demo", "demo", "--events", "3000", "--days", "40"], in: directory.path)
    try #require(demo.status == 0, "\(demo.errors)")
    let truth = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: directory.path + "/demo/truth.json")))
    let expected = try #require((truth as? [String: Any])?["events"] as? Int)
    let origin = directory.path + "/demo/archive"
    let files = FileManager.default
    let paths = try files.subpathsOfDirectory(atPath: origin).filter { path in
      var isDirectory: ObjCBool = false
      return files.fileExists(atPath: origin + "/" + path, isDirectory: &isDirectory)
        && !isDirectory.boolValue
    }
    var kills = 0
    var waiting: [String] = []
    for round in 0..<Self.rounds {
      if waiting.isEmpty {
        // A new archive, and an index that has to grow once more.
        try? files.removeItem(atPath: directory.path + "/grown")
        try? files.removeItem(atPath: directory.path + "/index")
        waiting = paths.shuffled(using: &random)
      }
      for _ in 0..<min(waiting.count, 1 + random.below(paths.count / 4)) {
        let path = waiting.removeLast()
        let target = URL(fileURLWithPath: directory.path + "/grown/" + path)
        try files.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try files.linkItem(atPath: origin + "/" + path, toPath: target.path)
      }
      let before = hasIndex(directory.path) ? try events(directory.path) : 0
      let arguments =
        round % 4 == 3 && hasIndex(directory.path)
        ? ["compact", "-I", "index"] : ["index", "-I", "index", "grown"]
      if try CommandRun.killed(
        arguments, in: directory.path, after: random.below(120_000))
      {
        kills += 1
      }
      guard hasIndex(directory.path) else { continue }
      let check = try CommandRun(["check", "--full", "-I", "index"], in: directory.path)
      #expect(check.status == 0, "round \(round): \(check.output)\(check.errors)")
      #expect(try events(directory.path) >= before, "round \(round)")
      if waiting.isEmpty {
        let last = try CommandRun(["index", "-I", "index", "grown"], in: directory.path)
        #expect(last.status == 0, "round \(round): \(last.errors)")
        #expect(try events(directory.path) == expected, "round \(round)")
      }
    }
    #expect(kills > 0)
  }

  @Test func `the first Ctrl-C commits what was read`() throws {
    let directory = try TemporaryDirectory()
    let demo = try CommandRun(
      ["demo", "demo", "--events", "20000", "--days", "40"], in: directory.path)
    try #require(demo.status == 0, "\(demo.errors)")
    let run = try CommandRun.interrupted(
      ["index", "-I", "index", "--progress", "json", "demo/archive"], in: directory.path)
    // A fast machine may be done before the signal arrives.
    #expect(run.status == 130 || run.status == 0)
    #expect(run.status == 0 || run.errors.contains("stopped"))
    #expect(try CommandRun(["check", "--full", "-I", "index"], in: directory.path).status == 0)
    let again = try CommandRun(
      ["index", "-I", "index", "demo/archive", "-o", "json"], in: directory.path)
    #expect(again.status == 0)
    // What it said it had read is what the next run does not read again.
    #expect(run.output.hasPrefix("Read "))
    let read = run.output.dropFirst(5).prefix { $0 != " " }.filter { $0 != "," }
    #expect(again.output.contains("\"unchanged\":\(read),"), "\(run.output)\(again.output)")
    let truth = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: directory.path + "/demo/truth.json")))
    #expect(try events(directory.path) == (truth as? [String: Any])?["events"] as? Int)
  }
}
