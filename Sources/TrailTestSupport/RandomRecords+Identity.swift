/// Every type of `userIdentity`, with the forms that were seen of it.
extension RandomRecords {
  /// Returns a `userIdentity` of any type.
  mutating func identity() -> RandomJSON {
    switch random.below(15) {
    case 0: rootUser()
    case 1, 2, 3: iamUser()
    case 4, 5, 6: assumedRole()
    case 7: federatedUser()
    case 8: otherAccount()
    case 9: identityCenterUser()
    case 10: unknown()
    case 11: webIdentityUser()
    case 12: simple()
    case 13: service()
    default: random.pick([.null, .absent, [:], "gone", .raw("7"), ["alice"]])
    }
  }

  mutating func iamUser() -> RandomJSON {
    let user = random.pick(pools.users)
    let account = random.pick(pools.accounts)
    let path = random.pick(["", "", "division/", "部署/"])
    return [
      "type": "IAMUser",
      "principalId": .text("AIDAEXAMPLE\(random.below(4))"),
      "arn": random.chance(90) ? .text("arn:aws:iam::\(account):user/\(path)\(user)") : .absent,
      "accountId": .text(account),
      "accessKeyId": random.chance(80) ? .text(random.pick(pools.keys)) : "",
      "userName": .text(random.chance(95) ? user : "HIDDEN_DUE_TO_SECURITY_REASONS"),
      "sessionContext": random.chance(30) ? sessionContext(issuer: .absent) : .absent,
      "invokedBy": random.chance(8)
        ? random.pick(["AWS Internal", "cloudformation.amazonaws.com"])
        : .absent,
    ]
  }

  private mutating func rootUser() -> RandomJSON {
    let account = random.pick(pools.accounts)
    return [
      "type": "Root", "principalId": .text(account), "arn": .text("arn:aws:iam::\(account):root"),
      "accountId": .text(account), "accessKeyId": "",
      "userName": random.chance(30) ? "my-alias" : .absent,
      "sessionContext": sessionContext(issuer: [:]),
    ]
  }

  mutating func assumedRole() -> RandomJSON {
    let role = random.pick(pools.roles)
    let session = random.pick(pools.users)
    let account = random.pick(pools.accounts)
    let id = "AROAEXAMPLE\(random.below(3))"
    let partition = random.pick(["aws", "aws", "aws-cn", "aws-us-gov"])
    let issuer: RandomJSON = [
      "type": "Role", "principalId": .text(id),
      "arn": .text("arn:aws:iam::\(account):role/service-role/\(role)"),
      "accountId": .text(random.pick(pools.accounts)), "userName": .text(role),
    ]
    return [
      "type": "AssumedRole",
      "principalId": .text(random.pick(["\(id):\(session)", "\(id):\(session)", id, "\(id):"])),
      "arn": .text("arn:\(partition):sts::\(account):assumed-role/\(role)/\(session)"),
      "accountId": .text(account), "accessKeyId": .text(random.pick(pools.keys)),
      "sessionContext": sessionContext(issuer: random.chance(85) ? issuer : [:]),
      "onBehalfOf": random.chance(10) ? onBehalfOf() : .absent,
      "inScopeOf": random.chance(10)
        ? [
          "sourceArn": .text("arn:aws:lambda:us-east-1:\(account):function:f"),
          "sourceAccount": .text(random.pick(pools.accounts)),
          "credentialsIssuedTo": .text("arn:aws:sts::\(account):assumed-role/\(role)/x"),
        ] : .absent,
      "invokedByDelegate": random.chance(5)
        ? ["accountId": .text(random.pick(pools.accounts))] : .absent,
    ]
  }

  private mutating func federatedUser() -> RandomJSON {
    let account = random.pick(pools.accounts)
    let name = random.pick(pools.users)
    return [
      "type": "FederatedUser",
      "principalId": random.chance(70) ? .text("\(account):\(name)") : .absent,
      "arn": .text("arn:aws:sts::\(account):federated-user/\(name)"),
      "accountId": .text(account), "accessKeyId": .text(random.pick(pools.keys)),
      "sessionContext": sessionContext(issuer: [
        "type": random.pick(["IAMUser", "Root"]), "principalId": "AIDAEXAMPLE9",
        "arn": .text("arn:aws:iam::\(account):user/issuer"), "accountId": .text(account),
        "userName": .text(random.pick(pools.users)),
      ]),
    ]
  }

