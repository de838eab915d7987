/// Writes the shapes in which logs leave AWS beside CloudTrail's deliveries to S3: pages of
/// `lookup-events`, Cognito's user-activity log, EventBridge's events, query results, and the files
/// that lie about in archives without being logs.
///
/// The people, pools and many of the events are those of the deliveries.
struct DemoShapes {
  let world: DemoWorld
  let writer: DemoShapeWriter
  /// Records of look-up pages, newest first.
  var pages: [DemoSample]
  /// Records of EventBridge, oldest first.
  var bridge: [DemoSample]
  /// Sign-ins, oldest first.
  var logins: [DemoLogin]

  /// The numbers of the units whose events no file of CloudTrail holds, and of ids that belong to
  /// no unit: far above those of any archive.
  static let pageUnit = 900_000_000
  static let bridgeUnit = 900_000_001
  static let looseUnit = 900_000_002

  /// The seed of a made-up id that look-ups can ask.
  static func seed(_ options: DemoOptions, _ ordinal: Int) -> UInt64 {
    DemoWorld.eventSeed(options, unit: looseUnit, ordinal: ordinal)
  }

  func seed(_ ordinal: Int) -> UInt64 { Self.seed(world.options, ordinal) }

  /// Writes all shapes.
  ///
  /// - Parameter samples: What they hold of the events of the units.
  static func write(
    _ samples: DemoSamples, world: DemoWorld, root: String
  ) throws(DemoError) -> DemoUnitResult {
    let writer = try DemoShapeWriter(world: world, root: root)
    let budget = DemoShapeBudget(world.options)
    var all = samples
    let ownPages = own(world, pageUnit, budget.ownPages, writer) { $0.playOwnPages() }
    all.pages += ownPages.ownSamples()
    all.logins += ownPages.logins
    let ownBridge = own(world, bridgeUnit, budget.ownBridge, writer) { $0.playOwnBridge() }
    all.bridge += ownBridge.ownSamples()
    all.logins += fixedLogins(world)
    let shapes = DemoShapes(
      world: world,
      writer: writer,
      pages: all.pages.sorted { ($0.time, $0.seed) > ($1.time, $1.seed) },
      bridge: all.bridge.sorted { ($0.time, $0.seed) < ($1.time, $1.seed) },
      logins: all.logins.sorted { ($0.time, $0.seed) < ($1.time, $1.seed) }
    )
    try shapes.writePages()
    try shapes.writeActivity()
    try shapes.writeBridge()
    try shapes.writeTrail()
    if let people = world.people { try shapes.write(people) }
    try shapes.writeDirectories()
    try shapes.writeAsides()
    return writer.finished()
  }

  /// Makes up events that no file of CloudTrail holds.
  private static func own(
    _ world: DemoWorld, _ number: Int, _ events: Int, _ writer: DemoShapeWriter,
    _ play: (inout DemoRecorder) -> Void
  ) -> DemoRecorder {
    let start = DemoClock.end - min(world.options.days, 5) * DemoClock.day
    let unit = DemoUnit(number: number, window: start..<DemoClock.end, events: events)
    return world.pool.withUnsafeBufferPointer { pool in
      world.steps.withUnsafeBufferPointer { steps in
        var recorder = DemoRecorder(world: world, unit: unit, pool: pool, steps: steps)
        recorder.notesAll = true
        play(&recorder)
        writer.count(ownEventsOf: recorder)
        return recorder
      }
    }
  }

  /// Sign-ins of the first subjects, which every archive has; look-ups ask for their ids.
  private static func fixedLogins(_ world: DemoWorld) -> [DemoLogin] {
    let kinds: [DemoLogin.Kind] = [.passed, .passed, .failed, .signUp]
    return (0..<12).map { number in
      let account = number % min(3, world.organization.accounts.count)
      return DemoLogin(
        seed: seed(world.options, number),
        time: DemoClock.end - 3_000 - number * 1_700,
        account: account,
        subject: number,
        client: number % 5,
        pool: number % 5 % 3,
        address: DemoNetworks.customer(number),
        kind: kinds[number % 4]
      )
    }
  }
}
