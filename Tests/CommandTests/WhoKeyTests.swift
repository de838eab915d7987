import Testing
import TrailTestSupport

/// What a key means to `who`, and what directory files add.
@Suite struct WhoKeyTests {
  private static let sub = "0784fae8-0000-7000-8000-00000000dd02"
  private static let other = "0784fae8-aaaa-7000-8000-00000000dd02"

  @Test func `nothing found is 1, several meanings are listed and 2`() throws {
    let archive = try PeopleArchive([
      PeopleRecords.initiateAuth(sub: Self.sub, time: "2024-08-08T00:00:00Z"),
      PeopleRecords.initiateAuth(sub: Self.other, time: "2024-08-08T00:00:01Z"),
      PeopleRecords.session("deploy", role: "deploy", time: "2024-08-08T00:00:02Z"),
    ])
    let nobody = try archive.who("nobody", status: 1)
    #expect(nobody.cards.isEmpty)
    let subs = try archive.who("0784fae8", status: 2)
    #expect(subs.cards.isEmpty)
    #expect(subs.candidates.map(\.key) == [Self.sub, Self.other])
    let both = try archive.who("deploy", status: 2)
    #expect(both.candidates.count == 2)
    for candidate in both.candidates {
      let found = try archive.who(candidate.key)
      #expect(found.cards.count == 1, "\(candidate.key)")
    }
    let shown = try archive.text("0784fae8")
    #expect(shown.status == 2)
    #expect(shown.errors.contains("trailsift who \(Self.sub)"))
    let role = try archive.who("role:deploy")
    #expect(role.cards.map(\.kind) == ["role"])
    #expect(role.cards.first?.users.map(\.value) == ["deploy"])
  }

  @Test func `an address and an account are turned round`() throws {
    let archive = try PeopleArchive(
      [
        PeopleRecords.iam("alice", id: "AIDAEXAMPLE000000001", time: "2024-03-01T00:00:00Z"),
        PeopleRecords.initiateAuth(sub: Self.sub, time: "2024-08-08T00:00:00Z"),
      ],
      files: [
        "export.json": PeopleRecords.activity(
          "taro", sub: Self.sub, id: "7f151463-0000-4000-8000-000000000001"),
        "accounts.json": "{\"Accounts\":[{\"Id\":\"111122223333\",\"Name\":\"prod\"}]}",
      ])
    let address = try archive.who("203.0.113.9")
    #expect(address.cards.first?.users.map(\.value) == ["alice"])
    #expect(address.cards.first?.accounts.map(\.note) == ["prod"])
    // A sub is named by what other events say of it.
    let second = try archive.who("203.0.113.77")
    #expect(second.cards.first?.users.map(\.value) == ["taro"])
    #expect(second.cards.first?.users.first?.note?.contains(Self.sub) == true)
    #expect(second.cards.first?.sign_ins.map(\.kind) == ["cognito"])
    #expect(address.cards.first?.sign_ins.isEmpty == true)
    let network = try archive.who("203.0.113.0/24")
    #expect(network.cards.first?.addresses.count == 2)
    let account = try archive.who("111122223333")
    #expect(account.cards.first?.home == "prod")
    #expect(account.cards.first?.users.count == 2)
    let limited = try archive.who("111122223333", ["--since", "2024-08"])
    #expect(limited.cards.first?.events == 1)
  }

  @Test func `an account that was entered has the sign-ins, though its own trail is missing`()
    throws
  {
    let archive = try PeopleArchive([
      PeopleRecords.federate(
        "hanako", uuid: "7a6a2ff4-0000-4000-8000-00000000abcd", time: "2024-03-01T00:00:00Z")
    ])
    let card = try #require(try archive.who("444455556666").cards.first)
    #expect(card.sign_ins.map(\.kind) == ["sso"] && card.sign_ins.map(\.success) == [1])
    #expect(card.sign_in_events.isEmpty && card.events == 1)
  }

