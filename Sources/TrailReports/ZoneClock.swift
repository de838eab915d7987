internal import TrailEvents

/// Spells times one after another as ``ZoneRules/tableText(_:)`` and ``Timestamp/description`` do.
///
/// Rows follow each other in time, so the offset of one is mostly that of the next; columns with other
/// times are of a few months, so the day was mostly spelled before.
struct ZoneClock {
  private let zone: ZoneRules
  private let hasOffset: Bool
  /// The quarter of an hour whose offset is known: clocks are changed on quarters.
  private var quarter = Int64.min
  private var offset: Int64 = 0
  private var suffix: [UInt8] = []
  /// Days that were spelled, each in the place that its last bits say, and their texts.
  private var days = [Int64](repeating: .min, count: ZoneClock.dayCount)
  private var dayTexts = [UInt8](repeating: 0, count: ZoneClock.dayCount * ZoneClock.dayWidth)

  private static let quarterLength: Int64 = 900_000
  private static let dayLength: Int64 = 86_400_000
  /// The days of the years 0001 to 9999, whose dates have ten characters.
  private static let spelledDays: ClosedRange<Int64> = -719_162...2_932_896
  /// Days that are remembered, a power of two.
  private static let dayCount = 128
  /// Bytes of `YYYY-MM-DD`.
  private static let dayWidth = 10

  init(_ zone: ZoneRules) {
    self.zone = zone
    hasOffset = !(zone.hasOneOffset || zone.isUTC)
  }

  private static func floored(_ number: Int64, _ unit: Int64) -> Int64 {
    let quotient = number / unit
    return number % unit < 0 ? quotient - 1 : quotient
  }

  private mutating func look(at time: Int64) {
    let found = ZoneClock.floored(time, ZoneClock.quarterLength)
    if found == quarter { return }
    quarter = found
    let seconds = zone.offset(at: ZoneClock.floored(time, 1_000)).seconds
    offset = Int64(seconds) * 1_000
    suffix = hasOffset ? Array(ZoneRules.spelled(seconds).utf8) : []
  }

  /// The day in the zone, from 1970-01-01.
  mutating func localDay(_ time: Int64) -> Int64 {
    look(at: time)
    return ZoneClock.floored(time &+ offset, ZoneClock.dayLength)
  }

  /// `YYYY-MM-DD` of a day from 1970-01-01.
  static func text(ofDay day: Int64) -> String {
    String(Timestamp(milliseconds: day &* dayLength).tableText.prefix(10))
  }

  /// Appends `YYYY-MM-DD hh:mm:ss` in the zone, with the offset where clocks are changed.
  mutating func appendLocal(_ time: Int64, to bytes: inout ReportBytes) {
    look(at: time)
    guard append(time &+ offset, between: 0x20, to: &bytes) else {
      bytes.append(Array(zone.tableText(Timestamp(milliseconds: time)).utf8))
      return
    }
    if !suffix.isEmpty { bytes.append(suffix) }
  }

  /// Appends `YYYY-MM-DDThh:mm:ss[.mmm]Z`.
  mutating func appendUTC(_ time: Int64, to bytes: inout ReportBytes) {
    guard append(time, between: 0x54, to: &bytes) else {
      bytes.append(Array(Timestamp(milliseconds: time).description.utf8))
      return
    }
    let fraction = Int(time - ZoneClock.floored(time, 1_000) * 1_000)
    if fraction > 0 {
      bytes.append(0x2E)
      bytes.append(0x30 + UInt8(fraction / 100))
      bytes.append(twoDigits: fraction % 100)
    }
    bytes.append(0x5A)
  }

  private mutating func append(_ time: Int64, between: UInt8, to bytes: inout ReportBytes) -> Bool {
    let day = ZoneClock.floored(time, ZoneClock.dayLength)
    guard ZoneClock.spelledDays.contains(day) else { return false }
    let place = Int(truncatingIfNeeded: day) & (ZoneClock.dayCount - 1)
    let start = place * ZoneClock.dayWidth
    if days[place] != day {
      days[place] = day
      dayTexts.replaceSubrange(
        start..<(start + ZoneClock.dayWidth), with: ZoneClock.text(ofDay: day).utf8)
    }
    let seconds = Int((time - day * ZoneClock.dayLength) / 1_000)
    dayTexts.withUnsafeBytes {
      bytes.append(UnsafeRawBufferPointer(rebasing: $0[start..<(start + ZoneClock.dayWidth)]))
    }
    bytes.append(between)
    bytes.append(twoDigits: seconds / 3_600)
    bytes.append(0x3A)
    bytes.append(twoDigits: seconds / 60 % 60)
    bytes.append(0x3A)
    bytes.append(twoDigits: seconds % 60)
    return true
  }
}
