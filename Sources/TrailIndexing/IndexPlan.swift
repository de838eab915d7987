internal import TrailEvents
internal import TrailFiles

/// Where the name of a source suggests that it belongs in the order of documents.
///
/// Only a hint that puts neighbours together: the day, account and region of the CloudTrail layout
/// `…/ACCOUNT/CloudTrail…/REGION/YYYY/MM/DD/FILE`, or of the file name when the tree was
/// flattened. Sources without such a name come first.
struct SourceOrder: Comparable {
  /// Days since 1970, 0 when the name tells none.
  var day: Int
  var account: [UInt8]
  var region: [UInt8]
  var path: PathBytes

  init(_ path: PathBytes) {
    self.path = path
    day = 0
    account = []
    region = []
    let parts = path.split(separator: 0x2F)
    if parts.count >= 4, let day = SourceOrder.day(parts.suffix(4).dropLast()) {
      self.day = day
      if parts.count >= 7 {
        region = Array(parts[parts.count - 5])
        account = Array(parts[parts.count - 7])
      }
      return
    }
    // ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHMMZ_UNIQUE.json.gz
    guard let name = parts.last else { return }
    let fields = name.split(separator: 0x5F)
    guard fields.count >= 4, fields[3].count >= 8 else { return }
    let date = Array(fields[3])
    if let day = SourceOrder.day([date[0..<4], date[4..<6], date[6..<8]]) {
      self.day = day
      account = Array(fields[0])
      region = Array(fields[2])
    }
  }

  private static func day(_ parts: ArraySlice<ArraySlice<UInt8>>) -> Int? {
    let numbers = parts.compactMap { part -> Int? in
      guard !part.isEmpty, part.count <= 4, part.allSatisfy({ $0 &- 0x30 < 10 }) else {
        return nil
      }
      return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    guard numbers.count == 3, numbers[0] >= 1970, (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2])
    else { return nil }
    return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]).daysSince1970
  }

  static func < (left: SourceOrder, right: SourceOrder) -> Bool {
    if left.day != right.day { return left.day < right.day }
    if left.account != right.account {
      return left.account.lexicographicallyPrecedes(right.account)
    }
    if left.region != right.region { return left.region.lexicographicallyPrecedes(right.region) }
    return left.path.lexicographicallyPrecedes(right.path)
  }
}

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
