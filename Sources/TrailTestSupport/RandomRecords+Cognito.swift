/// Actions of Cognito, of services without a caller, and ones that nest deeply.
extension RandomRecords {
  mutating func userPoolCall() -> Action {
    let names = ["InitiateAuth", "RespondToAuthChallenge", "AdminGetUser"]
    var action = Action(
      source: "cognito-idp.amazonaws.com", name: random.pick(names),
      identity: random.pick([["type": "Unknown", "principalId": "Anonymous"], identity()]))
    action.request = [
      "authParameters": "HIDDEN_DUE_TO_SECURITY_REASONS",
      "clientId": .text(random.pick(pools.clients)),
      "userPoolId": random.chance(40) ? .text(random.pick(pools.pools)) : .absent,
      "username": random.pick(["HIDDEN_DUE_TO_SECURITY_REASONS", .text(random.pick(pools.users))]),
    ]
    action.additional = ["sub": .text(random.pick(pools.subjects))]
    return action
  }

  mutating func hostedPage() -> Action {
    var action = Action(
      source: "cognito-idp.amazonaws.com",
      name: random.pick(["Login_POST", "login_POST", "Token_POST"]),
      identity: ["accountId": .text(random.pick(pools.accounts))])
    let subject = random.pick(pools.subjects)
    action.additional = [
      "responseParameters": [
        "status": random.pick([
          .raw("200"), .raw("302.0"), .raw("400"), .raw("4.03e2"), .raw("399.9"), .raw("-500"),
          "404", .null,
        ])
      ],
      "requestParameters": [
        "client_id": random.pick([
          .array([.text(random.pick(pools.clients))]), .text(random.pick(pools.clients)), [],
        ]),
        "sub": random.pick([.array([.text(subject), .text("second")]), .text(subject), .absent]),
        "userSub": random.pick([.array([.text(subject)]), .absent]),
        "username": random.pick([
          ["HIDDEN_DUE_TO_SECURITY_REASONS"],
          .array([.text(random.pick(pools.users)), .null, ["nested"]]),
        ]),
        "requiredAttributes[email]": ["x@example.com"],
      ],
      "userPoolId": .text(random.pick(pools.pools)),
    ]
    action.service = ["serviceAccountId": "999999999999"]
    action.error = ""
    action.message = random.pick(["", "", "went wrong"])
    action.eventType = "AwsServiceEvent"
    return action
  }

  mutating func identityPool() -> Action {
    let source = random.pick(["cognito-identity.amazonaws.com", "cognito-sync.amazonaws.com"])
    var action = Action(source: source, name: "GetCredentialsForIdentity", identity: identity())
    let id = RandomJSON.text("us-east-1:\(random.pick(pools.subjects))")
    action.request = [
      "identityId": id, "identityPoolId": .text("us-east-1:\(random.pick(pools.subjects))"),
      "logins": [
        "cognito-idp.us-east-1.amazonaws.com/us-east-1_X": "HIDDEN_DUE_TO_SECURITY_REASONS"
      ],
    ]
    action.response = [
      "identityId": id, "credentials": ["accessKeyId": .text(random.pick(pools.keys))],
    ]
    let kind = random.pick(["identitypool", "userpool", "pool"])
    let account = random.pick(pools.accounts)
    action.resources = [
      [
        "ARN": .text("arn:aws:cognito-identity:us-east-1:\(account):\(kind)/us-east-1:abc"),
        "accountId": .text(account), "type": "AWS::Cognito::IdentityPool",
      ]
    ]
    action.category = "Data"
    return action
  }

  mutating func insight() -> Action {
    var action = plainCall()
    action.eventType = "AwsCloudTrailInsight"
    action.category = "Insight"
    let (source, name) = random.pick(RandomPools.calls)
    action.extra = [
      (
        "insightDetails",
        [
          "state": "Start", "eventSource": .text(source), "eventName": .text(name),
          "errorCode": random.chance(50) ? .text(random.pick(RandomPools.errors)) : .absent,
          "insightContext": ["statistics": ["baseline": ["average": .raw("0.0001")]]],
        ]
      )
    ]
    let absent = ["eventName", "eventSource", "sourceIPAddress", "userAgent", "userIdentity"]
    action.extra += absent.map { ($0, RandomJSON.absent) }
    return action
  }

  mutating func networkActivity() -> Action {
    var action = plainCall()
    action.eventType = random.pick(["AwsVpceEvent", "AwsVpceEvents"])
    action.category = random.pick(["NetworkActivity", "Management"])
    action.error = "VpceAccessDenied"
    action.extra = [
      ("vpcEndpointId", "vpce-1"), ("userAgent", .absent), ("managementEvent", .absent),
    ]
    return action
  }

  /// A request with ARNs at every level down to the sixth, through objects and arrays.
  mutating func deepRequest() -> Action {
    var action = plainCall()
    action.request = nest(level: 1)
    action.response = random.chance(50) ? nest(level: 1) : .null
    if random.chance(30) {
      action.additional = ["ARN": .text("arn:aws:s3:::extra"), "MFAIdentifier": "not-an-arn"]
    }
    return action
  }

  private mutating func nest(level: Int) -> RandomJSON {
    var object: RandomJSON = [
      "arnAtLevel\(level)": .text("arn:aws:demo:::level\(level)"),
      "other": random.pick(["ARN:upper", " arn:blank", "arn:", "arn:x", "an arn:inside", .null]),
      "arn:name": .raw("1"),
    ]
    if level < 6 {
      object["member"] = nest(level: level + 1)
      if random.chance(40) {
        // An element is one level below its array, as a member is below its object.
        object["list"] = .array([
          .text("arn:aws:demo:::element\(level + 1)"), [["arn:aws:demo:::inner"]],
          ["x": "arn:aws:demo:::inList"],
        ])
      }
    }
    return object
  }

  mutating func plainCall() -> Action {
    let (source, name) = random.pick(RandomPools.calls)
    var action = Action(source: source, name: name, identity: identity())
    action.request = random.pick([.null, [:], ["a": .raw("1"), "b": [true, .null]], "as text"])
    return action
  }
}
