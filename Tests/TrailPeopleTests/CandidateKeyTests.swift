import Testing
import TrailFiles
import TrailIndexing
import TrailSearch
import TrailTestSupport

@testable import TrailPeople

/// Keys that tell people of one name apart, and people whom only the call that made them names.
@Suite struct CandidateKeyTests {
  private func record(
    _ number: Int, _ source: String, _ identity: String, _ rest: String = "",
    name: String = "Anything", account: String = "111122223333"
  ) -> String {
    """
    {"eventVersion":"1.09","userIdentity":\(identity),"eventTime":"2025-01-01T00:00:0\(number)Z",\
    "eventSource":"\(source).amazonaws.com","eventName":"\(name)","awsRegion":"us-east-1",\
    "sourceIPAddress":"203.0.113.7","eventID":"60c1d7fa-615c-4c70-bb83-6b44b394421\(number)",\
    "recipientAccountId":"\(account)"\(rest)}
    """
  }

  private func session(_ role: String) -> String {
    """
    {"type":"AssumedRole","principalId":"AROA\(role)0000000000:alice","accountId":"111122223333",\
    "arn":"arn:aws:sts::111122223333:assumed-role/\(role)/alice",\
    "sessionContext":{"sessionIssuer":{"type":"Role","userName":"\(role)"}}}
    """
  }

  private func searcher(_ records: [String], _ index: TemporaryDirectory) throws -> Searcher {
    let archive = try TemporaryDirectory()
    let text = "{\"Records\":[\(records.joined(separator: ",\n"))]}"
    try archive.write(Array(text.utf8), to: "records.json")
    var options = IndexWriter.Options()
    options.paths = [archive.path]
    options.index = index.path
    options.program = "tests"
    _ = try IndexWriter(options: options, storage: PosixStorage(path: index.path)).run { _ in }
    return Searcher(
      snapshot: try Snapshot(storage: PosixStorage(path: index.path), path: index.path))
  }

  @Test func `each candidate has a key that finds it alone`() throws {
    let center = "{\"type\":\"Unknown\",\"userName\":\"alice\"}"
    let index = try TemporaryDirectory()
    let searcher = try searcher(
      [
        record(0, "sso", center), record(1, "sso", center, account: "444455556666"),
        record(2, "ds", "{\"type\":\"Directory\",\"userName\":\"alice\"}"),
        record(3, "sts", "{\"type\":\"SAMLUser\",\"userName\":\"alice\"}"),
        record(
          4, "s3", "{\"type\":\"IAMUser\",\"userName\":\"alice\",\"accountId\":\"111122223333\"}"),
        record(5, "s3", session("One")), record(6, "s3", session("Two")),
        record(7, "s3", session("alice").replacing("alice", with: "other", maxReplacements: 1)),
      ], index)
    for name in ["alice", "user:alice"] {
      let report = try WhoReport(name, time: .all, searcher: searcher)
      let keys = report.candidates.map(\.key) + report.cards.map(\.key)
      #expect(Set(keys).count == keys.count && keys.count >= 5, "\(keys)")
      for key in keys {
        let found = try WhoReport(key, time: .all, searcher: searcher)
        #expect(found.candidates.isEmpty && found.cards.count == 1, "\(key)")
        if !key.hasPrefix("role:") { #expect(found.cards.map(\.key) == [key]) }
      }
    }
    let one = try WhoReport("sso:444455556666/alice", time: .all, searcher: searcher)
    #expect(one.cards.map(\.home) == ["account 444455556666"])
    #expect(try WhoReport("type:SAMLUser/bob", time: .all, searcher: searcher).cards.isEmpty)
    #expect(try WhoReport("cognito:alice", time: .all, searcher: searcher).cards.isEmpty)
  }

  @Test(arguments: ["identitystore", "identitystore-scim", "sso-directory"])
  func `the call that made a user of a directory names his id`(source: String) throws {
    let index = try TemporaryDirectory()
    let id = "94482488-3041-7026-18f3-be45837cd0e4"
    let answer =
      source == "sso-directory"
      ? "\"user\":{\"userId\":\"1234567890-\(id)\"}" : "\"userId\":\"1234567890-\(id)\""
    let searcher = try searcher(
      [
        record(
          0, source, session("Admin"),
          ",\"requestParameters\":{\"userName\":\"hanako\"},\"responseElements\":{\(answer)}",
          name: "CreateUser")
      ], index)
    for key in [id, "hanako"] {
      let report = try WhoReport(key, time: .all, searcher: searcher)
      let card = try #require(report.cards.first, "\(key)")
      #expect(card.title == "hanako" && card.sections[.ids]?.map(\.text) == [id])
      #expect(card.links.map(\.source) == [.records("\(source).amazonaws.com CreateUser")])
    }
    // Who made him is somebody else.
    let admin = try WhoReport("alice", time: .all, searcher: searcher)
    #expect(admin.cards.map(\.kind) == ["role session"])
    #expect(admin.cards.first?.sections[.ids] == nil)
  }
}
