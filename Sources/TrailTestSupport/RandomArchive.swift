/// What ``RandomArchive/write(to:seed:)`` wrote, as its author knows it.
///
/// The counts come from how the records were made, not from reading them, so they check the plain
/// scan as well.
package struct RandomArchiveSummary: Sendable {
  /// The seed, to be printed when a test fails.
  package let seed: UInt64
  /// Paths relative to the directory, in the order of writing.
  package var paths: [String] = []
  /// Elements of all `Records`.
  package var records = 0
  /// Elements that are no objects.
  package var rejected = 0
  /// Records written as copies of another one.
  package var duplicates = 0
  /// Records written with the id of another event.
  package var idConflicts = 0
}

/// Writes small archives of 10 to 400 records in 1 to 12 files, odd in every way Keys.md speaks of.
///
/// Promises: the same seed writes the same bytes. Left out on purpose, because JSON or Keys.md
/// leaves their meaning open: equal member names in one object, invalid UTF-8, lone surrogates,
/// non-ASCII values longer than 8,192 bytes, two spellings of one time under one id, and dates that
/// no calendar has.
package struct RandomArchive {
  private var records: RandomRecords
  private var summary: RandomArchiveSummary
  private var files: [File] = []
  /// Originals that copies and conflicts can be made of, with their text.
  private var originals: [(record: RandomRecords.Record, text: String)] = []

  private struct File {
    let path: String
    let writer: RandomJSONWriter
    var elements: [String] = []
    var hasObject = false
  }

  /// Writes the archive of `seed` below `directory`.
  ///
  /// - Returns: What was written.
  /// - Throws: Foundation's error when a file cannot be written.
  @discardableResult
  package static func write(to directory: String, seed: UInt64) throws -> RandomArchiveSummary {
    var archive = RandomArchive(seed: seed)
    archive.fill()
    for file in archive.files {
      let bytes = archive.bytes(of: file)
      try TemporaryDirectory.write(bytes, to: file.path, under: directory)
      archive.summary.paths.append(file.path)
    }
    return archive.summary
  }

  private init(seed: UInt64) {
    records = RandomRecords(seed: seed)
    summary = RandomArchiveSummary(seed: seed)
  }

  private mutating func fill() {
    let fileCount = 1 + records.random.below(12)
    for number in 0..<fileCount {
      let writer = RandomJSONWriter(&records.random)
      files.append(File(path: path(number: number), writer: writer))
    }
    let count = 10 + records.random.below(records.random.chance(50) ? 40 : 391)
    while summary.records < count {
      let number = records.random.below(fileCount)
      let isFirst = !files[number].hasObject
      switch records.random.below(100) {
      case 0..<8 where !isFirst && !originals.isEmpty: addCopy(to: number)
      case 8..<11 where !isFirst && !originals.isEmpty: addConflict(to: number)
      case 11..<13: addNonObject(to: number)
      default: addRecord(to: number, isFirst: isFirst)
      }
      summary.records += 1
    }
  }

  private mutating func addRecord(to number: Int, isFirst: Bool) {
    let record = records.next(isFirst: isFirst)
    let text = files[number].writer.write(record.tree, depth: 2, &records.random)
    files[number].elements.append(text)
    files[number].hasObject = true
    originals.append((record, text))
  }

  /// Adds an event again: the same bytes, or with an id also written or told differently.
  private mutating func addCopy(to number: Int) {
    let (record, text) = records.random.pick(originals)
    var copy = text
    if record.hasID, records.random.chance(60) {
      let again = records.random.chance(50) ? record : records.elsewhere(record)
      copy = files[number].writer.write(again.tree, depth: 2, &records.random)
    }
    files[number].elements.append(copy)
    summary.duplicates += 1
  }

  /// Adds another event with a known id; an event without one is added as a copy.
  private mutating func addConflict(to number: Int) {
    let index = records.random.below(originals.count)
    guard originals[index].record.hasID else { return addCopy(to: number) }
    let conflict = records.conflicting(with: originals[index].record)
    // One conflict an original: a second could by chance be a copy of the first.
    originals.remove(at: index)
    files[number].elements.append(
      files[number].writer.write(conflict.tree, depth: 2, &records.random))
    summary.idConflicts += 1
  }

  private mutating func addNonObject(to number: Int) {
    let choices = [
      "null", "42", "true", "\"}{ \\\" ] text\"", "[]", "[{\"eventID\":\"inside\"}]", "-1.5e3",
    ]
    files[number].elements.append(records.random.pick(choices))
    summary.rejected += 1
  }

  private mutating func path(number: Int) -> String {
    let account = records.random.pick(RandomPools.accountTable)
    let region = records.random.pick(["us-east-1", "ap-northeast-1", "eu-west-3"])
    let date = RandomRecords.date(ofDay: 19358 + records.random.below(400))
    let roots = ["", "", "", "監査ログ/", "カ\u{3099}/", "my logs/", "o-abcde12345/", "é/", "a+b&c='d/"]
    let root = records.random.pick(roots)
    let day = date.split(separator: "-").joined()
    let ending = records.random.pick([".json.gz", ".json.gz", ".json.gz", ".json", ".gz", ""])
    let unique = RandomRecords.padded(number, 4) + records.random.hex(12)
    let folder = date.split(separator: "-").joined(separator: "/")
    return "\(root)AWSLogs/\(account)/CloudTrail/\(region)/\(folder)/"
      + "\(account)_CloudTrail_\(region)_\(day)T0210Z_\(unique)\(ending)"
  }

  private mutating func bytes(of file: File) -> [UInt8] {
    if file.elements.isEmpty, records.random.chance(25) { return [] }
    let text = Array(text(of: file).utf8)
    switch records.random.below(10) {
    case 0, 1: return text
    case 2, 3: return members(of: text)
    default:
      let name = records.random.chance(20) ? "records.json" : nil
      return GzipWriter(level: Int32(records.random.below(10)), name: name).member(text)
    }
  }

  /// Several gzip members, cut anywhere, also in the middle of a character, and perhaps empty.
  private mutating func members(of text: [UInt8]) -> [UInt8] {
    let cuts = (0...records.random.below(4)).map { _ in records.random.below(text.count + 1) }
    let borders = [0] + cuts.sorted() + [text.count]
    return zip(borders, borders.dropFirst()).flatMap { start, end in
      GzipWriter(level: Int32(records.random.below(10))).member(Array(text[start..<end]))
    }
  }

  private mutating func text(of file: File) -> String {
    let writer = file.writer
    let hasNull = file.elements.isEmpty && records.random.chance(40)
    let list =
      hasNull ? "null" : writer.join(file.elements, "[", "]", depth: 1, &records.random)
    var members = ["\"Records\":" + list]
    if records.random.chance(15) {
      let odd = [
        "\"note\":\"a \\\"Records\\\":[{] inside\"", "\"count\" : 12",
        "\"meta\":{\"Records\":[1,{}]}",
        "\"記録\":[[],{}]", "\"R\\u0065cord\":[{\"eventID\":\"not this one\"}]",
      ]
      members = (members + odd.shuffled(using: &records.random).prefix(2))
        .shuffled(using: &records.random)
    }
    let space = records.random.chance(10) ? "\n" : ""
    return space + writer.join(members, "{", "}", depth: 0, &records.random) + space
  }
}
