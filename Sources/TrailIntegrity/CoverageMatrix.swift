internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
package import TrailSearch
internal import TrailSegment

/// Which hours of which account and region an archive has files of, and which it lacks.
package struct CoverageMatrix: Sendable {
  /// What is known of an hour.
  package enum State: UInt8, Sendable, CaseIterable {
    /// There is a file of it.
    case covered
    /// There is none, and the digests of the hour say that there was none.
    case empty
    /// A digest names a file of it that is not here, its digest is absent from the chain, or nothing of
    /// a file of it could be read.
    case missing
    /// Neither file nor digest: a quiet hour and a gap look the same.
    case unknown

    package var name: String {
      switch self {
      case .covered: "covered"
      case .empty: "empty"
      case .missing: "missing"
      case .unknown: "unknown"
      }
    }
  }

  /// Which time of a file counts; the three need not agree.
  package enum Basis: String, Sendable, CaseIterable {
    /// When it was delivered, as its name tells.
    case delivery
    /// When the events in it happened.
    case event
    /// The day of the folder that it lies in: all hours of a day are alike.
    case path
  }

  /// An hour.
  package struct Cell: Sendable {
    package var state = State.unknown
    /// Files, or events where these count.
    package var count = 0
    /// Files that a digest names and that are not here, or of which nothing could be read.
    package var missing = 0
  }

  /// An account and region.
  package struct Row: Sendable {
    package var account: String
    package var region: String
    /// Whether digests speak of it at all.
    package var hasDigests: Bool
    /// One for each hour.
    package var cells: [Cell]

    /// The number of hours in a state.
    package func hours(_ state: State) -> Int { cells.count { $0.state == state } }
  }

  /// A stretch of time without files.
  package struct Gap: Sendable {
    package var account: String
    package var region: String
    /// From the last that is known to the first that is known again, ms since 1970, half open.
    package var span: Range<Int64>
    /// Whether digests prove that something is missing; otherwise nobody knows.
    package var isProved: Bool
    /// Files that digests name and that are not here.
    package var files: Int
    package var cause: Cause
    /// Calls after which it began, as messages name them: `StopLogging at 2024-03-05T00:13:00Z (ID)`.
    package var calls: [String] = []

    package init(
      account: String, region: String, span: Range<Int64>, isProved: Bool, files: Int,
      cause: Cause, calls: [String] = []
    ) {
      self.account = account
      self.region = region
      self.span = span
      self.isProved = isProved
      self.files = files
      self.cause = cause
      self.calls = calls
    }

    /// Why it is told, in words.
    package var reason: String {
      let first: String
      var later = calls[...]
      switch cause {
      case .digestAbsent: first = "no file; its digest is absent"
      case .digestAbsentBesideFiles: first = "its digest is absent; there are files"
      case .filesMissing: first = "named by digests, and not here"
      case .filesDamaged: first = "damaged: nothing of them could be read"
      case .silence: first = "no file; no digest speaks of it"
      case .silenceAfterCall:
        first = "no file after \(calls.first ?? "a call"); no digest speaks of it"
        later = later.dropFirst()
      }
      return ([first] + later.map { "after \($0)" }).joined(separator: "; ")
    }
  }

  /// What tells that files are missing.
  package enum Cause: Sendable {
    case digestAbsent
    case digestAbsentBesideFiles
    /// Digests name files that are not here.
    case filesMissing
    case filesDamaged
    /// Neither files nor digests for long.
    case silence
    /// Neither files nor digests behind a call that stops logging, the first of ``Gap/calls``.
    case silenceAfterCall
  }

  package var basis: Basis
  /// The first hour, in hours since 1970 (UTC).
  package var firstHour: Int
  /// Sorted by account and region.
  package var rows: [Row] = []
  /// Sorted by account, region and time.
  package var gaps: [Gap] = []
  /// Files with records whose names tell no account, region and hour, as saved pages and exports:
  /// whether any of them is missing, nobody can tell.
  package var filesWithoutHours = 0

  /// The accounts of the rows of which there is no file and no digest of us-east-1 at any time, sorted;
  /// other partitions than `aws` record their global services elsewhere.
  package var accountsWithoutGlobalRegion: [String] = []

  /// The start of an hour of all rows, ms since 1970.
  package func time(ofHour hour: Int) -> Int64 { Int64(firstHour + hour) * 3_600_000 }

  /// What to look at.
  package struct Options: Sendable {
    package var basis = Basis.delivery
    /// The span that is shown, ms since 1970; open sides end with the first and last that is known.
    package var from: Int64?
    package var to: Int64?
    /// The longest time that may pass without a file or the proof that there was none, ms; `nil` for
    /// gaps that digests prove alone.
    package var expected: Int64?
    package var jobs = 1

    package init() {}
  }
}

extension CoverageMatrix {
  private static let hour: Int64 = 3_600_000

