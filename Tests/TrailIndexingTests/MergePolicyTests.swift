import Testing
import TrailIndexing
import TrailTestSupport

/// What the policy of merging does to an index over a long time, without writing one.
@Suite struct MergePolicyTests {
  /// An index of numbers.
  private struct Simulation {
    var segments: [MergePolicy.Segment] = []
    var added = 0
    var written = 0
    var mostSegments = 0
    var largest = 0
    let policy = MergePolicy()

    /// About the bytes of a segment.
    static func bytes(_ documents: Int) -> Int { 3_000 + documents * 16 }

    mutating func run(documents: Int, times: ClosedRange<Int64>) {
      added += documents
      segments.append(
        MergePolicy.Segment(
          documents: documents, dropped: 0, sources: 1 + documents / 60,
          byteCount: Self.bytes(documents), times: times))
      merge(.ordinary)
      mostSegments = max(mostSegments, segments.count)
    }

    mutating func merge(_ effort: MergePolicy.Effort) {
      var rounds = 0
      while let chosen = policy.next(segments, effort) {
        rounds += 1
        guard rounds < 1_000 else {
          Issue.record("merging does not end")
          return
        }
        let inputs = chosen.map { segments[$0] }
        for number in chosen.reversed() { segments.remove(at: number) }
        let documents = inputs.reduce(0) { $0 + $1.documents - $1.dropped }
        let sources = inputs.reduce(0) { $0 + $1.sources }
        written += documents
        largest = max(largest, documents)
        let times = inputs.compactMap(\.times)
        guard sources > 0 else { continue }
        let first = times.map(\.lowerBound).min()
        let last = times.map(\.upperBound).max()
        segments.append(
          MergePolicy.Segment(
            documents: documents, dropped: 0, sources: sources, byteCount: Self.bytes(documents),
            times: first.flatMap { first in last.map { first...$0 } }))
      }
    }
  }

  @Test func `segments that keep different things are not merged with one another`() {
    let segments = (0..<16).map { number in
      MergePolicy.Segment(
        documents: 100, dropped: 0, sources: 2, byteCount: 5_000,
        times: Self.start...(Self.start + Self.minute), layout: number % 2)
    }
    for effort in [MergePolicy.Effort.ordinary, .full] {
      let chosen = MergePolicy().next(segments, effort) ?? []
      #expect(chosen.count > 1 && Set(chosen.map { segments[$0].layout }).count == 1)
    }
    #expect(MergePolicy().next([segments[0], segments[1]], .full) == nil)
  }

  private static let start: Int64 = 1_704_067_200_000
  private static let minute: Int64 = 60_000

  /// Runs every five minutes for a year; by day six times the events of the night.
  private func year(nightly: Int, lateFiles: Bool) -> Simulation {
    var random = SplitMix64(seed: 1)
    var simulation = Simulation()
    for run in 0..<(366 * 288) {
      let end = Self.start + Int64(run + 1) * 5 * Self.minute
      let isDay = (96..<216).contains(run % 288)
      let documents = random.below(nightly * 2 + 1) * (isDay ? 6 : 1)
      // CloudTrail delivers within about 15 minutes; now and then a file is hours late.
      let delay = lateFiles && random.chance(2) ? Int64(random.below(40 * 24)) * 60 : 15
      simulation.run(
        documents: documents, times: (end - (delay + 5) * Self.minute)...(end - delay * Self.minute)
      )
    }
    return simulation
  }

  @Test(arguments: [(10, false), (150, true)])
  func `a year of runs every five minutes keeps the index small`(
    nightly: Int, lateFiles: Bool
  ) {
    var simulation = year(nightly: nightly, lateFiles: lateFiles)
    let amplification = Double(simulation.written) / Double(simulation.added)
    print(
      "merging, \(simulation.added) events in 105,408 runs, late files \(lateFiles): at most",
      "\(simulation.mostSegments) segments, \(simulation.segments.count) at the end, each event",
      "written \(amplification + 1) times, largest merge \(simulation.largest)")
    #expect(simulation.mostSegments <= 80)
    #expect(amplification <= 8)
    #expect(simulation.largest <= MergePolicy.documentLimit)
    let before = simulation.segments.count
    simulation.merge(.full)
    #expect(simulation.segments.count <= before)
    #expect(simulation.policy.next(simulation.segments, .ordinary) == nil)
    // Nothing crosses a month by more than the delay of its files.
    for segment in simulation.segments {
      if let times = segment.times {
        #expect(times.upperBound - times.lowerBound < 60 * 86_400_000)
      }
    }
  }

  @Test func `segments larger than the limit stay as they are`() {
    let huge = MergePolicy.Segment(
      documents: MergePolicy.documentLimit - 10, dropped: 0, sources: 9, byteCount: 1 << 20,
      times: Self.start...(Self.start + 1))
    #expect(MergePolicy().next([huge, huge, huge], .full) == nil)
  }

  @Test func `the segments of a first run are not merged in that run`() {
    let large = MergePolicy.Segment(
      documents: 300_000, dropped: 0, sources: 5_000, byteCount: 5 << 20,
      times: Self.start...(Self.start + 86_400_000))
    let later = MergePolicy.Segment(
      documents: 300_000, dropped: 0, sources: 5_000, byteCount: 5 << 20,
      times: (Self.start + 90 * 86_400_000)...(Self.start + 91 * 86_400_000))
    let run = [MergePolicy.Segment](repeating: large, count: 9) + [later]
    #expect(MergePolicy().next(run, .ordinary) == nil)
    #expect(MergePolicy().next(run, .full) == Array(0..<9))
  }

  @Test func `what was dropped is written away`() {
    func segment(_ documents: Int, dropped: Int, sources: Int) -> MergePolicy.Segment {
      MergePolicy.Segment(
        documents: documents, dropped: dropped, sources: sources, byteCount: 900,
        times: Self.start...(Self.start + 1))
    }
    let policy = MergePolicy()
    let much = segment(10, dropped: 5, sources: 1)
    let little = segment(10, dropped: 1, sources: 1)
    #expect(policy.next([much], .ordinary) == [0])
    #expect(policy.next([little], .ordinary) == nil)
    #expect(policy.next([little], .full) == [0])
    #expect(policy.next([segment(10, dropped: 10, sources: 0)], .ordinary) == [0])
    #expect(policy.next([], .full) == nil)
  }
}
