/// Files of other kinds, and nesting bombs.
extension DamagedInputs {
  static let foreign: [DamagedInput] = [
    input(
      "an S3 event notification",
      """
      {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",\
      "eventTime":"2024-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put",\
      "userIdentity":{"principalId":"AWS:AIDAEXAMPLE"},"requestParameters":{"sourceIPAddress":\
      "192.0.2.1"},"responseElements":{"x-amz-request-id":"EXAMPLE"},"s3":{"s3SchemaVersion":"1.0",\
      "bucket":{"name":"logs"},"object":{"key":"a.txt"}}}]}
      """, 0...0, .skipped, because: "It has Records, but its eventSource begins with aws:."),
    input(
      "an SNS message to a function",
      """
      {"Records":[{"EventVersion":"1.0","EventSource":"aws:sns",\
      "Sns":{"Type":"Notification","Message":"hello"}}]}
      """, 0...0, .skipped, because: "It has Records, but its EventSource begins with aws:."),
    input(
      "records of a Kinesis stream",
      """
      {"Records":[{"SequenceNumber":"1","ApproximateArrivalTimestamp":1700000000.5,\
      "Data":"aGVsbG8=","PartitionKey":"p"}],"MillisBehindLatest":0}
      """, 0...0, .skipped, because: "None of its members is one of CloudTrail's."),
    input(
      "a digest file",
      """
      {"awsAccountId":"111122223333","digestStartTime":"2024-01-01T00:00:00Z",\
      "digestS3Object":"x","logFiles":[]}
      """, 0...0, .digest, because: "Kept for verifying."),
    input(
      "a PNG header", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], 0...0,
      .skipped,
      because: "No text at all."),
    input(
      "zeros only", [UInt8](repeating: 0, count: 4096), 0...0, .skipped, .damaged, .empty,
      because: "A sparse file left by a crash."),
    input("plain text", "Permission Check Successful\n", 0...0, .skipped, because: "A probe file."),
    input("a lone number", "42", 0...0, .skipped, because: "JSON, but no object."),
    input("Records as text", "{\"Records\":\"none\"}", 0...0, .skipped, because: "No list."),
    input(
      "Records as an object", "{\"Records\":{\"eventVersion\":\"1.08\"}}", 0...0, .skipped,
      because: "No list."),
    input(
      "UTF-16", [0xFF, 0xFE] + goodText(records: 1).utf8.flatMap { [$0, 0] }, 0...0, .skipped,
      .damaged, because: "Trail files are UTF-8; saying so is enough."),
  ]

  /// The depth of the bombs; a reader that recurses needs a limit far below it.
  private static let depth = 1_000_000

  static let deep: [DamagedInput] = [
    input(
      "a million brackets", String(repeating: "[", count: depth), 0...0, .skipped, .damaged,
      because: "Must neither overflow the stack nor take quadratic time."),
    input(
      "a million objects", String(repeating: "{\"a\":", count: depth), 0...0, .damaged, .skipped,
      because: "As above."),
    input(
      "a million brackets in a record",
      "{\"Records\":[\(goodRecord(0)),{\"requestParameters\":"
        + String(repeating: "[", count: depth),
      1...1, .damaged, because: "The record before the bomb is complete."),
    input(
      "a closed bomb in a record",
      wrap([
        goodRecord(0),
        goodRecord(1).dropLast() + ",\"requestParameters\":" + String(repeating: "[", count: depth)
          + String(repeating: "]", count: depth) + "}", goodRecord(2),
      ]), 1...3, .damaged, .indexed,
      because: "Legal JSON; a reader may refuse the record, but should go on after it."),
    input(
      "closing brackets only",
      "{\"Records\":[\(goodRecord(0))" + String(repeating: "]", count: 1000),
      1...1, .damaged, because: "The record before them is complete."),
  ]
}
