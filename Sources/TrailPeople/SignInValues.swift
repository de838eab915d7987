internal import TrailEvents

/// The values of fields of some events: each text once, and numbers of texts in rows.
///
/// Thousands of events have a handful of values each, and an array a row would cost more than all
/// that is done with it.
struct SignInValues: Sendable {
  /// The column of each field, by its raw value; -1 for one that was not asked for.
  private let columns: [Int8]
  private let width: Int
  /// Row after row, the number of the text + 1; 0 for none.
  private var numbers: [UInt32]
  private var texts: [String] = []

  /// - Parameters:
  ///   - fields: Those that events may have, each once.
  ///   - rows: How many events there are.
  init(fields: [SignInField], rows: Int) {
    var columns = [Int8](repeating: -1, count: SignInField.allCases.count)
    for (column, field) in fields.enumerated() { columns[field.rawValue] = Int8(column) }
    self.columns = columns
    width = fields.count
    numbers = [UInt32](repeating: 0, count: rows * fields.count)
  }

  /// Takes in a text, which need not be new.
  ///
  /// - Returns: Its number.
  mutating func number(_ text: String) -> UInt32 {
    texts.append(text)
    return UInt32(texts.count)
  }

  /// Gives an event the text of a number in a field that it may have.
  mutating func set(_ number: UInt32, row: Int, _ field: SignInField) {
    numbers[row * width + Int(columns[field.rawValue])] = number
  }

  /// The value that an event has in a field; `nil` when it has none.
  subscript(row: Int, field: SignInField) -> String? {
    let column = Int(columns[field.rawValue])
    if column < 0 { return nil }
    let number = Int(numbers[row * width + column])
    return number > 0 ? texts[number - 1] : nil
  }
}

/// What segments and records tell of some events; an event is a row of it.
///
/// Never changed after it is made.
final class SignInRows: Sendable {
  let columns: [SegmentEvents.Columns]
  let values: SignInValues

  init(columns: [SegmentEvents.Columns], values: SignInValues) {
    self.columns = columns
    self.values = values
  }
}
