internal import TrailEvents

/// Where the name of a source suggests that it belongs in the order of documents.
///
/// Only a hint that puts neighbours together: the day, account and region of the CloudTrail layout
/// `…/ACCOUNT/CloudTrail…/REGION/YYYY/MM/DD/FILE`, or of the file name when the tree was
/// flattened. Sources without such a name come first.
package struct SourceOrder: Comparable {
  /// Days since 1970, 0 when the name tells none.
  private var day: Int
  private var account: [UInt8]
  private var region: [UInt8]
  private let path: [UInt8]

  /// - Parameter path: Relative to its root.
  package init(_ path: [UInt8]) {
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

  package static func < (left: SourceOrder, right: SourceOrder) -> Bool {
    if left.day != right.day { return left.day < right.day }
    if left.account != right.account {
      return left.account.lexicographicallyPrecedes(right.account)
    }
    if left.region != right.region { return left.region.lexicographicallyPrecedes(right.region) }
    return left.path.lexicographicallyPrecedes(right.path)
  }
}
