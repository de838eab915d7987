/// What a record may be about: sign-ins, Identity Center, Cognito, STS, IAM, S3 and the rest.
extension RandomRecords {
  /// Returns an action of any kind, with a fitting identity.
  mutating func makeAction() -> Action {
    switch random.below(16) {
    case 0, 1: consoleSignIn()
    case 2: switchRole()
    case 3: identityCenterSignIn()
    case 4: portal()
    case 5: assumeRole()
    case 6: manageUser()
    case 7: objectAccess()
    case 8: userPoolCall()
    case 9: hostedPage()
    case 10: identityPool()
    case 11: insight()
    case 12: networkActivity()
    case 13: deepRequest()
    default: plainCall()
    }
  }

  private mutating func verdict() -> RandomJSON {
    random.pick(["Success", "Success", "Failure", "Failure", "Unsure", .null, .raw("1")])
  }

  private mutating func consoleSignIn() -> Action {
    let name = random.pick(["ConsoleLogin", "CheckMfa"])
    var action = Action(source: "signin.amazonaws.com", name: name, identity: identity())
    action.response = [name: verdict()]
    action.additional = [
      "LoginTo": "https://console.aws.amazon.com/console/home?state=hash&x=\"1\"",
      "MobileVersion": "No", "MFAUsed": random.pick(["Yes", "No", "YES", "no", "Maybe", .absent]),
      "MFAIdentifier": random.chance(30)
        ? .text("arn:aws:iam::\(random.pick(pools.accounts)):mfa/phone") : .absent,
    ]
    action.eventType = "AwsConsoleSignIn"
    action.message = random.chance(30) ? "Failed authentication" : nil
    return action
  }

  private mutating func switchRole() -> Action {
    var action = Action(
      source: "signin.amazonaws.com", name: random.pick(["SwitchRole", "ExitRole"]),
      identity: assumedRole())
    let account = random.pick(pools.accounts)
    let user = random.pick(pools.users)
    action.additional = [
      "SwitchFrom": .text(
        random.pick([
          "arn:aws:iam::\(account):user/\(user)", "arn:aws:sts::\(account):assumed-role/R/\(user)",
          "arn:aws:iam::\(account):root",
        ]))
    ]
    action.eventType = "AwsConsoleSignIn"
    return action
  }

  private mutating func identityCenterSignIn() -> Action {
    let name = random.pick(["UserAuthentication", "CredentialVerification", "CredentialChallenge"])
    var action = Action(source: "signin.amazonaws.com", name: name, identity: identity())
    action.service = [name: verdict()]
    action.additional = [
      "AuthWorkflowID": .text(random.uuid()), "CredentialType": "PASSWORD",
      random.pick(["UserName", "username"]): .text(random.pick(pools.users)),
    ]
    action.eventType = "AwsServiceEvent"
    return action
  }

  private mutating func portal() -> Action {
    let source = random.pick([
      "sso.amazonaws.com", "sso.amazonaws.com", "identitystore.amazonaws.com",
    ])
    let names = ["Federate", "GetRoleCredentials", "CreateAccountAssignment"]
    var action = Action(source: source, name: random.pick(names), identity: identity())
    action.service = [
      "role_name": .text(random.pick(pools.roles)),
      "account_id": .text(random.pick(pools.accounts)),
    ]
    action.request = [
      random.pick(["role_name", "roleName"]): .text(random.pick(pools.roles)),
      random.pick(["account_id", "accountId"]): .text(random.pick(pools.accounts)),
      "principalType": random.pick(["USER", "GROUP", .absent]),
      "principalId": .text(random.pick(pools.subjects)),
      "targetType": random.pick(["AWS_ACCOUNT", "OTHER", .absent]),
      "targetId": .text(random.pick(pools.accounts)),
    ]
    if random.chance(30) {
      action.extra = [("onBehalfOf", ["userId": .text(random.pick(pools.subjects))])]
    }
    return action
  }

