internal import TrailFiles

/// What two versions of the rows of a report tell differently.
///
/// Rows with the same bytes cancel out, each one of the other side. Of what is left, rows with the same
/// key are one row that changed, in the order in which they stand; the rest was added or removed.
package struct RowComparison {
  /// A row that changed, and the columns with another value: those that both sides have.
  package struct Change {
    package var old: ReportRows.Row
    package var new: ReportRows.Row
    package var columns: [(name: String, old: String?, new: String?)]
  }

  package private(set) var oldCount = 0
  package private(set) var newCount = 0
  package private(set) var added: [ReportRows.Row] = []
  package private(set) var removed: [ReportRows.Row] = []
  package private(set) var changed: [Change] = []
  /// Columns that rows of one side alone have.
  package private(set) var oldColumns: [String] = []
  package private(set) var newColumns: [String] = []

  /// 128 bits of a SHA-256: equal for equal texts, and for no others that anybody could make.
  private struct Mark: Hashable {
    var high: UInt64
    var low: UInt64

    init(_ bytes: UnsafeRawBufferPointer) {
      func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
      let hash = Checksum.sha256(bytes)
      high = word(hash[..<8])
      low = word(hash[8..<16])
    }

    /// Texts that may be missing, each set apart from the next.
    init(_ texts: [String?]) {
      var bytes: [UInt8] = []
      for text in texts {
        bytes.append(text == nil ? 0 : 1)
        bytes += Array((text ?? "").utf8)
        bytes.append(0xFF)
      }
      self = bytes.withUnsafeBytes { Mark($0) }
    }
  }

  /// - Parameters:
  ///   - key: Columns that tell rows apart; without any a row is what it is, and does not change.
  ///   - ignored: Columns that are not compared.
  init(_ old: ReportRows, _ new: ReportRows, key: [String], ignored: Set<String>) {
    var marks: [Mark: Int] = [:]
    for row in old {
      oldCount += 1
      marks[Mark(old.bytes(row)), default: 0] += 1
    }
    var arrived: [ReportRows.Row] = []
    for row in new {
      newCount += 1
      let mark = Mark(new.bytes(row))
      if let count = marks[mark] {
        marks[mark] = count == 1 ? nil : count - 1
      } else {
        arrived.append(row)
      }
    }
    var left: [ReportRows.Row] = []
    // The last of equal rows are those that have no match.
    if !marks.isEmpty {
      for row in old {
        let mark = Mark(old.bytes(row))
        guard let count = marks[mark] else { continue }
        marks[mark] = count == 1 ? nil : count - 1
        left.append(row)
      }
    }
    match(old, left, new, arrived, key, ignored)
  }

  private mutating func match(
    _ old: ReportRows, _ left: [ReportRows.Row], _ new: ReportRows, _ arrived: [ReportRows.Row],
    _ key: [String], _ ignored: Set<String>
  ) {
    if let first = left.first ?? old.first(where: { _ in true }),
      let other = arrived.first ?? new.first(where: { _ in true })
    {
      let names = old.cells(first).map(\.name)
      let others = new.cells(other).map(\.name)
      oldColumns = names.filter { !others.contains($0) }
      newColumns = others.filter { !names.contains($0) }
    }
    func mark(_ rows: ReportRows, _ row: ReportRows.Row) -> Mark? {
      let cells = rows.cells(row)
      let values = key.map { name in cells.first { $0.name == name }?.value }
      return values.contains { $0 != nil } ? Mark(values) : nil
    }
    var waiting: [Mark: [Int]] = [:]
    for (index, row) in left.enumerated().reversed() {
      if let mark = mark(old, row) { waiting[mark, default: []].append(index) }
    }
    var isMatched = [Bool](repeating: false, count: left.count)
    for row in arrived {
      guard let mark = mark(new, row), let index = waiting[mark]?.popLast() else {
        added.append(row)
        continue
      }
      isMatched[index] = true
      let before = Dictionary(
        old.cells(left[index]).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      var columns: [(name: String, old: String?, new: String?)] = []
      for (name, value) in new.cells(row) where !ignored.contains(name) {
        guard let known = before[name], known != value else { continue }
        columns.append((name, known, value))
      }
      if !columns.isEmpty {
        changed.append(Change(old: left[index], new: row, columns: columns))
      }
    }
    for (row, isMatched) in zip(left, isMatched) where !isMatched { removed.append(row) }
  }
}
