/// A person in Identity Center.
struct DemoPerson: Sendable {
  /// The user name, which is also the session name in member accounts.
  var name: DemoText
  /// What was typed at the sign-in: the name, an e-mail address, `EXAMPLE\name` or Japanese text.
  var typed: DemoText
  var display: DemoText
  var uuid: DemoText
  /// The Identity Center id: the UUID, for some after the store's ten hex digits and `-`.
  var id: DemoText
  var office: Int
  var homeAddress: DemoAddress
  var homeNetwork: UInt64
  var browser: Int
}

/// A user of a Cognito pool.
struct DemoSubject: Sendable {
  var sub: DemoText
  var name: DemoText
}

/// The accounts of an organization with the names of all that is in them.
struct DemoOrganization: Sendable {
  let id: DemoText
  let store: DemoText
  private(set) var accounts: [DemoText] = []
  private(set) var aliases: [DemoText] = []
  /// The regions in use, the main one first.
  private(set) var regions: [DemoText] = []
  private(set) var people: [DemoPerson] = []
  private(set) var subjects: [DemoSubject] = []
  private(set) var words: [DemoText] = []
  private(set) var japanese: [DemoText] = []
  private(set) var permissionSets: [DemoText] = []
  private(set) var issuers: [DemoText] = []
  private var entities: [DemoText] = []
  private var starts: [Int] = []
  private let kinds = DemoEntity.allCases.count

  static let regionNames = ["ap-northeast-1", "us-east-1", "us-west-2", "eu-west-1"]
  /// The place of us-east-1, where global services record.
  static let globalRegion = 1

  init(options: DemoOptions, compiler: inout DemoTemplateCompiler) {
    var random = DemoRandom(seed: options.seed, part: 1)
    id = compiler.text("o-" + Self.letters(10, &random))
    store = compiler.text(Self.hex(10, &random))
    regions = Self.regionNames.map { compiler.text($0) }
    words = DemoWords.first.map { compiler.text($0) }
    japanese = DemoWords.japanese.map { compiler.text($0) }
    permissionSets = DemoWords.permissionSets.map { compiler.text($0) }
    for index in 0..<options.accounts {
      let id = Self.accountID(index)
      accounts.append(compiler.text(id))
      aliases.append(compiler.text("example-\(DemoWords.second[index % 20])-\(index)"))
      issuers.append(
        compiler.text("oidc.eks.\(Self.regionNames[0]).amazonaws.com/id/\(Self.hex(32, &random))")
      )
      for kind in DemoEntity.allCases {
        starts.append(entities.count)
        for number in 0..<kind.shape.count {
          let name = Self.name(kind.shape.pattern, index, number, account: id, &random)
          entities.append(compiler.text(name))
        }
      }
    }
    starts.append(entities.count)
    let root = Self.squareRoot(options.events)
    addPeople(min(5_000, max(60, root * 3 / 2)), &random, &compiler)
    addSubjects(min(4_000, max(50, root)), &random, &compiler)
  }

  /// The `number`th entity of a kind in an account.
  func entity(_ kind: DemoEntity, _ number: Int, in account: Int) -> DemoText {
    entity(Int(kind.index), number, in: account)
  }

  func entity(_ kind: Int, _ number: Int, in account: Int) -> DemoText {
    entities[starts[account * kinds + kind] + number]
  }

  /// How many entities of a kind an account has.
  func count(of kind: Int, in account: Int) -> Int {
    starts[account * kinds + kind + 1] - starts[account * kinds + kind]
  }

  private mutating func addPeople(
    _ count: Int,
    _ random: inout DemoRandom,
    _ compiler: inout DemoTemplateCompiler
  ) {
    for index in 0..<count {
      let given = DemoWords.given[index % 30]
      let family = DemoWords.family[(index / 30 + index) % 27]
      // The first thirty go by given name; some write a capital letter.
      var name = index < 30 ? given : "\(given).\(family)"
      if index >= 30 * 27 { name += "\(index / 810)" }
      if index % 7 == 3 { name = name.prefix(1).uppercased() + name.dropFirst() }
      let uuid = Self.uuid(&random)
      let display = DemoWords.familyKanji[index % 20] + " " + DemoWords.givenKanji[index / 20 % 10]
      let typed =
        switch index % 10 {
        case 4: "EXAMPLE\\\(name)"
        case 5: "\(name)@example.com"
        case 6: display
        case 8: String(decoding: Self.wide(name), as: UTF8.self)
        default: name
        }
      let hasPrefix = index % 3 == 2
      let storeName = compiler.pool.string(store)
      people.append(
        DemoPerson(
          name: compiler.text(name),
          typed: compiler.text(typed),
          display: compiler.text(display),
          uuid: compiler.text(uuid),
          id: compiler.text(hasPrefix ? "\(storeName)-\(uuid)" : uuid),
          office: random.zipf(DemoNetworks.officeCount),
          homeAddress: DemoNetworks.home(index, &random),
          homeNetwork: DemoNetworks.homeNetwork(index),
          browser: index == 1 ? 7 : random.zipf(8)
        )
      )
    }
  }

  private mutating func addSubjects(
    _ count: Int,
    _ random: inout DemoRandom,
    _ compiler: inout DemoTemplateCompiler
  ) {
    for index in 0..<count {
      let name = "\(DemoWords.given[(index * 7) % 30])\(1_000 + index)"
      subjects.append(
        DemoSubject(sub: compiler.text(Self.uuid(&random)), name: compiler.text(name))
      )
    }
  }

  /// The ids of AWS's documentation first, then made-up ones.
  static func accountID(_ index: Int) -> String {
    let known = [
      "111122223333", "444455556666", "777788889999", "123456789012", "210987654321",
      "555566667777", "222233334444", "333344445555",
    ]
    if index < known.count { return known[index] }
    let digits = String(index)
    return "900000" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
