/// A file of the archive: which records it holds, and when it was delivered.
struct DemoFile {
  var account: Int
  var region: Int
  var time: Int
  /// Places in the unit's records.
  var records: [Int]
  var unique: UInt64
}

/// Sorts the records of a unit into the files that deliver them.
///
/// Each account and region is a stream. A file is closed when it holds enough records or its first
/// one has waited long enough, and is delivered 5 to 15 minutes after its last one, on a 5-minute
/// mark. Late records come hours later in files of their own. About 1 % of the records occur again
/// in another file of their account.
struct DemoDelivery {
  /// The most records of a file.
  static let limit = 5_000

  private(set) var files: [DemoFile] = []
  private(set) var duplicates = 0
  private var random: DemoRandom

  init(records: [DemoRecordPlace], organization: DemoOrganization, seed: UInt64, unit: DemoUnit) {
    random = DemoRandom(seed: seed, part: UInt64(2_000_000 + unit.number))
    let regions = organization.regions.count
    let count = organization.accounts.count * regions
    var streams: [[Int]] = Array(repeating: [], count: count)
    var late: [[Int]] = Array(repeating: [], count: count)
    for (place, record) in records.enumerated() {
      let stream = record.account * regions + record.region
      if record.isLate { late[stream].append(place) } else { streams[stream].append(place) }
    }
    for stream in 0..<count {
      let account = stream / regions
      let region = stream % regions
      cut(streams[stream], records, account, region)
      if let first = late[stream].first {
        let time = records[first].time + random.within(2...9) * 3_600
        append(late[stream], at: max(time, lastTime(late[stream], records)), account, region)
      }
    }
    addEmpty(organization, unit)
    for index in files.indices { Self.disorder(&files[index].records, &random) }
    repeatSome(organization.accounts.count)
  }

  private func lastTime(_ places: [Int], _ records: [DemoRecordPlace]) -> Int {
    places.reduce(0) { max($0, records[$1].time) }
  }

  /// Cuts a stream into files.
  private mutating func cut(
    _ stream: [Int],
    _ records: [DemoRecordPlace],
    _ account: Int,
    _ region: Int
  ) {
    let sorted = stream.sorted { (records[$0].time, $0) < (records[$1].time, $1) }
    var start = 0
    var target = drawTarget()
    for index in sorted.indices {
      let isFull = index - start >= target
      let isOld = records[sorted[index]].time - records[sorted[start]].time > 4 * 3_600
      if isFull || isOld {
        append(
          Array(sorted[start..<index]),
          at: records[sorted[index - 1]].time,
          account,
          region
        )
        start = index
        target = drawTarget()
      }
    }
    if let last = sorted.last {
      append(Array(sorted[start...]), at: records[last].time, account, region)
    }
  }

  /// How many records the next file should take: about 80, seldom thousands.
  private mutating func drawTarget() -> Int {
    if random.perMille(3) { return random.within(1_000...Self.limit) }
    return min(Self.limit, random.size(median: 72, octaves: 2))
  }

  /// Adds files delivered after `time` with these records, more than one when they are too many.
  private mutating func append(_ places: [Int], at time: Int, _ account: Int, _ region: Int) {
    var start = 0
    while start < places.count {
      let end = min(places.count, start + Self.limit)
      add(Array(places[start..<end]), at: time, account, region)
      start = end
    }
  }

  private mutating func add(_ places: [Int], at time: Int, _ account: Int, _ region: Int) {
    let delivered = (time + random.within(301...900)) / 300 * 300
    files.append(
      DemoFile(
        account: account,
        region: region,
        time: max(delivered, (time / 300 + 1) * 300),
        records: places,
        unique: random.next()
      )
    )
  }

  /// Adds files without records, about two of a hundred.
  private mutating func addEmpty(_ organization: DemoOrganization, _ unit: DemoUnit) {
    let count = (files.count * 2 + random.below(100)) / 100
    for _ in 0..<count {
      let time = unit.window.lowerBound + random.below(unit.window.count)
      add(
        [],
        at: time,
        random.below(organization.accounts.count),
        random.below(organization.regions.count)
      )
    }
  }

  /// Puts the records of three files in five out of order: some wholly, some among neighbours.
  private static func disorder(_ records: inout [Int], _ random: inout DemoRandom) {
    switch random.below(5) {
    case 0: random.shuffle(&records)
    case 1, 2:
      for index in records.indices.dropLast() where random.perMille(300) {
        records.swapAt(index, index + 1)
      }
    default: break
    }
  }

  /// Puts some records into another file of their account, too, be it of another region.
  private mutating func repeatSome(_ accounts: Int) {
    var owned: [[Int]] = Array(repeating: [], count: accounts)
    for index in files.indices { owned[files[index].account].append(index) }
    var repeats: [(place: Int, file: Int)] = []
    for index in files.indices {
      let others = owned[files[index].account]
      guard others.count > 1 else { continue }
      for place in files[index].records where random.perMille(10) {
        let other = others[random.below(others.count)]
        if other != index, !files[other].records.isEmpty { repeats.append((place, other)) }
      }
    }
    for (place, file) in repeats where files[file].records.count < Self.limit {
      let index = random.below(files[file].records.count + 1)
      files[file].records.insert(place, at: index)
      duplicates += 1
    }
  }
}
