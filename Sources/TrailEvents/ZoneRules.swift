/// How far clocks of a place are from UTC, and when.
///
/// Made from a file of the tz database (RFC 9636), from a fixed offset, or from a POSIX rule.
package struct ZoneRules: Sendable {
  /// An offset and what people call it.
  package struct Offset: Hashable, Sendable {
    /// East of UTC.
    package var seconds: Int
    /// `JST`, `CEST`; for fixed offsets `+09:00`.
    package var abbreviation: String
  }

  /// `Asia/Tokyo`, `UTC` or `+09:00`.
  package let name: String
  /// Instants in seconds since 1970 at which the offset changes, ascending.
  private var transitions: [Int64] = []
  /// The offset from each transition on.
  private var offsets: [Offset] = []
  /// The offset before the first transition.
  private var first: Offset
  /// What holds after the last transition.
  private var rule: ZoneRule?

  package static let utc = ZoneRules(name: "UTC", fixed: 0, abbreviation: "UTC")

  /// A zone whose offset never changes.
  package init(name: String, fixed seconds: Int, abbreviation: String) {
    self.name = name
    first = Offset(seconds: seconds, abbreviation: abbreviation)
  }

  /// A fixed offset: `Z`, `+09:00`, `-0330`, `+09`; `nil` for other texts.
  package init?(offset text: some StringProtocol) {
    if text == "Z" || text == "z" {
      self = .utc
      return
    }
    var rest = Array(text.utf8)[...]
    guard let sign = rest.popFirst(), sign == 0x2B || sign == 0x2D else { return nil }
    let digits = rest.filter { $0 != 0x3A }
    let hasColon = rest.contains(0x3A)
    guard digits.count == 4 || digits.count == 2, digits.allSatisfy({ $0 &- 0x30 < 10 }),
      !hasColon || (rest.count == 5 && rest[rest.startIndex + 2] == 0x3A)
    else { return nil }
    let numbers = digits.map { Int($0 &- 0x30) }
    let hours = numbers[0] * 10 + numbers[1]
    let minutes = numbers.count == 4 ? numbers[2] * 10 + numbers[3] : 0
    guard hours <= 23, minutes <= 59 else { return nil }
    let seconds = (hours * 60 + minutes) * 60 * (sign == 0x2D ? -1 : 1)
    let spelled = ZoneRules.spelled(seconds)
    self.init(name: spelled, fixed: seconds, abbreviation: spelled)
  }

  /// Reads a file of the tz database.
  ///
  /// - Returns: `nil` when the bytes are no such file.
  package init?(name: String, tzif bytes: [UInt8]) {
    guard let file = ZoneFile(bytes), let first = file.first else { return nil }
    self.name = name
    self.first = first
    transitions = file.transitions
    offsets = file.offsets
    rule = ZoneRule(file.footer)
  }

  /// Reads a POSIX rule, as the variable `TZ` may hold one: `JST-9`.
  package init?(posix text: String) {
    guard let rule = ZoneRule(text) else { return nil }
    name = text
    first = rule.offset(at: 0)
    self.rule = rule
  }

  /// `+09:00`.
  package static func spelled(_ seconds: Int) -> String {
    let minutes = abs(seconds) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
  }

  /// Whether clocks have not been changed since 2010, before which there is no CloudTrail, and will
  /// not be.
  package var hasOneOffset: Bool {
    (transitions.last ?? .min) < 1_262_304_000 && !(rule?.hasSummer ?? false)
  }

  /// The offset at an instant, in seconds since 1970.
  package func offset(at instant: Int64) -> Offset {
    guard let last = transitions.last, instant >= transitions[0] else {
      return transitions.isEmpty ? rule?.offset(at: instant) ?? first : first
    }
    if instant >= last, let rule { return rule.offset(at: instant) }
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return offsets[low - 1]
  }

  /// The instant at which clocks show a time, given as the seconds that UTC would count for it.
  ///
  /// A time that clocks show twice is the first one. A time that they skip is the instant at which
  /// they skip it, put off by as much as it lies behind the start of the gap.
  package func instant(ofLocal local: Int64) -> Int64 {
    // Offsets lie within a day of UTC, so what holds a day before and after brackets the time.
    let before = offset(at: local - 86_400)
    let after = offset(at: local + 86_400)
    let early = local - Int64(before.seconds)
    if before.seconds == after.seconds {
      // A change and back within two days: try what holds at the time itself.
      let found = offset(at: early)
      if found.seconds == before.seconds { return early }
      let other = local - Int64(found.seconds)
      return offset(at: other).seconds == found.seconds ? other : early
    }
    let late = local - Int64(after.seconds)
    let earlyFits = offset(at: early).seconds == before.seconds
    let lateFits = offset(at: late).seconds == after.seconds
    if earlyFits { return early }
    if lateFits { return late }
    return early
  }
}
