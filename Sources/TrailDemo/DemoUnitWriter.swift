/// What came of a unit.
struct DemoUnitResult: Sendable {
  var summary = DemoSummary()
  /// The events found by each look-up.
  var counts: [Int] = []
  /// What the other exports hold of its events.
  var samples = DemoSamples()
  /// Its files, as digests name them.
  var delivered: [DemoDelivered] = []
}

/// Writes the files of units, one unit after the other, on one thread.
///
///     AWSLogs/ORGANIZATION/ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/
///       ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHmmZ_UNIQUE16.json.gz
struct DemoUnitWriter: ~Copyable {
  private let world: DemoWorld
  private let root: String
  private var compressor: DemoCompressor
  private var made: Set<String> = []
  private var json: [UInt8] = []

  init(world: DemoWorld, root: String) throws(DemoError) {
    self.world = world
    self.root = root
    compressor = try DemoCompressor()
  }

  /// Makes up the events of a unit and writes the files that deliver them.
  mutating func write(_ unit: DemoUnit) throws(DemoError) -> DemoUnitResult {
    guard unit.events > 0 else {
      return DemoUnitResult(counts: Array(repeating: 0, count: world.lookUps.items.count))
    }
    let recorder = world.pool.withUnsafeBufferPointer { pool in
      world.steps.withUnsafeBufferPointer { steps in
        var recorder = DemoRecorder(world: world, unit: unit, pool: pool, steps: steps)
        recorder.play()
        return recorder
      }
    }
    let delivery = DemoDelivery(
      records: recorder.records,
      organization: world.organization,
      seed: world.options.seed,
      unit: unit
    )
    var result = DemoUnitResult(counts: recorder.counts)
    result.samples = recorder.chosenSamples(of: unit)
    result.summary.events = recorder.records.count
    result.summary.duplicates = delivery.duplicates
    for file in delivery.files {
      try write(file, recorder.records, recorder.buffer, &result)
    }
    return result
  }

  private mutating func write(
    _ file: DemoFile,
    _ records: [DemoRecordPlace],
    _ buffer: [UInt8],
    _ result: inout DemoUnitResult
  ) throws(DemoError) {
    json.removeAll(keepingCapacity: true)
    json.append("{\"Records\":[")
    for (number, place) in file.records.enumerated() {
      if number > 0 { json.append(",") }
      let record = records[place]
      json.append(contentsOf: buffer[record.start..<record.start + record.count])
    }
    json.append("]}")
    let path = try path(of: file)
    result.summary.gzipBytes += try compressor.write(json, to: path)
    result.summary.jsonBytes += json.count
    result.summary.files += 1
    if file.records.isEmpty {
      result.summary.sources.empty += 1
    } else {
      result.summary.sources.indexed += 1
    }
    result.summary.records += file.records.count
    guard file.time >= DemoClock.end - (world.options.digestHours + 1) * 3_600 else { return }
    let times = file.records.map { records[$0].time }
    let span = times.min().flatMap { first in times.max().map { first...$0 } }
    result.delivered.append(
      DemoDelivered(
        account: file.account, region: file.region, time: file.time,
        key: String(path.dropFirst(root.count + 1)), hash: DemoHash.sha256(json), span: span))
  }

  /// The path of a file, whose directories are made.
  private mutating func path(of file: DemoFile) throws(DemoError) -> String {
    let organization = world.organization
    let account = string(organization.accounts[file.account])
    let region = string(organization.regions[file.region])
    var text: [UInt8] = []
    text.append(date: file.time, separator: 0x2F)
    let day = String(decoding: text, as: UTF8.self)
    let directory =
      "\(root)/AWSLogs/\(string(organization.id))/\(account)/CloudTrail/\(region)/\(day)"
    if made.insert(directory).inserted { try DemoFiles.makeDirectory(directory) }
    text.removeAll()
    text.append(date: file.time, separator: 0)
    text.append("T")
    text.append(decimal: file.time / 3_600 % 24, width: 2)
    text.append(decimal: file.time / 60 % 60, width: 2)
    text.append("Z_")
    var random = DemoRandom(seed: file.unique)
    let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789Qx"
    text.append(random: 16, of: letters, from: &random)
    let name = String(decoding: text, as: UTF8.self)
    return "\(directory)/\(account)_CloudTrail_\(region)_\(name).json.gz"
  }

  private func string(_ text: DemoText) -> String {
    String(decoding: world.pool[text.range], as: UTF8.self)
  }
}
