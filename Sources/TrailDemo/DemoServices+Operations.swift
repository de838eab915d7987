/// The catalogue: monitoring, logs, names and other operations.
extension DemoServices {
  static let operations: [DemoService] = [
    DemoService(
      "monitoring",
      [.ops, .app, .console],
      8,
      [
        DemoCall(
          "GetMetricData",
          .dataRead,
          16,
          "startTime=#$epoch,endTime=#$epoch,metricDataQueries=[(id=m$n1,"
            + "metricStat=(metric=(namespace=AWS`ECS,metricName=CPUUtilization),period=60,"
            + "stat=Average))]"
        ),
        DemoCall("DescribeAlarms", .read, 14, "alarmNames=[$alarm],maxRecords=100"),
        DemoCall(
          "PutMetricAlarm",
          .write,
          3,
          "alarmName=$alarm,namespace=AWS`ApplicationELB,metricName=HTTPCode_Target_5XX_Count,"
            + "threshold=#$n2,comparisonOperator=GreaterThanThreshold,evaluationPeriods=3,"
            + "period=60,statistic=Sum,alarmActions=[arn:aws:sns:$region:$account:$topic],"
            + "alarmDescription='$japanese'"
        ),
        DemoCall("ListDashboards", .read, 3, "dashboardNamePrefix=$word"),
      ]
    ),
    DemoService(
      "logs",
      [.ops, .app, .console, .deploy],
      10,
      [
        DemoCall("DescribeLogGroups", .read, 12, "logGroupNamePrefix=$logGroup,limit=50"),
        DemoCall(
          "DescribeLogStreams",
          .read,
          14,
          "logGroupName=$logGroup,orderBy=LastEventTime,descending=true"
        ),
        DemoCall(
          "CreateLogStream",
          .write,
          24,
          "logGroupName=$logGroup,logStreamName='2024/03/[\\$LATEST]$h32'"
        ),
        DemoCall("CreateLogGroup", .write, 6, "logGroupName=$logGroup"),
        DemoCall(
          "FilterLogEvents",
          .read,
          8,
          "logGroupName=$logGroup,filterPattern='{ \\$.level=\"ERROR\" && \\$.color=\"$color\" "
            + "}',startTime=#${epoch}000"
        ),
        DemoCall(
          "StartQuery",
          .read,
          5,
          "logGroupNames=[$logGroup],queryString='fields @timestamp,"
            + " @message | filter @message like /$word/ | limit 20',startTime=#$epoch,"
            + "endTime=#$epoch",
          "queryId=$uuid"
        ),
        DemoCall("PutRetentionPolicy", .write, 1, "logGroupName=$logGroup,retentionInDays=90"),
      ]
    ),
    DemoService(
      "ssm",
      [.app, .ops, .deploy],
      10,
      [
        DemoCall(
          "GetParameter",
          .read,
          24,
          "name=$parameter,withDecryption=true",
          on: "AWS::SSM::Parameter=arn:aws:ssm:$region:$account:parameter$parameter"
        ),
        DemoCall(
          "GetParametersByPath",
          .read,
          10,
          "path='/app/$word/',recursive=true,withDecryption=true"
        ),
        DemoCall(
          "UpdateInstanceInformation",
          .write,
          20,
          "instanceId=$instance,agentVersion=3.2.2303.0,agentStatus=Active,platformType=Linux,"
            + "platformName='Amazon Linux',platformVersion='2023',iPAddress=$privateIP,"
            + "computerName=ip-10-0-$n1-$n2.$region.compute.internal"
        ),
        DemoCall("ListInstanceAssociations", .read, 8, "instanceId=$instance,maxResults=20"),
        DemoCall(
          "StartSession",
          .write,
          2,
          "target=$instance,documentName=SSM-SessionManagerRunShell,reason='$japanese'",
          "sessionId=$word-0$h16,tokenValue='Value hidden due to security reasons.',"
            + "streamUrl='wss://ssmmessages.$region.amazonaws.com/v1/data-channel/$h16'"
        ),
        DemoCall(
          "SendCommand",
          .write,
          2,
          "documentName=AWS-RunShellScript,instanceIds=[$instance],interactive=false,"
            + "parameters=HIDDEN_DUE_TO_SECURITY_REASONS",
          "command=(commandId=$uuid,documentName=AWS-RunShellScript,status=Pending,targetCount=1)"
        ),
        DemoCall(
          "PutParameter",
          .write,
          1,
          "name=$parameter,type=SecureString,value=HIDDEN_DUE_TO_SECURITY_REASONS,overwrite=true",
          "version=#$n2,tier=Standard"
        ),
      ]
    ),
    DemoService(
      "application-autoscaling",
      [.ops],
      2,
      [
        DemoCall(
          "DescribeScalableTargets",
          .read,
          8,
          "serviceNamespace=ecs,resourceIds=[service`$cluster`$unit]"
        )
      ]
    ),
    DemoService(
      "route53",
      [.ops, .deploy],
      3,
      isGlobal: true,
      [
        DemoCall("ListResourceRecordSets", .read, 8, "hostedZoneId=$zone,maxItems=300"),
        DemoCall("ListHostedZones", .read, 6),
        DemoCall(
          "ChangeResourceRecordSets",
          .write,
          3,
          "hostedZoneId=$zone,changeBatch=(changes=[(action=UPSERT,"
            + "resourceRecordSet=(name=$word.example.com.,type=A,tTL=60,"
            + "resourceRecords=[(value=$privateIP)]))])",
          "changeInfo=(status=PENDING,id=/change/C$h16,submittedAt='$time')"
        ),
      ]
    ),
    DemoService(
      "cloudfront",
      [.deploy],
      2,
      isGlobal: true,
      [
        DemoCall(
          "CreateInvalidation",
          .write,
          4,
          "distributionId=$distribution,invalidationBatch=(callerReference=$n9,paths=(quantity=1,"
            + "items=['/*']))"
        ),
        DemoCall("GetDistribution", .read, 5, "id=$distribution"),
      ]
    ),
    DemoService(
      "acm",
      [.ops, .audit],
      2,
      [
        DemoCall("ListCertificates", .read, 5, "maxItems=100"),
        DemoCall(
          "DescribeCertificate",
          .read,
          6,
          "certificateArn=arn:aws:acm:$region:$account:certificate/$certificate"
        ),
      ]
    ),
  ]
}
