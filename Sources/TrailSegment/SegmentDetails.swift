internal import TrailBytes

/// The id of a document with details: 128 bits, all 0 when a column tells it or nothing does.
package struct DetailID: BitwiseCopyable, Hashable, Sendable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// Writes the details of the documents that have them.
///
/// ```
/// varint   number of rows: one a document with details, ascending by document
/// counted  packed column: (document - the one before) - 1, the first as it is
/// counted  packed column: upper 64 bits of the id
/// counted  packed column: lower 64 bits of the id
/// of each column of the schema:
/// counted  packed column: 1 for a row with a value, 0 for one without; no bytes when no row has one
/// counted  packed column: the ordinals of the terms of the rows that have one; missing when none has
/// ```
/// All packed columns have blocks of 2¹⁰. Most columns have values in few rows, which is why these
/// stand apart.
enum SegmentDetailsWriter {
  /// - Parameter value: The ordinal + 1 that a column has for a row, 0 for none.
  static func write(
    documents: some RandomAccessCollection<DocID>, ids: some RandomAccessCollection<DetailID>,
    arity: Int, to output: inout ByteWriter, value: (_ row: Int, _ column: Int) -> UInt64
  ) {
    output.appendVarint(documents.count)
    var gaps: [UInt64] = []
    gaps.reserveCapacity(documents.count)
    var next: DocID = 0
    for document in documents {
      gaps.append(UInt64(document - next))
      next = document + 1
    }
    append(gaps, to: &output)
    append(ids.map(\.high), to: &output)
    append(ids.map(\.low), to: &output)
    var marks = [UInt64](repeating: 0, count: gaps.count)
    var values: [UInt64] = []
    for column in 0..<arity {
      values.removeAll(keepingCapacity: true)
      for row in gaps.indices {
        let value = value(row, column)
        marks[row] = value > 0 ? 1 : 0
        if value > 0 { values.append(value - 1) }
      }
      if values.isEmpty {
        output.appendVarint(0)
      } else {
        append(marks, to: &output)
        append(values, to: &output)
      }
    }
  }

  private static func append(_ values: [UInt64], to output: inout ByteWriter) {
    var column = ByteWriter()
    PackedColumnWriter.write(values, blockShift: 10, to: &column)
    output.appendCounted(column.bytes)
  }
}

