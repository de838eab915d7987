extension DemoLookUps {
  mutating func addThings(_ chosen: DemoLookUpValues) {
    let bucket = chosen.entity(.bucket, 0)
    let role = "arn:aws:iam::\(chosen.account(0)):role/"
    add("resource bucket", .value(.resource, bucket))
    add("resource bucket by ARN", .value(.resource, "arn:aws:s3:::\(bucket)"))
    add(
      "resource object",
      .value(.resource, "\(bucket)/\(chosen.entity(.object, 0))")
    )
    let table = chosen.entity(.table, 1)
    add("resource table", .value(.resource, table))
    add("arn of a bucket", .value(.arn, "arn:aws:s3:::\(bucket)"))
    add("arn of a role", .value(.arn, role + chosen.entity(.role, 0)))
    add(
      "arn of a session",
      .value(
        .arn,
        "arn:aws:sts::\(chosen.account(1)):assumed-role/\(chosen.entity(.ssoRole, 0, in: 1))/"
          + chosen.name(0)
      )
    )
    add(
      "arn of a key",
      .value(
        .arn,
        "arn:aws:kms:ap-northeast-1:\(chosen.account(0)):key/\(chosen.entity(.kms, 0))"
      )
    )
    add("arn of a policy of AWS", .value(.arn, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"))
    add(
      "arn of a device",
      .value(.arn, "arn:aws:iam::\(chosen.account(1)):mfa/\(chosen.entity(.user, 0, in: 1))")
    )
    add("pool", .value(.pool, chosen.entity(.pool, 0)))
    add("pool of identities", .value(.pool, chosen.entity(.identityPool, 0)))
    add("client", .value(.client, chosen.entity(.client, 0)))
    add("client rare", .value(.client, chosen.entity(.client, 4, in: 2)))
    add("key of a user", .value(.key, chosen.entity(.userKey, 0)))
    add("key of a user, rare", .value(.key, chosen.entity(.userKey, 9, in: 1)))
    // The first scene of every unit takes a role, so these keys are issued and then used.
    for unit in [0, 1, 7] {
      let key = DemoIDs.accessKey(DemoIDs.session(chosen.seed(unit, 0)))
      add("key of a session in unit \(unit)", .value(.key, key))
    }
  }

  mutating func addIDs(_ chosen: DemoLookUpValues) {
    for (unit, ordinal) in [(0, 0), (0, 5), (3, 2)] {
      let seed = chosen.seed(unit, ordinal)
      add(
        "id of event \(ordinal) in unit \(unit)",
        .value(.id, DemoIDs.uuid(DemoIDs.event(seed)))
      )
    }
    add("request", .value(.request, DemoIDs.uuid(DemoIDs.request(chosen.seed(0, 4)))))
    // The first two events are one action across accounts.
    let first = chosen.seed(0, 0)
    add("request of two accounts", .value(.request, DemoIDs.uuid(DemoIDs.request(first))))
    add("shared by two accounts", .value(.shared, DemoIDs.uuid(DemoIDs.shared(first))))
  }

  mutating func addCombinations(_ chosen: DemoLookUpValues) {
    let hot = chosen.name(0)
    let office = DemoNetworks.office(chosen.person(0).office)
    add("user at an office", .value(.user, hot), .network(office.address, office.length))
    add("user and event", .value(.user, hot), .value(.event, "ConsoleLogin"))
    add("failed sign-ins", .value(.event, "ConsoleLogin"), .value(.result, "failure"))
    add(
      "sign-ins without second factor",
      .value(.event, "ConsoleLogin"),
      .value(.mfa, "no"),
      .value(.result, "success")
    )
    add(
      "denied calls of a role",
      .value(.role, chosen.entity(.role, 0)),
      .value(.result, "denied")
    )
    add("an account in a region", .value(.account, chosen.account(1)), .value(.region, "us-west-2"))
    add("writing by root", .value(.user, "root"), .value(.readonly, "false"))
    add(
      "a bucket from inside",
      .value(.resource, chosen.entity(.bucket, 0)),
      .network(DemoAddress(10, 0, 0, 0), 104)
    )
    add(
      "a service in an account by a type",
      .value(.source, "dynamodb"),
      .value(.recipient, chosen.account(0)),
      .value(.type, "AssumedRole")
    )
    add(
      "a permission set entered",
      .value(.permset, "ReadOnlyAccess"),
      .value(.event, "Federate")
    )
    add(
      "across accounts",
      .value(.caller, chosen.account(0)),
      .value(.recipient, chosen.account(1))
    )
    add("throttled reading", .value(.result, "throttled"), .value(.readonly, "true"))
    add(
      "a subject's failures",
      .value(.source, "cognito-idp"),
      .value(.result, "failure")
    )
    add(
      "secrets read over IPv6",
      .value(.source, "secretsmanager"),
      .network(DemoNetworks.machine(0, 0), 32)
    )
    add("users' changes of users", .value(.source, "iam"), .eventPrefix("Create"))
  }

  mutating func addRanges(_ chosen: DemoLookUpValues) {
    let end = DemoClock.end
    let hot = chosen.name(0)
    let last = chosen.daysBeforeEnd(1)
    add("the last day", since: last)
    add("before the last day", until: last)
    add("an hour", since: end - 20 * 3_600, until: end - 19 * 3_600)
    add("a minute", since: last + 3 * 3_600 + 60, until: last + 3 * 3_600 + 120)
    add("all", since: chosen.daysBeforeEnd(chosen.options.days), until: end)
    add("user in three days", .value(.user, hot), since: chosen.daysBeforeEnd(3))
    add(
      "user in a past week",
      .value(.user, hot),
      since: chosen.daysBeforeEnd(14),
      until: chosen.daysBeforeEnd(7)
    )
    add(
      "sign-ins of a day",
      .value(.event, "ConsoleLogin"),
      since: chosen.daysBeforeEnd(4),
      until: chosen.daysBeforeEnd(3)
    )
    add(
      "denied at an office in two days",
      .network(DemoNetworks.office(0).address, 120),
      .value(.result, "denied"),
      since: chosen.daysBeforeEnd(4),
      until: chosen.daysBeforeEnd(2)
    )
    add(
      "an event of a second on",
      .value(.event, "GetObject"),
      since: last + 12_345
    )
  }

  mutating func addNothing(_ chosen: DemoLookUpValues) {
    add("nobody", .value(.user, "nobody-of-that-name"))
    add("a hidden name is no name", .value(.user, "HIDDEN_DUE_TO_SECURITY_REASONS"))
    add("a key in small letters", .value(.key, chosen.entity(.userKey, 0).lowercased()))
    add("an address of nobody", .network(DemoAddress(233, 252, 0, 1), 128))
    add("a network of nobody", .network(DemoAddress(233, 252, 0, 0), 120))
    add("an IPv6 network of nobody", .network(DemoAddress(high: 0x3FFF_0000_0000_0000), 20))
    add("an event of no service", .eventPrefix("Zzz"))
    add("after the end", since: DemoClock.end)
    add("an impossible pair", .value(.event, "ConsoleLogin"), .value(.source, "s3"))
    add("an id of nothing", .value(.id, "00000000-0000-4000-8000-000000000000"))
  }
}
