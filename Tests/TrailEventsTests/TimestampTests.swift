import Testing
import TrailEvents
import TrailTestSupport

@Suite struct TimestampTests {
  /// 2024-02-29T12:34:56Z in ms since 1970.
  private static let leapNoon: Int64 = 1_709_210_096_000

  @Test(arguments: [
    ("2024-02-29T12:34:56Z", 0), ("2024-02-29 12:34:56", 0), ("2024-02-29t12:34:56z", 0),
    ("2024-02-29T12:34:56", 0), ("2024-02-29T12:34:56.7Z", 700), ("2024-02-29T12:34:56.07Z", 70),
    ("2024-02-29T12:34:56.789Z", 789), ("2024-02-29T12:34:56,789", 789),
    ("2024-02-29T12:34:56.789999999Z", 789), ("2024-02-29T12:34:56.0004Z", 0),
    ("2024-02-29T21:34:56+09:00", 0), ("2024-02-29T21:34:56+0900", 0),
    ("2024-02-29T21:34:56+09", 0), ("2024-02-29T07:04:56-05:30", 0),
    ("2024-03-01T12:33:56.5+23:59", 500), ("2024-02-29T12:34:56+00:00", 0),
    ("2024-02-29T12:34:56-00:00", 0),
  ])
  func `every form names the same second`(text: String, milliseconds: Int64) throws {
    let time = try #require(Timestamp(text), "\(text)")
    #expect(time.milliseconds == Self.leapNoon + milliseconds)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1),
    ("2000-02-29T00:00:00Z", 951_782_400_000), ("2038-01-19T03:14:08Z", 2_147_483_648_000),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
  ])
  func `known instants have their numbers`(text: String, milliseconds: Int64) throws {
    let time = try #require(Timestamp(text))
    #expect(time.milliseconds == milliseconds)
    #expect(time.description == text)
  }

  /// Times of 20 bytes are read at once, all others piece by piece: an offset of zero, which makes a text
  /// longer, must change nothing.
  @Test func `the usual form is read as the others are`() {
    var random = SplitMix64(seed: 20)
    let odd = Array("09/:.-TtZz +\u{0}\u{7F}aA".utf8) + [0xFF, 0x80, 0x2F, 0x3A]
    var times = 0
    for _ in 0..<40_000 {
      let numbers = [
        random.below(10_000), random.below(15), random.below(34), random.below(27),
        random.below(64), random.below(64),
      ]
      func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
      }
      var text = Array(
        (digits(numbers[0], 4) + "-" + digits(numbers[1], 2) + "-" + digits(numbers[2], 2) + "T"
          + digits(numbers[3], 2) + ":" + digits(numbers[4], 2) + ":" + digits(numbers[5], 2)).utf8)
      if random.chance(30) { text[random.below(text.count)] = random.pick(odd) }
      let usual = (text + [0x5A]).withUnsafeBytes { Timestamp($0) }
      let other = (text + Array("+00:00".utf8)).withUnsafeBytes { Timestamp($0) }
      #expect(usual == other, "\(String(decoding: text, as: UTF8.self))")
      if usual != nil { times += 1 }
    }
    #expect(times > 5_000)
    #expect(Timestamp("2024-02-01T00:00:00A") == nil)
    #expect(Timestamp("2024-02-01T00:00:00:") == nil)
  }

  @Test(arguments: [
    "", "2024", "2024-02-29", "2024-02-29T12:34", "2024-02-29T12:34:5", "2024-02-30T00:00:00Z",
    "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z",
    "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
    "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T23:59:60Z",
    "0000-01-01T00:00:00Z", "2024-01-01X00:00:00Z", "2024/01/01T00:00:00Z",
    "2024-01-01T00.00.00Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx",
    "2024-01-01T00:00:00 Z", "2024-01-01T00:00:00+", "2024-01-01T00:00:00+9",
    "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+09:60", "2024-01-01T00:00:00+09-00",
    "2024-01-01T00:00:00+090", "2024-01-01T00:00:00x", "+024-01-01T00:00:00Z",
    "2024-01-01T0a:00:00Z", "２０２４-01-01T00:00:00Z",
  ])
  func `anything else is no time`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func `a description is read back as the same instant`() throws {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      let span = 62_135_596_800_000 + 253_402_300_799_999
      let time = Timestamp(milliseconds: Int64(random.below(span)) - 62_135_596_800_000)
      #expect(Timestamp(time.description) == time, "\(time.milliseconds)")
      let reread = try #require(Timestamp(time.tableText))
      #expect(time.milliseconds - reread.milliseconds >= 0)
      #expect(time.milliseconds - reread.milliseconds < 1_000)
    }
  }

  @Test func `the order is that of the instants`() throws {
    let early = try #require(Timestamp("2024-01-01T08:59:59+09:00"))
    let late = try #require(Timestamp("2024-01-01T00:00:00Z"))
    #expect(early < late)
  }

  @Test func `times of one day after another are read as each alone`() {
    var random = SplitMix64(seed: 21)
    let reader = TimestampReader()
    defer { reader.deallocate() }
    // Of a few days, whole and with a byte that does not belong there; some longer, some of no day.
    let days = [
      "2024-03-01T", "2024-03-02T", "2024-02-29T", "2024-02-30T", "2024-13-01T",
      "\0\0\0\0\0\0\0\0\0\0\0",
    ]
    var read = 0
    for _ in 0..<20_000 {
      var text = Array(random.chance(80) ? days[0].utf8 : random.pick(days).utf8)
      text += Array(
        "\(random.below(3))\(random.below(7)):\(random.below(7))0:5\(random.below(10))".utf8)
      text += Array(random.pick(["Z", "Z", "Z", "z", ".123Z", "+09:00", ""]).utf8)
      if random.chance(10) { text[random.below(text.count)] = UInt8(random.below(256)) }
      let found = text.withUnsafeBytes { reader.milliseconds($0) }
      #expect(found == text.withUnsafeBytes { Timestamp($0)?.milliseconds }, "\(text)")
      if found != nil { read += 1 }
    }
    #expect(read > 5_000)
    let nothing = [UInt8](repeating: 0, count: 11) + Array("00:00:00Z".utf8)
    let fresh = TimestampReader()
    defer { fresh.deallocate() }
    #expect(nothing.withUnsafeBytes { fresh.milliseconds($0) } == nil)
  }

  @Test func `random bytes never trap`() {
    var random = SplitMix64(seed: 2)
    let alphabet = Array("0123456789-+:.TZ t,".utf8)
    for _ in 0..<5_000 {
      let bytes = (0..<random.below(32)).map { _ in random.pick(alphabet) }
      _ = bytes.withUnsafeBytes { Timestamp($0) }
    }
  }
}

@Suite struct CivilDateTests {
  @Test func `every day from 1900 to 2100 follows the day before`() {
    var days = CivilDate(year: 1900, month: 1, day: 1).daysSince1970
    #expect(days == -25_567)
    var isConsistent = true
    for year in 1900...2100 {
      let isLeap = year % 4 == 0 && year != 1900 && year != 2100
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (index, length) in lengths.enumerated() {
        let month = index + 1
        isConsistent =
          isConsistent && CivilDate.daysInMonth(year: year, month: month) == length
        for day in 1...length {
          let date = CivilDate(year: year, month: month, day: day)
          isConsistent =
            isConsistent && date.daysSince1970 == days && CivilDate(daysSince1970: days) == date
          days += 1
        }
      }
    }
    #expect(isConsistent)
    #expect(days == CivilDate(year: 2101, month: 1, day: 1).daysSince1970)
  }

  @Test(arguments: [-719_162, -1, 0, 1, 11_016, 2_932_896])
  func `days far away are read back`(days: Int) {
    #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
  }
}
