import Foundation
import Testing
import TrailTestSupport

/// What the columns of single reports tell, where more than a path into the record is behind them.
@Suite struct ReportColumnTests {
  private typealias Record = ReportRecord

  private static func user(_ name: String, key: String? = nil) -> String {
    let key = key.map { #","accessKeyId":"\#($0)""# } ?? ""
    return #"{"type":"IAMUser","userName":"\#(name)","accountId":"111122223333"\#(key)}"#
  }

  /// Some columns of each row, `-` for no value.
  private func cells(_ rows: [[String: Any]], _ names: String...) -> [String] {
    rows.map { row in
      names.map { name in
        row[name] as? String ?? (row[name] as? Int).map(String.init) ?? "-"
      }.joined(separator: " | ")
    }
  }

  // MARK: IAM-1

  @Test func `a sign-in tells the MFA device, from whichever of its events names it`() throws {
    func event(_ name: String, _ user: String, _ time: String, _ more: String) -> Record {
      Record(
        event: name, source: "signin", identity: Self.user(user), time: time,
        more: #","responseElements":{"\#(name)":"Success"},"additionalEventData":{\#(more)}"#)
    }
    let device = "arn:aws:iam::111122223333:mfa/alice"
    let records = [
      event("CheckMfa", "alice", "05T01:00:00", #""MfaType":"Virtual MFA""#),
      event(
        "ConsoleLogin", "alice", "05T01:00:30",
        #""MFAUsed":"Yes","MFAIdentifier":"\#(device)""#),
      event("ConsoleLogin", "bob", "06T01:00:00", #""MFAUsed":"No""#),
    ]
    #expect(
      cells(try Record.rows("IAM-1", records), "user", "mfa", "mfa_identifier", "mfa_type") == [
        "alice | yes | \(device) | Virtual MFA", "bob | no | - | -",
      ])
  }

  // MARK: IAM-5

  @Test func `a role that is made or changed tells whom it trusts`() throws {
    func call(_ event: String, _ time: String, _ parameters: String) -> Record {
      Record(
        event: event, source: "iam", identity: Self.user("alice"), time: time,
        more: #","readOnly":false,"requestParameters":{"roleName":"r",\#(parameters)}"#)
    }
    let policy =
      #"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::999988887777:root\"}}]}"#
    let encoded =
      "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22%2A%22%7D%5D%7D"
    let rows = try Record.rows(
      "IAM-5",
      [
        call("CreateRole", "05T01:00:00", #""assumeRolePolicyDocument":"\#(policy)""#),
        call("UpdateAssumeRolePolicy", "06T01:00:00", #""policyDocument":"\#(encoded)""#),
        call(
          "AttachRolePolicy", "07T01:00:00",
          #""policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess""#),
      ])
    #expect(
      cells(rows, "event", "target_role", "trusted") == [
        "iam:CreateRole | r | arn:aws:iam::999988887777:root", "iam:UpdateAssumeRolePolicy | r | *",
        "iam:AttachRolePolicy | r | -",
      ])
  }

  // MARK: COG-1

  @Test func `a sign-in to a user pool tells country, device, challenges, leaks and provider`()
    throws
  {
    func line(_ id: Int, _ response: String, _ more: String) -> String {
      #"{"eventTimestamp":"170963640\#(id)000","eventSource":"USER_AUTH_EVENTS","logLevel":"INFO","#
        + #""message":{"version":"1","eventId":"00000000-0000-4000-9000-00000000000\#(id % 5)","#
        + #""eventType":"SignIn","userSub":"2a3b4c5d-0000-4000-8000-00000000000\#(id % 5)","#
        + #""userName":"user\#(id % 5)","userPoolId":"us-east-1_Pool","clientId":"client1","#
        + #""eventResponse":"\#(response)",\#(more),"ipAddress":"192.0.2.7\#(id % 5)"},"#
        + #""logSourceId":{"userPoolId":"us-east-1_Pool"}}"#
    }
    let password =
      #""challenges":["Password:Success"],"deviceName":"Other, Other","country":"null""#
    let lines = [
      // Two entries of one sign-in: the last one that tells a value counts.
      line(
        1, "InProgress",
        #""challenges":["Password:Success"],"deviceName":"Chrome 126, Windows 10","country":"Japan","#
          + #""idpName":"","compromisedCredentialDetected":"false""#),
      line(
        6, "Pass",
        #""challenges":["Password:Success","Mfa:Success"],"deviceName":"","country":"null","#
          + #""idpName":"","compromisedCredentialDetected":"false""#),
      line(
        2, "Pass",
        #""challenges":[{"challengeName":"Password","challengeResponse":"Success"}],"#
          + #""idpName":"Google","compromisedCredentialDetected":"true""#),
      line(3, "Fail", password),
    ]
    let rows = try Record.rows("COG-1", [], lines: lines)
    #expect(
      cells(rows, "user", "country", "device", "challenges", "compromised", "idp") == [
        "user1 | Japan | Chrome 126, Windows 10 | Password:Success Mfa:Success | false | -",
        "user2 | - | - | Password:Success | true | Google",
        "user3 | - | Other, Other | Password:Success | - | -",
      ])
  }

  @Test func `a saved answer of admin-list-user-auth-events tells what an exported log tells`()
    throws
  {
    let page =
      #"{"AuthEvents":[{"EventId":"00000000-0000-4000-9000-000000000007","EventType":"SignIn","#
      + #""CreationDate":"2024-03-05T01:00:00Z","EventResponse":"Pass","#
      + #""EventRisk":{"RiskDecision":"AccountTakeover","RiskLevel":"High","#
      + #""CompromisedCredentialsDetected":false},"#
      + #""ChallengeResponses":[{"ChallengeName":"Password","ChallengeResponse":"Success"},"#
      + #"{"ChallengeName":"Mfa","ChallengeResponse":"Success"}],"#
      + #""EventContextData":{"IpAddress":"192.0.2.70","DeviceName":"Chrome 126, Windows 10","#
      + #""City":"Osaka","Country":"Japan"}}]}"#
    #expect(
      cells(
        try Record.rows("COG-1", [], lines: [page]),
        "source_ip", "outcome", "risk", "city", "country", "device", "challenges", "compromised")
        == [
          "192.0.2.70 | success | AccountTakeover High | Osaka | Japan | Chrome 126, Windows 10 | "
            + "Password:Success Mfa:Success | false"
        ])
    #expect(cells(try Record.rows("COG-4", [], lines: [page]), "risk") == ["High"])
  }

  // MARK: CIS-04

  @Test func `a policy that was put is compared with its version before`() throws {
    func put(
      _ event: String, _ time: String, _ names: String, _ statements: String?, more: String = "",
      by name: String = "alice"
    ) -> Record {
      let document = statements.map { #","policyDocument":"{\"Statement\":[\#($0)]}""# } ?? ""
      return Record(
        event: event, source: "iam", identity: Self.user(name), time: time,
        more: #","readOnly":false,"requestParameters":{\#(names)\#(document)}\#(more)"#)
    }
    func allow(_ action: String) -> String {
      #"{\"Effect\":\"Allow\",\"Action\":\"\#(action)\",\"Resource\":\"*\"}"#
    }
    let inline = #""roleName":"app","policyName":"p""#
    let (a, b) = (allow("s3:Get*"), allow("s3:Put*"))
    let records = [
      // Before the period.
      put("PutRolePolicy", "2024-02-20T00:00:00", inline, a),
      put("PutRolePolicy", "05T00:00:00", inline, a + "," + b),
      // Refused: it is told, and nothing changed.
      put("PutRolePolicy", "06T00:00:00", inline, b, more: #","errorCode":"AccessDenied""#),
      put("PutRolePolicy", "07T00:00:00", inline, b),
      put("PutRolePolicy", "08T00:00:00", #""roleName":"other","policyName":"p""#, b),
      put("DeleteRolePolicy", "09T00:00:00", inline, nil),
      put(
        "AttachRolePolicy", "10T00:00:00", #""roleName":"app","policyArn":"arn:x:policy/p""#, nil),
      // By another person, whose version counts also where her rows are not asked for.
      put("PutRolePolicy", "10T01:00:00", #""roleName":"both","policyName":"p""#, a, by: "bob"),
      put("PutRolePolicy", "10T02:00:00", #""roleName":"both","policyName":"p""#, b),
      // A managed policy, by its name and by its ARN.
      put("CreatePolicy", "11T00:00:00", #""policyName":"m""#, a),
      put(
        "CreatePolicyVersion", "12T00:00:00",
        #""policyArn":"arn:aws:iam::111122223333:policy/team/m""#, a),
    ]
    let told = [
      "iam:PutRolePolicy | success | + Allow s3:Put* on *",
      "iam:PutRolePolicy | denied | - Allow s3:Get* on *",
      "iam:PutRolePolicy | success | - Allow s3:Get* on *",
      "iam:PutRolePolicy | success | no earlier version in the archive",
      "iam:DeleteRolePolicy | success | - Allow s3:Put* on *",
      "iam:AttachRolePolicy | success | -",
      "iam:PutRolePolicy | success | no earlier version in the archive",
      "iam:PutRolePolicy | success | + Allow s3:Put* on *; - Allow s3:Get* on *",
      "iam:CreatePolicy | success | no earlier version in the archive",
      "iam:CreatePolicyVersion | success | none",
    ]
    let all = try Record.rows("CIS-04", records)
    #expect(cells(all, "event", "outcome", "difference") == told)
    let own = try Record.rows("CIS-04", records, options: ["--person", "alice"])
    #expect(cells(own, "event", "outcome", "difference") == Array(told[..<6] + told[7...]))
  }

  // MARK: SEC-1

  @Test func `a secret that was never read by somebody before is a first time`() throws {
    func read(_ secret: String, _ time: String, by name: String = "alice") -> Record {
      Record(
        event: "GetSecretValue", source: "secretsmanager", identity: Self.user(name), time: time,
        more: #","readOnly":true,"requestParameters":{"secretId":"\#(secret)"}"#)
    }
    let records = [
      // Before the period; bob's reading is not alice's.
      read("db", "2024-02-20T00:00:00"), read("api", "2024-02-21T00:00:00", by: "bob"),
      read("db", "05T00:00:00"), read("api", "06T00:00:00"), read("api", "07T00:00:00"),
      read("api", "08T00:00:00", by: "bob"), read("new", "09T00:00:00", by: "bob"),
      // Behind the period.
      read("late", "2024-04-01T00:00:00"),
    ]
    let told = [
      "alice | db | no", "alice | api | yes", "alice | api | no", "bob | api | no",
      "bob | new | yes",
    ]
    for (options, rows) in [([], told), (["--person", "bob"], Array(told.suffix(2)))] {
      #expect(
        cells(
          try Record.rows("SEC-1", records, options: options), "actor", "secret", "first_time")
          == rows)
    }
  }

  // MARK: CIS-07

  @Test func `a disabled key tells when it was enabled again, by whomever and however late`() throws
  {
    func call(
      _ event: String, _ time: String, _ key: String, by name: String = "alice",
      region: String = "us-east-1", more: String = ""
    ) -> Record {
      Record(
        event: event, source: "kms", identity: Self.user(name), time: time, region: region,
        more: #","readOnly":false,"requestParameters":{"keyId":"\#(key)"}\#(more)"#)
    }
    let denied = #","errorCode":"AccessDenied""#
    let arn = "arn:aws:kms:us-east-1:111122223333:key/k1"
    let records = [
      // Before it was disabled, refused, of another key, and in another Region: none of these counts.
      call("EnableKey", "04T00:00:00", "k1"), call("DisableKey", "05T00:00:00", "k1"),
      call("EnableKey", "05T01:00:00", "k1", more: denied), call("EnableKey", "05T02:00:00", "k2"),
      call("EnableKey", "05T03:00:00", "k1", region: "eu-west-1"),
      call("CancelKeyDeletion", "05T04:00:00", "k1"),
      // Behind the period, by another user, who names the key by its ARN.
      call("EnableKey", "2024-04-02T00:00:00", arn, by: "bob"),
      call("EnableKey", "2024-04-03T00:00:00", "k1"),
      call("ScheduleKeyDeletion", "06T00:00:00", "k3"),
      call("CancelKeyDeletion", "07T00:00:00", "k3"),
      // Taken back once, and done again for good.
      call("ScheduleKeyDeletion", "08T00:00:00", "k3"),
      call("DisableKey", "09T00:00:00", "k2", more: denied),
    ]
    for options in [[], ["--person", "alice"]] {
      let rows = try Record.rows("CIS-07", records, options: options)
      #expect(
        cells(rows, "event", "key_id", "outcome", "undone_at") == [
          "kms:DisableKey | k1 | success | 2024-04-02 00:00:00",
          "kms:ScheduleKeyDeletion | k3 | success | 2024-03-07 00:00:00",
          "kms:ScheduleKeyDeletion | k3 | success | -", "kms:DisableKey | k2 | denied | -",
        ])
    }
  }

  // MARK: Keys that only records tell

  @Test func `a change tells all its resources`() throws {
    func change(_ time: String, _ more: String) -> Record {
      Record(
        event: "CreateQueue", source: "sqs", identity: Self.user("alice"), time: time,
        more: #","readOnly":false\#(more)"#)
    }
    let records = [
      change(
        "05T01:00:00",
        #","resources":[{"ARN":"arn:aws:sqs:::a","accountId":"111122223333"},{"ARN":"arn:aws:kms:::b"},{"ARNPrefix":"arn:aws:s3:::c/"},{"ARN":"arn:aws:sqs:::a"}]"#
      ), change("06T01:00:00", ""),
      change("07T01:00:00", #","resources":[],"requestParameters":{"bucketName":"b"}"#),
    ]
    for report in ["CHG-1", "CHG-2"] {
      #expect(
        cells(try Record.rows(report, records), "resource") == [
          "arn:aws:sqs:::a arn:aws:kms:::b arn:aws:s3:::c/", "-", "b",
        ])
    }
  }

  @Test func `a change of policies tells whose they are`() throws {
    func change(_ event: String, _ time: String, _ target: String) -> Record {
      Record(
        event: event, source: "iam", identity: Self.user("alice"), time: time,
        more: #","readOnly":false,"requestParameters":{\#(target),"policyName":"p"}"#)
    }
    let rows = try Record.rows(
      "CIS-04",
      [
        change("PutUserPolicy", "05T01:00:00", #""userName":"bob""#),
        change("PutGroupPolicy", "06T01:00:00", #""groupName":"staff""#),
        change("PutRolePolicy", "07T01:00:00", #""roleName":"app""#),
      ])
    #expect(
      cells(rows, "target", "target_role", "policy_name") == [
        "bob | - | p", "staff | - | p", "- | app | p",
      ])
  }

  @Test func `a failure at a user pool tells the client, whichever log it is of`() throws {
    let line =
      #"{"eventTimestamp":"1709636401000","eventSource":"USER_AUTH_EVENTS","logLevel":"INFO","#
      + #""message":{"version":"1","eventId":"00000000-0000-4000-9000-000000000001","#
      + #""eventType":"SignIn","userName":"taro","userPoolId":"us-east-1_Pool","#
      + #""clientId":"client2","eventResponse":"Fail","ipAddress":"192.0.2.77"},"#
      + #""logSourceId":{"userPoolId":"us-east-1_Pool"}}"#
    let rows = try Record.rows(
      "COG-4",
      [
        Record(
          event: "InitiateAuth", source: "cognito-idp", identity: #"{"type":"Unknown"}"#,
          more:
            #","errorCode":"NotAuthorizedException","requestParameters":{"clientId":"client1"}"#)
      ], lines: [line])
    #expect(cells(rows, "event", "client").map { $0.suffix(7) } == ["client1", "client2"])
  }
}
