/// A few values by number.
///
/// With so few, going through them is quicker than a hash; and the type of a dictionary costs a walk through
/// all conformances of the program when it is used first, which is a tenth of a look-up.
struct NumberedParts<Part> {
  private var entries: [(number: UInt16, part: Part)] = []

  subscript(number: UInt16) -> Part? {
    // Not the entries themselves: each would be held and let go.
    for place in entries.indices where entries[place].number == number {
      return entries[place].part
    }
    return nil
  }

  /// Adds a value under a number that has none.
  mutating func add(_ part: Part, _ number: UInt16) { entries.append((number, part)) }
}
