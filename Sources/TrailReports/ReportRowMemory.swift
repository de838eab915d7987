internal import TrailSearch

/// The rows of a table where they stand in memory; valid within ``ReportTable/withRows(_:)``.
struct ReportRowMemory {
  let rows: Int
  /// What the cells of each column are.
  let forms: [ReportTable.Column.Form]
  /// Row after row.
  let cells: UnsafeBufferPointer<ReportCell>
  let traits: UnsafeBufferPointer<TextTraits>
  let texts: TextPool.Memory

  /// The bytes of the text with a number.
  @inline(__always)
  func text(_ number: Int) -> UnsafeRawBufferPointer {
    let start = number == 0 ? 0 : texts.ends[number - 1]
    return UnsafeRawBufferPointer(rebasing: texts.bytes[start..<texts.ends[number]])
  }
}

/// Texts that a format does not write as they stand, each spelled once.
struct SpelledTexts {
  /// By number of the text, its place in ``spelled`` + 1; 0 for one that did not come yet.
  private var places: [UInt32]
  private var spelled: [[UInt8]] = []
  private let spell: (String) -> String

  init(_ rows: ReportRowMemory, _ spell: @escaping (String) -> String) {
    places = [UInt32](repeating: 0, count: rows.texts.ends.count)
    self.spell = spell
  }

  /// Appends the spelling of a text.
  mutating func append(_ number: Int, of rows: ReportRowMemory, to bytes: inout ReportBytes) {
    if places[number] == 0 {
      spelled.append(Array(spell(String(decoding: rows.text(number), as: UTF8.self)).utf8))
      places[number] = UInt32(spelled.count)
    }
    bytes.append(spelled[Int(places[number]) - 1])
  }
}
