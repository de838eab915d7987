/// The steps through a stream of JSON values.
extension LogReader {
  /// Does one thing at a position and returns the next one; `nil` when the window ends before it
  /// can be done.
  func step(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ onRecord: Delivery
  ) -> Int? {
    let byte = structure.byte(index)
    if isAfterElement, isInList {
      // A missing comma breaks the file and not the records on both sides of it.
      if byte != 0x2C, byte != 0x5D { note(structure, index) }
      isAfterElement = false
    }
    switch stack.last {
    case .records: return listStep(structure, index, isLast: isLast, isRecords: true, onRecord)
    case .items: return listStep(structure, index, isLast: isLast, isRecords: false, onRecord)
    case .silent(let content):
      return silentStep(structure, index, isLast: isLast, content)
    case .object: return objectStep(structure, index, isLast: isLast)
    case .array, nil: return valueStep(structure, index, isLast: isLast, onRecord)
    }
  }

  /// Hands over CloudTrail's records as they usually stand in `Records`, one behind the other.
  ///
  /// What the steps would do, without their checks: that no other access to this object is under
  /// way, which the compiler makes for each of its members and cannot see here.
  ///
  /// - Returns: The position behind the last one of them; `nil` when the first is not usual, and
  ///   nothing has happened.
  func usualRecords(
    _ structure: StructureScanner.Structure, _ start: Int, _ onRecord: Delivery
  ) -> Int? {
    let (first, base, record, limit) = (summary.elements, windowOffset, record, recordLimit)
    guard !isAfterElement else { return nil }
    var (index, count, isAfter) = (start, 0, false)
    while structure.byte(index) == 0x7B,
      case .complete(let next) = record.extract(structure, at: index, isNext: count > 0),
      !record.isForeign, record[.eventName] != nil
    {
      let offset = structure.offset(index)
      let length = structure.offset(next - 1) + 1 - offset
      if length > limit { break }
      onRecord(first + count, base + Int64(offset), length)
      count += 1
      index = next
      isAfter = structure.byte(next) != 0x2C || structure.byte(next + 1) != 0x7B
      if isAfter { break }
      index = next + 1
    }
    guard count > 0 else { return nil }
    summary.records += count
    if summary.format == .unknown { summary.format = .cloudTrail }
    isAfterElement = isAfter
    return index
  }

  @inline(__always)
  private func listStep(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, isRecords: Bool,
    _ onRecord: Delivery
  ) -> Int? {
    switch structure.byte(index) {
    case 0x2C: return index + 1
    case 0x5D:
      stack.removeLast()
      isAfterElement = true
      return index + 1
    case 0x7B:
      return isRecords
        ? recordElement(structure, index, isLast: isLast, onRecord)
        : envelope(structure, index, isLast: isLast, onRecord)
    case 0x7D, 0x3A:
      note(structure, index)
      return index + 1
    case let byte:
      guard let next = whole(structure, index, isLast: isLast) else { return nil }
      if isRecords || byte != 0x5B && byte != 0x22 {
        summary.reject(.notObject, at: place(structure, index))
      } else {
        open(JSONNode(structure, index), onRecord)
      }
      isAfterElement = true
      return next
    }
  }

  private func silentStep(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ content: OtherContent
  ) -> Int? {
    switch structure.byte(index) {
    case 0x2C: return index + 1
    case 0x5D:
      stack.removeLast()
      isAfterElement = true
      return index + 1
    case 0x7D, 0x3A:
      note(structure, index)
      return index + 1
    default:
      guard let next = whole(structure, index, isLast: isLast) else { return nil }
      summary.note(content, at: place(structure, index))
      return next
    }
  }

  private func objectStep(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool
  ) -> Int? {
    switch structure.byte(index) {
    case 0x2C: return index + 1
    case 0x7D:
      stack.removeLast()
      isAfterElement = true
      record.setEnvelopeAccount(nil)
      isControl = false
      if let start = longObjectAt {
        summary.reject(.tooLong, at: start)
        longObjectAt = nil
      }
      return index + 1
    case 0x22 where structure.byte(index + 1) == 0x3A:
      return member(structure, index, isLast: isLast)
    default:
      if index + 2 >= structure.count, !isLast { return nil }
      note(structure, index)
      return index + 1
    }
  }

