import Foundation
import Testing
import TrailTestSupport

@Suite struct FieldsCommandTests {
  @Test func `the page of log formats tells what the program tells`() throws {
    let directory = try TemporaryDirectory()
    let run = try CommandRun(["fields", "-o", "markdown"], in: directory.path)
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("Documentation/LogFormats.md"), encoding: .utf8)
    #expect(run.status == 0)
    let told = run.output.trimmingCharacters(in: .newlines)
    #expect(
      page.trimmingCharacters(in: .newlines).hasSuffix(told),
      "write the output of `trailsift fields -o markdown` to the end of the page")
  }

  @Test func `a key is explained by any of its names, and an unknown one is an error`() throws {
    let directory = try TemporaryDirectory()
    let key = try CommandRun(["fields", "userName"], in: directory.path)
    #expect(key.output.hasPrefix("user "))
    #expect(key.output.contains("message.userName"))
    #expect(try CommandRun(["fields", "nothing"], in: directory.path).status == 2)
  }
}
