import Foundation
import Testing
import TrailTestSupport

/// `report --redact`: no value is left in any file, and pseudonyms are the same wherever the key is.
@Suite struct ReportRedactionTests {
  /// What must be in no file of a folder.
  private static let secrets = [
    "alice", "mallory", "Jane Doe", "192.0.2.", "2001:db8:", "111122223333", "444455556666",
    "nobody-else", "who.is", "AKIAALICE000EXAMPLE1", "2a3b4c5d-0000-4000-8000-000000000001",
    "AIDAALICE0000EXAMPLE",
  ]

  private static func identity(_ name: String) -> String {
    #"{"type":"IAMUser","principalId":"AIDAALICE0000EXAMPLE","userName":"\#(name)","#
      + #""arn":"arn:aws:iam::111122223333:user/\#(name)","accountId":"111122223333","#
      + #""accessKeyId":"AKIAALICE000EXAMPLE1"}"#
  }

  private static func record(
    _ number: Int, _ event: String, _ source: String, by identity: String,
    from address: String = "192.0.2.77", _ more: String = ""
  ) -> String {
    #"{"eventVersion":"1.08","eventID":"0000000\#(number)-0000-4000-8000-000000000000","#
      + #""eventName":"\#(event)","eventTime":"2024-03-05T01:00:0\#(number)Z","#
      + #""eventSource":"\#(source).amazonaws.com","awsRegion":"us-east-1","#
      + #""sourceIPAddress":"\#(address)","recipientAccountId":"111122223333","#
      + #""userAgent":"aws-cli/2.15.0","userIdentity":\#(identity)\#(more)}"#
  }

