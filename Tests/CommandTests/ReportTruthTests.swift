import Foundation
import Testing
import TrailDemo
import TrailTestSupport

/// Reports of a generated archive against conditions evaluated record by record, and against what was
/// planted in the archive and taken out of it.
///
/// The conditions are written here from the published filters and share no code with the program.
@Suite struct ReportTruthTests {
  /// An event as a report lists it.
  private struct Event: Hashable {
    var id: String
    var account: String
    var time: String
  }

  /// An hour of an account in a Region, `20240331T05`.
  private struct Hour: Hashable, Comparable {
    var account: String
    var region: String
    var hour: String

    static func < (left: Hour, right: Hour) -> Bool {
      (left.account, left.region, left.hour) < (right.account, right.region, right.hour)
    }
  }

  /// The archive as a test sees it: its records once each, and the hours whose files were taken out.
  private struct Archive {
    var directory: TemporaryDirectory
    var records: [[String: Any]] = []
    var taken: Set<Hour> = []
  }

  /// What of the day with digests is taken out: three hours of one Region, and a Region whole.
  private static let hours = ["20240331T05", "20240331T06", "20240331T07"]

  private func archive() throws -> Archive {
    let directory = try TemporaryDirectory()
    _ = try DemoArchive.write(
      to: directory.path + "/demo",
      options: DemoOptions(
        events: 6_000, accounts: 4, days: 10, seed: 5, isS3Only: true, digestDays: 2),
      progress: nil)
    var archive = Archive(directory: directory)
    let root = directory.path + "/demo/archive"
    try plant(in: root)
    let files = FileManager.default
    var seen: Set<Event> = []
    let paths = try #require(files.enumerator(atPath: root)).compactMap { $0 as? String }
    for path in paths.sorted() where path.contains("_CloudTrail_") {
      let name = try #require(path.split(separator: "/").last).split(separator: "_")
      let hour = Hour(
        account: String(name[0]), region: String(name[2]), hour: String(name[3].prefix(11)))
      let isRegion = hour.region == "us-west-2" && hour.hour.hasPrefix("20240331")
      let isHour = hour.region == "ap-northeast-1" && Self.hours.contains(hour.hour)
      if isRegion || isHour {
        try files.removeItem(atPath: root + "/" + path)
        archive.taken.insert(hour)
        continue
      }
      let packed = try Data(contentsOf: URL(fileURLWithPath: root + "/" + path))
      let data = path.hasSuffix(".gz") ? Data(PlainInflate.inflate(Array(packed)).text) : packed
      let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      let records = object?["Records"] as? [[String: Any]] ?? []
      archive.records += records.filter { seen.insert(event($0)).inserted }
    }
    #expect(archive.taken.contains { $0.region == "us-west-2" })
    #expect(archive.taken.contains { $0.region == "ap-northeast-1" })
    let index = try CommandRun(["index", "demo/archive"], in: directory.path)
    #expect(index.status == 0, "\(index.errors)")
    return archive
  }

