/// What the columns of a table feed, told by its header.
///
/// Sources: "Viewing CloudTrail Lake query results" and "Downloading events" of the CloudTrail User
/// Guide; column names are whatever a query selected, so they are compared without case and marks.
struct TableColumns {
  /// What a cell is.
  enum Column {
    /// A whole record as JSON.
    case record
    case field(RecordField)
    /// `userIdentity` as the query engine writes a structure: `{type=…, arn=…}`.
    case identity
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
    let names = row.cells.map { cell in
      cell.filter { $0 != 0x5F && $0 != 0x20 && $0 != 0x2E && $0 != 0x2D }
        .map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    }.map { String(decoding: $0, as: UTF8.self) }
    columns = names.map { TableColumns.named[$0] ?? .ignored }
    recordColumn = columns.firstIndex {
      if case .record = $0 { return true }
      return false
    }
    headerLength = end
    let isOfEvents =
      names.contains("eventname") && (names.contains("eventid") || names.contains("eventtime"))
    guard recordColumn != nil || isOfEvents else { return nil }
  }

  private static let named: [String: Column] = [
    "eventjson": .record, "@message": .record, "cloudtrailevent": .record,
    "eventid": .field(.eventID), "eventtime": .field(.eventTime),
    "eventname": .field(.eventName), "eventsource": .field(.eventSource),
    "eventversion": .field(.eventVersion), "awsregion": .field(.awsRegion),
    "sourceipaddress": .field(.sourceIPAddress), "useragent": .field(.userAgent),
    "errorcode": .field(.errorCode), "errormessage": .field(.errorMessage),
    "requestid": .field(.requestID), "eventtype": .field(.eventType),
    "recipientaccountid": .field(.recipientAccountID), "readonly": .field(.readOnly),
    "managementevent": .field(.managementEvent), "sharedeventid": .field(.sharedEventID),
    "eventcategory": .field(.eventCategory), "username": .field(.wrapperUserName),
    "awsaccesskey": .field(.wrapperAccessKeyID), "accesskeyid": .field(.wrapperAccessKeyID),
    "resourcename": .resource, "useridentity": .identity,
    "useridentitytype": .field(.identityType), "useridentityarn": .field(.identityARN),
    "useridentityusername": .field(.identityUserName),
    "useridentityprincipalid": .field(.identityPrincipalID),
    "useridentityaccountid": .field(.identityAccountID),
    "useridentityaccesskeyid": .field(.identityAccessKeyID),
    "useridentityinvokedby": .field(.identityInvokedBy),
  ]
}
