/// Everything that is decided before the first record: shared by the threads, changed by none.
final class DemoWorld: Sendable {
  let options: DemoOptions
  let organization: DemoOrganization
  let catalogue: DemoCatalogue
  let browsers: [DemoText]
  let tools: [DemoText]
  let services: [DemoText]
  let programs: [DemoText]
  let portalPath: DemoText
  let identityPoolSession: DemoText
  let centerVersion: DemoText
  let consoleAgent: DemoText
  let internalAddress: DemoText
  /// The names of all things and the fixed parts of records.
  let pool: [UInt8]
  let steps: [DemoStep]
  let lookUps: DemoLookUps
  /// People whose sign-ins and identities are known; `nil` where the archive has only deliveries.
  let people: DemoPeople?

  init(options: DemoOptions) {
    self.options = options
    people = options.isS3Only ? nil : DemoPeople(options)
    var compiler = DemoTemplateCompiler(pool: DemoTextPool())
    organization = DemoOrganization(options: options, compiler: &compiler)
    catalogue = DemoCatalogue(compiler: &compiler)
    browsers = DemoAgents.browsers.map { compiler.text($0) }
    tools = DemoAgents.tools.map { compiler.text($0) }
    services = DemoAgents.services.map { compiler.text($0) }
    programs = DemoAgents.programs.map { compiler.text($0) }
    portalPath = compiler.text(
      "aws-reserved/sso.amazonaws.com/\(DemoOrganization.regionNames[0])/"
    )
    identityPoolSession = compiler.text("CognitoIdentityCredentials")
    centerVersion = compiler.text("1.09")
    consoleAgent = compiler.text("AWS Internal")
    internalAddress = consoleAgent
    pool = compiler.pool.bytes
    steps = compiler.steps
    lookUps = DemoLookUps(
      options: options,
      organization: organization,
      names: compiler.pool
    )
  }

  /// The seed of all ids of an event: its unit and its number there decide it.
  static func eventSeed(_ options: DemoOptions, unit: Int, ordinal: Int) -> UInt64 {
    var random = DemoRandom(
      seed: options.seed,
      part: UInt64(1_000 + unit),
      ordinal: UInt64(ordinal)
    )
    return random.next()
  }

  /// The seed of the identity id of a Cognito subject.
  static func identitySeed(_ options: DemoOptions, subject: Int) -> UInt64 {
    DemoRandom.mix(options.seed &+ 0x5EED &+ UInt64(subject) << 20)
  }
}

/// What the ids of one event are made of.
enum DemoIDs {
  static func event(_ seed: UInt64) -> UInt64 { seed }
  static func request(_ seed: UInt64) -> UInt64 { DemoRandom.mix(seed ^ 1) }
  static func shared(_ seed: UInt64) -> UInt64 { DemoRandom.mix(seed ^ 2) }
  /// The seed of the key of a session that starts with the event.
  static func session(_ seed: UInt64) -> UInt64 { DemoRandom.mix(seed ^ 3) }

  static func uuid(_ seed: UInt64) -> String {
    var bytes: [UInt8] = []
    bytes.append(uuid: seed)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func accessKey(_ seed: UInt64) -> String {
    var bytes: [UInt8] = []
    bytes.append("ASIA")
    bytes.append(accessKey: seed)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The circumstances of one event, for the slots of the templates.
struct DemoScene {
  var time = 0
  /// The account that receives the record.
  var account = 0
  var region = 0
  /// The place of the call in the catalogue.
  var call = 0
  var actor = DemoActor()
  /// The identity that the call makes or names: the role taken, the account entered.
  var next = DemoActor()
  var address = DemoAddress()
  /// What stands for the address when a service calls.
  var via = DemoText.none
  var agent = DemoText.none
  /// The place of the error in the catalogue; -1 for none.
  var error = -1
  var subject = 0
  var permissionSet = 0
  var isConsole = false
  var hasEndpoint = false
  var hasLongAddress = false
  /// The seed of the id shared by two accounts' records of one action; 0 for none.
  var sharedSeed: UInt64 = 0
  /// The seed of a request id shared with another record; 0 for an own one.
  var requestSeed: UInt64 = 0
}
