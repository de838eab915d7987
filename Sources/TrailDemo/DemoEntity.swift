/// A kind of thing that each account has some of, by name or id.
enum DemoEntity: String, CaseIterable {
  case bucket, object, function, table, queue, topic, kms, cluster, unit, repo, logGroup, stack
  case secret, parameter, alarm, database, rule, domain, pool, client, identityPool, instance, vpc
  case subnet, securityGroup, volume, image, network, targetGroup, vault, workgroup
  case crawler, project, pipeline, machine, stream, zone, distribution, certificate, scalingGroup
  case template, policy, group, user, userPrincipal, userKey, role, rolePrincipal, ssoRole
  case ssoPrincipal, permissionSet, trail, detector, fileSystem, cacheCluster, webACL
  case api, warehouse, topicRule, key

  /// The place in ``allCases``.
  var index: UInt8 { Self.places[rawValue] ?? 0 }

  private static let places = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1.rawValue, UInt8($0)) }
  )

  /// How many an account has, and the pattern of their names: `%w` and `%v` are words, `%n` the
  /// number, `%a` the account, `%h` + digits random hex, `%u` a UUID, `%b` 17 characters of a
  /// principal id, `%k` 16 of an access key, `%i` 26 of an application id.
  var shape: (count: Int, pattern: String) {
    switch self {
    case .bucket: (24, "example-%w-%v-%a")
    case .object: (400, "%w/%v/part-%n-%h12.parquet")
    case .function: (40, "%w-%v-handler")
    case .table: (20, "%w-%v")
    case .queue: (16, "%w-%v-queue")
    case .topic: (10, "%w-%v-topic")
    case .kms: (16, "%u")
    case .cluster: (6, "%w-cluster")
    case .unit: (20, "%w-%v-svc")
    case .repo: (14, "%w/%v")
    case .logGroup: (40, "/aws/lambda/%w-%v-handler")
    case .stack: (16, "%w-%v-stack")
    case .secret: (16, "prod/%w/%v-%h6")
    case .parameter: (40, "/app/%w/%v")
    case .alarm: (24, "%w-%v-high")
    case .database: (8, "%w-%v-db")
    case .rule: (12, "%w-every-%v")
    case .domain: (4, "%w-search")
    case .pool: (3, "%R_%h9")
    case .client: (5, "%i")
    case .identityPool: (2, "%R:%u")
    case .instance: (60, "i-0%h16")
    case .vpc: (4, "vpc-0%h16")
    case .subnet: (12, "subnet-0%h16")
    case .securityGroup: (24, "sg-0%h16")
    case .volume: (60, "vol-0%h16")
    case .image: (12, "ami-0%h16")
    case .network: (40, "eni-0%h16")
    case .targetGroup: (10, "%w-tg/%h16")
    case .vault: (3, "%w-vault")
    case .workgroup: (4, "%w-analysts")
    case .crawler: (8, "%w-crawler")
    case .project: (10, "%w-%v-build")
    case .pipeline: (8, "%w-%v-pipeline")
    case .machine: (8, "%w-%v-flow")
    case .stream: (8, "%w-%v-stream")
    case .zone: (4, "Z%h13")
    case .distribution: (4, "E%h12")
    case .certificate: (6, "%u")
    case .scalingGroup: (6, "%w-%v-asg")
    case .template: (6, "lt-0%h16")
    case .policy: (20, "%w-%v-policy")
    case .group: (8, "%w-team")
    case .user: (30, "%U")
    case .userPrincipal: (30, "AIDA%b")
    case .userKey: (30, "AKIA%k")
    case .role: (48, "%P-%v-role-%n")
    case .rolePrincipal: (48, "AROA%b")
    case .ssoRole: (8, "%S")
    case .ssoPrincipal: (8, "AROA%b")
    case .permissionSet: (8, "ps-%h16")
    case .trail: (2, "%w-trail")
    case .detector: (2, "%h32")
    case .fileSystem: (4, "fs-0%h16")
    case .cacheCluster: (4, "%w-cache")
    case .webACL: (3, "%w-acl")
    case .api: (8, "%h10")
    case .warehouse: (3, "%w-warehouse")
    case .topicRule: (4, "%w_telemetry")
    case .key: (200, "%u")
    }
  }
}

/// Word lists for names.
enum DemoWords {
  static let first = [
    "orders", "billing", "catalog", "search", "ingest", "metrics", "audit", "media", "checkout",
    "inventory", "payments", "shipping", "reports", "identity", "gateway", "mobile", "partner",
    "archive", "ledger", "events",
  ]
  static let second = [
    "api", "worker", "prod", "stage", "raw", "curated", "export", "daily", "hourly", "cache",
    "primary", "replica", "index", "backup", "public", "internal", "loader", "sync", "edge", "core",
  ]
  static let given = [
    "alice", "hanako", "taro", "yuki", "kenji", "sakura", "hiroshi", "naomi", "ken", "emi",
    "daisuke", "mika", "takeshi", "yumi", "satoshi", "rie", "makoto", "aya", "kazuo", "miho",
    "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory",
  ]
  static let family = [
    "sato", "suzuki", "takahashi", "tanaka", "ito", "watanabe", "yamamoto", "nakamura", "kobayashi",
    "kato", "yoshida", "yamada", "sasaki", "yamaguchi", "matsumoto", "inoue", "kimura", "hayashi",
    "shimizu", "saito", "example", "miller", "garcia", "novak", "rossi", "dubois", "schmidt",
  ]
  static let familyKanji = [
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木", "山口",
    "松本", "井上", "木村", "林", "清水", "斎藤",
  ]
  static let givenKanji = ["花子", "太郎", "由紀", "健二", "さくら", "浩", "直美", "健", "恵美", "大輔"]
  static let japanese = [
    "本番環境", "検証環境", "請求データ", "社内ポータル", "会員管理", "ログ集約基盤", "夜間バッチ", "監査用",
  ]
  static let permissionSets = [
    "AdministratorAccess", "ReadOnlyAccess", "PowerUserAccess", "ViewOnlyAccess", "Billing",
    "SecurityAudit", "DataScientist", "Ops_Support",
  ]
}
