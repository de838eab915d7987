/// Makes one random CloudTrail record after another.
///
/// Representation: a record starts as something CloudTrail could have written, made of an identity
/// (`RandomRecords+Identity`) and an action (`RandomRecords+Actions`), and is then spoiled a little
/// (`RandomRecords+Oddities`). Keys.md decides what each oddity means; where it leaves a choice
/// open, nothing of the kind is made.
struct RandomRecords {
  var random: SplitMix64
  let pools: RandomPools

  /// A record and what the archive needs to know about it.
  struct Record {
    var tree: RandomJSON
    /// Whether `eventID` has a value.
    let hasID: Bool
  }

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    pools = RandomPools(&random)
  }

  /// Makes a record.
  ///
  /// - Parameter isFirst: The first record of a file keeps all its usual members, because a reader
  ///   may judge the file by it.
  /// - Returns: The record, spoiled in nearly half of the cases.
  mutating func next(isFirst: Bool) -> Record {
    let action = makeAction()
    var tree = envelope(of: action)
    for (name, value) in action.extra { tree[name] = value }
    if random.chance(45) {
      for _ in 0...random.below(4) { spoil(&tree, keepsTopLevel: isFirst) }
    }
    if random.chance(2) { enlarge(&tree) }
    if !isFirst, random.chance(2) { tree["eventVersion"] = .absent }
    if random.chance(10) { shuffleMembers(of: &tree) }
    let id = tree["eventID"]
    let hasID =
      switch id {
      case .text(let text): PlainRecord.isValue(text)
      case .raw(let spelling): spelling != "null"
      case .absent, .array, .object: false
      }
    return Record(tree: tree, hasID: hasID)
  }

  /// One call: what was done, and with which parts of the record it is described.
  struct Action {
    var source: String
    var name: String
    var identity: RandomJSON
    var request: RandomJSON = .null
    var response: RandomJSON = .null
    var additional: RandomJSON = .absent
    var service: RandomJSON = .absent
    var resources: RandomJSON = .absent
    var eventType = "AwsApiCall"
    var category = "Management"
    var error: String?
    var message: String?
    /// Members put in place of, or after, the usual ones.
    var extra: [(String, RandomJSON)] = []
  }

  private mutating func envelope(of action: Action) -> RandomJSON {
    let versions = ["1.02", "1.05", "1.08", "1.09", "1.11", "2.0"]
    let version = random.pick(versions)
    let isOld = version == "1.02"
    let error = action.error ?? (random.chance(12) ? random.pick(RandomPools.errors) : nil)
    let readOnly: RandomJSON = random.pick([true, false, true, false, "true", "false"])
    return [
      "eventVersion": .text(version),
      "userIdentity": action.identity,
      "eventTime": .text(time()),
      "eventSource": .text(action.source),
      "eventName": .text(action.name),
      "awsRegion": .text(random.pick(pools.regions)),
      "sourceIPAddress": .text(random.pick(pools.addresses)),
      "userAgent": .text(random.pick(pools.agents)),
      "errorCode": .optional(error),
      "errorMessage": .optional(action.message ?? (error == nil ? nil : "it failed: \"no\"")),
      "requestParameters": action.request,
      "responseElements": action.response,
      "additionalEventData": action.additional,
      "requestID": .text(random.chance(70) ? random.uuid() : "REQ" + random.hex(2).uppercased()),
      "eventID": .text(eventID()),
      "readOnly": random.chance(90) ? readOnly : .absent,
      "resources": action.resources,
      "eventType": .text(action.eventType),
      "managementEvent": isOld ? .absent : action.category == "Data" ? false : true,
      "recipientAccountId": .text(random.pick(pools.accounts)),
      "serviceEventDetails": action.service,
      "sharedEventID": random.chance(10) ? .text(random.pick(pools.subjects)) : .absent,
      "vpcEndpointAccountId": random.chance(8) ? .text(random.pick(pools.accounts)) : .absent,
      "eventCategory": isOld || random.chance(10) ? .absent : .text(action.category),
      "tlsDetails": random.chance(30) ? ["tlsVersion": "TLSv1.3"] : .absent,
    ]
  }

  /// A time text; the last few are not readable.
  private mutating func time() -> String {
    var day = random.pick(pools.days) + random.below(3)
    if random.chance(1) { day = random.pick([-1, 0, 11016, 2_932_896]) }
    let second = random.chance(50) ? random.below(24) * 3600 : random.below(86400)
    let date = Self.date(ofDay: day)
    let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }
    let moment = date + (random.chance(4) ? " " : "T") + clock.joined(separator: ":")
    if random.chance(84) { return moment + "Z" }
    let endings = [
      "", ".1Z", ".123Z", ".999999999Z", ".0004Z", "+09:00", "-0530", "+00:00", ".5+0900", ".000",
      "+14:00", "-12:00",
    ]
    if random.chance(80) { return moment + random.pick(endings) }
    return random.pick([
      "yesterday", date, "Wed Aug 07 22:34:33 UTC 2024", moment + "Zebra", "2023-13-45T25:61:61Z",
      "１" + moment, "T" + moment, moment + ".Z",
    ])
  }

  private mutating func eventID() -> String {
    switch random.below(20) {
    case 0: "sample-" + random.hex(12)
    case 1: "イベント" + random.hex(12)
    case 2: random.uuid().uppercased()
    default: random.uuid()
    }
  }

  /// Returns `YYYY-MM-DD` of a day counted from 1970-01-01.
  ///
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`; not
  /// the way `PlainTime` counts, so that the two check each other.
  static func date(ofDay day: Int) -> String {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return [padded(year, 4), padded(month, 2), padded(dayOfMonth, 2)].joined(separator: "-")
  }

  /// Returns `number` with zeros in front, at least `width` digits long.
  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