  /// Adds the cases of all reports, and users who have not been seen for some days.
  private func plant(in root: String) throws {
    var records = ReportCase.all.enumerated().map { $1.record($0) }
    // The cases were on 5 March; the archive begins on 22 March.
    records = records.map { $0.replacing("2024-03-05T", with: "2024-03-25T") }
    for (user, day) in [("dormant-9", 22), ("dormant-4", 27), ("dormant-0", 31)] {
      records.append(
        #"{"eventVersion":"1.08","eventID":"dddddddd-0000-4000-8000-0000000000\#(day)","#
          + #""eventName":"GetUser","eventTime":"2024-03-\#(day)T12:00:00Z","#
          + #""eventSource":"iam.amazonaws.com","awsRegion":"us-east-1","readOnly":true,"#
          + #""sourceIPAddress":"192.0.2.9","recipientAccountId":"111122223333","#
          + #""userIdentity":{"type":"IAMUser","userName":"\#(user)","accountId":"111122223333"}}"#)
    }
    let text = "{\"Records\":[" + records.joined(separator: ",") + "]}"
    let path =
      root + "/planted/111122223333_CloudTrail_us-east-1_20240325T0105Z_plantedplanted00.json"
    try FileManager.default.createDirectory(
      atPath: root + "/planted", withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func text(_ record: [String: Any], _ path: String...) -> String? {
    var value: Any? = record
    for name in path { value = (value as? [String: Any])?[name] }
    guard let text = value as? String, !text.isEmpty else { return nil }
    return text
  }

  private func event(_ record: [String: Any]) -> Event {
    let time = text(record, "eventTime") ?? ""
    return Event(
      id: text(record, "eventID") ?? "", account: text(record, "recipientAccountId") ?? "",
      time: time)
  }

  private func rows(_ name: String, _ directory: TemporaryDirectory) throws -> [[String: Any]] {
    let path = "\(directory.path)/r/\(name).jsonl"
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  private func isSource(_ record: [String: Any], _ name: String) -> Bool {
    text(record, "eventSource") == name + ".amazonaws.com"
  }

  private func isNamed(_ record: [String: Any], _ names: String) -> Bool {
    text(record, "eventName").map { names.split(separator: " ").contains($0[...]) } ?? false
  }

  /// Whether a record satisfies the normalised condition of a CIS filter, or of IAM-4.
  private func satisfies(_ record: [String: Any], _ report: String) -> Bool {
    switch report {
    case "CIS-01":
      guard let code = text(record, "errorCode") else { return false }
      return (code.hasSuffix("UnauthorizedOperation") || code.hasPrefix("AccessDenied"))
        && text(record, "sourceIPAddress") != "delivery.logs.amazonaws.com"
        && text(record, "eventName") != "HeadBucket"
    case "CIS-02":
      return isNamed(record, "ConsoleLogin")
        && text(record, "additionalEventData", "MFAUsed")?.lowercased() != "yes"
    case "CIS-03":
      return text(record, "userIdentity", "type") == "Root"
        && text(record, "userIdentity", "invokedBy") == nil
        && text(record, "eventType")?.lowercased() != "awsserviceevent"
    case "CIS-04":
      return isSource(record, "iam")
        && isNamed(
          record,
          "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy"
        )
    case "CIS-05":
      return isSource(record, "cloudtrail")
        && isNamed(record, "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging")
    case "CIS-06":
      return isNamed(record, "ConsoleLogin")
        && text(record, "errorMessage") == "Failed authentication"
    case "CIS-07":
      return isSource(record, "kms") && isNamed(record, "DisableKey ScheduleKeyDeletion")
    case "CIS-08":
      return isSource(record, "s3")
        && isNamed(
          record,
          "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication"
        )
    case "CIS-09":
      return isSource(record, "config")
        && isNamed(
          record,
          "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"
        )
    case "CIS-10":
      return isNamed(
        record,
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup ModifySecurityGroupRules"
      )
    case "CIS-11":
      return isNamed(
        record,
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ReplaceNetworkAclAssociation"
      )
    case "CIS-12":
      return isNamed(
        record,
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway"
      )
    case "CIS-13":
      return isSource(record, "ec2")
        && isNamed(
          record,
          "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute DisassociateRouteTable"
        )
    case "CIS-14":
      return isNamed(
        record,
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink"
      )
    case "CIS-15":
      return isSource(record, "organizations")
        && isNamed(
          record,
          "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit"
        )
    case "IAM-4":
      return isSource(record, "iam")
        && isNamed(
          record,
          "CreateUser DeleteUser UpdateUser CreateLoginProfile UpdateLoginProfile DeleteLoginProfile ChangePassword CreateAccessKey UpdateAccessKey DeleteAccessKey EnableMFADevice DeactivateMFADevice CreateVirtualMFADevice DeleteVirtualMFADevice ResyncMFADevice UploadSSHPublicKey UploadSigningCertificate CreateServiceSpecificCredential ResetServiceSpecificCredential UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy"
        )
        || isSource(record, "signin")
          && isNamed(
            record,
            "PasswordUpdated PasswordRecoveryRequested PasswordRecoveryCompleted EmailUpdated")
    default: return false
    }
  }

  @Test func `a generated archive with planted cases is reported, and nothing else`() throws {
    let archive = try archive()
    let run = try CommandRun(
      ["report", "cis", "IAM-4", "IAM-7", "--month", "2024-03", "-o", "jsonl", "--out", "r"],
      in: archive.directory.path)
    #expect(run.status == 0, "\(run.errors)")
    for report in (1...15).map({ $0 < 10 ? "CIS-0\($0)" : "CIS-\($0)" }) + ["IAM-4"] {
      let listed = try rows(report, archive.directory).map { row in
        Event(
          id: row["event_id"] as? String ?? "", account: row["account"] as? String ?? "",
          time: row["time_utc"] as? String ?? "")
      }
      let expected = Set(archive.records.filter { satisfies($0, report) }.map { event($0) })
      #expect(Set(listed).count == listed.count, "\(report)")
      #expect(Set(listed).subtracting(expected) == [], "\(report) lists too much")
      #expect(expected.subtracting(listed) == [], "\(report) lacks events")
      #expect(!expected.isEmpty, "\(report)")
    }
    let keys = try rows("IAM-4", archive.directory).compactMap { $0["new_key"] as? String }
    #expect(keys.contains("AKIANEW00000EXAMPLE1"))
    try expectUsers(archive)
    try expectGaps(archive, run)
  }

  /// IAM users of the access review, counted once more.
  private func expectUsers(_ archive: Archive) throws {
    struct User: Hashable {
      var name: String
      var account: String
    }
    struct Use: Equatable {
      var count = 0
      var first = "9"
      var last = ""
    }
    var expected: [User: Use] = [:]
    for record in archive.records where text(record, "userIdentity", "type") == "IAMUser" {
      guard let name = text(record, "userIdentity", "userName"),
        name != "HIDDEN_DUE_TO_SECURITY_REASONS"
      else { continue }
      let event = event(record)
      var use = expected[User(name: name, account: event.account)] ?? Use()
      use.count += 1
      use.first = min(use.first, event.time)
      use.last = max(use.last, event.time)
      expected[User(name: name, account: event.account)] = use
    }
    var found: [User: Use] = [:]
    for row in try rows("IAM-7", archive.directory) where row["type"] as? String == "IAMUser" {
      let user = User(
        name: row["user"] as? String ?? "", account: row["account"] as? String ?? "")
      func utc(_ name: String) -> String {
        (row[name] as? String ?? "").replacing(" ", with: "T") + "Z"
      }
      #expect(found[user] == nil, "\(user) has two rows")
      found[user] = Use(
        count: row["events"] as? Int ?? 0, first: utc("first_seen"), last: utc("last_seen"))
      if user.name.hasPrefix("dormant-") {
        #expect(row["days_since"] as? Int == Int(user.name.dropFirst(8)), "\(row)")
      }
    }
    #expect(found == expected)
    #expect(found.keys.count { $0.name.hasPrefix("dormant-") } == 3)
  }

  /// The hours that were taken out are missing, those and no others.
  private func expectGaps(_ archive: Archive, _ run: CommandRun) throws {
    var proved: Set<Hour> = []
    for row in try rows("LOG-2", archive.directory) where row["proved"] as? String == "yes" {
      let from = try #require(row["from"] as? String)
      for hour in 0..<(row["hours"] as? Int ?? 0) {
        let start = try #require(Int(from.dropFirst(11).prefix(2)))
        let number = start + hour
        #expect(number < 24)
        let digits = number < 10 ? "0\(number)" : "\(number)"
        proved.insert(
          Hour(
            account: row["account"] as? String ?? "", region: row["region"] as? String ?? "",
            hour: from.prefix(10).replacing("-", with: "") + "T" + digits))
      }
    }
    #expect(proved.sorted() == archive.taken.sorted())
    let coverage = try String(
      contentsOfFile: "\(archive.directory.path)/r/coverage.csv", encoding: .utf8)
    let missing = coverage.split(separator: "\n").filter { $0.contains(",missing,") }.map { line in
      let cells = line.split(separator: ",")
      return Hour(
        account: String(cells[0]), region: String(cells[1]),
        hour: String(cells[2].prefix(13).replacing("-", with: "")))
    }
    #expect(missing.sorted() == archive.taken.sorted())
    #expect(
      run.errors.contains(
        "log files of \(archive.taken.count) hours are missing from the archive"), "\(run.errors)")
  }
}
