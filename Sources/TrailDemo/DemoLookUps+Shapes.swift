/// What is asked of the other exports.
extension DemoLookUps {
  mutating func addShapes(_ chosen: DemoLookUpValues) {
    for kind in ["cognito", "insight", "network", "aggregated"] {
      add("kind \(kind)", .value(.kind, kind))
    }
    add("result pending", .value(.result, "pending"))
    addActivity(chosen)
    addPages(chosen)
    addSummaries(chosen)
  }

  private mutating func addActivity(_ chosen: DemoLookUpValues) {
    let options = chosen.options
    let source = Part.value(.source, "cognito-idp.user-activity")
    add("source of the activity log", source)
    add("event of the activity log", .value(.event, "SignIn"))
    add("event of the activity log, small letters", .value(.event, "signup"), source)
    add("event of the activity log by prefix", .eventPrefix("Sign"), source)
    add("notifications that failed", .value(.event, "USER_NOTIFICATION"))
    for number in [0, 1, 2] {
      let name = chosen.subjectName(number)
      add("user \(number) of an application", .value(.user, name))
      add(
        "user \(number) of an application, entered", .value(.user, name), .value(.event, "SignIn"))
    }
    add(
      "user of an application, capital letters", .value(.user, chosen.subjectName(3).uppercased()))
    for number in [0, 1, 5] {
      let sub = Part.value(.sub, chosen.subject(number))
      add("subject \(number) in the log", sub, .value(.kind, "cognito"))
      add("subject \(number) in the trail", sub, .value(.kind, "cloudtrail"))
    }
    add(
      "subject's failures in the log", .value(.sub, chosen.subject(2)), .value(.result, "failure"))
    for account in 0..<2 {
      add(
        "account \(account) of the log", .value(.account, chosen.account(account)),
        .value(.kind, "cognito"))
    }
    add("recipient of the log", .value(.recipient, chosen.account(1)), .value(.kind, "cognito"))
    add("nobody calls the log", .value(.caller, chosen.account(0)), .value(.kind, "cognito"))
    add(
      "address in the log, IPv6", .network(DemoNetworks.customer(0), 128), .value(.kind, "cognito"))
    add(
      "address in the log, IPv4", .network(DemoNetworks.customer(1), 128), .value(.kind, "cognito"))
    add("network in the log", .network(DemoAddress(high: 0x2001_0DB8_C000_0000), 40), source)
    add("pool in the log", .value(.pool, chosen.entity(.pool, 0)), source)
    add("pool in the log, another", .value(.pool, chosen.entity(.pool, 1, in: 1)), source)
    add("client in the log", .value(.client, chosen.entity(.client, 0)), source)
    add(
      "client's failures in the log", .value(.client, chosen.entity(.client, 2, in: 2)),
      .value(.result, "failure"), source)
    for factor in ["yes", "no", "unknown"] {
      add("factor \(factor) in the log", .value(.mfa, factor), source)
    }
    for result in ["success", "failure", "pending"] {
      add("\(result) in the log", .value(.result, result), source)
    }
    add("region of the log", .value(.region, "ap-northeast-1"), source)
    add("the log names no category", .value(.category, "Management"), source)
    // The first sign-ins of every archive.
    for number in [0, 1, 2, 4] {
      let seed = DemoShapes.seed(options, number)
      add(
        "request \(number) of the log",
        .value(.request, DemoIDs.uuid(DemoIDs.request(seed))))
      add("id \(number) of the log", .value(.id, DemoIDs.uuid(DemoActivity.id(seed, entry: 0))))
    }
    // Entries of one sign-in may share their id and are several events.
    for number in [0, 1, 2, 4, 5, 6, 8, 9, 10] {
      let seed = DemoShapes.seed(options, number)
      guard DemoActivity.hasOneID(seed) else { continue }
      add(
        "id of all entries of a login", .value(.id, DemoIDs.uuid(DemoActivity.id(seed, entry: 0))))
      break
    }
    add("log of the last day", source, since: chosen.daysBeforeEnd(1))
    add("log before the last day", source, until: chosen.daysBeforeEnd(1))
    add("log of an hour", source, since: DemoClock.end - 7_200, until: DemoClock.end - 3_600)
  }

