internal import TrailEvents
internal import TrailSegment

/// The events of one account and region by the hour in which they happened.
package struct HourlyEvents: Sendable {
  /// The recipient, or else the caller; empty when the records name none.
  package var account: String
  package var region: String
  /// Events by number of the hour since 1970 (UTC).
  package var hours: [Int: Int]
}

extension Searcher {
  /// Counts the events that satisfy a query by account, region and hour; those without a time are
  /// left out.
  package func hourlyEvents(_ query: Query) throws -> [HourlyEvents] {
    try leavingDamageOut {
      var found: [String: HourlyEvents] = [:]
      for number in 0..<snapshot.segmentCount {
        for row in try hourlyEvents(query, segment: number) {
          let key = row.account + "|" + row.region
          if let known = found[key] {
            found[key]?.hours = known.hours.merging(row.hours, uniquingKeysWith: +)
          } else {
            found[key] = row
          }
        }
      }
      return found.values.sorted { ($0.account, $0.region) < ($1.account, $1.region) }
    }
  }

  private func hourlyEvents(_ query: Query, segment number: Int) throws -> [HourlyEvents] {
    let documents = try documents(query, segment: number)
    if documents.isEmpty { return [] }
    let reader = try snapshot.segment(number).reader
    let accounts = try GroupColumn(.account, in: reader, among: documents)
    let regions = try GroupColumn(
      .primary(EventKey.region.rawValue), in: reader, among: documents)
    let times = try reader.times()
    struct Place: Hashable {
      var account: UInt32 = 0
      var region: UInt32 = 0
      var hour = 0
    }
    var counts: [Place: Int] = [:]
    // Neighbours are of one account, region and hour mostly.
    var place = Place()
    var run = 0
    for document in documents.sorted {
      guard let time = reader.time(ofStored: try times.value(at: document)) else { continue }
      var next = Place()
      next.hour = Int(time.flooredQuotient(3_600_000))
      try accounts.forEachValue(of: document) { next.account = $0 }
      try regions.forEachValue(of: document) { next.region = $0 }
      if next != place {
        if run > 0 { counts[place, default: 0] += run }
        place = next
        run = 0
      }
      run += 1
    }
    if run > 0 { counts[place, default: 0] += run }
    let accountTexts = try accounts.texts(Set(counts.keys.map(\.account)))
    let regionTexts = try regions.texts(Set(counts.keys.map(\.region)))
    func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
    var rows: [UInt64: HourlyEvents] = [:]
    for (place, count) in counts {
      let key = UInt64(place.account) << 32 | UInt64(place.region)
      rows[
        key,
        default: HourlyEvents(
          account: text(accountTexts[place.account]), region: text(regionTexts[place.region]),
          hours: [:])
      ].hours[place.hour] = count
    }
    return Array(rows.values)
  }
}
