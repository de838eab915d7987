/// Records in envelopes, and Cognito's user-activity log.
extension LogShapes {
  private static let message = quoted(busEvent(1))
  private static let notification =
    "{\"Type\":\"Notification\",\"MessageId\":\"m-1\",\"TopicArn\":"
    + "\"arn:aws:sns:us-east-1:111122223333:topic\",\"Message\":\(message),\"SignatureVersion\":\"1\"}"
  private static let control = """
    {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"",\
    "subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1736906580000,\
    "message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}
    """
  private static func cell(_ field: String, _ value: String) -> String {
    "{\"field\":\"\(field)\",\"value\":\(quoted(value))}"
  }

  static let envelopes: [LogShape] = [
    // "Events from AWS services" of the EventBridge guide; its archives and Firehose put them in
    // lines or without separators.
    shape("an EventBridge event", busEvent(1), "eventbridge", ids: [1]),
    shape("EventBridge events in lines", "\(busEvent(1))\n\(busEvent(2))\n", "eventbridge"),
    shape("EventBridge events without separators", busEvent(1) + busEvent(2), "eventbridge"),
    shape(
      "an EventBridge event of something else",
      "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"EC2 Instance State-change Notification\","
        + "\"source\":\"aws.ec2\",\"account\":\"111122223333\",\"detail\":{\"state\":\"running\"}}",
      "", "skipped", ids: []),
    // "Subscription filters with Firehose": batches without separators, each packed by itself.
    shape("batches without separators", batch([record(1)]) + batch([record(2)]), "cloudwatch-logs"),
    shape(
      "packed batches",
      GzipWriter().member(Array(batch([record(1)]).utf8))
        + GzipWriter().member(Array(batch([record(2)]).utf8)), "cloudwatch-logs"),
    shape("a control message", control, "", "empty", ids: []),
    shape(
      "a control message and a batch", control + batch([record(1), record(2)]), "cloudwatch-logs"),
    shape(
      "a batch with another message", batch([record(1), "START RequestId: 1", record(2)]),
      "cloudwatch-logs", rejected: 1),
    // "GetRecords" of the Kinesis API.
    shape(
      "records of Kinesis",
      "{\"Records\":[{\"SequenceNumber\":\"1\",\"ApproximateArrivalTimestamp\":1736906580.5,"
        + "\"Data\":\"\(base64(batch([record(1), record(2)])))\",\"PartitionKey\":\"p\"}],"
        + "\"NextShardIterator\":\"x\",\"MillisBehindLatest\":0}", "kinesis"),
    shape(
      "records of Kinesis without gzip",
      "{\"Records\":[{\"SequenceNumber\":\"1\",\"Data\":\"\(base64(record(1), isPacked: false))\","
        + "\"PartitionKey\":\"p\"}]}", "kinesis", ids: [1]),
    // "Using AWS Lambda with Kinesis" and "… with CloudWatch Logs".
    shape(
      "a function's records of Kinesis",
      "{\"Records\":[{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"data\":"
        + "\"\(base64(batch([record(1), record(2)])))\"},\"eventSource\":\"aws:kinesis\","
        + "\"eventVersion\":\"1.0\",\"eventID\":\"shardId-0:1\",\"eventName\":"
        + "\"aws:kinesis:record\",\"awsRegion\":\"us-east-1\"}]}", "kinesis"),
    shape(
      "a function's batch", "{\"awslogs\":{\"data\":\"\(base64(batch([record(1), record(2)])))\"}}",
      "cloudwatch-logs"),
    // "GetLogEvents" and "FilterLogEvents" of the CloudWatch Logs API.
    shape(
      "log events",
      "{\"events\":[{\"timestamp\":1736906580000,\"message\":\(quoted(record(1))),"
        + "\"ingestionTime\":1736906581000},{\"logStreamName\":\"s\",\"timestamp\":1736906580000,"
        + "\"message\":\(quoted(record(2))),\"eventId\":\"3\"}],\"nextForwardToken\":\"f/3\"}",
      "cloudwatch-logs"),
    // "GetQueryResults": a row is an array of fields.
    shape(
      "results of Logs Insights",
      "{\"results\":[[\(cell("@timestamp", "2025-01-15")),\(cell("@message", record(1)))],"
        + "[\(cell("@message", record(2))),\(cell("@ptr", "x"))]],\"status\":\"Complete\"}",
      "cloudwatch-logs"),
    shape(
      "a download of Logs Insights",
      "[{\"@timestamp\":\"2025-01-15\",\"@message\":\(record(1))},{\"@message\":\(quoted(record(2)))}]",
      "cloudwatch-logs"),
    // "Amazon SNS message and JSON formats", and "ReceiveMessage" of SQS around it.
    shape("a notification", notification, "sns-sqs", ids: [1]),
    shape(
      "messages of SQS",
      "{\"Messages\":[{\"MessageId\":\"m\",\"ReceiptHandle\":\"r\",\"Body\":\(quoted(notification))},"
        + "{\"MessageId\":\"n\",\"Body\":\(quoted(record(2)))}]}", "sns-sqs"),
    shape(
      "a function's messages of SNS",
      "{\"Records\":[{\"EventVersion\":\"1.0\",\"EventSource\":\"aws:sns\",\"Sns\":\(notification)}]}",
      "sns-sqs", ids: [1]),
    shape(
      "a function's messages of SQS",
      "{\"Records\":[{\"messageId\":\"m\",\"body\":\(quoted(notification)),"
        + "\"eventSource\":\"aws:sqs\",\"awsRegion\":\"us-east-1\"}]}", "sns-sqs", ids: [1]),
    // Exports of Elasticsearch, Splunk and Datadog.
    shape(
      "a wrapped message", "{\"message\":\(quoted(record(1))),\"host\":\"h\"}", "wrapped", ids: [1]),
    shape(
      "an original event", "{\"event\":{\"original\":\(quoted(record(1)))}}", "wrapped", ids: [1]),
    shape("a raw event", "{\"_raw\":\(quoted(record(1))),\"_time\":\"1\"}\n", "wrapped", ids: [1]),
  ]

