internal import TrailFiles
internal import TrailFormats

/// The sources of a run, cut into parts that become one segment or more each.
struct IndexPlan {
  /// Parts in order; each a range of the sorted tasks.
  var parts: [Range<Int>] = []
  var tasks: [SourceIngest.Task]

  /// Bytes of archive, as gzip has them, up to which a part is left whole.
  static let partBytes: Int64 = 64 << 20
  /// Below this a run is one part, however many workers there are.
  static let smallRun: Int64 = 8 << 20

  /// How many times as many bytes text has that nobody compressed.
  private static let usualRatio: Int64 = 8

  /// Sorts the tasks and cuts them into parts of about equal work.
  ///
  /// - Parameter jobs: Workers; a larger run has a multiple of it as parts, so that none idles.
  init(_ unsorted: [SourceIngest.Task], jobs: Int) {
    let orders = unsorted.map { SourceOrder($0.path) }
    let sorted = unsorted.indices.sorted { left, right in
      if orders[left] < orders[right] { return true }
      return orders[left] == orders[right] && unsorted[left].root < unsorted[right].root
    }
    tasks = sorted.map { unsorted[$0] }
    let total = tasks.reduce(0) { $0 + IndexPlan.work($1) }
    var count = 1
    if total > IndexPlan.smallRun {
      count = max(jobs, Int((total + IndexPlan.partBytes - 1) / IndexPlan.partBytes))
      count = (count + jobs - 1) / jobs * jobs
    }
    let share = max((total + Int64(count) - 1) / Int64(count), 1)
    var start = 0
    var bytes: Int64 = 0
    for (index, task) in tasks.enumerated() {
      bytes += IndexPlan.work(task)
      // The last part takes what is left, empty files at the end included.
      let isFull = bytes >= share * Int64(parts.count + 1) && parts.count + 1 < count
      if isFull || index == tasks.count - 1 {
        parts.append(start..<(index + 1))
        start = index + 1
      }
    }
  }

  /// The bytes that a source has with gzip, about: records cost most of the time, and compressed text has
  /// more of them a byte.
  private static func work(_ task: SourceIngest.Task) -> Int64 {
    let size = task.identity.size
    return task.path.suffix(3).elementsEqual(".gz".utf8) ? size : size / usualRatio
  }
}