  private struct Place: Hashable, Comparable {
    var account: String
    var region: String

    static func < (left: Place, right: Place) -> Bool {
      (left.account, left.region) < (right.account, right.region)
    }
  }

  /// What is known of an account and region.
  private struct Known {
    /// Times of files by the basis, or hours of events with their number.
    var counts: [Int: Int] = [:]
    /// Times of delivery, ms.
    var deliveries: [Int64] = []
    /// Hours that digests speak of, ms.
    var windows: [Range<Int64>] = []
    /// Times in the names of files that are named and not here.
    var missing: [Int64] = []
    /// Times in the names of files of which nothing could be read.
    var damaged: [Int64] = []
    /// Between digests that are here and the next, where others are absent.
    var holes: [Range<Int64>] = []
  }

  /// Reads the archives of an index for what they cover.
  ///
  /// - Parameters:
  ///   - archive: The files of the archives; `nil` to look for them now.
  ///   - query: Whose events decide which accounts and regions are shown; `.all` for every one.
  package init(
    _ searcher: Searcher, in archive: LocalArchive? = nil, query: Query, options: Options
  ) throws {
    let snapshot = searcher.snapshot
    let archive = try archive ?? LocalArchive(snapshot)
    var cache = ContentCache(PosixStorage(path: snapshot.cachePath))
    let digests = DigestFiles(archive, cache: &cache, jobs: options.jobs, changedBefore: 0)
    let review = ChainReview(
      digests, archive, keys: SigningKeys(), cache: &cache, jobs: options.jobs)
    var known: [Place: Known] = [:]
    // What digests name is looked for among them.
    var names: Set<[UInt8]> = []
    for file in archive.files where file.state != .skipped && file.state != .digest {
      if !review.chains.isEmpty {
        names.insert(Array(ObjectKey.unpacked(ObjectKey.name(file.absolutePath))))
      }
      guard let name = file.name, !name.isDigest else {
        if file.name == nil, file.state == .indexed || file.state == .partial {
          filesWithoutHours += 1
        }
        continue
      }
      let place = Place(account: name.account, region: name.region)
      known[place, default: Known()].deliveries.append(name.time)
      if file.state == .damaged {
        known[place]?.damaged.append(name.time)
        continue
      }
      switch options.basis {
      case .delivery: known[place]?.counts[Int(name.time / Self.hour), default: 0] += 1
      case .path:
        guard let folder = DeliveryName(foldersOf: file.absolutePath) else { continue }
        for hour in 0..<24 {
          known[place]?.counts[Int(folder.time / Self.hour) + hour, default: 0] += 1
        }
      case .event: break
      }
    }
    let wanted: Set<Place>?
    if options.basis == .event || query != .all {
      let events = try searcher.hourlyEvents(query)
      wanted =
        query == .all ? nil : Set(events.map { Place(account: $0.account, region: $0.region) })
      if options.basis == .event {
        for row in events {
          known[Place(account: row.account, region: row.region), default: Known()].counts =
            row.hours
        }
      }
    } else {
      wanted = nil
    }
    for chain in review.chains {
      let place = Place(account: chain.account, region: chain.region)
      for digest in chain.digests where review.judgements[digest].verdict != .changed {
        let document = digests.files[digest].document
        known[place, default: Known()].windows.append(
          document.start..<max(document.start, document.end))
        for file in document.logFiles {
          let name = ObjectKey.unpacked(ObjectKey.name(Array(file.object.utf8)))
          if names.contains(Array(name)) { continue }
          known[place]?.missing.append(DeliveryName(name)?.time ?? document.start)
        }
      }
      for gap in Set(chain.missing.map(\.gap)) { known[place, default: Known()].holes.append(gap) }
    }
    // What is left out below has files all the same.
    let regions = Dictionary(grouping: known.keys, by: \.account)
      .mapValues { Set($0.map(\.region)) }
    if let wanted { known = known.filter { wanted.contains($0.key) } }
    accountsWithoutGlobalRegion = Set(known.keys.map(\.account)).sorted().filter { account in
      let known = regions[account] ?? []
      return !account.isEmpty && !known.contains("us-east-1")
        && !known.contains { $0.hasPrefix("cn-") || $0.hasPrefix("us-gov-") }
    }
    basis = options.basis
    firstHour = 0
    let span = Self.span(known, options)
    firstHour = span.lowerBound
    let sorted = known.sorted { $0.key < $1.key }
    rows = sorted.map { Self.row($0.key, $0.value, span) }
    gaps = sorted.flatMap { Self.gaps($0.key, $0.value, options) }
  }

