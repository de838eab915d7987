/// Chains of sessions, and people whose records span sources.
extension DemoPeople {
  /// Roles assumed one from another, by two chains of equal names in the same seconds; of one chain
  /// the account that recorded an issue may be missing.
  mutating func playChains(_ name: String, _ address: DemoAddress) {
    let length = 2 + random.below(4)
    for _ in 0..<2 {
      var keys = [newKey("AKIA")]
      let cut = random.perMille(400) ? 1 + random.below(length) : nil
      for step in 0...length {
        let account = Self.members[step % 2]
        let identity = identity(name, keys[keys.count - 1], step, account)
        _ = record(
          "s3", "ListBuckets", at: time + step, account, address, Details(identity: identity))
        if step == length { break }
        let next = newKey("ASIA")
        _ = record(
          "sts", "AssumeRole", at: time + step + 1, step + 1 == cut ? Self.absent : account,
          address,
          Details(
            identity: identity,
            request: [
              "roleArn": "arn:aws:iam::\(Self.members[(step + 1) % 2]):role/Other\(step + 1)",
              "roleSessionName": "\(name)",
            ], response: ["credentials": ["accessKeyId": "\(next)"]]))
        keys.append(next)
      }
      let known = cut.map { Array(keys[$0...]) } ?? keys
      note(
        Session(
          keys: known.reversed(),
          origin: cut == nil
            ? "a long-term access key" : "no event in the archive issued this session"))
    }
  }

  private func identity(
    _ name: String, _ key: String, _ step: Int, _ account: String
  ) -> DemoJSON {
    if step == 0 {
      return [
        "type": "IAMUser", "principalId": "AIDA\(name.uppercased())00000",
        "accountId": "\(account)", "userName": "\(name)", "accessKeyId": "\(key)",
      ]
    }
    return [
      "type": "AssumedRole", "principalId": "AROACHAIN0000000\(step):\(name)",
      "arn": "arn:aws:sts::\(account):assumed-role/Step\(step)/\(name)",
      "accountId": "\(account)", "accessKeyId": "\(key)",
      "sessionContext": ["attributes": ["creationDate": "\(DemoStamp.iso(time + step))"]],
    ]
  }

  /// A person with one name everywhere: as a user of Identity Center before and after the shape of
  /// its records changed, in a role session that acts on behalf of that user, as an IAM user of two
  /// accounts, and as a user of a pool.
  ///
  /// The user id proves that the first three are one. The name alone proves nothing: the IAM users
  /// and the user of the pool are persons of their own, and so is a session of the name without
  /// proof.
  mutating func playSpanning(_ number: Int) {
    let name = "spanning\(number)"
    let address = DemoAddress(192, 0, 2, 100 + number)
    let id = "a4482488-3041-7026-18f3-\(Self.padded(number))"
    let account = Self.members[0]
    let sessionARN = "arn:aws:sts::\(account):assumed-role/SpanProved/\(name)"
    know(
      id, name, "Identity Center user",
      keys: ["1234567890-\(id)", "\(name)@example.com", sessionARN])
    for isNew in [false, true] {
      let visitor = Visitor(name: name, id: id, address: address, isNew: isNew)
      expect(
        "sso", signIn(visitor, at: time), "ok", "no", Self.center, name, into: "portal")
      time += 40_000
    }
    for role in ["SpanProved", "SpanOther"] {
      var members: [(String, DemoJSON)] = [
        ("type", "AssumedRole"), ("principalId", "AROA\(role.uppercased())00000:\(name)"),
        ("arn", "arn:aws:sts::\(account):assumed-role/\(role)/\(name)"),
        ("accountId", .text(account)),
        ("sessionContext", ["sessionIssuer": ["type": "Role", "userName": "\(role)"]]),
      ]
      let isProved = role == "SpanProved"
      if isProved {
        members.append(
          ("onBehalfOf", ["userId": "\(id)", "identityStoreArn": "\(Self.storeARN)"]))
      }
      _ = record(
        "s3", "ListBuckets", at: time, account, address, of: isProved ? id : nil,
        Details(identity: .object(members)))
    }
    for (place, account) in Self.members.enumerated() {
      let principal = "AIDASPANNING\(place)\(Self.padded(number, width: 8))"
      let arn = "arn:aws:iam::\(account):user/\(name)"
      know(principal, name, "IAM user", keys: [arn])
      for _ in 0..<2 {
        _ = record(
          "s3", "ListBuckets", at: time, account, address, of: principal,
          Details(identity: [
            "type": "IAMUser", "principalId": "\(principal)", "arn": "\(arn)",
            "accountId": "\(account)", "userName": "\(name)",
          ]))
      }
    }
    playPool(name, "b784fae8-0000-7000-8000-\(Self.padded(number))", address, case: 0)
  }
}
