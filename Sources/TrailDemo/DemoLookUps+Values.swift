/// The values that look-ups ask, chosen from the organization.
struct DemoLookUpValues {
  let options: DemoOptions
  let organization: DemoOrganization
  let names: DemoTextPool

  func person(_ number: Int) -> DemoPerson {
    organization.people[number % organization.people.count]
  }

  func text(_ text: DemoText) -> String { names.string(text) }

  func name(_ number: Int) -> String { text(person(number).name) }

  func account(_ number: Int) -> String {
    text(organization.accounts[number % organization.accounts.count])
  }

  func subject(_ number: Int) -> String {
    text(organization.subjects[number % organization.subjects.count].sub)
  }

  func subjectName(_ number: Int) -> String {
    text(organization.subjects[number % organization.subjects.count].name)
  }

  func entity(_ kind: DemoEntity, _ number: Int, in account: Int = 0) -> String {
    text(organization.entity(kind, number, in: account % organization.accounts.count))
  }

  /// The seed of the ids of an event.
  func seed(_ unit: Int, _ ordinal: Int) -> UInt64 {
    DemoWorld.eventSeed(options, unit: unit, ordinal: ordinal)
  }

  /// A time that many days before the end.
  func daysBeforeEnd(_ days: Int) -> Int { DemoClock.end - days * DemoClock.day }
}

extension DemoLookUps {
  mutating func addActors(_ chosen: DemoLookUpValues) {
    let hot = chosen.name(0)
    add("user hot", .value(.user, hot))
    add("user hot, capital letters", .value(.user, hot.uppercased()))
    add(
      "user hot, full width",
      .value(.user, String(decoding: DemoOrganization.wide(hot), as: UTF8.self))
    )
    add("user medium", .value(.user, chosen.name(9)))
    add("user with a capital, asked in small letters", .value(.user, chosen.name(3).lowercased()))
    add("user rare", .value(.user, chosen.name(chosen.organization.people.count - 1)))
    add("user rare by half", .value(.user, chosen.name(chosen.organization.people.count / 2)))
    add("user that typed a domain", .value(.user, chosen.text(chosen.person(4).typed)))
    add("user that typed an address", .value(.user, chosen.text(chosen.person(5).typed)))
    add("user that typed Japanese", .value(.user, chosen.text(chosen.person(6).typed)))
    add("user of IAM", .value(.user, chosen.entity(.user, 0)))
    add("user of IAM, rare", .value(.user, chosen.entity(.user, 25, in: 1)))
    add("user root", .value(.user, "Root"))
    add("user instance", .value(.user, chosen.entity(.instance, 1)))
    add("target user", .value(.target, chosen.entity(.user, 1).uppercased()))
    add("target group", .value(.target, chosen.entity(.group, 0)))
    add("target person", .value(.target, chosen.text(chosen.person(0).id)))
    add("sub of Cognito", .value(.sub, chosen.subject(0)))
    add("sub of Cognito, capital letters", .value(.sub, chosen.subject(1).uppercased()))
    add("sub of Cognito, rare", .value(.sub, chosen.subject(40)))
    add("sub of a person", .value(.sub, chosen.text(chosen.person(0).uuid)))
    add("sub of a person with store", .value(.sub, chosen.text(chosen.person(2).id)))
    add("sub of a person with store, bare", .value(.sub, chosen.text(chosen.person(2).uuid)))
    let store = chosen.text(chosen.organization.store)
    add(
      "sub of a portal user",
      .value(.sub, "\(store)-\(chosen.text(chosen.person(1).uuid))")
    )
    add("sub of a web identity", .value(.sub, "1000003"))
    let identity = DemoIDs.uuid(DemoWorld.identitySeed(chosen.options, subject: 0))
    add(
      "sub of an identity pool",
      .value(.sub, "\(DemoOrganization.regionNames[0]):\(identity)")
    )
    add("type assumed role", .value(.type, "assumedrole"))
    for type in ["Root", "IAMUser", "IdentityCenterUser", "Unknown", "AWSService", "AWSAccount"] {
      add("type \(type)", .value(.type, type))
    }
    add("type SAMLUser", .value(.type, "samluser"))
    add("type FederatedUser", .value(.type, "FederatedUser"))
    for factor in ["yes", "no", "idp", "unknown"] { add("mfa \(factor)", .value(.mfa, factor)) }
    add("principal of a role", .value(.principal, chosen.entity(.rolePrincipal, 0)))
    add("principal of a user", .value(.principal, chosen.entity(.userPrincipal, 0)))
    add(
      "principal with session",
      .value(.principal, "\(chosen.entity(.ssoPrincipal, 0, in: 1)):\(hot)")
    )
  }

