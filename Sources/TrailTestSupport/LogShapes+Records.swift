/// Records as they are delivered, in streams of values, and in pages of `lookup-events`.
extension LogShapes {
  private static let two = "\(record(1)),\(record(2))"
  private static let delivery = "{\"Records\":[\(two)]}"
  private static func packed(_ text: String) -> [UInt8] { GzipWriter().member(Array(text.utf8)) }

  /// A record of activity at an endpoint ("Logging network activity events").
  static let network = """
    {"eventVersion":"1.09","userIdentity":{"type":"AWSAccount","principalId":"AIDAEXAMPLE",\
    "accountId":"777788889999"},"eventTime":"2025-01-15T02:03:04Z",\
    "eventSource":"kms.amazonaws.com","eventName":"ListKeys","awsRegion":"us-east-1",\
    "sourceIPAddress":"192.0.2.10","errorCode":"VpceAccessDenied","eventID":"\(eventID(31))",\
    "eventType":"AwsVpceEvent","recipientAccountId":"111122223333",\
    "vpcEndpointId":"vpce-0example","vpcEndpointAccountId":"444455556666",\
    "eventCategory":"NetworkActivity"}
    """

  /// A record of unusual activity ("Logging Insights events").
  static let insight = """
    {"eventVersion":"1.08","eventTime":"2025-01-15T01:42:00Z","awsRegion":"us-east-1",\
    "eventID":"\(eventID(32))","eventType":"AwsCloudTrailInsight",\
    "recipientAccountId":"111122223333","sharedEventID":"\(eventID(99))",\
    "eventCategory":"Insight","insightDetails":{"state":"Start","eventSource":"iam.amazonaws.com",\
    "eventName":"AttachRolePolicy","insightType":"ApiErrorRateInsight","errorCode":"AccessDenied",\
    "insightContext":{"statistics":{"baseline":{"average":0.0001},"insight":{"average":6.5}},\
    "attributions":[{"attribute":"userIdentityArn","insight":[{"value":\
    "arn:aws:sts::111122223333:assumed-role/Deploy","average":6.5}],"baseline":[{"value":\
    "arn:aws:iam::111122223333:user/kenji","average":0.5},{"value":"null","average":0.1}]},\
    {"attribute":"errorCode","insight":[{"value":"AccessDenied","average":6.5}],"baseline":\
    [{"value":"null","average":0.0001}]}]}}}
    """

  /// A summary of five minutes ("CloudTrail aggregated events"); a window's start is written with a
  /// blank in one public sample.
  package static func aggregate(_ number: Int, start: String = "2025-11-17T19:20:00Z") -> String {
    """
    {"eventVersion":"1.0","accountId":"111122223333","eventId":"\(eventID(number))",\
    "eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"us-west-2",\
    "eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"\(start)",\
    "windowEnd":"2025-11-17T19:25:00Z","windowSize":"PT5M"},"summary":{"primaryDimension":\
    {"dimension":"userIdentity","statistics":[{"name":"arn:aws:iam::111122223333:user/alice",\
    "value":812}],"aggregationType":"Count"},"details":[{"dimension":"eventName","statistics":\
    [{"name":"GetObject","value":800},{"name":"PutObject","value":12}],"aggregationType":"Count"},\
    {"dimension":"sourceIpAddress","statistics":[{"name":"198.51.100.9","value":812}]},\
    {"dimension":"errorCodes","statistics":[{"name":"NoSuchKey","value":3}]},\
    {"dimension":"resourceARN","statistics":[{"name":"arn:aws:s3:::bucket-a","value":812}]}]}}
    """
  }

  static let deliveries: [LogShape] = [
    // "CloudTrail log file examples": one object, one line.
    shape("delivered records", delivery),
    shape("delivered records, packed", packed(delivery)),
    // The download of the console's event history is pretty-printed.
    shape(
      "records over lines", "{\n \"Records\": [\n\(prettyRecord(1)),\n\(prettyRecord(2))\n]\n}\n"),
    shape("records behind other members", "{\"a\":{\"b\":[1]},\"Records\":[\(two)],\"c\":null}"),
    shape("no records", "{\"Records\":[]}", "", "empty", ids: []),
    shape("null for records", "{\"Records\":null}", "", "empty", ids: []),
    shape("no bytes", "", "", "empty", ids: []),
    shape("network activity", "{\"Records\":[\(network)]}", ids: [31]),
    shape("insights", "{\"Records\":[\(insight)]}", ids: [32]),
    // One public thread reports an array at the top of aggregated files.
    shape("aggregates in an array", "[\(aggregate(33)),\(aggregate(34))]", ids: [33, 34]),
    shape("aggregates as records", "{\"Records\":[\(aggregate(33))]}", ids: [33]),
    shape("an aggregate with a blank", aggregate(35, start: "2026-08-11 11:45:00"), ids: [35]),
    // Concatenated `.gz` files are one gzip file (RFC 1952, 2.2).
    shape(
      "two members of gzip",
      packed("{\"Records\":[\(record(1))]}") + packed("{\"Records\":[\(record(2))]}")),
    shape("gzip in gzip", GzipWriter().member(packed(delivery))),
    shape("gzip with zeros behind it", packed(delivery) + [UInt8](repeating: 0, count: 512)),
  ]

