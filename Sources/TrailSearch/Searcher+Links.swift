internal import TrailEvents
internal import TrailSegment

extension Searcher {
  /// The values of ``LinkField``, as they are grouped by.
  private static let linkFields: [GroupField] = LinkField.allCases.map {
    $0.isEvery ? .every($0.key.rawValue) : .primary($0.key.rawValue)
  }

  /// What the columns of links are in segments of this program.
  private static let linkColumns: [SegmentSchema.LinkColumn] = LinkField.allCases.map {
    SegmentSchema.LinkColumn(key: $0.key.rawValue, isEvery: $0.isEvery, kept: $0.kept)
  }

  /// Rows of links: events put into groups by the values of ``LinkField``.
  ///
  /// Segments keep the rows of all their documents. What is excluded (copies, and documents of dropped
  /// sources) is taken off; a row whose first or last document is among that is worked out from the
  /// columns, as are the rows of segments that keep none.
  ///
  /// - Parameters:
  ///   - query: Holds of every event of the rows that are wanted; it may hold of others.
  ///   - usesLinks: Whether kept rows are asked for; otherwise all are worked out.
  ///   - isWanted: Tells by its values whether a row is wanted.
  /// - Returns: The rows in no order.
  package func links(
    _ query: Query, usesLinks: Bool = true, where isWanted: ([String?]) -> Bool
  ) throws -> [EventSpan] {
    try leavingDamageOut {
      var merged: [[String?]: EventSpan] = [:]
      for number in 0..<snapshot.segmentCount where !snapshot.isExcluded(number) {
        let reader = try snapshot.segment(number).reader
        let isKept = usesLinks && reader.schema.linkColumns == Searcher.linkColumns
        let rows =
          isKept
          ? try keptLinks(query, number, isWanted)
          : try columnLinks(try documents(query, segment: number), number, isWanted)
        for row in rows { try merge(row, into: &merged) }
      }
      return Array(merged.values)
    }
  }

  /// Rows that are worked out from columns.
  private func columnLinks(
    _ documents: DocumentSet, _ number: Int, _ isWanted: ([String?]) -> Bool
  ) throws -> [EventSpan] {
    if documents.isEmpty { return [] }
    var merged: [[String?]: EventSpan] = [:]
    for var span in try spans(documents, segment: number, by: Searcher.linkFields) {
      span.values = LinkField.allCases.map { $0.kept(span.values[$0.rawValue]) }
      if isWanted(span.values) { try merge(span, into: &merged) }
    }
    return Array(merged.values)
  }

  /// Rows that a segment keeps, without what is excluded.
  private func keptLinks(
    _ query: Query, _ number: Int, _ isWanted: ([String?]) -> Bool
  ) throws -> [EventSpan] {
    let segment = try snapshot.segment(number)
    let reader = segment.reader
    guard let links = try reader.links() else { return [] }
    let all = try SegmentSearch(searcher: self, segment: segment).documents(query)
    let rows = Searcher.rows(links, of: all)
    if rows.isEmpty { return [] }
    let values = try Searcher.texts(links, rows, reader)
    let excluded = all.intersection(try segment.excluded())
    // Of each row that lost documents, how many.
    var lost: [[String?]: Int] = [:]
    for span in try columnLinks(excluded, number, isWanted) { lost[span.values] = span.count }
    var spans: [EventSpan] = []
    var stale: Set<[String?]> = []
    for (place, row) in rows.enumerated() where isWanted(values[place]) {
      var (count, last) = try links.span(row)
      let first = links.firsts[row]
      if let gone = lost[values[place]] {
        count -= gone
        if count <= 0 { continue }
        if excluded.contains(first) || excluded.contains(last) {
          stale.insert(values[place])
          continue
        }
      }
      let time = try reader.time(of: first)
      spans.append(
        EventSpan(
          values: values[place], count: count, first: time, last: try reader.time(of: last),
          sample: Hit(segment: number, document: first, time: time)))
    }
    if stale.isEmpty { return spans }
    return try spans + columnLinks(all.subtracting(excluded), number) { stale.contains($0) }
  }

  /// The rows whose first document is among some: all that have their documents among them, and
  /// perhaps others.
  private static func rows(_ links: SegmentLinks, of documents: DocumentSet) -> [Int] {
    var rows: [Int] = []
    let sorted = documents.sorted
    var next = 0
    for (row, document) in links.firsts.enumerated() {
      while next < sorted.count, sorted[next] < document { next += 1 }
      if next == sorted.count { break }
      if sorted[next] == document { rows.append(row) }
    }
    return rows
  }

  /// The values of rows as texts.
  private static func texts(
    _ links: SegmentLinks, _ rows: [Int], _ reader: SegmentReader
  ) throws(IndexError) -> [[String?]] {
    var values = [[String?]](
      repeating: [String?](repeating: nil, count: linkColumns.count), count: rows.count)
    for (number, column) in linkColumns.enumerated() {
      let stored = try links.values(number, of: rows)
      let used = Set(stored).subtracting([0]).sorted()
      guard let dictionary = try reader.dictionary(column.key), !used.isEmpty else { continue }
      var texts: [UInt32: String] = [:]
      try dictionary.forEach(of: used.map { $0 - 1 }) { ordinal, term in
        texts[ordinal + 1] = String(decoding: term, as: UTF8.self)
      }
      for place in rows.indices where stored[place] > 0 {
        values[place][number] = texts[stored[place]]
      }
    }
    return values
  }
}
