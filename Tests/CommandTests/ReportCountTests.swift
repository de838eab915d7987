import Foundation
import Testing
import TrailTestSupport

/// Reports whose rows are sign-ins or counts: which rows there are, and what they say.
@Suite struct ReportCountTests {
  private typealias Record = ReportRecord

  private static func user(_ name: String, key: String? = nil) -> String {
    let key = key.map { #","accessKeyId":"\#($0)""# } ?? ""
    return #"{"type":"IAMUser","userName":"\#(name)","accountId":"111122223333"\#(key)}"#
  }

  private static let hidden = user("HIDDEN_DUE_TO_SECURITY_REASONS")
  private static let session =
    #"{"type":"AssumedRole","principalId":"AROA00000000EXAMPLE:job","accountId":"111122223333","accessKeyId":"ASIA00000000EXAMPLE1","sessionContext":{"sessionIssuer":{"type":"Role","userName":"app","arn":"arn:aws:iam::111122223333:role/app"}}}"#

  private func rows(
    _ report: String, _ records: [Record], lines: [String] = []
  ) throws -> [[String: Any]] {
    try Record.rows(report, records, lines: lines)
  }

  /// Some columns of each row, `-` for no value.
  private func cells(_ rows: [[String: Any]], _ names: String...) -> [String] {
    cells(rows, names)
  }

  private func cells(_ rows: [[String: Any]], _ names: [String]) -> [String] {
    rows.map { row in
      names.map { name in
        row[name] as? String ?? (row[name] as? Int).map(String.init) ?? "-"
      }.joined(separator: " | ")
    }
  }

  private static func login(
    _ result: String, mfa: String, more: String = ""
  ) -> String {
    #","responseElements":{"ConsoleLogin":"\#(result)"},"additionalEventData":{"MFAUsed":"\#(mfa)"}"#
      + more
  }

  private static func check(_ result: String) -> String {
    #","responseElements":{"CheckMfa":"\#(result)"}"#
  }

  /// The table of verdicts of the catalogue, an attempt an hour.
  private static let attempts = [
    Record(
      event: "ConsoleLogin", source: "signin", identity: user("u1"), time: "05T01:00:00",
      more: login("Success", mfa: "No")),
    Record(
      event: "ConsoleLogin", source: "signin", identity: user("u2"), time: "05T02:00:00",
      more: login("Failure", mfa: "No", more: #","errorMessage":"Failed authentication""#)),
    Record(
      event: "CheckMfa", source: "signin", identity: user("u3"), time: "05T03:00:00",
      more: check("Success")),
    Record(
      event: "ConsoleLogin", source: "signin", identity: user("u3"), time: "05T03:01:00",
      more: login("Success", mfa: "Yes")),
    Record(
      event: "CheckMfa", source: "signin", identity: user("u4"), time: "05T04:00:00",
      more: check("Success")),
    Record(
      event: "ConsoleLogin", source: "signin", identity: user("u4"), time: "05T04:01:00",
      more: login("Failure", mfa: "Yes", more: #","errorMessage":"Failed authentication""#)),
    Record(
      event: "CheckMfa", source: "signin", identity: user("u5"), time: "05T05:00:00",
      more: check("Success")),
    Record(
      event: "CheckMfa", source: "signin", identity: hidden, time: "05T06:00:00",
      more: check("Failure")),
    Record(
      event: "ConsoleLogin", source: "signin", identity: hidden, time: "05T07:00:00",
      more: login(
        "Failure", mfa: "No", more: #","errorMessage":"No username found in supplied account""#)),
    // Sign-ins of other kinds.
    Record(
      event: "ConsoleLogin", source: "signin",
      identity: #"{"type":"Root","accountId":"111122223333"}"#, time: "05T08:00:00",
      more: login("Success", mfa: "Yes")),
    Record(
      event: "ConsoleLogin", source: "signin", identity: session, time: "05T09:00:00",
      more: login("Success", mfa: "No")),
  ]

  @Test func `sign-ins of IAM users have the verdicts of the catalogue`() throws {
    let found = cells(
      try rows("IAM-1", Self.attempts), "time_utc", "user", "outcome", "mfa", "verdict")
    #expect(
      found == [
        "2024-03-05T01:00:00Z | u1 | success | no | ok",
        "2024-03-05T02:00:00Z | u2 | failure | unknown | FAIL password, no MFA set",
        "2024-03-05T03:00:00Z | u3 | success | yes | ok",
        "2024-03-05T04:00:00Z | u4 | failure | yes | FAIL password or MFA code",
        "2024-03-05T05:00:00Z | u5 | open | unknown | abandoned at the MFA prompt",
        "2024-03-05T06:00:00Z | - | failure | unknown | FAIL no such user",
        "2024-03-05T07:00:00Z | - | failure | unknown | FAIL no such user",
      ])
  }

  @Test func `failed sign-ins are the events that failed`() throws {
    let failed = try rows("IAM-3", Self.attempts)
    #expect(
      cells(failed, "actor", "outcome").sorted() == [
        "(hidden by AWS) | failure", "(hidden by AWS) | failure", "u2 | failure", "u4 | failure",
      ])
  }

  @Test func `a way from the portal into an account is one row`() throws {
    let person =
      #"{"type":"Unknown","principalId":"111122223333","accountId":"111122223333","userName":"carol"}"#
    let role = "AWSReservedSSO_ViewOnlyAccess_0123456789abcdef"
    let member =
      #"{"type":"AssumedRole","principalId":"AROA00000000EXAMPLE:carol","arn":"arn:aws:sts::444455556666:assumed-role/\#(role)/carol","accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","userName":"\#(role)","arn":"arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/\#(role)"},"attributes":{"creationDate":"2024-03-05T01:00:50Z","mfaAuthenticated":"false"}}}"#
    let found = try rows(
      "IDC-1",
      [
        Record(
          event: "UserAuthentication", source: "signin", identity: person,
          more:
            #","additionalEventData":{"AuthWorkflowID":"w1","LoginTo":"https://d-1.awsapps.com/start/","CredentialType":"PASSWORD"},"serviceEventDetails":{"UserAuthentication":"Success"}"#
        ),
        Record(
          event: "Federate", source: "sso", identity: person, time: "05T01:00:50",
          more:
            #","serviceEventDetails":{"role_name":"ViewOnlyAccess","account_id":"444455556666"}"#),
        Record(
          event: "ConsoleLogin", source: "signin", identity: member, time: "05T01:00:51",
          account: "444455556666", more: Self.login("Success", mfa: "No")),
        // A user of IAM is no concern of Identity Center.
        Self.attempts[0],
      ])
    #expect(
      cells(found, "user", "outcome", "mfa", "account", "permission") == [
        "carol | success | no | 444455556666 | ViewOnlyAccess"
      ])
    #expect(
      cells(found, "portal_at", "entered_at") == ["2024-03-05 01:00:00 | 2024-03-05 01:00:51"])
    let ids = found.first?["event_ids"] as? String
    #expect(ids?.split(separator: " ").count == 3)
  }

  @Test func `access keys are those that were used, not those that were made`() throws {
    let key = "AKIAALICE000EXAMPLE1"
    let made =
      #","responseElements":{"accessKey":{"accessKeyId":"AKIANEW00000EXAMPLE1","userName":"alice"}}"#
    let found = try rows(
      "IAM-6",
      [
        Record(event: "ListBuckets", source: "s3", identity: Self.user("alice", key: key)),
        Record(
          event: "ListBuckets", source: "s3", identity: Self.user("alice", key: key),
          time: "07T01:00:00"),
        Record(
          event: "CreateAccessKey", source: "iam", identity: Self.user("alice", key: key),
          time: "06T01:00:00", more: made),
        // Made and disabled with keys of a session: no long-term key was used.
        Record(event: "CreateAccessKey", source: "iam", identity: Self.session, more: made),
        Record(
          event: "UpdateAccessKey", source: "iam", identity: Self.session,
          more: #","requestParameters":{"accessKeyId":"AKIAOTHER000EXAMPLE1"}"#),
        Record(event: "ListBuckets", source: "s3", identity: Self.session),
        Record(event: "ListBuckets", source: "s3", identity: Self.user("bob")),
      ])
    #expect(
      cells(found, "key", "user", "events", "first_seen", "last_seen") == [
        "\(key) | alice | 3 | 2024-03-05 01:00:00 | 2024-03-07 01:00:00"
      ])
  }

  @Test func `Regions, actors and users are counted`() throws {
    let records = [
      Record(event: "ListBuckets", source: "s3", identity: Self.user("alice")),
      Record(event: "ListBuckets", source: "s3", identity: Self.user("alice"), time: "06T01:00:00"),
      Record(
        event: "ListBuckets", source: "s3", identity: Self.user("alice"), region: "eu-west-1",
        more: #","errorCode":"AccessDenied""#),
      Record(
        event: "GetBucketAcl", source: "s3",
        identity: #"{"type":"AWSService","invokedBy":"config.amazonaws.com"}"#,
        account: "444455556666"),
      Record(
        event: "ListKeys", source: "kms", identity: #"{"type":"Root","accountId":"111122223333"}"#,
        time: "31T23:59:59"),
      // Neither month is the period's.
      Record(event: "ListKeys", source: "kms", identity: Self.user("alice"), time: "32T00:00:00"),
    ]
    #expect(
      cells(try rows("REG-1", records), "account", "region", "events") == [
        "111122223333 | us-east-1 | 3", "111122223333 | eu-west-1 | 1",
        "444455556666 | us-east-1 | 1",
      ])
    #expect(
      cells(
        try rows("SUM-1", records), "user", "account", "events", "denied", "apis", "regions",
        "last_seen")
        == [
          "alice | 111122223333 | 3 | 1 | ListBuckets | us-east-1 eu-west-1 | 2024-03-06 01:00:00",
          "root | 111122223333 | 1 | 0 | ListKeys | us-east-1 | 2024-03-31 23:59:59",
        ])
    #expect(
      cells(try rows("IAM-7", records), "user", "type", "account", "events", "days_since") == [
        "alice | IAMUser | 111122223333 | 3 | 25", "root | Root | 111122223333 | 1 | 0",
      ])
  }

  @Test func `a profile lists what an actor used, and calls that are often abused`() throws {
    func call(_ event: String, _ agent: String, _ number: Int = 1) -> [Record] {
      (0..<number).map { _ in
        Record(
          event: event, source: "s3", identity: Self.user("alice"),
          more: #","userAgent":"\#(agent)""#)
      }
    }
    // More values than a list shows, some as often as others; names of calls in any case.
    let records =
      call("GetObject", "aws-cli/2.15 exe/x", 3) + call("CreateAccessKey", "curl/8.5")
      + call("deletetrail", "curl/8.5", 2) + (0..<9).map { "List\($0)" }.flatMap { call($0, "x") }
    #expect(
      cells(try rows("SUM-1", records), "user", "abused_apis", "apis", "agents", "services") == [
        "alice | deletetrail CreateAccessKey"
          + " | GetObject deletetrail CreateAccessKey List0 List1 List2 List3 List4 List5 List6 +2"
          + " | x; aws-cli/2.15 exe/x; curl/8.5 | s3"
      ])
  }

  @Test func `Cognito's users are counted by sub, and signed in by its log`() throws {
    let sub = "2a3b4c5d-0000-4000-8000-000000000001"
    func call(_ event: String, _ more: String) -> Record {
      Record(
        event: event, source: "cognito-idp",
        identity: #"{"type":"Unknown","principalId":"Anonymous"}"#, more: more)
    }
    let known =
      #","requestParameters":{"clientId":"client1","authFlow":"REFRESH_TOKEN_AUTH"},"additionalEventData":{"sub":"\#(sub)"}"#
    let signedIn =
      #","requestParameters":{"clientId":"client1","authFlow":"USER_SRP_AUTH"},"additionalEventData":{"sub":"\#(sub)"}"#
    let answered =
      #","requestParameters":{"clientId":"client1","challengeName":"PASSWORD_VERIFIER"},"responseElements":{"authenticationResult":{}},"additionalEventData":{"sub":"\#(sub)"}"#
    let records = [
      // A sign-in of two steps, then two renewals, one of which fails.
      call("InitiateAuth", signedIn), call("RespondToAuthChallenge", answered),
      call("InitiateAuth", known),
      call("InitiateAuth", known + #","errorCode":"NotAuthorizedException""#),
      // A failure that names nobody; other calls are no authentication.
      call(
        "InitiateAuth",
        #","errorCode":"UserNotFoundException","requestParameters":{"clientId":"client1"}"#),
      call("GetUser", known),
    ]
    let names = [
      "sub", "user", "user_from", "client", "logins", "failures", "unfinished", "renewals",
      "failed_renewals", "auth_flows", "last_challenge", "last_error",
    ]
    #expect(
      cells(try rows("COG-2", records), names) == [
        "\(sub) | - | unresolved | client1 | 1 | 0 | 0 | 2 | 1 | REFRESH_TOKEN_AUTH USER_SRP_AUTH | PASSWORD_VERIFIER | NotAuthorizedException",
        "- | - | - | client1 | 0 | 1 | 0 | 0 | 0 | - | - | UserNotFoundException",
      ])
    func line(_ id: Int, _ response: String) -> String {
      #"{"eventTimestamp":"170963640\#(id)000","eventSource":"USER_AUTH_EVENTS","logLevel":"INFO","#
        + #""message":{"version":"1","eventId":"00000000-0000-4000-9000-00000000000\#(id)","#
        + #""eventType":"SignIn","userSub":"\#(sub)","userName":"taro","#
        + #""userPoolId":"us-east-1_Pool","clientId":"client1","eventResponse":"\#(response)","#
        + #""challenges":["Password:Success"],"ipAddress":"192.0.2.77"},"#
        + #""logSourceId":{"userPoolId":"us-east-1_Pool"}}"#
    }
    let signIns = try rows("COG-1", [], lines: [line(1, "Pass"), line(2, "Fail")])
    #expect(
      cells(signIns, "kind", "user", "sub", "outcome", "source_ip") == [
        "cognito | taro | \(sub) | success | 192.0.2.77",
        "cognito | taro | \(sub) | failure | 192.0.2.77",
      ])
  }
}
