import Testing
import TrailTestSupport

/// `person:KEY` in searches.
@Suite struct PersonQueryTests {
  private static let sub = "0784fae8-0000-7000-8000-00000000dd02"

  private func archive() throws -> PeopleArchive {
    try PeopleArchive(
      [
        PeopleRecords.initiateAuth(sub: Self.sub, time: "2024-08-08T00:00:00Z"),
        PeopleRecords.iam("alice", id: "AIDAEXAMPLE000000001", time: "2024-03-01T00:00:00Z"),
        PeopleRecords.iam(
          "alice", id: "AIDAEXAMPLE000000007", account: "444455556666",
          time: "2024-03-03T00:00:00Z"),
      ],
      files: [
        "export.json": PeopleRecords.activity(
          "taro", sub: Self.sub, id: "7f151463-0000-4000-8000-000000000001"),
        "users.json":
          "{\"Users\":[{\"Username\":\"taro\",\"Attributes\":[{\"Name\":\"sub\",\"Value\":\"\(Self.sub)\"},{\"Name\":\"email\",\"Value\":\"taro@example.com\"}]}]}",
      ])
  }

  @Test func `a person is found under all names and ids`() throws {
    let archive = try archive()
    for key in ["taro", "0784fae8", Self.sub, "taro@example.com"] {
      let run = try CommandRun(["search", "-c", "person:\(key)"], in: archive.directory.path)
      #expect(run.output == "2\n", "\(key): \(run.errors)")
      #expect(run.errors.contains("person:\(key) means"))
      #expect(run.errors.contains("sub:\(Self.sub)"))
    }
    let both = try CommandRun(
      ["search", "-c", "person:taro", "kind:cognito"], in: archive.directory.path)
    #expect(both.output == "1\n")
    let others = try CommandRun(["search", "-c", "-person:taro"], in: archive.directory.path)
    #expect(others.output == "2\n")
    let one = try CommandRun(
      ["count", "person:AIDAEXAMPLE000000007"], in: archive.directory.path)
    #expect(one.output == "1\n")
  }

  @Test func `several people, nobody and what is no person are told`() throws {
    let archive = try archive()
    let alice = try CommandRun(["search", "-c", "person:alice"], in: archive.directory.path)
    #expect(alice.status == 2)
    #expect(alice.errors.contains("may be 2 people"))
    #expect(alice.errors.contains("person:AIDAEXAMPLE000000007"))
    for key in ["nobody", "203.0.113.9", "111122223333", ""] {
      let run = try CommandRun(["search", "-c", "person:\(key)"], in: archive.directory.path)
      #expect(run.status == 2, "\(key)")
    }
  }
}
