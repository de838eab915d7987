import Foundation
import Testing
import TrailTestSupport

/// Reports for those who review access: what is flagged, and what is new.
@Suite struct ReportReviewTests {
  private typealias Record = ReportRecord

  private static func user(_ name: String, key: String? = nil) -> String {
    let key = key.map { #","accessKeyId":"\#($0)""# } ?? ""
    return #"{"type":"IAMUser","userName":"\#(name)","accountId":"111122223333"\#(key)}"#
  }

  private static func call(
    _ name: String, _ time: String, key: String? = nil, event: String = "ListBuckets",
    source: String = "s3", region: String = "us-east-1", address: String = "192.0.2.1",
    agent: String = "test", more: String = ""
  ) -> Record {
    Record(
      event: event, source: source, identity: user(name, key: key), time: time, region: region,
      address: address, agent: agent, more: more)
  }

  /// Some columns of each row, `-` for no value.
  private func cells(_ rows: [[String: Any]], _ names: String...) -> [String] {
    rows.map { row in
      names.map { name in
        row[name] as? String ?? (row[name] as? Int).map(String.init) ?? "-"
      }.joined(separator: " | ")
    }
  }

  // MARK: IAM-6

  private static let keyRecords = [
    call("alice", "05T01:00:00", key: "AKIAALICE00000000001", address: "192.0.2.1"),
    call(
      "alice", "06T01:00:00", key: "AKIAALICE00000000001", source: "iam", region: "eu-west-1",
      address: "192.0.2.2", more: #","errorCode":"AccessDenied""#),
    call("alice", "07T01:00:00", key: "AKIAALICE00000000001", address: "192.0.2.2"),
    // Before the period, 46 days before its end.
    call("bob", "2024-02-14T00:00:00", key: "AKIABOB0000000000001"),
    call("carol", "08T00:00:00", key: "AKIACAROL00000000001"),
    // A session's key is no long-term key.
    call("dave", "08T00:00:00", key: "ASIADAVE000000000001"),
  ]

  private static let credentialHeader =
    "user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated,mfa_active"

  private static func credentials(
    _ user: String, _ first: String, _ second: String = "false,N/A"
  )
    -> String
  {
    "\(user),arn:aws:iam::111122223333:user/\(user),2020-01-01T00:00:00+00:00,\(first),\(second),true"
  }

  @Test func `keys are told with where they were used and what was denied`() throws {
    let rows = try Record.rows("IAM-6", Self.keyRecords)
    #expect(
      cells(rows, "key", "events", "addresses", "regions", "services", "denied", "flags") == [
        "AKIAALICE00000000001 | 3 | 192.0.2.2 192.0.2.1 | us-east-1 eu-west-1 | s3 iam | 33.3% | -",
        "AKIACAROL00000000001 | 1 | 192.0.2.1 | us-east-1 | s3 | 0.0% | -",
        "AKIABOB0000000000001 | 0 | - | - | - | - | key unused > 45 days",
      ])
    #expect(rows[2]["last_seen"] as? String == "2024-02-14 00:00:00")
    #expect(rows.allSatisfy { $0["key_age"] is NSNull })
  }

  @Test func `a credential report tells ages, and keys that were never seen`() throws {
    let report = [
      Self.credentialHeader,
      "<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,false,N/A,false,N/A,true",
      // 31 days old at the end of the period, and 91.
      Self.credentials(
        "alice", "true,2024-03-01T00:00:00+00:00", "true,2024-01-01T00:00:00+00:00"),
      Self.credentials("bob", "true,2024-01-02T00:00:00+00:00"),
      Self.credentials("erin", "true,2023-04-01T00:00:00+00:00"),
      Self.credentials("frank", "false,2023-04-01T00:00:00+00:00"),
    ].joined(separator: "\n")
    let rows = try Record.rows(
      "IAM-6", Self.keyRecords, lists: ["c.csv": report],
      options: ["--credential-report", "c.csv"])
    #expect(
      cells(rows, "key", "user", "key_age", "flags") == [
        "AKIAALICE00000000001 | alice | 30 90 | -",
        "AKIACAROL00000000001 | carol | - | user has no active key in report",
        "AKIABOB0000000000001 | bob | 89 | key unused > 45 days",
        "- | alice | 30 90 | active key never used in archive",
        "- | erin | 365 | active key never used in archive; key older than 90 days",
      ])
  }