  @Test func `names of tables that tell no type or account are users, and have their events`()
    throws
  {
    let rows = [
      "2024-03-05T01:00:00Z,ConsoleLogin,signin.amazonaws.com,alice",
      "2024-03-05T01:10:00Z,ListBuckets,s3.amazonaws.com,alice",
      "2024-03-05T01:20:00Z,Authenticate,sso.amazonaws.com,alice",
    ]
    func table(_ columns: String, _ value: (Int) -> String) -> String {
      let lines = rows.enumerated().map { number, row in
        "11111111-1111-1111-1111-11111111111\(number),\(row)" + value(number)
      }
      return (["eventID,eventTime,eventName,eventSource,userName" + columns] + lines)
        .joined(separator: "\n") + "\n"
    }
    let bare = try PeopleArchive([], files: ["a.csv": table("") { _ in "" }])
    let card = try #require(try bare.who("alice").cards.first)
    #expect(card.kind == "user" && card.home == nil && card.events == 3)
    #expect(try bare.who("untyped:/alice").cards.first?.events == 3)
    // Of two accounts they are two, as long as nothing proves otherwise.
    let accounts = try PeopleArchive(
      [],
      files: [
        "a.csv": table(",recipientAccountId") { $0 == 1 ? ",444455556666" : ",111122223333" }
      ])
    let both = try accounts.who("alice").cards
    #expect(both.map(\.events).sorted() == [1, 2])
    for card in both {
      let found = try accounts.who(card.key)
      #expect(found.cards.map(\.events) == [card.events], "\(card.key)")
    }
    // With the type alone the rest is as before.
    let typed = try PeopleArchive(
      [], files: ["a.csv": table(",userIdentity.type") { _ in ",IAMUser" }])
    let user = try #require(try typed.who("alice").cards.first)
    #expect(user.kind == "IAM user" && user.home == nil && user.events == 3)
  }

  @Test func `users of look-up pages are named by a list of users`() throws {
    let record = PeopleRecords.initiateAuth(sub: Self.sub, time: "2025-04-01T00:00:00Z")
      .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let archive = try PeopleArchive(
      [],
      files: [
        "page.json":
          "{\"Events\":[{\"EventId\":\"1\",\"EventName\":\"InitiateAuth\",\"CloudTrailEvent\":\"\(record)\"}]}",
        "users.json":
          "{\"Users\":[{\"Username\":\"genu-taro\",\"Attributes\":[{\"Name\":\"sub\",\"Value\":\"\(Self.sub)\"},{\"Name\":\"email\",\"Value\":\"taro@example.com\"}]}]}",
      ])
    for key in [Self.sub, "0784fae8", "genu-taro", "taro@example.com", "email:Taro@example.com"] {
      let answer = try archive.who(key)
      let card = try #require(answer.cards.first, "\(key)")
      #expect(card.title == "genu-taro")
      #expect(card.events == 1)
      #expect(card.emails.map(\.value) == ["taro@example.com"])
      #expect(card.evidence.map(\.proof) == ["directory"])
      #expect(card.evidence.map(\.source) == ["users.json"])
      #expect(card.sign_ins.map(\.success) == [1])
    }
  }

