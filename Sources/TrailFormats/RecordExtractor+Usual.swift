internal import TrailBytes
internal import TrailEvents

/// The members that nearly all are: a plain name, a colon, and a text or a word.
extension RecordExtractor {
  /// A name, a colon, a value and what follows it.
  private static let positionsOfMember = 4
  /// A quote and a colon, a quote and a comma: their bytes as a word.
  private static let endOfName: UInt32 = 0x3A22

  /// Passes the usual members of an object, and stores those that are fields.
  ///
  /// What ``object(_:_:_:level:arns:)`` does with them, without its questions: no blanks, no
  /// backslashes, no text that says nothing, no list and no object of which something is wanted.
  ///
  /// - Returns: The position of the first member that is not usual, or of what else stands there; the
  ///   complement of the position behind the object when all were.
  @inline(never)
  func usualMembers(
    _ structure: StructureScanner.Structure, _ start: Int, _ context: ObjectContext, level: Int
  ) -> Int {
    let (positions, last) = (structure.positions, structure.count &- 4)
    let text = UnsafeRawPointer(structure.text)
    let base = UInt(bitPattern: text)
    guard start <= last, base &+ UInt(positions[start]) >= plain.pointee.start,
      plain.pointee.end > base
    else { return start }
    let plainEnd = Int(bitPattern: plain.pointee.end &- base)
    let table = tables[context.rawValue]
    let fields = fields
    let presence = UnsafeMutableRawPointer(presence).assumingMemoryBound(to: UInt64.self)
    // ARNs are looked for below `requestParameters` and `responseElements`; no text begins with a zero.
    let firstOfARN: UInt8 = level > 0 ? 0x61 : 0
    var (index, passed, known, isEnd) = (start, 0, 0, false)
    while index <= last {
      let name = Int(positions[index]) &+ 1
      let colon = Int(positions[index &+ 1])
      let end = Int(positions[index &+ 3])
      let length = colon &- 1 &- name
      let middle = text.loadUnaligned(fromByteOffset: colon &- 1, as: UInt32.self)
      let tail = text.loadUnaligned(fromByteOffset: end &- 1, as: UInt16.self)
      guard end <= plainEnd, length >= 0, middle & 0xFFFF == RecordExtractor.endOfName,
        text.load(fromByteOffset: name &- 1, as: UInt8.self) == 0x22
      else { break }
      let number = Int(table.number(text + name, length))
      let first = UInt8(truncatingIfNeeded: middle &>> 16)
      if first == 0x7B {
        // An object of which nothing is wanted.
        guard number < 0, level == 0, let next = structure.skip(index &+ 2) else { break }
        let separator = structure.byte(next)
        guard separator == 0x2C || separator == 0x7D else { break }
        passed &+= 1
        index = next &+ 1
        if separator == 0x7D {
          isEnd = true
          break
        }
        continue
      }
      let value = text + (colon &+ 2)
      let count = end &- colon &- 3
      guard tail &>> 8 == 0x2C || tail &>> 8 == 0x7D else { break }
      if first == 0x22 {
        // A value and not the quote that begins it; a text that says something; no ARN.
        guard tail & 0xFF == 0x22, count >= 2 else { break }
        let start = value.load(as: UInt8.self)
        guard start != firstOfARN else { break }
        if number >= 0 {
          guard number < MemberAction.wordsOnly,
            count != RecordExtractor.hiddenCount || start != 0x48
          else { break }
          fields[number] = UnsafeRawBufferPointer(start: value, count: count)
          presence[number &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: number)
          known &+= 1
        }
      } else {
        guard RecordExtractor.isWord(first), tail & 0xFF > 0x20 else { break }
        if number >= MemberAction.objects {
          // Instead of an object, and there was none before that would count no longer.
          let context = number &- MemberAction.objects
          guard first == 0x6E, number < MemberAction.other,
            state.pointee.entered &>> UInt64(context) & 1 == 0
          else { break }
          known &+= 1
        } else if number >= 0 {
          let field = number & (MemberAction.wordsOnly &- 1)
          known &+= 1
          // Of the words only `null` starts with an n.
          if first == 0x6E {
            fields[field] = UnsafeRawBufferPointer(start: nil, count: 0)
          } else {
            fields[field] = UnsafeRawBufferPointer(start: value - 1, count: count &+ 2)
            presence[field &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: field)
          }
        }
      }
      passed &+= 1
      index &+= RecordExtractor.positionsOfMember
      if tail &>> 8 == 0x7D {
        isEnd = true
        break
      }
    }
    if context == .record {
      state.pointee.members &+= passed
      state.pointee.knownMembers &+= known
    }
    return isEnd ? ~index : index
  }

  /// Whether a byte may begin a number or a word.
  @inline(__always)
  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D
  }
}