  @Test func `what is no credential report is told`() throws {
    let directory = try Record.indexed(
      Self.keyRecords, lists: ["c.csv": "user,arn\nalice,arn:aws:iam::111122223333:user/alice\n"])
    let run = try CommandRun(
      ["report", "IAM-6", "--credential-report", "c.csv", "--out", "r"], in: directory.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("the column `access_key_1_active` is missing"), "\(run.errors)")
  }

  // MARK: IAM-7

  @Test func `those who review access see who is dormant, gone, unknown or unseen`() throws {
    let records = [
      Self.call(
        "alice", "05T01:00:00", key: "AKIAALICE00000000001"),
      Self.call(
        "alice", "06T01:00:00", event: "ConsoleLogin", source: "signin",
        more: #","responseElements":{"ConsoleLogin":"Success"}"#),
      Self.call("alice", "06T02:00:00", event: "CreateUser", source: "iam"),
      Self.call("bob", "20T01:00:00"),
      // 91 days before the end of the period, and 90.
      Self.call("carol", "2023-12-31T23:59:59"), Self.call("erin", "2024-01-01T00:00:00"),
      Record(
        event: "ListKeys", source: "kms", identity: #"{"type":"Root","accountId":"111122223333"}"#),
      Record(
        event: "ListKeys", source: "kms",
        identity:
          #"{"type":"AssumedRole","principalId":"AROAJOB0000000000001:job-7","arn":"arn:aws:sts::111122223333:assumed-role/app/job-7","accountId":"111122223333"}"#
      ),
    ]
    let lists = [
      "users.csv":
        "user,account,name\nAlice,111122223333,\ncarol,,\nerin,,\njob-*,,\nzoe,,Zoe\nbob,999988887777,\n",
      "left.csv": "user,left_on\nbob,2024-03-19\nzoe,2024-02-29\n",
    ]
    let rows = try Record.rows(
      "IAM-7", records, lists: lists, options: ["--users", "users.csv", "--leavers", "left.csv"])
    #expect(
      cells(rows, "user", "account", "events", "flags", "left_on").sorted() == [
        "alice | 111122223333 | 3 | - | -",
        "bob | 111122223333 | 1 | active after leave date; in logs, not in list | 2024-03-19",
        "bob | 999988887777 | 0 | in list, not in logs | -",
        "carol | 111122223333 | 0 | unused > 90 days | -", "erin | 111122223333 | 0 | - | -",
        "job-7 | 111122223333 | 1 | - | -", "root | 111122223333 | 1 | - | -",
        "zoe | - | 0 | in list, not in logs | 2024-02-29",
      ])
    let alice = try #require(rows.first { $0["user"] as? String == "alice" })
    #expect(alice["last_login"] as? String == "2024-03-06 01:00:00")
    #expect(alice["last_key_use"] as? String == "2024-03-05 01:00:00")
    #expect(alice["privileged_actions"] as? Int == 1)
    #expect(rows.allSatisfy { $0["decision"] is NSNull && $0["reviewer"] is NSNull })
    let carol = try #require(rows.first { $0["user"] as? String == "carol" })
    #expect(carol["last_seen"] as? String == "2023-12-31 23:59:59")
    #expect(carol["first_seen"] is NSNull && carol["days_since"] as? Int == 91)
  }

  // MARK: NEW-1

  @Test func `what was never seen before the period is new, by network, event, Region and tool`()
    throws
  {
    let records = [
      Self.call("alice", "2024-02-01T00:00:00", address: "192.0.2.1", agent: "aws-cli/2.15.0"),
      // The same network, event, Region and tool: nothing is new.
      Self.call("alice", "05T00:00:00", address: "192.0.2.200", agent: "aws-cli/2.16.1"),
      Self.call("alice", "06T00:00:00", address: "198.51.100.7", agent: "aws-cli/2.16.1"),
      Self.call(
        "alice", "07T00:00:00", event: "GetObject", region: "eu-west-1", address: "198.51.100.8",
        agent: "Boto3/1.34.0"),
    ]
    let rows = try Record.rows("NEW-1", records)
    #expect(
      cells(rows, "combination", "of", "seen", "events") == [
        "user + network | alice | 198.51.100.0/24 | 2", "user + event | alice | GetObject | 1",
        "account + region | 111122223333 | eu-west-1 | 1",
        "account + tool | 111122223333 | SDK (Boto3) | 1",
      ])
  }

