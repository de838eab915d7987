import Testing
import TrailFormats

/// Rows of tables, told as the records that their cells were taken from.
@Suite struct TableRowTests {
  /// What one row gives.
  private struct Row {
    var fields: [RecordField: String] = [:]
    var resources: [String] = []
    var omissions: RecordOmissions = []
    var paths: [String: [String]] = [:]
    var mark: [UInt8] = []
  }

  private static func quoted(_ cell: String) -> String {
    "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  /// The rows of a table of columns and their cells.
  private static func rows(
    _ columns: [String], _ cells: [[String]], _ paths: [String] = []
  ) -> [Row] {
    let lines = [columns] + cells
    let text = lines.map { $0.map { quoted($0) }.joined(separator: ",") + "\n" }.joined()
    var found: [Row] = []
    let log = LogReader.plain
    let reader = RecordPathReader()
    log.begin()
    _ = PaddedText(Array(text.utf8)[...]).withBytes { bytes in
      log.read(bytes, offset: 0, isLast: true) { _, _, _ in
        log.record.loadIdentity()
        var row = Row()
        for field in RecordField.allCases {
          row.fields[field] = log.record[field].map { String(decoding: $0, as: UTF8.self) }
        }
        row.resources = log.record.items.filter {
          $0.list == .summaryResource || $0.list == .resourceARN
        }
        .map { String(decoding: $0.value, as: UTF8.self) }
        row.omissions = log.record.omissions
        row.mark = log.record.identityText.map { Array($0) } ?? []
        for path in paths {
          guard let parsed = RecordPath(path) else { continue }
          reader.withRecord(log.record) {
            _ = reader.contains(parsed, in: log.record.recordText) {
              row.paths[path, default: []].append(String(decoding: $0.bytes, as: UTF8.self))
              return false
            }
          }
        }
        found.append(row)
      }
    }
    return found
  }

  @Test func `columns with JSON give the fields and the paths of the record`() throws {
    let row = try #require(
      Self.rows(
        [
          "eventid", "eventname", "requestparameters", "responseelements", "additionaleventdata",
          "useridentity", "errormessage",
        ],
        [
          [
            "a-1", "ConsoleLogin", #"{"bucketName":"logs","deep":{"x":[1,"two"]}}"#,
            #"{"ConsoleLogin":"Failure"}"#, #"{"MFAUsed":"Yes","LoginTo":"https://a/?b=\"c\""}"#,
            #"{"type":"IAMUser","userName":"alice","sessionContext":{"attributes":{"mfaAuthenticated":"true"}}}"#,
            #"said "no" \ never"#,
          ]
        ],
        [
          "requestParameters.bucketName", "requestParameters.deep.x", "userIdentity.userName",
        ]
      ).first)
    #expect(row.fields[.eventID] == "a-1")
    #expect(row.fields[.requestBucketName] == "logs")
    #expect(row.fields[.responseConsoleLogin] == "Failure")
    #expect(row.fields[.additionalMFAUsed] == "Yes")
    #expect(row.fields[.additionalLoginTo] == #"https://a/?b="c""#)
    #expect(row.fields[.identityUserName] == "alice")
    #expect(row.fields[.mfaAuthenticated] == "true")
    #expect(row.fields[.errorMessage] == #"said "no" \ never"#)
    #expect(row.paths["requestParameters.bucketName"] == ["logs"])
    #expect(row.paths["requestParameters.deep.x"]?.contains("two") == true)
    #expect(row.fields[.eventName] == "ConsoleLogin")
    #expect(row.paths["userIdentity.userName"] == ["alice"])
    #expect(row.omissions == .serviceDetails)
  }

