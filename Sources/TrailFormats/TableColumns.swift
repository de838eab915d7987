/// What the columns of a table feed, told by its header.
///
/// Sources: "Viewing CloudTrail Lake query results" and "Downloading events" of the CloudTrail User
/// Guide; column names are whatever a query selected, so they are compared without case and marks.
struct TableColumns {
  /// What a cell is.
  enum Column {
    /// A whole record as JSON.
    case record
    /// The text of a member of the record.
    case text(String)
    /// A member of the record as JSON, or as the query engine writes a structure.
    case value(String)
    /// What stands beside the record, or inside its identity.
    case field(RecordField)
    /// The name of a resource.
    case resource
    case ignored
  }

  let columns: [Column]
  /// Bytes of the header with what precedes it and its line end.
  let headerLength: Int
  /// Number of the column with whole records.
  let recordColumn: Int?

  /// Reads a header.
  ///
  /// - Parameter end: Offset in the text behind the header's line.
  /// - Returns: `nil` when the line is no header of a table of events.
  init?(header: UnsafeRawBufferPointer, end: Int) {
    var row = TableRow()
    guard row.read(header, from: 0, isLast: true) != nil else { return nil }
    self.init(names: row.cells, headerLength: end)
  }

  /// - Parameter headerLength: See ``headerLength``.
  /// - Returns: `nil` when these are no columns of a table of events.
  init?(names: [some Collection<UInt8>], headerLength: Int) {
    let names = names.map { cell in
      cell.filter { $0 != 0x5F && $0 != 0x20 && $0 != 0x2E && $0 != 0x2D }
        .map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    }.map { String(decoding: $0, as: UTF8.self) }
    // Tables of log messages; by itself the word is a column of anything.
    let isLog = names.contains("message") && names.contains { $0.hasSuffix("timestamp") }
    columns = names.map {
      isLog && $0 == "message" ? .record : TableColumns.named[$0] ?? .ignored
    }
    recordColumn = columns.firstIndex {
      if case .record = $0 { return true }
      return false
    }
    self.headerLength = headerLength
    let isOfEvents =
      names.contains("eventname") && (names.contains("eventid") || names.contains("eventtime"))
    guard recordColumn != nil || isOfEvents else { return nil }
  }

  /// What the columns do not tell of an event, whatever stands in its cells.
  var omissions: RecordOmissions {
    var omissions: RecordOmissions = [.errors, .responses, .serviceDetails]
    for column in columns {
      switch column {
      case .text("errorCode"), .text("errorMessage"): omissions.remove(.errors)
      case .value("responseElements"): omissions.remove(.responses)
      case .value("serviceEventDetails"): omissions.remove(.serviceDetails)
      default: break
      }
    }
    return omissions
  }

  private static let named: [String: Column] = [
    "eventjson": .record, "@message": .record, "cloudtrailevent": .record,
    "eventid": .text("eventID"), "eventtime": .text("eventTime"),
    "eventname": .text("eventName"), "eventsource": .text("eventSource"),
    "eventversion": .text("eventVersion"), "awsregion": .text("awsRegion"),
    "sourceipaddress": .text("sourceIPAddress"), "useragent": .text("userAgent"),
    "errorcode": .text("errorCode"), "errormessage": .text("errorMessage"),
    "requestid": .text("requestID"), "eventtype": .text("eventType"),
    "apiversion": .text("apiVersion"), "recipientaccountid": .text("recipientAccountId"),
    "readonly": .text("readOnly"), "managementevent": .text("managementEvent"),
    "sharedeventid": .text("sharedEventID"), "eventcategory": .text("eventCategory"),
    "sessioncredentialfromconsole": .text("sessionCredentialFromConsole"),
    "vpcendpointid": .text("vpcEndpointId"),
    "vpcendpointaccountid": .text("vpcEndpointAccountId"),
    "useridentity": .value("userIdentity"), "requestparameters": .value("requestParameters"),
    "responseelements": .value("responseElements"),
    "additionaleventdata": .value("additionalEventData"),
    "serviceeventdetails": .value("serviceEventDetails"), "resources": .value("resources"),
    "tlsdetails": .value("tlsDetails"), "insightdetails": .value("insightDetails"),
    "addendum": .value("addendum"), "eventcontext": .value("eventContext"),
    "edgedevicedetails": .value("edgeDeviceDetails"),
    "username": .field(.wrapperUserName), "awsaccesskey": .field(.wrapperAccessKeyID),
    "accesskeyid": .field(.wrapperAccessKeyID), "resourcename": .resource,
    "useridentitytype": .field(.identityType), "useridentityarn": .field(.identityARN),
    "useridentityusername": .field(.identityUserName),
    "useridentityprincipalid": .field(.identityPrincipalID),
    "useridentityaccountid": .field(.identityAccountID),
    "useridentityaccesskeyid": .field(.identityAccessKeyID),
    "useridentityinvokedby": .field(.identityInvokedBy),
  ]

  /// The names of the members of structures, which query engines write in lower case.
  static func structureNames(of member: String) -> [String: String] {
    switch member {
    case "userIdentity": identityNames
    case "resources": resourceNames
    case "tlsDetails": tlsNames
    default: [:]
    }
  }

  private static let identityNames = lowered([
    "principalId", "accountId", "accessKeyId", "userName", "invokedBy", "identityProvider",
    "credentialId",
    "sessionContext", "sessionIssuer", "webIdFederationData", "federatedProvider",
    "mfaAuthenticated",
    "creationDate", "sourceIdentity", "ec2RoleDelivery", "assumedRoot", "onBehalfOf", "userId",
    "identityStoreArn", "inScopeOf", "sourceArn", "sourceAccount", "issuerType",
    "credentialsIssuedTo",
    "invokedByDelegate",
  ])
  private static let resourceNames = lowered(["ARN", "ARNPrefix", "accountId"])
  private static let tlsNames = lowered(["tlsVersion", "cipherSuite", "clientProvidedHostHeader"])

  private static func lowered(_ names: [String]) -> [String: String] {
    Dictionary(uniqueKeysWithValues: names.map { ($0.lowercased(), $0) })
  }
}
