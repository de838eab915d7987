internal import TrailEvents
internal import TrailSearch

/// Events counted in steps of time.
public struct TimelineReport: Sendable {
  /// A step.
  public struct Step: Sendable {
    /// Its start, as clocks of the zone show it.
    public let start: String
    /// Its start and its end in UTC, `YYYY-MM-DDThh:mm:ssZ`.
    public let from: String
    /// The end, not part of the step.
    public let to: String
    /// Events in it.
    public let count: Int
    /// Whether the archive has any log record in it; without one nobody knows what happened.
    public let isCovered: Bool
    /// Events by value, in the order of ``TimelineReport/values``.
    public let counts: [Int]
  }

  /// The steps in order, without a hole.
  public let steps: [Step]
  /// The values of the key by which steps are divided, most frequent first; `nil` for none.
  public let values: [String?]
  /// The length of a step: `1h`.
  public let every: String
  /// Events that have no time.
  public let outside: Int
}

extension EventIndex {
  /// Counts the events of a query in steps of time.
  ///
  /// - Parameters:
  ///   - every: `5m`, `1h`, `1d`, `1w`, `1M`, `1y`, or `auto`.
  ///   - most: Steps that `auto` makes at most.
  ///   - key: By whose values steps are divided; `nil` for none.
  /// - Returns: `nil` when no event has a time.
  public func timeline(
    _ query: EventQuery, every: String, most: Int, zone: DisplayZone, by key: String?
  ) throws(TrailsiftError) -> TimelineReport? {
    let step = every == "auto" ? nil : TimeStep(every)
    guard every == "auto" || step != nil else {
      throw TrailsiftError("--every: write 5m, 1h, 1d, 1w, 1M, 1y or auto, not `\(every)`")
    }
    return try calling {
      let bounds = Searcher.timeBounds(query.query)
      let found = try searcher.timeline(
        query.query, step: step, most: most,
        from: bounds.flatMap { $0.from == .min ? nil : $0.from },
        to: bounds.flatMap { $0.to == .max ? nil : $0.to }, zone: zone.rules,
        by: try key.map { try GroupField(named: $0) })
      guard let found else { return nil }
      let steps = found.counts.indices.map { index in
        let start = Timestamp(milliseconds: found.bounds[index])
        return TimelineReport.Step(
          start: zone.text(start), from: start.description,
          to: Timestamp(milliseconds: found.bounds[index + 1]).description,
          count: found.counts[index], isCovered: found.isCovered[index],
          counts: found.groups.map { $0.counts[index] })
      }
      return TimelineReport(
        steps: steps,
        values: found.groups.map { $0.value.map { String(decoding: $0, as: UTF8.self) } },
        every: found.step.description, outside: found.outside)
    }
  }
}
