import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// The files that a script leaves which asks `lookup-events` page by page and joins the pages by
/// `jq`: whole, after a failure, and stopped.
@Suite struct LookupScriptTests {
  private static let sub = "0784fae8-0000-7000-8000-00000000dd02"

  /// An `InitiateAuth` of a user pool, as an item of a page.
  private static func item(_ number: Int) -> String {
    let record = """
      {"eventVersion":"1.10","userIdentity":{"type":"Unknown","principalId":"Anonymous"},\
      "eventTime":"2025-04-15T09:57:0\(number % 10)Z","eventSource":"cognito-idp.amazonaws.com",\
      "eventName":"InitiateAuth","awsRegion":"ap-northeast-1","sourceIPAddress":"198.51.100.40",\
      "requestParameters":{"authFlow":"USER_PASSWORD_AUTH",\
      "authParameters":"HIDDEN_DUE_TO_SECURITY_REASONS","clientId":"1exampleclient"},\
      "responseElements":null,"additionalEventData":{"sub":"\(sub)"},"readOnly":false,\
      "eventID":"\(LogShapes.eventID(number))","recipientAccountId":"111122223333"}
      """
    return """
      {
        "EventId": "\(LogShapes.eventID(number))",
        "EventName": "InitiateAuth",
        "ReadOnly": "false",
        "EventTime": "2025-04-15T18:57:0\(number % 10)+09:00",
        "EventSource": "cognito-idp.amazonaws.com",
        "Resources": [],
        "CloudTrailEvent": \(LogShapes.quoted(record))
      }
      """
  }

  private static func array(_ numbers: Range<Int>) -> String {
    "[\n\(numbers.map(item).joined(separator: ",\n"))\n]\n"
  }

  private static func page(_ numbers: Range<Int>, token: String? = nil) -> String {
    "{\"Events\":\(array(numbers))\(token.map { ",\"NextToken\":\"\($0)\"" } ?? "")}\n"
  }

  private func indexed(_ files: [(String, String)]) throws -> (IndexedArchive, [SourceRecord]) {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    for (name, text) in files { _ = try archive.write(Array(text.utf8), to: name) }
    let indexed = try IndexedArchive(archive.path, index: index.path)
    _ = try indexed.readBack()
    return (indexed, try indexed.sources())
  }

  @Test func `a finished script leaves every event twice or more`() throws {
    let (indexed, sources) = try indexed([
      ("cognito_events.json", "{\n  \"Events\": \(Self.array(0..<5))}\n"),
      ("events_array.json", Self.array(0..<2) + Self.array(2..<4) + Self.array(4..<5)),
      ("first_page.json", Self.page(0..<2, token: "EXAMPLE==")),
      ("next_page.json", Self.page(4..<5)),
    ])
    #expect(sources.map(\.state) == [.indexed, .indexed, .indexed, .indexed])
    #expect(sources.map(\.reason.isEmpty) == [true, true, false, true], "the token is told")
    #expect(indexed.summary.events == 5 && indexed.summary.duplicates == 8)
    for (key, value) in [
      (EventKey.sub, Self.sub), (.client, "1exampleclient"), (.event, "initiateauth"),
      (.source, "cognito-idp"), (.account, "111122223333"), (.ip, "198.51.100.40"),
    ] {
      #expect(try indexed.searcher.count(.key(key, .equal(value))) == 5, "\(key.name)")
    }
    #expect(try indexed.searcher.count(.key(.user, .any)) == 0)
  }

  @Test func `a script whose first call fails leaves empty files`() throws {
    let (indexed, sources) = try indexed([
      ("cognito_events.json", "{\n  \"Events\": null\n}\n"), ("events_array.json", ""),
      ("first_page.json", ""),
    ])
    #expect(sources.map(\.state) == [.empty, .empty, .empty])
    #expect(indexed.summary.records == 0)
  }

  @Test func `a stopped script leaves a brace and whole pages`() throws {
    let (indexed, sources) = try indexed([
      ("cognito_events.json", "{\n"),
      ("events_array.json", Self.array(0..<2) + "null\n" + String(Self.array(2..<4).dropLast(30))),
    ])
    #expect(sources.map(\.state) == [.damaged, .partial])
    #expect(indexed.summary.events == 3 && indexed.summary.rejected == 1)
  }

  @Test func `what the commands show on the way is no log`() throws {
    let (indexed, sources) = try indexed([
      ("a.json", "[{\"Time\":\"2025-04-15T18:57:09+09:00\",\"User\":null,\"Source\":null}]"),
      ("b.json", "{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"AuthParameters\":{\"USERNAME\":\"x\"}}"),
      (
        "c.json",
        "{\"Time\":\"2025-04-15T09:57:09Z\",\"Sub\":\"x\"}\n{\"Time\":\"1\",\"Sub\":null}\n"
      ),
      ("d.txt", "-----------------\n|  LookupEvents |\n+-------+-------+\n"),
    ])
    #expect(sources.allSatisfy { $0.state == .skipped && !$0.reason.isEmpty })
    #expect(indexed.summary.records == 0)
  }
}
