import Foundation
import Testing
import TrailTestSupport

/// An archive that was moved, whole or in part, holds the events it held before, each once.
@Suite struct MovedArchiveTests {
  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for file in 0..<2 {
      let records = (0..<3).map { number in
        "{\"eventVersion\":\"1.08\",\"eventID\":\"0000000\(file)-0000-4000-8000-00000000000\(number)\","
          + "\"eventName\":\"GetObject\",\"eventTime\":\"2024-03-01T08:00:0\(number)Z\","
          + "\"eventSource\":\"s3.amazonaws.com\",\"awsRegion\":\"us-east-1\","
          + "\"recipientAccountId\":\"111122223333\",\"userIdentity\":{\"type\":\"IAMUser\"}}"
      }
      let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
      let name = "111122223333_CloudTrail_us-east-1_20240301T080\(file)Z_\(file).json"
      _ = try directory.write(
        Array(text.utf8),
        to: "archive/AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/01/\(name)")
    }
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  private func answers(_ directory: TemporaryDirectory) throws -> [String] {
    let raw = try CommandRun(["search", "-o", "raw", "--oldest-first"], in: directory.path)
    #expect(raw.status == 0, "\(raw.errors)")
    return [try CommandRun(["search", "-c"], in: directory.path).output] + raw.lines.sorted()
  }

  @Test func `an archive under a new name`() throws {
    let directory = try indexed()
    let before = try answers(directory)
    #expect(before.count == 7 && before[0] == "6\n")
    try FileManager.default.moveItem(
      atPath: "\(directory.path)/archive", toPath: "\(directory.path)/elsewhere")
    let run = try CommandRun(["index", "elsewhere"], in: directory.path)
    #expect(run.status == 0 && !run.output.contains("unconfirmed"), "\(run.output)")
    #expect(try answers(directory) == before)
    // In whichever order the two roots are compared.
    try FileManager.default.moveItem(
      atPath: "\(directory.path)/elsewhere", toPath: "\(directory.path)/another")
    #expect(try CommandRun(["index", "another"], in: directory.path).status == 0)
    #expect(try answers(directory) == before)
    #expect(try CommandRun(["check", "--full"], in: directory.path).status == 0)
  }

  @Test func `a file in a folder that tells no account`() throws {
    let directory = try indexed()
    let before = try answers(directory)
    let folder = "\(directory.path)/archive/AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/01"
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted().first)
    try FileManager.default.moveItem(
      atPath: "\(folder)/\(name)", toPath: "\(directory.path)/archive/one.json")
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0 && !run.output.contains("unconfirmed"), "\(run.output)")
    #expect(try answers(directory) == before)
  }
}
