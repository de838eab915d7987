import Testing

/// Which names and ids `who` puts together, and which it does not.
@Suite struct WhoLinkTests {
  private static let uuid = "94482488-3041-7026-18f3-be45837cd0e4"
  private static let other = "94482488-aaaa-7026-18f3-be45837cd0e4"
  private static let sub = "0784fae8-0000-7000-8000-00000000dd02"

  @Test func `an IAM user has a name, an id, keys and evidence`() throws {
    let archive = try PeopleArchive([
      PeopleRecords.iam("alice", id: "AIDAEXAMPLE000000001", time: "2024-03-01T00:00:00Z"),
      PeopleRecords.iam(
        "alice", id: "AIDAEXAMPLE000000001", time: "2024-03-02T00:00:00Z",
        key: "ASIAEXAMPLE000000002"),
      PeopleRecords.iam(
        "alice", id: "AIDAEXAMPLE000000007", account: "444455556666", time: "2024-03-03T00:00:00Z"),
    ])
    // The same name in two accounts is two users, each with the other as namesake.
    let answer = try archive.who("Alice")
    #expect(answer.cards.map(\.home) == ["account 111122223333", "account 444455556666"])
    let first = try #require(answer.cards.first)
    #expect(first.events == 2)
    #expect(first.principals.map(\.value) == ["AIDAEXAMPLE000000001"])
    #expect(
      first.keys.map(\.value).sorted() == ["AKIAEXAMPLE000000001", "ASIAEXAMPLE000000002"])
    #expect(first.same_name_not_proved.map(\.note) == ["account 444455556666"])
    let link = try #require(first.evidence.first { $0.other.hasPrefix("principal") })
    #expect(link.count == 2)
    #expect(link.first == "2024-03-01T00:00:00Z")
    #expect(link.last == "2024-03-02T00:00:00Z")
    #expect(link.file == "records.json")
    // Every name of the card leads to it alone.
    for key in [
      "AIDAEXAMPLE000000001", "arn:aws:iam::111122223333:user/alice", "ASIAEXAMPLE000000002",
      first.key,
    ] {
      let found = try archive.who(key)
      #expect(found.cards.map(\.home) == ["account 111122223333"], "\(key)")
    }
  }

  @Test func `a name of IAM that was made anew is two persons`() throws {
    let archive = try PeopleArchive([
      PeopleRecords.iam("bob", id: "AIDAEXAMPLE000000001", time: "2024-01-01T00:00:00Z"),
      PeopleRecords.iam("bob", id: "AIDAEXAMPLE000000002", time: "2024-06-01T00:00:00Z"),
      PeopleRecords.iam("bob", id: "AIDAEXAMPLE000000002", time: "2024-06-02T00:00:00Z"),
    ])
    let answer = try archive.who("bob")
    #expect(answer.cards.map(\.title) == ["AIDAEXAMPLE000000002", "AIDAEXAMPLE000000001"])
    #expect(answer.cards.map(\.events) == [2, 1])
    for card in answer.cards {
      let conflict = try #require(card.conflicts.first)
      #expect(conflict.text == "IAM user bob (111122223333) has 2 ids")
      #expect(conflict.links.map(\.first) == ["2024-01-01T00:00:00Z", "2024-06-01T00:00:00Z"])
    }
  }

  @Test func `Identity Center joins old and new records by the user id`() throws {
    let archive = try PeopleArchive([
      PeopleRecords.federate("hanako", uuid: Self.uuid, time: "2025-01-15T03:00:43Z"),
      PeopleRecords.portal("hanako", uuid: Self.uuid, time: "2025-09-22T12:29:21Z"),
      PeopleRecords.portal(nil, uuid: Self.uuid, time: "2025-09-23T12:29:21Z"),
      PeopleRecords.session(
        "hanako", role: "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
        time: "2025-01-15T03:00:44Z"),
    ])
    for key in ["hanako", Self.uuid, "944824", "1234567890-" + Self.uuid] {
      let answer = try archive.who(key)
      let card = try #require(answer.cards.first { $0.kind == "Identity Center user" }, "\(key)")
      #expect(card.events == 3)
      #expect(card.ids.map(\.value) == [Self.uuid])
      #expect(card.accounts.map(\.value) == ["111122223333", "444455556666"])
      #expect(card.permission_sets.map(\.value) == ["AdministratorAccess"])
      #expect(card.same_name_not_proved.map(\.value) == ["role session hanako"])
      #expect(
        card.evidence.map(\.source).sorted() == ["signin.amazonaws.com", "sso.amazonaws.com"])
      #expect(card.sign_ins.first?.kind == "sso")
    }
  }

  @Test func `a session is the person's when its record names the user id`() throws {
    let role = "AWSReservedSSO_AdministratorAccess_0123456789abcdef"
    let archive = try PeopleArchive([
      PeopleRecords.portal("hanako", uuid: Self.uuid, time: "2025-09-22T12:29:21Z"),
      PeopleRecords.session(
        "hanako", role: role, time: "2025-09-22T12:30:00Z", onBehalfOf: Self.uuid),
    ])
    let answer = try archive.who("hanako")
    #expect(answer.cards.count == 1)
    let card = try #require(answer.cards.first)
    #expect(card.kind == "Identity Center user")
    #expect(card.events == 2)
    #expect(card.roles.map(\.value) == [role])
    #expect(card.same_name_not_proved.isEmpty)
  }

  @Test func `a session of two people is nobody's`() throws {
    let role = "AWSReservedSSO_AdministratorAccess_0123456789abcdef"
    let archive = try PeopleArchive([
      PeopleRecords.session(
        "shared", role: role, time: "2025-09-22T12:30:00Z", onBehalfOf: Self.uuid),
      PeopleRecords.session(
        "shared", role: role, time: "2025-09-23T12:30:00Z", onBehalfOf: Self.other),
    ])
    let answer = try archive.who(Self.uuid)
    let card = try #require(answer.cards.first)
    #expect(card.events == 1)
    #expect(card.conflicts.map(\.text).first?.hasSuffix("has 2 ids") == true)
  }

  @Test func `a user of a pool has a sub, a pool and a client`() throws {
    let archive = try PeopleArchive(
      [
        PeopleRecords.initiateAuth(sub: Self.sub, time: "2024-08-08T00:00:00Z"),
        // A server that signs people in is not the person.
        PeopleRecords.initiateAuth(
          sub: Self.sub, time: "2024-08-09T00:00:00Z",
          caller:
            "{\"type\":\"IAMUser\",\"principalId\":\"AIDAEXAMPLE000000009\",\"accountId\":\"111122223333\",\"userName\":\"backend\",\"accessKeyId\":\"AKIAEXAMPLE000000099\"}",
          name: "AdminInitiateAuth"),
      ],
      files: [
        "export.json": PeopleRecords.activity(
          "taro0808", sub: Self.sub, id: "7f151463-0000-4000-8000-000000000001")
      ])
    for key in ["taro0808", "0784fae8", Self.sub.uppercased()] {
      let answer = try archive.who(key)
      let card = try #require(answer.cards.first, "\(key)")
      #expect(answer.cards.count == 1)
      #expect(card.kind == "Cognito user")
      #expect(card.title == "taro0808")
      #expect(card.home == "pool ap-northeast-1_EXAMPLE01")
      #expect(card.events == 3)
      #expect(card.pools.map(\.value) == ["ap-northeast-1_EXAMPLE01"])
      #expect(card.clients.map(\.value) == ["1exampleclient00000000000"])
      #expect(card.keys.isEmpty)
      #expect(card.evidence.map(\.source) == ["activity log"])
    }
    let backend = try archive.who("backend")
    #expect(backend.cards.map(\.kind) == ["IAM user"])
    #expect(backend.cards.first?.ids.isEmpty == true)
  }

  @Test func `one sub with two names is told with their times`() throws {
    let archive = try PeopleArchive(
      [],
      files: [
        "a.json": PeopleRecords.activity(
          "before", sub: Self.sub, time: "1700000000000",
          id: "7f151463-0000-4000-8000-000000000001"),
        "b.json": PeopleRecords.activity(
          "after", sub: Self.sub, time: "1710000000000",
          id: "7f151463-0000-4000-8000-000000000002"),
      ])
    let answer = try archive.who("before")
    let card = try #require(answer.cards.first)
    #expect(answer.cards.count == 1)
    #expect(card.events == 2)
    let conflict = try #require(card.conflicts.first)
    #expect(conflict.text == "\(Self.sub) has 2 names")
    #expect(conflict.links.map(\.first) == ["2023-11-14T22:13:20Z", "2024-03-09T16:00:00Z"])
  }

  @Test func `one name in two pools is two users`() throws {
    let archive = try PeopleArchive(
      [],
      files: [
        "a.json": PeopleRecords.activity(
          "taro", sub: Self.sub, id: "7f151463-0000-4000-8000-000000000001"),
        "b.json": PeopleRecords.activity(
          "taro", sub: Self.other, pool: "us-east-1_EXAMPLE02",
          id: "7f151463-0000-4000-8000-000000000002"),
      ])
    let answer = try archive.who("taro")
    #expect(
      answer.cards.map(\.home) == ["pool ap-northeast-1_EXAMPLE01", "pool us-east-1_EXAMPLE02"])
    #expect(answer.cards.map(\.events) == [1, 1])
    #expect(answer.cards.allSatisfy { $0.conflicts.isEmpty })
    #expect(answer.cards.allSatisfy { $0.same_name_not_proved.count == 1 })
  }

  @Test func `sessions of one name in several roles are one card that proves nothing`() throws {
    let archive = try PeopleArchive([
      PeopleRecords.session("dave", role: "Admin", time: "2025-01-01T00:00:00Z"),
      PeopleRecords.session(
        "dave", role: "Billing", time: "2025-01-02T00:00:00Z", id: "AROAEXAMPLE000000002"),
      PeopleRecords.portal("dave", uuid: Self.uuid, time: "2025-01-03T00:00:00Z"),
      PeopleRecords.session(
        "dave", role: "AWSReservedSSO_Ops_0123456789abcdef", time: "2025-01-04T00:00:00Z",
        onBehalfOf: Self.uuid, id: "AROAEXAMPLE000000003"),
    ])
    let answer = try archive.who("dave")
    #expect(answer.cards.map(\.kind).sorted() == ["Identity Center user", "role sessions"])
    let sessions = try #require(answer.cards.first { $0.kind == "role sessions" })
    #expect(sessions.events == 2)
    #expect(sessions.users.count == 2)
    let one = try archive.who("AROAEXAMPLE000000002:dave")
    #expect(one.cards.map(\.kind) == ["role session"])
  }

  @Test func `a call that made a user tells his name`() throws {
    let sub = "0784fae8-0000-7000-8000-00000000dd02"
    let archive = try PeopleArchive([
      PeopleRecords.signUp("newbie", sub: sub, time: "2025-01-01T00:00:00Z"),
      PeopleRecords.signUp(
        "HIDDEN_DUE_TO_SECURITY_REASONS", sub: "0784fae8-0000-7000-8000-00000000dd03",
        time: "2025-01-01T00:01:00Z"),
      PeopleRecords.initiateAuth(sub: sub, time: "2025-01-02T00:00:00Z"),
    ])
    let card = try #require(try archive.who(sub).cards.first)
    #expect(card.title == "newbie" && card.kind == "Cognito user" && card.ids.map(\.value) == [sub])
    #expect(card.evidence.contains { $0.source.hasSuffix("SignUp") && $0.file != nil })
    let hidden = try #require(
      try archive.who("0784fae8-0000-7000-8000-00000000dd03").cards.first)
    #expect(hidden.names.isEmpty)
  }

  @Test func `many sign-ins are counted by their events, or joined when asked`() throws {
    let records = (0..<2_500).map { number in
      let minute = String(number % 50 + 10)
      let hour = String(number / 50 % 14 + 10)
      let day = String(number / 700 + 10)
      return PeopleRecords.portal(
        "hanako", uuid: Self.uuid, time: "2025-09-\(day)T\(hour):\(minute):21Z")
    }
    let archive = try PeopleArchive(records)
    let counted = try archive.who("hanako")
    #expect(counted.cards.first?.sign_ins.isEmpty == true)
    #expect(counted.cards.first?.sign_in_events.map(\.value) == ["UserAuthentication"])
    #expect(counted.cards.first?.sign_in_events.map(\.count) == [2_500])
    let joined = try archive.who("hanako", ["--sign-ins"])
    #expect(joined.cards.first?.sign_ins.map(\.success) == [2_500])
  }
}
