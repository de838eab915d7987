/// Steps over a JSON value of any length, byte by byte: for what is too long to be held.
struct ValueSkip {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var hasStarted = false

  /// Takes the next bytes of the text.
  ///
  /// - Returns: The bytes that belong to the value, and whether it ended with them.
  mutating func advance(_ bytes: UnsafeRawBufferPointer) -> (count: Int, isDone: Bool) {
    for (index, byte) in bytes.enumerated() {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInString = false
          if depth == 0 { return (index + 1, true) }
        }
        continue
      }
      switch byte {
      case 0x22: isInString = true
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        // The end of what is around a number or word.
        if depth == 0 { return (index, true) }
        depth -= 1
        if depth == 0 { return (index + 1, true) }
      case 0x2C, 0x20, 0x09, 0x0A, 0x0D:
        if depth == 0, hasStarted { return (index, true) }
        continue
      default: break
      }
      hasStarted = true
    }
    return (bytes.count, false)
  }
}
