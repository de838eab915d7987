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
    #expect(
      try CommandRun(["doctor"], in: directory.path).output.contains("elsewhere is not there"))
    #expect(try CommandRun(["index", "another"], in: directory.path).status == 0)
    #expect(try answers(directory) == before)
    #expect(!(try CommandRun(["doctor"], in: directory.path).output.contains("is not there")))
    #expect(try CommandRun(["check", "--full"], in: directory.path).status == 0)
  }

  /// They are told to be copies by the bytes of their files alone: the one that is there stands for both.
  @Test func `records without an id and entries of Cognito are read at the new place`() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(
      Array(
        "{\"eventVersion\":\"1.08\",\"eventName\":\"X\",\"eventTime\":\"2024-03-01T00:00:00Z\"}"
          .utf8),
      to: "archive/x.json")
    _ = try directory.write(
      Array(
        ("{\"eventTimestamp\":\"1709251200000\",\"logSourceId\":{\"userPoolId\":\"eu-west-1_a\"},"
          + "\"message\":{\"eventId\":\"1\",\"eventType\":\"SignIn\",\"userName\":\"a\"}}").utf8),
      to: "archive/cognito.json")
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    let before = try answers(directory)
    #expect(before.count == 3)
    try FileManager.default.moveItem(
      atPath: "\(directory.path)/archive", toPath: "\(directory.path)/elsewhere")
    #expect(try CommandRun(["index", "elsewhere"], in: directory.path).status == 0)
    #expect(try answers(directory) == before)
  }

  @Test func `a place that is gone does not keep reports from the others`() throws {
    let directory = try indexed()
    try FileManager.default.moveItem(
      atPath: "\(directory.path)/archive", toPath: "\(directory.path)/elsewhere")
    // Nothing is there: that is an error.
    #expect(try CommandRun(["coverage"], in: directory.path).status == 2)
    #expect(try CommandRun(["index", "elsewhere"], in: directory.path).status == 0)
    for command in ["coverage", "gaps"] {
      let run = try CommandRun([command], in: directory.path)
      #expect(run.status < 2, "\(command): \(run.errors)")
    }
    let report = try CommandRun(["report", "CIS-05", "--out", "r"], in: directory.path)
    #expect(report.status == 0)
    #expect(report.errors.contains("2 files that were indexed are no longer in the archive"))
    // When nothing of the old place counts any more, it is not missed.
    let old = "\(directory.path)/archive"
    #expect(try CommandRun(["forget", "--source", old, "--yes"], in: directory.path).status == 0)
    let clean = try CommandRun(["report", "CIS-05", "--out", "s"], in: directory.path)
    #expect(clean.status == 0 && !clean.errors.contains("incomplete"), "\(clean.errors)")
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
