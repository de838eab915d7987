/// Writes the files of the other exports and counts what a complete index must find in them.
///
/// An event that several files hold counts once, with the keys of the copy whose path comes first.
/// The names of all directories here sort behind `AWSLogs`, so a copy of a delivered record never
/// comes first. Belongs to one thread.
final class DemoShapeWriter {
  /// How the bytes of a file are packed.
  enum Packing { case plain, gzip, twice }

  private struct Found {
    var path: String
    var bits: DemoTermBits
    var time: Int
  }

  let world: DemoWorld
  private let root: String
  private var compressor: DemoCompressor
  private var made: Set<String> = []
  private var rules: DemoKeyRules
  private var found: [UInt64: Found] = [:]
  private var summary = DemoSummary()
  private var counts: [Int]

  init(world: DemoWorld, root: String) throws(DemoError) {
    self.world = world
    self.root = root
    compressor = try DemoCompressor()
    rules = DemoKeyRules(terms: world.lookUps.terms)
    counts = Array(repeating: 0, count: world.lookUps.items.count)
  }

  /// Writes a file below the archive.
  func write(
    _ bytes: [UInt8],
    to path: String,
    _ packing: Packing = .plain,
    as state: WritableKeyPath<DemoSources, Int> = \.indexed
  ) throws(DemoError) {
    var packed = bytes
    if packing != .plain { packed = try compressor.compressed(packed) }
    if packing == .twice { packed = try compressor.compressed(packed) }
    try save(packed, to: path, json: bytes.count, as: state)
  }

  /// Writes a file of several gzip members.
  func write(members: [[UInt8]], to path: String) throws(DemoError) {
    var packed: [UInt8] = []
    for member in members { packed += try compressor.compressed(member) }
    try save(packed, to: path, json: members.reduce(0) { $0 + $1.count }, as: \.indexed)
  }

  private func save(
    _ bytes: [UInt8], to path: String, json: Int, as state: WritableKeyPath<DemoSources, Int>
  ) throws(DemoError) {
    let whole = "\(root)/\(path)"
    let end = whole.utf8.lastIndex(of: 0x2F) ?? whole.startIndex
    let directory = String(whole[..<end])
    if made.insert(directory).inserted { try DemoFiles.makeDirectory(directory) }
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(DemoError) in try DemoFiles.write(buffer, to: whole) }
    }
    try result.get()
    summary.files += 1
    summary.sources[keyPath: state] += 1
    summary.gzipBytes += bytes.count
    summary.jsonBytes += json
  }

  /// Counts records whose keys are counted elsewhere.
  func count(records: Int) { summary.records += records }

  /// Counts the events of a recorder that no file of CloudTrail holds.
  func count(ownEventsOf recorder: DemoRecorder) {
    summary.events += recorder.records.count
    for index in counts.indices { counts[index] += recorder.counts[index] }
  }

  /// Counts a record of the file at `path`.
  ///
  /// - Parameters:
  ///   - identity: Equal for the copies of one event.
  ///   - keys: Adds the values of its keys.
  func count(
    _ identity: UInt64, in path: String, time: Int, _ keys: (inout DemoKeyRules) -> Void
  ) {
    summary.records += 1
    if let known = found[identity], known.path <= path { return }
    rules.begin()
    keys(&rules)
    found[identity] = Found(path: path, bits: rules.bits, time: time)
  }

  /// The counts of all that was written.
  func finished() -> DemoUnitResult {
    for event in found.values { world.lookUps.count(event.bits, at: event.time, into: &counts) }
    summary.events += found.count
    summary.duplicates = summary.records - summary.events
    return DemoUnitResult(summary: summary, counts: counts)
  }

  func string(_ text: DemoText) -> String {
    String(decoding: world.pool[text.range], as: UTF8.self)
  }

  func account(_ number: Int) -> String { string(world.organization.accounts[number]) }

  func entity(_ kind: DemoEntity, _ number: Int, in account: Int) -> String {
    string(world.organization.entity(kind, number, in: account))
  }
}

extension DemoKeyRules {
  /// Adds a value of a key, and what follows from it.
  mutating func add(_ key: DemoKey, text: String) {
    Array(text.utf8).withUnsafeBufferPointer { add(key, $0) }
  }
}

/// Times as the exports write them.
enum DemoStamp {
  /// `2024-03-31T09:00:00Z`.
  static func iso(_ time: Int) -> String {
    var bytes: [UInt8] = []
    bytes.append(time: time)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `2024-03-31T18:00:00+09:00`.
  static func japan(_ time: Int) -> String { iso(time + 9 * 3_600).dropLast() + "+09:00" }

  /// `2024/03/31`.
  static func day(_ time: Int) -> String {
    var bytes: [UInt8] = []
    bytes.append(date: time, separator: 0x2F)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `Sun Mar 31 09:00:00 UTC 2024`.
  static func java(_ time: Int) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let date = DemoClock.date(time)
    let day = date.day < 10 ? "0\(date.day)" : "\(date.day)"
    let clock = iso(time).dropFirst(11).dropLast()
    // Day 0 was a Thursday.
    return "\(days[(time / DemoClock.day + 4) % 7]) \(months[date.month - 1]) \(day) \(clock) UTC"
      + " \(date.year)"
  }
}
