import Foundation
import Testing
import TrailTestSupport

/// Answers of an index with a damaged segment: what is whole is told, and that it is not all.
@Suite struct DamagedSegmentTests {
  /// An index of two segments, a file each; one page of the one that was asked for is broken, which
  /// shows only when it is read.
  private func damaged() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for number in 0..<2 {
      let record = """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"user\(number)",\
        "principalId":"AIDAEXAMPLE\(number)","accountId":"111122223333",\
        "accessKeyId":"AKIAEXAMPLE\(number)"},"eventTime":"2024-03-31T12:0\(number):00Z",\
        "eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1",\
        "sourceIPAddress":"203.0.113.7","additionalEventData":{"MFAUsed":"Yes"},\
        "responseElements":{"ConsoleLogin":"Success"},"recipientAccountId":"111122223333",\
        "eventID":"60c1d7fa-615c-4c70-bb83-6b44b39941c\(number)"}
        """
      try directory.write(Array("{\"Records\":[\(record)]}".utf8), to: "a/file-\(number).json")
      #expect(try CommandRun(["index", "a"], in: directory.path).status == 0)
    }
    let segments = directory.path + "/.trailsift/segments/"
    let names = try FileManager.default.contentsOfDirectory(atPath: segments)
      .filter { $0.hasSuffix(".seg") }
    for name in names {
      var bytes = try Data(contentsOf: URL(fileURLWithPath: segments + name))
      guard bytes.range(of: Data("user1".utf8)) != nil else { continue }
      // The pages of sections, behind the source table; the footer and the checksums stay.
      let start = try #require(bytes.range(of: Data("file-1.json".utf8))).upperBound + 60
      let end = bytes.count - 400
      for offset in stride(from: start, to: end, by: 7) { bytes[offset] ^= 0x55 }
      try bytes.write(to: URL(fileURLWithPath: segments + name))
    }
    return directory
  }

  @Test(arguments: [
    ["search", "-o", "jsonl"], ["search", "-o", "json"], ["search", "-o", "raw"],
    ["search", "-o", "ids"], ["count", "-o", "jsonl"],
    ["count", "--by", "user", "-o", "jsonl"], ["count", "--by", "file,user", "-o", "jsonl"],
    ["timeline", "-o", "jsonl"], ["timeline", "--by", "user", "-o", "jsonl"],
    ["logins", "-o", "jsonl"], ["logins", "user:user0"], ["who", "user0", "-o", "json"],
    ["trace", "AKIAEXAMPLE0", "-o", "json"], ["stats", "-o", "json"], ["sources", "-o", "jsonl"],
    ["show", "60c1d7fa-615c-4c70-bb83-6b44b39941c0"],
    ["show", "60c1d7fa-615c-4c70-bb83-6b44b39941c0", "-o", "json"],
    ["show", "60c1d7fa-615c-4c70-bb83-6b44b39941c0", "--context", "2"],
    ["show", "file-0.json#0"],
  ])
  func `a damaged segment is left out and told`(command: [String]) throws {
    let directory = try damaged()
    let run = try CommandRun(command, in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("the answer is incomplete: 1 segment could not be read"))
    #expect(!run.output.isEmpty)
    if run.output.hasPrefix("{") || run.output.hasPrefix("["), !command.contains("raw") {
      #expect(run.output.contains("\"complete\":false"), "\(run.output)")
    }
    let allowed = try CommandRun(command + ["--allow-incomplete"], in: directory.path)
    #expect(allowed.status == 0)
    #expect(allowed.output == run.output)
    #expect(allowed.errors.contains("the answer is incomplete"))
  }
}
