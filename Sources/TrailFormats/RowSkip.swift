/// Steps over a row of comma-separated values of any length: for what is too long to be held.
struct RowSkip {
  private var isQuoted = false
  private var isAtCellStart = true
  private var isAfterQuote = false

  /// Takes the next bytes of the text.
  ///
  /// - Returns: The bytes that belong to the row with its line end, and whether it ended with them.
  mutating func advance(_ bytes: UnsafeRawBufferPointer) -> (count: Int, isDone: Bool) {
    for (index, byte) in bytes.enumerated() {
      if isQuoted {
        isQuoted = byte != 0x22
        isAfterQuote = !isQuoted
      } else if byte == 0x22, isAtCellStart || isAfterQuote {
        // Right behind a quote it is the second one of a pair, which stands for one.
        isQuoted = true
        isAtCellStart = false
        isAfterQuote = false
      } else if byte == 0x0A {
        return (index + 1, true)
      } else {
        isAtCellStart = byte == 0x2C
        isAfterQuote = false
      }
    }
    return (bytes.count, false)
  }
}