  private func indexed() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let role =
      #"{"type":"AssumedRole","principalId":"AROA00000000EXAMPLE:mallory@example.com","#
      + #""arn":"arn:aws:sts::111122223333:assumed-role/OrgAdmin/mallory@example.com","#
      + #""accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"Role","#
      + #""userName":"OrgAdmin","arn":"arn:aws:iam::111122223333:role/OrgAdmin"}}}"#
    let denied =
      #","errorCode":"AccessDenied","errorMessage":"User: arn:aws:iam::111122223333:user/alice is not authorized from 192.0.2.77 or 2001:db8::77, says Jane Doe, as arn:aws:sts::111122223333:assumed-role/partner/nobody-else or arn:aws:sts::111122223333:federated-user/nobody-else.""#
    let records = [
      Self.record(1, "PutObject", "s3", by: Self.identity("alice"), denied),
      Self.record(
        2, "CreateUser", "iam", by: role, from: "2001:db8::77",
        #","requestParameters":{"userName":"Jane Doe"}"#),
      Self.record(
        3, "GetObject", "s3", by: Self.identity("Alice"),
        #","requestParameters":{"bucketName":"cloudtrail-logs","key":"AWSLogs/alice/x.json"}"#),
      Self.record(
        4, "AssumeRole", "sts",
        by:
          #"{"type":"AWSAccount","principalId":"AIDAOTHER0000EXAMPLE","accountId":"444455556666"}"#,
        #","requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/partner","roleSessionName":"nobody-else","sourceIdentity":"who.is"},"responseElements":{"assumedRoleUser":{"assumedRoleId":"AROAPARTNER00EXAMPLE:nobody-else","arn":"arn:aws:sts::111122223333:assumed-role/partner/nobody-else"}}"#
      ),
      Self.record(
        5, "InitiateAuth", "cognito-idp", by: #"{"type":"Unknown","principalId":"Anonymous"}"#,
        #","errorCode":"NotAuthorizedException","additionalEventData":{"sub":"2a3b4c5d-0000-4000-8000-000000000001"},"requestParameters":{"clientId":"client1"}"#
      ),
      Self.record(
        6, "ConsoleLogin", "signin",
        by: #"{"type":"Root","principalId":"111122223333","accountId":"111122223333"}"#,
        #","responseElements":{"ConsoleLogin":"Success"}"#),
      Self.record(
        7, "ConsoleLogin", "signin", by: Self.identity("alice"),
        #","responseElements":{"ConsoleLogin":"Failure"},"errorMessage":"Failed authentication""#),
    ]
    let name = "111122223333_CloudTrail_us-east-1_20240305T0105Z_abcdefghijklmnop.json"
    _ = try directory.write(
      Array("{\"Records\":[\(records.joined(separator: ","))]}".utf8), to: "archive/alice/\(name)")
    _ = try directory.write(Array("{\"Records\":[{".utf8), to: "archive/alice/torn.json")
    _ = try CommandRun(["index", "archive"], in: directory.path)
    return directory
  }

  private func texts(_ folder: String, _ directory: TemporaryDirectory) throws -> [(String, String)]
  {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/\(folder)")
    return try names.sorted().map { name in
      (name, try String(contentsOfFile: "\(directory.path)/\(folder)/\(name)", encoding: .utf8))
    }
  }

  /// Who acted, by the first row of a file.
  private func actor(in name: String, _ texts: [(String, String)]) throws -> String {
    let text = try #require(texts.first { $0.0 == name }).1
    let line = try #require(text.split(separator: "\n").dropFirst().first)
    return String(line.split(separator: ",")[3])
  }

  @Test(arguments: ["en", "ja"])
  func `no value is left in any file`(language: String) throws {
    let directory = try indexed()
    _ = try directory.write(
      Array("user,left_on\nalice,2024-03-01\nJane Doe,2024-03-01\n".utf8), to: "alice-left.csv")
    _ = try directory.write(
      Array(
        "id: MY-1\ntitle: What alice did\nquestion: Was it alice?\nselect: events\nquery: user:ali* OR event:AssumeRole\nnotes: [alice is meant]\ncolumns: [{name: id_of_session, field: responseElements.assumedRoleUser.assumedRoleId, title: {en: Id, ja: ID}}, {name: arn_of_session, field: responseElements.assumedRoleUser.arn, title: {en: Session, ja: セッション}}]\n"
          .utf8), to: "mine/my.yaml")
    let run = try CommandRun(
      [
        "report", "all", "MY-1", "--month", "2024-03", "--lang", language, "--out", "r",
        "--reports",
        "mine", "--leavers", "alice-left.csv", "--redact", "user,sub,ip,account,key,principal",
        "--redact-key", "secret.key", "--query", "NOT user:alice-x", "--account", "111122223333",
      ], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    for (name, text) in try texts("r", directory) + [("errors", run.errors)] {
      for secret in Self.secrets {
        let place = text.range(of: secret, options: .caseInsensitive)
        let context = place.map { text[$0.lowerBound...].prefix(80) } ?? ""
        #expect(place == nil, "\(secret) in \(name): \(context)")
      }
    }
    let page = try #require(try texts("r", directory).first { $0.0 == "index.html" }).1
    #expect(page.contains(language == "en" ? "are pseudonyms, made with the key" : "による仮名"))
    // What says nothing about anybody stays.
    let root = try #require(try texts("r", directory).first { $0.0 == "CIS-03.csv" }).1
    #expect(root.contains(",root,Root,"))
    let attributes = try FileManager.default.attributesOfItem(
      atPath: directory.path + "/secret.key")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try CommandRun(["report", "verify", "r"], in: directory.path).status == 0)
  }

  @Test func `verdicts of digests leave no value either`() throws {
    let trail = try SignedTrail.hours(3)
    let directory = trail.directory
    // One file is changed and one is gone: findings tell paths, keys in S3 and reasons.
    let changed = trail.file(trail.logKey(2, 0))
    #expect(try CommandRun(["index", "archive"], in: directory.path).status == 0)
    _ = try directory.write(
      Array(#"{"Records":[]}"#.utf8), to: "archive/" + trail.logKey(2, 0))
    #expect(FileManager.default.fileExists(atPath: changed))
    try FileManager.default.removeItem(atPath: trail.file(trail.logKey(1, 1)))
    let run = try CommandRun(
      [
        "report", "LOG-2", "SUM-1", "NEW-1", "--verify", "--public-keys", "keys.json", "--out",
        "r", "--redact", "user,ip,account,key,principal", "--redact-key", "secret.key",
        "--account", SignedTrail.account,
      ], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("Digests find fault with"))
    let texts = try texts("r", directory)
    #expect(texts.contains { $0.0 == "digests.csv" && $0.1.contains(",changed,") })
    #expect(texts.contains { $0.0 == "digests.csv" && $0.1.contains(",missing,") })
    for (name, text) in texts + [("errors", run.errors)] {
      for secret in [SignedTrail.account, "192.0.2.", "user10", "user20"] {
        let place = text.range(of: secret)
        let context = place.map { text[$0.lowerBound...].prefix(80) } ?? ""
        #expect(place == nil, "\(secret) in \(name): \(context)")
      }
    }
  }

  @Test func `one key gives one pseudonym, another key another one`() throws {
    let directory = try indexed()
    for (folder, key) in [("r1", "a.key"), ("r2", "a.key"), ("r3", "b.key")] {
      let run = try CommandRun(
        [
          "report", "CIS-01", "LOG-3", "--month", "2024-03", "--out", folder, "--redact", "user",
          "--redact-key", key,
        ], in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
    }
    let one = try texts("r1", directory)
    #expect(try one.map(\.1) == (texts("r2", directory)).map(\.1))
    #expect(try one.map(\.1) != (texts("r3", directory)).map(\.1))
    // A comparison says that other pseudonyms are another key's.
    let diff = try CommandRun(["report", "diff", "r1", "r3"], in: directory.path)
    #expect(diff.status == 1)
    #expect(diff.lines.contains { $0.hasPrefix("redacted") && $0.contains("key_id") })
    // In other letters it is the same name, also inside of a message.
    let name = try actor(in: "CIS-01.csv", one)
    #expect(name.hasPrefix("user-") && name.utf8.count == 17)
    #expect(try actor(in: "LOG-3.csv", one) == name)
    let denied = try #require(one.first { $0.0 == "CIS-01.csv" }).1
    #expect(denied.contains("arn:aws:iam::111122223333:user/\(name) is not authorized"))
    // What was not asked for is as it is.
    #expect(denied.contains("192.0.2.77"))
  }

  @Test(arguments: [
    (["--redact", "user"], "--redact needs --redact-key"),
    (["--redact", "user,colour", "--redact-key", "k"], "there is no `colour`"),
    (["--redact-key", "k"], "--redact-key needs --redact"),
    (["--redact", "user", "--redact-key", "archive/alice/torn.json"], "it is no key"),
    (["--redact", "user", "--redact-key", "nowhere/k"], "nowhere"),
  ])
  func `mistakes are told, and nothing is written`(options: [String], message: String) throws {
    let directory = try indexed()
    let run = try CommandRun(
      ["report", "CIS-01", "--out", "r"] + options, in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: directory.path + "/r"))
  }
}
