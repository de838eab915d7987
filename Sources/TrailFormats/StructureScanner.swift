internal import CSimdjson

/// Finds the structure of JSON text: where every bracket, comma, colon, string and scalar starts.
///
/// The fast pass is simdjson's. It refuses text with an unclosed string or a raw control character
/// in a string; then a plain scan in Swift finds the same positions, so that damaged text still
/// gives the records that are whole. Grammar is left to whoever walks the positions.
/// Belongs to one thread.
package final class StructureScanner {
  /// Positions of structure in a text.
  package struct Structure {
    /// Ascending byte offsets; `count` of them, then one sentinel: the length of the text.
    let positions: UnsafePointer<UInt32>
    /// The number of positions.
    let count: Int
    /// The text.
    ///
    /// At least 64 readable bytes follow it.
    let text: UnsafePointer<UInt8>
    /// Bytes of text.
    let length: Int
  }

  /// Readable bytes that must follow a text.
  package static let padding = 64

  /// The longest text that can be scanned: offsets are 32 bits.
  package static let longestText = 1 << 31

  private let scanner: OpaquePointer
  private var own: [UInt32] = []

  package init() {
    guard let made = trail_structure_scanner_create() else {
      fatalError("no memory for a JSON scanner")
    }
    scanner = made
  }

  deinit { trail_structure_scanner_destroy(scanner) }

  /// Scans `length` bytes, which 64 readable bytes must follow.
  ///
  /// - Returns: The structure, valid until the next scan.
  package func scan(_ text: UnsafePointer<UInt8>, length: Int) -> Structure {
    var positions: UnsafePointer<UInt32>?
    var count = 0
    let status = trail_structure_scan(scanner, text, length, &positions, &count)
    if status == trail_structure_ok || status == trail_structure_not_utf8, let positions {
      // simdjson leaves room for sentinels and sets the first to the length.
      return Structure(positions: positions, count: count, text: text, length: length)
    }
    return scanPlainly(text, length: length)
  }

  /// The same positions found byte by byte: slower, and content with anything.
  ///
  /// The same also where text is no JSON, since a record of a text that is scanned plainly is read
  /// again by the fast scan: two control characters count as structure, a quote behind a scalar
  /// starts a string and is no position, and a backslash outside of strings takes a quote's meaning.
  package func scanPlainly(_ text: UnsafePointer<UInt8>, length: Int) -> Structure {
    own.removeAll(keepingCapacity: true)
    var index = 0
    var isInScalar = false
    while index < length {
      let byte = text[index]
      switch byte {
      case 0x7B, 0x7D, 0x5B, 0x5D, 0x3A, 0x2C, 0x0C, 0x1A:
        own.append(UInt32(index))
        isInScalar = false
      case 0x22:
        if !isInScalar { own.append(UInt32(index)) }
        isInScalar = false
        index += 1
        while index < length, text[index] != 0x22 {
          // JSON has no line ends in strings: behind a quote that is lost, the next line starts anew.
          if text[index] == 0x0A, index + 2 < length, text[index + 1] == 0x7B,
            text[index + 2] == 0x22
          {
            break
          }
          index += text[index] == 0x5C ? 2 : 1
        }
      case 0x20, 0x09, 0x0A, 0x0D:
        isInScalar = false
      default:
        if !isInScalar { own.append(UInt32(index)) }
        isInScalar = true
        if byte == 0x5C, index + 1 < length, text[index + 1] == 0x22 || text[index + 1] == 0x5C {
          index += 1
        }
      }
      index += 1
    }
    let count = own.count
    own.append(UInt32(length))
    return own.withUnsafeBufferPointer { buffer in
      // The array is not touched before the next scan, which is as long as the structure is valid.
      guard let base = buffer.baseAddress else { preconditionFailure("the sentinel is missing") }
      return Structure(positions: base, count: count, text: text, length: length)
    }
  }
}

extension StructureScanner.Structure {
  /// The byte at position number `index`; 0 behind the last one.
  @inline(__always)
  func byte(_ index: Int) -> UInt8 { index < count ? text[Int(positions[index])] : 0 }

