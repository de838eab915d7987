import Foundation
import Testing
import TrailTestSupport

/// What is printed as JSON can be read as JSON, whatever stands in the archive.
@Suite struct JSONOutputTests {
  private static let broken = [
    "tru", "01", "-", "+1", "1.2.3", "1e", "nul", "'x'", #""\x""#, #""\u12""#, "\"a\tb\"",
    #"{"b":1,}"#, "[1,]", "[1 2]", #"{"k" "v"}"#, #"{"k":}"#, "[,]", "1.", ".5", "-01",
    #"{"b":[{"c":tru}]}"#,
  ]
  private static let right = [
    "1", "-0.5e+10", "true", "[]", "{}", #"{"b":[1,2.5,"x\u00e9\n",null,{"c":{}}]}"#, #""""#,
  ]

  @Test(arguments: broken.map { ($0, false) } + right.map { ($0, true) })
  func `broken values of a record do not break the answer`(value: String, isRight: Bool) throws {
    let directory = try TemporaryDirectory()
    let record =
      #"{"eventVersion":"1.08","eventID":"a-1","eventName":"GetObject","eventTime":"2024-03-01T00:00:00Z","#
      + #""requestParameters":{"a":"# + value + "}}"
    _ = try directory.write(Array("{\"Records\":[\(record)]}".utf8), to: "archive/x.json")
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0 || run.status == 3, "\(run.errors)")
    func parsed(_ text: String) throws -> Any {
      try JSONSerialization.jsonObject(with: Data(text.utf8))
    }
    let fields = ["--fields", "id,requestParameters,requestParameters.a"]
    let lines = try CommandRun(["search", "-o", "jsonl"] + fields, in: directory.path)
    for line in lines.lines { _ = try parsed(line) }
    _ = try parsed(try CommandRun(["search", "-o", "json"] + fields, in: directory.path).output)
    let shown = try CommandRun(["show", "-o", "json", "a-1"], in: directory.path)
    if shown.status == 0 {
      let event = try #require(try parsed(shown.output) as? [String: Any])
      #expect((event["original"] is [String: Any]) == isRight, "\(value)")
    }
  }
}
