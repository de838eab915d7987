/// Sign-ins to a user pool, and by providers outside of AWS.
extension DemoPeople {
  private static let anonymous: DemoJSON = ["type": "Unknown", "principalId": "Anonymous"]
  private static let hidden: DemoJSON = "HIDDEN_DUE_TO_SECURITY_REASONS"

  /// Who signs in to the pool, from where.
  private struct Customer {
    var sub: String
    var name: String
    var client: String
    var address: DemoAddress
  }

  private mutating func call(
    _ event: String, at time: Int, _ customer: Customer, request: [(String, DemoJSON)],
    response: DemoJSON? = nil, error: String = ""
  ) -> String {
    record(
      "cognito-idp", event, at: time, Self.members[0], customer.address, of: customer.sub,
      Details(
        identity: Self.anonymous, errorCode: error,
        request: .object([("clientId", .text(customer.client))] + request), response: response,
        additional: ["sub": "\(customer.sub)"]))
  }

  private mutating func answer(
    _ challenge: String, at time: Int, _ customer: Customer, next: String? = nil, error: String = ""
  ) -> String {
    let result: DemoJSON =
      next.map { ["challengeName": "\($0)"] } ?? ["authenticationResult": Self.hidden]
    return call(
      "RespondToAuthChallenge", at: time, customer, request: [("challengeName", .text(challenge))],
      response: error.isEmpty ? result : nil, error: error)
  }

  /// The entries of the activity log about a sign-in; returns their id.
  private mutating func log(
    at time: Int, _ customer: Customer, passes: Bool, _ challenges: [String]
  ) -> String {
    let id = newID()
    for isLast in [false, true] {
      let response = isLast ? passes ? "Pass" : "Fail" : "InProgress"
      let list = isLast ? challenges : ["Password:Success"]
      var keys = DemoEntry.Keys(
        event: "SignIn", result: isLast ? passes ? "success" : "failure" : "pending",
        pool: Self.pool, region: "us-east-1")
      keys.factor = list.contains("Mfa:Success") ? "yes" : isLast && passes ? "no" : "unknown"
      keys.user = customer.name
      keys.sub = customer.sub
      keys.client = customer.client
      keys.id = id
      keys.address = customer.address
      let json: DemoJSON = [
        "eventTimestamp": "\(time)200", "eventSource": "USER_AUTH_EVENTS", "logLevel": "INFO",
        "message": [
          "version": "1", "eventId": "\(id)", "eventType": "SignIn", "userSub": "\(customer.sub)",
          "userName": "\(customer.name)", "userPoolId": "\(Self.pool)",
          "clientId": "\(customer.client)", "eventResponse": "\(response)",
          "riskLevel": "", "riskDecision": "PASS", "challenges": .list(list.map { .text($0) }),
          "ipAddress": "\(customer.address.text)", "city": "Sapporo",
        ],
        "logSourceId": ["userPoolId": "\(Self.pool)"],
      ]
      let entry = DemoEntry(
        identity: DemoRandom.mix(random.next()), time: time, milliseconds: 200, account: 0, pool: 0,
        json: json.line, keys: keys)
      add(entry, of: customer.sub)
    }
    return id
  }

