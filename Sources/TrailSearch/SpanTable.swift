/// Events with equal values, and when they happened: many groups, whose values are numbers of texts.
package struct SpanTable: Sendable {
  /// Numbers of up to three values.
  package typealias Values = SIMD4<UInt32>

  /// Stands where a group has no value, and behind the last field.
  package static let none = UInt32.max

  /// A group.
  package struct Group: Sendable {
    /// Numbers of texts, ``SpanTable/none`` for events without a value.
    package var values: Values
    package var count: Int
    /// The earliest and the latest time in ms since 1970; `nil` when no record tells one.
    package var first: Int64?
    package var last: Int64?

    package init(values: Values, count: Int, first: Int64?, last: Int64?) {
      (self.values, self.count, self.first, self.last) = (values, count, first, last)
    }

    /// Takes in events of the same values.
    package mutating func merge(_ other: Group) {
      count += other.count
      first = [first, other.first].compactMap { $0 }.min()
      last = [last, other.last].compactMap { $0 }.max()
    }
  }

  /// How often events of a group have a value of one more field.
  package struct Listed: Sendable {
    /// The place of the group in ``SpanTable/groups``.
    package var group: Int
    /// The number of a text, ``SpanTable/none`` for events without a value.
    package var value: UInt32
    package var count: Int
  }

  /// In no order.
  package var groups: [Group] = []
  /// Of each listed field, each value of each group once, in no order.
  package var lists: [[Listed]] = []
  /// Events in all of them.
  package var events = 0
}
