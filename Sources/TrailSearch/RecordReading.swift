internal import Dispatch
internal import Glibc
internal import Synchronization
internal import TrailFiles
internal import TrailFormats
internal import TrailSegment

/// Reads the records of a segment on all cores.
///
/// Almost all of the time goes into unpacking sources, which are independent of each other. Each
/// worker has a reader of the segment of its own.
struct RecordReading: Sendable {
  /// What one worker found in a part of the documents, and at what cost.
  struct Part<Found: Sendable>: Sendable {
    /// What was asked for, in the order of the records in their sources.
    var found: [Found] = []
    /// Bytes that the question put down, one after another.
    var texts: [UInt8] = []
    /// Bytes of the elements that were read.
    var bytes = 0
    /// Sources that were opened.
    var sources = 0
    /// Sources that could not be read.
    var failures: [RecordFetcher.Failure] = []
  }

  private let file: Snapshot.SegmentFile
  private let roots: SourceRoots
  private let workers: Int?
  private let progress: RecordProgress?

  /// Records below which a second worker costs more than it saves.
  private static let leastRecords = 48
  /// Parts a worker, so that none waits long for the last one.
  private static let partsOfWorker = 16

  /// - Parameters:
  ///   - workers: How many; `nil` for one a core where there is enough to read.
  init(
    segment: Snapshot.Segment, roots: SourceRoots, workers: Int?, progress: RecordProgress?
  ) {
    file = segment.file
    self.roots = roots
    self.workers = workers
    self.progress = progress
  }

  /// Asks something of the records of documents.
  ///
  /// - Parameters:
  ///   - documents: Ascending.
  ///   - passesOver: Whether sources that cannot be read are passed over and told; otherwise they are
  ///     an error.
  ///   - makeQuestion: Makes what a worker asks of each record, which may put bytes down in
  ///     ``Part/texts`` of its part; `nil` as its answer adds nothing. What it holds should be its own:
  ///     counting references in turns takes longer than the question.
  /// - Returns: What was found, in the order of the documents.
  /// - Throws: The first failure of the earliest documents, so that an error does not depend on
  ///   which worker was quicker.
  func ask<Found: Sendable>(
    _ documents: [DocID], passesOver: Bool = false,
    _ makeQuestion: @Sendable () throws -> (DocID, RecordExtractor, inout [UInt8]) -> Found?
  ) throws -> [Part<Found>] {
    let workers =
      workers
      ?? min(
        max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
        documents.count / RecordReading.leastRecords)
    progress?.begin(documents.count)
    let known = try KnownFingerprints(documents[...], try file.opened().reader)
    guard workers > 1 else {
      let fetcher = RecordFetcher(roots: roots)
      return [try read(documents[...], with: fetcher, known, passesOver, makeQuestion())]
    }
    let parts = try parts(of: documents, count: workers * RecordReading.partsOfWorker)
    let next = Mutex(0)
    let results = Mutex([Result<Part<Found>, any Error>?](repeating: nil, count: parts.count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      let question = Result { try makeQuestion() }
      // What sources are unpacked into is used again.
      let fetcher = RecordFetcher(roots: roots)
      while true {
        let part = next.withLock { number -> Int in
          defer { number += 1 }
          return number
        }
        guard part < parts.count else { return }
        let result = Result {
          try read(documents[parts[part]], with: fetcher, known, passesOver, question.get())
        }
        if case .failure = result { next.withLock { $0 = parts.count } }
        results.withLock { $0[part] = result }
      }
    }
    return try results.withLock { $0 }.compactMap { try $0?.get() }
  }

  /// Cuts a list into parts; all documents of a source are in one.
  private func parts(of documents: [DocID], count: Int) throws(IndexError) -> [Range<Int>] {
    let sources = try file.opened().reader.sources()
    var parts: [Range<Int>] = []
    var start = 0
    for part in 1...count {
      var end = documents.count * part / count
      if end <= start { continue }
      let source = try sources.source(try sources.index(ofDocument: documents[end - 1]))
      while end < documents.count, source.documents.contains(Int(documents[end])) { end += 1 }
      parts.append(start..<end)
      start = end
    }
    return parts
  }

  private func read<Found: Sendable>(
    _ documents: ArraySlice<DocID>, with fetcher: RecordFetcher, _ known: KnownFingerprints,
    _ passesOver: Bool, _ question: (DocID, RecordExtractor, inout [UInt8]) -> Found?
  ) throws -> Part<Found> {
    let segment = try file.opened()
    let opened = fetcher.sourcesOpened
    var part = Part<Found>()
    let unreadable = { (failure: RecordFetcher.Failure) in part.failures.append(failure) }
    try fetcher.forEach(
      Array(documents), in: segment, check: known, unreadable: passesOver ? unreadable : nil
    ) { document, record, bytes in
      part.bytes += bytes.count
      progress?.step()
      if let found = question(document, record, &part.texts) { part.found.append(found) }
    }
    part.sources = fetcher.sourcesOpened - opened
    return part
  }
}

/// Told of the records that are read, from any thread.
package final class RecordProgress: Sendable {
  private let counts = Mutex((done: 0, total: 0))
  private let tell: @Sendable (_ done: Int, _ total: Int) -> Void

  /// Records between two calls.
  private static let interval = 1_000

  /// - Parameter tell: Called every thousand records with those read so far and those to read in
  ///   the segments begun so far.
  package init(_ tell: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) { self.tell = tell }

  func begin(_ total: Int) { counts.withLock { $0.total += total } }

  func step() {
    let counts = counts.withLock { counts in
      counts.done += 1
      return counts
    }
    if counts.done % RecordProgress.interval == 0 { tell(counts.done, counts.total) }
  }
}
