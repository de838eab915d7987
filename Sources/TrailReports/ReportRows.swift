package import TrailFiles
internal import TrailFormats

/// The rows of a file of a report, CSV or JSON lines, read where they stand.
///
/// A comparison asks for the cells of few of them, so that a row is a range of the file until then.
package final class ReportRows: Sequence {
  /// A row: where it stands in the file.
  package struct Row: Hashable, Sendable {
    fileprivate var start: Int
    fileprivate var end: Int
  }

  package enum Format: String, Sendable { case csv, jsonl }

  package let format: Format
  private let file: MappedFile
  /// The columns of CSV; JSON names its members in every row.
  private let header: [String]
  private let start: Int

  /// - Throws: ``ComparisonError`` for CSV without a header.
  package init(_ file: MappedFile, _ format: Format) throws(ComparisonError) {
    self.file = file
    self.format = format
    guard format == .csv else {
      header = []
      start = 0
      return
    }
    let mark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var row = TableRow()
    guard file.bytes.count > mark, let (_, next) = row.read(file.bytes, from: mark, isLast: true)
    else { throw ComparisonError("\(file.path): it has no header") }
    header = row.cells.map { String(decoding: $0, as: UTF8.self) }
    start = next
  }

  package struct Iterator: IteratorProtocol {
    fileprivate let rows: ReportRows
    fileprivate var place: Int
    private var row = TableRow()

    fileprivate init(_ rows: ReportRows) {
      self.rows = rows
      place = rows.start
    }

    package mutating func next() -> Row? {
      let bytes = rows.file.bytes
      guard place < bytes.count else { return nil }
      let start = place
      switch rows.format {
      case .csv:
        // What does not end is one row up to the end: it is compared like any other.
        let found = row.read(bytes, from: start, isLast: true)
        place = found?.next ?? bytes.count
        return Row(start: start, end: found?.end ?? bytes.count)
      case .jsonl:
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        place = end + 1
        return Row(start: start, end: end)
      }
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }

  /// The text of a row.
  func bytes(_ row: Row) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[row.start..<row.end])
  }

  /// The columns and values of a row, in the order of the file; an empty cell of CSV has no value.
  package func cells(_ row: Row) -> [(name: String, value: String?)] {
    var cells: [(name: String, value: String?)] = []
    switch format {
    case .csv:
      var table = TableRow()
      _ = table.read(bytes(row), from: 0, isLast: true)
      for (index, cell) in table.cells.enumerated() {
        let name = index < header.count ? header[index] : "column \(index + 1)"
        cells.append((name, cell.isEmpty ? nil : String(decoding: cell, as: UTF8.self)))
      }
    case .jsonl:
      let isObject = RecordPathReader().forEachMember(of: bytes(row)) { name, value in
        cells.append(
          (
            String(decoding: name, as: UTF8.self),
            value.map { String(decoding: $0.bytes, as: UTF8.self) }
          ))
      }
      if !isObject { cells.append(("row", String(decoding: bytes(row), as: UTF8.self))) }
    }
    return cells
  }
}

/// Why two folders cannot be compared.
package struct ComparisonError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
