/// A member by which the shape of an object is told.
///
/// Sources: "CloudTrail record contents" and "LookupEvents" of the CloudTrail documentation,
/// "Subscriptions" and "GetLogEvents" of the CloudWatch Logs one, "Exporting user activity logs" of
/// the Cognito one; `Documentation/LogFormats.md` has the table of shapes.
enum ElementMark: UInt64 {
  /// A member that only a CloudTrail record has at its top.
  case record = 0x1
  /// Its version, which other events of AWS have too.
  case version = 0x1000_0000
  case eventId = 0x2
  case timeWindow = 0x4
  case s3 = 0x8
  case cloudTrailEvent = 0x10
  case wrapperID = 0x20
  case wrapperName = 0x40
  case detail = 0x80
  case detailType = 0x100
  case logEvents = 0x200
  case eventTimestamp = 0x400
  case logSource = 0x800
  case message = 0x1000
  case snsMessage = 0x2000
  case sns = 0x4000
  case body = 0x8000
  case data = 0x1_0000
  case kinesis = 0x2_0000
  case awsLogs = 0x4_0000
  case digest = 0x8_0000
  case deliveredBucket = 0x10_0000
  case deliveredKey = 0x20_0000
  case list = 0x40_0000
  case eventResponse = 0x80_0000
  case directory = 0x100_0000
  case publicKeys = 0x200_0000
  case querySignature = 0x400_0000
  case insightsMessage = 0x800_0000
  case nextToken = 0x2000_0000

  // Constant and made before first use; it holds pointers to memory that is never freed.
  nonisolated(unsafe) private static let table = NameTable<ElementMark>([
    ("eventVersion", .version), ("eventID", .record), ("eventName", .record),
    ("userIdentity", .record), ("eventId", .eventId), ("timeWindow", .timeWindow), ("s3", .s3),
    ("CloudTrailEvent", .cloudTrailEvent), ("cloudTrailEvent", .cloudTrailEvent),
    ("EventId", .wrapperID), ("EventName", .wrapperName),
    ("detail", .detail), ("detail-type", .detailType), ("logEvents", .logEvents),
    ("eventTimestamp", .eventTimestamp), ("logSourceId", .logSource), ("message", .message),
    ("Message", .snsMessage), ("Sns", .sns), ("Body", .body), ("body", .body), ("Data", .data),
    ("kinesis", .kinesis), ("awslogs", .awsLogs), ("digestS3Object", .digest),
    ("s3Bucket", .deliveredBucket), ("s3ObjectKey", .deliveredKey), ("Records", .list),
    ("Events", .list), ("events", .list), ("results", .list), ("Messages", .list),
    ("AuthEvents", .list), ("records", .list), ("hits", .list), ("QueryResultRows", .list),
    ("EventResponse", .eventResponse), ("Users", .directory),
    ("Accounts", .directory), ("Groups", .directory), ("GroupMemberships", .directory),
    ("UserDetailList", .directory), ("RoleDetailList", .directory),
    ("UserAttributes", .directory), ("IdentityStoreId", .directory), ("ReportFormat", .directory),
    ("PublicKeyList", .publicKeys), ("publicKeyList", .publicKeys),
    ("hashSignature", .querySignature), ("@message", .insightsMessage),
    ("NextToken", .nextToken),
  ])

  /// The mark that a name is.
  ///
  /// - Parameter name: At least eight bytes must be readable from its start.
  static func named(_ name: UnsafeRawBufferPointer) -> ElementMark? { table.value(name) }

  /// The marks of an object's members.
  static func all(of node: JSONNode, _ memory: JSONText) -> Marks {
    var marks = Marks()
    node.structure.forEachMember(node.index, memory) { name, _ in
      if let mark = named(name) { marks.insert(mark) }
    }
    return marks
  }

  /// A set of marks.
  struct Marks {
    private var bits: UInt64 = 0

    mutating func insert(_ mark: ElementMark) { bits |= mark.rawValue }

    func has(_ mark: ElementMark) -> Bool { bits & mark.rawValue != 0 }

    func has(_ first: ElementMark, _ second: ElementMark) -> Bool { has(first) && has(second) }
  }
}
