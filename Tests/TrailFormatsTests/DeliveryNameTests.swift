import Testing
import TrailFormats

@Suite struct DeliveryNameTests {
  private static let digest =
    "111122223333_CloudTrail-Digest_eu-west-1_my_trail_us-east-1_20240305T040131Z"

  @Test(arguments: [".json.gz", ".json"])
  func `a digest tells its trail, its Regions and its end`(ending: String) throws {
    let name = try #require(DeliveryName(Array((Self.digest + ending).utf8)[...]))
    #expect(name.isDigest && name.account == "111122223333" && name.region == "eu-west-1")
    #expect(name.trail == "my_trail" && name.homeRegion == "us-east-1")
    #expect(name.time == 1_709_611_291_000)
  }

  /// What people save beside a digest: the answer to `head-object`, with its signature.
  @Test(arguments: [".json.gz.json", ".json.json", ".json.gz.json.gz"])
  func `a file beside a delivered one is none`(ending: String) {
    #expect(DeliveryName(Array((Self.digest + ending).utf8)[...]) == nil)
  }
}
