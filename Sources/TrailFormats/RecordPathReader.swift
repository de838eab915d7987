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
  /// The objects that were gone through, by their places, and which of ``members`` are theirs.
  @exclusivity(unchecked)
  private var scanned: [(object: Int, members: Range<Int>)] = []
  /// The text of the name, quotes left out, and the place of the value.
  @exclusivity(unchecked)
  private var members: [(name: Range<Int>, value: Int)] = []

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
    if isOpen, record.baseAddress == self.record.baseAddress, record.count == self.record.count {
      return visit(blanks(0), path.steps[...], body)
    }
    return withRecord(record) { visit(blanks(0), path.steps[...], body) }
  }

  /// Calls `body`, which looks up several paths in one record: an object is gone through once for
  /// all of them.
  package func withRecord<Result>(
    _ record: UnsafeRawBufferPointer, _ body: () throws -> Result
  ) rethrows -> Result {
    self.record = record
    isOpen = true
    text.reset()
    scanned.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    defer {
      self.record = UnsafeRawBufferPointer(start: nil, count: 0)
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
      _ = give(start) { value in
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
    _ start: Int, _ steps: ArraySlice<RecordPath.Step>, _ body: (RecordValue) -> Bool
  ) -> Bool {
    guard start < record.count else { return false }
    guard let step = steps.first else { return give(start, body) }
    let rest = steps.dropFirst()
    switch (step, record[start]) {
    case (.member(let name), 0x7B):
      guard let place = member(name, ofObjectAt: start) else { return false }
      return visit(place, rest, body)
    case (.member, 0x5B):
      // An array stands for its elements.
      return forEachElement(ofArrayAt: start) { _, place in
        record[place] == 0x7B && visit(place, steps, body)
      }
    case (.element(let number), 0x5B):
      return forEachElement(ofArrayAt: start) { index, place in
        index == number && visit(place, rest, body)
      }
    case (.anyElement, 0x5B):
      return forEachElement(ofArrayAt: start) { _, place in visit(place, rest, body) }
    default: return false
    }
  }

  /// Gives the value at a place, and the plain elements of an array.
  private func give(_ start: Int, _ body: (RecordValue) -> Bool) -> Bool {
    switch record[start] {
    case 0x7B: return body(value(.object, start..<(endOfValue(start) ?? start)))
    case 0x5B:
      if body(value(.array, start..<(endOfValue(start) ?? start))) { return true }
      return forEachElement(ofArrayAt: start) { _, place in
        let isPlain = record[place] != 0x7B && record[place] != 0x5B
        return isPlain && give(place, body)
      }
    case 0x22:
      guard let end = endOfString(start) else { return false }
      let raw = UnsafeRawBufferPointer(rebasing: record[(start + 1)..<(end - 1)])
      return body(RecordValue(kind: .text, bytes: text.unescaped(raw)))
    case 0x74, 0x66: return body(value(.boolean, start..<endOfWord(start)))
    case 0x6E: return false
    default:
      let end = endOfWord(start)
      return end > start && body(value(.number, start..<end))
    }
  }

  private func value(_ kind: RecordValue.Kind, _ range: Range<Int>) -> RecordValue {
    RecordValue(kind: kind, bytes: UnsafeRawBufferPointer(rebasing: record[range]))
  }

  /// Where the value of the last member of a name starts.
  private func member(_ name: String, ofObjectAt start: Int) -> Int? {
    let known = scanned.first { $0.object == start }?.members ?? scan(objectAt: start)
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
  private func scan(objectAt start: Int) -> Range<Int> {
    let record = record
    let first = members.count
    var place = blanks(start + 1)
    while place < record.count, record[place] == 0x22 {
      guard let end = endOfString(place) else { break }
      let colon = blanks(end)
      guard colon < record.count, record[colon] == 0x3A else { break }
      let value = blanks(colon + 1)
      members.append(((place + 1)..<(end - 1), value))
      guard let next = endOfValue(value) else { break }
      let comma = blanks(next)
      guard comma < record.count, record[comma] == 0x2C else { break }
      place = blanks(comma + 1)
    }
    scanned.append((start, first..<members.count))
    return first..<members.count
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
