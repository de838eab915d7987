internal import TrailEvents
internal import TrailFiles
internal import TrailFormats
internal import TrailSearch

/// A list that people keep and that reports compare with: CSV (RFC 4180) in UTF-8 with a header.
///
/// A byte-order mark, CRLF and full-width blanks around values are taken as spreadsheets leave them.
/// Everything else that is not as documented is an error with its line: a list that was half understood
/// would make a wrong report.
struct InputTable {
  /// A column of a list.
  struct Column {
    /// What its header says, in English or in Japanese.
    var names: [String]
    /// Whether a list must have it.
    var isNeeded = true
  }

  /// A row of a list.
  struct Row {
    /// The line on which it starts, from 1.
    var line: Int
    /// The values of the columns asked for, in their order; empty where a list lacks one.
    var values: [String]
  }

  /// The file as it was named.
  let file: String
  /// The SHA-256 of its bytes, in hexadecimal.
  let hash: String
  private(set) var rows: [Row] = []

  /// Reads a list.
  ///
  /// - Parameter file: Its name, for errors.
  /// - Throws: ``InputError`` for what is no such list.
  init(_ bytes: [UInt8], file: String, columns: [Column]) throws(InputError) {
    self.file = file
    hash = Hexadecimal.text(bytes.withUnsafeBytes { Checksum.sha256($0) })
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError(file: file, reason: "it is not UTF-8: save it as CSV UTF-8")
    }
    var parsed: [(line: Int, cells: [String])] = []
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let isWhole = bytes.withUnsafeBytes { text in
      var row = TableRow()
      var place = 0
      var line = 1
      while place < text.count {
        guard let (_, next) = row.read(text, from: place, isLast: true) else {
          parsed.append((line, []))
          return false
        }
        let cells = row.cells.map { InputTable.trimmed(String(decoding: $0, as: UTF8.self)) }
        if !cells.allSatisfy(\.isEmpty) { parsed.append((line, cells)) }
        line += text[place..<next].count { $0 == 0x0A }
        place = next
      }
      return true
    }
    guard isWhole else {
      throw InputError(file: file, line: parsed.last?.line, reason: "a quoted value does not end")
    }
    guard let header = parsed.first else {
      throw InputError(file: file, reason: "it is empty: a header is expected")
    }
    let places = try InputTable.places(header.cells, columns, file: file, line: header.line)
    for (line, cells) in parsed.dropFirst() {
      guard cells.count == header.cells.count else {
        throw InputError(
          file: file, line: line,
          reason: "\(cells.count) values stand where the header has \(header.cells.count) columns")
      }
      var values: [String] = []
      for (column, place) in zip(columns, places) {
        let value = place.map { cells[$0] } ?? ""
        guard !value.isEmpty || !column.isNeeded else {
          throw InputError(file: file, line: line, reason: "`\(column.names[0])` is empty")
        }
        values.append(value)
      }
      rows.append(Row(line: line, values: values))
    }
  }

  /// Where the columns stand.
  private static func places(
    _ header: [String], _ columns: [Column], file: String, line: Int
  ) throws(InputError) -> [Int?] {
    let known = columns.flatMap(\.names)
    for (index, name) in header.enumerated() {
      guard known.contains(name) else {
        let listed = columns.map(\.names[0]).joined(separator: ", ")
        let hint = Spelling.nearest(to: name, among: known).map { "; did you mean `\($0)`?" }
        throw InputError(
          file: file, line: line,
          reason: "there is no column `\(name)`\(hint ?? ""); the columns are \(listed)")
      }
      guard let column = columns.first(where: { $0.names.contains(name) }) else { continue }
      if header[..<index].contains(where: { column.names.contains($0) }) {
        throw InputError(file: file, line: line, reason: "the column `\(name)` stands twice")
      }
    }
    var places: [Int?] = []
    for column in columns {
      let place = header.firstIndex { column.names.contains($0) }
      guard place != nil || !column.isNeeded else {
        throw InputError(
          file: file, line: line, reason: "the column `\(column.names[0])` is missing")
      }
      places.append(place)
    }
    return places
  }

  private static func trimmed(_ text: String) -> String {
    func isBlank(_ character: Character) -> Bool { " \t\u{3000}\u{A0}".contains(character) }
    var rest = text[...]
    while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return String(rest)
  }

  /// An error at a row.
  func bad(_ row: Row, _ reason: String) -> InputError {
    InputError(file: file, line: row.line, reason: reason)
  }

  /// A day, written `2024-03-31` or, as spreadsheets do, `2024/3/31`.
  static func day(_ text: String) -> CivilDate? {
    let mark: Character = text.contains("/") ? "/" : "-"
    let parts = text.split(separator: mark, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4,
      parts.allSatisfy({ (1...4).contains($0.count) && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }),
      mark == "/" || parts[1].count == 2 && parts[2].count == 2,
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month),
      (1...CivilDate.daysInMonth(year: year, month: month)).contains(day)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }
}

/// What is wrong with a list that people gave, and where.
package struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named.
  package var file: String
  /// The line, from 1; `nil` when the whole file is meant.
  package var line: Int?
  /// What is wrong, in words.
  package var reason: String

  init(file: String, line: Int? = nil, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  package var description: String {
    line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)"
  }
}
