package import TrailEvents
package import TrailFormats

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
  /// Events whose record has a value at a path.
  case path(RecordPath, ValuePattern)
  /// Events with `from <= time < to`, in ms since 1970; a missing bound is open.
  case time(from: Int64?, to: Int64?)
}

/// Which values of a key, or at a path, match.
package enum ValuePattern: Hashable, Sendable {
  /// Equal as the key compares: without regard to case and width where it does so.
  case equal(String)
  /// Exactly these bytes.
  case exact(String)
  /// Starting with this, as the key compares.
  case prefix(String)
  /// Put together like this, as the key compares.
  case wildcard([WildcardPart])
  /// A part of the value satisfies a regular expression.
  case regex(String, ignoresCase: Bool)
  /// Between two texts, both counted, in the order of the key; addresses for `ip`.
  case between(String?, String?)
  /// A number in a range; only at a path.
  case numbers(NumberRange)
  /// A time with `from <= time < to`; only at a path.
  case times(from: Int64?, to: Int64?)
  /// Any value at all; at a path also an object or an array.
  case any
}

/// A part of a pattern with wildcards.
package enum WildcardPart: Hashable, Sendable {
  case literal(String)
  /// `?`: one character (a Unicode scalar of the folded text).
  case one
  /// `*`: any characters, also none.
  case many
}

/// A range of numbers, open where a bound is missing.
package struct NumberRange: Hashable, Sendable {
  package var from: Double?
  package var to: Double?
  /// Whether the bounds themselves are in the range.
  package var hasFrom: Bool
  package var hasTo: Bool

  package init(from: Double?, hasFrom: Bool = true, to: Double?, hasTo: Bool = true) {
    self.from = from
    self.hasFrom = hasFrom
    self.to = to
    self.hasTo = hasTo
  }

  /// Whether a number is in the range; not-a-number never is.
  package func contains(_ number: Double) -> Bool {
    if let from { guard hasFrom ? number >= from : number > from else { return false } }
    if let to { guard hasTo ? number <= to : number < to else { return false } }
    return !number.isNaN
  }
}
