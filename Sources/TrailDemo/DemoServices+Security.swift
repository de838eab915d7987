/// The catalogue: audit and protection.
extension DemoServices {
  static let security: [DemoService] = [
    DemoService(
      "secretsmanager",
      [.app, .deploy, .service],
      6,
      [
        DemoCall(
          "GetSecretValue",
          .read,
          24,
          "secretId=arn:aws:secretsmanager:$region:$account:secret:$secret,versionStage=AWSCURRENT"
        ),
        DemoCall("DescribeSecret", .read, 10, "secretId=$secret"),
        DemoCall("ListSecrets", .read, 4, "maxResults=100"),
        DemoCall(
          "PutSecretValue",
          .write,
          1,
          "secretId=$secret,clientRequestToken=$uuid",
          "arn=arn:aws:secretsmanager:$region:$account:secret:$secret"
        ),
      ]
    ),
    DemoService(
      "guardduty",
      [.security, .audit],
      4,
      [
        DemoCall("ListDetectors", .read, 8, "maxResults=50"),
        DemoCall("GetFindings", .read, 8, "detectorId=$detector,findingIds=[$h32,$h32]"),
        DemoCall(
          "ListFindings",
          .read,
          10,
          "detectorId=$detector,findingCriteria=(criterion=(severity=(gte=4)))"
        ),
        DemoCall("ArchiveFindings", .write, 1, "detectorId=$detector,findingIds=[$h32]"),
      ]
    ),
    DemoService(
      "securityhub",
      [.security, .audit],
      4,
      [
        DemoCall(
          "GetFindings",
          .read,
          12,
          "filters=(severityLabel=[(value=CRITICAL,comparison=EQUALS)]),maxResults=100"
        ),
        DemoCall(
          "BatchImportFindings",
          .write,
          6,
          "findings=[(id=arn:aws:securityhub:$region:$account:subscription/$uuid,"
            + "awsAccountId=$account)]",
          "failedCount=0,successCount=1,failedFindings=[]"
        ),
        DemoCall("DescribeHub", .read, 4),
      ]
    ),
    DemoService(
      "config",
      [.security, .audit, .service],
      6,
      [
        DemoCall(
          "PutEvaluations",
          .write,
          12,
          "testMode=false,resultToken=HIDDEN_DUE_TO_SECURITY_REASONS,"
            + "evaluations=[(complianceResourceType='AWS::EC2::Instance',"
            + "complianceResourceId=$instance,complianceType=COMPLIANT)]",
          "failedEvaluations=[]"
        ),
        DemoCall("DescribeConfigRules", .read, 8, "configRuleNames=[$word-rule]"),
        DemoCall(
          "SelectResourceConfig",
          .read,
          6,
          "expression='SELECT resourceId WHERE resourceType=\"AWS::EC2::Instance\" AND accountId="
            + "\"$account\"',limit=100"
        ),
        DemoCall(
          "BatchGetResourceConfig",
          .read,
          4,
          "resourceKeys=[(resourceType='AWS::S3::Bucket',resourceId=$bucket)]"
        ),
      ]
    ),
    DemoService(
      "access-analyzer",
      [.security, .audit],
      2,
      [
        DemoCall("ListAnalyzers", .read, 5, "type=ORGANIZATION"),
        DemoCall(
          "ListFindings",
          .read,
          5,
          "analyzerArn=arn:aws:access-analyzer:$region:$account:analyzer/$word,maxResults=100"
        ),
      ]
    ),
    DemoService(
      "inspector2",
      [.security],
      2,
      [
        DemoCall(
          "ListFindings",
          .read,
          5,
          "maxResults=100,filterCriteria=(severity=[(comparison=EQUALS,value=CRITICAL)])"
        ),
        DemoCall("ListCoverage", .read, 4, "maxResults=200"),
      ]
    ),
    DemoService(
      "cloudtrail",
      [.security, .audit, .console],
      4,
      version: "1.09",
      [
        DemoCall(
          "LookupEvents",
          .read,
          14,
          "maxResults=50,lookupAttributes=[(attributeKey=EventName,attributeValue=ConsoleLogin)],"
            + "startTime='$time'"
        ),
        DemoCall("DescribeTrails", .read, 8, "trailNameList=[],includeShadowTrails=true"),
        DemoCall(
          "GetTrailStatus",
          .read,
          6,
          "name=arn:aws:cloudtrail:$region:$account:trail/$trail"
        ),
        DemoCall(
          "GetEventSelectors",
          .read,
          3,
          "trailName=arn:aws:cloudtrail:$region:$account:trail/$trail"
        ),
        DemoCall("StopLogging", .write, 1, "name=arn:aws:cloudtrail:$region:$account:trail/$trail"),
      ]
    ),
    DemoService(
      "wafv2",
      [.security, .deploy],
      2,
      [
        DemoCall("ListWebACLs", .read, 5, "scope=REGIONAL,limit=100"),
        DemoCall(
          "UpdateWebACL",
          .write,
          1,
          "name=$webACL,scope=REGIONAL,id=$uuid,lockToken=$uuid,defaultAction=(allow=())"
        ),
      ]
    ),
    DemoService(
      "health",
      [.audit, .console],
      2,
      isGlobal: true,
      [
        DemoCall(
          "DescribeEventAggregates",
          .read,
          8,
          "filter=(eventStatusCodes=[open,upcoming],startTimes=[(from='$time')]),"
            + "aggregateField=eventTypeCategory"
        )
      ]
    ),
    DemoService(
      "support",
      [.audit, .console],
      1,
      isGlobal: true,
      [
        DemoCall("DescribeTrustedAdvisorCheckSummaries", .read, 5, "checkIds=[$h12]"),
        DemoCall(
          "CreateCase",
          .write,
          1,
          "subject='$japanese',severityCode=low,language=ja,categoryCode=general-guidance",
          "caseId=case-$account-ja-2024-$h16"
        ),
      ]
    ),
    DemoService(
      "ce",
      [.console, .audit],
      2,
      isGlobal: true,
      [
        DemoCall(
          "GetCostAndUsage",
          .read,
          8,
          "timePeriod=(start='$day',end='$day'),granularity=DAILY,metrics=[UnblendedCost]"
        )
      ]
    ),
    DemoService(
      "tagging",
      [.audit, .console],
      2,
      [
        DemoCall(
          "GetResources",
          .read,
          8,
          "resourcesPerPage=100,tagFilters=[(key=用途,values=[$japanese])]"
        )
      ]
    ),
    DemoService(
      "organizations",
      [.audit, .security],
      3,
      isGlobal: true,
      [
        DemoCall("ListAccounts", .read, 10, "maxResults=20"),
        DemoCall("DescribeAccount", .read, 8, "accountId=$otherAccount"),
        DemoCall(
          "ListPoliciesForTarget",
          .read,
          5,
          "targetId=$otherAccount,filter=SERVICE_CONTROL_POLICY"
        ),
        DemoCall("DescribeOrganization", .read, 5),
      ]
    ),
  ]
}