  private static let pretty = activity(2).replacing(",\"", with: ",\n\"")

  static let activities: [LogShape] = [
    // "Exporting user pool logs": one entry a line in S3 and from Firehose.
    shape("Cognito entries in lines", "\(activity(1))\n\(activity(2))\n", "cognito"),
    shape(
      "a Cognito entry without its time",
      activity(1).replacing(/"eventTimestamp":[^,]*,/, with: "") + "\n", "cognito", ids: [1]),
    shape("Cognito entries without separators", activity(1) + activity(2), "cognito"),
    shape("a Cognito entry over lines", pretty, "cognito", ids: [2]),
    shape(
      "one sign-in in two entries",
      "\(activity(1, response: "InProgress"))\n\(activity(1))\n", "cognito", ids: [1, 1]),
    shape(
      "a Cognito entry with a time in digits",
      activity(1).replacing("\"1736906580001\"", with: "1736906580001"), "cognito", ids: [1]),
    // The guide's own sample has another name for the source.
    shape(
      "a Cognito entry of another source",
      activity(1).replacing("USER_AUTH_EVENTS", with: "USER_ACTIVITY"), "cognito", ids: [1]),
    shape(
      "a Cognito entry with its message as text",
      "{\"eventTimestamp\":\"1736906580001\",\"eventSource\":\"USER_AUTH_EVENTS\",\"message\":"
        + quoted("{\"eventId\":\"\(eventID(1))\",\"eventType\":\"SignIn\"}")
        + ",\"logSourceId\":{\"userPoolId\":\"ap-northeast-1_EXAMPLE01\"}}", "cognito", ids: [1]),
    LogShape(
      name: "a Cognito delivery error",
      bytes: Array(
        """
        {"eventTimestamp":"1736906580001","eventSource":"USER_NOTIFICATION","logLevel":"ERROR",\
        "message":{"details":"Account does not exist"},\
        "logSourceId":{"userPoolId":"ap-northeast-1_EXAMPLE01"}}
        """.utf8), format: "cognito", state: "indexed", ids: [nil], rejected: 0),
    // "AdminListUserAuthEvents" of the API reference.
    shape(
      "a user's sign-ins",
      "{\"AuthEvents\":[{\"EventId\":\"\(eventID(1))\",\"EventType\":\"SignIn\",\"CreationDate\":"
        + "1736906580.5,\"EventResponse\":\"Fail\",\"EventRisk\":{\"RiskDecision\":\"NoRisk\"},"
        + "\"ChallengeResponses\":[{\"ChallengeName\":\"Password\",\"ChallengeResponse\":\"Failure\"}],"
        + "\"EventContextData\":{\"IpAddress\":\"192.0.2.7\",\"City\":\"null\"}}],"
        + "\"NextToken\":\"u#1\"}", "cognito", ids: [1]),
    shape(
      "Cognito entries in a batch", batch([activity(1), activity(2)]), "cloudwatch-logs"),
    // "Exporting log data to Amazon S3": a time before each message.
    shape(
      "Cognito entries of an export task",
      GzipWriter().member(
        Array(
          "2025-01-15T02:03:00.001Z \(activity(1))\n2025-01-15T02:03:00.002Z \(activity(2))\n".utf8)
      ),
      "cloudwatch-logs"),
  ]
}
