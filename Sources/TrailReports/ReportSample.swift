internal import TrailFiles

/// Rows of a report drawn so that anybody who knows the seed draws the same ones.
///
/// The rows with the smallest SHA-256 of the seed, a line break and their bytes are drawn: whoever wrote
/// the report could not choose them, since the usual seed is the hash over the whole folder.
package struct ReportSample {
  /// A row with its number in the file, from 1.
  package struct Row {
    package var number: Int
    package var row: ReportRows.Row
  }

  /// In the order of the file.
  package private(set) var drawn: [Row] = []
  /// Rows of the whole.
  package private(set) var total = 0

  /// Draws rows.
  ///
  /// - Parameter count: How many; all when there are fewer.
  package init(_ rows: ReportRows, count: Int, seed: String) {
    var kept: [(hash: [UInt8], row: Row)] = []
    let prefix = Array((seed + "\n").utf8)
    func isBefore(_ left: (hash: [UInt8], row: Row), _ right: (hash: [UInt8], row: Row)) -> Bool {
      left.hash == right.hash
        ? left.row.number < right.row.number : left.hash.lexicographicallyPrecedes(right.hash)
    }
    for row in rows {
      total += 1
      var hash = StreamingSHA256()
      prefix.withUnsafeBytes { hash.update($0) }
      hash.update(rows.bytes(row))
      kept.append((hash.digest(), Row(number: total, row: row)))
      // Sorted now and then, so that no more than twice the sample is in memory.
      if kept.count >= max(1_024, 2 * count) {
        kept = Array(kept.sorted(by: isBefore).prefix(count))
      }
    }
    drawn = kept.sorted(by: isBefore).prefix(count).map(\.row).sorted { $0.number < $1.number }
  }
}
