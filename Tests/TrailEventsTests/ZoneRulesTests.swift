import Foundation
import Testing
import TrailEvents

/// Offsets of zones against those of Foundation, and files that are none.
@Suite struct ZoneRulesTests {
  private static let names = [
    "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
    "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "Pacific/Apia", "UTC",
  ]

  @Test(arguments: names)
  func `offsets are those of the tz database`(name: String) throws {
    let path = "/usr/share/zoneinfo/\(name)"
    guard let data = FileManager.default.contents(atPath: path),
      let zone = TimeZone(identifier: name)
    else { return }
    let rules = try #require(ZoneRules(name: name, tzif: Array(data)))
    // Every 6 hours and 7 minutes from 2010 to 2040 meets each change from both sides.
    var instant: Int64 = 1_262_304_000
    while instant < 2_208_988_800 {
      let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
      let found = rules.offset(at: instant).seconds
      #expect(found == expected, "\(name) at \(instant)")
      let local = instant + Int64(found)
      let back = rules.instant(ofLocal: local)
      #expect(back + Int64(rules.offset(at: back).seconds) == local, "\(name) at \(instant)")
      instant += 22_020 * 7
    }
  }

  @Test func `bytes that are no zone are refused`() throws {
    guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin")
    else { return }
    let bytes = Array(data)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      // A file that was cut is refused or still tells offsets; it never traps.
      _ = ZoneRules(name: "cut", tzif: Array(bytes[..<count]))?.offset(at: 1_700_000_000)
    }
    for index in stride(from: 0, to: bytes.count, by: 3) {
      var broken = bytes
      broken[index] ^= 0xFF
      _ = ZoneRules(name: "broken", tzif: broken)?.instant(ofLocal: 1_700_000_000)
    }
  }

  @Test(arguments: [
    ("Z", 0), ("+09:00", 32_400), ("-0330", -12_600), ("+09", 32_400), ("-23:59", -86_340),
  ])
  func `fixed offsets are read`(text: String, seconds: Int) throws {
    #expect(try #require(ZoneRules(offset: text)).offset(at: 0).seconds == seconds)
  }

  @Test(arguments: [
    "", "9", "+9", "+24:00", "+09:60", "+09:0", "+0:900", "++900", "JST", "+09:00 ",
  ])
  func `other texts are no offset`(text: String) { #expect(ZoneRules(offset: text) == nil) }

  @Test(arguments: ["", "JST", "J-9", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST25"])
  func `other texts are no rule`(text: String) { #expect(ZoneRules(posix: text) == nil) }
}
