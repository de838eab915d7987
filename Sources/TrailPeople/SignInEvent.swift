package import TrailEvents
internal import TrailFormats
package import TrailSearch

/// An event that is part of a sign-in, with what joining needs of its record.
package struct SignInEvent: Sendable {
  package var hit: Hit
  /// Milliseconds since 1970; events without a time take no part in joins.
  package var time: Int64
  package var id: String?
  package var name: String
  package var source: String
  /// The account that got the event.
  package var account: String?
  package var address: String?
  package var agent: String?
  package var region: String?
  /// The type of identity.
  package var type: String?
  /// The first name of who acted; `nil` when AWS hides it.
  package var user: String?
  package var sub: String?
  package var role: String?
  package var permissionSet: String?
  package var result: EventResult
  package var factor: FactorState
  package var kind: EventKind
  /// Values of ``paths`` by path.
  private var values: [String: String]

  /// The value at a path of the record, one of ``paths``.
  package subscript(path: String) -> String? { values[path] }

  /// Paths of records that joins look at.
  ///
  /// Source: the sign-in events of "AWS Management Console sign-in events", "IAM Identity Center
  /// information in CloudTrail" and "Logging Amazon Cognito API calls".
  package static let paths: [String] = [
    "errorCode", "errorMessage", "userIdentity.arn", "userIdentity.principalId",
    "userIdentity.credentialId", "userIdentity.accessKeyId", "userIdentity.onBehalfOf.userId",
    "userIdentity.onBehalfOf.identityStoreArn",
    "userIdentity.sessionContext.attributes.creationDate",
    "additionalEventData.AuthWorkflowID", "additionalEventData.UserName",
    "additionalEventData.LoginTo", "additionalEventData.CredentialType",
    "additionalEventData.MFAUsed", "additionalEventData.MfaType", "additionalEventData.sub",
    "additionalEventData.userPoolId", "additionalEventData.SwitchFrom",
    "serviceEventDetails.account_id", "serviceEventDetails.role_name",
    "serviceEventDetails.CredentialVerification",
    "requestParameters.account_id", "requestParameters.accountId",
    "requestParameters.role_name", "requestParameters.roleName", "requestParameters.roleArn",
    "requestParameters.principalArn", "requestParameters.roleSessionName",
    "responseElements.credentials.accessKeyId", "responseElements.accessKey.accessKeyId",
    "responseElements.assumedRoleUser.assumedRoleId", "userIdentity.accountId",
    "userIdentity.sessionContext.sourceIdentity",
    "requestParameters.authFlow", "requestParameters.clientId", "requestParameters.userPoolId",
    "requestParameters.challengeName", "responseElements.challengeName",
    "responseElements.authenticationResult", "responseElements.ConsoleLogin",
    "responseElements.CheckMfa", "message.eventId", "message.clientId", "message.userPoolId",
    "message.eventResponse", "message.riskDecision", "message.riskLevel",
  ]

  private static let parsedPaths: [(String, RecordPath)] = paths.compactMap { path in
    RecordPath(path.contains(".") ? path : "." + path).map { (path, $0) }
  }

  /// Reads an event; `nil` when it has no time.
  init?(_ hit: Hit, _ row: EventRow, _ record: RecordExtractor, _ reader: RecordPathReader) {
    guard let time = hit.time else { return nil }
    self.hit = hit
    self.time = time
    func text(_ field: RecordField) -> String? {
      record[field].map { String(decoding: $0, as: UTF8.self) }
    }
    id = text(.eventID)
    name = row[.event] ?? ""
    source = row[.source] ?? ""
    account = row[.recipient]
    address = row[.ip]
    agent = row[.agent]
    region = row[.region]
    type = row[.type]
    user = row[.user]
    sub = row[.sub]
    role = row[.role]
    permissionSet = row[.permissionSet]
    result = row[.result].flatMap { EventResult(rawValue: $0) } ?? .success
    factor = row[.mfa].flatMap { FactorState(rawValue: $0) } ?? .unknown
    kind = row[.kind].flatMap { EventKind(rawValue: $0) } ?? .cloudtrail
    var values: [String: String] = [:]
    for (path, parsed) in SignInEvent.parsedPaths {
      _ = reader.contains(parsed, in: record.recordText) { value in
        guard value.bytes.count > 0 else { return true }
        values[path] =
          value.kind == .object || value.kind == .array
          ? "{}" : String(decoding: value.bytes, as: UTF8.self)
        return true
      }
    }
    self.values = values
  }

  /// Reads the events of hits, in the order of time; those without a time are left out.
  static func read(
    _ hits: [Hit], _ searcher: Searcher, _ rows: EventRowReader, _ reader: RecordPathReader
  ) throws -> [SignInEvent] {
    var events: [SignInEvent] = []
    var bySegment: [Int: [Hit]] = [:]
    for hit in hits { bySegment[hit.segment, default: []].append(hit) }
    for (number, unsorted) in bySegment.sorted(by: { $0.key < $1.key }) {
      let sorted = unsorted.sorted { $0.document < $1.document }
      var index = 0
      try searcher.records.forEach(
        sorted.map(\.document), in: try searcher.snapshot.segment(number)
      ) { _, record, _ in
        let hit = sorted[index]
        index += 1
        if let event = SignInEvent(hit, try rows.row(hit), record, reader) { events.append(event) }
      }
    }
    return events.sorted(by: precedes)
  }

  /// Whether the event is of a service.
  func isFrom(_ service: String) -> Bool { source == service + ".amazonaws.com" }

  /// When the session was created that the event belongs to, in ms.
  var creationTime: Int64? {
    self["userIdentity.sessionContext.attributes.creationDate"].flatMap {
      Timestamp($0)?.milliseconds
    }
  }
}
