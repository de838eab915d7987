/// Records of CloudTrail in the envelopes of EventBridge, SNS and SQS, and in query results.
extension DemoShapes {
  func writeBridge() throws(DemoError) {
    try writeEvents(bridge)
    try writeConcatenated(bridge.suffix(max(6, bridge.count / 8)))
    try writeTopic(bridge.prefix(8))
    try writeQueue(bridge.suffix(8))
    try writeQueryResult(
      bridge.prefix(max(6, bridge.count / 6)) + pages.prefix(max(6, pages.count / 10)))
  }

  private func envelope(_ sample: DemoSample) -> DemoJSON {
    writer.count(records: 1)
    let call = world.catalogue.calls[sample.call]
    let service = writer.string(call.service)
    let type =
      switch writer.string(call.eventType) {
      case "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail"
      case "AwsServiceEvent": "AWS Service Event via CloudTrail"
      default: "AWS API Call via CloudTrail"
      }
    return .object([
      ("version", .text("0")), ("id", .text(DemoIDs.uuid(DemoRandom.mix(sample.seed ^ 41)))),
      ("detail-type", .text(type)), ("source", .text("aws.\(service)")),
      ("account", .text(writer.account(sample.account))),
      ("time", .text(DemoStamp.iso(sample.time))),
      ("region", .text(DemoOrganization.regionNames[sample.region])), ("resources", .list([])),
      ("detail", .raw(sample.json)),
    ])
  }

  /// An event a line.
  private func writeEvents(_ samples: [DemoSample]) throws(DemoError) {
    var lines: [UInt8] = []
    for sample in samples { lines += envelope(sample).line + [0x0A] }
    try writer.write(lines, to: "eventbridge/events.ndjson.gz", .gzip)
  }

  /// Events one after another, as Firehose writes them.
  private func writeConcatenated(_ samples: ArraySlice<DemoSample>) throws(DemoError) {
    try writer.write(
      Array(samples.map { envelope($0).line }.joined()),
      to: "eventbridge/firehose/2024/03/31/23/bus-events-1-2024-03-31-23-55-00")
  }

  private func notification(_ message: DemoJSON, _ number: Int) -> DemoJSON {
    .object([
      ("Type", .text("Notification")),
      ("MessageId", .text(DemoIDs.uuid(seed(500 + number)))),
      (
        "TopicArn",
        .text("arn:aws:sns:\(DemoOrganization.regionNames[0]):\(writer.account(0)):events")
      ),
      ("Message", message), ("Timestamp", .text("2024-03-31T23:50:00.000Z")),
      ("SignatureVersion", .text("1")), ("Signature", .text("EXAMPLEsignature==")),
    ])
  }

  /// Notifications of a topic, one a line.
  private func writeTopic(_ samples: ArraySlice<DemoSample>) throws(DemoError) {
    var lines: [UInt8] = []
    for (number, sample) in samples.enumerated() {
      lines += notification(.quoted(envelope(sample).line), number).line + [0x0A]
    }
    try writer.write(lines, to: "messages/sns-notifications.ndjson")
  }

  /// What `aws sqs receive-message` prints: bare events, and notifications of a topic around them.
  private func writeQueue(_ samples: ArraySlice<DemoSample>) throws(DemoError) {
    let messages = samples.enumerated().map { number, sample -> DemoJSON in
      var body = envelope(sample).line
      if number % 2 == 1 { body = notification(.quoted(body), 50 + number).line }
      return .object([
        ("MessageId", .text(DemoIDs.uuid(seed(600 + number)))),
        ("ReceiptHandle", .text("EXAMPLEhandle\(number)==")), ("Body", .quoted(body)),
      ])
    }
    try writer.write(
      DemoJSON.object([("Messages", .list(messages))]).indented(by: 4) + [0x0A],
      to: "messages/sqs-messages.json")
  }

  /// The result of a query of CloudTrail Lake, and its signature.
  private func writeQueryResult(_ samples: ArraySlice<DemoSample>) throws(DemoError) {
    let folder =
      "queries/AWSLogs/\(writer.account(0))/CloudTrail-Lake/Query/2024/03/31/"
      + DemoIDs.uuid(seed(700)) + "/"
    var table = Array("eventTime,eventName,eventJson\n".utf8)
    for sample in samples {
      let name = writer.string(world.catalogue.calls[sample.call].name)
      let time = DemoStamp.iso(sample.time).dropLast().map { $0 == "T" ? " " : $0 }
      table += Array("\"\(String(time)).000\",\"\(name)\",\"".utf8)
      for byte in sample.json {
        if byte == 0x22 { table.append(0x22) }
        table.append(byte)
      }
      table += Array("\"\n".utf8)
    }
    writer.count(records: samples.count)
    try writer.write(table, to: folder + "result_1.csv.gz", .gzip)
    let sign = DemoJSON.object([
      ("version", .text("1.0")), ("region", .text(DemoOrganization.regionNames[0])),
      (
        "files",
        .list([
          .object([
            ("fileHashValue", .text(hash(1))), ("fileName", .text("result_1.csv.gz")),
          ])
        ])
      ),
      ("hashAlgorithm", .text("SHA-256")), ("signatureAlgorithm", .text("SHA256withRSA")),
      ("queryCompleteTime", .text("2024-03-31T23:40:00Z")), ("hashSignature", .text(hash(2))),
      ("publicKeyFingerprint", .text(String(hash(3).prefix(32)))),
    ])
    try writer.write(sign.line, to: folder + "result_sign.json", as: \.skipped)
  }

  /// Sixty-four hex digits in the place of a hash.
  func hash(_ number: Int) -> String {
    var bytes: [UInt8] = []
    var random = DemoRandom(seed: seed(800), part: UInt64(number))
    bytes.append(hexDigits: 64, from: &random)
    return String(decoding: bytes, as: UTF8.self)
  }
}
