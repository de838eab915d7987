extension Searcher {
  /// The events around an event among those that satisfy a query, in the order of time.
  ///
  /// Many events have the time of one second: those of the event's own time are put in order first,
  /// so that it stands between its neighbours as in every other answer.
  ///
  /// - Parameter count: The most events on either side. Events without a time have no neighbours,
  ///   and are none.
  package func neighbours(
    of hit: Hit, _ query: Query, count: Int
  ) throws -> (before: [Hit], after: [Hit]) {
    guard let time = hit.time, count > 0 else { return ([], []) }
    func found(
      from: Int64?, to: Int64?, _ order: Order, limit: Int?
    ) throws -> [Hit] {
      try self.hits(.and([query, .time(from: from, to: to)]), order: order, limit: limit).hits
    }
    let same = try found(from: time, to: time + 1, .oldestFirst, limit: nil)
    let place = same.firstIndex(of: hit) ?? same.count
    var before = Array(same[..<place].suffix(count))
    var after = Array(same[min(place + 1, same.count)...].prefix(count))
    if before.count < count {
      // Ties stand in one order whichever way an answer goes: newest first tells how far back to
      // look, oldest first tells the order.
      let missing = count - before.count
      let nearest = try found(from: nil, to: time, .newestFirst, limit: missing)
      if let last = nearest.last {
        let older = try found(
          from: last.time, to: time, .oldestFirst, limit: nil)
        before = older.suffix(missing) + before
      }
    }
    if after.count < count {
      after += try found(from: time + 1, to: nil, .oldestFirst, limit: count - after.count)
    }
    return (before, after)
  }
}
