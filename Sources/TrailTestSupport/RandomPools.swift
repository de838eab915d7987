/// The few values that one random archive is made of; few, so that queries hit several events.
struct RandomPools {
  let users: [String]
  let accounts: [String]
  let addresses: [String]
  let regions: [String]
  let roles: [String]
  let keys: [String]
  let subjects: [String]
  let agents: [String]
  let pools: [String]
  let clients: [String]
  let buckets: [String]
  let days: [Int]

  /// Draws a small choice from the tables below.
  init(_ random: inout SplitMix64) {
    func some(_ count: Int, of table: [String]) -> [String] {
      Array(table.shuffled(using: &random).prefix(count))
    }
    users = some(9, of: Self.userTable)
    accounts = some(3, of: Self.accountTable)
    addresses = some(9, of: Self.addressTable)
    regions = some(
      3, of: ["us-east-1", "ap-northeast-1", "eu-west-3", "us-gov-west-1", "US-EAST-1"])
    roles = some(5, of: Self.roleTable)
    keys = some(4, of: ["AKIAEXAMPLEKEY000001", "ASIAEXAMPLEKEY000002", "AKIA3", "akia3", "キー"])
    agents = some(5, of: Self.agentTable)
    pools = some(2, of: ["us-east-1_AbCdEf", "us-east-1_abcdef", "ap-northeast-1_EXAMPLE01"])
    clients = some(2, of: ["1exampleclient", "2exampleclient", "3EXAMPLE"])
    buckets = some(3, of: ["logs", "Logs", "バケット", "my-bucket", "bucket with blank"])
    let uuids = (0..<4).map { _ in random.uuid() }
    let odd = [uuids[0].uppercased(), "not-a-uuid", "S-1-5-21-1-2-3-1001", "被験者"]
    subjects = uuids + some(2, of: odd)
    days = (0..<3).map { _ in 19358 + random.below(400) }
  }

  static let userTable = [
    "alice", "Alice", "ALICE", "ａｌｉｃｅ", "Ａlice", "bob", "bob.smith", "Bob", "root", "ROOT",
    "hanako@example.com", "HANAKO@EXAMPLE.COM", "山田太郎", "ヤマダ", "ﾔﾏﾀﾞ", "パンダ", "ﾊﾟﾝﾀﾞ", "ガ",
    "カ\u{3099}", "Élodie", "élodie", "E\u{301}lodie", "straße", "o'neil", "user name", "全角　空白",
    "全角 空白", "semi:colon", "quo\"te", "back\\slash", "a/b", "emoji😀", "tab\there", "new\nline",
    "EXAMPLE\\anyuser", "x*y", "a,b", "(paren)", "i-0123456789abcdef0", "true", "123", "nul\u{0}l",
    "\u{202E}evil", "дом", "ДОМ", "-x", "x-", "HIDDEN", "ｶﾅ", "カナ",
  ]

  static let accountTable = [
    "111122223333", "444455556666", "777788889999", "000000000001", "sampleaccountid1", "1111-2222",
  ]

  static let addressTable = [
    "192.0.2.10", "192.0.2.11", "192.0.3.255", "198.51.100.7", "203.0.113.128", "10.0.0.1",
    "255.255.255.255", "0.0.0.0", "2001:db8::25", "2001:DB8:0:0:0:0:0:25", "2001:db8::1:0:0:1",
    "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8:0:1::", "fe80::1", "::1", "::",
    "::ffff:192.0.2.10", "::FFFF:c000:20b", "64:ff9b::192.0.2.33", "225.01.00.16", "1.2.3",
    "redacted",
    "AWS Internal", "AWS Internal/3", "ec2.amazonaws.com", "lambda.amazonaws.com", "192.0.2.10:443",
    "[2001:db8::25]", "fe80::1%eth0", "192.0.2.256", " 192.0.2.10", "１９２.0.2.10", "12345::",
  ]

  static let roleTable = [
    "Admin", "admin", "ADMIN", "deploy-role", "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
    "AWSReservedSSO_Read_Only_ABCDEF0123456789", "AWSReservedSSO_Short_0123", "AWSReservedSSO_",
    "AWSReservedSSO__0123456789abcdef", "awsreservedsso_Lower_0123456789abcdef", "管理者", "Ａｄｍｉｎ",
  ]

  static let agentTable = [
    "aws-cli/2.17.0", "AWS-CLI/2.17.0", "[S3Console/0.4]", "Mozilla/5.0 (X11; Linux x86_64)",
    "console.amazonaws.com", "curl/8 \"quoted\" \\ back", "ブラウザ/1.0", "日本語 エージェント",
  ]

  /// Two members each: an event source and an event name of it.
  static let calls = [
    ("s3.amazonaws.com", "GetObject"), ("s3.amazonaws.com", "ListBuckets"),
    ("ec2.amazonaws.com", "DescribeInstances"), ("EC2.amazonaws.com", "describeinstances"),
    ("iam.amazonaws.com", "ListFunctions20150331"), ("kms.amazonaws.com", "Decrypt"),
    ("s3", "GetObject"), ("s3.amazonaws.com.cn", "ＧｅｔＯｂｊｅｃｔ"),
    ("dynamodb.amazonaws.com", "GetItem"),
    ("sso.amazonaws.com", "https://portal.sso.us-east-1.amazonaws.com/instance/appinstances"),
  ]

  static let errors = [
    "AccessDenied", "accessdenied", "Client.UnauthorizedOperation", "UnauthorizedAccess",
    "NotUnauthorized", "ThrottlingException", "Client.RequestLimitExceeded", "NoSuchBucket",
    "VpceAccessDenied", "エラー", "NoSuchKey",
  ]
}