  mutating func playPool(_ name: String, _ sub: String, _ address: DemoAddress, case number: Int) {
    know(sub, name, "Cognito user", keys: ["\(name)@customers.example.com"])
    let customer = Customer(
      sub: sub, name: name, client: "people-client-\(number % 3)", address: address)
    let start = time
    time += 1_800
    func expect(
      _ truth: inout DemoPeople, _ ids: [String], _ verdict: String, _ mfa: String,
      _ account: String? = Self.members[0], into: String? = nil, match: String = "inferred"
    ) {
      truth.expect(
        "cognito", ids, verdict, mfa, account, name,
        into: into ?? "\(Self.pool) \(customer.client)", match: match)
    }
    func begin(_ truth: inout DemoPeople, _ challenge: String?) -> String {
      truth.call(
        "InitiateAuth", at: start, customer,
        request: [("authFlow", challenge == nil ? "USER_PASSWORD_AUTH" : "USER_SRP_AUTH")],
        response: challenge.map { ["challengeName": "\($0)"] }
          ?? ["authenticationResult": Self.hidden])
    }
    let password = "PASSWORD_VERIFIER"
    switch number % 6 {
    case 0:
      // Question and answer in one second.
      let ids = [begin(&self, password), answer(password, at: start, customer)]
      let id = log(at: start, customer, passes: true, ["Password:Success"])
      expect(&self, ids + [id], "ok", "no")
    case 1:
      let error = "NotAuthorizedException"
      let ids = [begin(&self, password), answer(password, at: start, customer, error: error)]
      let id = log(at: start, customer, passes: false, ["Password:Failure"])
      expect(&self, ids + [id], "FAIL \(error)", "unknown")
    case 2:
      // A code is mistyped and then right, at the end of the time for it.
      let code = "SOFTWARE_TOKEN_MFA"
      let ids = [
        begin(&self, password), answer(password, at: start + 1, customer, next: code),
        answer(code, at: start + 20, customer, error: "CodeMismatchException"),
        answer(code, at: start + 920, customer),
      ]
      let id = log(at: start + 920, customer, passes: true, ["Password:Success", "Mfa:Success"])
      expect(&self, ids + [id], "ok", "yes")
    case 3:
      // One call alone, and one that nobody went on with.
      expect(
        &self, [begin(&self, nil)], "ok", "unknown", into: customer.client, match: "exact")
      time = start + 1_200
      let open = call(
        "InitiateAuth", at: time, customer, request: [("authFlow", "USER_SRP_AUTH")],
        response: ["challengeName": "\(password)"])
      expect(
        &self, [open], "challenge open: \(password)", "unknown", into: customer.client,
        match: "exact")
      time = start + 1_800
    case 4:
      // The log alone, which does not name the account.
      let id = log(at: start, customer, passes: true, ["Password:Success"])
      expect(&self, [id], "ok", "no", nil, match: "exact")
    default:
      // At the end of the time between log and call, and a second beyond it.
      let first = begin(&self, nil)
      let second = log(at: start + 4, customer, passes: true, ["Password:Success"])
      expect(&self, [first, second], "ok", "no")
      let third = call(
        "InitiateAuth", at: start + 1_000, customer,
        request: [("authFlow", "USER_PASSWORD_AUTH")],
        response: ["authenticationResult": Self.hidden])
      let fourth = log(at: start + 1_005, customer, passes: true, ["Password:Success"])
      expect(&self, [third], "ok", "unknown", into: customer.client, match: "exact")
      expect(&self, [fourth], "ok", "no", nil, match: "exact")
    }
    noteRenewal(
      call(
        "InitiateAuth", at: start + 60, customer, request: [("authFlow", "REFRESH_TOKEN_AUTH")],
        response: ["authenticationResult": Self.hidden]))
  }

  mutating func playFederation(_ name: String, _ address: DemoAddress, case number: Int) {
    let account = drawMember()
    let start = time
    time += 1_800
    let role = "arn:aws:iam::\(account):role/Partner"
    if number % 3 == 2 {
      let id = record(
        "sts", "AssumeRoleWithWebIdentity", at: start, account, address,
        Details(
          identity: [
            "type": "WebIdentityUser", "principalId": "accounts.example.com:app:\(name)",
            "userName": "\(name)", "identityProvider": "accounts.example.com",
          ], request: ["roleArn": "\(role)", "roleSessionName": "\(name)"]))
      expect("federated", [id], "ok", "idp", account, name, into: "Partner")
      return
    }
    let session = record(
      "sts", "AssumeRoleWithSAML", at: start, account, address,
      Details(
        identity: ["type": "SAMLUser", "userName": "\(name)"],
        request: [
          "roleArn": "\(role)", "roleSessionName": "\(name)",
          "principalArn": "arn:aws:iam::\(account):saml-provider/Partner",
        ]))
    // At the end of the window, or a second behind it.
    let isJoined = number % 3 == 0
    let login = record(
      "signin", "ConsoleLogin", at: start + (isJoined ? 120 : 121), account, address,
      Details(
        identity: [
          "type": "AssumedRole", "principalId": "AROAPARTNER\(account):\(name)",
          "arn": "arn:aws:sts::\(account):assumed-role/Partner/\(name)",
          "accountId": "\(account)",
          "sessionContext": ["sessionIssuer": ["type": "Role", "userName": "Partner"]],
        ], response: ["ConsoleLogin": "Success"]))
    for ids in isJoined ? [[session, login]] : [[session], [login]] {
      expect(
        "federated", ids, "ok", "idp", account, name, into: "Partner",
        match: isJoined ? "inferred" : "exact")
    }
  }
}
