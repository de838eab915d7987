/// Writes `truth.json`: the options, the counts and the number of events each look-up finds.
enum DemoTruth {
  /// The text of the file.
  static func text(
    options: DemoOptions,
    summary: DemoSummary,
    lookUps: DemoLookUps,
    counts: [Int]
  ) -> [UInt8] {
    var text = """
      {
        "options": {"events": \(options.events), "accounts": \(options.accounts), \
      "days": \(options.days), "seed": \(options.seed), \
      "s3-only": \(options.isS3Only)},
        "records": \(summary.records),
        "events": \(summary.events),
        "duplicates": \(summary.duplicates),
        "files": \(summary.files),
        "sources": {"indexed": \(summary.sources.indexed), "empty": \(summary.sources.empty), \
      "digest": \(summary.sources.digest), "directory": \(summary.sources.directory), \
      "skipped": \(summary.sources.skipped)},
        "lookups": [

      """
    for (number, look) in lookUps.items.enumerated() {
      let query = look.query.map(quoted).joined(separator: ", ")
      text += "    {\"name\": \(quoted(look.name)), \"query\": [\(query)]"
      if let since = look.since { text += ", \"since\": \"\(stamp(since))\"" }
      // `--until` counts its second whole, so the last one that counts is named.
      if let until = look.until { text += ", \"until\": \"\(stamp(until - 1))\"" }
      text += ", \"count\": \(counts[number])}"
      text += number == lookUps.items.count - 1 ? "\n" : ",\n"
    }
    text += "  ]\n}\n"
    return Array(text.utf8)
  }

  private static func stamp(_ time: Int) -> String {
    var bytes: [UInt8] = []
    bytes.append(time: time)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A JSON text; the values have no control characters.
  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte == 0x22 || byte == 0x5C { bytes.append(0x5C) }
      bytes.append(byte)
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
  }
}
