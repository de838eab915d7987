internal import Dispatch
internal import Glibc
internal import Synchronization
internal import TrailFiles
internal import TrailSegment

/// Asks a condition of the records of a segment, on all cores.
///
/// Almost all of the time goes into unpacking sources, which are independent of each other. Each
/// worker has a reader of the segment of its own.
struct RecordReading: Sendable {
  /// What was found, and at what cost.
  struct Answer: Sendable {
    /// Documents that satisfy the condition, ascending.
    var documents: [DocID] = []
    /// Bytes of the elements that were read.
    var bytes = 0
    /// Sources that were opened.
    var sources = 0
  }

  private let file: Snapshot.SegmentFile
  private let roots: SourceRoots
  private let condition: RecordCondition
  private let workers: Int?
  private let progress: RecordProgress?

  /// Records below which a second worker costs more than it saves.
  private static let leastRecords = 48
  /// Parts a worker, so that none waits long for the last one.
  private static let partsOfWorker = 4

  init(
    segment: Snapshot.Segment, roots: SourceRoots, condition: RecordCondition,
    workers: Int?, progress: RecordProgress?
  ) {
    file = segment.file
    self.roots = roots
    self.condition = condition
    self.workers = workers
    self.progress = progress
  }

  /// The documents of an ascending list that satisfy the condition.
  ///
  /// - Throws: The first failure of the earliest documents, so that an error does not depend on
  ///   which worker was quicker.
  func documents(among documents: [DocID]) throws -> Answer {
    let workers =
      workers
      ?? min(
        max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
        documents.count / RecordReading.leastRecords)
    progress?.begin(documents.count)
    guard workers > 1 else { return try read(documents[...]) }
    let parts = try parts(of: documents, count: workers * RecordReading.partsOfWorker)
    let next = Mutex(0)
    let results = Mutex([Result<Answer, any Error>?](repeating: nil, count: parts.count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let part = next.withLock { number -> Int in
          defer { number += 1 }
          return number
        }
        guard part < parts.count else { return }
        let result = Result { try read(documents[parts[part]]) }
        if case .failure = result { next.withLock { $0 = parts.count } }
        results.withLock { $0[part] = result }
      }
    }
    var answer = Answer()
    for result in results.withLock({ $0 }) {
      guard let found = try result?.get() else { continue }
      answer.documents += found.documents
      answer.bytes += found.bytes
      answer.sources += found.sources
    }
    return answer
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

  private func read(_ documents: ArraySlice<DocID>) throws -> Answer {
    let segment = try file.opened()
    let fetcher = RecordFetcher(roots: roots)
    let test = try RecordTest(condition)
    var answer = Answer()
    try fetcher.forEach(Array(documents), in: segment) { document, record, bytes in
      answer.bytes += bytes.count
      progress?.step()
      if test.holds(document, record) { answer.documents.append(document) }
    }
    // Records of one element come in its order, which is not that of their documents.
    answer.documents.sort()
    answer.sources = fetcher.sourcesOpened
    return answer
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
