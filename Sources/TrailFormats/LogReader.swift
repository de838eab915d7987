/// Finds the records in the decompressed text of a source, piece by piece.
///
/// A source is a stream of JSON values with or without separators. Records are the elements of the
/// array `Records` of an object, objects of an array, or objects by themselves. The text comes in
/// windows: what a window does not finish is given again at the start of the next, longer one.
/// Broken text costs the records it breaks and no others. Belongs to one thread.
package final class LogReader {
  /// What was seen in a source so far.
  package struct Summary: Sendable {
    /// Records handed over.
    package var records = 0
    /// Elements of `Records` that are no objects, are cut off, or break JSON's grammar.
    package var rejected = 0
    /// Elements of `Records` that are records of something else (S3 notifications, Kinesis).
    package var foreign = 0
    /// Records, rejected and foreign elements: the number of the next one.
    package var elements: Int { records + rejected + foreign }
    /// Arrays named `Records`, or `null` in their place.
    package var recordArrays = 0
    /// Values that hold no record that is known.
    package var otherValues = 0
    /// Offset in the decompressed text of the first of them.
    package var otherAt: Int64?
    /// Offset in the decompressed text of the first place where JSON is broken or ends early.
    package var brokenAt: Int64?
    /// Whether the text ended inside a value.
    package var endsEarly = false
  }

  private enum Container {
    /// An array at the top.
    case array
    /// The array `Records`.
    case records
    /// The object around `Records`, before a comma, a name or its end.
    case object
  }

  /// The record that `onRecord` is told of.
  package let record = RecordExtractor()
  private let scanner = StructureScanner()
  private let names = JSONText()
  /// What was seen in the source.
  package private(set) var summary = Summary()
  private var stack: [Container] = []
  /// Whether a comma or the end of the array must come next.
  private var isAfterElement = false
  private var windowOffset: Int64 = 0

  package init() {}

  /// Starts a new source.
  package func begin() {
    summary = Summary()
    stack.removeAll(keepingCapacity: true)
    isAfterElement = false
  }

  /// Reads the records of a window.
  ///
  /// - Parameters:
  ///   - window: The text; 64 readable bytes must follow its `length`.
  ///   - offset: Offset of the window in the decompressed text.
  ///   - isLast: Whether the source ends with the window.
  ///   - onRecord: Called for each record, whose fields are in ``record``, with its number
  ///     among the elements of the source, its offset in the decompressed text and its length.
  /// - Returns: The bytes that are done with; the next window must start behind them.
  package func read(
    _ window: UnsafeRawBufferPointer, offset: Int64, isLast: Bool,
    onRecord: (_ number: Int, _ offset: Int64, _ length: Int) -> Void
  ) -> Int {
    windowOffset = offset
    var skipped = 0
    if offset == 0, window.starts(with: [0xEF, 0xBB, 0xBF]) { skipped = 3 }
    guard let base = window.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    windowOffset += Int64(skipped)
    let structure = scanner.scan(base + skipped, length: window.count - skipped)
    var index = 0
    while index < structure.count {
      guard let next = step(structure, index, isLast: isLast, onRecord) else {
        if !isLast { return skipped + structure.offset(index) }
        // The rest cannot be finished any more.
        note(structure, index)
        summary.endsEarly = true
        if stack.last == .records || stack.last == .array { summary.rejected += 1 }
        break
      }
      index = next
    }
    if isLast, !stack.isEmpty, !summary.endsEarly {
      summary.endsEarly = true
      note(structure, structure.count)
    }
    return window.count
  }

  /// Extracts a text that is exactly one record, whatever its members are.
  ///
  /// - Parameter text: 64 readable bytes must follow it.
  /// - Returns: Whether it was one; then `body` was called and the fields are in ``record``.
  package func readRecord(_ text: UnsafeRawBufferPointer, _ body: () -> Void) -> Bool {
    guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    let structure = scanner.scan(base, length: text.count)
    guard structure.byte(0) == 0x7B, case .complete(let next) = record.extract(structure, at: 0),
      next == structure.count
    else { return false }
    body()
    return true
  }

  /// Notes the first place where something is broken.
  private func note(_ structure: StructureScanner.Structure, _ index: Int) {
    if summary.brokenAt == nil {
      summary.brokenAt = windowOffset + Int64(structure.offset(index))
    }
  }

  private func noteOther(_ structure: StructureScanner.Structure, _ index: Int) {
    summary.otherValues += 1
    if summary.otherAt == nil {
      summary.otherAt = windowOffset + Int64(structure.offset(index))
    }
  }

  /// Does one thing at a position and returns the next one; `nil` when the window ends before it
  /// can be done.
  private func step(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool,
    _ onRecord: (Int, Int64, Int) -> Void
  ) -> Int? {
    let byte = structure.byte(index)
    if isAfterElement, stack.last == .records || stack.last == .array {
      // A missing comma breaks the file and not the records on both sides of it.
      if byte != 0x2C, byte != 0x5D { note(structure, index) }
      isAfterElement = false
    }
    switch stack.last {
    case .records:
      switch byte {
      case 0x2C: return index + 1
      case 0x5D:
        stack.removeLast()
        isAfterElement = true
        return index + 1
      case 0x7B: return element(structure, index, isLast: isLast, onRecord)
      case 0x7D, 0x3A:
        note(structure, index)
        return index + 1
      default:
        guard let next = whole(structure, index, isLast: isLast) else { return nil }
        summary.rejected += 1
        isAfterElement = true
        return next
      }
    case .object:
      switch byte {
      case 0x2C: return index + 1
      case 0x7D:
        stack.removeLast()
        isAfterElement = true
        return index + 1
      case 0x22 where structure.byte(index + 1) == 0x3A:
        return member(structure, index, isLast: isLast)
      default:
        if index + 2 >= structure.count, !isLast { return nil }
        note(structure, index)
        return index + 1
      }
    case .array, nil:
      switch byte {
      case 0x2C: return index + 1
      case 0x5D where stack.last == .array:
        stack.removeLast()
        return index + 1
      case 0x5B where stack.isEmpty:
        stack.append(.array)
        isAfterElement = false
        return index + 1
      case 0x7B: return object(structure, index, isLast: isLast, onRecord)
      case 0x5D, 0x7D, 0x3A:
        note(structure, index)
        return index + 1
      default:
        guard let next = whole(structure, index, isLast: isLast) else { return nil }
        let word = byte == 0x22 ? nil : structure.scalar(index)
        let isNothing = word.map { $0.allSatisfy { $0 == 0 } || $0.elementsEqual("null".utf8) }
        if isNothing != true { noteOther(structure, index) }
        return next
      }
    }
  }

  /// The position behind a value that is certain to be whole: at the end of a window a scalar may
  /// go on in the next one.
  private func whole(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool
  ) -> Int? {
    guard let next = structure.skip(index) else { return nil }
    if next < structure.count || isLast { return next }
    let byte = structure.byte(index)
    return byte == 0x7B || byte == 0x5B ? next : nil
  }

  /// An element of `Records`.
  private func element(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool,
    _ onRecord: (Int, Int64, Int) -> Void
  ) -> Int? {
    switch record.extract(structure, at: index) {
    case .complete(let next):
      if isForeign { summary.foreign += 1 } else { deliver(structure, index..<next, onRecord) }
      isAfterElement = true
      return next
    case .incomplete:
      return nil
    case .malformed(let place):
      guard let next = structure.skip(index) else { return isLast ? reject(structure, place) : nil }
      note(structure, place)
      summary.rejected += 1
      return next
    }
  }

  /// Gives up a record whose end cannot be found and goes on behind its broken place.
  private func reject(_ structure: StructureScanner.Structure, _ place: Int) -> Int {
    note(structure, place)
    summary.rejected += 1
    return place + 1
  }

  /// Records of another kind: no member is CloudTrail's, or the source is `aws:s3` and the like,
  /// as in event notifications.
  private var isForeign: Bool {
    if record.members > 0, record.knownMembers == 0 { return true }
    return record[.eventSource].map { $0.starts(with: "aws:".utf8) } ?? false
  }

  private func deliver(
    _ structure: StructureScanner.Structure, _ range: Range<Int>,
    _ onRecord: (Int, Int64, Int) -> Void
  ) {
    let start = structure.offset(range.lowerBound)
    let end = structure.offset(range.upperBound - 1) + 1
    let number = summary.elements
    summary.records += 1
    onRecord(number, windowOffset + Int64(start), end - start)
  }

  /// An object that stands by itself: a record, or one around `Records`.
  private func object(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool,
    _ onRecord: (Int, Int64, Int) -> Void
  ) -> Int? {
    var position = index + 1
    while structure.byte(position) == 0x22, structure.byte(position + 1) == 0x3A,
      let name = structure.string(position)
    {
      if isRecords(name) {
        // What precedes `Records` in its object is done with.
        stack.append(.object)
        return member(structure, position, isLast: isLast) ?? undo()
      }
      if LogReader.recordMarks.contains(where: { $0.elementsEqual(name) }) {
        return bareRecord(structure, index, isLast: isLast, onRecord)
      }
      guard let next = structure.skip(position + 2) else { break }
      guard structure.byte(next) == 0x2C else { break }
      position = next + 1
    }
    guard let next = structure.skip(index) else { return nil }
    noteOther(structure, index)
    isAfterElement = true
    return next
  }

  private func undo() -> Int? {
    stack.removeLast()
    return nil
  }

  private func bareRecord(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool,
    _ onRecord: (Int, Int64, Int) -> Void
  ) -> Int? {
    switch record.extract(structure, at: index) {
    case .complete(let next):
      if isForeign {
        noteOther(structure, index)
      } else {
        deliver(structure, index..<next, onRecord)
      }
      isAfterElement = true
      return next
    case .incomplete: return nil
    case .malformed(let place):
      guard let next = structure.skip(index) else { return isLast ? reject(structure, place) : nil }
      note(structure, place)
      summary.rejected += 1
      return next
    }
  }

  /// Names that only a CloudTrail record has at its top.
  private static let recordMarks: [[UInt8]] = [
    "eventVersion", "eventID", "eventName", "userIdentity",
  ].map { Array($0.utf8) }

  private func isRecords(_ name: UnsafeRawBufferPointer) -> Bool {
    if name.elementsEqual("Records".utf8) { return true }
    guard name.contains(0x5C) else { return false }
    names.reset()
    return names.unescaped(name).elementsEqual("Records".utf8)
  }

  /// A member of an object around `Records`.
  private func member(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool
  ) -> Int? {
    guard let name = structure.string(index), index + 2 < structure.count else { return nil }
    let value = structure.byte(index + 2)
    if isRecords(name) {
      if value == 0x5B {
        summary.recordArrays += 1
        stack.append(.records)
        isAfterElement = false
        return index + 3
      }
      guard let next = whole(structure, index + 2, isLast: isLast) else { return nil }
      if structure.scalar(index + 2).elementsEqual("null".utf8) {
        summary.recordArrays += 1
      } else {
        noteOther(structure, index)
      }
      return next
    }
    return whole(structure, index + 2, isLast: isLast)
  }
}