  mutating func addAccounts(_ chosen: DemoLookUpValues) {
    add("account hot", .value(.account, chosen.account(0)))
    add("account last", .value(.account, chosen.account(chosen.organization.accounts.count - 1)))
    add("recipient", .value(.recipient, chosen.account(1)))
    add("caller", .value(.caller, chosen.account(2)))
    add("target account", .value(.targetAccount, chosen.account(1)))
    add("role", .value(.role, chosen.entity(.role, 0)))
    add("role, capital letters", .value(.role, chosen.entity(.role, 8, in: 1).uppercased()))
    add("role rare", .value(.role, chosen.entity(.role, 47, in: 3)))
    add("role of a permission set", .value(.role, chosen.entity(.ssoRole, 0, in: 1)))
    add("permission set", .value(.permset, "administratoraccess"))
    add("permission set with underscore", .value(.permset, "Ops_Support"))
    add("region main", .value(.region, "ap-northeast-1"))
    add("region small, capital letters", .value(.region, "EU-WEST-1"))
  }

  mutating func addAddresses(_ chosen: DemoLookUpValues) {
    let office = DemoNetworks.office(0)
    add("ip v4 office gateway", .network(DemoAddress(203, 0, 113, 1), 128))
    add("ip v4 of a home", .network(chosen.person(1).homeAddress, 128))
    add(
      "ip v4 of a rare home",
      .network(chosen.person(chosen.organization.people.count - 2).homeAddress, 128)
    )
    add("ip v4 inside", .network(DemoNetworks.inside(0, 0), 128))
    add("ip v4 /24", .network(office.address, 120))
    add("ip v4 /26", .network(DemoNetworks.office(1).address, 122))
    add("ip v4 /25", .network(DemoNetworks.office(2).address, 121))
    add("ip v4 /30", .network(DemoAddress(203, 0, 113, 4), 126))
    add("ip v4 /32", .network(DemoAddress(198, 51, 100, 65), 128))
    add("ip v4 /8", .network(DemoAddress(10, 0, 0, 0), 104))
    add("ip v4 /10", .network(DemoAddress(100, 64, 0, 0), 106))
    add("ip v4 /15", .network(DemoAddress(198, 18, 0, 0), 111))
    let machine = DemoNetworks.machine(1, 0)
    add("ip v6 machine", .network(machine, 128))
    add("ip v6 customer", .network(DemoNetworks.customer(3), 128))
    add("ip v6 /32", .network(machine, 32))
    add("ip v6 /36", .network(DemoAddress(high: 0x2001_0DB8_4000_0000), 36))
    add("ip v6 /48", .network(DemoAddress(high: DemoNetworks.officeNetwork(0)), 48))
    add("ip v6 /56", .network(machine, 56))
    add("ip v6 /64 of a home", .network(DemoAddress(high: chosen.person(0).homeNetwork), 64))
    add("via a service", .value(.via, "lambda.amazonaws.com"))
    add("via AWS", .value(.via, "AWS Internal"))
  }

  mutating func addCalls(_ chosen: DemoLookUpValues) {
    add("event hot", .value(.event, "GetObject"))
    add("event, small letters", .value(.event, "assumerole"))
    add("event rare", .value(.event, "StopLogging"))
    add("event sign-in", .value(.event, "ConsoleLogin"))
    add("event prefix", .eventPrefix("Describe"))
    add("event prefix, small letters", .eventPrefix("assumerole"))
    add("event prefix rare", .eventPrefix("ScheduleKey"))
    add("source short", .value(.source, "s3"))
    add("source short, capital letters", .value(.source, "EC2"))
    add("source whole", .value(.source, "signin.amazonaws.com"))
    add("source Cognito", .value(.source, "cognito-idp"))
    add("error denied", .value(.error, "accessdenied"))
    add("error of EC2", .value(.error, "Client.UnauthorizedOperation"))
    add("error rare", .value(.error, "SlowDown"))
    for result in ["success", "failure", "denied", "throttled"] {
      add("result \(result)", .value(.result, result))
    }
    add("kind", .value(.kind, "cloudtrail"))
    add("category data", .value(.category, "data"))
    add("category management", .value(.category, "Management"))
    add("reading", .value(.readonly, "true"))
    add("writing", .value(.readonly, "False"))
    add("agent of a console", .value(.agent, "AWS Internal"))
    add("agent with escapes", .value(.agent, DemoAgents.browsers[7]))
    add("agent of a tool", .value(.agent, DemoAgents.tools[0]))
  }
}