  @Test func `the baseline is told, and that there is none`() throws {
    let known = try Record.indexed([
      Self.call("alice", "2024-02-01T00:00:00"), Self.call("alice", "05T00:00:00"),
    ])
    let run = try CommandRun(
      ["report", "NEW-1", "--month", "2024-03", "--out", "r"], in: known.path)
    #expect(run.status == 0, "\(run.errors)")
    let page = try String(contentsOfFile: known.path + "/r/index.html", encoding: .utf8)
    #expect(page.contains("Compared with the 29 days before the period"))
    let alone = try Record.indexed([Self.call("alice", "05T00:00:00")])
    _ = try CommandRun(["report", "NEW-1", "--month", "2024-03", "--out", "r"], in: alone.path)
    let text = try String(contentsOfFile: alone.path + "/r/report.md", encoding: .utf8)
    #expect(text.contains("no events before the period: everything is seen for the first time"))
  }

  // MARK: Columns of single reports

  @Test func `who reads logs is not assessable without data events`() throws {
    let lookup = Self.call("alice", "05T00:00:00", event: "LookupEvents", source: "cloudtrail")
    let read = Self.call(
      "alice", "05T00:00:00", event: "GetObject",
      more:
        #","eventCategory":"Data","managementEvent":false,"requestParameters":{"bucketName":"b","key":"k"}"#
    )
    for (records, isAssessable) in [([lookup], false), ([lookup, read], true)] {
      let directory = try Record.indexed(records)
      let run = try CommandRun(
        ["report", "LOG-3", "--month", "2024-03", "--out", "r"], in: directory.path)
      #expect(run.status == 0, "\(run.errors)")
      for name in ["index.html", "report.md"] {
        let text = try String(contentsOfFile: "\(directory.path)/r/\(name)", encoding: .utf8)
        #expect(text.contains("not assessable") == !isAssessable, "\(name)")
      }
    }
  }

  @Test func `a denied call tells what refused it, and for whom it was made`() throws {
    let message =
      "User: x is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no resource-based policy allows it"
    let rows = try Record.rows(
      "CIS-01",
      [
        Self.call(
          "alice", "05T00:00:00", more: #","errorCode":"AccessDenied","errorMessage":"\#(message)""#
        ),
        Self.call(
          "alice", "06T00:00:00", address: "athena.amazonaws.com",
          more: #","errorCode":"AccessDenied""#),
      ])
    #expect(
      cells(rows, "denied_resource", "policy_type", "service") == [
        "arn:aws:s3:::b/k | resource-based policy | -", "- | - | athena.amazonaws.com",
      ])
  }

  // MARK: CHG-1

  @Test func `changes tell tool, production and their set`() throws {
    func change(_ name: String, _ time: String, _ agent: String, key: String? = nil) -> Record {
      Self.call(
        name, time, key: key, event: "CreateQueue", source: "sqs", agent: agent,
        more: #","readOnly":false"#)
    }
    let records = [
      change("alice", "05T01:00:00", "console.amazonaws.com"),
      change("bob", "05T01:05:00", "APN/1.0 HashiCorp/1.0 Terraform/1.7.4"),
      change("alice", "05T01:15:00", "aws-cli/2.15.0"),
      change("alice", "05T01:15:01", "aws-cli/2.15.0"),
    ]
    let rows = try Record.rows(
      "CHG-1", records, lists: ["a.csv": "account,name,production\n111122223333,Main,yes\n"],
      options: ["--known-accounts", "a.csv"])
    #expect(
      cells(rows, "actor", "change_set", "tool", "production", "ticket") == [
        "alice | 2024-03-05 01:00:00 00000000 | console | yes | -",
        "alice | 2024-03-05 01:00:00 00000000 | CLI | yes | -",
        "bob | 2024-03-05 01:05:00 00000000 | Terraform | yes | -",
        "alice | 2024-03-05 01:15:01 00000000 | CLI | yes | -",
      ])
  }

  // MARK: IDC-2

