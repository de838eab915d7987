/// Tables, lines, and files that hold no event.
extension LogShapes {
  private static func cell(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  static let tables: [LogShape] = [
    // "View and save CloudTrail Lake query results": the columns are those of the query.
    shape(
      "query results with whole records",
      "eventid,eventjson\n\(eventID(1)),\(cell(record(1)))\n\(eventID(2)),\(cell(record(2)))\n",
      "csv"),
    shape(
      "query results of Windows",
      "eventid,eventjson\r\n\(eventID(1)),\(cell(record(1)))\r\n\(eventID(2)),\(cell(record(2)))\r\n",
      "csv"),
    shape(
      "query results with columns",
      "eventID,eventTime,eventName,eventSource,userIdentity,awsRegion\n"
        + "\(eventID(1)),2025-01-15 02:03:04.000,ListBuckets,s3.amazonaws.com,"
        + "\"{type=IAMUser, arn=arn:aws:iam::111122223333:user/alice, username=alice}\",us-east-1\n"
        + "\(eventID(2)),2025-01-15 02:03:05.000,ListBuckets,s3.amazonaws.com,null,us-east-1\n",
      "csv"),
    shape(
      "a row that is too short",
      "eventID,eventTime,eventName\n\(eventID(1)),2025-01-15 02:03:04.000,A\nx,y\n"
        + "\(eventID(2)),2025-01-15 02:03:04.000,A\n", "csv", rejected: 1),
    shape("only a header", "eventID,eventTime,eventName\n", "", "empty", ids: []),
    // "Downloading events" of the console's event history.
    LogShape(
      name: "a download of the console",
      bytes: Array(
        """
        Event name,Event time,User name,Event source,Resource type,Resource name
        ListBuckets,2025-01-15T02:03:04Z,alice,s3.amazonaws.com,[],bucket-1
        """.utf8), format: "csv", state: "indexed", ids: [nil], rejected: 0),
    // The download of Logs Insights.
    shape(
      "a table of messages",
      "@timestamp,@message\n2025-01-15 02:03:04.000,\(cell(record(1)))\n"
        + "2025-01-15 02:03:04.000,\(cell(prettyRecord(2)))\n", "csv"),
  ]

  /// Exports of other tools, and what scripts leave in front of what they got.
  static let tools: [LogShape] = [
    // The items of AWS SDK for Java 2 as Jackson writes them: names begin in lower case.
    shape(
      "look-up items of Java", "[\(javaItem(1)),\(javaItem(2))]\n", "lookup-events"),
    shape(
      "look-up items of Java one a line", "\(javaItem(1))\n\(javaItem(2))\n", "lookup-events"),
    // "GetQueryResults" of the CloudTrail API reference.
    shape(
      "results of a query through the API",
      "{\"QueryStatus\":\"FINISHED\",\"QueryResultRows\":[[\(result("eventID", eventID(1))),"
        + "\(result("eventName", "ListBuckets")),\(result("eventTime", "2025-01-15 02:03:04.000"))],"
        + "[\(result("eventID", eventID(2))),\(result("eventName", "ListBuckets"))]]}", "csv"),
    shape(
      "whole records as results of a query through the API",
      "{\"QueryResultRows\":[[\(result("eventID", eventID(1))),\(result("eventJson", record(1)))],"
        + "[\(result("eventID", eventID(2))),\(result("eventJson", record(2)))]]}", "csv"),
    // "Search" of the OpenSearch documentation.
    shape(
      "an answer of OpenSearch",
      "{\"took\":5,\"timed_out\":false,\"hits\":{\"total\":{\"value\":2},\"hits\":["
        + "{\"_index\":\"logs\",\"_source\":\(record(1))},{\"_index\":\"logs\",\"_source\":\(record(2))}]}}",
      "wrapped"),
    shape(
      "a list of records in lower case", "{\"records\":[\(record(1)),\(record(2))]}"),
    shape(
      "a page behind the words of a script",
      "Fetching next page...\n\n{\"Events\": [\n  \(lookupItem(1)),\n  \(lookupItem(2))\n]}\n",
      "lookup-events"),
    shape(
      "records behind a comment", "# exported 2025\n{\"Records\":[\(record(1)),\(record(2))]}\n"),
    shape(
      "records in lines behind text", "hello\n[INFO] world\n\(record(1))\n\(record(2))\n"),
    shape(
      "records between lines of text", "hello\n\(record(1))\nworld\n\(record(2))\n", "wrapped"),
    // `aws cloudtrail lookup-events --output yaml`.
    shape(
      "look-up items in YAML",
      "Events:\n- AccessKeyId: AKIAEXAMPLE1\n  CloudTrailEvent: '\(record(1))'\n  EventId: x\n"
        + "- AccessKeyId: AKIAEXAMPLE2\n  CloudTrailEvent: '\(record(2))'\n", "wrapped"),
    shape(
      "a table of times and messages",
      "timestamp,message\n1736906584000,\(cell(record(1)))\n1736906584000,\(cell(record(2)))\n",
      "csv"),
  ]

  private static func javaItem(_ number: Int) -> String {
    """
    {"eventId":"\(eventID(number))","eventName":"ListBuckets","readOnly":"true",\
    "accessKeyId":"AKIAEXAMPLE\(number)","eventTime":173690658\(number % 10)000,\
    "eventSource":"s3.amazonaws.com","username":"user-\(number)","resources":[{"resourceType":\
    "AWS::S3::Bucket","resourceName":"bucket-\(number)"}],"cloudTrailEvent":\(quoted(record(number)))}
    """
  }

  private static func result(_ column: String, _ value: String) -> String {
    "{\(quoted(column)):\(quoted(value))}"
  }

  private static let time = "2025-01-15T02:03:04.369Z "

  static let lines: [LogShape] = [
    // "Exporting log data to Amazon S3": a message may have several lines.
    shape(
      "lines of an export task", "\(time)\(record(1))\n\(time)\(record(2))\n", "cloudwatch-logs"),
    shape(
      "entries of several lines", "\(time)\(prettyRecord(1))\n\(time)\(prettyRecord(2))\n",
      "cloudwatch-logs"),
    shape(
      "lines with other messages",
      "\(time)START RequestId: 1\n\(time)\(record(1))\n\(time)REPORT {x}\n\(time)\(record(2))\n",
      "cloudwatch-logs", rejected: 2),
    shape(
      "lines of another tool",
      "Jan 15 02:03:04 host collector: \(record(1))\nJan 15 02:03:05 host collector: \(record(2))\n",
      "wrapped"),
  ]

  private static func other(_ name: String, _ text: String, _ state: String = "skipped") -> LogShape
  {
    shape(name, text, state == "skipped" ? "" : state, state, ids: [])
  }

  static let others: [LogShape] = [
    // "CloudTrail digest file structure".
    other(
      "a digest",
      "{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2025-01-15T01:01:31Z\","
        + "\"digestEndTime\":\"2025-01-15T02:01:31Z\",\"digestS3Bucket\":\"b\",\"digestS3Object\":"
        + "\"AWSLogs/x\",\"previousDigestSignature\":null,\"logFiles\":[]}", "digest"),
    // "ListUsers" and "AdminGetUser" of Cognito, "ListUsers" and "DescribeUser" of the Identity
    // Store, "ListAccounts" of Organizations, the reports of IAM.
    other(
      "users of Cognito",
      "{\"Users\":[{\"Username\":\"taro\",\"Attributes\":[{\"Name\":\"sub\",\"Value\":\"0784\"}],"
        + "\"Enabled\":true}],\"PaginationToken\":\"x\"}", "directory"),
    other(
      "a user of Cognito",
      "{\"Username\":\"taro\",\"UserAttributes\":[{\"Name\":\"sub\",\"Value\":\"0784\"}]}",
      "directory"),
    other(
      "users of an identity store",
      "{\"Users\":[{\"UserName\":\"hanako\",\"UserId\":\"9448\",\"IdentityStoreId\":\"d-1\"}]}",
      "directory"),
    other(
      "a user of an identity store",
      "{\"UserName\":\"hanako\",\"UserId\":\"9448\",\"Name\":{\"GivenName\":\"Hanako\"},"
        + "\"IdentityStoreId\":\"d-1234567890\"}", "directory"),
    other(
      "memberships", "{\"GroupMemberships\":[{\"GroupId\":\"g\",\"MemberId\":{\"UserId\":\"u\"}}]}",
      "directory"),
    other("groups", "{\"Groups\":[{\"GroupId\":\"g\",\"DisplayName\":\"Admins\"}]}", "directory"),
    other("accounts", "{\"Accounts\":[{\"Id\":\"111122223333\",\"Name\":\"prod\"}]}", "directory"),
    other(
      "details of IAM",
      "{\"UserDetailList\":[{\"UserName\":\"a\",\"UserId\":\"AIDA\"}],\"Policies\":[]}",
      "directory"),
    other(
      "a credential report in JSON",
      "{\"Content\":\"dXNlcixhcm4=\",\"ReportFormat\":\"text/csv\",\"GeneratedTime\":1}",
      "directory"),
    other(
      "a credential report",
      "user,arn,user_creation_time,password_enabled\n<root_account>,arn:aws:iam::1:root,x,y\n",
      "directory"),
    other(
      "an import table of Cognito",
      "name,cognito:username,cognito:mfa_enabled,email\nx,taro,false,e\n",
      "directory"),
  ]

  static let unread: [LogShape] =
    [
      // "Notification message structure" of S3.
      other(
        "a notification of S3",
        "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"eventTime\":"
          + "\"2025-01-15T02:03:04.000Z\",\"eventName\":\"ObjectCreated:Put\",\"userIdentity\":"
          + "{\"principalId\":\"A\"},\"s3\":{\"object\":{\"key\":\"a%3Db\"}}}]}"),
      // "Configuring Amazon SNS notifications for CloudTrail".
      other("a notice of delivery", "{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"AWSLogs/x.json.gz\"]}"),
      other(
        "a notice of delivery in a notification",
        "{\"Type\":\"Notification\",\"Message\":"
          + quoted("{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"AWSLogs/x.json.gz\"]}") + "}"),
      other(
        "a validation message",
        "{\"Type\":\"Notification\",\"Message\":\"CloudTrail validation message.\"}"),
      other("public keys", "{\"PublicKeyList\":[{\"Value\":\"x\",\"Fingerprint\":\"00\"}]}"),
      other(
        "a signature of query results",
        "{\"version\":\"1.0\",\"files\":[{\"fileHashValue\":\"x\"}],\"hashSignature\":\"y\"}"),
      other("the probe of an export task", "Permission Check Successful"),
      other("other JSON", "{\"a\":[1,2,{\"b\":null}]}"),
      other("prose", "These are notes about the archive.\n"),
    ]
    + [
      ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
      ("zip", [0x50, 0x4B, 3, 4]), ("bzip2", [0x42, 0x5A, 0x68, 0x39]),
      ("Parquet", [0x50, 0x41, 0x52, 0x31]),
      ("Snappy", [0xFF, 6, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]),
    ].map { name, mark in
      shape("\(name) compression", mark + [UInt8](repeating: 7, count: 40), "", "skipped", ids: [])
    }
}
