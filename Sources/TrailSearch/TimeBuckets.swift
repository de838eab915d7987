package import TrailEvents

/// How long the steps of a timeline are.
package struct TimeStep: Hashable, Sendable {
  package enum Unit: Sendable { case second, minute, hour, day, week, month, year }

  package var count: Int
  package var unit: Unit

  package init(count: Int, unit: Unit) {
    self.count = count
    self.unit = unit
  }

  /// Reads `5m`, `1h`, `1d`, `1w`, `1M`, `1y`; `nil` for anything else.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = digits.isEmpty ? 1 : Int(digits), (1...100_000).contains(count) else {
      return nil
    }
    self.count = count
    switch text.dropFirst(digits.count) {
    case "s": unit = .second
    case "m", "min": unit = .minute
    case "h", "hour": unit = .hour
    case "d", "day": unit = .day
    case "w", "week": unit = .week
    case "M", "month": unit = .month
    case "y", "year": unit = .year
    default: return nil
    }
  }

  /// `5m`, as it is read.
  package var description: String {
    switch unit {
    case .second: "\(count)s"
    case .minute: "\(count)m"
    case .hour: "\(count)h"
    case .day: "\(count)d"
    case .week: "\(count)w"
    case .month: "\(count)M"
    case .year: "\(count)y"
    }
  }

  /// How many ms it is long; `nil` for months and years, which differ.
  package var milliseconds: Int64? {
    switch unit {
    case .month, .year: nil
    default: length
    }
  }

  /// About how many ms it is long.
  private var length: Int64 {
    let unit: Int64 =
      switch unit {
      case .second: 1_000
      case .minute: 60_000
      case .hour: 3_600_000
      case .day: 86_400_000
      case .week: 604_800_000
      case .month: 2_592_000_000
      case .year: 31_536_000_000
      }
    return unit * Int64(count)
  }

  /// The shortest usual step with which a span has at most `most` steps.
  package static func fitting(_ span: Range<Int64>, most: Int) -> TimeStep {
    let usual: [TimeStep] = [
      TimeStep(count: 1, unit: .second), TimeStep(count: 10, unit: .second),
      TimeStep(count: 1, unit: .minute), TimeStep(count: 5, unit: .minute),
      TimeStep(count: 15, unit: .minute), TimeStep(count: 1, unit: .hour),
      TimeStep(count: 6, unit: .hour), TimeStep(count: 1, unit: .day),
      TimeStep(count: 1, unit: .week), TimeStep(count: 1, unit: .month),
      TimeStep(count: 3, unit: .month),
    ]
    let length = span.upperBound - span.lowerBound
    return usual.first { length / $0.length < Int64(most) } ?? TimeStep(count: 1, unit: .year)
  }

  /// Steps that a timeline may have at most.
  package static let mostSteps = 200_000

  /// The bounds of the steps that cover a span, by the calendar of a zone: one more than steps.
  ///
  /// - Throws: ``QueryError`` when there would be too many.
  package func bounds(
    covering span: Range<Int64>, in zone: ZoneRules
  ) throws(QueryError) -> [Int64] {
    guard (span.upperBound - span.lowerBound) / length < Int64(TimeStep.mostSteps) else {
      throw QueryError(
        "steps of \(description) are too short for the span: more than \(TimeStep.mostSteps)")
    }
    var bounds: [Int64] = []
    let local = LocalTime(span.lowerBound, in: zone)
    let midnight = LocalTime(date: local.date)
    switch unit {
    case .second, .minute, .hour:
      // From midnight on, so that 6h starts at 0, 6, 12 and 18 o'clock.
      let inDay = local.clock % length
      var time = span.lowerBound - (length > 86_400_000 ? local.clock : inDay)
      repeat {
        bounds.append(time)
        time += length
      } while time < span.upperBound
      bounds.append(time)
    default:
      var start = midnight
      switch unit {
      case .week: start = midnight.adding(days: -midnight.weekday)
      case .month:
        let month = (midnight.date.month - 1) / count * count + 1
        start = LocalTime(
          date: CivilDate(
            year: midnight.date.year, month: count <= 12 ? month : 1, day: 1))
      case .year:
        start = LocalTime(date: CivilDate(year: midnight.date.year, month: 1, day: 1))
      default: break
      }
      repeat {
        bounds.append(start.instant(in: zone))
        switch unit {
        case .day: start = start.adding(days: count)
        case .week: start = start.adding(days: 7 * count)
        case .month: start = start.adding(months: count)
        default: start = start.adding(months: 12 * count)
        }
      } while bounds[bounds.count - 1] < span.upperBound
        && start.instant(in: zone) < span.upperBound
      bounds.append(start.instant(in: zone))
    }
    return bounds
  }
}
