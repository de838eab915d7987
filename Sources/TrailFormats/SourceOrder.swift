internal import TrailBytes
internal import TrailEvents

/// Where the name of a source suggests that it belongs in the order of documents.
///
/// Only a hint that puts neighbours together: the day, account and region of the CloudTrail layout
/// `…/ACCOUNT/CloudTrail…/REGION/YYYY/MM/DD/FILE`, or of the file name when the tree was
/// flattened. Sources without such a name come first.
package struct SourceOrder: Comparable {
  /// Days since 1970, 0 when the name tells none.
  private var day = 0
  /// Where account and region stand in ``path``; empty when it tells none.
  private var account = 0..<0
  private var region = 0..<0
  private let path: [UInt8]

  /// Names of directories and the file that are looked at.
  private static let levels = 7

  /// - Parameter path: Relative to its root.
  package init(_ path: [UInt8]) {
    self.path = path
    let parts = SourceOrder.lastParts(of: path)
    if parts.count >= 4, let day = SourceOrder.day(path, parts[3], parts[2], parts[1]) {
      self.day = day
      if parts.count >= 7 { (region, account) = (parts[4], parts[6]) }
      return
    }
    // ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHMMZ_UNIQUE.json.gz
    guard let name = parts.first else { return }
    let fields = path[name].split(separator: 0x5F, maxSplits: 4)
    guard fields.count >= 4, fields[3].count >= 8 else { return }
    let date = fields[3].startIndex
    if let day = SourceOrder.day(
      path, date..<(date + 4), (date + 4)..<(date + 6), (date + 6)..<(date + 8))
    {
      self.day = day
      (account, region) = (fields[0].indices, fields[2].indices)
    }
  }

  /// The names of the file and of the directories that it lies in, innermost first.
  private static func lastParts(of path: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    parts.reserveCapacity(levels)
    var end = path.count
    for index in path.indices.reversed() where path[index] == 0x2F {
      if index + 1 < end { parts.append((index + 1)..<end) }
      if parts.count == levels { return parts }
      end = index
    }
    if end > 0 { parts.append(0..<end) }
    return parts
  }

  private static func day(
    _ path: [UInt8], _ year: Range<Int>, _ month: Range<Int>, _ day: Range<Int>
  ) -> Int? {
    func number(_ range: Range<Int>) -> Int? {
      guard !range.isEmpty, range.count <= 4 else { return nil }
      var number = 0
      for index in range {
        let digit = path[index] &- 0x30
        guard digit < 10 else { return nil }
        number = number * 10 + Int(digit)
      }
      return number
    }
    guard let year = number(year), let month = number(month), let day = number(day),
      year >= 1970, (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    return CivilDate(year: year, month: month, day: day).daysSince1970
  }

  package static func < (left: SourceOrder, right: SourceOrder) -> Bool {
    if left.day != right.day { return left.day < right.day }
    var order = compare(left.path[left.account], right.path[right.account])
    if order == 0 { order = compare(left.path[left.region], right.path[right.region]) }
    if order == 0 { order = compare(left.path[...], right.path[...]) }
    return order < 0
  }

  package static func == (left: SourceOrder, right: SourceOrder) -> Bool { left.path == right.path }

  private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    left.withUnsafeBytes { left in
      right.withUnsafeBytes { TermOrder.compareBytes(left, $0) }
    }
  }
}
