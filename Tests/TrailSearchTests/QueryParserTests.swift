import Testing
import TrailEvents
import TrailSearch

/// Queries as people type them.
@Suite struct QueryParserTests {
  @Test func `terms are joined by and, alternatives by comma`() throws {
    #expect(try QueryParser.parse([]) == .all)
    #expect(try QueryParser.parse(["user:alice"]) == .key(.user, .equal("alice")))
    #expect(
      try QueryParser.parse(["user:alice event:Get*"])
        == .and([.key(.user, .equal("alice")), .key(.event, .prefix("Get"))]))
    #expect(
      try QueryParser.parse(["event:A,B"])
        == .or([.key(.event, .equal("A")), .key(.event, .equal("B"))]))
    #expect(try QueryParser.parse(["sub:*"]) == .key(.sub, .any))
    #expect(try QueryParser.parse(["user=Alice"]) == .key(.user, .exact("Alice")))
    #expect(try QueryParser.parse(["-user:bob"]) == .not(.key(.user, .equal("bob"))))
    #expect(try QueryParser.parse(["NOT", "user:bob"]) == .not(.key(.user, .equal("bob"))))
  }

  @Test func `values keep their colons, blanks and quotes`() throws {
    #expect(
      try QueryParser.parse(["arn:arn:aws:iam::111122223333:role/x"])
        == .key(.arn, .equal("arn:aws:iam::111122223333:role/x")))
    #expect(try QueryParser.parse(["ip:2001:db8::1"]) == .key(.ip, .equal("2001:db8::1")))
    #expect(try QueryParser.parse(["user:山本 花子"]) == .key(.user, .equal("山本 花子")))
    #expect(try QueryParser.parse(["user:\"a b\""]) == .key(.user, .equal("a b")))
    #expect(try QueryParser.parse(["user:O'Brien"]) == .key(.user, .equal("O'Brien")))
    #expect(
      try QueryParser.parse(["agent:Mozilla/5.0 (X11; \"a\" \\ b, c)"])
        == .key(.agent, .equal("Mozilla/5.0 (X11; \"a\" \\ b, c)")))
    #expect(try QueryParser.parse(["agent:aws cli*"]) == .key(.agent, .prefix("aws cli")))
  }

  /// Found with made-up bytes.
  @Test func `the canonical spelling of odd text is the same query`() throws {
    let texts = [
      "arn:awsuse[:aliev'\0,n\n\0Get*", "arn:\"awsx\"", "arn:\"aws\"*", "arn:\"awsa\",b",
      "arn:\"aws\"?x", "arn:\"aws\"..awsz", "arn=awsx",
    ]
    for text in texts {
      let canonical = try QueryParser.parse([text]).description
      do {
        let again = try QueryParser.parse([canonical]).description
        #expect(again.debugDescription == canonical.debugDescription)
      } catch {
        Issue.record("\(canonical.debugDescription): \("\(error)".debugDescription)")
      }
    }
  }

  @Test func `AWS's own names are accepted in any case`() throws {
    #expect(try QueryParser.parse(["eventName:X"]) == .key(.event, .equal("X")))
    #expect(try QueryParser.parse(["sourceIPAddress:::1"]) == .key(.ip, .equal("::1")))
    #expect(try QueryParser.parse(["TARGET-ACCOUNT:1"]) == .key(.targetAccount, .equal("1")))
  }

  @Test(arguments: [
    ("2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
    ("2024-12", "2024-12-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
    ("2024-02-29T23", "2024-02-29T23:00:00Z", "2024-03-01T00:00:00Z"),
    ("2024-02-29T23:59+09:00", "2024-02-29T14:59:00Z", "2024-02-29T15:00:00Z"),
    ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z"),
  ])
  func `a time covers its whole unit`(text: String, from: String, to: String) throws {
    let span = try #require(TimeText.span(text))
    #expect(Timestamp(milliseconds: span.lowerBound).description == from)
    #expect(Timestamp(milliseconds: span.upperBound).description == to)
  }

  @Test(arguments: ["", "2024-13", "2023-02-29", "2024-02-29T24", "20240229", "2024-2", "now"])
  func `what is no time is refused`(text: String) {
    #expect(TimeText.span(text) == nil)
  }
}
