/// An instant as milliseconds since 1970-01-01T00:00:00Z, as CloudTrail writes it and back.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Milliseconds since 1970, negative before.
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// Reads `YYYY-MM-DD(T| )hh:mm:ss[.fraction][zone]`; no zone means UTC.
  ///
  /// Years are `0001...9999`, seconds `00...59`: AWS smears leap seconds. Digits of the fraction
  /// past the third are dropped.
  ///
  /// - Returns: `nil` when the bytes are anything else.
  /// - Complexity: O(1); about 10 ns for the usual 20 bytes.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count == 20, let usual = Timestamp.usual(bytes) {
      milliseconds = usual
      return
    }
    guard bytes.count >= 19, bytes[4] == 0x2D, bytes[7] == 0x2D,
      bytes[10] == 0x54 || bytes[10] == 0x20 || bytes[10] == 0x74, bytes[13] == 0x3A,
      bytes[16] == 0x3A,
      let century = Timestamp.twoDigits(bytes, 0),
      let yearOfCentury = Timestamp.twoDigits(bytes, 2),
      let month = Timestamp.twoDigits(bytes, 5), let day = Timestamp.twoDigits(bytes, 8),
      let hour = Timestamp.twoDigits(bytes, 11), let minute = Timestamp.twoDigits(bytes, 14),
      let second = Timestamp.twoDigits(bytes, 17)
    else { return nil }
    let year = century * 100 + yearOfCentury
    guard year >= 1, (1...12).contains(month), day >= 1,
      day <= CivilDate.daysInMonth(year: year, month: month),
      hour <= 23, minute <= 59, second <= 59
    else { return nil }
    var offset = 19
    var fraction = 0
    if offset < bytes.count, bytes[offset] == 0x2E || bytes[offset] == 0x2C {
      offset += 1
      var scale = 100
      let start = offset
      while offset < bytes.count, bytes[offset] &- 0x30 < 10 {
        fraction += Int(bytes[offset] &- 0x30) * scale
        scale /= 10
        offset += 1
      }
      if offset == start { return nil }
    }
    guard let zone = Timestamp.zoneMinutes(bytes, at: offset) else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSince1970
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - zone * 60
    milliseconds = Int64(seconds) * 1_000 + Int64(fraction)
  }

  /// Milliseconds of `YYYY-MM-DDThh:mm:ssZ` with a day up to the 28th; `nil` for anything else, which may be
  /// a time all the same.
  @inline(__always)
  private static func usual(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    let (date, middle, end) = words(bytes)
    guard let day = dayStart(date, middle), let time = timeOfDay(middle, end) else { return nil }
    return day &+ time
  }

  /// The twenty bytes of a usual time: up to the month, from the day to the minute, and the seconds.
  @inline(__always)
  fileprivate static func words(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt32) {
    (
      UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    )
  }

  /// The bytes of the second word that are of the date.
  fileprivate static let dateMask: UInt64 = 0x00FF_FFFF
  // Digits become their values, and what stands between them becomes zero, so that one look at the upper
  // halves of all bytes tells whether each is what it should be.
  private static let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
  private static let nines: UInt64 = 0x0606_0606_0606_0606

  @inline(__always)
  private static func number(_ word: UInt64, _ byte: UInt64) -> Int {
    let pair = word &>> (byte &* 8)
    return Int(truncatingIfNeeded: (pair & 0xF) &* 10 &+ (pair &>> 8) & 0xF)
  }

  /// When the day begins, in ms since 1970.
  @inline(__always)
  fileprivate static func dayStart(_ date: UInt64, _ middle: UInt64) -> Int64? {
    let (first, second) = (date ^ 0x2D30_302D_3030_3030, middle & dateMask ^ 0x0054_3030)
    guard (first | second) & high == 0, ((first &+ nines) | (second &+ nines)) & high == 0,
      first & 0xFF00_00FF_0000_0000 == 0, second & 0x00FF_0000 == 0
    else { return nil }
    let year = number(first, 0) &* 100 &+ number(first, 2)
    let (month, day) = (number(first, 5), number(second, 0))
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 28 else { return nil }
    return Int64(CivilDate(year: year, month: month, day: day).daysSince1970) &* 86_400_000
  }

  /// Milliseconds since the day began.
  @inline(__always)
  fileprivate static func timeOfDay(_ middle: UInt64, _ end: UInt32) -> Int64? {
    let second = (middle ^ 0x3030_3A30_3000_0000) & ~dateMask
    let third = UInt64(end ^ 0x5A30_303A)
    guard (second | third) & high == 0, ((second &+ nines) | (third &+ nines)) & high == 0,
      second & 0x0000_FF00_0000_0000 == 0, third & 0xFF00_00FF == 0
    else { return nil }
    let (hour, minute, seconds) = (number(second, 3), number(second, 6), number(third, 1))
    guard hour <= 23, minute <= 59, seconds <= 59 else { return nil }
    return Int64(hour &* 3_600 &+ minute &* 60 &+ seconds) &* 1_000
  }

  /// Reads a time from text; see ``init(_:)-(UnsafeRawBufferPointer)``.
  package init?(_ text: String) {
    guard let time = Array(text.utf8).withUnsafeBytes({ Timestamp($0) }) else { return nil }
    self = time
  }

  private static func twoDigits(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
    let tens = bytes[offset] &- 0x30
    let ones = bytes[offset + 1] &- 0x30
    return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
  }

  /// Minutes east of UTC told by the rest of the text; `nil` when the rest is no zone.
  private static func zoneMinutes(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
    let rest = bytes.count - offset
    if rest == 0 { return 0 }
    let mark = bytes[offset]
    if rest == 1 { return mark == 0x5A || mark == 0x7A ? 0 : nil }
    guard mark == 0x2B || mark == 0x2D, let hours = rest >= 3 ? twoDigits(bytes, offset + 1) : nil
    else { return nil }
    var minutes: Int? = 0
    if rest == 5 {
      minutes = twoDigits(bytes, offset + 3)
    } else if rest == 6, bytes[offset + 3] == 0x3A {
      minutes = twoDigits(bytes, offset + 4)
    } else if rest != 3 {
      return nil
    }
    guard let minutes, hours <= 23, minutes <= 59 else { return nil }
    return (mark == 0x2D ? -1 : 1) * (hours * 60 + minutes)
  }

  /// `YYYY-MM-DDThh:mm:ss[.mmm]Z`; the fraction stands only when there is one.
  package var description: String {
    let fraction = Int(((milliseconds % 1_000) + 1_000) % 1_000)
    var digits = Digits()
    append(to: &digits, between: 0x54)
    if fraction != 0 {
      digits.append(0x2E)
      digits.append(fraction, width: 3)
    }
    digits.append(0x5A)
    return digits.text
  }

  /// `YYYY-MM-DD hh:mm:ss` in UTC, for tables.
  package var tableText: String {
    var digits = Digits()
    append(to: &digits, between: 0x20)
    return digits.text
  }

  private func append(to digits: inout Digits, between: UInt8) {
    var seconds = milliseconds / 1_000
    if milliseconds % 1_000 < 0 { seconds -= 1 }
    var days = seconds / 86_400
    if seconds % 86_400 < 0 { days -= 1 }
    let clock = Int(seconds - days * 86_400)
    let date = CivilDate(daysSince1970: Int(days))
    digits.append(date.year, width: 4)
    digits.append(0x2D)
    digits.append(date.month, width: 2)
    digits.append(0x2D)
    digits.append(date.day, width: 2)
    digits.append(between)
    digits.append(clock / 3_600, width: 2)
    digits.append(0x3A)
    digits.append(clock / 60 % 60, width: 2)
    digits.append(0x3A)
    digits.append(clock % 60, width: 2)
  }

  /// The characters of a time: long answers hold hundreds of thousands.
  private struct Digits {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(24) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Appends a number with leading zeros; a longer one, or one before the year 0, as it is.
    mutating func append(_ number: Int, width: Int) {
      let limit = width == 4 ? 10_000 : width == 3 ? 1_000 : 100
      guard number >= 0, number < limit else {
        let text = String(number)
        bytes.append(contentsOf: repeatElement(0x30, count: max(0, width - text.utf8.count)))
        bytes.append(contentsOf: text.utf8)
        return
      }
      var scale = limit / 10
      while scale > 0 {
        bytes.append(0x30 + UInt8(truncatingIfNeeded: number / scale % 10))
        scale /= 10
      }
    }
  }
}

