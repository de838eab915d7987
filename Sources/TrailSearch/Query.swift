package import TrailEvents

/// What is asked for: a condition on events.
package indirect enum Query: Hashable, Sendable {
  /// Every event.
  case all
  /// Events for which all conditions hold; every event when there is none.
  case and([Query])
  /// Events for which a condition holds; none when there is none.
  case or([Query])
  case not(Query)
  /// Events that have a value of a key.
  case key(EventKey, ValuePattern)
  /// Events with `from <= time < to`, in ms since 1970; a missing bound is open.
  case time(from: Int64?, to: Int64?)
}

/// Which values of a key match.
package enum ValuePattern: Hashable, Sendable {
  /// Equal as the key compares: without regard to case and width where it does so.
  case equal(String)
  /// Exactly these bytes.
  case exact(String)
  /// Starting with this, as the key compares.
  case prefix(String)
  /// Any value at all.
  case any
}
