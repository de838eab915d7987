/// Cognito's user-activity log.
///
/// Source: "Exporting user pool logs" and "AdminListUserAuthEvents" of the Cognito documentation.
extension ElementReader {
  /// The constant that stands for the event source of all entries.
  static let activitySource: StaticString = "cognito-idp.user-activity"

  /// Reads an entry of the exported log.
  func activity(_ node: JSONNode, _ depth: Int, _ found: (Finding) -> Void) {
    note(.cognito)
    guard let text = node.bytes else { return found(.rejected(.cut)) }
    record.begin(.activity, text: text)
    var message = node.member("message", names)
    if let raw = message?.rawString, depth < ElementReader.deepestEnvelope {
      // Some pipelines write the message as a text.
      let structure = level(depth).load(unescaping: raw)
      message = structure.byte(0) == 0x7B ? JSONNode(structure, 0) : nil
    }
    record.set(.eventSource, Bytes.constant(ElementReader.activitySource))
    let time = node.text("eventTimestamp", record.text).flatMap { RecordTime.any($0) }
    if let message, message.isObject {
      record.setTime(
        time ?? message.text("creationDate", record.text).flatMap { RecordTime.any($0) })
      entry(message)
      digest(message)
    } else {
      record.setTime(time)
      digest(node)
    }
    if record[.eventName] == nil { record.set(.eventName, node.text("eventSource", record.text)) }
    if record[.activityResponse] == nil, let level = node.text("logLevel", record.text),
      level.elementsEqual("ERROR".utf8)
    {
      record.set(.activityResponse, Bytes.constant("Fail"))
    }
    if let source = node.member("logSourceId", names) {
      record.set(.requestUserPoolID, source.text("userPoolId", record.text))
    }
    setRegion(ofPool: record[.additionalUserPoolID] ?? record[.requestUserPoolID])
    found(.record)
  }

  private func entry(_ message: JSONNode) {
    for (name, field) in ElementReader.entryFields {
      record.set(field, message.text(name, record.text))
    }
    record.add(.additionalSub, message.text("userSub", record.text))
    if let challenges = message.member("challenges", names) { setFactor(challenges) }
  }

  private static let entryFields: [(StaticString, RecordField)] = [
    ("eventId", .eventID), ("requestId", .requestID), ("eventType", .eventName),
    ("userName", .additionalUserName), ("userPoolId", .additionalUserPoolID),
    ("clientId", .requestClientID), ("ipAddress", .sourceIPAddress),
    ("eventResponse", .activityResponse), ("riskDecision", .activityRiskDecision),
    ("riskLevel", .activityRiskLevel), ("city", .activityCity),
  ]

  /// Reads an item of `admin-list-user-auth-events`, which names neither user nor pool.
  func activityItem(_ node: JSONNode, _ found: (Finding) -> Void) {
    note(.cognito)
    guard let text = node.bytes else { return found(.rejected(.cut)) }
    record.begin(.activity, text: text)
    record.set(.eventSource, Bytes.constant(ElementReader.activitySource))
    record.set(.eventID, node.text("EventId", record.text))
    record.set(.eventName, node.text("EventType", record.text))
    record.set(.activityResponse, node.text("EventResponse", record.text))
    record.setTime(node.text("CreationDate", record.text).flatMap { RecordTime.any($0) })
    if let context = node.member("EventContextData", names) {
      record.set(.sourceIPAddress, context.text("IpAddress", record.text))
      record.set(.activityCity, context.text("City", record.text))
    }
    if let risk = node.member("EventRisk", names) {
      record.set(.activityRiskDecision, risk.text("RiskDecision", record.text))
      record.set(.activityRiskLevel, risk.text("RiskLevel", record.text))
    }
    if let challenges = node.member("ChallengeResponses", names) { setFactor(challenges) }
    digest(node)
    found(.record)
  }

  /// Sets what the challenges say of a second factor: `["Mfa:Success"]`, or objects with a name and
  /// a response.
  private func setFactor(_ challenges: JSONNode) {
    var isAsked = false
    challenges.forEachElement { item in
      isAsked = true
      var text = item.text(names).map { String(decoding: $0, as: UTF8.self) } ?? ""
      if item.isObject {
        let name =
          item.text("ChallengeName", names) ?? item.text("challengeName", names)
        let response =
          item.text("ChallengeResponse", names) ?? item.text("challengeResponse", names)
        if let name, let response {
          text =
            String(decoding: name, as: UTF8.self) + ":" + String(decoding: response, as: UTF8.self)
        }
      }
      if text.lowercased() == "mfa:success" {
        record.set(.activityFactor, Bytes.constant("yes"))
      }
    }
    let isPassed = record[.activityResponse]?.elementsEqual("Pass".utf8) ?? false
    if isAsked, isPassed, record[.activityFactor] == nil {
      record.set(.activityFactor, Bytes.constant("no"))
    }
  }

  /// The region of a pool is what precedes the underscore of its id.
  private func setRegion(ofPool pool: Bytes?) {
    guard let pool, let mark = pool.firstIndex(of: 0x5F), mark > 0 else { return }
    record.set(.awsRegion, Bytes(rebasing: pool[..<mark]))
  }

  /// Sets the text that identifies an entry: the value without insignificant blanks, so that it is
  /// the same however it was delivered.
  private func digest(_ node: JSONNode) {
    guard let end = node.structure.skip(node.index), let whole = node.bytes else { return }
    let memory = record.text.allocate(whole.count)
    var count = 0
    for index in node.index..<end {
      var piece = Bytes(start: node.structure.text + node.structure.offset(index), count: 1)
      switch node.structure.byte(index) {
      case 0x7B, 0x7D, 0x5B, 0x5D, 0x3A, 0x2C: break
      default: piece = JSONNode(node.structure, index).bytes ?? piece
      }
      UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: piece)
      count += piece.count
    }
    record.setDigestText(Bytes(rebasing: Bytes(memory)[..<count]))
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes of a literal.
  static func constant(_ text: StaticString) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
