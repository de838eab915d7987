internal import TrailBytes
internal import TrailEvents

/// A pattern of `*` and `?` over the bytes of folded text.
struct Wildcard {
  private enum Part {
    case byte(UInt8)
    case one
    case many
  }

  private var parts: [Part] = []
  /// The literals, where nothing but `*` stands between them: they are searched for one after another.
  private var literals: Literals?

  private struct Literals {
    /// None empty.
    var middle: [[UInt8]] = []
    /// What a match starts and ends with.
    var prefix: [UInt8] = []
    var suffix: [UInt8] = []
    /// Whether there is no `*`.
    var isWhole = true
  }

  /// - Parameter isFolded: Whether the literals are to be folded, each by itself.
  init(_ pattern: [WildcardPart], isFolded: Bool) {
    for part in pattern {
      switch part {
      case .literal(let text):
        parts += (isFolded ? TextFolding.fold(text) : Array(text.utf8)).map { Part.byte($0) }
      case .one: parts.append(.one)
      case .many: parts.append(.many)
      }
    }
    literals = Wildcard.literals(parts)
  }

  private static func literals(_ parts: [Part]) -> Literals? {
    var literals = Literals()
    for part in parts {
      switch part {
      case .byte(let byte): literals.suffix.append(byte)
      case .one: return nil
      case .many:
        if literals.isWhole {
          literals.prefix = literals.suffix
        } else if !literals.suffix.isEmpty {
          literals.middle.append(literals.suffix)
        }
        literals.isWhole = false
        literals.suffix = []
      }
    }
    return literals
  }

  /// The bytes that every match starts with.
  var prefix: [UInt8] {
    var bytes: [UInt8] = []
    for case .byte(let byte) in parts.prefix(while: { if case .byte = $0 { true } else { false } })
    {
      bytes.append(byte)
    }
    return bytes
  }

  /// Whether a whole value matches.
  ///
  /// - Complexity: O(length × parts): only the last `*` is ever tried again.
  func matches(_ value: UnsafeRawBufferPointer) -> Bool {
    if let literals { return Wildcard.matches(value, literals) }
    var place = 0
    var part = 0
    var retry: (part: Int, place: Int)?
    while true {
      if part < parts.count {
        switch parts[part] {
        case .many:
          part += 1
          retry = (part, place)
          continue
        case .one where place < value.count:
          place = Wildcard.next(value, place)
          part += 1
          continue
        case .byte(let byte) where place < value.count && value[place] == byte:
          place += 1
          part += 1
          continue
        default: break
        }
      } else if place == value.count {
        return true
      }
      guard let last = retry, last.place < value.count else { return false }
      place = Wildcard.next(value, last.place)
      part = last.part
      retry = (part, place)
    }
  }

  /// Literals start with whole characters, so they are found at the beginning of one.
  private static func matches(_ value: UnsafeRawBufferPointer, _ literals: Literals) -> Bool {
    if literals.isWhole { return value.elementsEqual(literals.suffix) }
    guard value.count >= literals.prefix.count + literals.suffix.count,
      value.starts(with: literals.prefix),
      value.suffix(literals.suffix.count).elementsEqual(literals.suffix)
    else { return false }
    var rest = UnsafeRawBufferPointer(
      rebasing: value[literals.prefix.count..<(value.count - literals.suffix.count)])
    for literal in literals.middle {
      guard let place = rest.firstOffset(of: literal) else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest[(place + literal.count)...])
    }
    return true
  }

  /// The place behind the character at `place`.
  private static func next(_ value: UnsafeRawBufferPointer, _ place: Int) -> Int {
    var next = place + 1
    guard value[place] >= 0xC0 else { return next }
    while next < value.count, value[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
