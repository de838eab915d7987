package import TrailEvents
internal import TrailFiles
internal import TrailSegment

/// How many events fall into each step of a span of time.
package struct Timeline: Sendable {
  /// The start of each step in ms since 1970, and the end of the last.
  package var bounds: [Int64]
  /// Events in each step.
  package var counts: [Int]
  /// Whether any log record of the archive has its time in the step, or an empty file names it.
  package var isCovered: [Bool]
  /// Events that satisfy the query and have no time, or one outside.
  package var outside: Int
  /// Events in each step by value, for a timeline by a field: the most frequent values first.
  package var groups: [(value: [UInt8]?, counts: [Int])] = []
  package var step: TimeStep
}

extension Searcher {
  /// Counts the events that satisfy a query in steps of time.
  ///
  /// - Parameters:
  ///   - step: The length of a step; `nil` for one that makes at most `most` steps.
  ///   - span: What is shown at least; open sides end with the first and last event found.
  ///   - field: By whose values each step is divided; `nil` for none.
  /// - Returns: `nil` when no event has a time and the span is open.
  package func timeline(
    _ query: Query, step: TimeStep?, most: Int, from: Int64?, to: Int64?, zone: ZoneRules,
    by field: GroupField?
  ) throws -> Timeline? {
    try leavingDamageOut {
      try wholeTimeline(query, step: step, most: most, from: from, to: to, zone: zone, by: field)
    }
  }

  private func wholeTimeline(
    _ query: Query, step: TimeStep?, most: Int, from: Int64?, to: Int64?, zone: ZoneRules,
    by field: GroupField?
  ) throws -> Timeline? {
    var found: [DocumentSet] = []
    for number in 0..<snapshot.segmentCount {
      found.append(try documents(query, segment: number))
    }
    var span: ClosedRange<Int64>?
    if from == nil || to == nil {
      for (number, documents) in found.enumerated() where !documents.isEmpty {
        try forEachTime(documents, segment: number) { time in
          span = span.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
        }
      }
    }
    guard let low = from ?? span?.lowerBound, let high = to ?? span.map({ $0.upperBound + 1 }),
      low < high
    else { return nil }
    let step = step ?? TimeStep.fitting(low..<high, most: most)
    let bounds = try step.bounds(covering: low..<high, in: zone)
    var line = Timeline(
      bounds: bounds, counts: Array(repeating: 0, count: bounds.count - 1),
      isCovered: Array(repeating: false, count: bounds.count - 1), outside: 0, step: step)
    var place = BucketPlace(bounds)
    var timed = 0
    for (number, documents) in found.enumerated() where !documents.isEmpty {
      try forEachTime(documents, segment: number) { time in
        guard let bucket = place.bucket(of: time) else { return }
        line.counts[bucket] += 1
        timed += 1
      }
    }
    line.outside = found.reduce(0) { $0 + $1.count } - timed
    for (bucket, count) in line.counts.enumerated() where count > 0 {
      line.isCovered[bucket] = true
    }
    if line.isCovered.contains(false) { try cover(&line, &place) }
    if let field { line.groups = try groups(found, by: field, &place, steps: bounds.count - 1) }
    return line
  }

  /// Finds the step of a time; neighbours fall into the same one mostly.
  private struct BucketPlace {
    private let bounds: [Int64]
    private var known = 0

    init(_ bounds: [Int64]) { self.bounds = bounds }

    @inline(__always)
    mutating func bucket(of time: Int64) -> Int? {
      if time >= bounds[known], time < bounds[known + 1] { return known }
      return find(time)
    }

    private mutating func find(_ time: Int64) -> Int? {
      guard time >= bounds[0], time < bounds[bounds.count - 1] else { return nil }
      var low = 0
      var high = bounds.count - 1
      while high - low > 1 {
        let middle = (low + high) / 2
        if bounds[middle] <= time { low = middle } else { high = middle }
      }
      known = low
      return low
    }
  }