  private mutating func addPages(_ chosen: DemoLookUpValues) {
    let options = chosen.options
    for number in [0, 1, 3] {
      let page = DemoWorld.eventSeed(options, unit: DemoShapes.pageUnit, ordinal: number)
      add("id \(number) of a look-up page", .value(.id, DemoIDs.uuid(DemoIDs.event(page))))
      let event = DemoWorld.eventSeed(options, unit: DemoShapes.bridgeUnit, ordinal: number)
      add("id \(number) of EventBridge", .value(.id, DemoIDs.uuid(DemoIDs.event(event))))
      let bare = DemoShapes.seed(options, 200 + number % 3)
      add("id \(number % 3) of an item alone", .value(.id, DemoIDs.uuid(bare)))
    }
    // The log tells of some of these calls, too.
    for number in 0..<5 {
      let page = DemoWorld.eventSeed(options, unit: DemoShapes.pageUnit, ordinal: number)
      add(
        "request \(number) of a look-up page",
        .value(.request, DemoIDs.uuid(DemoIDs.request(page))))
    }
    add("items alone", .value(.event, "CreateUserPool"))
    add(
      "user of an item alone", .value(.user, chosen.entity(.user, 0)),
      .value(.event, "CreateUserPool"))
    add(
      "key of an item alone", .value(.key, chosen.entity(.userKey, 3)),
      .value(.event, "DeleteUserPool"))
    add("resource of an item alone", .value(.resource, chosen.entity(.pool, 1)))
    add("sign-ups in all shapes", .value(.event, "SignUp"))
    add("calls of a user pool", .value(.event, "InitiateAuth"))
    add(
      "failed answers", .value(.event, "RespondToAuthChallenge"), .value(.result, "failure"))
  }

  private mutating func addSummaries(_ chosen: DemoLookUpValues) {
    let options = chosen.options
    add(
      "insight by event", .value(.kind, "insight"), .value(.event, "AttachRolePolicy"))
    add("insight by error", .value(.kind, "insight"), .value(.error, "accessdenied"))
    add("insight by source", .value(.kind, "insight"), .value(.source, "ec2"))
    add("insight by user", .value(.kind, "insight"), .value(.user, chosen.entity(.user, 0)))
    add("shared by an insight", .value(.shared, DemoIDs.uuid(DemoShapes.seed(options, 110))))
    add("id of an insight", .value(.id, DemoIDs.uuid(DemoShapes.seed(options, 112))))
    add("network denied", .value(.kind, "network"), .value(.result, "denied"))
    add("network by address", .network(DemoNetworks.inside(0, 5), 128), .value(.kind, "network"))
    add("network by error", .value(.error, "VpceAccessDenied"))
    add("network by user", .value(.user, "probe-1"))
    add("network by caller", .value(.kind, "network"), .value(.type, "AWSAccount"))
    add("summary by event", .value(.kind, "aggregated"), .value(.event, "PutObject"))
    add("summary by user", .value(.kind, "aggregated"), .value(.user, chosen.entity(.user, 1)))
    add(
      "summary by address", .network(DemoNetworks.inside(0, 20), 128), .value(.kind, "aggregated"))
    add("summary by account", .value(.kind, "aggregated"), .value(.account, chosen.account(0)))
    add(
      "summary by resource", .value(.kind, "aggregated"),
      .value(.resource, chosen.entity(.bucket, 0)))
    add("summary by agent", .value(.kind, "aggregated"), .value(.agent, DemoAgents.tools[0]))
    add("summary by error", .value(.kind, "aggregated"), .value(.error, "AccessDenied"))
    add("summary by category", .value(.category, "aggregated"))
    add("id of a summary", .value(.id, DemoIDs.uuid(DemoShapes.seed(options, 141))))
    add(
      "summary in its window", .value(.kind, "aggregated"), since: DemoClock.end - 35_700,
      until: DemoClock.end - 35_400)
  }
}
