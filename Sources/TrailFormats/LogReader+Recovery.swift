/// Going on behind broken text.
///
/// A bracket or comma that is lost must cost the element it stands in, and not the rest of the
/// source: an element ends where its bracket is closed by one of its own kind.
extension LogReader {
  /// Positions that are looked at in all for the ends of broken elements of a source: text made of
  /// nothing else would take quadratic time.
  static let usualRecoverySteps = 1 << 26

  /// Positions of an element that are looked at for its end: a record has some hundreds.
  static let longestRecovery = 1 << 16

  /// Gives up an element whose grammar is broken at a position, and goes on behind it, or at the
  /// broken place when the element has no end of its own.
  ///
  /// - Returns: The next position; `nil` when the window ends too early to tell.
  func malformed(
    _ structure: StructureScanner.Structure, _ index: Int, _ place: Int, isLast: Bool
  ) -> Int? {
    // What breaks at the end of a window may be whole in the next one.
    if !isLast, place + 2 >= structure.count { return nil }
    var next: Int
    switch structure.ending(index, steps: &recoverySteps) {
    case .closed(let end): next = end
    case .open where !isLast: return nil
    case .open, .mismatched:
      // A brace there starts the next element.
      next = structure.byte(place) == 0x7B && place > index ? place : place + 1
    }
    note(structure, place)
    summary.reject(.broken, at: self.place(structure, index))
    return next
  }

  /// Where the members of an object stop following JSON's grammar; `nil` when they follow it up to
  /// the object's end, or up to the end of the text.
  func brokenPlace(_ structure: StructureScanner.Structure, _ index: Int) -> Int? {
    var position = index + 1
    if structure.byte(position) == 0x7D { return nil }
    while position < structure.count {
      guard structure.byte(position) == 0x22 else { return position }
      guard position + 2 < structure.count else { return nil }
      guard structure.byte(position + 1) == 0x3A else { return position }
      guard let next = structure.skip(position + 2) else {
        let byte = structure.byte(position + 2)
        return byte == 0x7B || byte == 0x5B ? nil : position + 2
      }
      guard next < structure.count else { return nil }
      if structure.byte(next) == 0x7D { return nil }
      guard structure.byte(next) == 0x2C else { return next }
      position = next + 1
    }
    return nil
  }
}

extension StructureScanner.Structure {
  /// How a value that starts with a bracket ends.
  enum Ending {
    /// Each bracket inside is closed by one of its kind; the position behind the value.
    case closed(Int)
    /// A bracket is closed by one of the other kind.
    case mismatched
    /// The text ends before.
    case open
  }

  /// How the object or array at a position ends.
  ///
  /// - Parameter steps: Positions that may still be looked at; at 0 every value is mismatched.
  func ending(_ index: Int, steps: inout Int) -> Ending {
    var closers: [UInt8] = []
    var position = index
    while position < count {
      guard steps > 0, position - index < LogReader.longestRecovery else { return .mismatched }
      steps -= 1
      switch byte(position) {
      case 0x7B: closers.append(0x7D)
      case 0x5B: closers.append(0x5D)
      case 0x7D, 0x5D:
        guard closers.popLast() == byte(position) else { return .mismatched }
        if closers.isEmpty { return .closed(position + 1) }
      default: break
      }
      position += 1
    }
    return .open
  }
}
