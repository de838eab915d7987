/// The catalogue: delivery of software.
extension DemoServices {
  static let delivery: [DemoService] = [
    DemoService(
      "cloudformation",
      [.deploy, .console, .audit],
      7,
      [
        DemoCall("DescribeStacks", .read, 16, "stackName=$stack"),
        DemoCall(
          "DescribeStackEvents",
          .read,
          14,
          "stackName=arn:aws:cloudformation:$region:$account:stack/$stack/$uuid"
        ),
        DemoCall(
          "CreateChangeSet",
          .write,
          4,
          "stackName=$stack,changeSetName=deploy-$n9,changeSetType=UPDATE,"
            + "capabilities=[CAPABILITY_IAM,CAPABILITY_NAMED_IAM],"
            + "parameters=[(parameterKey=Color,parameterValue=$color)],tags=[(key=用途,"
            + "value=$japanese)]",
          "id=arn:aws:cloudformation:$region:$account:changeSet/deploy-$n9/$uuid,"
            + "stackId=arn:aws:cloudformation:$region:$account:stack/$stack/$uuid"
        ),
        DemoCall("ExecuteChangeSet", .write, 4, "stackName=$stack,changeSetName=deploy-$n9"),
        DemoCall("GetTemplate", .read, 4, "stackName=$stack,templateStage=Processed"),
        DemoCall("DeleteStack", .write, 1, "stackName=$stack,clientRequestToken=$uuid"),
      ]
    ),
    DemoService(
      "codebuild",
      [.deploy],
      3,
      [
        DemoCall(
          "StartBuild",
          .write,
          6,
          "projectName=$project,sourceVersion=refs`heads`$color,"
            + "environmentVariablesOverride=[(name=COMMIT,value=$h40,type=PLAINTEXT)]",
          "build=(id=$project:$uuid,arn=arn:aws:codebuild:$region:$account:build/$project:$uuid,"
            + "buildNumber=#$n4,buildStatus=IN_PROGRESS,currentPhase=QUEUED,projectName=$project,"
            + "initiator=codepipeline/$pipeline)"
        ),
        DemoCall("BatchGetBuilds", .read, 12, "ids=['$project:$uuid']"),
      ]
    ),
    DemoService(
      "codepipeline",
      [.deploy],
      3,
      [
        DemoCall("GetPipelineState", .read, 10, "name=$pipeline"),
        DemoCall(
          "StartPipelineExecution",
          .write,
          3,
          "name=$pipeline,clientRequestToken=$uuid",
          "pipelineExecutionId=$uuid"
        ),
      ]
    ),
    DemoService(
      "codecommit",
      [.deploy],
      2,
      [
        DemoCall(
          "GitPull",
          .read,
          8,
          "",
          more: "protocol=HTTP,dataTransferred=true,repositoryName=$word,repositoryId=$uuid",
          details: ""
        ),
        DemoCall("GetBranch", .read, 4, "repositoryName=$word,branchName=$color"),
      ]
    ),
    DemoService(
      "apigateway",
      [.deploy, .audit],
      3,
      [
        DemoCall("GetRestApis", .read, 6, "limit=500"),
        DemoCall(
          "CreateDeployment",
          .write,
          2,
          "restApiId=$api,createDeploymentInput=(stageName=prod,description='deploy $h8')",
          "id=$h8,createdDate='$time'"
        ),
        DemoCall("GetStage", .read, 5, "restApiId=$api,stageName=prod"),
      ]
    ),
    DemoService(
      "states",
      [.app, .deploy],
      3,
      [
        DemoCall(
          "StartExecution",
          .write,
          10,
          "stateMachineArn=arn:aws:states:$region:$account:stateMachine:$machine,name=$uuid,"
            + "input=HIDDEN_DUE_TO_SECURITY_REASONS",
          "executionArn=arn:aws:states:$region:$account:execution:$machine:$uuid,startDate='$time'"
        ),
        DemoCall(
          "DescribeExecution",
          .read,
          8,
          "executionArn=arn:aws:states:$region:$account:execution:$machine:$uuid"
        ),
      ]
    ),
    DemoService(
      "servicecatalog",
      [.console],
      1,
      [
        DemoCall("SearchProducts", .read, 4, "acceptLanguage=jp,pageSize=20")
      ]
    ),
    DemoService(
      "iot",
      [.app],
      1,
      [
        DemoCall("DescribeThing", .read, 5, "thingName=$word-$n4"),
        DemoCall("ListTopicRules", .read, 3, "topic=$topicRule"),
      ]
    ),
  ]
}
