import Dispatch
import Glibc
import Synchronization

/// Makes demonstration archives: what an organization's trail would deliver, all of it made up.
///
///     let summary = try DemoArchive.write(to: "demo", options: DemoOptions(), progress: nil)
///
/// writes what CloudTrail delivers, and some of the events in the shapes of other exports, under
/// `demo/archive`, `demo/public-keys.json` beside it with the key of the digests, and
/// `demo/truth.json`, which says how many events each of a list of look-ups finds, and who the people
/// of ``DemoPeople`` are and how they signed in. The answers come from what was decided when each event
/// was written, not from reading the files. Equal options give equal bytes. For tests, trials and measurements; it is no
/// model of how AWS behaves.
package enum DemoArchive {
  /// The name of the directory with the log files.
  package static let archiveName = "archive"
  /// The name of the file with the public key of the digests.
  package static let publicKeysName = "public-keys.json"
  /// The name of the file with the counts.
  package static let truthName = "truth.json"

  /// Writes an archive into a directory that does not exist yet or is empty.
  ///
  /// - Parameters:
  ///   - directory: The path to write to; directories above it are made.
  ///   - options: The size and the seed of the archive.
  ///   - progress: Called on the calling thread as units of work are done, with the records written
  ///     so far and the number of events (duplicates make the first number the larger one).
  /// - Returns: The counts of what was written.
  /// - Throws: ``DemoError`` for options out of range, a directory that holds something, and
  ///   anything that cannot be written.
  package static func write(
    to directory: String,
    options: DemoOptions,
    progress: ((_ recordsWritten: Int, _ total: Int) -> Void)?
  ) throws(DemoError) -> DemoSummary {
    try options.validate()
    try DemoFiles.checkEmpty(directory)
    let root = "\(directory)/\(archiveName)"
    try DemoFiles.makeDirectory(root)
    let world = DemoWorld(options: options)
    let results = try run(DemoUnit.all(options), world, root) { records in
      progress?(records, options.events)
    }
    var summary = DemoSummary()
    var counts = Array(repeating: 0, count: world.lookUps.items.count)
    var samples = DemoSamples()
    func add(_ result: DemoUnitResult) {
      summary.add(result.summary)
      for index in counts.indices { counts[index] += result.counts[index] }
      samples.add(result.samples)
    }
    results.forEach(add)
    summary.add(
      try DemoDigests.write(
        results.flatMap(\.delivered), world: world, root: root, jobs: processors))
    if options.digestHours > 0 {
      try writeWhole(Array(DemoSigner.publicKeyList.utf8), to: "\(directory)/\(publicKeysName)")
    }
    if !options.isS3Only {
      add(try DemoShapes.write(samples, world: world, root: root))
    }
    summary.lookUps = counts.count
    let truth = DemoTruth.text(
      options: options,
      summary: summary,
      lookUps: world.lookUps,
      counts: counts,
      people: world.people
    )
    try writeWhole(truth, to: "\(directory)/\(truthName)")
    return summary
  }

  private static func writeWhole(_ bytes: [UInt8], to path: String) throws(DemoError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(DemoError) in try DemoFiles.write(buffer, to: path) }
    }
    try result.get()
  }

  private static var processors: Int { max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Writes the units on all processors, and returns their results in the order of the units.
  private static func run(
    _ units: [DemoUnit],
    _ world: DemoWorld,
    _ root: String,
    progress: (Int) -> Void
  ) throws(DemoError) -> [DemoUnitResult] {
    let queue = DemoWorkQueue(units: units)
    let workers = max(1, min(processors, units.count))
    for _ in 0..<workers {
      DispatchQueue.global().async { queue.work(world: world, root: root) }
    }
    var done = 0
    while done < workers {
      queue.signal.wait()
      let state = queue.progress()
      done = state.workersDone
      progress(state.records)
    }
    return try queue.results()
  }
}

/// The units still to be written and the results of those that are.
private final class DemoWorkQueue: Sendable {
  private struct State {
    var next = 0
    var records = 0
    var workersDone = 0
    var results: [DemoUnitResult]
    var error: DemoError?
  }

  let signal = DispatchSemaphore(value: 0)
  private let units: [DemoUnit]
  private let state: Mutex<State>

  init(units: [DemoUnit]) {
    self.units = units
    state = Mutex(State(results: Array(repeating: DemoUnitResult(), count: units.count)))
  }

  /// Writes units until there are none left or one has failed.
  func work(world: DemoWorld, root: String) {
    do throws(DemoError) {
      var writer = try DemoUnitWriter(world: world, root: root)
      while let unit = takeNext() {
        let result = try writer.write(unit)
        state.withLock { state in
          state.results[unit.number] = result
          state.records += result.summary.records
        }
        signal.signal()
      }
    } catch {
      state.withLock { $0.error = $0.error ?? error }
    }
    state.withLock { $0.workersDone += 1 }
    signal.signal()
  }

  private func takeNext() -> DemoUnit? {
    state.withLock { state in
      guard state.next < units.count, state.error == nil else { return nil }
      state.next += 1
      return units[state.next - 1]
    }
  }

  func progress() -> (records: Int, workersDone: Int) {
    state.withLock { ($0.records, $0.workersDone) }
  }

  func results() throws(DemoError) -> [DemoUnitResult] {
    let state = state.withLock { $0 }
    if let error = state.error { throw error }
    return state.results
  }
}