  @Test func `structures of a query engine give the same as JSON`() throws {
    let row = try #require(
      Self.rows(
        ["eventID", "eventName", "userIdentity", "requestParameters", "resources", "errorCode"],
        [
          [
            "a-1", "GetObject",
            "{type=AssumedRole, principalid=AROA1:i-1, arn=arn:aws:sts::111122223333:assumed-role/R/i-1, "
              + "accountid=111122223333, invokedby=null, accesskeyid=ASIA1, username=null, "
              + "sessioncontext={attributes={mfaauthenticated=false, creationdate=2025-01-15T02:03:04Z}, "
              + "sessionissuer={type=Role, principalid=AROA1, arn=arn:aws:iam::111122223333:role/R, "
              + "accountid=111122223333, username=R}, webidfederationdata=null}}",
            "{bucketName=logs, key=a=b/c, list=x, y, Host=}",
            "[{arn=arn:aws:s3:::logs/a, accountid=null, type=AWS::S3::Object}, "
              + "{arn=arn:aws:s3:::logs, accountid=111122223333, type=AWS::S3::Bucket}]",
            "",
          ]
        ],
        [
          "requestParameters.key", "requestParameters.list",
          "userIdentity.sessionContext.attributes.creationDate",
        ]
      ).first)
    #expect(row.fields[.identityType] == "AssumedRole")
    #expect(row.fields[.identityPrincipalID] == "AROA1:i-1")
    #expect(row.fields[.identityAccessKeyID] == "ASIA1")
    #expect(row.fields[.identityUserName] == nil)
    #expect(row.fields[.issuerUserName] == "R")
    #expect(row.fields[.mfaAuthenticated] == "false")
    #expect(row.fields[.sessionCreationDate] == "2025-01-15T02:03:04Z")
    #expect(row.fields[.requestBucketName] == "logs")
    // A value that holds a comma and a blank is cut there: the engine does not quote.
    #expect(row.paths["requestParameters.list"] == ["x"])
    #expect(row.paths["requestParameters.key"] == ["a=b/c"])
    #expect(
      row.paths["userIdentity.sessionContext.attributes.creationDate"] == ["2025-01-15T02:03:04Z"])
    #expect(row.resources == ["arn:aws:s3:::logs/a", "arn:aws:s3:::logs"])
    #expect(row.omissions == [.responses, .serviceDetails])
  }

  /// Values of maps are texts: what was an object or a list in the record stands there as JSON.
  @Test func `JSON inside the structures of a query engine is part of the record`() throws {
    let rows = Self.rows(
      ["eventID", "eventName", "requestParameters", "responseElements"],
      [
        [
          "a-1", "PutUserPolicy",
          #"{policyDocument={"Version":"2012", "Statement":[{"Sid":"a } \" b", "Action":"*"}]}, policyName=Admin, userName=alice}"#,
          "null",
        ],
        [
          "a-2", "CreateAccessKey", "{userName=bob, list=[\"x\", \"y, z\"], empty={}, none=[]}",
          #"{accessKey={"userName":"bob","accessKeyId":"AKIABOB"}}"#,
        ],
        ["a-3", "A", #"{policy={"open":[1, userName=carol}"#, ""],
      ],
      [
        "requestParameters.policyDocument.Statement.Action", "requestParameters.list",
        "requestParameters.policyName",
      ])
    #expect(rows.map { $0.fields[.requestUserName] ?? "-" } == ["alice", "bob", "carol"])
    #expect(rows.map { $0.fields[.responseNewAccessKeyID] ?? "-" } == ["-", "AKIABOB", "-"])
    #expect(rows.map { $0.fields[.eventID] } == ["a-1", "a-2", "a-3"])
    #expect(rows.first?.paths["requestParameters.policyDocument.Statement.Action"] == ["*"])
    #expect(rows.first?.paths["requestParameters.policyName"] == ["Admin"])
    #expect(rows[1].paths["requestParameters.list"]?.suffix(2) == ["x", "y, z"])
  }

  @Test func `a download of the console names its resources as look-up pages do`() throws {
    let row = try #require(
      Self.rows(
        [
          "User name", "AWS access key", "Event time", "Event name", "Error code", "Resources",
          "Event ID",
        ],
        [
          [
            "Admin", "ASIA1", "2021-01-26T22:22:32Z", "AttachUserPolicy", "",
            #"[{"resourceType":"AWS::IAM::User","resourceName":"Accountant"},"#
              + #"{"resourceType":"AWS::IAM::Policy","resourceName":"arn:aws:iam::aws:policy/P"}]"#,
            "a-1",
          ]
        ]
      ).first)
    #expect(row.resources == ["Accountant", "arn:aws:iam::aws:policy/P"])
    #expect(row.fields[.wrapperUserName] == "Admin")
    #expect(row.fields[.wrapperAccessKeyID] == "ASIA1")
    #expect(row.omissions == [.responses, .serviceDetails])
  }

  /// Cells come from outside: none may add members to the record.
  @Test(arguments: [
    #"{},"eventName":"Forged""#, #"{"a":1}}"#, #"{"a":"#, #"{"a":1"#, #"["x""#, "{", "[", "{}{}",
    "null,1", #"{"a" "b"}"#,
    "{a=b", "{a", "{=}",
    "{a={b={c={d={e={f={g={h={i={j={k={l={m={n={o={p={q={r=s}}}}}}}}}}}}}}}}}}", "{, , , }",
    "[[[[,]", "}", "]", "{a=b}]]",
    "{a=\"\u{1}\\}", "{\"a\":1}\u{0}", "[, ]", "{[=]}", "[}]", "{]}",
  ])
  func `a broken cell is a text and harms no other one`(cell: String) throws {
    let rows = Self.rows(
      ["eventID", "requestParameters", "eventName", "awsRegion"],
      [["a-1", cell, "GetObject", "eu-west-1"], ["a-2", "{}", "PutObject", "eu-west-1"]])
    #expect(rows.map { $0.fields[.eventID] } == ["a-1", "a-2"])
    #expect(rows.map { $0.fields[.eventName] } == ["GetObject", "PutObject"])
    #expect(rows.map { $0.fields[.awsRegion] } == ["eu-west-1", "eu-west-1"])
  }

  @Test(arguments: [#"{"a":1,}"#, #"{"a" "b"}"#, #"{"a":1"#])
  func `a broken cell is a text and leaves the others what they are`(cell: String) {
    let rows = Self.rows(
      ["eventID", "eventName", "requestParameters", "userIdentity", "responseElements"],
      [
        [
          "a-1", "A", cell, "{type=IAMUser, username=alice}",
          #"{"accessKey":{"accessKeyId":"AKIA1"}}"#,
        ]
      ])
    #expect(rows.map { $0.fields[.identityUserName] } == ["alice"])
    #expect(rows.map { $0.fields[.responseNewAccessKeyID] } == ["AKIA1"])
  }

  /// Each broken cell is tried alone: beside all others this would take minutes.
  @Test func `thousands of broken cells cost their row no more than themselves`() {
    let cells = [String](repeating: #"{"a" "b"}"#, count: 3_000)
    let rows = Self.rows(
      ["eventID", "eventName"] + cells.map { _ in "requestParameters" },
      (0..<5).map { ["a-\($0)", "GetObject"] + cells })
    #expect(rows.compactMap { $0.fields[.eventName] }.count == 5)
  }

  @Test func `rows with one identity and another user column are told apart`() {
    let identity = "{type=IAMUser, username=alice}"
    let rows = Self.rows(
      ["eventID", "eventName", "userIdentity", "userIdentity.arn"],
      [
        ["a-1", "A", identity, "arn:aws:iam::111122223333:user/x"],
        ["a-2", "A", identity, "arn:aws:iam::111122223333:user/y"],
      ])
    #expect(rows.map { $0.fields[.identityARN]?.last } == ["x", "y"])
    #expect(rows.first?.mark != rows.last?.mark)
    #expect(rows.first?.omissions == [.errors, .responses, .serviceDetails])
  }
}
