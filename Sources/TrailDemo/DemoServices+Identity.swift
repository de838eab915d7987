/// The catalogue: identities and directories.
extension DemoServices {
  static let identity: [DemoService] = [
    DemoService(
      "iam",
      [.audit, .deploy, .security, .console],
      10,
      isGlobal: true,
      errors: .iam,
      [
        DemoCall("GetRole", .read, 20, "roleName=$role"),
        DemoCall("ListRoles", .read, 6, "maxItems=1000"),
        DemoCall("ListAttachedRolePolicies", .read, 12, "roleName=$role"),
        DemoCall("GetUser", .read, 8, "userName=$user"),
        DemoCall("ListUsers", .read, 5, "maxItems=1000"),
        DemoCall("ListAccessKeys", .read, 6, "userName=$user"),
        DemoCall("GetAccessKeyLastUsed", .read, 6, "accessKeyId=$userKey"),
        DemoCall("ListMFADevices", .read, 6, "userName=$user"),
        DemoCall(
          "GetPolicyVersion",
          .read,
          6,
          "policyArn=arn:aws:iam::$account:policy/$policy,versionId=v$n1"
        ),
        DemoCall("GetAccountSummary", .read, 3),
        DemoCall("ListGroupsForUser", .read, 4, "userName=$user"),
        DemoCall(
          "GenerateCredentialReport",
          .read,
          2,
          "",
          "state=STARTED,description='No report exists. Starting a new report generation task'"
        ),
        DemoCall(
          "CreateRole",
          .write,
          2,
          "roleName=$word-$h8-role,path='/',description='$japanese',"
            + "assumeRolePolicyDocument='{\"Version\":"
            + "\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
            + "\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}',tags=[(key=Color,"
            + "value=$color)]",
          "role=(path='/',roleName=$word-$h8-role,roleId=AROA$b32,"
            + "arn=arn:aws:iam::$account:role/$word-role,"
            + "createDate='$time')"
        ),
        DemoCall(
          "AttachRolePolicy",
          .write,
          3,
          "roleName=$role,policyArn=arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        ),
        DemoCall(
          "PutRolePolicy",
          .write,
          2,
          "roleName=$role,policyName=inline-$color,policyDocument='{\"Version\":\"2012-10-17\","
            + "\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\"],"
            + "\"Resource\":\"arn:aws:s3:::$bucket/*\"}]}'"
        ),
        DemoCall(
          "CreateUser",
          .write,
          2,
          "userName=$user,tags=[(key=氏名,value=$displayName)]",
          "user=(path='/',userName=$user,userId=$userPrincipal,"
            + "arn=arn:aws:iam::$account:user/$user,"
            + "createDate='$time')"
        ),
        DemoCall(
          "CreateAccessKey",
          .write,
          2,
          "userName=$user",
          "accessKey=(userName=$user,accessKeyId=$userKey,status=Active,createDate='$time')"
        ),
        DemoCall(
          "UpdateAccessKey",
          .write,
          1,
          "userName=$user,status=Inactive,accessKeyId=$userKey"
        ),
        DemoCall("DeleteAccessKey", .write, 1, "userName=$user,accessKeyId=$userKey"),
        DemoCall("AddUserToGroup", .write, 2, "userName=$user,groupName=$group"),
        DemoCall("UpdateLoginProfile", .write, 1, "userName=$user,passwordResetRequired=true"),
        DemoCall("UpdateUser", .write, 1, "userName=$user,newUserName=$user-renamed"),
        DemoCall("PassRole", .write, 1, "roleArn=arn:aws:iam::$account:role/$role"),
      ]
    ),
    DemoService(
      "sts",
      [.app, .deploy, .console, .audit, .ops, .data],
      9,
      [
        DemoCall("GetCallerIdentity", .read, 30),
        DemoCall("DecodeAuthorizationMessage", .read, 1, "encodedMessage=$token"),
        DemoCall(
          "AssumeRole",
          .read,
          14,
          "roleArn=arn:aws:iam::$account:role/$role,roleSessionName=$session,durationSeconds=3600",
          "credentials=(accessKeyId=ASIA$randomKey,sessionToken=$token,expiration='$expiry'),"
            + "assumedRoleUser=(assumedRoleId=$rolePrincipal:$session,"
            + "arn=arn:aws:sts::$account:assumed-role/$role/$session)",
          on: "AWS::IAM::Role=arn:aws:iam::$account:role/$role"
        ),
      ]
    ),
    DemoService(
      "sso",
      [.security, .console],
      3,
      version: "1.09",
      [
        DemoCall(
          "ListPermissionSets",
          .read,
          5,
          "instanceArn=arn:aws:sso:::instance/ssoins-$h16,maxResults=100"
        ),
        DemoCall(
          "DescribePermissionSet",
          .read,
          6,
          "instanceArn=arn:aws:sso:::instance/ssoins-$h16,"
            + "permissionSetArn=arn:aws:sso:::permissionSet/ssoins-$h16/$permissionSet"
        ),
        DemoCall(
          "CreateAccountAssignment",
          .write,
          3,
          "targetId=$otherAccount,targetType=AWS_ACCOUNT,principalType=USER,principalId=$personID,"
            + "instanceArn=arn:aws:sso:::instance/ssoins-$h16,"
            + "permissionSetArn=arn:aws:sso:::permissionSet/ssoins-$h16/$permissionSet",
          "accountAssignmentCreationStatus=(status=IN_PROGRESS,requestId=$uuid,"
            + "targetId=$otherAccount,"
            + "targetType=AWS_ACCOUNT,principalType=USER,principalId=$personID)"
        ),
      ]
    ),
    DemoService(
      "identitystore",
      [.security, .console],
      2,
      version: "1.09",
      [
        DemoCall("ListUsers", .read, 6, "identityStoreId=d-$store,maxResults=100"),
        DemoCall(
          "DescribeUser",
          .read,
          6,
          "identityStoreId=d-$store,userId=$personUUID",
          on: "IdentityStoreId=d-$store"
        ),
        DemoCall(
          "CreateGroupMembership",
          .write,
          2,
          "identityStoreId=d-$store,groupId=$uuid,memberId=(userId=$personUUID)",
          "membershipId=$uuid,identityStoreId=d-$store"
        ),
      ]
    ),
    DemoService(
      "cognito-idp",
      [.app, .console],
      3,
      errors: .cognito,
      [
        DemoCall("ListUserPools", .read, 4, "maxResults=60"),
        DemoCall(
          "DescribeUserPool",
          .read,
          4,
          "userPoolId=$pool",
          on: "AWS::Cognito::UserPool=arn:aws:cognito-idp:$region:$account:userpool/$pool"
        ),
        DemoCall(
          "ListUsers",
          .read,
          8,
          "userPoolId=$pool,limit=60,filter=HIDDEN_DUE_TO_SECURITY_REASONS"
        ),
        DemoCall(
          "AdminGetUser",
          .read,
          10,
          "userPoolId=$pool,username=HIDDEN_DUE_TO_SECURITY_REASONS",
          "",
          more: "sub=$sub"
        ),
        DemoCall(
          "AdminCreateUser",
          .write,
          3,
          "userPoolId=$pool,username=$subject,temporaryPassword=HIDDEN_DUE_TO_SECURITY_REASONS,"
            + "userAttributes=HIDDEN_DUE_TO_SECURITY_REASONS",
          "user=(username=HIDDEN_DUE_TO_SECURITY_REASONS,enabled=true,"
            + "userStatus=FORCE_CHANGE_PASSWORD,"
            + "attributes=[(name=sub,value=$sub),(name=email,"
            + "value=HIDDEN_DUE_TO_SECURITY_REASONS)])",
          more: "sub=$sub"
        ),
        DemoCall(
          "CreateUserPoolClient",
          .write,
          1,
          "userPoolId=$pool,clientName=$japanese,generateSecret=false,"
            + "explicitAuthFlows=[ALLOW_USER_SRP_AUTH,ALLOW_REFRESH_TOKEN_AUTH]",
          "userPoolClient=(userPoolId=$pool,clientName=$japanese,clientId=$client)"
        ),
      ]
    ),
  ]
}