  @Test func `a directory that contradicts the records is a conflict`() throws {
    let archive = try PeopleArchive(
      [PeopleRecords.iam("alice", id: "AIDAEXAMPLE000000001", time: "2024-03-01T00:00:00Z")],
      files: [
        "export.json": PeopleRecords.activity(
          "taro", sub: Self.sub, id: "7f151463-0000-4000-8000-000000000001"),
        "users.json":
          "{\"Users\":[{\"Username\":\"jiro\",\"Attributes\":[{\"Name\":\"sub\",\"Value\":\"\(Self.sub)\"}]}]}",
        "iam.json":
          "{\"Users\":[{\"UserName\":\"alice\",\"UserId\":\"AIDAEXAMPLE000000002\",\"Arn\":\"arn:aws:iam::111122223333:user/alice\"}]}",
      ])
    let taro = try archive.who(Self.sub)
    #expect(taro.cards.map(\.title) == ["taro"])
    #expect(taro.cards.first?.conflicts.map(\.text) == ["\(Self.sub) has 2 names"])
    let alice = try archive.who("AIDAEXAMPLE000000001")
    #expect(
      alice.cards.first?.conflicts.map(\.text) == ["IAM user alice (111122223333) has 2 ids"])
  }

  @Test func `every shape of directory is known by its names`() throws {
    let archive = try PeopleArchive(
      [],
      files: [
        "store.json":
          "{\"Users\":[{\"UserName\":\"hanako\",\"UserId\":\"1234567890-\(Self.sub)\",\"DisplayName\":\"Hanako\",\"IdentityStoreId\":\"d-1234567890\"}]}",
        "details.json":
          "{\"UserDetailList\":[{\"UserName\":\"bob\",\"UserId\":\"AIDAEXAMPLE000000003\",\"Arn\":\"arn:aws:iam::111122223333:user/bob\"}],\"RoleDetailList\":[]}",
        "report.csv":
          "user,arn,user_creation_time,password_enabled\ncarol,arn:aws:iam::111122223333:user/carol,2020-01-01T00:00:00+00:00,true\n",
        "import.csv": "cognito:username,email,cognito:mfa_enabled\ndave,dave@example.com,FALSE\n",
        "one.json":
          "{\"Username\":\"eve\",\"UserAttributes\":[{\"Name\":\"sub\",\"Value\":\"\(Self.other)\"}]}",
      ])
    for (key, title) in [
      ("hanako", "hanako"), (Self.sub, "hanako"), ("bob", "bob"), ("AIDAEXAMPLE000000003", "bob"),
      ("carol", "carol"), ("dave", "dave"), ("dave@example.com", "dave"), ("eve", "eve"),
      (Self.other, "eve"),
    ] {
      let answer = try archive.who(key)
      #expect(answer.cards.map(\.title) == [title], "\(key)")
      #expect(answer.cards.first?.events == 0)
    }
  }

  @Test func `a directory that is gone is told, and the rest is answered`() throws {
    let archive = try PeopleArchive(
      [PeopleRecords.iam("alice", id: "AIDAEXAMPLE000000001", time: "2024-03-01T00:00:00Z")],
      files: ["accounts.json": "{\"Accounts\":[{\"Id\":\"111122223333\",\"Name\":\"prod\"}]}"])
    _ = try archive.directory.write(Array("{}".utf8), to: "archive/accounts.json")
    let answer = try archive.who("alice")
    #expect(answer.cards.count == 1)
    #expect(answer.notes.first?.contains("accounts.json") == true)
  }

  @Test func `names cannot move the cursor`() throws {
    let archive = try PeopleArchive(
      [],
      files: [
        "export.json": PeopleRecords.activity(
          "\\u001b[2Jevil\\u202e", sub: Self.sub, id: "7f151463-0000-4000-8000-000000000001"),
        "users.json":
          "{\"Users\":[{\"Username\":\"x\\u0007y\",\"Attributes\":[{\"Name\":\"sub\",\"Value\":\"\(Self.sub)\"}]}]}",
      ])
    let shown = try archive.text(Self.sub)
    #expect(shown.status == 0)
    #expect(shown.output.contains("\\u{1B}[2Jevil\\u{202E}"))
    let isSafe = shown.output.unicodeScalars.allSatisfy {
      $0.value == 0x0A || $0.value >= 0x20 && $0.value != 0x202E
    }
    #expect(isSafe)
    let json = try archive.who("\u{1B}[2Jevil\u{202E}")
    #expect(json.cards.first?.title == "\u{1B}[2Jevil\u{202E}")
    for key in ["", ":", "user:", "arn:", "arn:aws:iam::1:user", "sub:", "é", "*"] {
      let run = try archive.text(key)
      #expect(run.status == 1, "\(key): \(run.errors)")
    }
  }

  @Test func `one sign-in through the portal, as two accounts log it`() throws {
    let archive = try PeopleArchive([
      PeopleRecords.federate(
        "ssouser01", uuid: "7a6a2ff4-4eb0-414a-9447-a1decc0c7c1e", time: "2023-03-29T12:56:43Z",
        into: "sampleaccountid2"),
      PeopleRecords.session(
        "ssouser01", role: "AWSReservedSSO_AdministratorAccess_5422dd0faed3c601",
        account: "sampleaccountid2", time: "2023-03-29T12:56:44Z", event: "ConsoleLogin"),
    ])
    let answer = try archive.who("ssouser01")
    #expect(answer.cards.map(\.kind).sorted() == ["Identity Center user", "role session"])
    let account = try archive.who("sampleaccountid2")
    #expect(account.cards.map(\.kind) == ["account"])
    let text = try archive.text("ssouser01")
    #expect(text.output.contains("not proved to be the same person"))
  }
}