/// Details of documents: what is kept of few documents beside tuples and columns.
///
/// Columns are unpacked when they are first asked for. Belongs to one thread.
package final class SegmentDetails {
  /// The documents that have details, ascending.
  package let documents: [DocID]
  private let section: Section
  /// Where documents and ids stand.
  private let ranges: [Range<Int>]
  /// Where the columns of the schema stand; `nil` for one without values.
  private let valueRanges: [(marks: Range<Int>, values: Range<Int>)?]
  private var columns: [Int: [UInt32]] = [:]
  private var marked: [Int: MarkedColumn] = [:]
  private var ids: (high: PackedColumnReader, low: PackedColumnReader)?

  /// Columns before those of the schema: documents, and two for the ids.
  private static let ownColumns = 3

  init(_ section: Section, arity: Int, documentCount: Int) throws(IndexError) {
    self.section = section
    let bytes = try section.all()
    let (rows, ranges, valueRanges) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      let rows = try cursor.varint(atMost: documentCount)
      var ranges: [Range<Int>] = []
      func next() throws(DecodingFailure) -> Range<Int> {
        let column = try cursor.counted()
        return (cursor.offset - column.count)..<cursor.offset
      }
      for _ in 0..<SegmentDetails.ownColumns { ranges.append(try next()) }
      var valueRanges: [(marks: Range<Int>, values: Range<Int>)?] = []
      for _ in 0..<arity {
        let marks = try next()
        valueRanges.append(marks.isEmpty ? nil : (marks, try next()))
      }
      guard cursor.remaining == 0 else {
        throw DecodingFailure(offset: cursor.offset, reason: "bytes after the last column")
      }
      return (rows, ranges, valueRanges)
    }
    self.ranges = ranges
    self.valueRanges = valueRanges
    var documents: [DocID] = []
    documents.reserveCapacity(rows)
    var next: UInt64 = 0
    let gaps = try SegmentDetails.reader(section, ranges[0], rows)
    for block in 0..<gaps.blockCount {
      for gap in try gaps.values(ofBlock: block) {
        let (document, overflow) = next.addingReportingOverflow(gap)
        guard !overflow, document < UInt64(documentCount) else {
          throw section.corrupt(ranges[0].lowerBound, "\(section.name): an unknown document")
        }
        documents.append(DocID(document))
        next = document + 1
      }
    }
    self.documents = documents
  }

  private static func reader(
    _ section: Section, _ range: Range<Int>, _ rows: Int
  ) throws(IndexError) -> PackedColumnReader {
    try PackedColumnReader(section.part(range), expecting: rows)
  }

  /// The row of a document; `nil` when it has no details.
  package func row(of document: DocID) -> Int? {
    var low = 0
    var high = documents.count
    while low < high {
      let middle = (low + high) / 2
      if documents[middle] < document { low = middle + 1 } else { high = middle }
    }
    return low < documents.count && documents[low] == document ? low : nil
  }

  /// The rows of a range of documents.
  func rows(of range: Range<Int>) -> Range<Int> {
    func first(_ bound: Int) -> Int {
      var low = 0
      var high = documents.count
      while low < high {
        let middle = (low + high) / 2
        if Int(documents[middle]) < bound { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(range.lowerBound)..<first(range.upperBound)
  }

  /// The id of a row.
  package func id(_ row: Int) throws(IndexError) -> DetailID {
    let found = try idColumns()
    return DetailID(
      high: try found.high.value(at: DocID(row)), low: try found.low.value(at: DocID(row)))
  }

  /// The ids of rows, which must ascend.
  package func ids(_ rows: [Int]) throws(IndexError) -> [DetailID] {
    let found = try idColumns()
    let places = rows.map { DocID($0) }
    return zip(try found.high.values(at: places), try found.low.values(at: places))
      .map { DetailID(high: $0, low: $1) }
  }

  private func idColumns() throws(IndexError) -> (
    high: PackedColumnReader, low: PackedColumnReader
  ) {
    let found: (high: PackedColumnReader, low: PackedColumnReader)
    if let ids {
      found = ids
    } else {
      found = (
        try SegmentDetails.reader(section, ranges[1], documents.count),
        try SegmentDetails.reader(section, ranges[2], documents.count)
      )
      ids = found
    }
    return found
  }

  /// A column of the schema: ordinal + 1 by row, 0 for none.
  package func column(_ number: Int) throws(IndexError) -> [UInt32] {
    if let known = columns[number] { return known }
    var values = [UInt32](repeating: 0, count: documents.count)
    guard let ranges = valueRanges[number] else { return values }
    let marks = try SegmentDetails.reader(section, ranges.marks, documents.count)
    var rows: [Int] = []
    for block in 0..<marks.blockCount {
      for (index, mark) in try marks.values(ofBlock: block).enumerated() where mark > 0 {
        rows.append(block * marks.blockSize + index)
      }
    }
    let reader = try SegmentDetails.reader(section, ranges.values, rows.count)
    for block in 0..<reader.blockCount {
      for (index, value) in try reader.values(ofBlock: block).enumerated() {
        values[rows[block * reader.blockSize + index]] = try stored(value, ranges.values)
      }
    }
    columns[number] = values
    return values
  }

  private func stored(_ value: UInt64, _ range: Range<Int>) throws(IndexError) -> UInt32 {
    guard value < UInt64(UInt32.max) else {
      throw section.corrupt(range.lowerBound, "\(section.name): an unknown term")
    }
    return UInt32(value) + 1
  }

  /// Rows of a column that are picked out one by one: one in so many; for more, unpacking the column
  /// takes less time.
  private static let pickedShare = 8

  /// The values of rows, which must ascend, in a column of the schema: ordinal + 1, 0 for none.
  package func values(_ number: Int, of rows: [Int]) throws(IndexError) -> [UInt32] {
    guard let ranges = valueRanges[number] else {
      return [UInt32](repeating: 0, count: rows.count)
    }
    if columns[number] != nil || rows.count * SegmentDetails.pickedShare >= documents.count {
      let values = try column(number)
      return rows.map { values[$0] }
    }
    let columns = try markedColumns(number, ranges)
    let marks = try columns.marks.values(at: rows.map { DocID($0) })
    var values = [UInt32](repeating: 0, count: rows.count)
    var places: [Int] = []
    var numbers: [DocID] = []
    for (place, mark) in marks.enumerated() where mark == 1 {
      let row = rows[place]
      let block = row / columns.marks.blockSize
      let before = try columns.marks.ones(
        ofBlock: block, before: row - block * columns.marks.blockSize)
      places.append(place)
      numbers.append(DocID(columns.before[block] + before))
    }
    for (place, value) in zip(places, try columns.values.values(at: numbers)) {
      values[place] = try stored(value, ranges.values)
    }
    return values
  }

  /// A column whose values are picked out: which rows have one, how many have one before each block,
  /// and these values.
  private struct MarkedColumn {
    var marks: PackedColumnReader
    var before: [Int]
    var values: PackedColumnReader
  }

  private func markedColumns(
    _ number: Int, _ ranges: (marks: Range<Int>, values: Range<Int>)
  ) throws(IndexError) -> MarkedColumn {
    if let known = marked[number] { return known }
    let marks = try SegmentDetails.reader(section, ranges.marks, documents.count)
    var before: [Int] = []
    before.reserveCapacity(marks.blockCount)
    var count = 0
    for block in 0..<marks.blockCount {
      before.append(count)
      count += try marks.ones(ofBlock: block, before: marks.blockSize)
    }
    let made = MarkedColumn(
      marks: marks, before: before,
      values: try SegmentDetails.reader(section, ranges.values, count))
    marked[number] = made
    return made
  }
}
