/// Texts that break off, or hold what JSON does not allow.
extension DamagedInputs {
  /// A record with `member` put before its last brace.
  private static func record(_ number: Int, with member: String) -> String {
    goodRecord(number).dropLast() + ",\(member)}"
  }

  private static func bytes(_ number: Int, withValue value: [UInt8]) -> [UInt8] {
    let parts = [goodRecord(0), record(number, with: "\"userAgent\":\"@\""), goodRecord(2)]
    return Array(wrap(parts).utf8).flatMap { $0 == UInt8(ascii: "@") ? value : [$0] }
  }

  static let cutTexts: [DamagedInput] = [
    input(
      "a lone brace", "{", 0...0, .damaged, .skipped, because: "It could have become anything."),
    input(
      "cut in the name Records", "{\"Rec", 0...0, .damaged, .skipped,
      because: "It could have become anything."),
    input(
      "cut after the bracket", "{\"Records\":[", 0...0, .damaged,
      because: "Records were to come, and none did."),
    input(
      "cut in the first record", "{\"Records\":[{\"eventID\":\"x\"", 0...0, .damaged,
      because: "No record is complete."),
    input(
      "cut in the third record", String(goodText(records: 3).dropLast(20)), 2...2, .damaged,
      because: "Two records are complete."),
    input(
      "cut between records", "{\"Records\":[\(goodRecord(0)),", 1...1, .damaged,
      because: "One record is complete, and the comma promises another."),
    input(
      "only the closing brackets missing", String(goodText(records: 3).dropLast(2)), 3...3,
      .damaged,
      because: "Every record is complete, and yet the file does not end as it should."),
    input(
      "an unclosed string in the second record",
      wrap([goodRecord(0), "{\"eventID\":\"x,\"eventName\":\"y\"}", goodRecord(2)]), 1...3,
      .damaged,
      because: "From the missing quote on, inside and outside of strings are swapped."),
    input(
      "a missing comma between records", "{\"Records\":[\(goodRecord(0)) \(goodRecord(1))]}", 1...2,
      .damaged, because: "Where the list breaks its own rule, reading may stop."),
    input(
      "a missing value in the second record",
      wrap([goodRecord(0), "{\"eventVersion\":\"1.08\",\"eventID\":}", goodRecord(2)]), 1...3,
      .damaged, .indexed,
      because: "Its brackets match, so a reader may reject it alone and go on."),
  ]

  static let oddTexts: [DamagedInput] = [
    input("no bytes", "", 0...0, .empty, because: "Zero-byte files occur."),
    input("only white space", " \r\n\t\n", 0...0, .empty, .skipped, because: "No text."),
    input("no records", "{\"Records\":[]}", 0...0, .empty, because: "Must be accepted silently."),
    input(
      "null records", "{\"Records\":null}", 0...0, .empty, because: "Must be accepted silently."),
    input(
      "byte order mark", "\u{FEFF}" + goodText(records: 3), 3...3, .indexed,
      because: "Editors put it there; it is no content."),
    input(
      "NUL bytes after the end", goodText(records: 3) + String(repeating: "\0", count: 100), 3...3,
      .damaged, .indexed, because: "Left by file systems after a crash; the records are complete."),
    input(
      "garbage after the end", goodText(records: 3) + "garbage", 3...3, .damaged,
      because: "The records are complete; the rest is not accounted for."),
    input(
      "control characters in a string", bytes(1, withValue: [0x01, 0x0A, 0x1F]), 1...3, .damaged,
      .indexed, because: "Not JSON, but harmless: a reader may reject the record or take it."),
    input(
      "NUL in a string", bytes(1, withValue: [0]), 1...3, .damaged, .indexed,
      because: "As other control characters; must not end the text."),
    input(
      "invalid UTF-8 in a value", bytes(1, withValue: [0xFF, 0xC0, 0x80]), 1...3, .damaged,
      .indexed,
      because: "A reader may reject the record or take it with the bytes replaced."),
    input(
      "half a character in a value", bytes(1, withValue: [0xE3, 0x81]), 1...3, .damaged, .indexed,
      because: "The quote after it must still end the string."),
    input(
      "a lone surrogate", bytes(1, withValue: Array("\\ud800".utf8)), 1...3, .damaged, .indexed,
      because: "An escape that stands for no character."),
    input(
      "an unknown escape", bytes(1, withValue: Array("\\x41".utf8)), 1...3, .damaged, .indexed,
      because: "A reader may reject the record or take the rest of it."),
    input(
      "huge numbers",
      wrap([
        goodRecord(0), record(1, with: "\"a\":1e400,\"b\":-1e-999999"),
        record(2, with: "\"c\":\(String(repeating: "9", count: 5000)).5"),
      ]), 3...3, .indexed, because: "JSON sets no limit to numbers, and no key needs these."),
    input(
      "a string of 1 MB",
      wrap([
        goodRecord(0),
        record(1, with: "\"userAgent\":\"\(String(repeating: "a", count: 1 << 20))\""),
      ]), 2...2, .indexed, because: "The value is cut at 8,192 bytes, and nothing else happens."),
    input(
      "a member name of 1 MB",
      wrap([goodRecord(0), record(1, with: "\"\(String(repeating: "n", count: 1 << 20))\":1")]),
      2...2, .indexed, because: "A name nobody asks for."),
    input(
      "10,000 empty records",
      wrap([goodRecord(0)] + [String](repeating: "{}", count: 10_000)), 10_001...10_001, .indexed,
      because: "Each is an object; all but the first empty one are copies of it."),
    input(
      "50,000 members in a record",
      wrap([
        record(0, with: (0..<50_000).map { "\"m\($0)\":\($0)" }.joined(separator: ",")),
        goodRecord(1),
      ]), 2...2, .indexed, because: "Looking up a member must not take quadratic time."),
    input(
      "200,000 backslashes in a string",
      wrap([record(0, with: "\"userAgent\":\"\(String(repeating: "\\", count: 200_000))\"")]),
      1...1, .indexed, because: "An even run of backslashes escapes itself, not the quote."),
  ]
}
