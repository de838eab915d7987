import Testing
import TrailFormats

/// The order in which sources become documents.
@Suite struct SourceOrderTests {
  /// In order: what names no day first, then by day, account, region and path.
  private static let ordered = [
    "2024/13/01/f.json.gz", "a.json", "x/2024/02/f.json.gz", "z/1969/01/01/f.json.gz",
    // No account or region: too few directories around the day.
    "2024/02/28/f.json.gz", "p/2024/02/28/f.json.gz",
    "AWSLogs/111122223333/CloudTrail/eu-west-1/2024/02/28/a.json.gz",
    "b/AWSLogs/111122223333/CloudTrail/eu-west-1/2024/2/28/a.json.gz",
    "AWSLogs/111122223333/CloudTrail/us-east-1/2024/02/28/0.json.gz",
    "flat/111122223333_CloudTrail_us-east-1_20240228T1220Z_AbC.json.gz",
    "AWSLogs/o-1/222233334444/CloudTrail/eu-west-1/2024/02/28/a.json.gz",
    "111122223333_CloudTrail_ap-northeast-1_20240301T0000Z_x_y_z.json.gz",
    "AWSLogs//111122223333/CloudTrail/eu-west-1//2024/03/01/a.json.gz",
  ]

  @Test func `sources are ordered by day, account, region and path`() {
    let orders = Self.ordered.map { SourceOrder(Array($0.utf8)) }
    for (one, first) in orders.enumerated() {
      for (other, second) in orders.enumerated() {
        #expect((first < second) == (one < other), "\(Self.ordered[one]), \(Self.ordered[other])")
        #expect((first == second) == (one == other))
      }
    }
  }

  @Test(arguments: [
    "", "/", "//", "a", "____", "_____", "1_2_3_20240101", "1_2_3_2024010", "/2024/01/01/",
  ])
  func `odd names have a place too`(name: String) {
    let order = SourceOrder(Array(name.utf8))
    #expect(!(order < order))
    #expect(order == order)
  }
}