  private mutating func otherAccount() -> RandomJSON {
    let session = random.pick(pools.users)
    return [
      "type": "AWSAccount", "accountId": .text(random.pick(pools.accounts)),
      "principalId": .text(
        random.pick(["AROAEXAMPLE1:\(session)", "AIDAEXAMPLE1:\(session)", "AROAEXAMPLE2"])),
      "arn": random.chance(20)
        ? .text("arn:aws:sts::444455556666:assumed-role/Far/\(session)") : .absent,
    ]
  }

  private mutating func identityCenterUser() -> RandomJSON {
    [
      "type": "IdentityCenterUser", "arn": random.chance(50) ? "" : .absent,
      "accountId": .text(random.pick(pools.accounts)), "accessKeyId": "",
      "onBehalfOf": onBehalfOf(), "credentialId": .text(random.hex(8)),
    ]
  }

  private mutating func unknown() -> RandomJSON {
    let uuid = random.pick(pools.subjects)
    return [
      "type": "Unknown",
      "principalId": .text(
        random.pick([
          "Anonymous", "1234567890-\(uuid)", "example.com//S-1-5-21-1-2-3-1001", "corp//X-1-5",
          random.pick(pools.accounts),
        ])),
      "accountId": .text(random.pick(pools.accounts)), "arn": "",
      "userName": random.chance(60) ? .text(random.pick(pools.users)) : .absent,
    ]
  }

  private mutating func webIdentityUser() -> RandomJSON {
    let subject = random.pick(pools.subjects)
    return [
      "type": "WebIdentityUser", "identityProvider": "accounts.google.com",
      "principalId": .text("accounts.google.com:app:\(subject)"),
      "userName": .text(random.chance(50) ? subject : random.pick(pools.users)),
    ]
  }

  private mutating func simple() -> RandomJSON {
    [
      "type": random.pick(["SAMLUser", "Directory", "Role", "iamuser", "新型"]),
      "principalId": .text("qualifier:\(random.pick(pools.users))"),
      "userName": .text(random.pick(pools.users)), "accountId": .text(random.pick(pools.accounts)),
    ]
  }

  private mutating func service() -> RandomJSON {
    let name = random.pick(["ec2.amazonaws.com", "AWS Internal", "rds.amazonaws.com"])
    return random.chance(50)
      ? ["type": "AWSService", "invokedBy": .text(name)]
      : ["accountId": .text(random.pick(pools.accounts)), "invokedBy": .text(name)]
  }

  private mutating func onBehalfOf() -> RandomJSON {
    let uuid = random.pick(pools.subjects)
    return [
      "userId": .text(random.chance(70) ? uuid : "1234567890-\(uuid)"),
      "identityStoreArn": .text(
        "arn:aws:identitystore::\(random.pick(pools.accounts)):identitystore/d-1234567890"),
    ]
  }

  private mutating func sessionContext(issuer: RandomJSON) -> RandomJSON {
    let subject = random.pick(pools.subjects)
    return [
      "sessionIssuer": issuer,
      "webIdFederationData": random.chance(15)
        ? [
          "federatedProvider": "cognito-identity.amazonaws.com",
          "attributes": [
            "cognito-identity.amazonaws.com:sub": .text("us-east-1:\(subject)"),
            "cognito-identity.amazonaws.com:aud": .text("us-east-1:\(random.uuid())"),
            "www.amazon.com:user_id": .text(random.pick(pools.users)),
          ],
        ] : random.pick([.absent, [:]]),
      "attributes": random.chance(80)
        ? [
          "creationDate": "2023-01-01T00:00:00Z",
          "mfaAuthenticated": random.pick(["true", "false", true, false]),
          "sourceIdentity": random.chance(10) ? .text(random.pick(pools.users)) : .absent,
        ] : .absent,
      "sourceIdentity": random.chance(8) ? .text(random.pick(pools.users)) : .absent,
    ]
  }
}
