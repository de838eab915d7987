internal import Trailsift

/// Rows as CSV (RFC 4180) or TSV.
struct DelimitedText {
  let out: Output
  let isTabbed: Bool
  /// Whether a byte-order mark and CRLF are written, as Excel in Japanese wants.
  let hasMark: Bool

  func writeMark() {
    if hasMark { out.write([0xEF, 0xBB, 0xBF]) }
  }

  func write(_ cells: [String?]) {
    let line = cells.map { cell in
      isTabbed ? QuotedText.tsv(cell ?? "") : QuotedText.csv(cell ?? "")
    }.joined(separator: isTabbed ? "\t" : ",")
    out.write(line + (hasMark ? "\r\n" : "\n"))
  }
}
