/// The catalogue: messages and analytics.
extension DemoServices {
  static let messages: [DemoService] = [
    DemoService(
      "sqs",
      [.app, .ops, .console],
      5,
      [
        DemoCall(
          "GetQueueAttributes",
          .read,
          14,
          "queueUrl='https://sqs.$region.amazonaws.com/$account/$queue',attributeNames=[All]"
        ),
        DemoCall("ListQueues", .read, 4, "queueNamePrefix=$word"),
        DemoCall("CreateQueue", .write, 1, "queueName=$queue,attributes=(VisibilityTimeout='30')"),
        DemoCall(
          "PurgeQueue",
          .write,
          1,
          "queueUrl='https://sqs.$region.amazonaws.com/$account/$queue'"
        ),
      ]
    ),
    DemoService(
      "sns",
      [.app, .ops, .console],
      4,
      [
        DemoCall("GetTopicAttributes", .read, 10, "topicArn=arn:aws:sns:$region:$account:$topic"),
        DemoCall("ListTopics", .read, 4, "nextToken=$b64"),
        DemoCall(
          "Subscribe",
          .write,
          2,
          "protocol=email,endpoint=HIDDEN_DUE_TO_SECURITY_REASONS,"
            + "topicArn=arn:aws:sns:$region:$account:$topic",
          "subscriptionArn=pending confirmation"
        ),
      ]
    ),
    DemoService(
      "events",
      [.deploy, .ops],
      3,
      [
        DemoCall(
          "PutRule",
          .write,
          4,
          "name=$rule,scheduleExpression='rate(5 minutes)',state=ENABLED",
          "ruleArn=arn:aws:events:$region:$account:rule/$rule"
        ),
        DemoCall("ListRules", .read, 6, "namePrefix=$word"),
        DemoCall("DescribeRule", .read, 6, "name=$rule"),
      ]
    ),
    DemoService(
      "kinesis",
      [.data, .app],
      4,
      [
        DemoCall("DescribeStream", .read, 10, "streamName=$stream"),
        DemoCall("ListShards", .read, 10, "streamName=$stream,maxResults=1000"),
        DemoCall(
          "UpdateShardCount",
          .write,
          1,
          "streamName=$stream,targetShardCount=#$n1,scalingType=UNIFORM_SCALING"
        ),
      ]
    ),
    DemoService(
      "firehose",
      [.data],
      2,
      [
        DemoCall("DescribeDeliveryStream", .read, 8, "deliveryStreamName=$stream"),
        DemoCall("ListDeliveryStreams", .read, 3, "limit=10"),
      ]
    ),
    DemoService(
      "ses",
      [.app],
      2,
      [
        DemoCall(
          "SendEmail",
          .dataWrite,
          6,
          "source=HIDDEN_DUE_TO_SECURITY_REASONS,destination=(toAddresses="
            + "[HIDDEN_DUE_TO_SECURITY_REASONS])"
        ),
        DemoCall("GetSendQuota", .read, 3),
      ]
    ),
  ]

  static let analytics: [DemoService] = [
    DemoService(
      "glue",
      [.data, .audit],
      6,
      [
        DemoCall("GetTable", .read, 20, "databaseName=$warehouse,name=$word,catalogId=$account"),
        DemoCall(
          "GetPartitions",
          .read,
          14,
          "databaseName=$warehouse,tableName=$word,expression='dt >= 20$n2$n2'"
        ),
        DemoCall("GetDatabases", .read, 5, "maxResults=100"),
        DemoCall("StartCrawler", .write, 3, "name=$crawler"),
        DemoCall(
          "StartJobRun",
          .write,
          3,
          "jobName=$word-nightly,arguments=(--date='$day')",
          "jobRunId=jr_$h64"
        ),
      ]
    ),
    DemoService(
      "athena",
      [.data, .console],
      5,
      [
        DemoCall(
          "StartQueryExecution",
          .write,
          12,
          "queryString='SELECT \"$word\", count(*) FROM $word WHERE year=2024 AND color="
            + "\"$color\"',"
            + "clientRequestToken=$uuid,workGroup=$workgroup,"
            + "queryExecutionContext=(database=$warehouse),"
            + "resultConfiguration=(outputLocation='s3:``$bucket`results`')",
          "queryExecutionId=$uuid"
        ),
        DemoCall("GetQueryExecution", .read, 30, "queryExecutionId=$uuid"),
        DemoCall("GetQueryResults", .dataRead, 8, "queryExecutionId=$uuid,maxResults=1000"),
        DemoCall("ListWorkGroups", .read, 3),
      ]
    ),
    DemoService(
      "redshift",
      [.data, .audit],
      2,
      [
        DemoCall("DescribeClusters", .read, 8, "clusterIdentifier=$warehouse"),
        DemoCall(
          "GetClusterCredentials",
          .write,
          2,
          "dbUser=$word,clusterIdentifier=$warehouse,durationSeconds=900",
          "dbUser=IAM:$word,expiration=$expiry"
        ),
      ]
    ),
    DemoService(
      "elasticmapreduce",
      [.data],
      2,
      [
        DemoCall("ListClusters", .read, 6, "clusterStates=[RUNNING,WAITING]"),
        DemoCall("DescribeCluster", .read, 6, "clusterId=j-$h12"),
      ]
    ),
    DemoService(
      "es",
      [.ops, .audit],
      2,
      [
        DemoCall("DescribeDomain", .read, 6, "domainName=$domain"),
        DemoCall("ListDomainNames", .read, 4),
      ]
    ),
    DemoService(
      "sagemaker",
      [.data, .console],
      2,
      [
        DemoCall("DescribeEndpoint", .read, 5, "endpointName=$word-endpoint"),
        DemoCall(
          "CreatePresignedNotebookInstanceUrl",
          .write,
          2,
          "notebookInstanceName=$word-notebook"
        ),
      ]
    ),
    DemoService(
      "quicksight",
      [.data],
      1,
      [
        DemoCall("DescribeDashboard", .read, 4, "awsAccountId=$account,dashboardId=$uuid"),
        DemoCall("GetDashboardEmbedUrl", .read, 4, "awsAccountId=$account,dashboardId=$uuid"),
      ]
    ),
  ]
}
