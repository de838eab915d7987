internal import TrailEvents

/// Which segments of an index become one.
///
/// Segments are merged within a UTC month only, so that a span of time passes over most of the index
/// and its oldest part can be dropped whole. Within a month they form tiers, each eight times the
/// one below: when a tier has eight segments, they and all smaller ones become one. A month that is
/// over becomes one segment (or few, where it is larger than the limit) as soon as what is beside
/// its largest segment is worth the writing.
package struct MergePolicy: Sendable {
  /// What the policy has to know of a segment.
  package struct Segment: Sendable {
    /// Documents, those of dropped sources too.
    package var documents: Int
    /// Documents of dropped sources.
    package var dropped: Int
    /// Sources that count.
    package var sources: Int
    package var byteCount: Int
    /// Earliest and latest time in ms since 1970, `nil` when no document has one.
    package let times: ClosedRange<Int64>?
    /// What it keeps of its documents, as a number: only segments that keep the same become one.
    package let layout: Int

    package init(
      documents: Int, dropped: Int, sources: Int, byteCount: Int, times: ClosedRange<Int64>?,
      layout: Int = 0
    ) {
      self.layout = layout
      self.documents = documents
      self.dropped = dropped
      self.sources = sources
      self.byteCount = byteCount
      self.times = times
      month = times.flatMap(MergePolicy.month)
    }

    /// The segment that a merge makes of some.
    init(merging inputs: [Segment]) {
      var times: ClosedRange<Int64>?
      for other in inputs.compactMap(\.times) {
        times =
          times.map {
            min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound)
          } ?? other
      }
      self.init(
        documents: inputs.reduce(0) { $0 + $1.documents - $1.dropped }, dropped: 0,
        sources: inputs.reduce(0) { $0 + $1.sources },
        byteCount: inputs.reduce(0) { $0 + $1.byteCount }, times: times)
    }

    /// The month it belongs to, `nil` when it spans more or has no time.
    fileprivate let month: Month?

    /// What tiers are made of: a source without documents has its row all the same.
    fileprivate var weight: Int { documents - dropped + sources }
  }

  /// How far a merge goes.
  package enum Effort: Sendable {
    /// What keeps look-ups fast, at little cost: at the end of each run.
    case ordinary
    /// Whatever can be made one.
    case full
  }

  /// Segments of a tier, and how much larger the next tier is.
  package static let factor = 8
  /// The weight up to which segments are of the lowest tier.
  package static let lowestTier = 1_000
  /// Documents that a merged segment may have: a merge holds the result and 20 bytes a document in
  /// memory.
  package static let documentLimit = 4 << 20
  /// Bytes of segments that become one.
  package static let byteLimit = 128 << 20
  /// A month that is over is merged when the segments beside its largest one have at least this
  /// part of its weight.
  package static let worthwhilePart = 16
  /// Segments that may stand beside the largest one of a month that is over.
  package static let lateSegments = 4
  /// An ordinary merge has at least one segment of at most this weight: those that a first run makes
  /// are larger, and are not written twice in one run.
  package static let smallSegment = 1 << 16
  /// A segment that spans more is of no month: those of first runs over a small archive.
  private static let longestMonth: Int64 = 40 * 86_400_000

  struct Month: Hashable {
    var year: Int
    var month: Int
  }

  package init() {}

  private static func date(_ time: Int64) -> CivilDate {
    CivilDate(daysSince1970: Int((Double(time) / 86_400_000).rounded(.down)))
  }

  private static func month(_ times: ClosedRange<Int64>) -> Month? {
    let (span, overflow) = times.upperBound.subtractingReportingOverflow(times.lowerBound)
    guard !overflow, span <= longestMonth else { return nil }
    let date = date(times.upperBound)
    return Month(year: date.year, month: date.month)
  }

  /// The segments to make one next, by their numbers, ascending; `nil` when all is well.
  ///
  /// One number alone means that the segment is to be written again without its dropped sources.
  package func next(_ segments: [Segment], _ effort: Effort) -> [Int]? {
    struct Group: Hashable {
      var month: Month?
      var layout: Int
    }
    let newest = segments.compactMap { $0.times?.upperBound }.max()
    var groups: [Group: [Int]] = [:]
    // Without any time a segment goes with the newest ones, which are merged most.
    let newestMonth = newest.flatMap { MergePolicy.month($0...$0) }
    for (number, segment) in segments.enumerated() {
      let month = segment.times == nil ? newestMonth : segment.month
      groups[Group(month: month, layout: segment.layout), default: []].append(number)
    }
    let ordered = groups.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }
    for (group, members) in ordered {
      let isOver = group.month.map { MergePolicy.isOver($0, newest) } ?? false
      if let found = next(segments, members, isOver: isOver, effort) { return found.sorted() }
    }
    for (number, segment) in segments.enumerated() where segment.dropped > 0 {
      let isMuch = segment.dropped * 2 >= segment.documents
      if isMuch || effort == .full { return [number] }
    }
    return segments.firstIndex { $0.sources == 0 }.map { [$0] }
  }

  /// Whether nothing but late files is to be expected for a month.
  private static func isOver(_ month: Month, _ newest: Int64?) -> Bool {
    guard let newest else { return false }
    // The last day may still be under way in some file when the next one begins.
    let date = date(newest - 86_400_000)
    return (date.year, date.month) > (month.year, month.month)
  }

  private func next(
    _ segments: [Segment], _ members: [Int], isOver: Bool, _ effort: Effort
  ) -> [Int]? {
    let byWeight = members.sorted { segments[$0].weight < segments[$1].weight }
    if effort == .ordinary {
      // The highest full tier first: it takes what is below along, which is then written once.
      let tiers = Set(byWeight.map { tier(segments[$0].weight) }).sorted(by: >)
      for tier in tiers {
        let count = byWeight.count { self.tier(segments[$0].weight) == tier }
        let candidates = byWeight.filter { self.tier(segments[$0].weight) <= tier }
        let taken = fitting(segments, candidates)
        if count >= MergePolicy.factor, taken.count >= MergePolicy.factor,
          isSmall(segments, taken)
        {
          return taken
        }
      }
      guard isOver else { return nil }
    }
    let taken = fitting(segments, byWeight)
    guard taken.count > 1, let largest = taken.last else { return nil }
    if effort == .full { return taken }
    guard isSmall(segments, taken) else { return nil }
    let rest = taken.dropLast().reduce(0) { $0 + segments[$1].weight }
    if rest * MergePolicy.worthwhilePart >= segments[largest].weight { return taken }
    // Late files gather beside the month until they are worth writing it again.
    return taken.count > MergePolicy.lateSegments ? Array(taken.dropLast()) : nil
  }

  private func isSmall(_ segments: [Segment], _ taken: [Int]) -> Bool {
    taken.contains { segments[$0].weight <= MergePolicy.smallSegment }
  }

  /// The lightest of some segments that together keep within the limits.
  private func fitting(_ segments: [Segment], _ byWeight: [Int]) -> [Int] {
    var taken: [Int] = []
    var documents = 0
    var bytes = 0
    for number in byWeight {
      documents += segments[number].documents - segments[number].dropped
      bytes += segments[number].byteCount
      if documents > MergePolicy.documentLimit || bytes > MergePolicy.byteLimit { break }
      taken.append(number)
    }
    return taken
  }

  private func tier(_ weight: Int) -> Int {
    var tier = 0
    var limit = MergePolicy.lowestTier
    while weight > limit {
      limit *= MergePolicy.factor
      tier += 1
    }
    return tier
  }
}