  /// Calls `body` with the times of the documents that have one.
  private func forEachTime(
    _ documents: DocumentSet, segment number: Int, _ body: (Int64) -> Void
  ) throws(IndexError) {
    let reader = try snapshot.segment(number).reader
    let column = try reader.times()
    if documents.isSparse {
      for document in documents.sorted {
        if let time = reader.time(ofStored: try column.value(at: document)) { body(time) }
      }
      return
    }
    let bitmap = documents.bitmap
    for block in 0..<column.blockCount {
      let first = block * column.blockSize
      let values = try column.values(ofBlock: block)
      for index in 0..<values.count {
        let document = first + index
        guard bitmap[document >> 6] & (1 << UInt64(document & 63)) != 0 else { continue }
        if let time = reader.time(ofStored: values[index]) { body(time) }
      }
    }
  }

  /// Marks the steps in which the archive has records, whatever the query asks.
  private func cover(_ line: inout Timeline, _ place: inout BucketPlace) throws {
    var covered = line.isCovered
    for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
      let segment = try snapshot.segment(number)
      guard let range = segment.reader.timeRange,
        range.lowerBound < line.bounds[line.bounds.count - 1],
        range.upperBound >= line.bounds[0]
      else { continue }
      try forEachTime(.all(universe: segment.reader.documentCount), segment: number) { time in
        if let bucket = place.bucket(of: time) { covered[bucket] = true }
      }
    }
    try forEachSource { source in
      guard source.state == .empty, let time = Searcher.delivery(source.path) else { return }
      if let bucket = place.bucket(of: time) { covered[bucket] = true }
    }
    line.isCovered = covered
  }

  /// The time in the name of a delivered file, `…_20240303T0405Z_…`: a file without events tells
  /// by nothing else which minutes it stands for.
  private static func delivery(_ path: PathBytes) -> Int64? {
    guard path.count > 16 else { return nil }
    for start in (0...(path.count - 16)).reversed() where path[start] == 0x5F {
      let name = path[(start + 1)..<(start + 15)]
      guard path[start + 14] == 0x5A, path[start + 9] == 0x54 else { continue }
      let text = String(decoding: name, as: UTF8.self)
      let parts = [text.prefix(4), text.dropFirst(4).prefix(2), text.dropFirst(6).prefix(2)]
      let clock = text.dropFirst(9)
      let spelled =
        parts.joined(separator: "-") + "T" + clock.prefix(2) + ":" + clock.dropFirst(2).prefix(2)
      return TimeText.span(spelled)?.lowerBound
    }
    return nil
  }

  private func groups(
    _ found: [DocumentSet], by field: GroupField, _ place: inout BucketPlace, steps: Int
  ) throws -> [(value: [UInt8]?, counts: [Int])] {
    var groups: [[UInt8]?: [Int]] = [:]
    for (number, documents) in found.enumerated() where !documents.isEmpty {
      let reader = try snapshot.segment(number).reader
      let column = try GroupColumn(field, in: reader, among: documents)
      var counts: [UInt32: [Int]] = [:]
      let times = try reader.times()
      for document in documents.sorted {
        guard let time = reader.time(ofStored: try times.value(at: document)),
          let bucket = place.bucket(of: time)
        else { continue }
        try column.forEachValue(of: document) { value in
          counts[value, default: Array(repeating: 0, count: steps)][bucket] += 1
        }
      }
      let texts = try column.texts(counts.keys)
      for (value, counts) in counts {
        if let known = groups[texts[value]] {
          groups[texts[value]] = zip(known, counts).map { $0 + $1 }
        } else {
          groups[texts[value]] = counts
        }
      }
    }
    let isAddress = field.isAddress
    return groups.map { group -> (value: [UInt8]?, counts: [Int]) in
      guard isAddress, let bytes = group.key else { return (group.key, group.value) }
      let address = bytes.withUnsafeBytes { IPAddress(stored: $0) }
      return (address.map { Array($0.description.utf8) } ?? bytes, group.value)
    }.sorted { left, right in
      let (one, other) = (left.counts.reduce(0, +), right.counts.reduce(0, +))
      if one != other { return one > other }
      return (left.value ?? []).lexicographicallyPrecedes(right.value ?? [])
    }
  }
}
