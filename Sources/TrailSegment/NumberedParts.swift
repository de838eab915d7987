/// A few values by number.
///
/// With so few, going through them is quicker than a hash; and the type of a dictionary costs a walk through
/// all conformances of the program when it is used first, which is a tenth of a look-up.
struct NumberedParts<Part> {
  private(set) var entries: [(number: UInt16, part: Part)] = []

  subscript(number: UInt16) -> Part? {
    for entry in entries where entry.number == number { return entry.part }
    return nil
  }

  /// Adds a value under a number that has none.
  mutating func add(_ part: Part, _ number: UInt16) { entries.append((number, part)) }
}