  /// The offset of position number `index`; the length of the text behind the last one.
  @inline(__always)
  func offset(_ index: Int) -> Int { index < count ? Int(positions[index]) : length }

  /// The inside of the string that starts at position `index`, escapes as they are; `nil` when its
  /// closing quote is missing.
  @inline(__always)
  func string(_ index: Int) -> UnsafeRawBufferPointer? {
    let start = Int(positions[index]) &+ 1
    var end = offset(index &+ 1) &- 1
    // Usually the next structure follows the quote at once; otherwise blanks stand between.
    if end < start || text[end] != 0x22 {
      guard let quote = quote(from: start, before: end) else { return nil }
      end = quote
    }
    return UnsafeRawBufferPointer(start: text + start, count: end &- start)
  }

  /// The offset of the quote that only blanks follow up to `last`.
  @inline(never)
  private func quote(from start: Int, before last: Int) -> Int? {
    var end = last
    while end >= start, text[end] != 0x22 {
      guard StructureScanner.isBlank(text[end]) else { return nil }
      end -= 1
    }
    return end >= start ? end : nil
  }

  /// The inside of the name of a member at position `index`, which a colon follows; `nil` when there is
  /// none.
  ///
  /// - Parameter index: At least two more positions must follow it.
  @inline(__always)
  func name(_ index: Int) -> UnsafeRawBufferPointer? {
    let (start, colon) = (Int(positions[index]), Int(positions[index &+ 1]))
    guard text[start] == 0x22, text[colon] == 0x3A else { return nil }
    guard text[colon &- 1] == 0x22, colon &- 1 > start else { return string(index) }
    return UnsafeRawBufferPointer(start: text + start + 1, count: colon &- start &- 2)
  }

  /// The scalar that starts at position `index`: a number or a word, without blanks after it.
  func scalar(_ index: Int) -> UnsafeRawBufferPointer {
    let start = Int(positions[index])
    var end = offset(index + 1)
    while end > start, StructureScanner.isBlank(text[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(start: text + start, count: end - start)
  }

  /// The position behind the value that starts at position `index`; `nil` when it does not end.
  ///
  /// - Complexity: O(positions inside the value); nothing nests, so depth costs nothing.
  @inline(__always)
  func skip(_ index: Int) -> Int? {
    switch byte(index) {
    case 0x7B, 0x5B:
      var depth = 1
      var next = index &+ 1
      while next < count {
        // Brackets and braces differ in one bit, and nothing else becomes one of them by it.
        let byte = text[Int(positions[next])] | 0x20
        next &+= 1
        if byte == 0x7D {
          depth &-= 1
          if depth == 0 { return next }
        } else if byte == 0x7B {
          depth &+= 1
        }
      }
      return nil
    case 0:
      // Zeros in the text are a word like any other; behind the last position there is nothing.
      return index < count ? index &+ 1 : nil
    case 0x7D, 0x5D, 0x3A, 0x2C:
      return nil
    default:
      return index &+ 1
    }
  }
}

extension StructureScanner.Structure {
  /// Calls `body` with the position of each element of an array, or of the value itself.
  func forEachElement(_ index: Int, _ body: (Int) -> Void) {
    guard byte(index) == 0x5B else { return body(index) }
    var position = index + 1
    while position < count, byte(position) != 0x5D {
      if byte(position) == 0x2C {
        position += 1
        continue
      }
      body(position)
      guard let next = skip(position) else { return }
      position = next
    }
  }

  /// Calls `body` with the name and the value's position of each member of an object.
  ///
  /// - Parameter names: Holds names that had escapes.
  func forEachMember(
    _ index: Int, _ names: JSONText, _ body: (UnsafeRawBufferPointer, Int) -> Void
  ) {
    guard byte(index) == 0x7B else { return }
    var position = index + 1
    while byte(position) == 0x22, byte(position + 1) == 0x3A, let name = string(position) {
      body(names.unescaped(name), position + 2)
      guard let next = skip(position + 2), byte(next) == 0x2C else { return }
      position = next + 1
    }
  }
}

extension StructureScanner {
  /// Whether a byte is JSON's white space.
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