  private mutating func assumeRole() -> Action {
    let source = random.chance(80) ? "sts.amazonaws.com" : "STS.amazonaws.com"
    var action = Action(source: source, name: "AssumeRole", identity: identity())
    let account = random.pick(pools.accounts)
    let role = random.pick(pools.roles)
    action.request = [
      "roleArn": .text(random.chance(90) ? "arn:aws:iam::\(account):role/path/\(role)" : role),
      "roleSessionName": .text(random.pick(pools.users)),
      "sourceIdentity": random.chance(50) ? .text(random.pick(pools.users)) : .absent,
    ]
    action.response = [
      "credentials": ["accessKeyId": .text(random.pick(pools.keys)), "sessionToken": "EXAMPLE"],
      "assumedRoleUser": ["arn": .text("arn:aws:sts::\(account):assumed-role/\(role)/s")],
      "subjectFromWebIdentityToken": random.chance(20)
        ? .text(random.pick(pools.subjects)) : .absent,
      "subject": random.chance(20) ? .text(random.pick(pools.users)) : .absent,
    ]
    return action
  }

  private mutating func manageUser() -> Action {
    let names = ["CreateUser", "createuser", "CreateAccessKey", "AddUserToGroup", "SignUp"]
    let sources = ["iam", "iam", "identitystore", "identitystore-scim", "sso-directory"]
    var action = Action(
      source: random.pick(sources) + ".amazonaws.com", name: random.pick(names),
      identity: identity())
    let user = random.pick(pools.users)
    action.request = [
      random.pick(["userName", "username"]): .text(user),
      "newUserName": random.chance(20) ? .text(random.pick(pools.users)) : .absent,
      "groupName": random.chance(20) ? .text(random.pick(pools.users)) : .absent,
      "userNames": random.pick([
        .absent, .absent, .text(user), .array([.text(user), .null, .text("bob"), [:], .raw("12")]),
      ]),
      "accessKeyId": random.chance(30) ? .text(random.pick(pools.keys)) : .absent,
    ]
    action.response = random.pick([
      .null,
      [
        "user": [
          "userName": .text(user), "arn": .text("arn:aws:iam::111122223333:user/x/\(user)"),
          "userId": random.chance(40) ? .text(random.pick(pools.subjects)) : .absent,
          "attributes": [
            ["name": "email", "value": "a@example.com"],
            ["name": "sub", "value": .text(random.pick(pools.subjects))], "sub",
          ],
        ]
      ],
      ["accessKey": ["accessKeyId": .text(random.pick(pools.keys)), "userName": .text(user)]],
      ["userSub": .text(random.pick(pools.subjects)), "userConfirmed": false],
      ["userId": .text(random.pick(pools.subjects)), "identityStoreId": "d-1234567890"],
    ])
    return action
  }

  private mutating func objectAccess() -> Action {
    var action = Action(source: "s3.amazonaws.com", name: "GetObject", identity: identity())
    let bucket = random.pick(pools.buckets)
    let key = random.pick(["a.txt", "dir/b.txt", "写真/猫.jpg", "x y", "", "-"])
    action.request = [
      "bucketName": .text(bucket), "key": random.chance(80) ? .text(key) : .absent,
      "Host": .text("\(bucket).s3.amazonaws.com"),
    ]
    let owner: RandomJSON = random.chance(70) ? .text(random.pick(pools.accounts)) : .absent
    action.resources = random.pick([
      [
        ["type": "AWS::S3::Object", "ARNPrefix": .text("arn:aws:s3:::\(bucket)/")],
        ["accountId": owner, "type": "AWS::S3::Bucket", "ARN": .text("arn:aws:s3:::\(bucket)")],
      ],
      [["ARN": "d-1234567890", "type": "IdentityStoreId"], "text", .null, .raw("5")],
      [["ARN": .text("arn:aws:kms:us-east-1:\(random.pick(pools.accounts)):key/\(key)")]],
      [], .null, ["ARN": "arn:aws:s3:::alone"],
    ])
    action.category = random.chance(80) ? "Data" : "Management"
    return action
  }
}
