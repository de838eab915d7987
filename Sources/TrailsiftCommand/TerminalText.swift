internal import Trailsift

/// Text from logs made fit for a terminal: nothing in it can move the cursor, change colours or
/// turn the direction of writing (CWE-150), and its width is counted in cells.
enum TerminalText {
  /// The text with control characters, bidirectional controls and invisible spaces spelled out as
  /// `\u{1B}`.
  static func visible(_ text: String) -> String { VisibleText.of(text) }

  /// The text as it is written to an output: made visible for a terminal, unchanged for a file.
  static func shown(_ text: String, on out: Output) -> String {
    out.isTerminal ? visible(text) : text
  }

  /// The same for a text of several lines.
  static func shownLines(_ text: String, on out: Output) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { shown(String($0), on: out) }.joined(separator: "\n")
  }

  /// The cells that a scalar takes: 0, 1 or 2.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    if contains(TerminalWidthTable.wide, scalar.value) { return 2 }
    return contains(TerminalWidthTable.zero, scalar.value) ? 0 : 1
  }

  private static func contains(_ ranges: [(UInt32, UInt32)], _ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].1 < value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].0 <= value
  }

  /// The cells that a text takes.
  static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + cells($1) }
  }

  /// A character takes the cells of its widest scalar: an emoji joined from several takes two.
  private static func cells(_ character: Character) -> Int {
    character.unicodeScalars.reduce(0) { max($0, width($1)) }
  }

  /// The text cut to `limit` cells, the last one `…` when something was cut.
  static func cut(_ text: String, to limit: Int) -> String {
    if width(text) <= limit { return text }
    var result = ""
    var used = 0
    for character in text {
      let next = cells(character)
      if used + next > limit - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…"
  }

  /// The text followed by blanks up to `cells`.
  static func padded(_ text: String, to cells: Int) -> String {
    text + String(repeating: " ", count: max(0, cells - width(text)))
  }
}
