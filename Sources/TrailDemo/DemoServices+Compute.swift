/// The catalogue: computing.
extension DemoServices {
  static let compute: [DemoService] = [
    DemoService(
      "ec2",
      [.ops, .audit, .console, .deploy],
      22,
      errors: .ec2,
      [
        DemoCall(
          "DescribeInstances",
          .read,
          40,
          "instancesSet=(items=[(instanceId=$instance)]),"
            + "filterSet=(items=[(name=instance-state-name,"
            + "valueSet=(items=[(value=running)]))])"
        ),
        DemoCall(
          "DescribeSecurityGroups",
          .read,
          14,
          "securityGroupSet=(),filterSet=(items=[(name=vpc-id,valueSet=(items=[(value=$vpc)]))])"
        ),
        DemoCall("DescribeVpcs", .read, 8, "vpcSet=(items=[(vpcId=$vpc)]),filterSet=()"),
        DemoCall(
          "DescribeSubnets",
          .read,
          8,
          "subnetSet=(items=[(subnetId=$subnet)]),filterSet=()"
        ),
        DemoCall(
          "DescribeNetworkInterfaces",
          .read,
          12,
          "networkInterfaceIdSet=(items=[(networkInterfaceId=$network)]),filterSet=()"
        ),
        DemoCall(
          "DescribeVolumes",
          .read,
          10,
          "volumeSet=(items=[(volumeId=$volume)]),filterSet=(),maxResults=500"
        ),
        DemoCall("DescribeSnapshots", .read, 6, "snapshotSet=(),ownersSet=(items=[(owner=self)])"),
        DemoCall(
          "DescribeImages",
          .read,
          5,
          "executableBySet=(),imagesSet=(items=[(imageId=$image)]),ownersSet=()"
        ),
        DemoCall("DescribeRegions", .read, 5, "regionSet=(),allRegions=false"),
        DemoCall(
          "DescribeTags",
          .read,
          5,
          "filterSet=(items=[(name=resource-id,valueSet=(items=[(value=$instance)]))])"
        ),
        DemoCall(
          "DescribeRouteTables",
          .read,
          4,
          "routeTableIdSet=(),filterSet=(items=[(name=vpc-id,valueSet=(items=[(value=$vpc)]))])"
        ),
        DemoCall(
          "RunInstances",
          .write,
          3,
          "instancesSet=(items=[(imageId=$image,minCount=1,maxCount=1,keyName=$word-key)]),"
            + "groupSet=(items=[(groupId=$securityGroup)]),instanceType=m6i.large,"
            + "monitoring=(enabled=false),disableApiTermination=false,clientToken=$uuid,"
            + "launchTemplate=(launchTemplateId=$template,version='$n1')",
          "requestId=$uuid,reservationId=r-0$h16,ownerId=$account,groupSet=(),instancesSet=(items=["
            + "(instanceId=$instance,imageId=$image,instanceState=(code=0,name=pending),"
            + "privateDnsName=ip-10-0-$n1-$n2.$region.compute.internal,amiLaunchIndex=0,"
            + "instanceType=m6i.large,launchTime=#${epoch}000,subnetId=$subnet,vpcId=$vpc,"
            + "privateIpAddress=$privateIP,architecture=x86_64,rootDeviceType=ebs,"
            + "virtualizationType=hvm,hypervisor=xen,ebsOptimized=false)])"
        ),
        DemoCall(
          "TerminateInstances",
          .write,
          2,
          "instancesSet=(items=[(instanceId=$instance)])",
          "requestId=$uuid,instancesSet=(items=[(instanceId=$instance,currentState=(code=32,"
            + "name=shutting-down),previousState=(code=16,name=running))])"
        ),
        DemoCall(
          "StartInstances",
          .write,
          2,
          "instancesSet=(items=[(instanceId=$instance)])",
          "requestId=$uuid,instancesSet=(items=[(instanceId=$instance,currentState=(code=0,"
            + "name=pending),previousState=(code=80,name=stopped))])"
        ),
        DemoCall(
          "StopInstances",
          .write,
          2,
          "instancesSet=(items=[(instanceId=$instance)]),force=false",
          "requestId=$uuid,instancesSet=(items=[(instanceId=$instance,currentState=(code=64,"
            + "name=stopping),previousState=(code=16,name=running))])"
        ),
        DemoCall(
          "AuthorizeSecurityGroupIngress",
          .write,
          2,
          "groupId=$securityGroup,ipPermissions=(items=[(ipProtocol=tcp,fromPort=443,toPort=443,"
            + "groups=(),ipRanges=(items=[(cidrIp=$privateIP/32,description=$japanese)]),"
            + "ipv6Ranges=(),prefixListIds=())])",
          "requestId=$uuid,_return=true,securityGroupRuleSet=(items=[(groupOwnerId=$account,"
            + "groupId=$securityGroup,securityGroupRuleId=sgr-0$h16,isEgress=false,ipProtocol=tcp,"
            + "fromPort=443,toPort=443,cidrIpv4=$privateIP/32)])"
        ),
        DemoCall(
          "CreateSecurityGroup",
          .write,
          1,
          "groupName=$word-sg,groupDescription='$word security group',vpcId=$vpc",
          "requestId=$uuid,_return=true,groupId=sg-0$h16"
        ),
        DemoCall(
          "CreateTags",
          .write,
          4,
          "resourcesSet=(items=[(resourceId=$instance)]),tagSet=(items=[(key=Name,"
            + "value=$word-$color),"
            + "(key=環境,value=$japanese)])",
          "requestId=$uuid,_return=true"
        ),
        DemoCall(
          "CreateNetworkInterface",
          .write,
          4,
          "subnetId=$subnet,description='AWS Lambda VPC ENI-$function-$uuid',"
            + "groupSet=(items=[(groupId=$securityGroup)])",
          "requestId=$uuid,networkInterface=(networkInterfaceId=eni-0$h16,subnetId=$subnet,"
            + "vpcId=$vpc,availabilityZone=${region}a,ownerId=$account,requesterId=$h12,"
            + "requesterManaged=false,status=pending,macAddress=06:$n2:$n2:$n2:$n2:$n2,"
            + "privateIpAddress=$privateIP)"
        ),
        DemoCall(
          "DeleteNetworkInterface",
          .write,
          4,
          "networkInterfaceId=$network",
          "requestId=$uuid,_return=true"
        ),
        DemoCall(
          "CreateSnapshot",
          .write,
          2,
          "volumeId=$volume,description='nightly $day'",
          "requestId=$uuid,snapshotId=snap-0$h16,volumeId=$volume,status=pending,"
            + "startTime=#${epoch}000,ownerId=$account,volumeSize=#$n2,encrypted=true"
        ),
      ]
    ),
    DemoService(
      "lambda",
      [.app, .deploy, .audit, .console],
      12,
      [
        DemoCall(
          "Invoke",
          .dataWrite,
          40,
          "functionName=arn:aws:lambda:$region:$account:function:$function,"
            + "invocationType=RequestResponse",
          on: "AWS::Lambda::Function=arn:aws:lambda:$region:$account:function:$function",
          more: "functionVersion=arn:aws:lambda:$region:$account:function:$function:\\$LATEST"
        ),
        DemoCall("ListFunctions20150331", .read, 8, "maxItems=50,marker=$b64"),
        DemoCall("GetFunction20150331v2", .read, 10, "functionName=$function"),
        DemoCall(
          "GetFunctionConfiguration20150331v2",
          .read,
          6,
          "functionName=arn:aws:lambda:$region:$account:function:$function"
        ),
        DemoCall(
          "UpdateFunctionCode20150331v2",
          .write,
          4,
          "functionName=$function,s3Bucket=$bucket,s3Key=$object,publish=false,dryRun=false",
          "functionName=$function,functionArn=arn:aws:lambda:$region:$account:function:$function,"
            + "runtime=provided.al2023,role=arn:aws:iam::$account:role/$role,handler=bootstrap,"
            + "codeSize=#$n6,timeout=30,memorySize=512,codeSha256=$b64,version='\\$LATEST',"
            + "revisionId=$uuid,packageType=Zip,architectures=[arm64],state=Active"
        ),
        DemoCall(
          "AddPermission20150331v2",
          .write,
          2,
          "functionName=$function,statementId=$uuid,action='lambda:InvokeFunction',"
            + "principal=s3.amazonaws.com,sourceArn=arn:aws:s3:::$bucket"
        ),
      ]
    ),
    DemoService(
      "ecs",
      [.deploy, .ops, .console],
      7,
      [
        DemoCall("DescribeServices", .read, 16, "cluster=$cluster,services=[$unit]"),
        DemoCall(
          "DescribeTasks",
          .read,
          12,
          "cluster=arn:aws:ecs:$region:$account:cluster/$cluster,tasks=[$h32,$h32]"
        ),
        DemoCall("ListTasks", .read, 8, "cluster=$cluster,serviceName=$unit,desiredStatus=RUNNING"),
        DemoCall(
          "UpdateService",
          .write,
          3,
          "cluster=$cluster,service=$unit,desiredCount=#$n1,forceNewDeployment=true,"
            + "taskDefinition=arn:aws:ecs:$region:$account:task-definition/$unit:$n2",
          "service=(serviceName=$unit,status=ACTIVE,desiredCount=#$n1,runningCount=#$n1,"
            + "pendingCount=0,launchType=FARGATE,platformVersion=LATEST,deployments=["
            + "(id=ecs-svc/$n9,status=PRIMARY,desiredCount=#$n1,rolloutState=IN_PROGRESS)])"
        ),
        DemoCall(
          "RegisterTaskDefinition",
          .write,
          2,
          "family=$unit,networkMode=awsvpc,cpu='512',memory='1024',"
            + "executionRoleArn=arn:aws:iam::$account:role/$role,"
            + "taskRoleArn=arn:aws:iam::$account:role/$role,requiresCompatibilities=[FARGATE],"
            + "containerDefinitions=[(name=app,image=$account.dkr.ecr.$region.amazonaws.com`$repo"
            + ":$h8,essential=true,environment=[])]"
        ),
        DemoCall(
          "SubmitTaskStateChange",
          .write,
          8,
          "cluster=$cluster,task=arn:aws:ecs:$region:$account:task/$cluster/$h32,status=RUNNING",
          "acknowledgment=ACK"
        ),
      ]
    ),
    DemoService(
      "eks",
      [.ops, .deploy, .audit],
      3,
      [
        DemoCall("DescribeCluster", .read, 10, "name=$cluster"),
        DemoCall("ListNodegroups", .read, 4, "name=$cluster,maxResults=100"),
        DemoCall("AccessKubernetesApi", .read, 4),
      ]
    ),
    DemoService(
      "ecr",
      [.deploy, .app, .service],
      6,
      [
        DemoCall(
          "GetAuthorizationToken",
          .read,
          14,
          "",
          "authorizationData=[(expiresAt='$expiry')]"
        ),
        DemoCall(
          "BatchGetImage",
          .read,
          20,
          "repositoryName=$repo,imageIds=[(imageTag=$h8)],"
            + "acceptedMediaTypes=[application`vnd.docker.distribution.manifest.v2+json,"
            + "application`vnd.oci.image.index.v1+json]",
          "",
          on: "AWS::ECR::Repository=arn:aws:ecr:$region:$account:repository/$repo"
        ),
        DemoCall(
          "GetDownloadUrlForLayer",
          .read,
          16,
          "repositoryName=$repo,layerDigest=sha256:$h64",
          on: "AWS::ECR::Repository=arn:aws:ecr:$region:$account:repository/$repo"
        ),
        DemoCall(
          "PutImage",
          .write,
          3,
          "repositoryName=$repo,imageTag=$h8,imageManifestMediaType="
            + "application`vnd.oci.image.manifest.v1+json",
          "image=(registryId=$account,repositoryName=$repo,imageId=(imageDigest=sha256:$h64,"
            + "imageTag=$h8))",
          on: "AWS::ECR::Repository=arn:aws:ecr:$region:$account:repository/$repo"
        ),
        DemoCall("DescribeImages", .read, 4, "repositoryName=$repo,maxResults=100"),
      ]
    ),
    DemoService(
      "autoscaling",
      [.ops, .deploy],
      4,
      [
        DemoCall(
          "DescribeAutoScalingGroups",
          .read,
          12,
          "maxRecords=100,autoScalingGroupNames=[$scalingGroup]"
        ),
        DemoCall(
          "SetDesiredCapacity",
          .write,
          2,
          "autoScalingGroupName=$scalingGroup,desiredCapacity=#$n1,honorCooldown=false"
        ),
        DemoCall("DescribeScalingActivities", .read, 5, "autoScalingGroupName=$scalingGroup"),
      ]
    ),
    DemoService(
      "elasticloadbalancing",
      [.ops, .deploy, .audit],
      5,
      [
        DemoCall("DescribeLoadBalancers", .read, 12, "pageSize=400"),
        DemoCall(
          "DescribeTargetHealth",
          .read,
          16,
          "targetGroupArn=arn:aws:elasticloadbalancing:$region:$account:targetgroup/$targetGroup"
        ),
        DemoCall(
          "RegisterTargets",
          .write,
          4,
          "targetGroupArn=arn:aws:elasticloadbalancing:$region:$account:targetgroup/$targetGroup,"
            + "targets=[(id=$privateIP,port=8080)]"
        ),
        DemoCall(
          "DeregisterTargets",
          .write,
          4,
          "targetGroupArn=arn:aws:elasticloadbalancing:$region:$account:targetgroup/$targetGroup,"
            + "targets=[(id=$privateIP,port=8080)]"
        ),
      ]
    ),
  ]
}