  static let streams: [LogShape] = [
    shape("one record", record(1), ids: [1]),
    shape("one record over lines", prettyRecord(1), ids: [1]),
    shape("records in lines", "\(record(1))\n\(record(2))\n"),
    shape("records in lines of Windows", "\u{FEFF}\(record(1))\r\n\(record(2))\r\n"),
    shape("records without separators", record(1) + record(2)),
    shape("an array of records", "[\(two)]"),
    // `jq '.Records[]'` and the merged arrays of scripts.
    shape("arrays back to back", "[\n\(prettyRecord(1))\n]\nnull\n[\n\(prettyRecord(2))\n]\n"),
    shape("deliveries back to back", "{\"Records\":[\(record(1))]}{\"Records\":[\(record(2))]}"),
    // Files with byte order marks, put together by `copy /b` or `cat`.
    shape("byte order marks between", "\u{FEFF}\(record(1))\n\u{FEFF}\(record(2))\n"),
    shape("commas between", "\(record(1)),\n\(record(2)),\n"),
    shape("zeros between and behind", "\(record(1))\0\0\n\(record(2))\0\0\0"),
    // `jq '.Events[].CloudTrailEvent'` without `-r`.
    shape("strings in lines", "\(quoted(record(1)))\n\(quoted(record(2)))\n"),
    // `--query 'Events[].CloudTrailEvent'`, and the same with `--output text`.
    shape("an array of strings", "[\n\(quoted(record(1))),\n\(quoted(record(2)))\n]"),
    shape("records between tabs", "\(record(1))\t\(record(2))\n"),
  ]

  private static let page = "\(lookupItem(1)),\(lookupItem(2))"

  static let lookups: [LogShape] = [
    // "LookupEvents" of the API reference, as versions 1 and 2 of the AWS CLI print it.
    shape("a look-up page", "{\"Events\":[\(page)]}", "lookup-events"),
    shape(
      "a look-up page of version 2",
      "{\n \"Events\": [\n\(lookupItem(1, version: 2)),\n\(lookupItem(2, version: 2))\n ]\n}\n",
      "lookup-events"),
    shape(
      "a look-up page with a token", "{\"Events\":[\(page)],\"NextToken\":\"EXAMPLE==\"}",
      "lookup-events"),
    shape("look-up items in an array", "[\(page)]", "lookup-events"),
    shape("look-up items in lines", "\(lookupItem(1))\n\(lookupItem(2))\n", "lookup-events"),
    // `jq .Events` of several pages into one file.
    shape(
      "look-up arrays back to back", "[\n\(lookupItem(1))\n]\n[\n\(lookupItem(2))\n]\n",
      "lookup-events"),
    shape("look-up items behind null", "null\n[\(page)]\n", "lookup-events"),
    // `jq -s '{Events: add}'` of nothing.
    shape("null for events", "{\n  \"Events\": null\n}\n", "", "empty", ids: []),
    shape("no events", "{\"Events\":[]}", "", "empty", ids: []),
    // A script that writes the brace first and is stopped.
    shape("a lone brace", "{\n", "", "damaged", ids: [], rejected: 0),
    shape(
      "a look-up item that cannot be parsed",
      "{\"Events\":[{\"EventId\":\"\(eventID(1))\",\"EventName\":\"ListBuckets\","
        + "\"CloudTrailEvent\":\"{\\\"eventVersion\\\":\\\"1.08\\\",\\\"eventID\\\":}\"},"
        + "\(lookupItem(2))]}", "lookup-events"),
    shape(
      "a look-up item without its record",
      "{\"Events\":[{\"EventId\":\"\(eventID(1))\",\"EventName\":\"ListBuckets\",\"Resources\":[]}]}",
      "lookup-events", ids: [1]),
    shape(
      "a look-up page as text",
      "EXAMPLETOKEN==\nEVENTS\tAKIAEXAMPLE1\t\(record(1))\t\(eventID(1))\tListBuckets\t"
        + "s3.amazonaws.com\t1736906581.0\ttrue\tuser-1\nRESOURCES\tbucket-1\tAWS::S3::Bucket\n"
        + "EVENTS\t\(record(2))\t\(eventID(2))\tListBuckets\ts3.amazonaws.com\t1736906582.0\ttrue\n",
      "lookup-events"),
  ]
}
