import Testing
import TrailEvents
import TrailIndexing
import TrailSearch
import TrailSegment
import TrailTestSupport

/// The account of an envelope or of a path, for records that name none.
@Suite struct ProvenanceTests {
  @Test(arguments: [
    ("AWSLogs/444455556666/CloudTrail/us-east-1/2025/01/15/a.json", "444455556666"),
    ("AWSLogs/o-abcdefghij/444455556666/CloudTrail/us-east-1/2025/01/15/a.json", "444455556666"),
    ("o-abcdefghij/AWSLogs/o-abcdefghij/444455556666/CloudTrail/us-east-1/a.json", "444455556666"),
    ("AWSLogs/AWSLogs/444455556666/CloudTrail-Insight/us-east-1/2025/01/15/a.json", "444455556666"),
    ("logs/AWSLogs/444455556666/vendedlogs/cognito/us-east-1/a.log", "444455556666"),
    ("444455556666_CloudTrail_us-east-1_20250115T0210Z_a1B2c3D4e5F6g7H8.json", "444455556666"),
    ("444455556666_CloudTrail_us-east-1_20140620T1255ZHdkvFTXOA3Vnhbc.json", "444455556666"),
    ("plain/a.json", ""), ("2024/444455556666/a.json", ""),
  ])
  func `a path's account is the recipient of records without one`(
    path: String, account: String
  ) throws {
    let named = LogShapes.record(2)
    let written = try WrittenArchive([
      (path, "{\"eventVersion\":\"1.08\",\"eventName\":\"A\",\"eventID\":\"x\"}\n\(named)")
    ])
    let searcher = written.indexed.searcher
    let nameless = Query.key(.id, .equal("x"))
    for key in [EventKey.account, .recipient] {
      let found = try searcher.count(.and([nameless, .key(key, .any)]))
      #expect(found == (account.isEmpty ? 0 : 1))
      if !account.isEmpty {
        #expect(try searcher.count(.key(key, .equal(account))) == 1, "only the nameless one")
      }
    }
  }

  @Test func `an envelope's account precedes the path's, and the record's precedes both`() throws {
    let nameless = "{\"eventVersion\":\"1.08\",\"eventName\":\"A\"}"
    let bus =
      "{\"detail-type\":\"AWS API Call via CloudTrail\",\"account\":\"777788889999\",\"detail\":"
      + nameless.replacing("\"A\"", with: "\"B\"") + "}"
    let written = try WrittenArchive([
      (
        "AWSLogs/444455556666/CloudTrail/batch", LogShapes.batch([nameless, LogShapes.activity(1)])
      ),
      ("AWSLogs/444455556666/CloudTrail/bus", "\(bus)\n\(LogShapes.busEvent(2))"),
      (
        "AWSLogs/444455556666/CloudTrail/after",
        LogShapes.batch([LogShapes.record(3)]) + nameless.replacing("\"A\"", with: "\"C\"")
      ),
    ])
    for (account, count) in [("111122223333", 4), ("777788889999", 1), ("444455556666", 1)] {
      let query = Query.key(.recipient, .equal(account))
      #expect(try written.indexed.searcher.count(query) == count, "\(account)")
    }
  }

  @Test func `a batch may name its account behind its events`() throws {
    let batch = LogShapes.batch([LogShapes.activity(1)])
    let owner = "\"owner\":\"111122223333\","
    #expect(batch.contains(owner))
    let late = batch.replacing(owner, with: "").dropLast() + ",\"owner\":\"111122223333\"}"
    let written = try WrittenArchive([("batch", String(late))])
    #expect(try written.indexed.searcher.count(.key(.account, .equal("111122223333"))) == 1)
  }

  @Test func `what a look-up item says completes a record that names nobody`() throws {
    func item(_ identity: String, _ number: Int) -> String {
      let record =
        "{\"eventVersion\":\"1.08\",\"eventID\":\"\(LogShapes.eventID(number))\",\(identity)}"
      return "{\"EventId\":\"e\",\"Username\":\"wrapper\",\"AccessKeyId\":\"AKIAWRAPPER\","
        + "\"Resources\":[{\"ResourceName\":\"bucket-1\",\"ResourceType\":null},"
        + "{\"ResourceName\":null}],\"CloudTrailEvent\":\(LogShapes.quoted(record))}"
    }
    let written = try WrittenArchive([
      (
        "page",
        "{\"Events\":["
          + item("\"userIdentity\":{\"type\":\"Unknown\"}", 1) + ","
          + item("\"userIdentity\":{\"userName\":\"inner\",\"accessKeyId\":\"AKIAINNER\"}", 2)
          + "]}"
      )
    ])
    let searcher = written.indexed.searcher
    for (key, value, count) in [
      (EventKey.user, "wrapper", 1), (.user, "inner", 1), (.accessKey, "AKIAWRAPPER", 1),
      (.accessKey, "AKIAINNER", 1), (.resource, "bucket-1", 2),
    ] {
      #expect(try searcher.count(.key(key, .equal(value))) == count, "\(key.name):\(value)")
    }
  }
}
