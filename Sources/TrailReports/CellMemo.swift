internal import TrailSearch

/// Cells that were made of values of records, by these values: some come thousands of times, and what is
/// made of them needs a reading of their JSON.
struct CellMemo {
  private var values = TextPool()
  private var cells: [ReportCell] = []

  /// Values after which all are forgotten: every record may have one of its own.
  private static let limit = 10_000

  /// The cell of a value.
  ///
  /// - Parameter make: Makes it; equal values must give equal cells.
  mutating func cell(
    _ value: UnsafeRawBufferPointer, _ make: (UnsafeRawBufferPointer) -> ReportCell
  ) -> ReportCell {
    if cells.count == CellMemo.limit { self = CellMemo() }
    let number = Int(values.number(of: value))
    if number == cells.count { cells.append(make(value)) }
    return cells[number]
  }
}
