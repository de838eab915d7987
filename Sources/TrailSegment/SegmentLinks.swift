internal import TrailBytes

/// Writes the rows of links.
///
/// ```
/// varint   number of rows, ascending by first document, then by values
/// of each link column:
/// counted  packed column: ordinal + 1 of the term by row, 0 for none
/// counted  packed column: number of documents - 1
/// counted  packed column: first document - that of the row before, the first as it is
/// counted  packed column: last document, of the rows with several documents
/// ```
/// All packed columns have blocks of 2¹⁰. First and last are by time, see ``LinkTally/Span``.
enum SegmentLinksWriter {
  static func write(_ rows: [LinkTally.Row], arity: Int, to output: inout ByteWriter) {
    output.appendVarint(rows.count)
    for column in 0..<arity { append(rows.map { UInt64($0.values[column]) }, to: &output) }
    append(rows.map { UInt64($0.span.count - 1) }, to: &output)
    var previous: DocID = 0
    var gaps: [UInt64] = []
    gaps.reserveCapacity(rows.count)
    for row in rows {
      gaps.append(UInt64(row.span.first.document - previous))
      previous = row.span.first.document
    }
    append(gaps, to: &output)
    append(rows.filter { $0.span.count > 1 }.map { UInt64($0.span.last.document) }, to: &output)
  }

  private static func append(_ values: [UInt64], to output: inout ByteWriter) {
    var column = ByteWriter()
    PackedColumnWriter.write(values, blockShift: 10, to: &column)
    output.appendCounted(column.bytes)
  }
}

/// Rows of links: which values the documents of a segment carry together, how many documents do, and
/// the first and the last of these.
///
/// They are those of all documents, the excluded ones too. Belongs to one thread.
package final class SegmentLinks {
  /// The number of rows.
  package let count: Int
  /// The earliest document of each row, ascending.
  package let firsts: [DocID]
  private let section: Section
  private let documentCount: Int
  private let arity: Int
  /// Where the columns stand: those of the schema, then counts, first and last documents.
  private let ranges: [Range<Int>]
  private var readers: [Int: PackedColumnReader] = [:]
  private var spans: (counts: [Int], lasts: [DocID])?

  /// Columns behind those of the schema.
  private static let ownColumns = 3

  init(_ section: Section, arity: Int, documentCount: Int) throws(IndexError) {
    self.section = section
    self.documentCount = documentCount
    self.arity = arity
    let bytes = try section.all()
    let (rows, ranges) = try section.decoding { () throws(DecodingFailure) in
      var cursor = ByteCursor(bytes)
      // A document has several rows only through several values of one key.
      let rows = try cursor.varint(atMost: Int(UInt32.max))
      var ranges: [Range<Int>] = []
      for _ in 0..<(arity + SegmentLinks.ownColumns) {
        let column = try cursor.counted()
        ranges.append((cursor.offset - column.count)..<cursor.offset)
      }
      guard cursor.remaining == 0 else {
        throw DecodingFailure(offset: cursor.offset, reason: "bytes after the last column")
      }
      return (rows, ranges)
    }
    count = rows
    self.ranges = ranges
    let gaps = try PackedColumnReader(section.part(ranges[arity + 1]), expecting: rows)
    var firsts: [DocID] = []
    firsts.reserveCapacity(min(rows, documentCount))
    var next: UInt64 = 0
    for block in 0..<gaps.blockCount {
      for gap in try gaps.values(ofBlock: block) {
        let (document, overflow) = next.addingReportingOverflow(gap)
        guard !overflow, document < UInt64(documentCount) else {
          throw section.corrupt(ranges[arity + 1].lowerBound, "links of an unknown document")
        }
        firsts.append(DocID(document))
        next = document
      }
    }
    self.firsts = firsts
  }

  private func reader(_ column: Int) throws(IndexError) -> PackedColumnReader {
    if let known = readers[column] { return known }
    let reader = try PackedColumnReader(section.part(ranges[column]), expecting: count)
    readers[column] = reader
    return reader
  }

  /// What a link column has in rows, which must ascend: ordinal + 1, 0 for none.
  package func values(_ column: Int, of rows: [Int]) throws(IndexError) -> [UInt32] {
    var values: [UInt32] = []
    values.reserveCapacity(rows.count)
    for value in try reader(column).values(at: rows.map { DocID($0) }) {
      guard value <= UInt64(UInt32.max) else {
        throw section.corrupt(ranges[column].lowerBound, "links hold an unknown term")
      }
      values.append(UInt32(value))
    }
    return values
  }

  /// The number of documents of a row, and the latest of them.
  package func span(_ row: Int) throws(IndexError) -> (count: Int, last: DocID) {
    let (counts, lasts) = try allSpans()
    return (counts[row], lasts[row])
  }

  private func allSpans() throws(IndexError) -> (counts: [Int], lasts: [DocID]) {
    if let spans { return spans }
    let stored = try reader(arity)
    var counts: [Int] = []
    counts.reserveCapacity(count)
    for block in 0..<stored.blockCount {
      for value in try stored.values(ofBlock: block) {
        guard value < UInt64(documentCount) else {
          throw section.corrupt(
            ranges[arity].lowerBound, "links of \(value) more documents than one")
        }
        counts.append(Int(value) + 1)
      }
    }
    let several = counts.count { $0 > 1 }
    let ends = try PackedColumnReader(section.part(ranges[arity + 2]), expecting: several)
    var lasts = firsts
    var next = 0
    for row in counts.indices where counts[row] > 1 {
      let last = try ends.value(at: DocID(next))
      next += 1
      guard last < UInt64(documentCount) else {
        throw section.corrupt(ranges[arity + 2].lowerBound, "links of an unknown document")
      }
      lasts[row] = DocID(last)
    }
    let found = (counts, lasts)
    spans = found
    return found
  }
}
