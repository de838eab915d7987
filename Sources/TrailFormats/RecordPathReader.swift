internal import Glibc

/// A value that stands at a path of a record.
package struct RecordValue {
  package enum Kind: Sendable { case text, number, boolean, object, array }

  package let kind: Kind
  /// The unescaped text, or the spelling of the rest.
  package let bytes: UnsafeRawBufferPointer
}

/// Finds the values at a path in the JSON text of a record, without a tree.
///
/// Of a name that stands twice in an object the last one counts. Broken text ends the search; it
/// never traps. Belongs to one thread.
package final class RecordPathReader {
  private let text = JSONText()
  /// Nothing that is called while one of these is read or changed comes back here: that need not be
  /// checked at each of hundreds of accesses a record.
  @exclusivity(unchecked)
  private var record = UnsafeRawBufferPointer(start: nil, count: 0)
  private var isOpen = false
  /// Where everything stands in ``record``, when that is known already, and the offset of ``record`` in
  /// its text: then objects are stepped through instead of being read byte by byte.
  @exclusivity(unchecked)
  private var known: (structure: StructureScanner.Structure, offset: Int)?
  /// Where the value of the record begins.
  private var root = Value(place: 0)
  /// The objects that were gone through, by their places, and which of ``members`` are theirs.
  @exclusivity(unchecked)
  private var scanned: [(object: Int, members: Range<Int>)] = []
  /// The text of the name, quotes left out, and the value.
  @exclusivity(unchecked)
  private var members: [(name: Range<Int>, value: Value)] = []

  /// Where a value begins.
  private struct Value {
    /// Its offset in ``RecordPathReader/record``.
    var place: Int
    /// Its position in the structure that is ``RecordPathReader/known``; below 0 when it is not.
    var index = -1
  }

  package init() {}

  /// Calls `body` with the values at a path until it returns `true`.
  ///
  /// An array at the end of the path is given as such and then its elements that are text, numbers
  /// or booleans; `null` is no value.
  ///
  /// - Parameter record: The text; it must stay readable during the call.
  /// - Returns: Whether `body` returned `true`.
  package func contains(
    _ path: RecordPath, in record: UnsafeRawBufferPointer, where body: (RecordValue) -> Bool
  ) -> Bool {
    if isOpen(record) { return visit(root, path.steps[...], body) }
    return withText(record) { visit(root, path.steps[...], body) }
  }

  /// Calls `body`, which looks up several paths in the text of one record: an object is gone through once
  /// for all of them.
  package func withRecord<Result>(
    _ record: RecordExtractor, _ body: () throws -> Result
  ) rethrows -> Result {
    if isOpen(record.recordText) { return try body() }
    return try withText(record.recordText) {
      if let found = record.found {
        known = (found.structure, found.structure.offset(found.index))
        root = Value(place: 0, index: found.index)
      }
      return try body()
    }
  }

  private func isOpen(_ record: UnsafeRawBufferPointer) -> Bool {
    isOpen && record.baseAddress == self.record.baseAddress && record.count == self.record.count
  }

  private func withText<Result>(
    _ record: UnsafeRawBufferPointer, _ body: () throws -> Result
  ) rethrows -> Result {
    self.record = record
    isOpen = true
    root = Value(place: blanks(0))
    text.reset()
    scanned.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    defer {
      self.record = UnsafeRawBufferPointer(start: nil, count: 0)
      known = nil
      isOpen = false
    }
    return try body()
  }

  /// Calls `body` with each member of an object, in the order in which they stand.
  ///
  /// - Parameter body: Takes the name and the value; `nil` stands for `null`.
  /// - Returns: Whether the text is an object that ends.
  package func forEachMember(
    of record: UnsafeRawBufferPointer,
    _ body: (_ name: UnsafeRawBufferPointer, _ value: RecordValue?) -> Void
  ) -> Bool {
    self.record = record
    text.reset()
    defer { self.record = UnsafeRawBufferPointer(start: nil, count: 0) }
    let start = blanks(0)
    guard start < record.count, record[start] == 0x7B else { return false }
    var place = blanks(start + 1)
    while place < record.count, record[place] == 0x22 {
      guard let end = endOfString(place) else { return false }
      let name = UnsafeRawBufferPointer(rebasing: record[(place + 1)..<(end - 1)])
      let colon = blanks(end)
      guard colon < record.count, record[colon] == 0x3A else { return false }
      let start = blanks(colon + 1)
      guard let next = endOfValue(start) else { return false }
      var isGiven = false
      _ = give(Value(place: start)) { value in
        if !isGiven { body(text.unescaped(name), value) }
        isGiven = true
        return true
      }
      if !isGiven { body(text.unescaped(name), nil) }
      let comma = blanks(next)
      guard comma < record.count, record[comma] == 0x2C else { return closes(comma) }
      place = blanks(comma + 1)
    }
    return closes(place)
  }

  private func closes(_ place: Int) -> Bool { place < record.count && record[place] == 0x7D }

  private func visit(
    _ value: Value, _ steps: ArraySlice<RecordPath.Step>, _ body: (RecordValue) -> Bool
  ) -> Bool {
    let start = value.place
    guard start < record.count else { return false }
    guard let step = steps.first else { return give(value, body) }
    let rest = steps.dropFirst()
    switch (step, record[start]) {
    case (.member(let name), 0x7B):
      guard let member = member(name, of: value) else { return false }
      return visit(member, rest, body)
    case (.member, 0x5B):
      // An array stands for its elements.
      return forEachElement(ofArrayAt: start) { _, place in
        record[place] == 0x7B && visit(Value(place: place), steps, body)
      }
    case (.element(let number), 0x5B):
      return forEachElement(ofArrayAt: start) { index, place in
        index == number && visit(Value(place: place), rest, body)
      }
    case (.anyElement, 0x5B):
      return forEachElement(ofArrayAt: start) { _, place in
        visit(Value(place: place), rest, body)
      }
    default: return false
    }
  }

  /// Gives a value, and the plain elements of an array.
  private func give(_ value: Value, _ body: (RecordValue) -> Bool) -> Bool {
    let start = value.place
    switch record[start] {
    case 0x7B: return body(self.value(.object, start..<(end(of: value) ?? start)))
    case 0x5B:
      if body(self.value(.array, start..<(end(of: value) ?? start))) { return true }
      return forEachElement(ofArrayAt: start) { _, place in
        let isPlain = record[place] != 0x7B && record[place] != 0x5B
        return isPlain && give(Value(place: place), body)
      }
    case 0x22:
      guard let end = endOfString(start) else { return false }
      let raw = UnsafeRawBufferPointer(rebasing: record[(start + 1)..<(end - 1)])
      return body(RecordValue(kind: .text, bytes: text.unescaped(raw)))
    case 0x74, 0x66: return body(self.value(.boolean, start..<endOfWord(start)))
    case 0x6E: return false
    default:
      let end = endOfWord(start)
      return end > start && body(self.value(.number, start..<end))
    }
  }

  private func value(_ kind: RecordValue.Kind, _ range: Range<Int>) -> RecordValue {
    RecordValue(kind: kind, bytes: UnsafeRawBufferPointer(rebasing: record[range]))
  }

  /// The value of the last member of a name.
  private func member(_ name: String, of object: Value) -> Value? {
    let known = scanned.first { $0.object == object.place }?.members ?? scan(object)
    var name = name
    return name.withUTF8 { wanted in
      let wanted = UnsafeRawBufferPointer(wanted)
      for member in members[known].reversed()
      where isName(UnsafeRawBufferPointer(rebasing: record[member.name]), wanted) {
        return member.value
      }
      return nil
    }
  }

  /// Notes the members of an object as far as its text is whole.
  private func scan(_ object: Value) -> Range<Int> {
    let record = record
    let first = members.count
    defer { scanned.append((object.place, first..<members.count)) }
    if let (structure, offset) = known, object.index >= 0 {
      var position = object.index + 1
      while structure.byte(position) == 0x22, structure.byte(position + 1) == 0x3A,
        let name = structure.string(position)
      {
        let start = structure.offset(position) + 1 - offset
        let value = Value(place: structure.offset(position + 2) - offset, index: position + 2)
        members.append((start..<(start + name.count), value))
        guard let next = structure.skip(position + 2), structure.byte(next) == 0x2C else { break }
        position = next + 1
      }
      return first..<members.count
    }
    var place = blanks(object.place + 1)
    while place < record.count, record[place] == 0x22 {
      guard let end = endOfString(place) else { break }
      let colon = blanks(end)
      guard colon < record.count, record[colon] == 0x3A else { break }
      let value = blanks(colon + 1)
      members.append(((place + 1)..<(end - 1), Value(place: value)))
      guard let next = endOfValue(value) else { break }
      let comma = blanks(next)
      guard comma < record.count, record[comma] == 0x2C else { break }
      place = blanks(comma + 1)
    }
    return first..<members.count
  }

  /// The place behind an object or an array; `nil` when it does not end.
  private func end(of value: Value) -> Int? {
    guard let (structure, offset) = known, value.index >= 0 else { return endOfValue(value.place) }
    return structure.skip(value.index).map { structure.offset($0 - 1) + 1 - offset }
  }

  private func isName(_ raw: UnsafeRawBufferPointer, _ wanted: UnsafeRawBufferPointer) -> Bool {
    guard let base = raw.baseAddress, let other = wanted.baseAddress, raw.count > 0 else {
      return raw.count == wanted.count
    }
    if raw.count == wanted.count, memcmp(base, other, raw.count) == 0 { return true }
    guard memchr(base, 0x5C, raw.count) != nil else { return false }
    return text.unescaped(raw).elementsEqual(wanted)
  }

  /// Calls `body` with the number and the start of each element until it returns `true`.
  private func forEachElement(
    ofArrayAt start: Int, _ body: (_ number: Int, _ place: Int) -> Bool
  ) -> Bool {
    var place = blanks(start + 1)
    var number = 0
    while place < record.count, record[place] != 0x5D {
      if body(number, place) { return true }
      guard let end = endOfValue(place) else { return false }
      let comma = blanks(end)
      guard comma < record.count, record[comma] == 0x2C else { return false }
      place = blanks(comma + 1)
      number += 1
    }
    return false
  }

  private func blanks(_ start: Int) -> Int {
    let record = record
    var place = start
    while place < record.count {
      switch record[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: return place
      }
    }
    return place
  }

  /// The place behind the closing quote; `nil` when there is none.
  private func endOfString(_ start: Int) -> Int? {
    let record = record
    guard let base = record.baseAddress else { return nil }
    var place = start + 1
    while place < record.count, let found = memchr(base + place, 0x22, record.count - place) {
      let quote = UnsafeRawPointer(found) - base
      // An odd number of backslashes before it makes the quote a part of the text.
      var first = quote
      while first > start + 1, record[first - 1] == 0x5C { first -= 1 }
      if (quote - first) % 2 == 0 { return quote + 1 }
      place = quote + 1
    }
    return nil
  }

  private func endOfWord(_ start: Int) -> Int {
    let record = record
    var place = start
    while place < record.count {
      switch record[place] {
      case 0x2C, 0x5D, 0x7D, 0x20, 0x09, 0x0A, 0x0D, 0x3A, 0x22: return place
      default: place += 1
      }
    }
    return place
  }

  private func endOfValue(_ start: Int) -> Int? {
    let record = record
    guard start < record.count else { return nil }
    switch record[start] {
    case 0x22: return endOfString(start)
    case 0x7B, 0x5B:
      var depth = 0
      var place = start
      while place < record.count {
        switch record[place] {
        case 0x22:
          guard let end = endOfString(place) else { return nil }
          place = end
          continue
        case 0x7B, 0x5B: depth += 1
        case 0x7D, 0x5D:
          depth -= 1
          if depth == 0 { return place + 1 }
        default: break
        }
        place += 1
      }
      return nil
    default:
      let end = endOfWord(start)
      return end > start ? end : nil
    }
  }
}
