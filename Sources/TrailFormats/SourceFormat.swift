/// Which export a source is: what its first record came out of.
///
/// Stored on disk by its number; never renumber.
package enum SourceFormat: UInt8, CaseIterable, Sendable {
  case unknown = 0
  /// CloudTrail's own files, and records that stand by themselves.
  case cloudTrail = 1
  case lookupEvents = 2
  case cognito = 3
  case eventBridge = 4
  case cloudWatchLogs = 5
  /// Messages of SNS and SQS.
  case messages = 6
  case kinesis = 7
  /// Comma-separated values: results of CloudTrail Lake, downloads of the console.
  case table = 8
  case digest = 9
  /// People and accounts by name.
  case directory = 10
  /// Records wrapped by another tool.
  case export = 11

  /// The name in output.
  package var name: String {
    switch self {
    case .unknown: ""
    case .cloudTrail: "cloudtrail"
    case .lookupEvents: "lookup-events"
    case .cognito: "cognito"
    case .eventBridge: "eventbridge"
    case .cloudWatchLogs: "cloudwatch-logs"
    case .messages: "sns-sqs"
    case .kinesis: "kinesis"
    case .table: "csv"
    case .digest: "digest"
    case .directory: "directory"
    case .export: "wrapped"
    }
  }
}

/// What a value is that holds no record.
package enum OtherContent: UInt8, CaseIterable, Sendable {
  case unknown
  case foreignRecords, s3Notification, deliveryNotice, controlMessage, message
  case digest, directory, publicKeys, querySignature

  /// Why it gives no event.
  package var reason: String {
    switch self {
    case .unknown: "no record of CloudTrail or Cognito"
    case .foreignRecords: "a record of another service"
    case .s3Notification: "an S3 event notification, not a log"
    case .deliveryNotice: "a notice that CloudTrail delivered a file, not a log"
    case .controlMessage: "a control message of CloudWatch Logs"
    case .message: "a log message that is no record of CloudTrail or Cognito"
    case .digest: "a CloudTrail digest"
    case .directory: "names of people or accounts"
    case .publicKeys: "public keys of CloudTrail digests"
    case .querySignature: "the signature of CloudTrail Lake results"
    }
  }

  /// Whether it is no record and nothing lost: it is not counted among the records of a source.
  package var isExpected: Bool {
    switch self {
    case .controlMessage, .digest, .directory, .publicKeys, .querySignature, .deliveryNotice: true
    case .unknown, .foreignRecords, .s3Notification, .message: false
    }
  }
}

/// Why a record of a source gave no event.
package enum RejectionReason: Hashable, Sendable {
  /// The element of a list of records is no object.
  case notObject
  case broken
  case cut
  /// Longer than the record limit.
  case tooLong
  /// In more envelopes than ``ElementReader/deepestEnvelope``.
  case tooDeep
  /// Data that should be base64 of gzip or JSON.
  case undecodable
  /// A row of a table with fewer or more cells than its header.
  case wrongRow
  case other(OtherContent)

  /// Whether the source lost something that it should hold.
  var isDamage: Bool {
    switch self {
    case .broken, .cut, .undecodable: true
    case .notObject, .tooLong, .tooDeep, .wrongRow, .other: false
    }
  }

  /// In words for a listing.
  package var text: String {
    switch self {
    case .notObject: "not a JSON object"
    case .broken: "broken JSON"
    case .cut: "cut off"
    case .tooLong: "longer than the record limit"
    case .tooDeep: "in more than 8 envelopes"
    case .undecodable: "data that is not base64 of gzip or JSON"
    case .wrongRow: "a row that does not fit the header"
    case .other(let content): content.reason
    }
  }
}
