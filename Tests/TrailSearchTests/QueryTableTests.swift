import Testing
import TrailEvents
import TrailSearch

/// Queries and their canonical spelling; the spelling read again gives the same query.
@Suite struct QueryTableTests {
  static let readable: [(typed: String, canonical: String)] = [
    // Terms.
    ("", ""), ("   ", ""), ("()", ""), ("user:alice", "user:alice"), ("USER:Alice", "user:Alice"),
    ("username:x", "user:x"), ("userName:x", "user:x"), ("eventName:GetObject", "event:GetObject"),
    ("name:GetObject", "event:GetObject"), ("eventSource:s3", "source:s3"),
    ("service:s3", "source:s3"), ("sourceIPAddress:::1", "ip:::1"),
    ("ip:2001:db8::1", "ip:2001:db8::1"), ("ip:10.0.0.0/8", "ip:10.0.0.0/8"),
    ("ip:2001:db8::/32", "ip:2001:db8::/32"), ("ip:10.*", "ip:10.*"),
    ("ip:192.168.7.*", "ip:192.168.7.*"), ("ip:10.?.0.1", "ip:10.?.0.1"),
    ("accountId:111122223333", "account:111122223333"),
    ("recipientAccountId:1", "recipient:1"), ("TARGET-ACCOUNT:1", "target-account:1"),
    ("ua:curl", "agent:curl"), ("accessKeyId:AKIA1", "key:AKIA1"),
    ("errorCode:AccessDenied", "error:AccessDenied"), ("requestID:r1", "request:r1"),
    ("eventID:e", "id:e"), ("sharedEventID:e", "shared:e"), ("principalId:p", "principal:p"),
    ("eventCategory:Data", "category:Data"), ("clientId:c", "client:c"),
    ("userPoolId:p", "pool:p"), ("awsRegion:us-east-1", "region:us-east-1"),
    ("arn:arn:aws:iam::111122223333:role/x", "arn:arn:aws:iam::111122223333:role/x"),
    ("file:AWSLogs/*.json.gz", "file:AWSLogs/*.json.gz"), ("file:../x", "file:\"../x\""),
    // Operators.
    ("user=alice", "user=alice"), ("user:=alice", "user=alice"), ("user=a,b", "user=\"a,b\""),
    ("user=a*", "user=\"a*\""), ("user!=alice", "-user=alice"), ("-user!=alice", "--user=alice"),
    ("user~/^a.*e$/", "user~/^a.*e$/"), ("user~/ALICE/i", "user~/ALICE/i"),
    ("user:~/a b/", "user~/a b/"), ("user~ali", "user~/ali/"), ("user~\"a b\"", "user~/a b/"),
    ("file~/a\\/b/", "file~/a\\/b/"), ("user~/a\\.b/", "user~/a\\.b/"),
    ("user:~alice", "user:\"~alice\""), ("user~/(a|b)/", "user~/(a|b)/"),
    // Wildcards.
    ("event:Get*", "event:Get*"), ("event:*Object", "event:*Object"),
    ("event:*", "event:*"), ("event:**", "event:*"), ("event:?etObject", "event:?etObject"),
    ("event:G*t?O*", "event:G*t?O*"), ("event:G**t", "event:G*t"), ("user:a?", "user:a?"),
    ("user:\\*", "user:\"*\""), ("user:a\\*b*", "user:a\\*b*"), ("user:\"a*\"", "user:\"a*\""),
    ("user:\"a b\"*", "user:a\\ b*"), ("agent:*Mozilla*", "agent:*Mozilla*"),
    ("user:*a,b*", "user:*a,b*"), ("user:*@example.com", "user:*@example.com"),
    // Alternatives.
    ("event:A,B", "event:A,B"), ("event:A,B,C*", "event:A,B,C*"),
    ("event:(A OR B)", "event:A,B"), ("event:(A or B)", "event:A,B"), ("event:(A B)", "event:A,B"),
    ("event:(A, B, C)", "event:A,B,C"), ("event:(A|B)", "event:A,B"),
    ("event:(A | B)", "event:A,B"),
    ("event:(\"A B\" C)", "event:\"A B\",C"), ("event=(A OR B)", "event=A OR event=B"),
    ("event=(A,B)", "event=A OR event=B"), ("event:(A)", "event:A"), ("event:( A )", "event:A"),
    ("ip:1.1.1.1,203.0.113.9", "ip:1.1.1.1,203.0.113.9"),
    ("ip:(10.0.0.0/8 OR 192.168.0.0/16)", "ip:10.0.0.0/8,192.168.0.0/16"),
    ("user:\"a,b\"", "user:\"a,b\""), ("user:\"a,b\",c", "user:\"a,b\",c"),
    ("user:a\\,b", "user:\"a,b\""),
    // AND, OR, NOT.
    ("user:a event:b", "user:a event:b"), ("user:a AND event:b", "user:a event:b"),
    ("user:a and event:b", "user:a event:b"), ("user:a && event:b", "user:a event:b"),
    ("user:a OR event:b", "user:a OR event:b"), ("user:a or event:b", "user:a OR event:b"),
    ("user:a | event:b", "user:a OR event:b"), ("user:a || event:b", "user:a OR event:b"),
    ("user:a OR user:b", "user:a,b"), ("user:a OR user:b event:c", "user:a OR user:b event:c"),
    ("user:a event:b OR event:c", "user:a event:b OR event:c"),
    ("user:a (event:b OR event:c)", "user:a event:b,c"),
    ("user:a (event:b OR error:c)", "user:a (event:b OR error:c)"),
    ("(user:a)", "user:a"), ("((user:a))", "user:a"), ("( user:a )", "user:a"),
    ("-user:a", "-user:a"), ("!user:a", "-user:a"), ("NOT user:a", "-user:a"),
    ("not user:a", "-user:a"), ("NOT NOT user:a", "--user:a"), ("NOT -user:a", "--user:a"),
    ("-(user:a OR event:b)", "-(user:a OR event:b)"), ("-(user:a event:b)", "-(user:a event:b)"),
    ("NOT (user:a)", "-user:a"), ("-user:a,b", "-user:a,b"),
    ("user:a -event:b -error:*", "user:a -event:b -error:*"),
    ("-user:a OR -user:b", "-user:a OR -user:b"),
    ("user:a OR (event:b error:c)", "user:a OR event:b error:c"),
    ("(user:a OR event:b) (role:c OR error:d)", "(user:a OR event:b) (role:c OR error:d)"),
    ("(user:a event:b) OR (user:c event:d)", "user:a event:b OR user:c event:d"),
    ("user:a(event:b)", "user:\"a(event:b)\""), ("(user:a)(event:b)", "user:a event:b"),
    ("user:a OR (event:b)", "user:a OR event:b"),
    // Quotes and blanks.
    ("user:\"a b\"", "user:\"a b\""), ("user:'a b'", "user:\"a b\""),
    ("user:\"a\\\"b\"", "user:\"a\\\"b\""), ("user:O'Brien", "user:\"O'Brien\""),
    ("user:山本 花子", "user:\"山本 花子\""), ("user:John Smith", "user:\"John Smith\""),
    ("user:John Sm*", "user:John\\ Sm*"), ("user:EXAMPLE\\bob", "user:\"EXAMPLE\\\\bob\""),
    ("user=\"佐藤 花子\"", "user=\"佐藤 花子\""), ("user:\"OR\"", "user:\"OR\""),
    ("user:a\\ b", "user:\"a b\""), ("user:\"\\\\\"", "user:\"\\\\\""),
    ("user:a\"b", "user:\"a\\\"b\""), ("user:\"..\"", "user:\"..\""),
    ("user:\"@list\"", "user:\"@list\""), ("user:\\@list", "user:\"@list\""),
    ("user:a=b", "user:a=b"), ("user:a:b", "user:a:b"), ("user:a~b", "user:a~b"),
    ("user:-x", "user:-x"), ("user:/x", "user:\"/x\""), ("user:a|b", "user:\"a|b\""),
    ("user:\"\\*\"*", "user:\\**"), ("user:\".x\"*", "user:\\.x*"), ("user:a.b*", "user:a.b*"),
    ("user:\"a..b\"*", "user:a.\\.b*"),
    // Ranges and comparisons.
    ("user:a..c", "user:a..c"), ("user:a..", "user:a.."), ("user:..c", "user:..c"),
    ("user:\"a b\"..\"c d\"", "user:\"a b\"..\"c d\""),
    ("account:100000000000..200000000000", "account:100000000000..200000000000"),
    ("ip:10.0.0.1..10.0.0.9", "ip:10.0.0.1..10.0.0.9"), ("ip:10.0.0.1..", "ip:10.0.0.1.."),
    ("ip:..10.0.0.1", "ip:..10.0.0.1"),
    ("ip:2001:db8::1..2001:db8::ff", "ip:2001:db8::1..2001:db8::ff"),
    ("ip>=10.0.0.1", "ip:10.0.0.1.."), ("ip<=10.0.0.1", "ip:..10.0.0.1"),
    ("ip>10.0.0.1", "ip:10.0.0.1.. -ip:10.0.0.1"), ("ip<::1", "ip:..::1 -ip:::1"),
    ("a.b>5", "a.b>5"), ("a.b>=5", "a.b>=5"), ("a.b<5", "a.b<5"), ("a.b<=5.5", "a.b<=5.5"),
    ("a.b:>5", "a.b>5"), ("a.b:<=5", "a.b<=5"), ("a.b:1..5", "a.b:1..5"), ("a.b:1..", "a.b>=1"),
    ("a.b:..5", "a.b<=5"), ("a.b:-1..1e3", "a.b:-1..1000"), ("a.b:x..y", "a.b:x..y"),
    ("a.b>-2", "a.b>-2"), ("a.b>2024-03-01", "a.b>=2024-03-02T00:00:00Z"),
    ("a.b<2024-03", "a.b<2024-03-01T00:00:00Z"),
    ("a.b:2024-03-01..2024-03-02", "a.b:[2024-03-01T00:00:00Z,2024-03-03T00:00:00Z)"),
    ("a.b:[2024-03-01,2024-03-02)", "a.b:[2024-03-01T00:00:00Z,2024-03-02T00:00:00Z)"),
    // Times.
    ("time:2024", "time:[2024-01-01T00:00:00Z,2025-01-01T00:00:00Z)"),
    ("time:2024-03", "time:[2024-03-01T00:00:00Z,2024-04-01T00:00:00Z)"),
    ("time=2024-03-31", "time:[2024-03-31T00:00:00Z,2024-04-01T00:00:00Z)"),
    ("time:2024-03-01..2024-03-02", "time:[2024-03-01T00:00:00Z,2024-03-03T00:00:00Z)"),
    ("time:[2024-03-01,2024-03-02)", "time:[2024-03-01T00:00:00Z,2024-03-02T00:00:00Z)"),
    ("time:[2024-03-01,2024-03-02]", "time:[2024-03-01T00:00:00Z,2024-03-03T00:00:00Z)"),
    ("time:2024-03-01..", "time>=2024-03-01T00:00:00Z"),
    ("time:..2024-03-01", "time<2024-03-02T00:00:00Z"), ("time:*", "time:*"),
    ("time>2024-03-01", "time>=2024-03-02T00:00:00Z"),
    ("time>=2024-03-01", "time>=2024-03-01T00:00:00Z"),
    ("time<2024-03-01", "time<2024-03-01T00:00:00Z"),
    ("time<=2024-03-01", "time<2024-03-02T00:00:00Z"),
    ("time:1709251200", "time:[2024-03-01T00:00:00Z,2024-03-01T00:00:01Z)"),
    ("time:\"2024-03-01 09:00 JST\"", "time:[2024-03-01T00:00:00Z,2024-03-01T00:01:00Z)"),
    ("eventTime:2024-03-01T09:00+09:00", "time:[2024-03-01T00:00:00Z,2024-03-01T00:01:00Z)"),
    ("time:now-1d/d", "time:[2024-03-14T00:00:00Z,2024-03-15T00:00:00Z)"),
    ("time:7d", "time>=2024-03-08T12:34:56Z"), ("time:end-1d", "time>=2024-02-28T00:00:00Z"),
    ("time:yesterday", "time:[2024-03-14T00:00:00Z,2024-03-15T00:00:00Z)"),
    ("time:fy2023", "time:[2023-04-01T00:00:00Z,2024-04-01T00:00:00Z)"),
    ("time:2024-01..fy2023", "time:[2024-01-01T00:00:00Z,2024-04-01T00:00:00Z)"),
    // Paths.
    ("requestParameters.bucketName:logs", "requestParameters.bucketName:logs"),
    ("requestParameters.bucketName=Logs", "requestParameters.bucketName=Logs"),
    ("requestParameters.bucketName:*", "requestParameters.bucketName:*"),
    ("requestParameters.key~/^a/", "requestParameters.key~/^a/"),
    ("resources[*].ARN:x*", "resources[*].ARN:x*"), ("resources[0].ARN:x", "resources[0].ARN:x"),
    ("a[*][1].b:x", "a[*][1].b:x"), ("a[\"x y\"].b:1", "a[\"x y\"].b:1"),
    ("a['x\"y']:1", "a['x\"y']:1"), ("a[\"x.y\"]:1", "a[\"x.y\"]:1"),
    ("a.x-amz-acl:p", "a.x-amz-acl:p"),
    ("errorMessage:*denied*", "errorMessage:*denied*"), ("message:x", "errorMessage:x"),
    ("ERRORMESSAGE:x", "errorMessage:x"), ("eventVersion:1.08", "eventVersion:1.08"),
    ("vpcEndpointId:vpce-1", "vpcEndpointId:vpce-1"), (".custom:x", ".custom:x"),
    (".a.b:x", "a.b:x"), ("a.b:\"\"", "a.b:\"\""), ("a.b:true", "a.b:true"),
    ("a.b:(x OR y)", "a.b:x,y"), ("-a.b:x", "-a.b:x"), ("a.b!=x", "-a.b=x"),
    ("a.@type:x", "a.@type:x"), ("a.$ref:x", "a.$ref:x"), ("a.日本:x", "a.日本:x"),
    ("a.b:x user:y", "a.b:x user:y"), ("a.0:x", "a.0:x"), ("a.b:山 川", "a.b:\"山 川\""),
    // Values of few.
    ("result:ok", "result:success"), ("result:FAIL", "result:failure"),
    ("result:Denied", "result:Denied"),
    ("result:den*", "result:den*"), ("mfa:no", "mfa:no"), ("readonly:TRUE", "readonly:TRUE"),
    ("result:success,denied", "result:success,denied"), ("kind:cloudtrail", "kind:cloudtrail"),
    // Bare words.
    ("203.0.113.9", "ip:203.0.113.9"), ("10.0.0.0/8", "ip:10.0.0.0/8"), ("10.1.*", "ip:10.1.*"),
    ("2001:db8::1", "ip:2001:db8::1"), ("::1", "ip:::1"), ("2001:db8::/32", "ip:2001:db8::/32"),
    ("10.0.0.1..10.0.0.9", "ip:10.0.0.1..10.0.0.9"),
    ("1.1.1.1,203.0.113.9", "ip:1.1.1.1,203.0.113.9"), ("111122223333", "account:111122223333"),
    (
      "0784fae8-c051-70ff-b12c-0e32600fdd02",
      "id:0784fae8-c051-70ff-b12c-0e32600fdd02 OR sub:0784fae8-c051-70ff-b12c-0e32600fdd02 "
        + "OR request:0784fae8-c051-70ff-b12c-0e32600fdd02"
    ),
    ("AKIAIOSFODNN7EXAMPLE", "key:AKIAIOSFODNN7EXAMPLE"),
    ("ASIAY34FZKBOKMUTVV7A", "key:ASIAY34FZKBOKMUTVV7A"),
    ("AROAEXAMPLEEXAMPLE12", "principal:AROAEXAMPLEEXAMPLE12"),
    ("AROAEXAMPLEEXAMPLE12:bob", "principal:AROAEXAMPLEEXAMPLE12:bob"),
    (
      "arn:aws:iam::111122223333:role/x",
      "arn:arn:aws:iam::111122223333:role/x OR resource:arn:aws:iam::111122223333:role/x"
    ),
    ("hanako@example.com", "user:hanako@example.com OR target:hanako@example.com"),
    ("s3.amazonaws.com", "source:s3.amazonaws.com OR via:s3.amazonaws.com"),
    ("us-east-1_AbCdEf", "pool:us-east-1_AbCdEf"), ("ap-northeast-1", "region:ap-northeast-1"),
    ("us-gov-west-1", "region:us-gov-west-1"), ("S-1-5-21-1-2-3", "sub:S-1-5-21-1-2-3"),
    (
      "us-east-1:0784fae8-c051-70ff-b12c-0e32600fdd02",
      "sub:us-east-1:0784fae8-c051-70ff-b12c-0e32600fdd02 "
        + "OR pool:us-east-1:0784fae8-c051-70ff-b12c-0e32600fdd02"
    ),
    (
      "AWSReservedSSO_Admin_5422dd0faed3c601", "role:AWSReservedSSO_Admin_5422dd0faed3c601"
    ),
    ("alice", "user:alice OR event:alice OR source:alice OR error:alice OR resource:alice"),
    ("Get*", "user:Get* OR event:Get* OR source:Get* OR error:Get* OR resource:Get*"),
    (
      "\"a b\"",
      "user:\"a b\" OR event:\"a b\" OR source:\"a b\" OR error:\"a b\" OR resource:\"a b\""
    ),
    (
      "https://example.com/x",
      "user:https://example.com/x OR event:https://example.com/x OR source:https://example.com/x "
        + "OR error:https://example.com/x OR resource:https://example.com/x"
    ),
    (
      "\"usr:x\"", "user:usr:x OR event:usr:x OR source:usr:x OR error:usr:x OR resource:usr:x"
    ),
    ("-203.0.113.9", "-ip:203.0.113.9"), ("203.0.113.9 event:Get*", "ip:203.0.113.9 event:Get*"),
    ("203.0.113.9 OR 10.0.0.1", "ip:203.0.113.9,10.0.0.1"),
    ("user:alice 203.0.113.9", "user:alice ip:203.0.113.9"),
    (
      "(111122223333 OR 444455556666) -region:us-east-1",
      "account:111122223333,444455556666 -region:us-east-1"
    ),
    // Lists.
    ("ip:@addresses", "ip:192.0.2.1,198.51.100.0/24"),
    ("user:bob,@people", "user:bob,alice,a*,\"x y\""),
    ("-ip:@addresses", "-ip:192.0.2.1,198.51.100.0/24"),
  ]

