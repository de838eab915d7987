import Testing
import TrailEvents
import TrailSearch

@testable import TrailReports

/// Rows that belong together: sessions, sets of changes, and what cells say of several events.
@Suite struct SessionTests {
  private struct Row {
    var minute: Int
    var actor = "alice"
    var account = "111122223333"
    var key: String?

    init(_ minute: Int, _ actor: String = "alice", in account: String = "1", key: String? = nil) {
      (self.minute, self.actor, self.account, self.key) = (minute, actor, account, key)
    }
  }

  private static func table(_ rows: [Row], changes: Int? = nil) throws -> ReportTable {
    let sets = changes.map { "change_sets: \($0)\n" } ?? ""
    let text = "id: T-1\ntitle: T\nquestion: Q\nselect: events\n" + sets
    var table = ReportTable(
      definition: try ReportDefinition(Array(text.utf8), file: "t.yaml"),
      columns: [
        ReportTable.Column("time_local", .localTime), ReportTable.Column("time_utc", .utcTime),
        ReportTable.Column("account"), ReportTable.Column("actor"), ReportTable.Column("key"),
        ReportTable.Column("event_id"), ReportTable.Column(ReportTable.changeColumn),
      ], zone: .utc, condition: "")
    for (number, row) in rows.enumerated() {
      let time = ReportCell(Int64(row.minute) * 60_000)
      table.add([
        time, time, table.text(row.account, in: 2), table.text(row.actor, in: 3),
        table.text(row.key, in: 4), table.text("0000000\(number)-0000", in: 5), .none,
      ])
    }
    return table
  }

  private static let rows = [
    Row(0), Row(5, "bob"), Row(10), Row(10, in: "2"), Row(70), Row(131), Row(140, "bob"),
  ]

  @Test func `a longer pause, another actor or another account is another session`() throws {
    let sessions = RowSessions(try Self.table(Self.rows), pause: 3_600_000)
    #expect(sessions.numbers == [0, 1, 0, 2, 0, 3, 4])
    #expect(sessions.count == 5)
  }

  @Test func `a temporary key is of one session, a lasting one is not`() throws {
    let rows = [
      Row(0, key: "ASIA1"), Row(0, "bob", key: "AKIA1"), Row(300, key: "ASIA1"),
      Row(300, "bob", key: "AKIA1"), Row(310, key: "ASIA2"), Row(400, key: "ASIA2"),
      Row(900, key: "ASIA3"),
    ]
    // A second key within the pause belongs to the session that goes on: the console uses many.
    #expect(
      RowSessions(try Self.table(rows), pause: 3_600_000).numbers == [0, 1, 0, 2, 0, 0, 3])
  }

  @Test func `changes stand together by session and fifteen minutes`() throws {
    let rows = [Row(0), Row(1, "bob"), Row(10), Row(15), Row(16), Row(17, "bob"), Row(30)]
    var table = try Self.table(rows, changes: 15)
    table.groupChanges()
    let sets = (0..<rows.count).map { row in
      (table.string(row: row, column: 5)?.prefix(8)).map { String($0.suffix(1)) }
    }
    #expect(sets == ["0", "2", "3", "1", "4", "6", "5"])
    #expect(
      (0..<rows.count).map { table.string(row: $0, column: 6) ?? "" } == [
        "1970-01-01 00:00:00 00000000", "1970-01-01 00:00:00 00000000",
        "1970-01-01 00:00:00 00000000", "1970-01-01 00:01:00 00000001",
        "1970-01-01 00:16:00 00000004", "1970-01-01 00:16:00 00000004",
        "1970-01-01 00:17:00 00000005",
      ])
  }

  @Test func `values are listed by their number, and how many more there are`() {
    var list = ValueList()
    #expect(list.text == nil)
    for number in 0..<12 { list.add("v\(number)", number == 11 ? 5 : 1) }
    list.add("s3.amazonaws.com", 9)
    list.add(nil, 100)
    #expect(list.text == "s3 v11 v0 v1 v10 v2 v3 v4 v5 v6 +3")
  }

  @Test(arguments: [
    ("aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64 Botocore/2.4.5", "CLI"),
    ("[aws-cli/1.16 Python/3.6]", "CLI"),
    (
      "APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) aws-sdk-go-v2/1.24",
      "Terraform"
    ),
    ("Boto3/1.34.0 md/Botocore#1.34.0 ua/2.0", "SDK (Boto3)"),
    ("aws-sdk-go/1.44.0 (go1.19; linux; amd64)", "SDK (aws-sdk-go)"),
    ("console.amazonaws.com", "console"), ("signin.amazonaws.com", "console"),
    ("[S3Console/0.4, aws-internal/3 aws-sdk-java/1.11]", "console"),
    ("cloudformation.amazonaws.com", "CloudFormation"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "browser"),
    ("curl/8.5.0", "curl"), ("", ""), ("名前", "名前"),
  ])
  func `a tool is told by its user agent`(agent: String, tool: String) {
    #expect(DerivedField.tool.text(of: agent) == tool)
  }

  @Test(arguments: [
    ("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::7", "2001:db8:1::/48"),
    ("s3.amazonaws.com", "s3.amazonaws.com"),
  ])
  func `a network is that of an address`(address: String, network: String) {
    #expect(DerivedField.network.text(of: address) == network)
  }
}
