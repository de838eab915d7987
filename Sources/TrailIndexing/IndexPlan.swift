internal import TrailFiles
internal import TrailFormats

/// The sources of a run, cut into parts that become one segment or more each.
struct IndexPlan {
  /// Parts in order; each a range of the sorted tasks.
  var parts: [Range<Int>] = []
  var tasks: [SourceIngest.Task]

  /// Bytes of archive up to which a part is left whole.
  static let partBytes: Int64 = 64 << 20
  /// Below this a run is one part, however many workers there are.
  static let smallRun: Int64 = 8 << 20

  /// Sorts the tasks and cuts them into parts of about equal bytes.
  ///
  /// - Parameter jobs: Workers; a larger run has a multiple of it as parts, so that none idles.
  init(_ unsorted: [SourceIngest.Task], jobs: Int) {
    let keyed = unsorted.map { (SourceOrder($0.path), $0) }
    tasks = keyed.sorted { left, right in
      if left.0 < right.0 { return true }
      if right.0 < left.0 { return false }
      return left.1.root < right.1.root
    }.map(\.1)
    let total = tasks.reduce(0) { $0 + $1.identity.size }
    var count = 1
    if total > IndexPlan.smallRun {
      count = max(jobs, Int((total + IndexPlan.partBytes - 1) / IndexPlan.partBytes))
      count = (count + jobs - 1) / jobs * jobs
    }
    let share = max((total + Int64(count) - 1) / Int64(count), 1)
    var start = 0
    var bytes: Int64 = 0
    for (index, task) in tasks.enumerated() {
      bytes += task.identity.size
      // The last part takes what is left, empty files at the end included.
      let isFull = bytes >= share * Int64(parts.count + 1) && parts.count + 1 < count
      if isFull || index == tasks.count - 1 {
        parts.append(start..<(index + 1))
        start = index + 1
      }
    }
  }
}