  private func valueStep(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ onRecord: Delivery
  ) -> Int? {
    switch structure.byte(index) {
    case 0x2C: return index + 1
    case 0x5D where !stack.isEmpty:
      stack.removeLast()
      if !stack.isEmpty { isAfterElement = true }
      return index + 1
    case 0x5B where stack.count < ElementReader.deepestEnvelope:
      stack.append(.array)
      isAfterElement = false
      return index + 1
    case 0x7B: return object(structure, index, isLast: isLast, onRecord)
    case 0x5D, 0x7D, 0x3A:
      note(structure, index)
      return index + 1
    case 0x22:
      guard let next = whole(structure, index, isLast: isLast) else { return nil }
      open(JSONNode(structure, index), onRecord)
      isAfterElement = true
      return next
    default:
      guard let next = whole(structure, index, isLast: isLast) else { return nil }
      let word = structure.scalar(index)
      let node = JSONNode(structure, index)
      if node.isArray {
        summary.reject(.tooDeep, at: place(structure, index))
      } else if !node.isNothing {
        if !node.isScalar { note(structure, index) }
        summary.note(.unknown, at: place(structure, index))
      }
      if !stack.isEmpty { isAfterElement = word.first != 0 }
      return next
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
  private func recordElement(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ onRecord: Delivery
  ) -> Int? {
    switch record.extract(structure, at: index) {
    case .complete(let next):
      if record.isForeign || record[.eventName] == nil {
        open(JSONNode(structure, index), isRecord: true, onRecord)
      } else {
        deliver(structure, index..<next, onRecord)
      }
      isAfterElement = true
      return next
    case .incomplete: return nil
    case .malformed(let place): return malformed(structure, index, place, isLast: isLast)
    }
  }

  // MARK: Objects

  /// An object that stands by itself: a record, an envelope, or one around lists.
  private func object(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ onRecord: Delivery
  ) -> Int? {
    var position = index + 1
    while structure.byte(position) == 0x22, structure.byte(position + 1) == 0x3A,
      let name = structure.string(position)
    {
      let mark = mark(name)
      switch mark {
      case .list?, .logEvents?, .directory?:
        let value = structure.byte(position + 2)
        guard value == 0x5B || value == 0x6E || position + 2 >= structure.count else { break }
        // What precedes the list in its object is done with.
        stack.append(.object)
        // A batch of CloudWatch Logs may name its account behind its events, when it is in sight.
        let end = mark == .logEvents ? structure.skip(index).map { $0 - 1 } : nil
        noteEnvelope(structure, index + 1, before: end ?? position)
        guard let next = member(structure, position, isLast: isLast) else {
          stack.removeLast()
          record.setEnvelopeAccount(nil)
          return nil
        }
        return next
      case .record?, .version?: return bareRecord(structure, index, isLast: isLast, onRecord)
      default: break
      }
      guard let next = structure.skip(position + 2), structure.byte(next) == 0x2C else { break }
      position = next + 1
    }
    return envelope(structure, index, isLast: isLast, onRecord)
  }

  /// An object that is one element as a whole.
  private func envelope(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ onRecord: Delivery
  ) -> Int? {
    if let place = brokenPlace(structure, index) {
      return malformed(structure, index, place, isLast: isLast)
    }
    guard let next = structure.skip(index) else { return nil }
    open(JSONNode(structure, index), onRecord)
    isAfterElement = true
    return next
  }

  /// Notes what the members of an object say of its lists, as far as they precede a position.
  private func noteEnvelope(
    _ structure: StructureScanner.Structure, _ first: Int, before end: Int
  ) {
    var position = first
    while position < end, let name = structure.string(position) {
      noteMember(structure, name, position + 2)
      guard let next = structure.skip(position + 2) else { return }
      position = next + 1
    }
  }

  private func noteMember(
    _ structure: StructureScanner.Structure, _ name: UnsafeRawBufferPointer, _ value: Int
  ) {
    if name.elementsEqual("owner".utf8) {
      record.setEnvelopeAccount(JSONNode(structure, value).text(names))
    } else if name.elementsEqual("messageType".utf8) {
      let kind = JSONNode(structure, value).text(names)
      isControl = kind?.elementsEqual("CONTROL_MESSAGE".utf8) ?? false
    } else if name.elementsEqual("NextToken".utf8) || name.elementsEqual("nextToken".utf8),
      structure.byte(value) == 0x22
    {
      summary.hasNextPage = true
    }
  }

  private func bareRecord(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool, _ onRecord: Delivery
  ) -> Int? {
    switch record.extract(structure, at: index) {
    case .complete(let next):
      if record.isForeign || record[.eventName] == nil || record[.eventID] == nil {
        open(JSONNode(structure, index), onRecord)
      } else {
        deliver(structure, index..<next, onRecord)
      }
      isAfterElement = true
      return next
    case .incomplete: return nil
    case .malformed(let place): return malformed(structure, index, place, isLast: isLast)
    }
  }

  private func mark(_ name: UnsafeRawBufferPointer) -> ElementMark? {
    guard name.contains(0x5C) else { return ElementMark.named(name) }
    names.reset()
    return ElementMark.named(names.unescaped(name))
  }

  /// A member of an object around lists.
  private func member(
    _ structure: StructureScanner.Structure, _ index: Int, isLast: Bool
  ) -> Int? {
    guard let name = structure.string(index), index + 2 < structure.count else { return nil }
    let value = structure.byte(index + 2)
    let mark = mark(name)
    if value == 0x5B, let container = container(mark, name) {
      summary.lists += 1
      longObjectAt = nil
      stack.append(container)
      isAfterElement = false
      return index + 3
    }
    guard let next = whole(structure, index + 2, isLast: isLast) else { return nil }
    if mark == .list {
      if structure.scalar(index + 2).elementsEqual("null".utf8) {
        summary.lists += 1
        longObjectAt = nil
      } else {
        summary.note(.unknown, at: place(structure, index))
      }
    }
    noteMember(structure, name, index + 2)
    return next
  }

  /// The container that a list of an object is.
  private func container(_ mark: ElementMark?, _ name: UnsafeRawBufferPointer) -> Container? {
    switch mark {
    case .list?: name.elementsEqual("Records".utf8) || name.contains(0x5C) ? .records : .items
    case .logEvents?: isControl ? .silent(.controlMessage) : .items
    case .directory?: .silent(.directory)
    default: nil
    }
  }
}
