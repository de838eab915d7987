/// What lies beside logs in an archive: directories of people and accounts, notices, remains.
extension DemoShapes {
  func writeDirectories() throws(DemoError) {
    let organization = world.organization
    let users = organization.subjects.prefix(200).enumerated().map { number, subject -> DemoJSON in
      let name = writer.string(subject.name)
      return .object([
        ("Username", .text(name)),
        (
          "Attributes",
          .list([
            attribute("sub", writer.string(subject.sub)),
            attribute("email", "\(name)@example.com"), attribute("email_verified", "true"),
          ])
        ),
        ("UserCreateDate", .word("\(DemoClock.end - 400 * DemoClock.day + number * 5_000).031")),
        ("Enabled", .word("true")), ("UserStatus", .text("CONFIRMED")),
      ])
    }
    try writeDirectory([("Users", .list(users))], "cognito-list-users.json")
    let people = organization.people.prefix(200).map { person -> DemoJSON in
      let name = writer.string(person.name)
      return .object([
        ("UserName", .text(name)), ("UserId", .text(writer.string(person.id))),
        ("DisplayName", .text(writer.string(person.display))),
        (
          "Emails",
          .list([
            .object([
              ("Value", .text("\(name)@example.com")), ("Type", .text("work")),
              ("Primary", .word("true")),
            ])
          ])
        ),
        ("IdentityStoreId", .text("d-\(writer.string(organization.store))")),
      ])
    }
    try writeDirectory([("Users", .list(people))], "identitystore-list-users.json")
    let accounts = organization.accounts.indices.map { number -> DemoJSON in
      let id = writer.account(number)
      return .object([
        ("Id", .text(id)),
        (
          "Arn",
          .text(
            "arn:aws:organizations::\(writer.account(0)):account/"
              + "\(writer.string(organization.id))/\(id)")
        ),
        ("Email", .text("aws-\(number)@example.com")),
        ("Name", .text(writer.string(organization.aliases[number]))),
        ("Status", .text("ACTIVE")), ("JoinedMethod", .text("CREATED")),
      ])
    }
    try writeDirectory([("Accounts", .list(accounts))], "organizations-list-accounts.json")
    try writeCredentialReport()
  }

  private func attribute(_ name: String, _ value: String) -> DemoJSON {
    .object([("Name", .text(name)), ("Value", .text(value))])
  }

  private func writeDirectory(_ list: [(String, DemoJSON)], _ name: String) throws(DemoError) {
    try writer.write(
      DemoJSON.object(list).indented(by: 4) + [0x0A], to: "directories/\(name)", as: \.directory)
  }

  private func writeCredentialReport() throws(DemoError) {
    let account = writer.account(0)
    var report =
      "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
      + "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated\n"
      + "<root_account>,arn:aws:iam::\(account):root,2020-04-01T00:00:00+00:00,not_supported,"
      + "no_information,not_supported,not_supported,true,false,N/A\n"
    for number in 0..<30 {
      let user = writer.entity(.user, number, in: 0)
      report +=
        "\(user),arn:aws:iam::\(account):user/\(user),2021-04-01T00:00:00+00:00,"
        + "\(number % 3 == 0),N/A,N/A,N/A,\(number % 2 == 0),true,2023-10-01T00:00:00+00:00\n"
    }
    try writer.write(
      Array(report.utf8), to: "directories/credential-report.csv", as: \.directory)
  }

  /// Files that give no event.
  func writeAsides() throws(DemoError) {
    let log = path("CloudTrail", 0, at: DemoClock.end - 900)
    let notice = DemoJSON.object([
      (
        "Records",
        .list([
          .object([
            ("eventVersion", .text("2.1")), ("eventSource", .text("aws:s3")),
            ("awsRegion", .text(DemoOrganization.regionNames[0])),
            ("eventTime", .text(DemoStamp.iso(DemoClock.end - 890).dropLast() + ".123Z")),
            ("eventName", .text("ObjectCreated:Put")),
            (
              "s3",
              .object([
                ("s3SchemaVersion", .text("1.0")),
                ("bucket", .object([("name", .text("example-trail"))])),
                ("object", .object([("key", .text(log)), ("size", .word("4711"))])),
              ])
            ),
          ])
        ])
      )
    ])
    try writer.write(notice.line, to: "notices/s3-object-created.json", as: \.skipped)
    let delivered = DemoJSON.object([
      ("s3Bucket", .text("example-trail")), ("s3ObjectKey", .list([.text(log)])),
    ])
    try writer.write(delivered.line, to: "notices/trail-delivery.json", as: \.skipped)
    try writer.write([], to: "notices/nothing-yet.json", as: \.empty)
    // What a script leaves whose first call failed.
    let failed = "lookup-events/script-failed/"
    try writer.write([], to: failed + "first_page.json", as: \.empty)
    try writer.write([], to: failed + "events_array.json", as: \.empty)
    try writer.write(
      Array("{\n  \"Events\": null\n}\n".utf8), to: failed + "cognito_events.json", as: \.empty)
    var view: [UInt8] = [0, 0, 0, 1, 0x42, 0x75, 0x64, 0x31]
    view += [UInt8](repeating: 0, count: 120)
    try writer.write(view, to: ".DS_Store", as: \.skipped)
    try writer.write(
      [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0], to: log + ".9e3A70bC", as: \.skipped)
  }
}
