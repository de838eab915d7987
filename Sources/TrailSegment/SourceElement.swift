/// A stretch of a source's text that holds records: one record, or an envelope around several.
package struct SourceElement: Hashable, Sendable {
  /// A document whose record lies in the element.
  package struct Member: Hashable, Sendable {
    package var document: DocID
    /// Number of its record among those of the element.
    package var number: Int
  }

  /// Where it lies in the decompressed bytes of its source.
  package var range: Range<Int64>
  /// The documents that were asked for, ascending.
  package var members: [Member]
}

extension SegmentReader {
  /// Where the records of documents lie in the decompressed bytes of their source.
  ///
  /// Offsets are implicit: the sum of gaps and lengths from the source's first document on. A
  /// document of length 0 lies in the same element as the one before.
  ///
  /// - Parameter documents: Ascending documents of `source`.
  package func elements(
    holding documents: ArraySlice<DocID>, in source: SourceRecord
  ) throws(IndexError) -> [SourceElement] {
    guard let last = documents.last else { return [] }
    guard source.documents.contains(Int(last)), let first = documents.first,
      source.documents.contains(Int(first))
    else { throw corrupt("document \(last) is not in its source") }
    let gaps = try column(.gaps)
    let lengths = try column(.lengths)
    var elements: [SourceElement] = []
    var wanted = documents.startIndex
    var current: Range<Int64>?
    var number = 0
    var index = source.documents.lowerBound
    while index <= Int(last) {
      // Block by block, so that neither column unpacks a block twice.
      let block = index / gaps.blockSize
      let stop = min((block + 1) * gaps.blockSize, Int(last) + 1)
      let gapValues = try gaps.values(ofBlock: block)
      let lengthValues = try lengths.values(ofBlock: block)
      for position in index..<stop {
        let inBlock = position - block * gaps.blockSize
        if lengthValues[inBlock] == 0 {
          number += 1
        } else {
          current = try range(
            after: current?.upperBound ?? 0, gap: gapValues[inBlock],
            length: lengthValues[inBlock])
          number = 0
        }
        guard position == Int(documents[wanted]) else { continue }
        guard let range = current else { throw corrupt("a record lies in no element") }
        let member = SourceElement.Member(document: documents[wanted], number: number)
        if number > 0, elements.last?.range == range {
          elements[elements.count - 1].members.append(member)
        } else {
          elements.append(SourceElement(range: range, members: [member]))
        }
        wanted += 1
      }
      index = stop
    }
    guard wanted == documents.endIndex else { throw corrupt("documents do not ascend") }
    return elements
  }

  private func range(
    after end: Int64, gap: UInt64, length: UInt64
  ) throws(IndexError) -> Range<Int64> {
    let (start, overflow) = end.addingReportingOverflow(Int64(truncatingIfNeeded: gap))
    let (stop, overflow2) = start.addingReportingOverflow(Int64(truncatingIfNeeded: length))
    guard !overflow, !overflow2, start >= end, stop >= start else {
      throw corrupt("a record lies outside all bounds")
    }
    return start..<stop
  }

  private func corrupt(_ detail: String) -> IndexError {
    IndexError(.corrupt, path: path, detail: detail)
  }
}
