/// A part of the archive that one thread writes by itself: the events of a day or of some hours.
struct DemoUnit: Sendable {
  var number: Int
  /// The seconds in which its events happen.
  var window: Range<Int>
  /// How many distinct events it has.
  var events: Int
  /// How many events the units before it have.
  var before = 0

  /// The most events a unit should have on average: its records stay in memory until it is done.
  private static let limit = 20_000

  /// All units of an archive; their events add up to those of the options.
  static func all(_ options: DemoOptions) -> [DemoUnit] {
    let daily = options.events / options.days
    let parts = [1, 2, 3, 4, 6, 8, 12].first { daily / $0 <= limit } ?? 24
    let hours = 24 / parts
    let start = DemoClock.end - options.days * DemoClock.day
    let windows = (0..<options.days * parts).map { number in
      let begin = start + number * hours * 3_600
      return begin..<begin + hours * 3_600
    }
    let weights = windows.map { window in
      stride(from: window.lowerBound, to: window.upperBound, by: 3_600)
        .reduce(0) { $0 + DemoClock.weight(ofHour: $1) }
    }
    let total = weights.reduce(0, +)
    var units: [DemoUnit] = []
    var sum = 0
    var given = 0
    for (window, weight) in zip(windows, weights) {
      sum += weight
      let due = options.events * sum / total - given
      // An hour can be too much for one unit, too.
      let lanes = max(1, (due + 3 * limit - 1) / (3 * limit))
      for lane in 0..<lanes {
        let events = due * (lane + 1) / lanes - due * lane / lanes
        units.append(
          DemoUnit(
            number: units.count, window: window, events: events, before: given + due * lane / lanes)
        )
      }
      given += due
    }
    return units
  }
}
