/// The people whose sign-ins and identities are known: their logs, and lists of who they are.
extension DemoShapes {
  private static let folder = "people/"

  func write(_ people: DemoPeople) throws(DemoError) {
    var number = 0
    for part in people.parts {
      let path = Self.folder + part.name
      for record in part.records {
        number += 1
        writer.count(DemoRandom.mix(seed(800) &+ UInt64(number)), in: path, time: record.time) {
          rules in
          for fact in record.facts {
            rules.note(fact.field, start: fact.start, count: fact.count)
          }
          record.json.withUnsafeBufferPointer { json in
            world.pool.withUnsafeBufferPointer { pool in
              rules.apply(in: json, pool, outcome: record.outcome)
            }
          }
          rules.add(record.address)
        }
      }
      try writer.write(DemoPeople.text(of: part.records), to: path)
    }
    let path = Self.folder + "activity.json"
    for entry in people.entries {
      writer.count(entry.identity, in: path, time: entry.time) { rules in
        entry.add(to: &rules, account: nil)
      }
    }
    try writer.write(people.activity, to: path)
    for (name, text) in people.directories {
      try writer.write(text, to: Self.folder + name, as: \.directory)
    }
  }
}

extension DemoPeople {
  /// What `list-users` of Identity Center and of the pool print, by the name of the file.
  package var directories: [(name: String, text: [UInt8])] {
    let known = persons.sorted { $0.key < $1.key }
    let center = known.filter { $0.value.kind == "Identity Center user" }.map { id, person in
      DemoJSON.object([
        ("UserName", .text(person.name)), ("UserId", .text(id)),
        ("Emails", .list([["Value": "\(person.name)@example.com", "Type": "work"]])),
        ("IdentityStoreId", .text(Self.store)),
      ])
    }
    let pool = known.filter { $0.value.kind == "Cognito user" }.map { sub, person in
      DemoJSON.object([
        ("Username", .text(person.name)),
        (
          "Attributes",
          .list([
            ["Name": "sub", "Value": "\(sub)"],
            ["Name": "email", "Value": "\(person.name)@customers.example.com"],
          ])
        ), ("UserStatus", "CONFIRMED"),
      ])
    }
    return [("identitystore-list-users.json", center), ("cognito-list-users.json", pool)].map {
      ($0.0, DemoJSON.object([("Users", .list($0.1))]).indented(by: 4) + [0x0A])
    }
  }
}
