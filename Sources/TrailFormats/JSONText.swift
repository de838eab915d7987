internal import Glibc
internal import TrailBytes

/// Unescapes the inside of JSON strings (RFC 8259, section 7) into memory that lasts a record.
///
/// Belongs to one thread.
package final class JSONText {
  private let blocks = Vector<UnsafeMutableRawBufferPointer>(capacity: 4)
  /// Bytes of the last block that are taken.
  private let used: UnsafeMutablePointer<Int>

  package init() {
    used = .allocate(capacity: 1)
    used.initialize(to: 0)
  }

  deinit {
    for block in blocks.elements { block.deallocate() }
    blocks.deallocate()
    used.deallocate()
  }

  /// Forgets everything unescaped so far and keeps the memory.
  package func reset() {
    used.pointee = 0
    guard blocks.count > 1 else { return }
    for block in blocks.elements.dropFirst() { block.deallocate() }
    blocks.truncate(to: 1)
  }

  /// Memory of `count` bytes that lasts until ``reset()``.
  func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
    let start = used.pointee
    if let last = blocks.last, start + count <= last.count {
      used.pointee = start + count
      return UnsafeMutableRawBufferPointer(rebasing: last[start..<(start + count)])
    }
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1 << 14), alignment: 8)
    blocks.append(block)
    used.pointee = count
    return UnsafeMutableRawBufferPointer(rebasing: block[..<count])
  }

  /// The text that the inside of a JSON string stands for: itself when there is no backslash.
  @inline(__always)
  func unescaped(_ raw: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard let base = raw.baseAddress, memchr(base, 0x5C, raw.count) != nil else { return raw }
    return unescapedSlowly(raw)
  }

  /// An escape never gets longer than it was, so the output fits the length of the input.
  ///
  /// A lone
  /// surrogate becomes U+FFFD; an unknown escape is kept as it stands.
  private func unescapedSlowly(_ raw: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let output = allocate(raw.count)
    var length = 0
    var index = 0
    func put(_ byte: UInt8) {
      output[length] = byte
      length += 1
    }
    while index < raw.count {
      let byte = raw[index]
      guard byte == 0x5C, index + 1 < raw.count else {
        put(byte)
        index += 1
        continue
      }
      let escape = raw[index + 1]
      index += 2
      switch escape {
      case 0x6E: put(0x0A)
      case 0x74: put(0x09)
      case 0x72: put(0x0D)
      case 0x62: put(0x08)
      case 0x66: put(0x0C)
      case 0x22, 0x5C, 0x2F: put(escape)
      case 0x75:
        guard let unit = JSONText.hex4(raw, index) else {
          put(0x5C)
          put(escape)
          continue
        }
        index += 4
        var value = UInt32(unit)
        if unit & 0xFC00 == 0xD800 {
          if index + 1 < raw.count, raw[index] == 0x5C, raw[index + 1] == 0x75,
            let low = JSONText.hex4(raw, index + 2), low & 0xFC00 == 0xDC00
          {
            value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
            index += 6
          }
        }
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(unit) }
      default:
        put(0x5C)
        put(escape)
      }
    }
    return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<length])
  }

  private static func hex4(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt16? {
    guard start + 4 <= bytes.count else { return nil }
    var result: UInt16 = 0
    for index in start..<(start + 4) {
      let digit: UInt16
      switch bytes[index] {
      case 0x30...0x39: digit = UInt16(bytes[index]) - 0x30
      case 0x61...0x66: digit = UInt16(bytes[index]) - 0x57
      case 0x41...0x46: digit = UInt16(bytes[index]) - 0x37
      default: return nil
      }
      result = result << 4 | digit
    }
    return result
  }
}