/// A day of the proleptic Gregorian calendar.
///
/// The conversions follow Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
package struct CivilDate: Hashable, Sendable {
  package var year: Int
  /// `1...12`.
  package var month: Int
  /// `1...31`.
  package var day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  package init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01, negative before.
  package var daysSince1970: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The number of days of a month, `28...31`.
  package static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// Reads times of which most are of the day of the one before, as in a file of a log.
///
/// Belongs to one thread; the owner frees it with ``deallocate()``.
package struct TimestampReader {
  /// The bytes of the day, and when it begins in ms since 1970.
  private let day: UnsafeMutablePointer<(date: UInt64, middle: UInt64, start: Int64)>

  package init() {
    day = .allocate(capacity: 1)
    // No date has bits above its three bytes of the second word.
    day.initialize(to: (0, .max, 0))
  }

  package func deallocate() { day.deallocate() }

  /// Milliseconds since 1970 of a time; see ``Timestamp/init(_:)-(UnsafeRawBufferPointer)``.
  package func milliseconds(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard bytes.count == 20 else { return Timestamp(bytes)?.milliseconds }
    let (date, middle, end) = Timestamp.words(bytes)
    let known = day.pointee
    if known.date == date, known.middle == middle & Timestamp.dateMask,
      let time = Timestamp.timeOfDay(middle, end)
    {
      return known.start &+ time
    }
    guard let start = Timestamp.dayStart(date, middle), let time = Timestamp.timeOfDay(middle, end)
    else { return Timestamp(bytes)?.milliseconds }
    day.pointee = (date, middle & Timestamp.dateMask, start)
    return start &+ time
  }
}
