import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// Oddities of files: compression, framing, copies, sizes.
@Suite struct OddFileTests {
  private static let two = "{\"Records\":[\(LogShapes.record(1)),\(LogShapes.record(2))]}"
  private static let gzip = GzipWriter()

  /// The states of files in the order of their names.
  private func states(_ files: [(String, [UInt8])]) throws -> ([SourceState], IndexSummary) {
    let written = try WrittenArchive(files.map { (name: $0.0, bytes: $0.1) })
    _ = try written.indexed.readBack()
    return (try written.indexed.sources().map(\.state), written.indexed.summary)
  }

  @Test func `gzip may be cut, doubled, padded, missing or unannounced`() throws {
    let first = Self.gzip.member(Array(LogShapes.record(1).utf8))
    let second = Self.gzip.member(Array(LogShapes.record(2).utf8))
    let (states, summary) = try states([
      ("a-second-cut.gz", first + second.dropLast(20)),
      ("b-double.gz", Self.gzip.member(Self.gzip.member(Array(Self.two.utf8)))),
      ("c-padded.gz", first + [UInt8](repeating: 0, count: 100)),
      ("d-gzip.json", first), ("e-plain.gz", Array(Self.two.utf8)),
    ])
    #expect(states == [.partial, .indexed, .indexed, .indexed, .indexed])
    #expect(summary.events == 2 && summary.damaged == 1)
  }

  @Test func `what is empty is no damage, and what is cut is`() throws {
    let (states, summary) = try states([
      ("a", Array("{\"Records\":[]}".utf8)), ("b", Array("{\"Records\":null}".utf8)),
      ("c", Array("{\"Events\":null}".utf8)), ("d", Array("{".utf8)), ("e", []),
      ("f", Array("\u{FEFF}".utf8)),
      ("g", Array("\u{FEFF}\(LogShapes.record(1))\r\n\(LogShapes.record(2))\r\n".utf8)),
    ])
    #expect(states == [.empty, .empty, .empty, .damaged, .empty, .empty, .indexed])
    #expect(summary.events == 2)
  }

  @Test func `values follow each other with anything or nothing between`() throws {
    let pretty = [1, 2].map { "[\n\(LogShapes.prettyRecord($0))\n]\n" }
    let (states, summary) = try states([
      ("a", Array((LogShapes.record(1) + LogShapes.record(2)).utf8)),
      ("b", Array(pretty.joined().utf8)), ("c", Array(pretty.joined(separator: "null\n").utf8)),
      ("d", Array((Self.two + "null" + Self.two).utf8)),
    ])
    #expect(states == [.indexed, .indexed, .indexed, .indexed])
    #expect(summary.events == 2 && summary.duplicates == 8 && summary.rejected == 0)
  }

  @Test func `records of other services are no events`() throws {
    let notification = "{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"s3\":{}}"
    let stream = "{\"Data\":\"\(LogShapes.base64("no JSON", isPacked: false))\"}"
    let (states, summary) = try states([
      ("a", Array("{\"Records\":[\(notification)]}".utf8)),
      ("b", Array("{\"Records\":[\(stream)]}".utf8)),
      ("c", Array("{\"Records\":[\(notification),\(LogShapes.record(1))]}".utf8)),
    ])
    #expect(states == [.skipped, .skipped, .indexed])
    #expect(summary.events == 1 && summary.rejected == 1)
  }

  @Test func `order and copies do not matter`() throws {
    let shuffled = [5, 1, 4, 2, 1, 3].map { LogShapes.record($0) }.joined(separator: ",")
    let written = try WrittenArchive([
      ("a", "{\"Records\":[\(shuffled)]}"), ("b", LogShapes.record(4)),
      ("c", "{\"Events\":[\(LogShapes.lookupItem(5)),\(LogShapes.lookupItem(6))]}"),
    ])
    #expect(written.indexed.summary.events == 6 && written.indexed.summary.duplicates == 3)
    let hits = try written.indexed.searcher.hits(.all, order: .oldestFirst, limit: nil).hits
    #expect(hits.map { $0.time ?? 0 } == hits.map { $0.time ?? 0 }.sorted())
    #expect(try written.indexed.readBack().count == 6)
  }

