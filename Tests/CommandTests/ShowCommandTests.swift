import Foundation
import Testing
import TrailTestSupport

/// `show`: by id, by place, with neighbours, as JSON.
@Suite struct ShowCommandTests {
  private static func id(_ number: Int) -> String {
    "0000000\(number)-0000-4000-8000-00000000000\(number)"
  }

  private static func record(_ number: Int, key: String, time: String) -> String {
    "{\"eventVersion\":\"1.08\",\"eventID\":\"\(id(number))\",\"eventName\":\"GetObject\","
      + "\"eventTime\":\"\(time)\",\"eventSource\":\"s3.amazonaws.com\",\"awsRegion\":\"us-east-1\","
      + "\"sourceIPAddress\":\"192.0.2.\(number)\",\"recipientAccountId\":\"111122223333\","
      + "\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"alice\",\"accessKeyId\":\"\(key)\"}}"
  }

  /// Seven events, four of them in one second; a rejected record in the middle of the first file;
  /// the second file repeats an event of the first.
  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let mine = "AKIAEXAMPLE000000001"
    let other = "AKIAEXAMPLE000000002"
    let files = [
      "a/one.json": [
        Self.record(1, key: mine, time: "2024-03-01T08:00:00Z"), "17",
        Self.record(2, key: mine, time: "2024-03-01T08:00:05Z"),
        Self.record(3, key: other, time: "2024-03-01T08:00:05Z"),
      ],
      "b/one.json": [
        Self.record(1, key: mine, time: "2024-03-01T08:00:00Z"),
        Self.record(4, key: mine, time: "2024-03-01T08:00:05Z"),
        Self.record(5, key: mine, time: "2024-03-01T08:00:05Z"),
        Self.record(6, key: mine, time: "2024-03-01T08:00:06Z"),
      ],
    ]
    for (name, records) in files {
      let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
      _ = try directory.write(Array(text.utf8), to: "archive/\(name)")
    }
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    return directory
  }

  private func members(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func `a file and a number name a record`() throws {
    let directory = try indexed()
    func show(_ place: String) throws -> CommandRun {
      try CommandRun(["show", place], in: directory.path)
    }
    // Numbers count the rejected record too, as everywhere else.
    #expect(try show("a/one.json#2").output.contains(Self.id(2)))
    #expect(try show("\(directory.path)/archive/a/one.json#3").output.contains(Self.id(3)))
    // The path as a shell completes it.
    #expect(try show("archive/a/../a/one.json#0").output.contains(Self.id(1)))
    let copy = try show("b/one.json#0")
    #expect(copy.status == 0 && copy.output.contains(Self.id(1)))
    #expect(copy.errors.contains("record 0 is a copy of record 0 of a/one.json"))
    let rejected = try show("a/one.json#1")
    #expect(rejected.status == 1 && rejected.output.isEmpty)
    #expect(rejected.errors.contains("record 1 of `a/one.json` gave no event"))
    let absent = try show("a/one.json#4")
    #expect(absent.status == 1 && absent.errors.contains("`a/one.json` has 4 records"))
    let ambiguous = try show("one.json#0")
    #expect(ambiguous.status == 2 && ambiguous.errors.contains("2 files end with `one.json`"))
    let unknown = try show("none.json#0")
    #expect(unknown.status == 1 && unknown.errors.contains("no file of the index has the path"))
  }

  @Test func `neighbours share the access key and stand in the order of time`() throws {
    let directory = try indexed()
    let run = try CommandRun(
      ["show", Self.id(4), "-C", "2", "-o", "json"], in: directory.path)
    let shown = try members(run.output)
    #expect(shown["context"] as? String == "key=AKIAEXAMPLE000000001")
    func ids(_ name: String) -> [String]? {
      (shown[name] as? [[String: Any]])?.compactMap { $0["id"] as? String }
    }
    #expect(ids("before") == [Self.id(1), Self.id(2)])
    #expect(ids("after") == [Self.id(5), Self.id(6)])
    let text = try CommandRun(["show", Self.id(6), "--context", "1"], in: directory.path)
    let rows = text.lines.filter { $0.contains("2024-03-01 08:00:0") }
    #expect(rows.count == 2, "\(text.output)")
    #expect(rows.first?.contains(Self.id(5)) == true && rows.last?.hasPrefix("> ") == true)
  }

  @Test func `JSON holds the fields, the places of copies and the original`() throws {
    let directory = try indexed()
    let run = try CommandRun(["show", Self.id(1), Self.id(6), "-o", "json"], in: directory.path)
    #expect(run.lines.count == 2)
    let shown = try members(run.lines[0])
    #expect(shown["user"] as? String == "alice" && shown["copies"] as? Int == 1)
    let places = try #require(shown["copies_at"] as? [[String: Any]])
    #expect(places.map { $0["file"] as? String } == ["b/one.json"])
    let original = try #require(shown["original"] as? [String: Any])
    #expect(original["eventID"] as? String == Self.id(1))
  }

  @Test(arguments: [["--raw", "-o", "json"], ["-C", "-1"], ["-C", "1", "--raw"]])
  func `flags that contradict each other are refused`(flags: [String]) throws {
    let directory = try indexed()
    #expect(try CommandRun(["show", Self.id(1)] + flags, in: directory.path).status == 2)
  }
}
