internal import TrailEvents
internal import TrailIntegrity

/// Stretches without files that begin when somebody stopped a trail: shorter ones than are told otherwise.
///
/// Source: CIS AWS Foundations, monitoring of changes of CloudTrail's configuration.
enum LoggingStops {
  /// What is read of the calls that stop logging.
  static let definition = ReportDefinition(
    id: "stops", title: Localized("", ""), question: Localized("", ""), selection: .events,
    query: "source:cloudtrail event:(StopLogging,DeleteTrail) result:success", published: nil,
    columns: [], groups: [], controls: [], notes: [], file: "", text: [])

  /// The gaps of a matrix, with those that follow the calls of a table.
  ///
  /// A gap that is told anyway names the call; others are of whole hours behind it, up to the next of
  /// which a file or a digest tells.
  ///
  /// - Parameter stops: The answer of ``definition``, in the order of time.
  static func gaps(_ matrix: CoverageMatrix, _ stops: ReportTable) -> [CoverageMatrix.Gap] {
    var gaps = matrix.gaps
    guard let columns = Columns(stops) else { return gaps }
    for row in 0..<stops.keptRows {
      guard let stop = columns.stop(row, stops),
        let place = matrix.rows.first(where: {
          $0.account == stop.account && $0.region == stop.region
        })
      else { continue }
      let told = "\(stop.event) at \(Timestamp(milliseconds: stop.time)) (\(stop.id))"
      let first = Int(stop.time / hour) + 1 - matrix.firstHour
      var next = first
      while place.cells.indices.contains(next), place.cells[next].state == .unknown { next += 1 }
      let span = stop.time..<matrix.time(ofHour: next)
      guard first >= 0, next > first else { continue }
      let known = gaps.indices.first { number in
        gaps[number].account == stop.account && gaps[number].region == stop.region
          && gaps[number].span.contains(matrix.time(ofHour: first))
      }
      if let known {
        gaps[known].calls.append(told)
        continue
      }
      gaps.append(
        CoverageMatrix.Gap(
          account: stop.account, region: stop.region, span: span, isProved: false, files: 0,
          cause: .silenceAfterCall, calls: [told]))
    }
    return gaps.sorted {
      ($0.account, $0.region, $0.span.lowerBound, $0.span.upperBound)
        < ($1.account, $1.region, $1.span.lowerBound, $1.span.upperBound)
    }
  }

  /// Why a gap is told, in words.
  static func reason(_ gap: CoverageMatrix.Gap) -> Localized {
    let first: String
    var later = gap.calls[...]
    switch gap.cause {
    case .digestAbsent: first = "ファイルがなく、その時間のダイジェストもない"
    case .digestAbsentBesideFiles: first = "ダイジェストがない（ファイルはある）"
    case .filesMissing: first = "ダイジェストに記載のあるファイルがない"
    case .filesDamaged: first = "ファイルが破損しており、何も読み取れない"
    case .silence: first = "ファイルがなく、ダイジェストにも記載がない"
    case .silenceAfterCall:
      first = "\(gap.calls.first.map { "\($0) " } ?? "")の後、ファイルがなく、ダイジェストにも記載がない"
      later = later.dropFirst()
    }
    return Localized(
      gap.reason, ([first] + later.map { "\($0) の後を含む" }).joined(separator: "。"))
  }

  private static let hour: Int64 = 3_600_000

  /// A call that stops logging.
  private struct Stop {
    var account: String
    var region: String
    var event: String
    var id: String
    /// ms since 1970.
    var time: Int64
  }

  /// Where a table tells of calls.
  private struct Columns {
    private let time, account, region, event, id: Int

    init?(_ table: ReportTable) {
      func place(_ name: String) -> Int? { table.columns.firstIndex { $0.name == name } }
      guard let time = place("time_utc"), let account = place("account"),
        let region = place("region"), let event = place("event"), let id = place("event_id")
      else { return nil }
      (self.time, self.account, self.region) = (time, account, region)
      (self.event, self.id) = (event, id)
    }

    func stop(_ row: Int, _ table: ReportTable) -> Stop? {
      let time = table.cell(row: row, column: time)
      guard !time.isNone, let account = table.string(row: row, column: account),
        let region = table.string(row: row, column: region),
        let event = table.string(row: row, column: event)?.split(separator: ":").last
      else { return nil }
      return Stop(
        account: account, region: region, event: String(event),
        id: table.string(row: row, column: id) ?? "", time: time.value)
    }
  }
}
