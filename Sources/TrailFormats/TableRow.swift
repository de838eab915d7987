/// One row of comma-separated values (RFC 4180).
package struct TableRow {
  /// The cells of the row that was read last, without their quotes.
  package private(set) var cells: [[UInt8]] = []

  package init() {}

  /// Reads a row.
  ///
  /// - Returns: The offsets of the row's end and of the next row; `nil` when the text ends inside.
  package mutating func read(
    _ text: UnsafeRawBufferPointer, from start: Int, isLast: Bool
  ) -> (end: Int, next: Int)? {
    cells.removeAll(keepingCapacity: true)
    var cell: [UInt8] = []
    var isQuoted = false
    var index = start
    while index < text.count {
      let byte = text[index]
      if isQuoted {
        if byte != 0x22 {
          cell.append(byte)
        } else if index + 1 < text.count, text[index + 1] == 0x22 {
          cell.append(0x22)
          index += 1
        } else if index + 1 < text.count || isLast {
          isQuoted = false
        } else {
          return nil
        }
      } else if byte == 0x22, cell.isEmpty {
        isQuoted = true
      } else if byte == 0x2C {
        cells.append(cell)
        cell.removeAll()
      } else if byte == 0x0A {
        let end = index > start && text[index - 1] == 0x0D ? index - 1 : index
        if end < index, cell.last == 0x0D { cell.removeLast() }
        cells.append(cell)
        return (end, index + 1)
      } else {
        cell.append(byte)
      }
      index += 1
    }
    guard isLast, !isQuoted else { return nil }
    cells.append(cell)
    return (text.count, text.count)
  }
}
