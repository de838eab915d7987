import Testing
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

/// Which records a query reads: only those of which the index does not know the answer.
@Suite struct RecordBoundsTests {
  private static let names = ["PutObject", "GetObject", "CreateUser", "Decrypt"]

  /// Twenty records of each of four events; every second one names a bucket.
  private func indexed(_ body: (Searcher) throws -> Void) throws {
    let archive = try TemporaryDirectory()
    let index = try TemporaryDirectory()
    let records = (0..<80).map { number in
      let bucket = number % 8 < 4 ? "\"bucketName\":\"logs\"" : ""
      return """
        {"eventVersion":"1.08","eventTime":"2024-03-01T00:00:\(10 + number % 50)Z",\
        "eventSource":"s3.amazonaws.com","eventName":"\(Self.names[number % 4])",\
        "awsRegion":"us-east-1","recipientAccountId":"111122223333",\
        "userIdentity":{"type":"IAMUser","userName":"alice"},\
        "requestParameters":{\(bucket)},"eventID":"e-\(number)"}
        """
    }
    _ = try archive.write(
      Array("{\"Records\":[\(records.joined(separator: ","))]}".utf8), to: "a.json")
    try body(try IndexedArchive(archive.path, index: index.path).searcher)
  }

  @Test(arguments: [
    // A path alone is asked of every record, with a key of the records that have it.
    ("requestParameters.bucketName:logs", 80, 40),
    ("event:PutObject requestParameters.bucketName:logs", 20, 10),
    // An alternative that the index answers is not read, and the others do not widen it.
    ("event:CreateUser OR (event:PutObject requestParameters.bucketName:logs)", 20, 30),
    (
      "(event:GetObject requestParameters.bucketName:logs) OR (event:PutObject "
        + "requestParameters.bucketName:logs)", 40, 20
    ),
    // What a negation leaves in for certain is not read, nor what it takes out.
    ("-(event:PutObject requestParameters.bucketName:logs)", 20, 70),
    ("-(event:PutObject -requestParameters.bucketName:logs)", 20, 70),
    ("-(event:PutObject OR requestParameters.bucketName:logs)", 60, 30),
    ("user:alice (event:Decrypt OR requestParameters.bucketName:logs)", 60, 50),
    ("event:CreateUser OR (user:nobody requestParameters.bucketName:logs)", 0, 20),
  ])
  func `only what the index leaves open is read`(
    query: String, records: Int, found: Int
  ) throws {
    try indexed { searcher in
      let query = try QueryParser.parse([query])
      let trace = QueryTrace()
      searcher.trace = trace
      #expect(try searcher.count(query) == found)
      #expect(trace.steps.reduce(0) { $0 + $1.records } == records)
      searcher.trace = nil
      // Read for several questions at once, the answer is the same.
      let open = try searcher.openHits(query)
      let (_, hits, failures) = try searcher.recordTexts([RecordTexts.Request(open, paths: [])])
      #expect(hits[0].count == found && failures.isEmpty)
    }
  }
}