  static var context: QueryContext {
    QueryContext(
      times: TimeContext(
        now: 1_710_506_096_000, zone: .utc, end: { 1_709_164_800_000 }),
      list: { (name) throws(QueryError) in
        switch name {
        case "addresses": return ["192.0.2.1", "198.51.100.0/24"]
        case "people": return ["alice", "a*", "x y"]
        case "nothing": return []
        default: throw QueryError("there is no file `\(name)`")
        }
      })
  }

  @Test(arguments: readable)
  func `a query has one canonical spelling`(typed: String, canonical: String) throws {
    let query = try QueryParser.parse([typed], context: Self.context)
    #expect(query.description == canonical)
    let again = try QueryParser.parse([canonical], context: Self.context)
    #expect(again.description == canonical)
  }

  static let wrong: [(typed: String, words: String, column: Int?)] = [
    ("usr:alice", "did you mean `user`", 1), ("user:a usr:b", "did you mean `user`", 8),
    ("evnt:x", "did you mean `event`", 1), ("zzzzzz:x", "unknown key `zzzzzz`", 1),
    ("foo=bar", "unknown key `foo`", 1), ("user:", "has no value", 1), ("user=", "has no value", 1),
    ("user:\"\"", "has no value", 1), ("user:a event:", "has no value", 8),
    ("user:\"a", "not closed", 6), ("user:x event:\"a b", "not closed", 14),
    ("user:('a)", "not closed", 7),
    ("(user:a", "not closed", 1), ("user:a)", "closes nothing", 7), ("user:(a b", "not closed", 6),
    ("user:()", "between the parentheses", 6), ("user:a OR", "nothing follows OR", 8),
    ("OR user:a", "nothing precedes OR", 1), ("user:a OR OR user:b", "nothing precedes OR", 11),
    ("AND user:a", "nothing precedes AND", 1), ("user:a AND", "nothing follows AND", 8),
    ("user:a AND OR user:b", "nothing follows AND", 8), ("NOT", "nothing follows NOT", 1),
    ("user:a NOT", "nothing follows NOT", 8), ("(NOT)", "nothing follows NOT", 2),
    ("(user:a OR)", "nothing follows OR", 9), ("event:(NOT a)", "alternatives", 8),
    ("ip:abc", "is no address", 4), ("ip:10.0.0.0/33", "is no address", 4),
    ("ip:ec2.amazonaws.com", "under via:", 4), ("ip:1.2.3.4,abc", "is no address", 12),
    ("ip:10.0.0.1..abc", "is no address", 14), ("ip:10.0.0.9..10.0.0.1", "is above", 4),
    ("ip:10.0.0.1..::1", "one family", 4), ("ip>abc", "is no address", 4),
    ("user>alice", "holds text", 1), ("user:>=5", "holds text", 1),
    ("a.b>abc", "is no number and no time", 5), ("time:soon", "is no time", 6),
    ("time:2024-13", "is no time", 6), ("time:2023-02-29", "is no time", 6),
    ("time:2024-01-01..later", "is no time", 18), ("time>never", "is no time", 6),
    ("time~/x/", "not with `~`", 6), ("time:..", "needs a time", 6),
    ("user:..", "needs a value", 6),
    ("user~", "is empty", 6), ("user~//", "is empty", 6), ("user~/a", "not closed with /", 6),
    ("user~/a(/", "is wrong", 6), ("user~/a/x", "only `i`", 9),
    ("result:maybe", "is no value of result", 8),
    ("mfa:perhaps", "yes, no, idp, unknown", 5), ("kind:x,y", "is no value of kind", 6),
    ("ip:@missing", "no file `missing`", nil), ("ip:@nothing", "holds no value", 4),
    ("user:a event:b ,", "unexpected `,`", 16), (",", "unexpected `,`", 1),
    (String(repeating: "(", count: 150) + "user:a", "levels deep", nil),
    ("user:a event:b OR", "nothing follows OR", 16),
  ]