  @Test func `a sign-in workflow is one row, with its factors and how it ended`() throws {
    let person =
      #"{"type":"Unknown","principalId":"111122223333","accountId":"111122223333","userName":"carol"}"#
    func step(
      _ event: String, _ time: String, _ workflow: String, _ credential: String, _ result: String,
      more: String = ""
    ) -> Record {
      Record(
        event: event, source: "signin", identity: person, time: time,
        more:
          #","additionalEventData":{"AuthWorkflowID":"\#(workflow)","CredentialType":"\#(credential)"\#(more)},"serviceEventDetails":{"\#(event)":"\#(result)"}"#
      )
    }
    let portal = #","LoginTo":"https://d-1.awsapps.com/start/""#
    let records = [
      step("CredentialChallenge", "05T01:00:00", "w1", "PASSWORD", "Success"),
      step("CredentialVerification", "05T01:00:05", "w1", "PASSWORD", "Failure"),
      step("CredentialVerification", "05T01:00:15", "w1", "PASSWORD", "Success"),
      step("CredentialChallenge", "05T01:00:16", "w1", "TOTP", "Success"),
      step("CredentialVerification", "05T01:00:20", "w1", "TOTP", "Success"),
      step("UserAuthentication", "05T01:00:21", "w1", "PASSWORD,TOTP", "Success", more: portal),
      step("CredentialChallenge", "06T01:00:00", "w2", "PASSWORD", "Success"),
      step("CredentialVerification", "06T01:00:02", "w2", "PASSWORD", "Failure"),
      step("CredentialChallenge", "07T01:00:00", "w3", "PASSWORD", "Success"),
      step("UserAuthentication", "08T01:00:00", "w4", "EXTERNAL_IDP", "Success", more: portal),
      // It began before the period, so that it belongs to the month before.
      step("CredentialChallenge", "2024-02-29T23:59:59", "w5", "PASSWORD", "Success"),
      step("CredentialVerification", "01T00:00:01", "w5", "PASSWORD", "Success"),
      // It began at the end of the period: what comes behind it belongs to it.
      step("CredentialChallenge", "31T23:59:59", "w6", "PASSWORD", "Success"),
      step("UserAuthentication", "2024-04-01T00:00:03", "w6", "PASSWORD", "Success", more: portal),
    ]
    let rows = try Record.rows("IDC-2", records)
    #expect(
      cells(
        rows, "workflow", "user", "factors_asked", "factors_passed", "failures", "outcome",
        "seconds", "login_to", "provider_type") == [
          "w1 | carol | PASSWORD TOTP | PASSWORD TOTP | 1 | signed in | 21 | https://d-1.awsapps.com/start/ | directory",
          "w2 | carol | PASSWORD | - | 1 | failed | 2 | - | directory",
          "w3 | carol | PASSWORD | - | 0 | abandoned | 0 | - | directory",
          "w4 | carol | EXTERNAL_IDP | EXTERNAL_IDP | 0 | signed in | 0 | https://d-1.awsapps.com/start/ | external",
          "w6 | carol | PASSWORD | PASSWORD | 0 | signed in | 4 | https://d-1.awsapps.com/start/ | directory",
        ])
    #expect((rows[0]["event_ids"] as? String)?.split(separator: " ").count == 6)
  }

  @Test func `a workflow of one person is whole though its steps name nobody`() throws {
    let named =
      #"{"type":"Unknown","principalId":"111122223333","accountId":"111122223333","userName":"carol"}"#
    let nameless = #"{"type":"Unknown","principalId":"111122223333","accountId":"111122223333"}"#
    let steps = [("CredentialChallenge", named), ("CredentialVerification", nameless)]
    let records = steps.enumerated().map { number, step in
      Record(
        event: step.0, source: "signin", identity: step.1, time: "05T01:00:0\(number)",
        more:
          #","additionalEventData":{"AuthWorkflowID":"w1","CredentialType":"PASSWORD"},"serviceEventDetails":{"\#(step.0)":"\#(number == 0 ? "Success" : "Failure")"}"#
      )
    }
    let rows = try Record.rows("IDC-2", records, options: ["--query", "user:carol"])
    #expect(cells(rows, "user", "failures", "outcome") == ["carol | 1 | failed"])
  }
}
