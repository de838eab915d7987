import Foundation
import Testing
import TrailTestSupport

/// A small archive about people, indexed, and what `who` says of it.
struct PeopleArchive {
  let directory: TemporaryDirectory

  /// - Parameters:
  ///   - records: CloudTrail records.
  ///   - files: Other files by name.
  init(_ records: [String], files: [String: String] = [:]) throws {
    directory = try TemporaryDirectory(label: "trailsift-people")
    let text = "{\"Records\":[\(records.joined(separator: ",\n"))]}"
    _ = try directory.write(Array(text.utf8), to: "archive/records.json")
    for (name, content) in files {
      _ = try directory.write(Array(content.utf8), to: "archive/\(name)")
    }
    let run = try CommandRun(["index", "archive"], in: directory.path)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// What the command answers as JSON.
  func who(_ key: String, _ options: [String] = [], status: Int32 = 0) throws -> Answer {
    let run = try CommandRun(["who", key, "-o", "json"] + options, in: directory.path)
    #expect(run.status == status, "\(run.errors)")
    return try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
  }

  /// What the command prints.
  func text(_ key: String, _ options: [String] = []) throws -> CommandRun {
    try CommandRun(["who", key, "--utc"] + options, in: directory.path)
  }

  struct Answer: Decodable {
    struct Value: Decodable {
      var value: String
      var count: Int
      var first: String?
      var note: String?
    }
    struct Link: Decodable {
      var one: String
      var other: String
      var proof: String
      var source: String
      var count: Int
      var first: String?
      var last: String?
      var file: String?
    }
    struct Conflict: Decodable {
      var text: String
      var links: [Link]
    }
    struct SignIns: Decodable {
      var kind: String
      var success: Int
      var failure: Int
    }
    struct Card: Decodable {
      var kind: String
      var title: String
      var home: String?
      var key: String
      var events: Int
      var names: [Value]
      var emails: [Value]
      var ids: [Value]
      var principals: [Value]
      var keys: [Value]
      var pools: [Value]
      var clients: [Value]
      var users: [Value]
      var accounts: [Value]
      var roles: [Value]
      var permission_sets: [Value]
      var addresses: [Value]
      var sign_ins: [SignIns]
      var sign_in_events: [Value]
      var evidence: [Link]
      var conflicts: [Conflict]
      var same_name_not_proved: [Value]
    }
    struct Candidate: Decodable {
      var key: String
      var text: String
      var events: Int
    }
    var cards: [Card]
    var candidates: [Candidate]
    var notes: [String]
  }
}

/// Records in the shapes of AWS's documentation, with what tests vary.
enum PeopleRecords {
  nonisolated(unsafe) private static var number = 0
  private static let lock = NSLock()

  private static func record(
    _ identity: String, time: String, source: String, name: String, account: String,
    ip: String, rest: String
  ) -> String {
    lock.lock()
    number += 1
    let id = String(format: "00000007-1111-4222-8333-%012d", number)
    lock.unlock()
    return """
      {"eventVersion":"1.08","userIdentity":\(identity),"eventTime":"\(time)",\
      "eventSource":"\(source).amazonaws.com","eventName":"\(name)","awsRegion":"ap-northeast-1",\
      "sourceIPAddress":"\(ip)","eventID":"\(id)","recipientAccountId":"\(account)"\(rest)}
      """
  }

  static func iam(
    _ name: String, id: String, account: String = "111122223333", time: String,
    key: String = "AKIAEXAMPLE000000001", ip: String = "203.0.113.9"
  ) -> String {
    record(
      """
      {"type":"IAMUser","principalId":"\(id)","arn":"arn:aws:iam::\(account):user/\(name)",\
      "accountId":"\(account)","accessKeyId":"\(key)","userName":"\(name)"}
      """, time: time, source: "s3", name: "ListBuckets", account: account, ip: ip, rest: "")
  }

  static func federate(
    _ name: String, uuid: String, time: String, into account: String = "444455556666"
  ) -> String {
    record(
      """
      {"type":"Unknown","principalId":"1234567890-\(uuid)","accountId":"111122223333",\
      "userName":"\(name)"}
      """, time: time, source: "sso", name: "Federate", account: "111122223333", ip: "192.0.2.25",
      rest:
        ",\"serviceEventDetails\":{\"role_name\":\"AdministratorAccess\",\"account_id\":\"\(account)\"}"
    )
  }

  static func portal(_ name: String?, uuid: String, time: String) -> String {
    let user = name.map { "\"UserName\":\"\($0)\"," } ?? ""
    return record(
      """
      {"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"\(uuid)",\
      "identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-1234567890"}}
      """, time: time, source: "signin", name: "UserAuthentication", account: "111122223333",
      ip: "192.0.2.25",
      rest: """
        ,"additionalEventData":{\(user)"CredentialType":"PASSWORD","AuthWorkflowID":"\(time)"},\
        "serviceEventDetails":{"UserAuthentication":"Success"}
        """)
  }

  static func session(
    _ name: String, role: String, account: String = "444455556666", time: String,
    onBehalfOf uuid: String? = nil, id: String = "AROAEXAMPLE000000001", event: String = "GetObject"
  ) -> String {
    let person = uuid.map { ",\"onBehalfOf\":{\"userId\":\"\($0)\"}" } ?? ""
    return record(
      """
      {"type":"AssumedRole","principalId":"\(id):\(name)","accessKeyId":"ASIAEXAMPLE000000009",\
      "arn":"arn:aws:sts::\(account):assumed-role/\(role)/\(name)","accountId":"\(account)",\
      "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"\(id)",\
      "arn":"arn:aws:iam::\(account):role/\(role)","accountId":"\(account)",\
      "userName":"\(role)"}}\(person)}
      """, time: time, source: "s3", name: event, account: account, ip: "198.51.100.7", rest: "")
  }

  static func initiateAuth(
    sub: String, time: String,
    caller: String = "{\"type\":\"Unknown\",\"principalId\":\"Anonymous\"}",
    name: String = "InitiateAuth"
  ) -> String {
    record(
      caller, time: time, source: "cognito-idp", name: name, account: "111122223333",
      ip: "203.0.113.77",
      rest: """
        ,"requestParameters":{"clientId":"1exampleclient00000000000",\
        "authFlow":"USER_SRP_AUTH"},"additionalEventData":{"sub":"\(sub)"}
        """)
  }

  /// A call that makes a user of a pool.
  static func signUp(_ name: String, sub: String, time: String) -> String {
    record(
      "{\"type\":\"Unknown\",\"principalId\":\"Anonymous\"}", time: time,
      source: "cognito-idp", name: "SignUp", account: "111122223333", ip: "203.0.113.77",
      rest: """
        ,"requestParameters":{"clientId":"1exampleclient00000000000","username":"\(name)"},\
        "responseElements":{"userConfirmed":false,"userSub":"\(sub)"}
        """)
  }

  static func activity(
    _ name: String, sub: String, pool: String = "ap-northeast-1_EXAMPLE01",
    time: String = "1723070073369", response: String = "Pass", id: String
  ) -> String {
    """
    {"eventTimestamp":"\(time)","eventSource":"USER_AUTH_EVENTS","logLevel":"INFO","message":\
    {"version":"1","eventId":"\(id)","eventType":"SignIn","userSub":"\(sub)","userName":"\(name)",\
    "userPoolId":"\(pool)","clientId":"1exampleclient00000000000","eventResponse":"\(response)",\
    "challenges":["Password:Success"],"ipAddress":"2001:db8:0:0:0:0:0:12","requestId":"\(id)"},\
    "logSourceId":{"userPoolId":"\(pool)"}}
    """
  }
}