  @Test(arguments: wrong)
  func `a mistake is told with its column`(typed: String, words: String, column: Int?) {
    let error = #expect(throws: QueryError.self) {
      try QueryParser.parse([typed], context: Self.context)
    }
    #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")")
    if let column { #expect(error?.column == column) }
  }

  @Test func `the tables hold enough`() {
    #expect(Self.readable.count + Self.wrong.count >= 250)
  }

  @Test func `notes tell how words and mixed operators were read`() throws {
    let mixed = try QueryParser.read(["user:a", "event:b", "OR", "event:c"])
    #expect(mixed.notes == ["read as: user:a event:b OR event:c"])
    let bare = try QueryParser.read(["203.0.113.9"])
    #expect(bare.notes == ["read as: `203.0.113.9` is ip"])
    #expect(try QueryParser.read(["user:a OR user:b"]).notes.isEmpty)
  }

  @Test func `columns count over arguments`() {
    let error = #expect(throws: QueryError.self) {
      try QueryParser.parse(["user:a", "evnt:b"])
    }
    #expect(error?.column == 8)
    #expect(error?.query == "user:a evnt:b")
  }

  @Test func `words before an option's dash are told from options`() {
    for text in ["-user:a", "-203.0.113.9", "-(user:a)", "-a.b:c", "-ip=1.1.1.1"] {
      #expect(QueryParser.isNegatedTerm(text), "\(text)")
    }
    for text in ["-n", "-n5", "--all", "-o", "-I", "-", "user:a", "--since=2024"] {
      #expect(!QueryParser.isNegatedTerm(text), "\(text)")
    }
  }

  /// Any text gives a query or an error, and a query's spelling is read back the same.
  @Test func `random text never traps`() {
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    func below(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    let pieces = [
      "user", "ip", "time", "a.b", ":", "=", "~", "/", "(", ")", "[", "]", "*", "?", ",", "..",
      "\"",
      "'", "\\", " ", "OR", "AND", "NOT", "-", "!", ">", "<", "10.0.0.1", "2024-03", "7d", "end",
      "@",
      "x", "が", "\u{301}", "|", ".", "0", "\u{0}", "\n",
    ]
    for _ in 0..<2_500 {
      let text = (0..<(1 + below(14))).map { _ in pieces[below(pieces.count)] }.joined()
      guard let query = try? QueryParser.parse([text], context: Self.context) else { continue }
      let spelled = query.description
      let again = try? QueryParser.parse([spelled], context: Self.context)
      #expect(again?.description == spelled, "\(text.debugDescription) gave \(spelled)")
    }
  }
}