  /// The hours that are shown.
  private static func span(_ known: [Place: Known], _ options: Options) -> Range<Int> {
    var first: Int?
    var last: Int?
    func see(_ hour: Int) {
      first = min(first ?? hour, hour)
      last = max(last ?? hour, hour)
    }
    for row in known.values {
      for hour in row.counts.keys { see(hour) }
      for window in row.windows {
        // A digest reaches a minute or two into the hour behind.
        see(Int((window.lowerBound + hour / 2) / hour))
        see(Int((window.upperBound - hour / 2) / hour))
      }
      for time in row.missing + row.damaged { see(Int(time / hour)) }
    }
    let from = options.from.map { Int($0.flooredHour) } ?? first ?? 0
    let to = options.to.map { Int(($0 + hour - 1).flooredHour) } ?? (last.map { $0 + 1 } ?? from)
    return from..<max(from, min(to, from + Self.mostHours))
  }

  /// Hours of a matrix at most: 30 years.
  private static let mostHours = 30 * 366 * 24

  private static func row(_ place: Place, _ known: Known, _ span: Range<Int>) -> Row {
    var cells = Array(repeating: Cell(), count: span.count)
    func forEachHour(of range: Range<Int64>, _ body: (Int) -> Void) {
      // The hours of which at least half lies in the range.
      var number = Int((range.lowerBound + hour / 2).flooredHour)
      let end = Int((range.upperBound + hour / 2).flooredHour)
      while number < end {
        if span.contains(number) { body(number - span.lowerBound) }
        number += 1
      }
    }
    for window in known.windows { forEachHour(of: window) { cells[$0].state = .empty } }
    for (number, count) in known.counts where span.contains(number) {
      cells[number - span.lowerBound].count = count
      if count > 0 { cells[number - span.lowerBound].state = .covered }
    }
    for hole in known.holes { forEachHour(of: hole) { cells[$0].state = .missing } }
    for time in known.missing + known.damaged {
      let number = Int(time.flooredHour)
      guard span.contains(number) else { continue }
      cells[number - span.lowerBound].missing += 1
      cells[number - span.lowerBound].state = .missing
    }
    return Row(
      account: place.account, region: place.region, hasDigests: !known.windows.isEmpty,
      cells: cells)
  }

  private static func gaps(_ place: Place, _ known: Known, _ options: Options) -> [Gap] {
    var gaps: [Gap] = []
    let limit = (options.from ?? .min)..<(options.to ?? .max)
    func add(_ span: Range<Int64>, isProved: Bool, files: Int, _ cause: Cause) {
      let cut = span.clamped(to: limit)
      guard !cut.isEmpty else { return }
      gaps.append(
        Gap(
          account: place.account, region: place.region, span: cut, isProved: isProved,
          files: files, cause: cause))
    }
    let holes = known.holes.sorted { $0.lowerBound < $1.lowerBound }
    for hole in holes {
      let hasFiles = known.deliveries.contains { hole.contains($0) }
      add(
        hole, isProved: true, files: 0, hasFiles ? .digestAbsentBesideFiles : .digestAbsent)
    }
    for run in runs(known.missing) {
      add(run.span, isProved: true, files: run.files, .filesMissing)
    }
    for run in runs(known.damaged) {
      add(run.span, isProved: true, files: run.files, .filesDamaged)
    }
    if let expected = options.expected { addUnknown(known, holes, expected, options, add) }
    return gaps.sorted {
      ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound)
    }
  }

  /// Files of hours that follow each other, by the times in their names.
  private static func runs(_ times: [Int64]) -> [(span: Range<Int64>, files: Int)] {
    var runs: [(span: Range<Int64>, files: Int)] = []
    for time in times.sorted() {
      let start = time.flooredHour * hour
      if let last = runs.last, start <= last.span.upperBound {
        let end = max(last.span.upperBound, start + hour)
        runs[runs.count - 1] = (last.span.lowerBound..<end, last.files + 1)
      } else {
        runs.append((start..<(start + hour), 1))
      }
    }
    return runs
  }

  /// Adds the stretches longer than expected in which there is no file and no digest.
  private static func addUnknown(
    _ known: Known, _ holes: [Range<Int64>], _ expected: Int64, _ options: Options,
    _ add: (Range<Int64>, Bool, Int, Cause) -> Void
  ) {
    var spans = known.windows + holes + known.deliveries.map { $0..<($0 + 1) }
    // The limits that somebody named are points where something should be.
    if let from = options.from { spans.append(from..<from) }
    if let to = options.to { spans.append(to..<to) }
    spans.sort { $0.lowerBound < $1.lowerBound }
    guard var reached = spans.first?.upperBound else { return }
    for span in spans.dropFirst() {
      if span.lowerBound > reached, span.lowerBound - reached > expected {
        add(reached..<span.lowerBound, false, 0, .silence)
      }
      reached = max(reached, span.upperBound)
    }
  }
}

extension Int64 {
  /// Hours since 1970 of a time in ms, rounded down.
  fileprivate var flooredHour: Int64 {
    let (quotient, rest) = quotientAndRemainder(dividingBy: 3_600_000)
    return rest < 0 ? quotient - 1 : quotient
  }
}
