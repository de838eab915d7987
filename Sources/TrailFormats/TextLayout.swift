/// How the text of a source is laid out, told by its start.
enum TextLayout {
  /// A stream of JSON values behind so many bytes of other text.
  case json(preamble: Int)
  /// Lines with JSON behind something else.
  case lines(LineLayout)
  /// A table with a known header.
  case table(TableColumns)
  /// A table of people.
  case directory
  /// Nothing that can be read.
  case plain

  /// Bytes within which the first line must end.
  private static let longestHead = 64 << 10

  /// The layout of a text that starts like this; `nil` when more of it must be seen.
  static func of(_ text: UnsafeRawBufferPointer, isWhole: Bool) -> TextLayout? {
    let isEnough = isWhole || text.count >= longestHead
    var start = 0
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    while start < text.count, isIgnored(text[start]) { start += 1 }
    guard start < text.count else { return isEnough ? .json(preamble: 0) : nil }
    switch text[start] {
    case 0x7B, 0x5B, 0x5D, 0x7D, 0x2C, 0x3A: return .json(preamble: start)
    default: break
    }
    let head = UnsafeRawBufferPointer(rebasing: text[start..<min(text.count, start + longestHead)])
    let lineEnd = head.firstIndex(of: 0x0A)
    guard lineEnd != nil || isEnough else { return nil }
    var line = UnsafeRawBufferPointer(rebasing: head[..<(lineEnd ?? head.count)])
    if line.last == 0x0D { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
    if let columns = TableColumns(header: line, end: start + (lineEnd.map { $0 + 1 } ?? head.count))
    {
      return .table(columns)
    }
    if line.starts(with: "user,arn,user_creation_time,".utf8)
      || find("cognito:username", in: line) != nil
    {
      return .directory
    }
    if text[start] == 0x22 { return .json(preamble: start) }
    if LineLayout.isTimestamp(line) { return .lines(.timestamped) }
    if find("{\"", in: line) != nil { return .lines(.plain) }
    // A JSON word or number by itself.
    let isWord = "null true false".utf8.contains(text[start]) && line.count < 6
    if isWord || text[start] &- 0x30 < 10 && line.count < 32 { return .json(preamble: start) }
    guard isEnough else { return nil }
    if find("EVENTS\t", in: head) != nil { return .lines(.plain) }
    return behindText(head, from: start) ?? .plain
  }

  /// The layout of a text whose first line holds no JSON, when a later one does: scripts print what they
  /// are about to do in front of what they got.
  private static func behindText(_ head: UnsafeRawBufferPointer, from offset: Int) -> TextLayout? {
    var start = 0
    var values: Int?
    for line in head.split(separator: 0x0A, omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      let isValue = isValue(UnsafeRawBufferPointer(rebasing: head[line.startIndex...]))
      if let values {
        guard let first = line.first, first != 0x0D else { continue }
        // Text goes on between the values: they are found line by line.
        let isMore = isValue || isIgnored(first) || "]}\"".utf8.contains(first)
        return isMore ? .json(preamble: offset + values) : .lines(.plain)
      }
      if isValue {
        values = start
      } else if find("{\"", in: UnsafeRawBufferPointer(rebasing: line)) != nil {
        return .lines(
          LineLayout.isTimestamp(UnsafeRawBufferPointer(rebasing: line)) ? .timestamped : .plain)
      }
    }
    return values.map { .json(preamble: offset + $0) }
  }

  /// Whether a text begins with an object that has a name, or with an array of such, of texts or of arrays.
  private static func isValue(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let first = text.first, first == 0x7B || first == 0x5B else { return false }
    let next = text.dropFirst().first { !isIgnored($0) }
    return next == 0x22 || first == 0x5B && (next == 0x7B || next == 0x5B)
  }

  /// Blanks, and the zeros that a torn copy leaves.
  private static func isIgnored(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0
  }

  /// The offset of the first occurrence of a word.
  static func find(_ word: StaticString, in text: UnsafeRawBufferPointer) -> Int? {
    let length = word.utf8CodeUnitCount
    guard text.count >= length else { return nil }
    let wanted = UnsafeBufferPointer(start: word.utf8Start, count: length)
    var start = 0
    while let found = text[start..<(text.count - length + 1)].firstIndex(of: wanted[0]) {
      if text[found..<(found + length)].elementsEqual(wanted) { return found }
      start = found + 1
      if start > text.count - length { return nil }
    }
    return nil
  }
}

/// Where the entries of a text with JSON in its lines start.
enum LineLayout {
  /// Every line.
  case plain
  /// Lines that start with a time; others belong to the entry before: export tasks of CloudWatch
  /// Logs write `2024-08-07T22:34:33.369Z message`, and a message may have several lines.
  case timestamped

  /// Bytes that must be seen of a line to tell whether it starts with a time.
  static let longestTimestamp = 21

  /// Whether a line starts with a date and a time of day.
  static func isTimestamp(_ line: UnsafeRawBufferPointer) -> Bool {
    guard line.count >= longestTimestamp else { return false }
    for (index, mark) in "0000-00-00T00:00:00".utf8.enumerated() {
      let isFitting = mark == 0x30 ? line[index] &- 0x30 < 10 : line[index] == mark
      if !isFitting { return false }
    }
    return true
  }
}