  @Test func `copies of global events in all regions are one event`() throws {
    let written = try WrittenArchive(
      ["us-east-1", "eu-west-1", "ap-northeast-1"].map { region in
        (
          "AWSLogs/111122223333/CloudTrail/\(region)/2020/01/15/"
            + "111122223333_CloudTrail_\(region)_20200115T0210Z_a1B2c3D4e5F6g7H8.json",
          "{\"Records\":[\(LogShapes.record(1))]}"
        )
      })
    #expect(written.indexed.summary.events == 1 && written.indexed.summary.duplicates == 2)
  }

  @Test func `tokens and times of look-up pages are read from every version`() throws {
    func item(_ number: Int, _ time: String) -> String {
      "{\"EventId\":\"\(LogShapes.eventID(number))\",\"EventName\":\"A\",\"EventTime\":\(time)}"
    }
    let written = try WrittenArchive([
      ("a", "{\"Events\":[\(item(1, "1736906581.0")),\(item(2, "1.736906581E9"))]}"),
      ("b", "{\"Events\":[\(item(3, "\"2025-01-15T11:03:01+09:00\""))]}"),
      ("c", "[\(item(4, "\"2025-01-15 11:03:01+09:00\"")),\(item(5, "1736906581"))]"),
      ("d", "[\(LogShapes.quoted(LogShapes.record(6))),\(LogShapes.quoted(LogShapes.record(7)))]"),
    ])
    let time = Timestamp("2025-01-15T02:03:01Z")?.milliseconds ?? 0
    let query = Query.and([.key(.event, .equal("A")), .time(from: time, to: time + 1)])
    #expect(try written.indexed.searcher.count(query) == 5)
    #expect(written.indexed.summary.events == 7)
  }

  @Test func `digests of every kind are digests`() throws {
    func digest(_ members: String) -> String {
      "{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2025-01-15T01:01:31Z\","
        + "\"digestEndTime\":\"2025-01-15T02:01:31Z\",\"digestS3Bucket\":\"b\","
        + "\"digestS3Object\":\"AWSLogs/x\",\(members)}"
    }
    let written = try WrittenArchive([
      ("a", digest("\"previousDigestS3Bucket\":null,\"previousDigestSignature\":null")),
      ("b", digest("\"newestEventTime\":null,\"oldestEventTime\":null,\"logFiles\":[]")),
      ("x_20250115T020131Z_backfill.json", digest("\"logFiles\":[{\"s3Object\":\"k\"}]")),
    ])
    #expect(try written.indexed.sources().map(\.state) == [.digest, .digest, .digest])
    #expect(written.indexed.summary.digests == 3 && written.indexed.summary.records == 0)
  }

  @Test func `sizes, depths and numbers have no limit that matters`() throws {
    func record(_ number: Int, _ member: String) -> String {
      LogShapes.record(number).replacing("\"requestParameters\":{", with: "\(member),\"rp\":{")
    }
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let files = [
      (
        "a",
        record(1, "\"requestParameters\":{\"x\":\"\(String(repeating: "a", count: 1 << 20))\"}")
      ),
      ("b", record(2, "\"requestParameters\":\(deep)")),
      ("c", record(3, "\"errorCode\":\"First\",\"errorCode\":\"Last\"")),
      ("d", record(4, "\"huge\":\(String(repeating: "9", count: 5_000))e999")),
      (
        "e",
        "{\"Events\":[{\"CloudTrailEvent\":\(LogShapes.quoted(record(5, "\"requestParameters\":\(deep)")))}]}"
      ),
    ]
    let written = try WrittenArchive(files)
    #expect(written.indexed.summary.events == 5 && written.indexed.summary.damaged == 0)
    #expect(try written.indexed.searcher.count(.key(.error, .equal("Last"))) == 1)
    #expect(try written.indexed.searcher.count(.key(.error, .any)) == 1)
    #expect(try written.indexed.readBack().count == 5)
  }

  @Test func `a file may hold very many records`() throws {
    let count = 20_000
    let records = (0..<count).map { "{\"eventID\":\"id-\($0)\",\"eventName\":\"A\"}" }
    let written = try WrittenArchive([("a", "{\"Records\":[\(records.joined(separator: ","))]}")])
    #expect(written.indexed.summary.events == count)
    #expect(try written.indexed.searcher.count(.key(.id, .equal("id-\(count - 1)"))) == 1)
  }
}
